"""One stored quote as a draft, read the same way in a query and inside a unit of work."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from crm_desktop.core.errors import RecordMissing
from crm_desktop.core.money import parse_decimal
from crm_desktop.core.scaled import PRICE_PLACES, QUANTITY_PLACES, RATE_PLACES, from_scaled
from crm_desktop.services.quotes.parties import Rows
from crm_desktop.services.quotes.views import LineDraft, QuoteDraft
from crm_desktop.services.workspace.views import Business


@dataclass(frozen=True, slots=True)
class Stored:
    """A quote as the file has it; `number` as given, without the revision."""

    draft: QuoteDraft
    number: str
    revision: int
    revises_id: str | None
    status: str
    net: int
    tax: int
    gross: int
    issued_at: int | None
    decided_at: int | None
    decided_by: str
    customer: str | None
    seller: str | None
    deleted_at: int | None

    @property
    def is_sealed(self) -> bool:
        """Whether it was issued."""
        return self.issued_at is not None


def stored_quote(rows: Rows, quote_id: str) -> Stored:
    """Return a quote with its lines. Raises `RecordMissing`."""
    found = rows(
        "SELECT id, title, person_id, company_id, deal_id, dated_on, valid_until, currency, prices_include_tax, "
        "discount_percent, note, terms, language, owner_id, coalesce(number, ''), revision, revises_id, status, net, "
        "tax, gross, issued_at, decided_at, decided_by, customer, seller, deleted_at "
        "FROM document WHERE id = ? AND kind = 'quote'",
        (quote_id,),
    )
    if not found:
        raise RecordMissing("This quote is not there.", "It may have been removed for good.")
    (
        own_id, title, person, company, deal, dated, until, currency, inclusive, discount, note, terms, language, owner,
        *rest,
    ) = found[0]  # fmt: skip
    draft = QuoteDraft(
        id=own_id,
        title=title,
        person_id=person,
        company_id=company,
        deal_id=deal,
        dated_on=date.fromisoformat(dated),
        valid_until=date.fromisoformat(until) if until else None,
        currency=currency,
        prices_include_tax=bool(inclusive),
        discount_percent=None if discount is None else from_scaled(discount, RATE_PLACES),
        note=note,
        terms=terms,
        language=language,
        owner_id=owner,
        lines=stored_lines(rows, quote_id),
    )
    return Stored(draft, *rest)


def stored_lines(rows: Rows, quote_id: str) -> tuple[LineDraft, ...]:
    """Return the lines of a quote, in order."""
    found = rows(
        "SELECT id, kind, product_id, name, description, quantity, unit, unit_price, discount_percent, tax_rate, "
        "tax_category, optional, alternative FROM document_line WHERE document_id = ? ORDER BY position, id",
        (quote_id,),
    )
    return tuple(_line(row) for row in found)


def business_of(rows: Rows) -> Business:
    """Return the firm's details."""
    stored = rows("SELECT value FROM setting WHERE id = 'business'", ())
    values: dict[str, Any] = json.loads(stored[0][0]) if stored else {}
    known = {field.name for field in fields(Business)}
    return Business(**{key: value for key, value in values.items() if key in known})


def _line(row: Sequence[Any]) -> LineDraft:
    (
        line_id, kind, product, name, description, quantity, unit, price, discount, rate, category, optional,
        alternative,
    ) = row  # fmt: skip
    return LineDraft(
        id=line_id,
        kind=kind,
        product_id=product,
        name=name,
        description=description,
        quantity=from_scaled(quantity, QUANTITY_PLACES),
        unit=unit,
        unit_price=from_scaled(price, PRICE_PLACES),
        discount_percent=None if discount is None else from_scaled(discount, RATE_PLACES),
        tax_rate=from_scaled(rate, RATE_PLACES),
        tax_category=category,
        optional=bool(optional),
        alternative=bool(alternative),
    )


def number_text(number: str | None, revision: int) -> str:
    """Return a number as people read it: `Q-0318 rev 2`."""
    return f"{number} rev {revision}" if number and revision > 1 else number or ""


def usual_rate(business: Business) -> Decimal:
    """Return the tax rate that the firm usually charges."""
    return parse_decimal(business.tax_rate or "0")
