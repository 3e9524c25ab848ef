"""Stretches of local time, and where things that overlap are put beside each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from crm_desktop.services.calendar.views import CalendarItem

DAY_MINUTES = 24 * 60
LEAST_MINUTES = 30
"""What is shorter is laid out as long as this, so that its words have room."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of local wall-clock time; with `all_day`, from the day of `starts` to the day of `ends`."""

    starts: datetime
    ends: datetime
    all_day: bool = False

    @property
    def minutes(self) -> int:
        """How long it is."""
        return int((self.ends - self.starts) // timedelta(minutes=1))

    def moved(self, by: timedelta) -> Span:
        """The same stretch, later or earlier."""
        return Span(self.starts + by, self.ends + by, self.all_day)


def whole_days(first: date, last: date) -> Span:
    """Whole days from `first` to `last`, both included."""
    return Span(datetime.combine(first, time()), datetime.combine(last, time()), True)


def span_of(item: CalendarItem, zone: tzinfo) -> Span:
    """When an item is, on this person's wall clock."""
    if item.starts_at is None or item.ends_at is None:
        return whole_days(item.first_day, item.last_day)
    return Span(_wall(item.starts_at, zone), _wall(item.ends_at, zone))


def moved_to(span: Span, shown_day: date, day: date, top: int) -> Span:
    """The stretch whose part on `shown_day` is dragged to begin at minute `top` of `day`."""
    before = min(span.starts - datetime.combine(shown_day, time()), timedelta())
    starts = datetime.combine(day, time()) + timedelta(minutes=top) + before
    return span.moved(starts - span.starts)


def resized(span: Span, grip: str, minute: int, least: int) -> Span:
    """The stretch with its start or end dragged to a minute of its day, never shorter than `least`."""
    midnight = datetime.combine(span.starts.date(), time())
    edge = midnight + timedelta(minutes=max(0, min(minute, DAY_MINUTES)))
    if grip == "start":
        return Span(min(edge, span.ends - timedelta(minutes=least)), span.ends)
    return Span(span.starts, max(edge, span.starts + timedelta(minutes=least)))


@dataclass(frozen=True, slots=True)
class Block:
    """The part of a timed item on one day: minutes of the day, and its lane of `lanes`."""

    item: CalendarItem
    starts: int
    ends: int
    lane: int = 0
    lanes: int = 1


def day_blocks(items: Iterable[CalendarItem], day: date, zone: tzinfo) -> list[Block]:
    """Lay out the timed items of a day: what overlaps stands side by side, each as wide as it can be."""
    midnight = datetime.combine(day, time())
    parts = []
    for item in items:
        if item.starts_at is None or not item.first_day <= day <= item.last_day:
            continue
        span = span_of(item, zone)
        starts = max(int((span.starts - midnight) // timedelta(minutes=1)), 0)
        ends = min(int((span.ends - midnight) // timedelta(minutes=1)), DAY_MINUTES)
        parts.append(Block(item, starts, max(ends, min(starts + LEAST_MINUTES, DAY_MINUTES))))
    parts.sort(key=lambda part: (part.starts, -part.ends, part.item.title, part.item.key))
    blocks: list[Block] = []
    cluster: list[Block] = []
    until = -1
    for part in parts:
        if cluster and part.starts >= until:
            blocks += _side_by_side(cluster)
            cluster = []
        until = max(until, part.ends) if cluster else part.ends
        cluster.append(part)
    return blocks + _side_by_side(cluster)


@dataclass(frozen=True, slots=True)
class Strip:
    """An item across days of a row: first and last column, both included, and its lane from the top."""

    item: CalendarItem
    first: int
    last: int
    lane: int


def day_strips(items: Iterable[CalendarItem], first: date, days: int) -> list[Strip]:
    """Lay items over a row of days so that none covers another; long ones first, then by time."""
    last = first + timedelta(days=days - 1)
    shown = [item for item in items if item.first_day <= last and item.last_day >= first]
    shown.sort(key=_strip_order)
    taken: list[list[bool]] = []
    strips = []
    for item in shown:
        start = max((item.first_day - first).days, 0)
        end = min((item.last_day - first).days, days - 1)
        lane = next((n for n, row in enumerate(taken) if not any(row[start : end + 1])), len(taken))
        if lane == len(taken):
            taken.append([False] * days)
        taken[lane][start : end + 1] = [True] * (end + 1 - start)
        strips.append(Strip(item, start, end, lane))
    return strips


def _strip_order(item: CalendarItem) -> tuple[date, int, bool, float, str]:
    length = (item.last_day - item.first_day).days
    start = item.starts_at.timestamp() if item.starts_at is not None else 0.0
    return (item.first_day, -length, item.starts_at is not None, start, item.title)


def _side_by_side(cluster: Sequence[Block]) -> list[Block]:
    free: list[int] = []
    lanes = []
    for part in cluster:
        lane = next((n for n, end in enumerate(free) if end <= part.starts), len(free))
        if lane == len(free):
            free.append(part.ends)
        else:
            free[lane] = part.ends
        lanes.append(lane)
    return [
        Block(part.item, part.starts, part.ends, lane, len(free)) for part, lane in zip(cluster, lanes, strict=True)
    ]


def _wall(moment: datetime, zone: tzinfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None)
