"""Money is exact, keeps its currency, and text becomes a number or a refusal."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.core.errors import CrmError
from crm_desktop.core.money import Money, exponent, parse_decimal, to_minor

CURRENCIES = st.sampled_from(["EUR", "USD", "JPY", "KWD", "CLF"])
MINORS = st.integers(-(10**15), 10**15)


@pytest.mark.parametrize(
    ("currency", "digits"), [("EUR", 2), ("JPY", 0), ("KWD", 3), ("CLF", 4), ("XAF", 0), ("CHF", 2)]
)
def test_every_currency_has_its_decimals(currency: str, digits: int) -> None:
    assert exponent(currency) == digits


@pytest.mark.parametrize("currency", ["", "eur", "EURO", "€", "E1R"])
def test_what_is_no_currency_code_is_refused(currency: str) -> None:
    with pytest.raises(CrmError, match="currency"):
        Money(1, currency)


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("12.345", "EUR", 1235),
        ("-12.345", "EUR", -1235),
        ("0.5", "JPY", 1),
        ("2.5", "JPY", 3),
        ("1.0005", "KWD", 1001),
        ("1234567890123456.78", "EUR", 123456789012345678),
    ],
)
def test_halves_are_rounded_away_from_zero(amount: str, currency: str, minor: int) -> None:
    assert Money.from_decimal(Decimal(amount), currency).minor == minor
    assert to_minor(Decimal(amount), currency) == minor


@given(MINORS, CURRENCIES)
def test_minor_units_and_decimals_are_the_same_amount(minor: int, currency: str) -> None:
    money = Money(minor, currency)
    assert Money.from_decimal(money.decimal, currency) == money
    assert -money.decimal.as_tuple().exponent == exponent(currency)  # type: ignore[operator]


@given(MINORS, MINORS, CURRENCIES)
def test_sums_and_order_are_those_of_the_amounts(left: int, right: int, currency: str) -> None:
    one, other = Money(left, currency), Money(right, currency)
    assert (one + other).decimal == one.decimal + other.decimal
    assert one - other == -(other - one)
    assert (one < other) == (one.decimal < other.decimal)
    assert (one >= other) == (one.decimal >= other.decimal)


def test_two_currencies_are_neither_added_nor_compared() -> None:
    with pytest.raises(CrmError, match="Two currencies"):
        Money(1, "EUR") + Money(1, "USD")
    with pytest.raises(CrmError, match="Two currencies"):
        assert Money(1, "EUR") < Money(2, "USD")
    assert Money(1, "EUR") != Money(1, "USD")


def test_money_is_multiplied_by_quantities_and_rates() -> None:
    assert Money(1999, "EUR") * 3 == Money(5997, "EUR")
    assert Money(1999, "EUR") * Decimal("0.19") == Money(380, "EUR")
    assert Decimal("1.5") * Money(3, "JPY") == Money(5, "JPY")
    assert str(Money(1230, "EUR")) == "12.30 EUR"
    assert not Money.zero("EUR")


@pytest.mark.parametrize(
    ("text", "mark", "number"),
    [
        ("1,234.50", ".", "1234.50"),
        ("1.234,50", ",", "1234.50"),
        ("1234", ",", "1234"),
        ("1 234 567,8", ",", "1234567.8"),
        ("1\u202f234,5", ",", "1234.5"),
        ("1'234.50", ".", "1234.50"),
        ("12,34,567", ".", "1234567"),
        ("-5", ".", "-5"),
        ("\u22125,5", ",", "-5.5"),
        (".5", ".", "0.5"),
        (" 7 ", ".", "7"),
        ("١٢٣", ".", "123"),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, mark: str, number: str) -> None:
    assert parse_decimal(text, mark) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("1.5", ","),
        ("1,5", "."),
        ("1,23,456.7.8", "."),
        ("1,234 567", "."),
        ("12,34", "."),
        ("1e5", "."),
        ("NaN", "."),
        ("Infinity", "."),
        ("", "."),
        (".", "."),
        ("-", "."),
        ("5 EUR", "."),
        ("1_000", "."),
        ("5.", "."),
        ("--5", "."),
    ],
)
def test_what_could_be_another_number_is_refused(text: str, mark: str) -> None:
    with pytest.raises(CrmError, match="not a number"):
        parse_decimal(text, mark)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12))
def test_a_printed_number_reads_back(number: Decimal) -> None:
    assert parse_decimal(f"{number:,f}", ".") == number
    german = f"{number:,f}".translate(str.maketrans(",.", ".,"))
    assert parse_decimal(german, ",") == number
