"""What a new quote starts with: the firm's terms, and the customer and lines of where it was begun."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from crm_desktop.core.errors import RecordMissing
from crm_desktop.core.ids import new_id
from crm_desktop.core.scaled import PRICE_PLACES, QUANTITY_PLACES, RATE_PLACES, from_scaled
from crm_desktop.services.quotes.parties import Rows
from crm_desktop.services.quotes.reading import business_of, usual_rate
from crm_desktop.services.quotes.views import LineDraft, QuoteDraft


def blank_quote(rows: Rows, today: date, kind: str = "", record_id: str = "") -> QuoteDraft:
    """Return a draft that is not in the file yet, begun on nothing, a contact or a deal. Raises `RecordMissing`."""
    business = business_of(rows)
    title, currency, lines = "", business.currency, tuple[LineDraft, ...]()
    person: str | None = None
    company: str | None = None
    deal: str | None = None
    if kind == "deal":
        found = rows("SELECT id, title, person_id, company_id, currency FROM deal WHERE id = ?", (record_id,))
        if not found:
            raise RecordMissing("This deal is not there.", "Nothing was started. It may have been removed for good.")
        deal, title, person, company, currency = found[0]
        lines = _lines_of_deal(rows, record_id, usual_rate(business))
    elif kind == "contact":
        person, company = customer_ids(rows, record_id)
    language = rows("SELECT language FROM contact WHERE id = ?", (company or person,))
    return QuoteDraft(
        id=new_id(),
        title=title,
        person_id=person,
        company_id=company,
        deal_id=deal,
        dated_on=today,
        valid_until=today + timedelta(days=business.valid_days),
        currency=currency,
        prices_include_tax=business.prices_include_tax,
        terms=business.terms,
        language=language[0][0] if language else "",
        lines=lines,
    )


def customer_ids(rows: Rows, contact_id: str) -> tuple[str | None, str | None]:
    """Return (person, company) for a chosen contact: a person stands for the company they work for now."""
    found = rows("SELECT kind FROM contact WHERE id = ?", (contact_id,))
    if not found:
        raise RecordMissing("This contact is not there.", "It may have been removed for good.")
    if found[0][0] == "company":
        return None, contact_id
    firm = rows(
        "SELECT f.company_id FROM affiliation f JOIN contact c ON c.id = f.company_id AND c.deleted_at IS NULL "
        "WHERE f.person_id = ? AND f.ended_on IS NULL ORDER BY f.is_primary DESC, f.id LIMIT 1",
        (contact_id,),
    )
    return contact_id, firm[0][0] if firm else None


def _lines_of_deal(rows: Rows, deal_id: str, usual: Decimal) -> tuple[LineDraft, ...]:
    found = rows(
        "SELECT l.product_id, l.text, l.quantity, l.unit_price, coalesce(p.unit, ''), coalesce(p.description, ''), "
        "p.tax_rate FROM deal_line l LEFT JOIN product p ON p.id = l.product_id "
        "WHERE l.deal_id = ? ORDER BY l.position, l.id",
        (deal_id,),
    )
    return tuple(
        LineDraft(
            id=new_id(),
            product_id=product,
            name=text,
            description=description,
            quantity=from_scaled(quantity, QUANTITY_PLACES),
            unit=unit,
            unit_price=from_scaled(price, PRICE_PLACES),
            tax_rate=usual if rate is None else from_scaled(rate, RATE_PLACES),
        )
        for product, text, quantity, price, unit, description, rate in found
    )
