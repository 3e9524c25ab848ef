"""Writing one deal inside a unit of work, so that other features can do it in theirs."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from crm_desktop.core.clock import to_millis
from crm_desktop.core.errors import RecordMissing, Refused
from crm_desktop.core.ids import new_id
from crm_desktop.core.kinds import LOST_REASONS
from crm_desktop.core.money import exponent, to_minor
from crm_desktop.core.scaled import PRICE_PLACES, QUANTITY_PLACES, from_scaled, to_scaled
from crm_desktop.core.totals import DocumentInput, LineInput, compute_totals
from crm_desktop.services.contacts.parts import set_tags
from crm_desktop.services.pipeline.placing import first_stage, put_move, stage_facts, top_rank
from crm_desktop.services.pipeline.views import DealDraft, DealLineDraft
from crm_desktop.storage.database import Transaction
from crm_desktop.storage.rows import insert_row, update_row

LARGEST_AMOUNT = 10**15


def put_deal(work: Transaction, draft: DealDraft, now: datetime, member: str) -> str:
    """Add a deal, or change the one the draft names, and return its id. Raises `Refused`."""
    if draft.id is not None:
        change_fields(
            work,
            draft.id,
            {
                "title": draft.title,
                "person_id": draft.person_id,
                "company_id": draft.company_id,
                "expected_close": draft.expected_close,
                "probability": draft.probability,
                "source": draft.source,
                "competitors": draft.competitors,
                "notes": draft.notes,
                "owner_id": draft.owner_id,
                "currency": draft.currency or _currency_of(work, draft.id),
                "amount": draft.amount,
            },
        )
        put_lines(work, draft.id, draft.lines)
        _put_tags(work, draft.id, draft.tags, now)
        return draft.id
    stage = (
        stage_facts(work, draft.stage_id)
        if draft.stage_id
        else first_stage(work, draft.pipeline_id or first_pipeline(work))
    )
    if stage.kind == "lost":
        raise Refused("A new deal cannot be lost already.", "Nothing was added. Choose an open stage.")
    currency = checked_currency(draft.currency) if draft.currency else workspace_currency(work)
    deal_id = new_id()
    millis = to_millis(now)
    insert_row(
        work,
        "deal",
        {
            "id": deal_id,
            "created_at": millis,
            "title": _title(draft.title),
            "person_id": draft.person_id,
            "company_id": draft.company_id or _company_of(work, draft.person_id),
            "pipeline_id": stage.pipeline_id,
            "stage_id": stage.id,
            "rank": top_rank(work, stage.id),
            "amount": _minor(draft.amount, currency),
            "currency": currency,
            "probability": _probability(draft.probability),
            "expected_close": None if draft.expected_close is None else draft.expected_close.isoformat(),
            "source": draft.source.strip(),
            "competitors": draft.competitors.strip(),
            "notes": draft.notes,
            "in_stage_since": millis,
            "closed_at": millis if stage.kind == "won" else None,
            "owner_id": draft.owner_id or member or None,
        },
    )
    put_move(work, deal_id, None, stage.id, now, member)
    if draft.lines:
        put_lines(work, deal_id, draft.lines)
    _put_tags(work, deal_id, draft.tags, now)
    return deal_id


def put_lines(work: Transaction, deal_id: str, lines: Sequence[DealLineDraft]) -> None:
    """Make these the deal's lines, in this order; with lines, its value is what they come to."""
    kept: list[str] = []
    for position, line in enumerate(lines):
        values = {
            "product_id": line.product_id,
            "text": line.text.strip(),
            "quantity": to_scaled(line.quantity, QUANTITY_PLACES),
            "unit_price": to_scaled(line.unit_price, PRICE_PLACES),
            "position": position,
        }
        if line.id is not None and work.execute(
            "SELECT 1 FROM deal_line WHERE id = ? AND deal_id = ?", (line.id, deal_id)
        ):
            update_row(work, "deal_line", line.id, values)
            kept.append(line.id)
        else:
            kept.append(new_id())
            insert_row(work, "deal_line", {"id": kept[-1], "deal_id": deal_id, **values})
    marks = ",".join("?" * len(kept))
    work.execute(f"DELETE FROM deal_line WHERE deal_id = ? AND id NOT IN ({marks})", (deal_id, *kept))
    if lines:
        currency = _currency_of(work, deal_id)
        update_row(work, "deal", deal_id, {"amount": lines_amount(lines, currency)})


def lines_amount(lines: Sequence[DealLineDraft], currency: str) -> int:
    """Return what lines come to, in minor units, as a quote would add them up."""
    document = DocumentInput(tuple(LineInput(line.quantity, line.unit_price) for line in lines), currency)
    totals = compute_totals(document)
    return totals.minor(totals.sum_of_lines)


def change_fields(work: Transaction, deal_id: str, changes: Mapping[str, Any]) -> None:
    """Change columns of a deal; amounts are decimals in its (new) currency. Raises `Refused`."""
    found = work.execute("SELECT currency FROM deal WHERE id = ? AND deleted_at IS NULL", (deal_id,))
    if not found:
        raise RecordMissing("This deal is no longer there.", "Nothing was changed. It may be in the Bin.")
    lines = stored_lines(work, deal_id)
    currency = checked_currency(changes["currency"]) if "currency" in changes else found[0][0]
    values: dict[str, Any] = {}
    for column, value in changes.items():
        if column == "amount":
            if not lines:
                values["amount"] = _minor(value, currency)
        elif column == "currency":
            values["currency"] = currency
        else:
            values[column] = _CHECKS[column](value)
    if currency != found[0][0] and "amount" not in values:
        values["amount"] = (
            lines_amount(lines, currency) if lines else _in_other_currency(work, deal_id, found[0][0], currency)
        )
    update_row(work, "deal", deal_id, values)


def has_lines(work: Transaction, deal_id: str) -> bool:
    """Whether the value of a deal follows from its lines."""
    return bool(work.execute("SELECT 1 FROM deal_line WHERE deal_id = ? LIMIT 1", (deal_id,)))


def first_pipeline(work: Transaction) -> str:
    """Return the id of the pipeline that stands first. Raises `Refused` when there is none."""
    found = work.execute("SELECT id FROM pipeline WHERE deleted_at IS NULL ORDER BY position, id LIMIT 1")
    if not found:
        raise Refused("There is no pipeline yet.", "Nothing was added. Make a pipeline first.")
    return str(found[0][0])


def workspace_currency(work: Transaction) -> str:
    """Return the currency the firm works in."""
    stored = work.execute("SELECT value FROM setting WHERE id = 'business'")
    business = json.loads(stored[0][0]) if stored else {}
    return str(business.get("currency") or "EUR")


def checked_currency(text: Any) -> str:
    """Return a currency code in capitals. Raises `CrmError` when it is none."""
    code = str(text).strip().upper()
    exponent(code)
    return code


def _put_tags(work: Transaction, deal_id: str, names: tuple[str, ...] | None, now: datetime) -> None:
    if names is not None:
        set_tags(work, "deal", deal_id, names, now)


def stored_lines(work: Transaction, deal_id: str) -> list[DealLineDraft]:
    """Return the lines that a deal has in the file."""
    rows = work.execute("SELECT text, quantity, unit_price FROM deal_line WHERE deal_id = ?", (deal_id,))
    return [
        DealLineDraft(text, from_scaled(quantity, QUANTITY_PLACES), from_scaled(price, PRICE_PLACES))
        for text, quantity, price in rows
    ]


def _in_other_currency(work: Transaction, deal_id: str, old: str, new: str) -> int | None:
    """The same number in another currency: 500 EUR become 500 JPY, as whoever corrects a currency means."""
    amount = work.execute("SELECT amount FROM deal WHERE id = ?", (deal_id,))[0][0]
    return None if amount is None else to_minor(Decimal(amount).scaleb(-exponent(old)), new)


def _currency_of(work: Transaction, deal_id: str) -> str:
    found = work.execute("SELECT currency FROM deal WHERE id = ?", (deal_id,))
    return str(found[0][0]) if found else workspace_currency(work)


def _company_of(work: Transaction, person_id: str | None) -> str | None:
    """The company somebody works for now: their deals are usually its deals."""
    found = work.execute(
        "SELECT a.company_id FROM affiliation a JOIN contact c ON c.id = a.company_id AND c.deleted_at IS NULL "
        "WHERE a.person_id = ? AND a.is_primary = 1 AND a.ended_on IS NULL LIMIT 1",
        (person_id,),
    )
    return str(found[0][0]) if found else None


def _title(value: Any) -> str:
    title = " ".join(str(value or "").split())
    if not title:
        raise Refused("A deal needs a title.", "Nothing was saved. Say in a few words what it is about.")
    return title


def _minor(value: Decimal | None, currency: str) -> int | None:
    if value is None:
        return None
    if not value.is_finite() or value < 0 or value > LARGEST_AMOUNT:
        raise Refused("The value of a deal is an amount of money from 0 up.", "Nothing was saved. Correct the value.")
    return to_minor(value, currency)


def _probability(value: int | None) -> int | None:
    if value is not None and not 0 <= value <= 99:
        raise Refused(
            "The probability of an open deal lies between 0 and 99 percent.",
            "Nothing was saved. A deal that is certain is won: move it there.",
        )
    return value


def _lost_reason(value: Any) -> str:
    reason = str(value or "")
    if reason and reason not in dict(LOST_REASONS):
        words = ", ".join(word.lower() for _, word in LOST_REASONS)
        raise Refused(f"“{reason}” is none of the reasons for a lost deal.", f"Nothing was saved. They are: {words}.")
    return reason


def _optional_id(value: Any) -> str | None:
    return str(value) if value else None


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _line(value: Any) -> str:
    return str(value or "").strip()


_CHECKS: dict[str, Callable[[Any], Any]] = {
    "title": _title,
    "person_id": _optional_id,
    "company_id": _optional_id,
    "owner_id": _optional_id,
    "probability": _probability,
    "expected_close": _day,
    "source": _line,
    "competitors": _line,
    "notes": lambda value: str(value or ""),
    "lost_reason": _lost_reason,
    "lost_note": _line,
}
