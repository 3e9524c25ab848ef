"""Writing the draft of a quote inside a unit of work, so that other features can do it in theirs."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Any

from crm_desktop.core.clock import to_millis
from crm_desktop.core.errors import Refused
from crm_desktop.core.ids import new_id
from crm_desktop.core.money import exponent
from crm_desktop.core.scaled import PRICE_PLACES, QUANTITY_PLACES, RATE_PLACES, to_scaled
from crm_desktop.services.quotes.reading import Stored, business_of, stored_quote
from crm_desktop.services.quotes.sums import totals_of
from crm_desktop.services.quotes.views import LINE_KINDS, LineDraft, QuoteDraft
from crm_desktop.storage.database import Transaction
from crm_desktop.storage.rows import insert_row, update_row

LARGEST = Decimal(10) ** 11
"""Of a price, a quantity, or what a line or a quote comes to: the file keeps millionths in 64 bits."""

_LINE_COLUMNS = (
    "kind", "product_id", "name", "description", "quantity", "unit", "unit_price", "discount_percent", "tax_rate",
    "tax_category", "optional", "alternative",
)  # fmt: skip


def put_quote(work: Transaction, draft: QuoteDraft, now: datetime, zone: tzinfo, actor: str) -> str:
    """Add a draft, or make the one that the draft names what it says, and return its id. Raises `Refused`."""
    draft = completed(work, draft, now, zone)
    _check(draft)
    quote_id = draft.id or new_id()
    totals = totals_of(draft)
    if abs(totals.sum_of_lines) > LARGEST or abs(totals.gross) > LARGEST:
        raise Refused("This quote comes to more than can be kept.", "Nothing was saved. Correct a quantity or a price.")
    values: dict[str, Any] = {
        "title": " ".join(draft.title.split()),
        "person_id": draft.person_id,
        "company_id": draft.company_id,
        "deal_id": draft.deal_id,
        "dated_on": (draft.dated_on or now.astimezone(zone).date()).isoformat(),
        "valid_until": None if draft.valid_until is None else draft.valid_until.isoformat(),
        "currency": draft.currency,
        "prices_include_tax": int(draft.prices_include_tax),
        "discount_percent": _rate(draft.discount_percent),
        "note": draft.note,
        "terms": draft.terms,
        "language": draft.language,
        "net": totals.net_minor,
        "tax": totals.tax_minor,
        "gross": totals.gross_minor,
    }
    if draft.id and work.execute("SELECT 1 FROM document WHERE id = ?", (draft.id,)):
        before = editable_quote(work, draft.id)
        if draft.owner_id:
            values["owner_id"] = draft.owner_id
        update_row(work, "document", quote_id, values)
        _put_lines(work, quote_id, before.draft.lines, draft.lines)
    else:
        insert_row(
            work,
            "document",
            {
                "id": quote_id, "created_at": to_millis(now), "kind": "quote", "revision": 1, "status": "draft",
                "owner_id": draft.owner_id or actor or None, **values,
            },
        )  # fmt: skip
        _put_lines(work, quote_id, (), draft.lines)
    return quote_id


def editable_quote(work: Transaction, quote_id: str) -> Stored:
    """Return a quote that may still be edited. Raises `Refused` for an issued one."""
    stored = stored_quote(work.execute, quote_id)
    if stored.is_sealed:
        raise Refused(
            f"{stored.number} was issued and is sealed.",
            "Nothing was changed. Make a new revision to change it; the customer keeps what was sent.",
        )
    if stored.deleted_at is not None:
        raise Refused("This draft is in the Bin.", "Nothing was changed. Take it out of the Bin first.")
    return stored


def completed(work: Transaction, draft: QuoteDraft, now: datetime, zone: tzinfo) -> QuoteDraft:
    """Return a draft with what it left open: currency, language, date and end."""
    business = business_of(work.execute)
    whom = draft.company_id or draft.person_id
    language = draft.language
    if not language and whom:
        spoken = work.execute("SELECT language FROM contact WHERE id = ?", (whom,))
        language = spoken[0][0] if spoken else ""
    return replace(
        draft,
        dated_on=draft.dated_on or now.astimezone(zone).date(),
        currency=(draft.currency or business.currency).upper(),
        language=language,
    )


def renewed(draft: QuoteDraft, now: datetime, zone: tzinfo, days: int) -> QuoteDraft:
    """Return a draft dated today, valid for as many days as before (or the usual number)."""
    today = now.astimezone(zone).date()
    if draft.valid_until is not None and draft.dated_on is not None and draft.valid_until > draft.dated_on:
        days = (draft.valid_until - draft.dated_on).days
    return replace(draft, dated_on=today, valid_until=today + timedelta(days=days))


def _put_lines(work: Transaction, quote_id: str, before: tuple[LineDraft, ...], lines: tuple[LineDraft, ...]) -> None:
    """Write only the lines that differ: each write is a line of the journal and of the search index."""
    old = {line.id: (position, line) for position, line in enumerate(before)}
    wanted = {line.id for line in lines}
    for line_id in old:
        if line_id not in wanted:
            work.execute("DELETE FROM document_line WHERE id = ?", (line_id,))
    for position, line in enumerate(lines):
        if line.id in old:
            if old[line.id] != (position, line):
                update_row(work, "document_line", line.id or "", {**_line_values(line), "position": position})
        else:
            values = {"id": line.id or new_id(), "document_id": quote_id, "position": position}
            insert_row(work, "document_line", {**values, **_line_values(line)})


def _line_values(line: LineDraft) -> dict[str, Any]:
    values = {column: getattr(line, column) for column in _LINE_COLUMNS}
    values["quantity"] = to_scaled(line.quantity, QUANTITY_PLACES)
    values["unit_price"] = to_scaled(line.unit_price, PRICE_PLACES)
    values["discount_percent"] = _rate(line.discount_percent)
    values["tax_rate"] = _rate(line.tax_rate)
    values["optional"] = int(line.optional)
    values["alternative"] = int(line.alternative)
    return values


def _rate(value: Decimal | None) -> int | None:
    return None if value is None else to_scaled(value, RATE_PLACES)


def _check(draft: QuoteDraft) -> None:
    exponent(draft.currency)
    _check_rate(draft.discount_percent, "The discount of the quote")
    for line in draft.lines:
        name = line.name.strip() or "A line"
        if line.kind not in LINE_KINDS:
            raise Refused(f"“{line.kind}” is no kind of line.", "Nothing was saved. Use item, text or section.")
        _check_rate(line.discount_percent, f"The discount of “{name}”")
        _check_rate(line.tax_rate, f"The tax rate of “{name}”")
        for value in (line.quantity, line.unit_price):
            if not value.is_finite() or abs(value) > LARGEST:
                raise Refused(
                    f"“{name}” has a quantity or price that cannot be kept.", "Nothing was saved. Correct the number."
                )


def _check_rate(rate: Decimal | None, what: str) -> None:
    if rate is not None and (not rate.is_finite() or not 0 <= rate <= 100):
        raise Refused(f"{what} lies between 0 and 100 percent.", "Nothing was saved. Correct the percentage.")
