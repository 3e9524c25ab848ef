"""What calendar screens read. Plain SQL, frozen rows, no whole tables."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from crm_desktop.core.clock import Clock, from_millis, local_midnight, to_millis, today
from crm_desktop.core.errors import RecordMissing
from crm_desktop.services.calendar import bells, rows
from crm_desktop.services.calendar.birthdays import birthdays
from crm_desktop.services.calendar.commands import SEEN_KEY
from crm_desktop.services.calendar.events import read_event
from crm_desktop.services.calendar.items import event_items, task_items
from crm_desktop.services.calendar.snoozing import snooze_choices
from crm_desktop.services.calendar.views import (
    CalendarItem,
    DueReminder,
    EventDetail,
    Overlap,
    SnoozeChoice,
    TaskDetail,
    TaskDraft,
    TodoRow,
)
from crm_desktop.services.workspace.queries import WorkspaceQueries
from crm_desktop.storage.database import Database, Row

MOST_TODO = 20
MOST_REMINDERS = 50

CUSTOMER = (
    "coalesce((SELECT name FROM contact WHERE id = {0}.person_id), "
    "(SELECT name FROM contact WHERE id = {0}.company_id), '')"
)
_OF_TASK = (
    "coalesce((SELECT name FROM contact WHERE id = t.person_id), "
    "(SELECT name FROM contact WHERE id = t.company_id), (SELECT name FROM lead WHERE id = t.lead_id), '')"
)
"""The customer of a task, or the lead it is about."""

_REMINDERS = f"""
    SELECT r.id, r.record_kind, r.record_id, r.minutes_before, r.rings_at,
           coalesce(t.kind, e.kind, 'case'), coalesce(t.title, e.title, s.subject),
           {_OF_TASK}, coalesce({CUSTOMER.format("e")}, ''),
           coalesce({CUSTOMER.format("s")}, ''),
           coalesce(t.person_id, e.person_id, s.person_id), t.due_at, t.due_on, e.starts_at, e.starts_on,
           e.rule, e.zone, e.except_dates
      FROM reminder r
      LEFT JOIN task t ON r.record_kind = 'task' AND t.id = r.record_id
      LEFT JOIN event e ON r.record_kind = 'event' AND e.id = r.record_id
      LEFT JOIN "case" s ON r.record_kind = 'case' AND s.id = r.record_id
     WHERE r.dismissed_at IS NULL AND r.rings_at <= :now
       AND ((t.status = 'open' AND t.deleted_at IS NULL) OR (e.id IS NOT NULL AND e.deleted_at IS NULL)
            OR (s.status NOT IN ('solved', 'closed') AND s.deleted_at IS NULL))
     ORDER BY r.rings_at DESC LIMIT :limit
"""


class CalendarQueries:
    """Reads events, tasks, reminders and birthdays."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    # what is when

    def window(self, first: date, last: date, *, untimed_tasks: bool = False) -> list[CalendarItem]:
        """Return everything from the local day `first` to `last`, both included, in order of time.

        Whole days come first. Tasks with a time are here, tasks with only a day when asked for.
        """
        zone = self._zone()
        items = event_items(self._database, first, last, zone)
        items += task_items(self._database, first, last, zone, untimed=untimed_tasks)
        items += birthdays(self._database, first, last)
        return sorted(items, key=_in_order)

    def marked_days(self, first: date, last: date) -> frozenset[date]:
        """Return the days from `first` to `last` on which something is planned."""
        marked: set[date] = set()
        for item in self.window(first, last, untimed_tasks=True):
            day = max(item.first_day, first)
            while day <= min(item.last_day, last):
                marked.add(day)
                day += timedelta(days=1)
        return frozenset(marked)

    def conflicts(
        self, starts_at: datetime, ends_at: datetime, *, without: str = "", occurrence: str = ""
    ) -> list[Overlap]:
        """Return what else lies in this stretch; `without` is the event or task that asks."""
        zone = self._zone()
        first, last = starts_at.astimezone(zone).date(), ends_at.astimezone(zone).date()
        found = []
        for item in self.window(first, last):
            if item.starts_at is None or item.ends_at is None or item.done:
                continue
            if item.record_id == without and (not occurrence or item.occurrence == occurrence):
                continue
            if item.starts_at < ends_at and item.ends_at > starts_at:
                found.append(Overlap(item.title, item.starts_at, item.ends_at))
        return found

    def todo(self, day: date | None = None, limit: int = MOST_TODO) -> list[TodoRow]:
        """Return the list of a day: late, due that day, without a day, and then what was done that day."""
        zone = self._zone()
        wanted = day or today(self._clock)
        found = self._database.rows(
            f"""
            SELECT t.id, t.title, t.kind, t.due_on, t.due_at, t.done_at, {_OF_TASK},
                   coalesce((SELECT title FROM deal WHERE id = t.deal_id),
                            (SELECT number || ' ' || subject FROM "case" WHERE id = t.case_id), t.notes),
                   t.person_id, t.company_id, t.priority
              FROM task t
             WHERE t.deleted_at IS NULL
               AND ((t.status = 'open' AND (t.due_on <= :day OR t.due_on IS NULL))
                    OR (t.status = 'done' AND t.done_at >= :start AND t.done_at < :end))
             ORDER BY t.status = 'done', t.due_on IS NULL, t.due_on, t.due_at IS NULL, t.due_at,
                      t.done_at, t.id
             LIMIT :limit
            """,
            {
                "day": wanted.isoformat(),
                "start": to_millis(local_midnight(wanted, zone)),
                "end": to_millis(local_midnight(wanted + timedelta(days=1), zone)),
                "limit": limit,
            },
        )
        return [_todo_row(row, wanted) for row in found]

    # one of them

    def event(self, event_id: str, occurrence: str = "") -> EventDetail:
        """Return an event, or one occurrence of its series, ready to be edited. Raises RecordMissing."""
        return read_event(self._database.rows, event_id, occurrence, self._clock)

    def task(self, task_id: str) -> TaskDetail:
        """Return a task ready to be edited. Raises RecordMissing."""
        row = self._database.row(
            f"""
            SELECT t.title, t.kind, t.due_on, t.due_at, t.minutes, t.priority, t.notes, t.person_id,
                   t.company_id, t.deal_id, t.case_id, t.document_id,
                   (SELECT r.minutes_before FROM reminder r
                     WHERE r.record_id = t.id AND r.minutes_before IS NOT NULL ORDER BY r.id LIMIT 1),
                   t.owner_id, t.zone, t.waiting_for, t.lead_id, t.status, t.done_at, {_OF_TASK}
              FROM task t WHERE t.id = ? AND t.deleted_at IS NULL
            """,
            (task_id,),
        )
        if row is None:
            raise RecordMissing("This task is no longer there.", "It may lie in the Bin.")
        draft = TaskDraft(
            row[0], row[1], _day(row[2]), _moment(row[3]), row[4], row[5], row[6], row[7], row[8], row[9],
            row[10], row[11], row[12], row[13], row[14], row[15], row[16],
        )  # fmt: skip
        return TaskDetail(task_id, draft, row[17], _moment(row[18]), row[19])

    # bells

    def due_reminders(self) -> list[DueReminder]:
        """Return every bell that should ring and was not answered, the latest first."""
        rows = self._database.rows(_REMINDERS, {"now": to_millis(self._clock.now()), "limit": MOST_REMINDERS})
        return [self._reminder(row) for row in rows]

    def last_seen(self) -> datetime | None:
        """Return when reminders were last shown, None in a workspace where they never were."""
        millis = WorkspaceQueries(self._database, self._clock).setting(SEEN_KEY)
        return None if millis is None else from_millis(int(millis))

    def next_ring(self) -> datetime | None:
        """Return when the next bell that has not rung yet will."""
        millis = self._database.value(
            "SELECT min(rings_at) FROM reminder WHERE dismissed_at IS NULL AND rings_at > ?",
            (to_millis(self._clock.now()),),
        )
        return None if millis is None else from_millis(millis)

    def snooze_choices(self) -> list[SnoozeChoice]:
        """Return when a bell may ring again, only what lies ahead."""
        hours = WorkspaceQueries(self._database, self._clock).business().work_hours
        return snooze_choices(self._clock.now(), self._zone(), frozenset(day for day, _, _ in hours))

    def _reminder(self, row: Row) -> DueReminder:
        (reminder, record_kind, record, minutes, rings_at, kind, title, of_task, of_event, of_case,
         person, due_at, due_on, starts_at, starts_on, rule, zone, except_dates) = row  # fmt: skip
        rings = from_millis(rings_at)
        if rule:
            event = (starts_on is not None, starts_at, starts_on, zone, rule, except_dates)
            when = bells.latest_anchor(event, self._clock, rings + timedelta(minutes=minutes or 0))
        elif due_at is not None or starts_at is not None:
            when = from_millis(starts_at if due_at is None else due_at)
        elif due_on or starts_on:
            when = bells.day_bell(date.fromisoformat(due_on or starts_on), self._zone())
        else:
            when = rings
        timed = due_at is not None or starts_at is not None
        customer = of_task or of_event or of_case
        return DueReminder(reminder, record_kind, record, kind, title, when, timed, customer, person, rings)

    def _zone(self) -> ZoneInfo:
        return rows.zone_of(rows.zone_name(self._clock.zone), self._clock.zone)


def _in_order(item: CalendarItem) -> tuple[date, bool, float, date, str]:
    timed = item.starts_at is not None
    start = item.starts_at.timestamp() if item.starts_at is not None else 0.0
    longest_first = date.min if timed else date.fromordinal(date.max.toordinal() - item.last_day.toordinal() + 1)
    return (item.first_day, timed, start, longest_first, item.title)


def _todo_row(row: Row, day: date) -> TodoRow:
    task_id, title, kind, due_on, due_at, done_at, customer, subject, person, company, priority = row
    due = _day(due_on)
    late = (day - due).days if due is not None and done_at is None and due < day else 0
    return TodoRow(
        task_id, title, kind, due, _moment(due_at), _moment(done_at), late, customer, subject, person,
        company, priority,
    )  # fmt: skip


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _moment(millis: int | None) -> datetime | None:
    return None if millis is None else from_millis(millis)
