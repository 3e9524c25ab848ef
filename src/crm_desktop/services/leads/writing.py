"""Writing leads inside a unit of work, so that imports, quick add and other features can do it in theirs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from crm_desktop.core.clock import Clock, to_millis
from crm_desktop.core.errors import RecordMissing, Refused
from crm_desktop.core.ids import new_id
from crm_desktop.core.kinds import LEAD_STATUSES
from crm_desktop.core.money import exponent, from_minor, to_minor
from crm_desktop.services.contacts.names import sort_key, split_name
from crm_desktop.services.contacts.normalise import PhoneReader, normalise_email
from crm_desktop.services.contacts.parts import set_tags
from crm_desktop.services.leads.assigning import assign_new, first_owner
from crm_desktop.services.leads.scoring import Scoring
from crm_desktop.services.leads.views import LeadDraft
from crm_desktop.storage.database import Database, Transaction
from crm_desktop.storage.rows import insert_row, update_row

LARGEST_AMOUNT = 10**15
_LINES = ("company_name", "job_title", "phone", "website", "city", "country", "source", "campaign", "interest")


class Writing:
    """Puts leads into the file within one unit of work."""

    def __init__(self, work: Transaction, database: Database, clock: Clock) -> None:
        self.work = work
        self.database = database
        self.clock = clock
        stored = work.execute("SELECT value FROM setting WHERE id = 'business'")
        business = json.loads(stored[0][0]) if stored else {}
        self._phones = PhoneReader(business.get("country") or "GB")
        self._scoring = Scoring(work, database, clock)
        self.currency = str(business.get("currency") or "EUR")

    def add(self, drafts: Sequence[LeadDraft]) -> list[str]:
        """Add leads; those without an owner get one by the assignment rules. Raises `Refused`."""
        now, owner = self.clock.now(), first_owner(self.work)
        ids: list[str] = []
        for draft in drafts:
            lead_id = draft.id or new_id()
            columns = self._columns(draft)
            columns["owner_id"] = draft.owner_id or owner
            insert_row(self.work, "lead", {"id": lead_id, "created_at": now, **columns})
            if draft.tags:
                set_tags(self.work, "lead", lead_id, draft.tags, now)
            ids.append(lead_id)
        assign_new(self.work, self.database, self.clock, ids)
        self._scoring.put(ids)
        return ids

    def save(self, draft: LeadDraft) -> None:
        """Have the lead that the draft names be what it says. Raises `Refused`, `RecordMissing`."""
        lead_id = draft.id or ""
        require(self.work, lead_id)
        before = self.draft(lead_id)
        if draft.name == before.name and not is_named(before):
            draft = replace(draft, name="")  # called by the way it can be reached, whatever that is now
        columns = self._columns(draft)
        columns["owner_id"] = draft.owner_id
        if draft.status != "not_now":
            columns |= {"status_reason": "", "ask_again_on": None}
        update_row(self.work, "lead", lead_id, columns)
        if draft.tags is not None:
            set_tags(self.work, "lead", lead_id, draft.tags, self.clock.now())
        self._scoring.put([lead_id])

    def draft(self, lead_id: str) -> LeadDraft:
        """Return a lead as a form wants it. Raises `RecordMissing`."""
        return read_draft(self.work.execute, lead_id)

    def _columns(self, draft: LeadDraft) -> dict[str, Any]:
        name = " ".join(draft.name.split())
        phone, email = " ".join(draft.phone.split()), draft.email.strip()
        if not name and not phone and not email:
            raise Refused(
                "A lead needs a name, a phone number or an e-mail address.",
                "Nothing was saved. Fill in one of the three.",
            )
        if draft.status not in dict(LEAD_STATUSES):
            words = ", ".join(word.lower() for _, word in LEAD_STATUSES)
            raise Refused(f"“{draft.status}” is no status of a lead.", f"Nothing was saved. They are: {words}.")
        parts = split_name(name)
        # What has no name is called by the way it can be reached.
        shown = name or email or phone
        currency = checked_currency(draft.currency or self.currency)
        return {
            **{column: " ".join(str(getattr(draft, column)).split()) for column in _LINES},
            "name": shown,
            "given_name": parts.given if name else "",
            "family_name": parts.family if name else "",
            "sort_key": sort_key(shown, parts.given, parts.family) if name else sort_key(shown),
            "phone_normalised": self._phones.normalise(phone) if phone else "",
            "email": normalise_email(email),
            "notes": draft.notes.strip(),
            "amount": minor_of(draft.amount, currency),
            "currency": currency,
            "status": draft.status,
        }


def read_draft(rows: Any, lead_id: str) -> LeadDraft:
    """Return a lead as a form wants it, by `database.rows` or `work.execute`. Raises `RecordMissing`."""
    found = rows(
        f"SELECT name, email, notes, amount, currency, status, owner_id, {', '.join(_LINES)} FROM lead WHERE id = ?",
        (lead_id,),
    )
    if not found:
        raise _missing()
    name, email, notes, amount, currency, status, owner_id, *lines = found[0]
    return LeadDraft(
        name=name, email=email, notes=notes, amount=None if amount is None else from_minor(amount, currency),
        currency=currency or None, status=status, owner_id=owner_id, id=lead_id,
        **dict(zip(_LINES, lines, strict=True)),
    )  # fmt: skip


def is_named(lead: LeadDraft) -> bool:
    """Whether a lead has a name, and is not only called by the way it can be reached."""
    return lead.name.casefold() not in (lead.email.casefold(), lead.phone.casefold())


def require(work: Transaction, lead_id: str) -> str:
    """Return the name of a lead that can be worked on. Raises `RecordMissing`."""
    found = work.execute("SELECT name FROM lead WHERE id = ? AND deleted_at IS NULL", (lead_id,))
    if not found:
        raise _missing()
    return str(found[0][0])


def who(work: Transaction, lead_ids: Sequence[str]) -> str:
    """Return what the leads are called in the text of an undo. Raises `Refused` for none."""
    if not lead_ids:
        raise Refused("No lead is selected.", "Nothing was changed. Select a lead and try again.")
    return f"“{require(work, lead_ids[0])}”" if len(lead_ids) == 1 else f"{len(lead_ids)} leads"


def put_not_now(work: Transaction, lead_ids: Sequence[str], reason: str, again: date | None, clock: Clock) -> None:
    """Set leads aside; with a day to ask again, each gets a task for it. What was planned with them is called off."""
    from crm_desktop.services.calendar.tasks import put_task
    from crm_desktop.services.calendar.views import TaskDraft

    for lead_id in lead_ids:
        name = require(work, lead_id)
        update_row(work, "lead", lead_id, {"status": "not_now", "status_reason": reason, "ask_again_on": again})
        work.execute(
            "UPDATE task SET status = 'cancelled' WHERE lead_id = ? AND status = 'open' AND deleted_at IS NULL",
            (lead_id,),
        )
        if again is not None:
            owner = work.execute("SELECT owner_id FROM lead WHERE id = ?", (lead_id,))[0][0]
            task = TaskDraft(
                f"Ask {name} again", "call", due_on=again, notes=reason, lead_id=lead_id, remind_minutes=0,
                owner_id=owner,
            )  # fmt: skip
            put_task(work, task, clock)


def mark_contacted(work: Transaction, lead_id: str) -> None:
    """Somebody was reached: a new lead is one that was contacted."""
    work.execute("UPDATE lead SET status = 'contacted' WHERE id = ? AND status = 'new'", (lead_id,))


def changed_draft(draft: LeadDraft, values: Mapping[str, Any]) -> LeadDraft:
    """Return a draft with some values replaced."""
    changed: LeadDraft = replace(draft, **values)
    return changed


def checked_currency(text: str) -> str:
    """Return a currency code in capitals. Raises `CrmError` when it is none."""
    code = text.strip().upper()
    exponent(code)
    return code


def minor_of(value: Decimal | None, currency: str) -> int | None:
    """Return an estimated value in minor units. Raises `Refused`."""
    if value is None:
        return None
    if not value.is_finite() or value < 0 or value > LARGEST_AMOUNT:
        raise Refused("The value of a lead is an amount of money from 0 up.", "Nothing was saved. Correct the value.")
    return to_minor(value, currency)


def stamp(clock: Clock) -> int:
    """Return the present moment as the file holds it."""
    return to_millis(clock.now())


def _missing() -> RecordMissing:
    return RecordMissing("This lead is no longer there.", "Nothing was changed. It may lie in the Bin.")
