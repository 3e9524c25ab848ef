"""Leads to list, to look at and to convert."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from crm_desktop.core.clock import Clock, from_millis
from crm_desktop.core.errors import RecordMissing
from crm_desktop.services.calendar.next_step import NEXT_STEP_COLUMNS, next_step, next_step_join
from crm_desktop.services.contacts.normalise import normalise_email
from crm_desktop.services.contacts.views import TagRow
from crm_desktop.services.leads.fields import OWNER_SQL
from crm_desktop.services.leads.views import (
    AssignmentRuleRow,
    LeadCounts,
    LeadDetail,
    LeadDraft,
    LeadRow,
    Proposal,
    Reason,
    SameLead,
    ScoreRuleRow,
)
from crm_desktop.services.leads.writing import read_draft
from crm_desktop.storage.database import Database

if TYPE_CHECKING:
    from crm_desktop.services.leads.pasting import Pasted, PastedRow

_ROW = (
    "SELECT lead.id, lead.name, lead.company_name, lead.source, lead.campaign, lead.score, "
    f"lead.score_reasons, lead.status, lead.owner_id, {OWNER_SQL}, lead.amount, lead.currency, "
    f"lead.converted_at IS NOT NULL, {NEXT_STEP_COLUMNS}"
)
_FROM = f"FROM lead {next_step_join('lead', 'lead_id')}"


class LeadQueries:
    """Reads of leads. Thread-safe as far as `Database` is."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def counts(self) -> LeadCounts:
        """Return how many leads there are, and how many wait for somebody."""
        total, open_, waiting = self._database.rows(
            "SELECT count(*), count(*) FILTER (WHERE converted_at IS NULL), count(*) FILTER (WHERE "
            "converted_at IS NULL AND (status = 'new' OR (owner_id IS NULL AND status <> 'not_now'))) "
            "FROM lead WHERE deleted_at IS NULL"
        )[0]
        return LeadCounts(total, open_, waiting)

    # one lead

    def detail(self, lead_id: str) -> LeadDetail:
        """Return all that is known of a lead. Raises `RecordMissing`."""
        row = self._database.row(
            f"{_ROW}, lead.job_title, lead.phone, lead.email, lead.website, lead.city, lead.country, lead.interest, "
            "lead.notes, lead.status_reason, lead.ask_again_on, lead.created_at, lead.converted_at, lead.person_id, "
            "lead.company_id, lead.deal_id, (SELECT name FROM contact WHERE id = lead.person_id), "
            "(SELECT name FROM contact WHERE id = lead.company_id), (SELECT title FROM deal WHERE id = lead.deal_id), "
            "(SELECT count(*) FROM attachment WHERE record_id = lead.id AND deleted_at IS NULL) "
            f"{_FROM} WHERE lead.id = ? AND lead.deleted_at IS NULL",
            (lead_id,),
        )
        if row is None:
            raise RecordMissing("This lead is no longer there.", "It may lie in the Bin.")
        (
            job_title, phone, email, website, city, country, interest, notes, reason, again, created, converted,
            person_id, company_id, deal_id, person, company, deal, files,
        ) = row[18:]  # fmt: skip
        return LeadDetail(
            self._row(row), job_title, phone, email, website, city, country, interest, notes, reason,
            None if not again else date.fromisoformat(again), row[8], self._tags(lead_id), files,
            from_millis(created), None if converted is None else from_millis(converted), person_id, company_id,
            deal_id, person or "", company or "", deal or "",
        )  # fmt: skip

    def draft(self, lead_id: str) -> LeadDraft:
        """Return a lead as a form wants it. Raises `RecordMissing`."""
        return read_draft(self._database.rows, lead_id)

    def name_of(self, lead_id: str) -> str:
        """Return what a lead is called. Raises `RecordMissing`."""
        name = self._database.value("SELECT name FROM lead WHERE id = ?", (lead_id,))
        if name is None:
            raise RecordMissing("This lead is no longer there.", "It may have been removed for good.")
        return str(name)

    def find(self, text: str) -> str | None:
        """Return the id of the one lead of exactly this name, e-mail address or phone number, or None."""
        rows = self._database.rows(
            "SELECT id FROM lead WHERE deleted_at IS NULL AND (name = :text COLLATE NOCASE OR email = :mail "
            "OR phone = :text OR phone_normalised = :text) ORDER BY converted_at IS NOT NULL LIMIT 2",
            {"text": text.strip(), "mail": normalise_email(text) or "-"},
        )
        return str(rows[0][0]) if len(rows) == 1 else None

    # what to do with it

    def proposal(self, lead_id: str) -> Proposal:
        """Return what converting a lead would do. Raises `Refused` for one that was converted."""
        from crm_desktop.services.leads.converting import propose

        return propose(self._database, lead_id)

    def same(self, draft: LeadDraft, limit: int = 3) -> list[SameLead]:
        """Return leads and contacts that may be the one being written, the likeliest first."""
        from crm_desktop.services.leads.same import same

        return same(self._database, draft, limit)

    def pasted(self, text: str) -> Pasted:
        """Return the leads in rows that were copied from a spreadsheet, each checked. Raises `Refused` for none."""
        from crm_desktop.services.leads.pasting import read_pasted

        return read_pasted(text, self.same)

    def checked(self, draft: LeadDraft) -> PastedRow:
        """Return a lead with what stands in its way."""
        from crm_desktop.services.leads.pasting import check_row

        return check_row(draft, "", self.same)

    def score_rules(self) -> list[ScoreRuleRow]:
        """Return the score rules in order."""
        from crm_desktop.services.leads.rule_lists import score_rules

        return score_rules(self._database, self._clock)

    def assignment_rules(self) -> list[AssignmentRuleRow]:
        """Return the assignment rules in the order in which they are asked."""
        from crm_desktop.services.leads.rule_lists import assignment_rules

        return assignment_rules(self._database, self._clock)

    def _tags(self, lead_id: str) -> tuple[TagRow, ...]:
        rows = self._database.rows(
            "SELECT t.id, t.name, t.tone FROM tag_link g JOIN tag t ON t.id = g.tag_id "
            "WHERE g.record_id = ? AND t.deleted_at IS NULL ORDER BY t.name COLLATE NOCASE",
            (lead_id,),
        )
        return tuple(TagRow(*row) for row in rows)

    def _row(self, row: tuple[Any, ...]) -> LeadRow:
        (
            lead_id, name, company, source, campaign, score, reasons, status, owner_id, owner, amount, currency,
            converted,
        ) = row[:13]  # fmt: skip
        return LeadRow(
            lead_id, name, company, source, campaign, score, reasons_of(reasons), status, owner or "",
            owner_id is not None and owner_id == self._database.actor, amount, currency, bool(converted),
            next_step(row[13:18], self._clock),
        )  # fmt: skip


def reasons_of(stored: str | None) -> tuple[Reason, ...]:
    """Return the reasons of a score from their JSON."""
    return tuple(Reason(points, text) for points, text in json.loads(stored or "[]"))
