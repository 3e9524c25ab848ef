"""What a person does with deals: each call is one journal entry. Stages are in `stage_commands`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.clock import Clock, to_millis
from crm_desktop.core.errors import CrmError, RecordMissing, Refused
from crm_desktop.core.money import parse_decimal
from crm_desktop.services.calendar.tasks import put_task
from crm_desktop.services.pipeline.fields import FIELDS
from crm_desktop.services.pipeline.next_steps import read_next_step, thank_you_call
from crm_desktop.services.pipeline.placing import StageFacts, first_stage, place_deals, stage_facts
from crm_desktop.services.pipeline.stage_commands import StageCommands
from crm_desktop.services.pipeline.views import DealDraft, DealLineDraft
from crm_desktop.services.pipeline.writing import change_fields, has_lines, put_deal, put_lines
from crm_desktop.services.timeline.commands import put_activity
from crm_desktop.services.timeline.views import ActivityDraft
from crm_desktop.storage.database import Database, Transaction

_COLUMNS = {
    "title": "title",
    "person": "person_id",
    "company": "company_id",
    "owner": "owner_id",
    "amount": "amount",
    "currency": "currency",
    "probability": "probability",
    "expected_close": "expected_close",
    "source": "source",
    "competitors": "competitors",
    "notes": "notes",
    "lost_reason": "lost_reason",
    "lost_note": "lost_note",
}
"""Field key → column, for fields that are edited one at a time."""


class PipelineCommands(StageCommands):
    """Writes of deals, stages and pipelines. Raises `CrmError` when a rule forbids one; then nothing changed."""

    def __init__(self, database: Database, clock: Clock) -> None:
        super().__init__(database, clock)
        self._database = database
        self._clock = clock

    def save(self, draft: DealDraft) -> ChangeSet:
        """Add a deal, or save one that the draft names."""
        title = " ".join(draft.title.split())
        label = f"Changed “{title}”" if draft.id else f"Added the deal “{title}”"
        with self._database.write(label) as work:
            put_deal(work, draft, self._clock.now(), self._database.actor)
        return work.change

    def save_field(self, deal_id: str, key: str, value: Any) -> ChangeSet:
        """Change one field, by its key: text, an id, a `Decimal`, a `date`, a percentage, or None for nothing.

        Text is read as a person types it (decimals with a point, dates in ISO 8601).
        """
        column = _COLUMNS.get(key)
        if column is None:
            raise Refused(f"The field “{key}” of a deal cannot be edited by itself.", "Nothing was changed.")
        label = FIELDS[key].label.lower()
        with self._database.write(f"Changed the {label}") as work:
            if key == "amount" and has_lines(work, deal_id):
                raise Refused(
                    "The value of this deal comes from its lines.",
                    "Nothing was changed. Change a line, or remove the lines to set the value by hand.",
                )
            change_fields(work, deal_id, {column: _typed(key, value)})
            work.label = f"Changed the {label} of “{_title(work, deal_id)}”"
        return work.change

    def save_lines(self, deal_id: str, lines: Sequence[DealLineDraft]) -> ChangeSet:
        """Make these the lines of a deal; its value is what they come to."""
        with self._database.write("Changed the lines of a deal") as work:
            work.label = f"Changed the lines of “{_title(work, deal_id)}”"
            put_lines(work, deal_id, lines)
        return work.change

    def plan_next_step(self, deal_id: str, text: str) -> ChangeSet:
        """Plan what comes next with a deal, from a line of plain words (`call tue 10:30 remind 15m`)."""
        with self._database.write("Planned the next step") as work:
            title = _title(work, deal_id)
            draft = read_next_step(self._database, self._clock, deal_id, text)
            put_task(work, draft, self._clock)
            work.label = f"Planned “{draft.title}” for “{title}”"
        return work.change

    def thank(self, deal_id: str) -> ChangeSet:
        """Plan a call on the next working day to thank for a deal that was won."""
        with self._database.write("Planned a call") as work:
            put_task(work, thank_you_call(self._database, self._clock, deal_id), self._clock)
            work.label = f"Planned a thank-you call for “{_title(work, deal_id)}”"
        return work.change

    def note(self, deal_id: str, text: str) -> ChangeSet:
        """Write a note about a deal; it stands in the deal's and the customer's timeline."""
        if not text.strip():
            raise Refused("This note is empty.", "Nothing was saved. Write something first.")
        with self._database.write("Wrote a note") as work:
            work.label = f"Wrote a note about “{_title(work, deal_id)}”"
            person, company = work.execute("SELECT person_id, company_id FROM deal WHERE id = ?", (deal_id,))[0]
            links = [("deal", deal_id), *(("contact", one) for one in (person, company) if one)]
            put_activity(work, ActivityDraft("note", body=text.strip()), links, self._clock)
        return work.change

    # moving

    def move(self, deal_ids: Sequence[str], stage_id: str, before_id: str | None = None) -> ChangeSet:
        """Put deals into an open or won stage, before another card or at the end; a lost one wants `lose`."""
        with self._database.write("Moved a deal") as work:
            stage = stage_facts(work, stage_id)
            self._place(work, deal_ids, stage, before_id, "", "")
        return work.change

    def win(self, deal_ids: Sequence[str]) -> ChangeSet:
        """Put deals into the won stage of their pipelines."""
        return self._close(deal_ids, "won")

    def lose(self, deal_ids: Sequence[str], reason: str, note: str = "") -> ChangeSet:
        """Put deals into the lost stage of their pipelines, with the reason why."""
        return self._close(deal_ids, "lost", reason, note)

    def move_to_pipeline(self, deal_ids: Sequence[str], pipeline_id: str) -> ChangeSet:
        """Put deals into the first open stage of another pipeline."""
        with self._database.write("Moved a deal") as work:
            stage = first_stage(work, pipeline_id)
            self._place(work, deal_ids, stage, None, "", "")
            name = work.execute("SELECT name FROM pipeline WHERE id = ?", (pipeline_id,))[0][0]
            work.label = f"Moved {_named(work, deal_ids)} to the pipeline {name}"
        return work.change

    def _close(self, deal_ids: Sequence[str], kind: str, reason: str = "", note: str = "") -> ChangeSet:
        with self._database.write("Closed a deal") as work:
            for pipeline_id, ids in _by_pipeline(work, deal_ids).items():
                self._place(work, ids, first_stage(work, pipeline_id, kind), None, reason, note)
            work.label = f"{'Won' if kind == 'won' else 'Lost'} {_named(work, deal_ids)}"
        return work.change

    def _place(
        self,
        work: Transaction,
        deal_ids: Sequence[str],
        stage: StageFacts,
        before_id: str | None,
        reason: str,
        note: str,
    ) -> None:
        moved = place_deals(
            work, deal_ids, stage, before_id,
            now=self._clock.now(), member=self._database.actor, lost_reason=reason, lost_note=note,
        )  # fmt: skip
        what = _named(work, deal_ids)
        if not moved:
            work.label = f"Reordered {what} in {stage.name}"
        elif stage.kind == "open":
            work.label = f"Moved {what} to {stage.name}"
        else:
            work.label = f"{'Won' if stage.kind == 'won' else 'Lost'} {what}"

    # the Bin

    def bin(self, deal_ids: Sequence[str]) -> ChangeSet:
        """Put deals into the Bin."""
        now = to_millis(self._clock.now())
        with self._database.write("Moved a deal") as work:
            work.label = f"Moved {_named(work, deal_ids)} to the Bin"
            work.execute_many("UPDATE deal SET deleted_at = ? WHERE id = ?", [(now, one) for one in deal_ids])
        return work.change


def _title(work: Transaction, deal_id: str) -> str:
    found = work.execute("SELECT title FROM deal WHERE id = ?", (deal_id,))
    if not found:
        raise RecordMissing("This deal is not there.", "Nothing was changed. It may have been removed for good.")
    return str(found[0][0])


def _named(work: Transaction, deal_ids: Sequence[str]) -> str:
    return f"“{_title(work, deal_ids[0])}”" if len(deal_ids) == 1 else f"{len(deal_ids)} deals"


def _by_pipeline(work: Transaction, deal_ids: Sequence[str]) -> dict[str, list[str]]:
    marks = ",".join("?" * len(deal_ids))
    rows = work.execute(f"SELECT id, pipeline_id FROM deal WHERE id IN ({marks})", tuple(deal_ids))
    homes: dict[str, str] = dict(rows)
    grouped: dict[str, list[str]] = {}
    for deal_id in deal_ids:
        if deal_id not in homes:
            raise RecordMissing("This deal is not there.", "Nothing was changed. It may have been removed for good.")
        grouped.setdefault(homes[deal_id], []).append(deal_id)
    return grouped


def _typed(key: str, value: Any) -> Any:
    """Return a value as its column takes it, where it came as text."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    if key == "amount":
        return parse_decimal(text) if text else None
    if key == "probability":
        return _percent(text.removesuffix("%").strip())
    if key == "expected_close":
        return _day(text)
    return value


def _percent(text: str) -> int | None:
    if not text:
        return None
    number = parse_decimal(text)
    if number != int(number):
        raise Refused("A probability is a whole number of percent.", "Nothing was saved. Write it like 60.")
    return int(number)


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CrmError(f"“{text}” is not a date.", "Nothing was saved. Write it like 2026-11-30.") from error
