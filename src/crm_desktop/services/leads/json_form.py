"""A lead as the JSON that the command line and files speak."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from crm_desktop.core.errors import Refused
from crm_desktop.core.kinds import LEAD_STATUSES
from crm_desktop.core.money import from_minor
from crm_desktop.services.json_values import check_keys, day_of, decimal_of, text_of
from crm_desktop.services.leads.fields import FIELDS
from crm_desktop.services.leads.views import LeadDraft
from crm_desktop.services.leads.writing import Writing, changed_draft, put_not_now
from crm_desktop.services.lists.tag_sql import tags_of_json
from crm_desktop.storage.database import Transaction
from crm_desktop.storage.rows import update_row

if TYPE_CHECKING:
    from crm_desktop.services.services import Services

_TEXTS = {
    "name": "name", "company": "company_name", "job_title": "job_title", "phone": "phone", "email": "email",
    "website": "website", "city": "city", "country": "country", "source": "source", "campaign": "campaign",
    "interest": "interest", "notes": "notes",
}  # fmt: skip
_WRITTEN = {*_TEXTS, "amount", "currency", "status", "status_reason", "ask_again_on", "owner", "owner_id", "tags"}
_ONLY_READ = {"id", "score", "score_reasons", "person_id", "company_id", "deal_id"} | {
    one.key for one in FIELDS if not one.editable
}


def lead_json(services: Services, lead_id: str) -> dict[str, Any]:
    """Return the whole lead as JSON values. Raises `RecordMissing`."""
    found = services.leads.detail(lead_id)
    draft = services.leads.draft(lead_id)
    times = services.records.of_ids("lead", [lead_id], ["last_contact", "first_contact", "scored_for"])[0]
    row, step = found.row, found.row.step
    return {
        "id": lead_id,
        **{key: getattr(draft, name) for key, name in _TEXTS.items()},
        "amount": None if row.amount is None else str(from_minor(row.amount, row.currency)),
        "currency": row.currency,
        "status": row.status,
        "status_reason": found.status_reason,
        "ask_again_on": found.ask_again_on.isoformat() if found.ask_again_on else None,
        "score": row.score,
        "scored_for": times["scored_for"],
        "score_reasons": [{"points": one.points, "reason": one.text} for one in row.reasons],
        "owner_id": found.owner_id,
        "owner": row.owner or None,
        "tags": [tag.name for tag in found.tags],
        "last_contact": times["last_contact"],
        "first_contact": times["first_contact"],
        "next_step": step.title if step.task_id else None,
        "next_step_at": step.due_at.isoformat().replace("+00:00", "Z") if step.due_at else None,
        "next_step_kind": step.kind or None,
        "next_step_on": step.due_on.isoformat() if step.due_on else None,
        "converted": row.converted,
        "converted_at": found.converted_at.isoformat().replace("+00:00", "Z") if found.converted_at else None,
        "person_id": found.person_id,
        "person": found.person or None,
        "company_id": found.company_id,
        "customer": found.company or None,
        "deal_id": found.deal_id,
        "deal": found.deal or None,
        "created_at": found.created_at.isoformat().replace("+00:00", "Z"),
    }


def draft_from_json(work: Transaction, data: Mapping[str, Any]) -> LeadDraft:
    """Return the lead that JSON values describe. Raises `Refused` on an unknown key."""
    return changed_draft(LeadDraft(), _values(work, data))


def change_lead(writing: Writing, lead_id: str, data: Mapping[str, Any]) -> None:
    """Change the named fields of a lead; “not now” with a day to ask again makes the task for it."""
    values = _values(writing.work, data)
    before = writing.draft(lead_id)
    draft = changed_draft(before, values)
    sets_aside = draft.status == "not_now" and (before.status != "not_now" or "ask_again_on" in data)
    writing.save(draft)
    if sets_aside:
        again = day_of(data.get("ask_again_on"), "ask_again_on")
        put_not_now(writing.work, [lead_id], text_of(data.get("status_reason")), again, writing.clock)


def set_aside(writing: Writing, lead_id: str, data: Mapping[str, Any]) -> None:
    """Have a new lead that is “not now” know why and until when; one of another file of ours brings its own task."""
    if writing.draft(lead_id).status != "not_now":
        return
    reason, again = text_of(data.get("status_reason")), day_of(data.get("ask_again_on"), "ask_again_on")
    if data.get("id"):
        update_row(writing.work, "lead", lead_id, {"status_reason": reason, "ask_again_on": again})
    elif reason or again:
        put_not_now(writing.work, [lead_id], reason, again, writing.clock)


def _values(work: Transaction, data: Mapping[str, Any]) -> dict[str, Any]:
    check_keys(data, _WRITTEN | _ONLY_READ, "Leads")
    values: dict[str, Any] = {name: text_of(data[key]) for key, name in _TEXTS.items() if key in data}
    if "amount" in data:
        values["amount"] = decimal_of(data["amount"], "amount")
    if "currency" in data:
        values["currency"] = text_of(data["currency"]) or None
    if "status" in data:
        values["status"] = _status(text_of(data["status"]) or "new")
    if "owner" in data or "owner_id" in data:
        values["owner_id"] = _member(work, text_of(data.get("owner_id") or data.get("owner")).strip())
    if "tags" in data:
        values["tags"] = tags_of_json(data["tags"])
    return values


def _status(text: str) -> str:
    key = FIELDS["status"].choice_key(text)
    if key is None:
        words = ", ".join(word.lower() for _, word in LEAD_STATUSES)
        raise Refused(f"“{text}” is no status of a lead.", f"Nothing was saved. They are: {words}.")
    return key


def _member(work: Transaction, text: str) -> str | None:
    if not text:
        return None
    rows = work.execute(
        "SELECT id FROM member WHERE deleted_at IS NULL AND (id = ? OR name = ? COLLATE NOCASE)", (text.lower(), text)
    )
    if len(rows) != 1:
        raise Refused(f"Nobody here is called “{text}”.", "Nothing was saved. Use the name of a member of the firm.")
    return str(rows[0][0])
