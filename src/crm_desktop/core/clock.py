"""Time is asked of a clock that is handed in, so that tests and pictures can fix it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Protocol


class Clock(Protocol):
    """Where "now" comes from."""

    @property
    def zone(self) -> tzinfo:
        """The zone in which this person's days begin and end."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""


class FixedClock:
    """A clock that stands still until it is moved."""

    def __init__(self, moment: datetime, zone: tzinfo = UTC) -> None:
        self._moment = moment.astimezone(UTC)
        self.zone = zone

    def now(self) -> datetime:
        return self._moment

    def advance(self, by: timedelta) -> None:
        """Move the clock; a negative `by` sets it back."""
        self._moment += by


def today(clock: Clock) -> date:
    """Return the date where the person is."""
    return clock.now().astimezone(clock.zone).date()


def to_millis(moment: datetime) -> int:
    """Return an aware moment as whole milliseconds since 1970-01-01 UTC, as the file stores it."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a zone")
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def from_millis(millis: int) -> datetime:
    """Return the aware UTC moment of stored milliseconds."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=millis)


def local_midnight(day: date, zone: tzinfo) -> datetime:
    """Return the first moment of `day` in `zone`, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
