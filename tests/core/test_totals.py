"""Documents add up: every published vector to the cent, and the laws that no document may break."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.core.money import smallest_unit
from crm_desktop.core.totals import (
    Adjustment,
    DocumentInput,
    LineInput,
    Rounding,
    TaxRow,
    Totals,
    compute_totals,
)

D = Decimal
VECTORS = 46


def vector_document(vector: dict[str, Any]) -> DocumentInput:
    def on_line(line: dict[str, Any], charge: bool) -> Decimal:
        return sum((D(one["amount"]) for one in line["ac"] if one["charge"] is charge), D(0))

    def on_document(charge: bool) -> tuple[Adjustment, ...]:
        found = [one for one in vector["ac"] if one["charge"] is charge]
        return tuple(Adjustment(D(one["amount"]), one["cat"], D(one["rate"])) for one in found)

    return DocumentInput(
        lines=tuple(
            LineInput(
                quantity=D(line["qty"]),
                unit_price=D(line["price"]),
                price_base_quantity=D(line["base"]),
                discount_amount=on_line(line, False),
                charge_amount=on_line(line, True),
                tax_category=line["cat"],
                tax_rate=D(line["rate"]),
            )
            for line in vector["lines"]
        ),
        currency=vector["currency"],
        allowances=on_document(False),
        charges=on_document(True),
        prepaid=D(vector["tot"]["prepaid"]),
        rounding_amount=D(vector["tot"]["rounding"]),
    )


def test_every_published_invoice_adds_up_to_the_cent(shared_data: Path) -> None:
    vectors = json.loads((shared_data / "invoices" / "invoice_vectors.json").read_text("utf-8"))
    assert len(vectors) == VECTORS
    for vector in vectors:
        found = compute_totals(vector_document(vector))
        expected = {name: D(value) for name, value in vector["tot"].items()}
        assert {
            "lines": found.sum_of_lines,
            "allow": found.allowance_total,
            "charge": found.charge_total,
            "net": found.net,
            "tax": found.tax,
            "gross": found.gross,
            "prepaid": found.prepaid,
            "rounding": found.cash_rounding,
            "due": found.due,
        } == expected, vector["file"]
        assert [line.amount for line in found.lines] == [D(line["net"]) for line in vector["lines"]], vector["file"]
        rows = {(row["cat"], D(row["rate"])): (D(row["basis"]), D(row["tax"])) for row in vector["tax"]}
        assert {(row.category, row.rate): (row.base, row.tax) for row in found.tax_rows} == rows, vector["file"]


def test_the_rounding_that_those_invoices_state_is_what_a_step_of_one_gives(shared_data: Path) -> None:
    vectors = json.loads((shared_data / "invoices" / "invoice_vectors.json").read_text("utf-8"))
    rounded = [vector for vector in vectors if D(vector["tot"]["rounding"]) and vector["currency"] == "SEK"]
    assert len(rounded) >= 8
    for vector in rounded:
        document = replace(vector_document(vector), rounding_amount=D(0), cash_step=D(1))
        assert compute_totals(document).due == D(vector["tot"]["due"]), vector["file"]


def line(price: str, rate: str = "19", quantity: str = "1", **more: Any) -> LineInput:
    return LineInput(D(quantity), D(price), D(rate), **more)


def document(*lines: LineInput, currency: str = "EUR", **more: Any) -> DocumentInput:
    return DocumentInput(tuple(lines), currency, **more)


def test_tax_is_rounded_once_per_rate_or_per_line() -> None:
    lines = [line("0.10") for _ in range(3)]  # 0.019 each, 0.057 together
    assert compute_totals(document(*lines)).tax == D("0.06")
    assert compute_totals(document(*lines, rounding="line")).tax == D("0.06")
    lines = [line("0.07") for _ in range(3)]  # 0.0133 each, 0.0399 together
    assert compute_totals(document(*lines)).tax == D("0.04")
    assert compute_totals(document(*lines, rounding="line")).tax == D("0.03")


def test_a_line_prints_so_that_it_can_be_checked_by_hand() -> None:
    total = compute_totals(
        document(line("33.33", quantity="3", discount_percent=D("7.5"), discount_amount=D("1"), charge_amount=D("2")))
    ).lines[0]
    assert (total.full, total.discount, total.charge, total.amount) == (
        D("99.99"),
        D("8.50"),
        D("2.00"),
        D("93.49"),
    )
    assert (total.net, total.tax, total.gross) == (D("93.49"), D("17.76"), D("111.25"))


def test_a_price_may_be_for_a_hundred() -> None:
    assert compute_totals(document(line("12.34", quantity="250", price_base_quantity=D(100)))).net == D("30.85")
    with pytest.raises(ValueError, match="positive quantity"):
        line("1", price_base_quantity=D(0))


def test_a_discount_on_the_whole_is_shared_among_the_rates_to_the_cent() -> None:
    found = compute_totals(
        document(line("33.33", "19"), line("33.33", "7"), line("33.34", "0"), discount_percent=D(10))
    )
    assert found.document_discount == found.allowance_total == D("10.00")
    assert found.net == D("90.00")
    assert [row.base for row in found.tax_rows] == [D("30.00"), D("30.00"), D("30.00")]


def test_inclusive_prices_are_what_the_customer_pays() -> None:
    found = compute_totals(document(*[line("9.99") for _ in range(3)], prices_include_tax=True))
    assert (found.gross, found.tax, found.net) == (D("29.97"), D("4.79"), D("25.18"))


def test_options_and_alternatives_are_shown_and_not_counted() -> None:
    found = compute_totals(document(line("100"), line("50", optional=True), line("90", "7", alternative=True)))
    assert found.gross == D("119.00")
    assert [one.counted for one in found.lines] == [True, False, False]
    assert found.lines[1].gross == D("59.50")
    assert [row.rate for row in found.tax_rows] == [D(19)]


def test_reverse_charge_carries_no_tax_whatever_rate_stands_there() -> None:
    found = compute_totals(document(line("100", "19", tax_category="AE")))
    assert (found.tax, found.gross) == (D("0.00"), D("100.00"))
    assert found.tax_rows == (TaxRow("AE", D(0), D("100.00"), D("0.00")),)


@pytest.mark.parametrize(
    ("currency", "price", "tax", "gross"),
    [("JPY", "105", "11", "116"), ("KWD", "1.005", "0.101", "1.106"), ("EUR", "1.05", "0.11", "1.16")],
)
def test_currencies_round_where_they_end(currency: str, price: str, tax: str, gross: str) -> None:
    found = compute_totals(document(line(price, "10"), currency=currency))
    assert (str(found.tax), str(found.gross)) == (tax, gross)


@pytest.mark.parametrize(
    ("price", "due", "rounding"),
    [("10.02", "10.00", "-0.02"), ("10.03", "10.05", "0.02"), ("-10.03", "-10.05", "-0.02")],
)
def test_cash_is_rounded_to_the_smallest_coin(price: str, due: str, rounding: str) -> None:
    found = compute_totals(document(line(price, "0"), currency="CHF", cash_step=D("0.05")))
    assert (found.due, found.cash_rounding) == (D(due), D(rounding))
    assert found.gross == D(price)


def test_rounding_is_either_stated_or_reckoned() -> None:
    with pytest.raises(ValueError, match="not both"):
        document(line("1"), rounding_amount=D("0.01"), cash_step=D("0.05"))


def test_an_empty_document_is_worth_nothing() -> None:
    found = compute_totals(document(discount_percent=D(10)))
    assert (found.net, found.gross, found.due, found.tax_rows) == (D(0), D(0), D(0), ())
    assert found.minor(found.due) == found.net_minor == found.tax_minor == found.gross_minor == 0


CURRENCIES = st.sampled_from(["EUR", "JPY", "KWD"])
RATES = st.sampled_from([D(0), D(7), D(19), D(25), D("5.5"), D("8.1")])
CATEGORIES = st.sampled_from(["S", "S", "S", "E", "AE", "Z"])


def decimals(low: int, high: int, places: int) -> st.SearchStrategy[Decimal]:
    return st.integers(low * 10**places, high * 10**places).map(lambda number: D(number).scaleb(-places))


LINES = st.builds(
    LineInput,
    quantity=decimals(-50, 500, 3),
    unit_price=decimals(0, 5000, 4),
    tax_rate=RATES,
    discount_percent=decimals(0, 100, 2),
    discount_amount=decimals(0, 20, 3),
    charge_amount=decimals(0, 20, 3),
    price_base_quantity=st.sampled_from([D(1), D(1), D(12), D(100)]),
    tax_category=CATEGORIES,
    optional=st.booleans(),
    alternative=st.booleans(),
)
ADJUSTMENTS = st.lists(st.builds(Adjustment, decimals(0, 500, 3), CATEGORIES, RATES), max_size=3).map(tuple)
ROUNDINGS: st.SearchStrategy[Rounding] = st.sampled_from(["document", "line"])
DOCUMENTS = st.builds(
    DocumentInput,
    lines=st.lists(LINES, max_size=8).map(tuple),
    currency=CURRENCIES,
    prices_include_tax=st.booleans(),
    rounding=ROUNDINGS,
    allowances=ADJUSTMENTS,
    charges=ADJUSTMENTS,
    discount_percent=decimals(0, 100, 2),
    prepaid=decimals(0, 5000, 3),
    cash_step=st.sampled_from([D(0), D(0), D("0.05"), D(1)]),
)


def amounts(totals: Totals) -> Sequence[Decimal]:
    return [getattr(totals, name) for name in ("sum_of_lines", "net", "tax", "gross", "prepaid", "due")]


@given(DOCUMENTS)
def test_the_parts_make_the_whole(given_document: DocumentInput) -> None:
    found = compute_totals(given_document)
    assert sum((row.base for row in found.tax_rows), D(0)) == found.net
    assert sum((row.tax for row in found.tax_rows), D(0)) == found.tax
    assert found.gross == found.net + found.tax
    assert found.due == found.gross - found.prepaid + found.cash_rounding
    assert sum((one.amount for one in found.lines if one.counted), D(0)) == found.sum_of_lines
    whole = found.sum_of_lines - found.allowance_total + found.charge_total
    assert whole == (found.gross if given_document.prices_include_tax else found.net)
    keys = [(row.category, row.rate) for row in found.tax_rows]
    assert len(set(keys)) == len(keys)
    unit = smallest_unit(given_document.currency)
    assert all(amount.as_tuple().exponent == unit.as_tuple().exponent for amount in amounts(found))


@given(DOCUMENTS, st.randoms(use_true_random=False))
def test_the_order_of_lines_changes_no_amount(given_document: DocumentInput, random: Any) -> None:
    lines = list(given_document.lines)
    random.shuffle(lines)
    one, other = compute_totals(given_document), compute_totals(replace(given_document, lines=tuple(lines)))
    assert replace(one, lines=()) == replace(other, lines=())


@given(DOCUMENTS)
def test_lines_that_do_not_count_could_be_left_out(given_document: DocumentInput) -> None:
    counted = replace(given_document, lines=tuple(one for one in given_document.lines if one.counted))
    assert replace(compute_totals(given_document), lines=()) == replace(compute_totals(counted), lines=())


@given(DOCUMENTS)
def test_tax_per_document_is_the_exact_tax_rounded_once(given_document: DocumentInput) -> None:
    exclusive = replace(given_document, prices_include_tax=False, rounding="document")
    half = smallest_unit(exclusive.currency) / 2
    for row in compute_totals(exclusive).tax_rows:
        assert abs(row.tax - row.base * row.rate / 100) <= half


@given(st.lists(LINES, min_size=1, max_size=6), CURRENCIES, ROUNDINGS)
def test_inclusive_prices_never_lose_a_cent(lines: list[LineInput], currency: str, rounding: Rounding) -> None:
    found = compute_totals(DocumentInput(tuple(lines), currency, prices_include_tax=True, rounding=rounding))
    assert found.gross == sum((one.amount for one in found.lines if one.counted), D(0))
    assert all(one.gross == one.amount for one in found.lines)


@given(DOCUMENTS)
def test_a_credit_note_is_the_exact_negative(given_document: DocumentInput) -> None:
    def turned(adjustments: tuple[Adjustment, ...]) -> tuple[Adjustment, ...]:
        return tuple(one._replace(amount=-one.amount) for one in adjustments)

    # A discount in percent may share its odd cent among the rates the other way round.
    plain = replace(given_document, discount_percent=D(0))
    negative = replace(
        plain,
        lines=tuple(
            replace(
                one,
                quantity=-one.quantity,
                discount_amount=-one.discount_amount,
                charge_amount=-one.charge_amount,
            )
            for one in plain.lines
        ),
        allowances=turned(plain.allowances),
        charges=turned(plain.charges),
        prepaid=-plain.prepaid,
    )
    for left, right in zip(amounts(compute_totals(plain)), amounts(compute_totals(negative)), strict=True):
        assert left == -right
