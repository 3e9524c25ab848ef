"""Quotes as JSON values: read whole, made and changed from a part."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from crm_desktop.core.clock import Clock, today
from crm_desktop.core.errors import Refused
from crm_desktop.core.money import from_minor
from crm_desktop.core.scaled import PRICE_PLACES, RATE_PLACES, from_scaled
from crm_desktop.services.json_values import check_keys, day_of, decimal_of, link_of, moment_text, text_of
from crm_desktop.services.lists.tag_sql import TAGS_OF
from crm_desktop.services.quotes.beginning import blank_quote, customer_ids
from crm_desktop.services.quotes.reading import business_of, usual_rate
from crm_desktop.services.quotes.sums import line_totals, totals_of
from crm_desktop.services.quotes.views import LineDraft, QuoteDraft
from crm_desktop.storage.database import Transaction

if TYPE_CHECKING:
    from crm_desktop.services.services import Services

_ID = re.compile(r"[0-9a-f]{32}")
_TEXTS = ("title", "note", "terms", "language", "currency")
_DAYS = ("dated_on", "valid_until")
_LINKS = ("person", "company", "deal", "owner")
_WRITTEN = {
    *_TEXTS, *_DAYS, "customer", "discount_percent", "prices_include_tax", "lines", "tags",
    *(name for link in _LINKS for name in (link, f"{link}_id")),
}  # fmt: skip
_ONLY_READ = {
    "id",
    "number",
    "revision",
    "status",
    "net",
    "tax",
    "total",
    "issued_at",
    "decided_at",
    "decided_by",
    "created_at",
}
_LINE_WRITTEN = {
    "id", "kind", "name", "description", "quantity", "unit", "unit_price", "discount_percent", "tax_rate",
    "tax_category", "optional", "alternative", "product", "product_id",
}  # fmt: skip


def quote_json(services: Services, quote_id: str) -> dict[str, Any]:
    """Return a whole quote as JSON values. Raises `RecordMissing`."""
    detail = services.quotes.detail(quote_id)
    draft = detail.draft
    owner = services.database.value("SELECT name FROM member WHERE id = ?", (draft.owner_id,))
    created = services.database.value("SELECT created_at FROM document WHERE id = ?", (quote_id,))
    names: dict[str | None, str] = dict(
        services.database.rows(
            "SELECT id, name FROM product WHERE id IN (SELECT product_id FROM document_line WHERE document_id = ?)",
            (quote_id,),
        )
    )
    totals = line_totals(draft, totals_of(draft))
    return {
        "id": detail.id,
        "number": detail.number or None,
        "revision": detail.revision,
        "customer": detail.customer or None,
        "title": draft.title,
        "status": detail.status,
        "dated_on": _iso(draft.dated_on),
        "valid_until": _iso(draft.valid_until),
        "total": str(from_minor(detail.gross, draft.currency)),
        "net": str(from_minor(detail.net, draft.currency)),
        "tax": str(from_minor(detail.tax, draft.currency)),
        "currency": draft.currency,
        "discount_percent": _decimal_text(draft.discount_percent),
        "prices_include_tax": draft.prices_include_tax,
        "person_id": draft.person_id,
        "person": detail.person or None,
        "company_id": draft.company_id,
        "company": services.contacts.name_of(draft.company_id) if draft.company_id else None,
        "deal_id": draft.deal_id,
        "deal": detail.deal or None,
        "note": draft.note,
        "terms": draft.terms,
        "language": draft.language,
        "owner_id": draft.owner_id,
        "owner": owner,
        "tags": [tag for (tag,) in services.database.rows(TAGS_OF, (quote_id,))],
        "issued_at": _moment(detail.issued_at),
        "decided_at": _moment(detail.decided_at),
        "decided_by": detail.decided_by,
        "created_at": moment_text(created),
        "lines": [
            {
                "id": line.id,
                "kind": line.kind,
                "product_id": line.product_id,
                "product": names.get(line.product_id),
                "name": line.name,
                "description": line.description,
                "quantity": _decimal_text(line.quantity),
                "unit": line.unit,
                "unit_price": _decimal_text(line.unit_price),
                "discount_percent": _decimal_text(line.discount_percent),
                "tax_rate": _decimal_text(line.tax_rate),
                "tax_category": line.tax_category,
                "optional": line.optional,
                "alternative": line.alternative,
                "total": None if total is None else str(total.amount),
            }
            for line, total in zip(draft.lines, totals, strict=True)
        ],
    }


def new_draft_of(work: Transaction, data: Mapping[str, Any], clock: Clock) -> QuoteDraft:
    """Return the draft that JSON values describe; what they leave out is as in every new quote."""
    blank = blank_quote(work.execute, today(clock))
    if "dated_on" in data and "valid_until" not in data:
        blank = replace(blank, valid_until=None)
    return changed_draft(work, blank, data)


def changed_draft(work: Transaction, draft: QuoteDraft, data: Mapping[str, Any]) -> QuoteDraft:
    """Return a draft with what JSON values name; unknown keys and names are refused."""
    check_keys(data, _WRITTEN | _ONLY_READ, "Quotes")
    changes: dict[str, Any] = {key: text_of(data[key]) for key in _TEXTS if key in data}
    changes |= {key: day_of(data[key], key) for key in _DAYS if key in data}
    if "customer" in data and not {"person", "person_id", "company", "company_id"} & set(data):
        person, company = _customer(work, text_of(data["customer"]))
        changes |= {"person_id": person, "company_id": company}
    for name in _LINKS:
        if name in data or f"{name}_id" in data:
            changes[f"{name}_id"] = link_of(work, data, name)
    if "discount_percent" in data:
        changes["discount_percent"] = decimal_of(data["discount_percent"], "discount_percent")
    if "prices_include_tax" in data:
        changes["prices_include_tax"] = bool(data["prices_include_tax"])
    if "lines" in data:
        changes["lines"] = _lines(work, data["lines"] or (), {line.id for line in draft.lines})
    return replace(draft, **changes)


def _lines(work: Transaction, lines: Sequence[Any], own: set[str | None]) -> tuple[LineDraft, ...]:
    usual = usual_rate(business_of(work.execute))
    drafts: list[LineDraft] = []
    for line in lines:
        if not isinstance(line, Mapping):
            raise Refused("The lines of a quote are a list of objects.", "Nothing was saved.")
        check_keys(line, _LINE_WRITTEN | {"total"}, "Lines")
        product = _product(work, line)
        starts = LineDraft(tax_rate=usual) if product is None else product
        kind = text_of(line.get("kind")) or "item"
        drafts.append(
            replace(
                starts,
                # An id of another quote's line must not be taken from it.
                id=line.get("id") if line.get("id") in own else None,
                kind=kind,
                name=text_of(line.get("name")) or starts.name,
                description=text_of(line["description"]) if "description" in line else starts.description,
                quantity=_given(line, "quantity", starts.quantity),
                unit=text_of(line["unit"]) if "unit" in line else starts.unit,
                unit_price=_given(line, "unit_price", starts.unit_price),
                discount_percent=decimal_of(line.get("discount_percent"), "discount_percent"),
                tax_rate=_given(line, "tax_rate", starts.tax_rate),
                tax_category=text_of(line.get("tax_category")) or starts.tax_category,
                optional=bool(line.get("optional")),
                alternative=bool(line.get("alternative")),
            )
        )
    return tuple(drafts)


def _product(work: Transaction, line: Mapping[str, Any]) -> LineDraft | None:
    text = text_of(line.get("product_id") or line.get("product")).strip()
    if not text:
        return None
    found = work.execute(
        "SELECT id, name, description, unit, price, tax_rate FROM product WHERE id = :text "
        "OR (deleted_at IS NULL AND (code = :text COLLATE NOCASE OR name = :text COLLATE NOCASE)) "
        "ORDER BY id <> :text, code <> :text COLLATE NOCASE LIMIT 1",
        {"text": text},
    )
    if not found:
        raise Refused(f"There is no product “{text}”.", "Nothing was saved. Correct the name, or leave product out.")
    product, name, description, unit, price, rate = found[0]
    return LineDraft(
        product_id=product,
        name=name,
        description=description,
        unit=unit,
        unit_price=from_scaled(price, PRICE_PLACES),
        tax_rate=from_scaled(rate, RATE_PLACES),
    )


def _customer(work: Transaction, text: str) -> tuple[str | None, str | None]:
    """Return (person, company) of the one contact with this id or exact name."""
    if not text.strip():
        return None, None
    column = "id" if _ID.fullmatch(text) else "name"
    found = work.execute(
        f"SELECT id FROM contact WHERE {column} = ? COLLATE NOCASE AND deleted_at IS NULL LIMIT 2", (text.strip(),)
    )
    if len(found) == 1:
        return customer_ids(work.execute, found[0][0])
    if found:
        raise Refused(f"More than one contact is called “{text}”.", "Nothing was saved. Give the contact's id instead.")
    raise Refused(f"There is no contact “{text}”.", "Nothing was saved. Correct the name, or add the contact first.")


def _given(data: Mapping[str, Any], key: str, usual: Decimal) -> Decimal:
    number = decimal_of(data.get(key), key)
    return usual if number is None else number


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _moment(moment: Any) -> str | None:
    return None if moment is None else moment.isoformat().replace("+00:00", "Z")


def _decimal_text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"
