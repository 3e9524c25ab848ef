"""Series of events by RFC 5545: occurrences in a window, and a series cut, moved or thinned.

Everything here is local wall-clock time of the event's own zone, so a weekly 9:00 stays at 9:00 when the
clocks change. An occurrence is named by its original local start: `2025-11-20T09:00`, or `2025-11-20` for
whole days. python-dateutil is imported when the first series is expanded.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from crm_desktop.core.errors import Refused

if TYPE_CHECKING:
    from dateutil.rrule import rrule

FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MOST_OCCURRENCES = 5000
"""No window shows more of one series than this."""

_PARTS = frozenset(
    (
        "FREQ",
        "INTERVAL",
        "COUNT",
        "UNTIL",
        "BYDAY",
        "BYMONTHDAY",
        "BYMONTH",
        "BYSETPOS",
        "BYYEARDAY",
        "BYWEEKNO",
        "WKST",
    )
)
_STAMP = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?")


def parse_rule(rule: str) -> dict[str, str]:
    """Return the parts of an RRULE by name; raises Refused in words for what is none."""
    text = rule.strip().removeprefix("RRULE:")
    parts: dict[str, str] = {}
    for part in text.split(";"):
        name, mark, value = part.partition("=")
        if not mark or not value or name.upper() not in _PARTS or name.upper() in parts:
            raise _unreadable(rule)
        parts[name.upper()] = value.upper()
    if parts.get("FREQ") not in FREQUENCIES or ("COUNT" in parts and "UNTIL" in parts):
        raise _unreadable(rule)
    return parts


def format_rule(parts: dict[str, str]) -> str:
    """Return the RRULE of its parts, FREQ first."""
    names = ["FREQ", *(name for name in parts if name != "FREQ")]
    return ";".join(f"{name}={parts[name]}" for name in names)


def check_rule(rule: str, start: datetime, zone: ZoneInfo) -> str:
    """Return the rule as it will be stored; raises Refused when it is unreadable or never happens."""
    stored = format_rule(parse_rule(rule))
    try:
        first = next(iter(_rrule(stored, start, zone)), None)
    except ValueError as error:
        raise _unreadable(rule) from error
    if first is None:
        raise Refused(
            "This repetition never happens.",
            "Nothing was saved. Choose a later end or another rhythm.",
        )
    return stored


def occurrences(rule: str, start: datetime, zone: ZoneInfo, first: datetime, last: datetime) -> Iterator[datetime]:
    """Yield the naive local starts of a series from `first` to `last`, both included, in order."""
    if first > last:
        return
    begin = _nearer_start(rule, start, first)
    found = _rrule(rule, begin, zone, last).xafter(first, inc=True)
    for moment in islice(found, MOST_OCCURRENCES):
        if moment > last:
            return
        yield moment


def next_occurrence(
    rule: str, start: datetime, zone: ZoneInfo, after: datetime, excluded: frozenset[datetime | date]
) -> datetime | None:
    """Return the first naive local start later than `after` that was not taken out, or None."""
    begin = _nearer_start(rule, start, after)
    for moment in islice(_rrule(rule, begin, zone).xafter(after, inc=False), MOST_OCCURRENCES):
        if not is_excluded(moment, excluded):
            return moment
    return None


def excluded_moments(except_dates: str | None, zone: ZoneInfo) -> frozenset[datetime | date]:
    """Read the stored JSON list: local wall-clock starts, and days on which nothing happens."""
    result: set[datetime | date] = set()
    for text in json.loads(except_dates) if except_dates else ():
        if len(text) == 10:
            result.add(date.fromisoformat(text))
            continue
        moment = datetime.fromisoformat(text)
        result.add(moment.astimezone(zone).replace(tzinfo=None) if moment.tzinfo else moment)
    return frozenset(result)


def is_excluded(moment: datetime, excluded: frozenset[datetime | date]) -> bool:
    """Whether this local start was taken out of its series."""
    return moment in excluded or moment.date() in excluded


def occurrence_name(moment: datetime, *, all_day: bool) -> str:
    """Name an occurrence by its original local start."""
    return moment.date().isoformat() if all_day else moment.isoformat(timespec="minutes")


def occurrence_start(name: str) -> datetime:
    """Return the naive local start that a name stands for."""
    return datetime.fromisoformat(name)


def end_before(rule: str, start: datetime, zone: ZoneInfo, cut: datetime) -> str:
    """Return the rule that stops before the occurrence at `cut`."""
    parts = parse_rule(rule)
    if "COUNT" in parts:
        kept = sum(1 for _ in occurrences(rule, start, zone, start, cut - timedelta(seconds=1)))
        parts["COUNT"] = str(max(kept, 1))
    else:
        parts["UNTIL"] = _stamp(cut - timedelta(seconds=1), zone)
    return format_rule(parts)


def continue_from(rule: str, start: datetime, zone: ZoneInfo, cut: datetime) -> str:
    """Return the rule of the rest of a series, which begins with the occurrence at `cut`."""
    parts = parse_rule(rule)
    if "COUNT" in parts:
        before = sum(1 for _ in occurrences(rule, start, zone, start, cut - timedelta(seconds=1)))
        parts["COUNT"] = str(max(int(parts["COUNT"]) - before, 1))
    return format_rule(parts)


def moved_rule(rule: str, old: datetime, new: datetime, zone: ZoneInfo) -> str:
    """Return the rule of a series all of whose starts move as `old` moved to `new`."""
    parts = parse_rule(rule)
    days = (new.date() - old.date()).days
    if days and parts["FREQ"] == "WEEKLY" and "BYDAY" in parts:
        named = [WEEKDAYS.index(day) for day in parts["BYDAY"].split(",") if day in WEEKDAYS]
        parts["BYDAY"] = ",".join(WEEKDAYS[day] for day in sorted((day + days) % 7 for day in named))
    if days and parts["FREQ"] in ("MONTHLY", "YEARLY"):
        for name in ("BYDAY", "BYSETPOS", "BYMONTHDAY", "BYMONTH", "BYYEARDAY", "BYWEEKNO"):
            parts.pop(name, None)
    if "UNTIL" in parts:
        until = _until(parts["UNTIL"], zone)
        parts["UNTIL"] = _stamp(until + (new - old), zone)
    return format_rule(parts)


def as_utc(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return the UTC moment of a local wall-clock time; a time that the clocks skip is moved on."""
    return moment.replace(tzinfo=zone).astimezone(UTC)


def _rrule(rule: str, start: datetime, zone: ZoneInfo, last: datetime | None = None) -> rrule:
    from dateutil.rrule import rrule, rrulestr

    parts = parse_rule(rule)
    until = _until(parts["UNTIL"], zone) if "UNTIL" in parts else None
    if last is not None and "COUNT" not in parts:
        until = last if until is None else min(until, last)
    if until is not None:
        parts["UNTIL"] = f"{until:%Y%m%dT%H%M%S}"
    made = rrulestr(format_rule(parts), dtstart=start)
    if not isinstance(made, rrule):
        raise _unreadable(rule)
    return made


def _nearer_start(rule: str, start: datetime, first: datetime) -> datetime:
    """Begin close to the window, in step with the series, so that old series cost no more than new ones."""
    parts = parse_rule(rule)
    if "COUNT" in parts or parts["FREQ"] not in ("DAILY", "WEEKLY") or first <= start:
        return start
    step = int(parts.get("INTERVAL", "1")) * (7 if parts["FREQ"] == "WEEKLY" else 1)
    skipped = max(((first - start).days // step) - 1, 0)
    return start + timedelta(days=skipped * step)


def _until(text: str, zone: ZoneInfo) -> datetime:
    match = _STAMP.fullmatch(text)
    if match is None:
        raise _unreadable(text)
    year, month, day = (int(match[n]) for n in (1, 2, 3))
    try:
        if match[4] is None:
            return datetime.combine(date(year, month, day), time(23, 59, 59))
        moment = datetime(year, month, day, int(match[4]), int(match[5]), int(match[6]))
    except ValueError as error:
        raise _unreadable(text) from error
    return moment.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None) if match[7] else moment


def _stamp(moment: datetime, zone: ZoneInfo) -> str:
    return f"{as_utc(moment, zone):%Y%m%dT%H%M%SZ}"


def _unreadable(rule: str) -> Refused:
    return Refused(
        f"“{rule}” is no repetition that the calendar knows.",
        "Nothing was saved. Daily, weekly, monthly and yearly rhythms of RFC 5545 are understood.",
    )
