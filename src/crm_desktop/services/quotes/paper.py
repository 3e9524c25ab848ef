"""A quote as paper: every figure and date already written in the language of the person who reads it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from crm_desktop.core.money import exponent
from crm_desktop.core.totals import LineTotal, TaxRow, Totals
from crm_desktop.documents.labels import labels_for
from crm_desktop.documents.page_size import PageSize
from crm_desktop.documents.quote_paper import AmountRow, PaperLine, QuotePaper
from crm_desktop.services.custom_fields.printed import locale_of
from crm_desktop.services.quotes.paper_words import paper_words
from crm_desktop.services.quotes.parties import details, party
from crm_desktop.services.quotes.sums import line_totals, totals_of
from crm_desktop.services.quotes.views import LineDraft, QuoteDraft

_LETTER_COUNTRIES = frozenset({"US", "CA", "MX", "CL", "CO", "PH"})


def page_size_of(country: str) -> PageSize:
    """Return the paper that printers of a country hold."""
    return "Letter" if country.upper() in _LETTER_COUNTRIES else "A4"


def build_paper(
    draft: QuoteDraft,
    *,
    number: str,
    revision: int,
    customer: Mapping[str, Any],
    seller: Mapping[str, Any],
    logo: bytes | None,
    tag: str,
    country: str,
) -> QuotePaper:
    """Return the paper of a quote; `number` "" is a draft's, `tag` the language it is written in.

    `draft.dated_on` and `draft.currency` must be set.
    """
    tax_label = seller.get("tax_label") or labels_for(tag).tax
    writer = _Writer(tag, draft.currency, tax_label)
    totals = totals_of(draft)
    rates = {line.tax_rate for line in draft.lines if line.kind == "item"}
    words = paper_words(tag)
    if number and revision > 1:
        number = f"{number} {words.revision.format(n=revision)}"
    sums, discounts, taxes = writer.rows(totals, draft)
    return QuotePaper(
        title=words.quote,
        number=number or None,
        date=writer.day(draft.dated_on or date.today()),
        valid_until=None if draft.valid_until is None else writer.day(draft.valid_until),
        seller=party(seller, logo),
        customer=party(customer),
        lines=tuple(
            writer.line(line, total, with_tax=len(rates) > 1)
            for line, total in zip(draft.lines, line_totals(draft, totals), strict=True)
        ),
        total=writer.money(totals.gross),
        currency=draft.currency,
        tax_label=tax_label,
        sum_rows=sums,
        discount_rows=discounts,
        tax_rows=taxes,
        note=draft.note,
        terms=draft.terms,
        details=details(seller.get("quote_details", ())),
        language=tag,
        page_size=page_size_of(country),
    )


class _Writer:
    """Writes figures and days in one language, in one currency."""

    def __init__(self, tag: str, currency: str, tax_label: str) -> None:
        self._locale = locale_of(tag)
        self._words = paper_words(tag)
        self._places = exponent(currency)
        self._tax = tax_label

    def money(self, amount: Decimal) -> str:
        """An amount with the digits its currency has; no sign, the currency stands beside the total."""
        return self._number(amount, self._places, self._places)

    def price(self, price: Decimal) -> str:
        """A price for one; it may have more digits than the currency."""
        return self._number(price, self._places, 6)

    def percent(self, rate: Decimal) -> str:
        """A rate of 100, with as many digits as it has."""
        from babel.numbers import format_percent

        pattern = self._locale.percent_formats[None].pattern.replace("0", "0.####", 1)
        return format_percent(rate / 100, pattern, locale=self._locale)

    def day(self, day: date) -> str:
        """A date, short, its month by name where the language has it so."""
        from babel.dates import format_date

        return format_date(day, "medium", locale=self._locale)

    def line(self, line: LineDraft, total: LineTotal | None, *, with_tax: bool) -> PaperLine:
        """One line of the table."""
        if total is None:
            return PaperLine(
                kind="section" if line.kind == "section" else "text", name=line.name, description=line.description
            )
        quantity = self._number(line.quantity, 0, 6)
        return PaperLine(
            name=line.name,
            description=line.description,
            quantity=f"{quantity} {line.unit}".strip(),
            unit_price=self.price(line.unit_price),
            discount=self.percent(line.discount_percent) if line.discount_percent else "",
            tax=self.percent(line.tax_rate) if with_tax else "",
            total=self.money(total.amount),
            optional=line.optional,
            alternative=line.alternative,
        )

    def rows(
        self, totals: Totals, draft: QuoteDraft
    ) -> tuple[tuple[AmountRow, ...], tuple[AmountRow, ...], tuple[AmountRow, ...]]:
        """The rows between the table and the total: subtotal, discount with the net after it, taxes."""
        words = self._words
        sums = (AmountRow(words.subtotal, self.money(totals.sum_of_lines)),)
        discounts: list[AmountRow] = []
        if totals.document_discount:
            label = f"{words.discount} {self.percent(draft.discount_percent or Decimal(0))}"
            discounts.append(AmountRow(label, self.money(-totals.document_discount)))
            if not draft.prices_include_tax:
                discounts.append(AmountRow(words.net, self.money(totals.net)))
        shown = [row for row in totals.tax_rows if row.rate or row.tax] and totals.tax_rows
        taxes = tuple(AmountRow(self._tax_label(row, included=draft.prices_include_tax), self.money(row.tax))
                      for row in shown)  # fmt: skip
        # Without discount and tax the subtotal would only say the total twice.
        return (sums if discounts or taxes else ()), tuple(discounts), taxes

    def _tax_label(self, row: TaxRow, *, included: bool) -> str:
        name = f"{self._tax} {self.percent(row.rate)}".strip()
        return self._words.included.format(tax=name) if included else name

    def _number(self, value: Decimal, least: int, most: int) -> str:
        from babel.numbers import format_decimal

        # The language's own grouping (threes, or the Indian twos), our digits.
        groups = self._locale.decimal_formats[None].pattern.split(";")[0].split(".")[0]
        pattern = groups + ("." + "0" * least + "#" * (most - least) if most else "")
        text = format_decimal(value, pattern, locale=self._locale)
        return text.replace("-", "\N{MINUS SIGN}") if value < 0 else text
