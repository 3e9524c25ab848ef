"""The only place that adds up a document: screen, list, PDF, export and command line all call it.

Amounts are exact decimals in the document's currency, rounded half up where EN 16931 rounds:
each line once (BT-131), the tax once per category and rate (BT-117), nothing else. `rounding="line"`
rounds the tax of every line instead, as some tills and countries do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal, localcontext
from typing import Literal, NamedTuple

from crm_desktop.core.money import PRECISION, exponent, quantize, to_minor

ZERO = Decimal(0)
HUNDRED = Decimal(100)

#: Categories that never carry tax, whatever rate stands beside them (UNCL 5305): zero rated, exempt,
#: reverse charge, intra-community, export, outside the scope.
UNTAXED_CATEGORIES = frozenset({"Z", "E", "AE", "K", "G", "O"})

Rounding = Literal["document", "line"]


@dataclass(frozen=True, slots=True)
class LineInput:
    """One line as typed. Percentages are of 100; money is in the document's currency."""

    quantity: Decimal
    unit_price: Decimal
    tax_rate: Decimal = ZERO
    discount_percent: Decimal = ZERO
    discount_amount: Decimal = ZERO
    charge_amount: Decimal = ZERO
    price_base_quantity: Decimal = Decimal(1)
    tax_category: str = "S"
    optional: bool = False
    alternative: bool = False

    def __post_init__(self) -> None:
        if self.price_base_quantity <= 0:
            raise ValueError("the price must be for a positive quantity")

    @property
    def counted(self) -> bool:
        """Whether the line is part of the totals: an option or an alternative is only an offer."""
        return not (self.optional or self.alternative)


class Adjustment(NamedTuple):
    """An allowance or a charge on the whole document, with the tax it falls under."""

    amount: Decimal
    tax_category: str
    tax_rate: Decimal


@dataclass(frozen=True, slots=True)
class DocumentInput:
    """A document as typed. With `prices_include_tax` every amount in it already holds its tax.

    `discount_percent` is off the sum of the counted lines, spread over the tax rates.
    `cash_step` rounds what is due (0.05 for CHF in cash, 1 for SEK); `rounding_amount` states it instead.
    """

    lines: tuple[LineInput, ...]
    currency: str
    prices_include_tax: bool = False
    rounding: Rounding = "document"
    allowances: tuple[Adjustment, ...] = ()
    charges: tuple[Adjustment, ...] = ()
    discount_percent: Decimal = ZERO
    prepaid: Decimal = ZERO
    rounding_amount: Decimal = ZERO
    cash_step: Decimal = ZERO

    def __post_init__(self) -> None:
        if self.rounding_amount and self.cash_step:
            raise ValueError("either a rounding amount or a step to round to, not both")
        if self.cash_step < 0:
            raise ValueError("a rounding step cannot be negative")


@dataclass(frozen=True, slots=True)
class LineTotal:
    """What one line comes to. `full - discount + charge = amount`, as it can be printed.

    `amount` is as the prices are (with or without tax); `net`, `tax` and `gross` are this line's own.
    The document's tax is in its tax rows: the taxes of lines, each rounded, may differ from it by a cent.
    """

    full: Decimal
    discount: Decimal
    charge: Decimal
    amount: Decimal
    net: Decimal
    tax: Decimal
    gross: Decimal
    counted: bool


@dataclass(frozen=True, slots=True)
class TaxRow:
    """The tax of one category and rate."""

    category: str
    rate: Decimal
    base: Decimal
    tax: Decimal


@dataclass(frozen=True, slots=True)
class Totals:
    """A document added up. `net + tax = gross`, `gross - prepaid + cash_rounding = due`, to the cent.

    `sum_of_lines`, `allowance_total` and `charge_total` are as the prices are: they hold the tax when
    those do. `document_discount` is the part of `allowance_total` that came from a percentage.
    """

    currency: str
    lines: tuple[LineTotal, ...]
    sum_of_lines: Decimal
    document_discount: Decimal
    allowance_total: Decimal
    charge_total: Decimal
    net: Decimal
    tax_rows: tuple[TaxRow, ...]
    tax: Decimal
    gross: Decimal
    prepaid: Decimal
    cash_rounding: Decimal
    due: Decimal

    def minor(self, amount: Decimal) -> int:
        """Whole minor units of one of these amounts, as the file stores it."""
        return to_minor(amount, self.currency)

    @property
    def net_minor(self) -> int:
        """`net` in whole minor units."""
        return self.minor(self.net)

    @property
    def tax_minor(self) -> int:
        """`tax` in whole minor units."""
        return self.minor(self.tax)

    @property
    def gross_minor(self) -> int:
        """`gross` in whole minor units."""
        return self.minor(self.gross)


class _TaxKey(NamedTuple):
    category: str
    rate: Decimal


def compute_totals(document: DocumentInput) -> Totals:
    """Add up a document, exactly; the same input gives the same cents everywhere."""
    with localcontext() as context:
        context.prec = PRECISION
        return _compute(document)


def _compute(document: DocumentInput) -> Totals:
    currency = document.currency
    lines = tuple(_line_total(line, document) for line in document.lines)

    # Every taxed amount, under its tax: lines, minus allowances and the discount, plus charges.
    amounts: dict[_TaxKey, list[Decimal]] = {}
    line_sums: dict[_TaxKey, Decimal] = {}
    for line, total in zip(document.lines, lines, strict=True):
        if total.counted:
            key = _tax_key(line.tax_category, line.tax_rate)
            amounts.setdefault(key, []).append(total.amount)
            line_sums[key] = line_sums.get(key, ZERO) + total.amount
    discounts = _spread_discount(line_sums, document.discount_percent, currency)
    for key, discount in discounts.items():
        amounts[key].append(-discount)
    allowances = [(_adjustment_key(one), quantize(one.amount, currency)) for one in document.allowances]
    charges = [(_adjustment_key(one), quantize(one.amount, currency)) for one in document.charges]
    for key, amount in allowances:
        amounts.setdefault(key, []).append(-amount)
    for key, amount in charges:
        amounts.setdefault(key, []).append(amount)

    tax_rows = tuple(
        _tax_row(key, amounts[key], document) for key in sorted(amounts, key=lambda key: (-key.rate, key.category))
    )
    net = _sum((row.base for row in tax_rows), currency)
    tax = _sum((row.tax for row in tax_rows), currency)
    gross = net + tax
    prepaid = quantize(document.prepaid, currency)
    cash_rounding = _cash_rounding(gross - prepaid, document)
    document_discount = _sum(discounts.values(), currency)
    return Totals(
        currency=currency,
        lines=lines,
        sum_of_lines=_sum(line_sums.values(), currency),
        document_discount=document_discount,
        allowance_total=_sum((amount for _, amount in allowances), currency) + document_discount,
        charge_total=_sum((amount for _, amount in charges), currency),
        net=net,
        tax_rows=tax_rows,
        tax=tax,
        gross=gross,
        prepaid=prepaid,
        cash_rounding=cash_rounding,
        due=gross - prepaid + cash_rounding,
    )


def _line_total(line: LineInput, document: DocumentInput) -> LineTotal:
    currency = document.currency
    full = quantize(line.quantity * line.unit_price / line.price_base_quantity, currency)
    percent = quantize(full * line.discount_percent / HUNDRED, currency)
    discount = percent + quantize(line.discount_amount, currency)
    charge = quantize(line.charge_amount, currency)
    amount = full - discount + charge
    rate = _tax_key(line.tax_category, line.tax_rate).rate
    tax = _tax_of(amount, rate, document)
    net = amount - tax if document.prices_include_tax else amount
    return LineTotal(full, discount, charge, amount, net, tax, net + tax, line.counted)


def _tax_row(key: _TaxKey, amounts: Sequence[Decimal], document: DocumentInput) -> TaxRow:
    total = _sum(amounts, document.currency)
    if document.rounding == "line":
        tax = _sum((_tax_of(amount, key.rate, document) for amount in amounts), document.currency)
    else:
        tax = _tax_of(total, key.rate, document)
    # With inclusive prices the total is what the customer pays: the base is what the tax leaves of it.
    base = total - tax if document.prices_include_tax else total
    return TaxRow(key.category, key.rate, base, tax)


def _tax_of(amount: Decimal, rate: Decimal, document: DocumentInput) -> Decimal:
    divisor = HUNDRED + rate if document.prices_include_tax else HUNDRED
    return quantize(amount * rate / divisor, document.currency)


def _spread_discount(line_sums: dict[_TaxKey, Decimal], percent: Decimal, currency: str) -> dict[_TaxKey, Decimal]:
    """Share a percentage off the whole among the tax rates: proportional, and to the cent the whole."""
    if not percent or not line_sums:
        return {}
    places = exponent(currency)
    total = to_minor(sum(line_sums.values(), ZERO) * percent / HUNDRED, currency)
    exact = {key: (line_sums[key] * percent / HUNDRED).scaleb(places) for key in sorted(line_sums)}
    shares = {key: int(value.to_integral_value(ROUND_FLOOR)) for key, value in exact.items()}
    missing = total - sum(shares.values())
    # The largest remainders get the missing cents; equal ones go by tax, never by the order of lines.
    for key in sorted(exact, key=lambda key: (shares[key] - exact[key], key))[:missing]:
        shares[key] += 1
    return {key: Decimal(share).scaleb(-places) for key, share in shares.items()}


def _cash_rounding(payable: Decimal, document: DocumentInput) -> Decimal:
    if not document.cash_step:
        return quantize(document.rounding_amount, document.currency)
    steps = (payable / document.cash_step).to_integral_value(ROUND_HALF_UP)
    return quantize(steps * document.cash_step - payable, document.currency)


def _tax_key(category: str, rate: Decimal) -> _TaxKey:
    # Equal decimals are one row, however they were written (19, 19.0, 19.00).
    return _TaxKey(category, ZERO if category in UNTAXED_CATEGORIES else rate)


def _adjustment_key(adjustment: Adjustment) -> _TaxKey:
    return _tax_key(adjustment.tax_category, adjustment.tax_rate)


def _sum(amounts: Iterable[Decimal], currency: str) -> Decimal:
    return quantize(sum(amounts, ZERO), currency)
