"""What a quote comes to, by the one piece of code that adds up documents."""

from __future__ import annotations

from decimal import Decimal

from crm_desktop.core.totals import DocumentInput, LineInput, LineTotal, Totals, compute_totals
from crm_desktop.services.quotes.views import LineDraft, QuoteDraft

ZERO = Decimal(0)


def totals_of(draft: QuoteDraft) -> Totals:
    """Add up a draft; texts and sections are no part of it. `draft.currency` must be set."""
    return compute_totals(
        DocumentInput(
            lines=tuple(_input(line) for line in draft.lines if line.kind == "item"),
            currency=draft.currency,
            prices_include_tax=draft.prices_include_tax,
            discount_percent=draft.discount_percent or ZERO,
        )
    )


def line_totals(draft: QuoteDraft, totals: Totals) -> list[LineTotal | None]:
    """Return what each line of the draft comes to, None for texts and sections."""
    items = iter(totals.lines)
    return [next(items) if line.kind == "item" else None for line in draft.lines]


def _input(line: LineDraft) -> LineInput:
    return LineInput(
        quantity=line.quantity,
        unit_price=line.unit_price,
        tax_rate=line.tax_rate,
        discount_percent=line.discount_percent or ZERO,
        tax_category=line.tax_category,
        optional=line.optional,
        alternative=line.alternative,
    )
