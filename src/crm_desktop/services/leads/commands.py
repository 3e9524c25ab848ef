"""Everything a person can do with leads; each is one entry of the journal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from typing import Any

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.clock import Clock
from crm_desktop.core.errors import Refused
from crm_desktop.core.kinds import LEAD_STATUSES, word
from crm_desktop.services.contacts.parts import put_attachment
from crm_desktop.services.leads.converting import convert, propose, seen_by
from crm_desktop.services.leads.freshening import touched_leads
from crm_desktop.services.leads.rule_lists import put_assignment_rules, put_score_rules
from crm_desktop.services.leads.scoring import put_scores
from crm_desktop.services.leads.views import AssignmentRuleRow, Conversion, LeadCall, LeadDraft, ScoreRuleRow
from crm_desktop.services.leads.writing import (
    Writing,
    changed_draft,
    mark_contacted,
    put_not_now,
    require,
    stamp,
    who,
)
from crm_desktop.storage.database import Database, Transaction

_MANY = 100
"""From so many leads on, the search index is brought up to date once at the end, not row by row."""
_FIELD_COLUMNS = {"company": "company_name", "owner": "owner_id"}
_SAVED_FIELDS = frozenset((
    "name", "company", "job_title", "phone", "email", "website", "city", "country", "source", "campaign", "interest",
    "notes", "amount", "currency", "owner", "tags",
))  # fmt: skip


class LeadCommands:
    """Writes to leads. Every method returns what changed; `CrmError` says why nothing did."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    # whole leads

    def save(self, draft: LeadDraft) -> ChangeSet:
        """Make a lead, or have the one with this id be what the draft says."""
        with self._database.write("Saved a lead") as work:
            known = bool(draft.id) and bool(work.execute("SELECT 1 FROM lead WHERE id = ?", (draft.id,)))
            if known:
                self._writing(work).save(draft)
                lead_id = str(draft.id)
            else:
                lead_id = self._writing(work).add([draft])[0]
            work.label = f"{'Changed' if known else 'Added'} the lead “{require(work, lead_id)}”"
        return work.change

    def add_all(self, drafts: Sequence[LeadDraft]) -> ChangeSet:
        """Add several leads as one entry."""
        if not drafts:
            raise Refused("There is nothing to add.", "Nothing was changed.")
        with self._database.write("Added leads", bulk=len(drafts) > _MANY) as work:
            ids = self._writing(work).add(drafts)
            work.label = f"Added {'the lead ' if len(ids) == 1 else ''}{who(work, ids)}"
        return work.change

    def save_field(self, lead_id: str, key: str, value: Any) -> ChangeSet:
        """Change one field of a lead: a text, a decimal value, an owner's id, a list of tags."""
        if key not in _SAVED_FIELDS:
            raise Refused(f"A lead has no field “{key}” to change.", "Nothing was changed.")
        with self._database.write("Changed a lead") as work:
            writing = self._writing(work)
            name = require(work, lead_id)
            writing.save(changed_draft(writing.draft(lead_id), {_FIELD_COLUMNS.get(key, key): value}))
            what = {"amount": "value", "job_title": "job title"}.get(key, key)
            work.label = f"Changed the {what} of “{name}”"
        return work.change

    def bin(self, lead_ids: Sequence[str]) -> ChangeSet:
        """Put leads into the Bin; everything that hangs on them stays with them."""
        with self._write("Deleted leads", lead_ids) as work:
            work.label = f"Deleted {who(work, lead_ids)}"
            now = stamp(self._clock)
            work.execute_many("UPDATE lead SET deleted_at = ? WHERE id = ?", [(now, one) for one in lead_ids])
        return work.change

    # what a lead is

    def set_status(self, lead_ids: Sequence[str], status: str) -> ChangeSet:
        """Set new, contacted or qualified; “not now” asks why: `not_now`."""
        if status == "not_now":
            return self.not_now(lead_ids, "", None)
        if status not in dict(LEAD_STATUSES):
            raise Refused(f"“{status}” is no status of a lead.", "Nothing was changed.")
        with self._write("Changed the status of leads", lead_ids) as work:
            work.label = f"Moved {who(work, lead_ids)} to {word(LEAD_STATUSES, status)}"
            work.execute_many(
                "UPDATE lead SET status = ?, status_reason = '', ask_again_on = NULL WHERE id = ?",
                [(status, one) for one in lead_ids],
            )
            self._score(work, lead_ids)
        return work.change

    def not_now(self, lead_ids: Sequence[str], reason: str, again: date | None) -> ChangeSet:
        """Set leads aside, with the reason and a day to ask again, for which a task is made."""
        with self._write("Set leads aside", lead_ids) as work:
            work.label = f"Set {who(work, lead_ids)} to Not now"
            put_not_now(work, lead_ids, reason.strip(), again, self._clock)
            self._score(work, lead_ids)
        return work.change

    # what happens with a lead

    def log_call(self, call: LeadCall) -> ChangeSet:
        """Log a call and plan the next step: one entry. Who was talked to is no longer a new lead."""
        from crm_desktop.services.calendar.tasks import put_task
        from crm_desktop.services.timeline.commands import put_activity
        from crm_desktop.services.timeline.views import ActivityDraft

        with self._database.write("Logged a call") as work:
            work.label = f"Logged a call with {require(work, call.lead_id)}"
            activity = ActivityDraft(
                "call", call.note, direction=call.direction, outcome=call.outcome, minutes=call.minutes
            )
            put_activity(work, activity, [("lead", call.lead_id)], self._clock)
            if call.outcome == "talked":
                mark_contacted(work, call.lead_id)
            if call.next is not None:
                put_task(work, replace(call.next, lead_id=call.lead_id), self._clock)
            self._score(work, [call.lead_id])
        return work.change

    def add_note(self, lead_id: str, text: str) -> ChangeSet:
        """Write a note into a lead's stream."""
        from crm_desktop.services.timeline.commands import put_activity
        from crm_desktop.services.timeline.views import ActivityDraft

        if not text.strip():
            raise Refused("A note needs words.", "Nothing was saved. Write something and try again.")
        with self._database.write("Added a note") as work:
            work.label = f"Added a note to {require(work, lead_id)}"
            put_activity(work, ActivityDraft("note", text), [("lead", lead_id)], self._clock)
        return work.change

    def attach_all(self, lead_id: str, files: Iterable[tuple[str, bytes]]) -> ChangeSet:
        """Keep several files (name, bytes) on a lead, as one entry."""
        with self._database.write("Attached a file") as work:
            names = []
            for name, content in files:
                put_attachment(work, "lead", lead_id, name, content, self._clock.now())
                names.append(f"“{name}”")
            what = names[0] if len(names) == 1 else f"{len(names)} files"
            work.label = f"Attached {what} to {require(work, lead_id)}"
        return work.change

    # what becomes of it

    def convert(self, conversion: Conversion) -> ChangeSet:
        """Make a lead a person, a company and a deal, exactly once. Raises `Refused` the second time."""
        with self._database.write("Converted a lead") as work:
            work.label = f"Converted {who(work, [conversion.lead_id])}"
            convert(work, conversion, self._clock)
        return work.change

    def convert_all(self, lead_ids: Sequence[str]) -> ChangeSet:
        """Convert several leads, each as is proposed for it, as one entry."""
        with self._database.write("Converted leads") as work:
            work.label = f"Converted {who(work, lead_ids)}"
            for lead_id in lead_ids:
                convert(work, propose(seen_by(work), lead_id).conversion, self._clock)
        return work.change

    # rules

    def save_score_rules(self, rules: Sequence[ScoreRuleRow]) -> ChangeSet:
        """Make these the score rules, in this order, and score every lead by them."""
        with self._database.write("Changed how leads are scored") as work:
            put_score_rules(work, self._database, self._clock, rules)
            put_scores(work, self._database, self._clock)
        return work.change

    def save_assignment_rules(self, rules: Sequence[AssignmentRuleRow]) -> ChangeSet:
        """Make these the rules by which new leads are assigned, in this order."""
        with self._database.write("Changed how leads are assigned") as work:
            put_assignment_rules(work, self._database, self._clock, rules)
        return work.change

    def rescore(self, lead_ids: Sequence[str] | None = None) -> int:
        """Score leads again (all open ones without ids) and return how many scores changed; no entry is kept."""
        if self._database.read_only or self._database.damage is not None:
            return 0
        with self._database.write("Set up the scores of leads", kind="setup") as work:
            work.undoable = False
            return put_scores(work, self._database, self._clock, lead_ids)

    def freshen(self, change: ChangeSet) -> int:
        """Score the leads again that a change elsewhere concerns, and return how many scores changed."""
        if self._database.read_only or self._database.damage is not None:
            return 0
        with self._database.write("Set up the scores of leads", kind="setup") as work:
            work.undoable = False
            touched = touched_leads(work, change)
            return 0 if touched == [] else put_scores(work, self._database, self._clock, touched)

    def _writing(self, work: Transaction) -> Writing:
        return Writing(work, self._database, self._clock)

    def _write(self, label: str, lead_ids: Sequence[str]) -> AbstractContextManager[Transaction]:
        return self._database.write(label, bulk=len(lead_ids) > _MANY)

    def _score(self, work: Transaction, lead_ids: Sequence[str]) -> None:
        put_scores(work, self._database, self._clock, lead_ids)
