"""Dates, times and lengths among the words of a line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Generic, TypeVar

from crm_desktop.core.expressions import Unit, shift
from crm_desktop.core.word_lists import WordList

T = TypeVar("T")

_TRAILING = ",;:.!?)"
_SPAN = re.compile(r"([0-9]{1,4}(?:[.,][0-9])?)([^\W\d_]+)?")
_HOURS_MINUTES = re.compile(r"([0-9]{1,2})h([0-5][0-9])m?")
_CLOCK = re.compile(r"([0-9]{1,2})(?::([0-9]{2}))?(am|pm)?")
_DOTTED_CLOCK = re.compile(r"([0-9]{1,2})\.([0-9]{2})(am|pm)?")
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DAY_NUMBER = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?\.?")
_YEAR = re.compile(r"20[0-9]{2}")
_LONGEST = 100_000  # minutes, more than two months


@dataclass(frozen=True, slots=True)
class Word:
    """A run of letters between spaces: `bare` without the punctuation behind it, `plain` in lower case."""

    index: int
    start: int
    end: int
    bare: str
    plain: str

    @property
    def bare_end(self) -> int:
        """Where the word ends before its punctuation."""
        return self.start + len(self.bare)


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """What some neighbouring words mean."""

    words: Sequence[Word]
    value: T


def split(text: str) -> list[Word]:
    """The words of a line, in order."""
    words = []
    for index, found in enumerate(re.finditer(r"\S+", text)):
        bare = found[0].rstrip(_TRAILING) or found[0]
        words.append(Word(index, found.start(), found.end(), bare, bare.lower()))
    return words


def runs(words: Sequence[Word]) -> Iterator[list[Word]]:
    """Stretches of words with nothing taken out between them."""
    run: list[Word] = []
    for word in words:
        if run and word.index != run[-1].index + 1:
            yield run
            run = []
        run.append(word)
    if run:
        yield run


def find_reminder(words: Sequence[Word], known: WordList) -> Found[int] | None:
    """`remind 15m`, `remind 1 h`, `remind 2 days`: minutes before."""
    for run in runs(words):
        for at, word in enumerate(run):
            if word.plain in known.remind:
                span = _minutes(run[at + 1 :], known) or _day_minutes(run[at + 1 :], known)
                if span is not None:
                    return Found(run[at : at + 1 + span[0]], span[1])
    return None


def find_length(words: Sequence[Word], known: WordList) -> Found[int] | None:
    """`30m`, `1.5h`, `1h30`, `for 2 hours`: minutes."""
    for run in runs(words):
        for at in range(len(run)):
            span = _minutes(run[at:], known)
            if span is not None:
                led = at > 0 and run[at - 1].plain in known.lasting
                return Found(run[at - led : at + span[0]], span[1])
    return None


def find_moment(words: Sequence[Word], known: WordList, now: datetime) -> Found[datetime] | None:
    """`in 2 hours`, `in 30 min`: that much from now, to the minute."""
    for run in runs(words):
        for at, word in enumerate(run):
            if word.plain in known.ahead:
                span = _minutes(run[at + 1 :], known)
                if span is not None:
                    later = now.replace(second=0, microsecond=0) + timedelta(minutes=span[1])
                    return Found(run[at : at + 1 + span[0]], later)
    return None


def find_day(words: Sequence[Word], known: WordList, today: date) -> Found[date] | None:
    """`today`, `next tue`, `in 3 days`, `28 nov`, `2025-12-05`."""
    for run in runs(words):
        for at in range(len(run)):
            found = _day(run[at:], known, today)
            if found is not None:
                led = at > 0 and run[at - 1].plain in known.on
                return Found(run[at - led : at + found[0]], found[1])
    return None


def find_time(words: Sequence[Word], known: WordList, *, near: set[int] | None, bare: bool) -> Found[time] | None:
    """`10:30`, `3pm`; `14` only with a date: after “at”, or beside it (`near`) where numbers are `bare`."""
    for run in runs(words):
        for at, word in enumerate(run):
            led = at > 0 and run[at - 1].plain in known.at
            clock = _CLOCK.fullmatch(word.plain) or (led and _DOTTED_CLOCK.fullmatch(word.plain)) or None
            if clock is None:
                continue
            taken = run[at - led : at + 1]
            half = clock[3]
            if half is None and at + 1 < len(run) and run[at + 1].plain in ("am", "pm"):
                half = run[at + 1].plain
                taken = run[at - led : at + 2]
            if clock[2] is None and half is None:
                beside = near is not None and bool(near & {taken[0].index - 1, taken[-1].index + 1})
                if near is None or not (led or (bare and beside)):
                    continue
            value = _time(int(clock[1]), clock[2], half)
            if value is not None:
                return Found(taken, value)
    return None


def next_time(now: datetime, at: time) -> date:
    """The day when it is next this time of day: a time already past means tomorrow."""
    return shift(now.date(), Unit.DAY, int(at <= now.time()))


def _time(hour: int, minute: str | None, half: str | None) -> time | None:
    if half is not None:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    elif minute is None and 1 <= hour <= 6:
        hour += 12  # nobody means the small hours
    if hour > 23 or int(minute or 0) > 59:
        return None
    return time(hour, int(minute or 0))


def _minutes(words: Sequence[Word], known: WordList) -> tuple[int, int] | None:
    """How many words a span of time takes, and its minutes."""
    if words and (both := _HOURS_MINUTES.fullmatch(words[0].plain)):
        return 1, int(both[1]) * 60 + int(both[2])
    span = _counted(words)
    if span is None or span[2] not in known.minutes:
        return None
    minutes = round(span[1] * known.minutes[span[2]])
    return (span[0], minutes) if 0 < minutes <= _LONGEST else None


def _day_minutes(words: Sequence[Word], known: WordList) -> tuple[int, int] | None:
    span = _counted(words)
    if span is None or span[2] not in known.dates or known.dates[span[2]][0] != "day":
        return None
    minutes = round(span[1] * known.dates[span[2]][1] * 24 * 60)
    return (span[0], minutes) if 0 < minutes <= _LONGEST else None


def _counted(words: Sequence[Word]) -> tuple[int, float, str] | None:
    """`15m` or `15 min`: words taken, number, unit."""
    found = _SPAN.fullmatch(words[0].plain) if words else None
    if found is None:
        return None
    number = float(found[1].replace(",", "."))
    if found[2]:
        return 1, number, found[2]
    return (2, number, words[1].plain) if len(words) > 1 else None


def _day(words: Sequence[Word], known: WordList, today: date) -> tuple[int, date] | None:
    first = words[0].plain
    second = words[1].plain if len(words) > 1 else ""
    if first in known.days:
        return 1, shift(today, Unit.DAY, known.days[first])
    if first in known.weekdays:
        exact = _day(words[1:], known, today) if _DAY_NUMBER.match(second) else None
        if exact is not None:  # fri 14 nov: the weekday is only said along
            return 1 + exact[0], exact[1]
        return 1, shift(today, Unit.DAY, (known.weekdays[first] - today.weekday() - 1) % 7 + 1)
    if first in known.next and second in known.weekdays:
        return 2, shift(today, Unit.DAY, 7 - today.weekday() + known.weekdays[second])
    if first in known.ahead:
        return _ahead(words, known, today)
    if _ISO_DAY.fullmatch(first):
        try:
            return 1, date.fromisoformat(first)
        except ValueError:
            return None
    number = _DAY_NUMBER.fullmatch(first) and second in known.months
    if number:
        return _named(words, int(re.sub(r"\D", "", first)), known.months[second], today)
    if first in known.months and (named := _DAY_NUMBER.fullmatch(second)):
        return _named(words, int(named[1]), known.months[first], today)
    return None


def _ahead(words: Sequence[Word], known: WordList, today: date) -> tuple[int, date] | None:
    span = _counted(words[1:])
    if span is None or span[2] not in known.dates or span[1] != int(span[1]):
        return None
    unit, count = known.dates[span[2]]
    day = shift(today, Unit.MONTH if unit == "month" else Unit.DAY, int(span[1]) * count)
    return 1 + span[0], day


def _named(words: Sequence[Word], day: int, month: int, today: date) -> tuple[int, date] | None:
    """A day of a month, in the year behind it or the next time it comes."""
    if len(words) > 2 and _YEAR.fullmatch(words[2].plain):
        try:
            return 3, date(int(words[2].plain), month, day)
        except ValueError:
            return None
    for year in range(today.year, min(today.year + 9, date.max.year + 1)):  # 29 February may be far
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found >= today:
            return 2, found
    return None
