"""What can be done with an event, or with one occurrence of a series, inside a unit of work."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from crm_desktop.core.clock import Clock, from_millis
from crm_desktop.core.errors import RecordMissing, Refused
from crm_desktop.services.calendar import bells, recurrence, rows
from crm_desktop.services.calendar.views import EditScope, EventDetail, EventDraft
from crm_desktop.services.system_clock import SystemClock
from crm_desktop.storage.database import Row, Transaction

LONGEST = timedelta(days=31)
"""The longest event with hours; longer ones are whole days. The window query relies on it."""

Execute = Callable[..., list[Row]]

_DETAIL = """
    SELECT e.title, e.kind, e.starts_at, e.ends_at, e.starts_on, e.ends_on, e.zone, e.rule, e.except_dates,
           e.place, e.notes, e.person_id, e.company_id, e.deal_id, e.owner_id,
           (SELECT r.minutes_before FROM reminder r
             WHERE r.record_id = e.id AND r.minutes_before IS NOT NULL ORDER BY r.id LIMIT 1),
           coalesce((SELECT name FROM contact WHERE id = e.person_id),
                    (SELECT name FROM contact WHERE id = e.company_id), '')
      FROM event e WHERE e.id = ? AND e.deleted_at IS NULL
"""


def put_event(work: Transaction, draft: EventDraft, clock: Clock | None = None, event_id: str | None = None) -> str:
    """Store an event (a new one without `event_id`) with its bell, and return its id. See `put_task`."""
    known = clock or SystemClock()
    now = clock.now() if clock else None
    values = _checked(draft, known)
    previous = None if event_id is None else _anchor(work, event_id, known, now)
    if event_id is None:
        values["owner_id"] = draft.owner_id or work.actor
        values["created_at"] = known.now()
        event_id = rows.insert(work, "event", values)
    else:
        if draft.owner_id:
            values["owner_id"] = draft.owner_id
        rows.update(work, "event", event_id, values)
    anchor = _anchor(work, event_id, known, now)
    bells.set_bell(work, "event", event_id, draft.remind_minutes, anchor, now, previous)
    return event_id


def read_event(execute: Execute, event_id: str, occurrence: str, clock: Clock) -> EventDetail:
    """Return an event, or with `occurrence` that date of its series, as a draft. Raises RecordMissing."""
    found = execute(_DETAIL, (event_id,))
    if not found:
        raise RecordMissing("This event is no longer there.", "Nothing was changed. It may lie in the Bin.")
    (title, kind, starts_at, ends_at, starts_on, ends_on, zone, rule, excepts, place, notes,
     person, company, deal, owner, minutes, customer) = found[0]  # fmt: skip
    draft = EventDraft(
        title=title,
        kind=kind,
        starts_at=None if starts_at is None else from_millis(starts_at),
        ends_at=None if ends_at is None else from_millis(ends_at),
        starts_on=date.fromisoformat(starts_on) if starts_on else None,
        ends_on=date.fromisoformat(ends_on) if ends_on else None,
        zone=zone,
        rule=rule,
        except_dates=tuple(json.loads(excepts)) if excepts else (),
        place=place,
        notes=notes,
        person_id=person,
        company_id=company,
        deal_id=deal,
        owner_id=owner,
        remind_minutes=minutes,
    )
    if occurrence and rule:
        draft = _at(draft, recurrence.occurrence_start(occurrence), clock)
    return EventDetail(event_id, draft, occurrence, customer)


def save_occurrence(
    work: Transaction, event_id: str, occurrence: str, scope: EditScope, draft: EventDraft, clock: Clock
) -> str:
    """Store what a form made of an event or of one occurrence; returns the id of the event that holds it."""
    series = read_event(work.execute, event_id, "", clock).draft
    if not series.rule or not occurrence:
        return put_event(work, draft, clock, event_id)
    zone = rows.zone_of(series.zone, clock.zone)
    start = _local_start(series, zone)
    cut = recurrence.occurrence_start(occurrence)
    if scope is EditScope.ONLY_THIS:
        _take_out(work, event_id, series, occurrence, clock)
        return put_event(work, replace(draft, rule="", except_dates=()), clock)
    if scope is EditScope.THIS_AND_LATER and cut > start:
        return _split(work, event_id, series, start, cut, draft, clock)
    return put_event(work, _whole_series(series, start, cut, draft, clock), clock, event_id)


def move_event(
    work: Transaction, event_id: str, occurrence: str, scope: EditScope, when: EventDraft, clock: Clock
) -> str:
    """Give an event or occurrence the times of `when` and leave the rest; returns the id that holds it."""
    draft = read_event(work.execute, event_id, occurrence, clock).draft
    moved = replace(
        draft, starts_at=when.starts_at, ends_at=when.ends_at, starts_on=when.starts_on, ends_on=when.ends_on
    )
    return save_occurrence(work, event_id, occurrence, scope, moved, clock)


def bin_event(work: Transaction, event_id: str, occurrence: str, scope: EditScope, clock: Clock) -> None:
    """Put an event into the Bin, or take occurrences out of its series."""
    series = read_event(work.execute, event_id, "", clock).draft
    zone = rows.zone_of(series.zone, clock.zone)
    if series.rule and occurrence and scope is EditScope.ONLY_THIS:
        _take_out(work, event_id, series, occurrence, clock)
        return
    cut = recurrence.occurrence_start(occurrence) if occurrence else None
    start = _local_start(series, zone)
    if series.rule and cut is not None and scope is EditScope.THIS_AND_LATER and cut > start:
        rows.update(work, "event", event_id, {"rule": recurrence.end_before(series.rule, start, zone, cut)})
        bells.follow_event(work, event_id, clock, clock.now())
        return
    rows.update(work, "event", event_id, {"deleted_at": clock.now()})


def _checked(draft: EventDraft, clock: Clock) -> dict[str, Any]:
    title = draft.title.strip()
    if not title:
        raise Refused("An event needs a title.", "Nothing was saved. Write what happens.")
    zone_name = draft.zone or rows.zone_name(clock.zone)
    zone = rows.zone_of(zone_name, clock.zone)
    values: dict[str, Any] = {"title": title, "kind": draft.kind, "zone": zone_name, **_checked_times(draft)}
    rule = draft.rule.strip()
    if rule:
        rule = recurrence.check_rule(rule, _local_start(draft, zone), zone)
    values |= {
        "rule": rule,
        "except_dates": json.dumps(list(draft.except_dates)) if rule and draft.except_dates else None,
        "place": draft.place,
        "notes": draft.notes,
        "person_id": draft.person_id,
        "company_id": draft.company_id,
        "deal_id": draft.deal_id,
    }
    return values


def _checked_times(draft: EventDraft) -> dict[str, Any]:
    if draft.starts_on is not None:
        ends_on = draft.ends_on or draft.starts_on
        if ends_on < draft.starts_on:
            raise Refused("The event ends before it begins.", "Nothing was saved. Correct the days.")
        return {
            "all_day": True,
            "starts_on": draft.starts_on,
            "ends_on": ends_on,
            "starts_at": None,
            "ends_at": None,
        }
    if draft.starts_at is None:
        raise Refused("An event needs a day or a time.", "Nothing was saved. Say when it begins.")
    starts = rows.utc(draft.starts_at)
    ends = rows.utc(draft.ends_at) if draft.ends_at is not None else starts + timedelta(hours=1)
    if ends < starts:
        raise Refused("The event ends before it begins.", "Nothing was saved. Correct the times.")
    if ends - starts > LONGEST:
        raise Refused(
            "An event with hours lasts at most 31 days.",
            "Nothing was saved. Choose whole days for a longer one.",
        )
    return {"all_day": False, "starts_at": starts, "ends_at": ends, "starts_on": None, "ends_on": None}


def _local_start(draft: EventDraft, zone: ZoneInfo) -> datetime:
    if draft.starts_on is not None:
        return datetime.combine(draft.starts_on, time())
    assert draft.starts_at is not None
    return rows.local(draft.starts_at, zone)


def _at(draft: EventDraft, start: datetime, clock: Clock) -> EventDraft:
    """The draft moved to begin at a local start, as long as before."""
    if draft.starts_on is not None:
        length = (draft.ends_on or draft.starts_on) - draft.starts_on
        return replace(draft, starts_on=start.date(), ends_on=start.date() + length)
    assert draft.starts_at is not None
    moment = recurrence.as_utc(start, rows.zone_of(draft.zone, clock.zone))
    return replace(draft, starts_at=moment, ends_at=moment + ((draft.ends_at or draft.starts_at) - draft.starts_at))


def _take_out(work: Transaction, event_id: str, series: EventDraft, occurrence: str, clock: Clock) -> None:
    names = sorted({*series.except_dates, occurrence})
    rows.update(work, "event", event_id, {"except_dates": json.dumps(names)})
    bells.follow_event(work, event_id, clock, clock.now())


def _split(
    work: Transaction,
    event_id: str,
    series: EventDraft,
    start: datetime,
    cut: datetime,
    draft: EventDraft,
    clock: Clock,
) -> str:
    """End the series before `cut` and begin a new one there, as the draft says."""
    zone = rows.zone_of(series.zone, clock.zone)
    rows.update(work, "event", event_id, {"rule": recurrence.end_before(series.rule, start, zone, cut)})
    bells.follow_event(work, event_id, clock, clock.now())
    new_zone = rows.zone_of(draft.zone, clock.zone)
    new = _local_start(draft, new_zone)
    rule = draft.rule
    excepts: tuple[str, ...] = ()
    if draft.rule == series.rule:
        rest = recurrence.continue_from(series.rule, start, zone, cut)
        rule = recurrence.moved_rule(rest, cut, new, new_zone)
        later = tuple(name for name in series.except_dates if recurrence.occurrence_start(name[:16]) >= cut)
        excepts = _shifted(later, new - cut, draft.all_day)
    return put_event(work, replace(draft, rule=rule, except_dates=excepts), clock)


def _whole_series(series: EventDraft, start: datetime, cut: datetime, draft: EventDraft, clock: Clock) -> EventDraft:
    """The series as its form was changed at the occurrence `cut`: every start moves as that one did."""
    zone = rows.zone_of(draft.zone, clock.zone)
    new = _local_start(draft, zone)
    rule = draft.rule
    excepts: tuple[str, ...] = ()
    if draft.rule == series.rule:
        rule = recurrence.moved_rule(series.rule, cut, new, zone)
        excepts = _shifted(series.except_dates, new - cut, draft.all_day)
    return replace(_at(draft, start + (new - cut), clock), rule=rule, except_dates=excepts)


def _shifted(names: tuple[str, ...], by: timedelta, all_day: bool) -> tuple[str, ...]:
    result = []
    for name in names:
        moved = recurrence.occurrence_start(name[:16]) + by
        result.append(recurrence.occurrence_name(moved, all_day=all_day or len(name) == 10))
    return tuple(result)


def _anchor(work: Transaction, event_id: str, clock: Clock, now: datetime | None) -> datetime | None:
    found = work.execute(f"SELECT {bells.EVENT_COLUMNS} FROM event WHERE id = ?", (event_id,))
    if not found:
        return None
    # A series rings for its next occurrence; one that is over, as any past event, stays silent.
    following = bells.event_anchor(found[0], clock, now) if found[0][4] and now is not None else None
    return following or bells.event_anchor(found[0], clock)
