"""Time counted only while the firm is open: deadlines and how much of one is used up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo

Span = tuple[time, time]
"""From opening to closing, wall clock; a closing that is not after the opening is on the next day."""

_DAY = timedelta(days=1)
_LONGEST_CLOSED = 400
"""Days after which a firm that never opens is taken to have given up its hours."""


@dataclass(frozen=True, slots=True)
class BusinessHours:
    """When the firm is open: by weekday (0 is Monday), but for holidays and breaks of single days.

    Hours are wall-clock times in `zone`: a day on which the clocks change is an hour shorter or longer
    only where that hour is a working one. Without any hours the firm is always open.
    """

    zone: tzinfo
    hours: Mapping[int, Sequence[Span]]
    holidays: frozenset[date] = frozenset()
    breaks: Mapping[date, Sequence[Span]] = field(default_factory=dict)

    def due(self, start: datetime, length: timedelta) -> datetime:
        """Return the moment (UTC) when `length` of open time after `start` has passed.

        Nothing at all is due at the next moment the firm is open.
        """
        start, left = start.astimezone(UTC), length
        if not self._ever_open():
            return start + length
        for opens, closes in self._spans_from(start):
            begin = max(opens, start)
            if left <= closes - begin:
                return begin + left
            left -= closes - begin
        return start + length

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """Return how much open time lies between two moments, nothing when they are the wrong way round."""
        start, end = start.astimezone(UTC), end.astimezone(UTC)
        if end <= start:
            return timedelta()
        if not self._ever_open():
            return end - start
        total = timedelta()
        for opens, closes in self._spans_from(start, end):
            total += max(timedelta(), min(closes, end) - max(opens, start))
        return total

    def is_open(self, moment: datetime) -> bool:
        """Return whether the firm is open at a moment."""
        moment = moment.astimezone(UTC)
        day = moment.astimezone(self.zone).date()
        spans = [*self.spans(day - _DAY), *self.spans(day)]
        return not self._ever_open() or any(opens <= moment < closes for opens, closes in spans)

    def spans(self, day: date) -> list[tuple[datetime, datetime]]:
        """Return when the firm is open on a day, in UTC and in order."""
        if day in self.holidays:
            return []
        spans = sorted(self._moments(day, self.hours.get(day.weekday(), ())))
        for begins, ends in self._moments(day, self.breaks.get(day, ())):
            spans = [part for span in spans for part in _without(span, begins, ends)]
        return spans

    def _moments(self, day: date, spans: Sequence[Span]) -> list[tuple[datetime, datetime]]:
        found = []
        for opens, closes in spans:
            last = day + _DAY if closes <= opens else day
            begin = datetime.combine(day, opens, self.zone).astimezone(UTC)
            end = datetime.combine(last, closes, self.zone).astimezone(UTC)
            if end > begin:
                found.append((begin, end))
        return found

    def _spans_from(self, start: datetime, end: datetime | None = None) -> Iterator[tuple[datetime, datetime]]:
        """Yield what is open after `start`, until `end` or until nothing is open for more than a year."""
        day = start.astimezone(self.zone).date() - _DAY
        last = None if end is None else end.astimezone(self.zone).date() + _DAY
        closed = 0
        while closed < _LONGEST_CLOSED and (last is None or day <= last):
            spans = self.spans(day)
            closed = 0 if spans or last is not None else closed + 1
            yield from (span for span in spans if span[1] > start)
            day += _DAY

    def _ever_open(self) -> bool:
        return any(self.hours.values())


def _without(span: tuple[datetime, datetime], begins: datetime, ends: datetime) -> list[tuple[datetime, datetime]]:
    """Return what a break leaves of a span."""
    opens, closes = span
    parts = [(opens, min(closes, begins)), (max(opens, ends), closes)]
    return [(first, last) for first, last in parts if last > first]
