"""Events and tasks of a stretch of days, series expanded."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from crm_desktop.core.clock import from_millis, local_midnight, to_millis
from crm_desktop.services.calendar import recurrence, rows
from crm_desktop.services.calendar.events import LONGEST
from crm_desktop.services.calendar.views import CalendarItem
from crm_desktop.storage.database import Database, Row

TASK_MINUTES = 30
"""How long a task with a time is drawn when nobody said."""

_DAY = timedelta(days=1)

_EVENT = """
    SELECT e.id, e.kind, e.title, e.all_day, e.starts_at, e.ends_at, e.starts_on, e.ends_on, e.zone, e.rule,
           e.except_dates, e.place, p.name, c.name, e.person_id, e.company_id
      FROM event e
      LEFT JOIN contact p ON p.id = e.person_id
      LEFT JOIN contact c ON c.id = e.company_id
     WHERE e.deleted_at IS NULL
"""
# Three arms, each on its own index; a timed event is never longer than LONGEST.
_EVENTS = f"""
    {_EVENT} AND e.rule = '' AND e.starts_at >= :earliest AND e.starts_at < :end AND e.ends_at >= :start
    UNION ALL {_EVENT} AND e.rule = '' AND e.starts_on <= :last AND e.ends_on >= :first
    UNION ALL {_EVENT} AND e.rule <> '' AND (e.starts_at < :end OR e.starts_on <= :last)
"""

_TASKS = """
    SELECT t.id, t.kind, t.title, t.due_on, t.due_at, t.minutes, t.status, coalesce(p.name, l.name), c.name,
           t.person_id, t.company_id, t.case_id, t.zone
      FROM task t
      LEFT JOIN contact p ON p.id = t.person_id
      LEFT JOIN contact c ON c.id = t.company_id
      LEFT JOIN lead l ON l.id = t.lead_id
     WHERE t.deleted_at IS NULL AND t.status IN ('open', 'done') AND t.due_on BETWEEN :before AND :after
"""


def event_items(database: Database, first: date, last: date, zone: ZoneInfo) -> list[CalendarItem]:
    """Return the events that touch the local days from `first` to `last`."""
    start, end = local_midnight(first, zone), local_midnight(last + _DAY, zone)
    found = database.rows(
        _EVENTS,
        {
            "start": to_millis(start),
            "end": to_millis(end),
            "earliest": to_millis(start - LONGEST),
            "first": first.isoformat(),
            "last": last.isoformat(),
        },
    )
    items: list[CalendarItem] = []
    for row in found:
        if row[9]:
            items += _series(row, first, last, start, end, zone)
        elif row[3]:
            items.append(_whole_days(row, date.fromisoformat(row[6]), date.fromisoformat(row[7])))
        else:
            item = _timed(row, from_millis(row[4]), from_millis(row[5]), zone)
            if _touches(item, start, end):
                items.append(item)
    return items


def task_items(database: Database, first: date, last: date, zone: ZoneInfo, *, untimed: bool) -> list[CalendarItem]:
    """Return the tasks of these local days: those with a time, with `untimed` also those with only a day."""
    found = database.rows(
        _TASKS + ("" if untimed else " AND t.due_at IS NOT NULL"),
        # The stored day is that of the task's own zone: ask one day wider.
        {"before": (first - _DAY).isoformat(), "after": (last + _DAY).isoformat()},
    )
    items = []
    for row in found:
        (
            task,
            kind,
            title,
            due_on,
            due_at,
            minutes,
            status,
            person,
            company,
            person_id,
            company_id,
            case,
            zone_key,
        ) = row
        starts = None if due_at is None else from_millis(due_at)
        ends = None if starts is None else starts + timedelta(minutes=minutes or TASK_MINUTES)
        day = date.fromisoformat(due_on) if starts is None else starts.astimezone(zone).date()
        if first <= day <= last:
            items.append(
                CalendarItem(
                    "task",
                    task,
                    kind,
                    title,
                    day,
                    day,
                    starts,
                    ends,
                    zone_key,
                    customer=person or company or "",
                    person_id=person_id,
                    company_id=company_id,
                    case_id=case,
                    done=status == "done",
                )
            )
    return items


def _series(row: Row, first: date, last: date, start: datetime, end: datetime, zone: ZoneInfo) -> list[CalendarItem]:
    own_zone = rows.zone_of(row[8], zone)
    excluded = recurrence.excluded_moments(row[10], own_zone)
    items: list[CalendarItem] = []
    if row[3]:
        begin = date.fromisoformat(row[6])
        length = date.fromisoformat(row[7]) - begin
        moments = recurrence.occurrences(
            row[9],
            datetime.combine(begin, time()),
            own_zone,
            datetime.combine(first - length, time()),
            datetime.combine(last, time()),
        )
        for moment in moments:
            if not recurrence.is_excluded(moment, excluded):
                name = recurrence.occurrence_name(moment, all_day=True)
                items.append(_whole_days(row, moment.date(), moment.date() + length, name))
        return items
    duration = from_millis(row[5]) - from_millis(row[4])
    # An hour wider on both sides: the clocks may change in between.
    moments = recurrence.occurrences(
        row[9],
        rows.local(from_millis(row[4]), own_zone),
        own_zone,
        rows.local(start - duration, own_zone) - timedelta(hours=1),
        rows.local(end, own_zone) + timedelta(hours=1),
    )
    for moment in moments:
        if recurrence.is_excluded(moment, excluded):
            continue
        begins = recurrence.as_utc(moment, own_zone)
        name = recurrence.occurrence_name(moment, all_day=False)
        item = _timed(row, begins, begins + duration, zone, name)
        if _touches(item, start, end):
            items.append(item)
    return items


def _timed(row: Row, starts: datetime, ends: datetime, zone: ZoneInfo, occurrence: str = "") -> CalendarItem:
    first_day = starts.astimezone(zone).date()
    # What ends at midnight does not touch the next day.
    last_moment = ends - timedelta(milliseconds=1) if ends > starts else ends
    return CalendarItem(
        "event", row[0], row[1], row[2], first_day, last_moment.astimezone(zone).date(), starts, ends, row[8],
        occurrence, row[11], row[12] or row[13] or "", row[14], row[15],
    )  # fmt: skip


def _whole_days(row: Row, first: date, last: date, occurrence: str = "") -> CalendarItem:
    return CalendarItem(
        "event", row[0], row[1], row[2], first, last, None, None, row[8], occurrence, row[11],
        row[12] or row[13] or "", row[14], row[15],
    )  # fmt: skip


def _touches(item: CalendarItem, start: datetime, end: datetime) -> bool:
    if item.starts_at is None or item.ends_at is None:
        return False
    return item.starts_at < end and (item.ends_at > start or item.starts_at >= start)
