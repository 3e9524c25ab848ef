"""When bells ring: reminders that follow the task or event they belong to."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from crm_desktop.core.clock import Clock, from_millis
from crm_desktop.core.errors import RecordMissing
from crm_desktop.services.calendar import recurrence, rows
from crm_desktop.storage.database import Row, Transaction

DAY_BELL = time(9, 0)
"""A day without a time is announced at this hour, local time."""

EVENT_COLUMNS = "all_day, starts_at, starts_on, zone, rule, except_dates"
TASK_COLUMNS = "due_at, due_on, zone"


def task_anchor(row: Row, clock: Clock) -> datetime | None:
    """Return what a task's bell counts back from, of its TASK_COLUMNS."""
    due_at, due_on, zone = row
    if due_at is not None:
        return from_millis(due_at)
    return day_bell(date.fromisoformat(due_on), rows.zone_of(zone, clock.zone)) if due_on else None


def event_anchor(row: Row, clock: Clock, after: datetime | None = None) -> datetime | None:
    """Return what an event's bell counts back from, of its EVENT_COLUMNS.

    With `after`, the first occurrence that begins later; None when a series has come to its end.
    """
    all_day, starts_at, starts_on, zone_key, rule, except_dates = row
    zone = rows.zone_of(zone_key, clock.zone)
    if all_day:
        start = datetime.combine(date.fromisoformat(starts_on), time())
    else:
        start = rows.local(from_millis(starts_at), zone)
    if rule:
        edge = start - timedelta(seconds=1) if after is None else rows.local(after, zone)
        excluded = recurrence.excluded_moments(except_dates, zone)
        found = recurrence.next_occurrence(rule, start, zone, edge, excluded)
        if found is None:
            return None
        start = found
    return day_bell(start.date(), zone) if all_day else recurrence.as_utc(start, zone)


def latest_anchor(row: Row, clock: Clock, until: datetime) -> datetime:
    """Return the anchor of a series' last occurrence up to `until`, of its EVENT_COLUMNS; `until` where none is."""
    all_day, starts_at, starts_on, zone_key, rule, except_dates = row
    zone = rows.zone_of(zone_key, clock.zone)
    if all_day:
        start = datetime.combine(date.fromisoformat(starts_on), time())
    else:
        start = rows.local(from_millis(starts_at), zone)
    excluded = recurrence.excluded_moments(except_dates, zone)
    last = rows.local(until, zone)
    found = [
        moment
        for moment in recurrence.occurrences(rule, start, zone, last - timedelta(days=370), last)
        if not recurrence.is_excluded(moment, excluded)
    ]
    if not found:
        return until
    return day_bell(found[-1].date(), zone) if all_day else recurrence.as_utc(found[-1], zone)


def day_bell(day: date, zone: ZoneInfo) -> datetime:
    """Return the moment at which a day without a time is announced."""
    return datetime.combine(day, DAY_BELL, zone).astimezone(UTC)


def set_bell(
    work: Transaction,
    kind: str,
    record_id: str,
    minutes: int | None,
    anchor: datetime | None,
    now: datetime | None,
    previous: datetime | None = None,
) -> None:
    """Make the record's bell ring `minutes` before `anchor`; None for either takes it away.

    A bell whose anchor is still the `previous` one keeps its snooze or silence. What lies in the past gets
    a bell that stays silent until the record is moved ahead of `now`.
    """
    found = work.execute(
        "SELECT id, minutes_before FROM reminder WHERE record_id = ? AND minutes_before IS NOT NULL ORDER BY id",
        (record_id,),
    )
    if minutes is None or anchor is None:
        for reminder_id, _ in found:
            work.execute("DELETE FROM reminder WHERE id = ?", (reminder_id,))
        return
    if found and found[0][1] == minutes and anchor == previous:
        return
    silent = now if now is not None and anchor <= now else None
    values = {
        "minutes_before": minutes,
        "rings_at": anchor - timedelta(minutes=minutes),
        "dismissed_at": silent,
    }
    if found:
        rows.update(work, "reminder", found[0][0], values)
    else:
        rows.insert(work, "reminder", {"record_kind": kind, "record_id": record_id, **values})


def follow_task(work: Transaction, task_id: str, clock: Clock, now: datetime | None) -> None:
    """Move the bells of a task that was given another time."""
    found = work.execute(f"SELECT {TASK_COLUMNS} FROM task WHERE id = ?", (task_id,))
    _follow(work, task_id, task_anchor(found[0], clock), now)


def follow_event(work: Transaction, event_id: str, clock: Clock, now: datetime | None) -> None:
    """Move the bells of an event that was given another time or rhythm, to its next occurrence."""
    found = work.execute(f"SELECT {EVENT_COLUMNS} FROM event WHERE id = ?", (event_id,))
    anchor = None
    if found[0][4] and now is not None:
        anchor = event_anchor(found[0], clock, now)
    _follow(work, event_id, anchor or event_anchor(found[0], clock), now)


def _follow(work: Transaction, record_id: str, anchor: datetime | None, now: datetime | None) -> None:
    if anchor is None:
        return
    silent = now if now is not None and anchor <= now else None
    for reminder_id, minutes in work.execute(
        "SELECT id, minutes_before FROM reminder WHERE record_id = ? AND minutes_before IS NOT NULL",
        (record_id,),
    ):
        rings = anchor - timedelta(minutes=minutes)
        rows.update(work, "reminder", reminder_id, {"rings_at": rings, "dismissed_at": silent})


def snooze(work: Transaction, reminder_id: str, until: datetime) -> str:
    """Let a bell ring again at `until`; returns the title of what it rings for."""
    title = _title_of(work, reminder_id)
    rows.update(work, "reminder", reminder_id, {"rings_at": until, "dismissed_at": None})
    return title


def dismiss(work: Transaction, reminder_id: str, clock: Clock) -> str:
    """End a bell, or move that of a series on to the next occurrence; returns the title."""
    title = _title_of(work, reminder_id)
    now = clock.now()
    kind, record_id, minutes = work.execute(
        "SELECT record_kind, record_id, minutes_before FROM reminder WHERE id = ?", (reminder_id,)
    )[0]
    following = None
    if kind == "event":
        event = work.execute(f"SELECT {EVENT_COLUMNS} FROM event WHERE id = ? AND rule <> ''", (record_id,))
        # The bell of an occurrence may ring before it begins: the next one is later than both.
        after = now + timedelta(minutes=minutes or 0)
        following = event_anchor(event[0], clock, after) if event else None
    if following is not None:
        rings = following - timedelta(minutes=minutes or 0)
        rows.update(work, "reminder", reminder_id, {"rings_at": rings, "dismissed_at": None})
    else:
        rows.update(work, "reminder", reminder_id, {"dismissed_at": now})
    return title


def _title_of(work: Transaction, reminder_id: str) -> str:
    found = work.execute(
        "SELECT coalesce((SELECT title FROM task WHERE id = record_id),"
        " (SELECT title FROM event WHERE id = record_id),"
        " (SELECT subject FROM \"case\" WHERE id = record_id), '') FROM reminder WHERE id = ?",
        (reminder_id,),
    )
    if not found:
        raise RecordMissing("This reminder is no longer there.", "Nothing was changed.")
    return str(found[0][0])
