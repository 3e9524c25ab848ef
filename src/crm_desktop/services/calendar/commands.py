"""Everything a person can do with tasks, events and reminders; each is one entry of the journal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, tzinfo

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.clock import Clock, to_millis, today
from crm_desktop.services.calendar import bells, events, tasks
from crm_desktop.services.calendar.next_step import day_words
from crm_desktop.services.calendar.views import EditScope, EventDraft, TaskDraft
from crm_desktop.services.workspace.commands import put_setting
from crm_desktop.storage.database import Database

SEEN_KEY = "reminders_seen_at"


class CalendarCommands:
    """Writes to the calendar. Every method returns what changed; `CrmError` says why nothing did."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    # tasks

    def save_task(self, draft: TaskDraft, task_id: str | None = None) -> ChangeSet:
        """Add a task, or change the one with this id."""
        verb = "Planned" if task_id is None else "Changed"
        with self._database.write(f"{verb} “{draft.title.strip()}”") as work:
            tasks.put_task(work, draft, self._clock, task_id)
        return work.change

    def finish_task(self, task_id: str) -> ChangeSet:
        """Mark a task as done; its reminder falls silent."""
        with self._database.write("Finished a task") as work:
            work.label = f"Finished “{tasks.finish_task(work, task_id, self._clock.now())}”"
        return work.change

    def reopen_task(self, task_id: str) -> ChangeSet:
        """Make a finished or cancelled task open again."""
        with self._database.write("Reopened a task") as work:
            work.label = f"Reopened “{tasks.reopen_task(work, task_id)}”"
        return work.change

    def cancel_task(self, task_id: str) -> ChangeSet:
        """Close a task that will not be done."""
        with self._database.write("Cancelled a task") as work:
            work.label = f"Cancelled “{tasks.cancel_task(work, task_id)}”"
        return work.change

    def reschedule_task(
        self, task_id: str, due_on: date | None, due_at: datetime | None = None, minutes: int | None = None
    ) -> ChangeSet:
        """Move a task to another day or moment; `minutes` None keeps its length."""
        with self._database.write("Moved a task") as work:
            title = tasks.reschedule_task(work, task_id, due_on, due_at, minutes, self._clock)
            work.label = f"Moved “{title}” to {self._when_words(due_on, due_at)}"
        return work.change

    def bin_tasks(self, task_ids: Sequence[str]) -> ChangeSet:
        """Put tasks into the Bin."""
        with self._database.write("Deleted tasks") as work:
            titles = [tasks.bin_task(work, task_id, self._clock.now()) for task_id in task_ids]
            work.label = f"Deleted “{titles[0]}”" if len(titles) == 1 else f"Deleted {len(titles)} tasks"
        return work.change

    # events

    def save_event(
        self,
        draft: EventDraft,
        event_id: str | None = None,
        occurrence: str = "",
        scope: EditScope = EditScope.ALL,
    ) -> ChangeSet:
        """Add an event, or change one; of a series those occurrences that `scope` names."""
        verb = "Planned" if event_id is None else "Changed"
        with self._database.write(f"{verb} “{draft.title.strip()}”") as work:
            if event_id is None:
                events.put_event(work, draft, self._clock)
            else:
                events.save_occurrence(work, event_id, occurrence, scope, draft, self._clock)
        return work.change

    def move_event(
        self, event_id: str, when: EventDraft, occurrence: str = "", scope: EditScope = EditScope.ONLY_THIS
    ) -> ChangeSet:
        """Give an event the start and end of `when`, of which nothing else is read; reminders move along."""
        with self._database.write("Moved an event") as work:
            title = events.read_event(work.execute, event_id, "", self._clock).draft.title
            events.move_event(work, event_id, occurrence, scope, when, self._clock)
            work.label = f"Moved “{title}” to {self._when_words(when.starts_on, when.starts_at)}"
        return work.change

    def bin_event(self, event_id: str, occurrence: str = "", scope: EditScope = EditScope.ALL) -> ChangeSet:
        """Put an event into the Bin, or take the occurrences that `scope` names out of its series."""
        with self._database.write("Deleted an event") as work:
            title = events.read_event(work.execute, event_id, "", self._clock).draft.title
            events.bin_event(work, event_id, occurrence, scope, self._clock)
            one = bool(occurrence) and scope is EditScope.ONLY_THIS
            work.label = f"Cancelled one “{title}”" if one else f"Deleted “{title}”"
        return work.change

    # reminders

    def snooze(self, reminder_id: str, until: datetime) -> ChangeSet:
        """Let a reminder ring again at `until`."""
        with self._database.write("Snoozed a reminder") as work:
            title = bells.snooze(work, reminder_id, until)
            work.label = f"Snoozed “{title}” until {self._when_words(None, until)}"
        return work.change

    def dismiss(self, reminder_ids: Sequence[str]) -> ChangeSet:
        """End reminders; one of a series rings again for its next occurrence."""
        with self._database.write("Dismissed reminders") as work:
            titles = [bells.dismiss(work, reminder_id, self._clock) for reminder_id in reminder_ids]
            one = len(titles) == 1
            work.label = f"Dismissed the reminder of “{titles[0]}”" if one else f"Dismissed {len(titles)} reminders"
        return work.change

    def mark_seen(self) -> ChangeSet:
        """Remember that reminders were shown until now; it is no step of Ctrl+Z."""
        with self._database.write("Showed the reminders", kind="system") as work:
            put_setting(work, SEEN_KEY, to_millis(self._clock.now()))
        return work.change

    def _when_words(self, day: date | None, moment: datetime | None) -> str:
        now_day, zone = today(self._clock), self._clock.zone
        if moment is not None:
            return f"{day_words(moment.astimezone(zone).date(), now_day)} {_clock_text(moment, zone)}"
        return "any time" if day is None else day_words(day, now_day)


def _clock_text(moment: datetime, zone: tzinfo) -> str:
    return f"{moment.astimezone(zone):%H:%M}"
