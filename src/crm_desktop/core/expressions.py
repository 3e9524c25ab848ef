"""Which records: a tree of `field operator value` under and, or, not."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as attribute
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum

from crm_desktop.core.errors import CrmError


class FilterError(CrmError):
    """A filter that cannot be understood; `position` is the letter where it went wrong, if known."""

    def __init__(self, detail: str, position: int | None = None) -> None:
        where = "" if position is None else f" (at letter {position + 1})"
        super().__init__("This filter cannot be understood.", detail + where + ".")
        self.position = position


class Operator(Enum):
    """The comparisons, as they are written."""

    EQUAL = "="
    NOT_EQUAL = "!="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="
    CONTAINS = "contains"
    STARTS_WITH = "starts with"
    HAS = "has"
    EMPTY = "is empty"
    NOT_EMPTY = "is not empty"
    IN = "in"
    BEFORE = "before"
    AFTER = "after"
    WITHIN = "within"


#: Operators that stand without a value.
BARE_OPERATORS = frozenset({Operator.EMPTY, Operator.NOT_EMPTY})


@dataclass(frozen=True, slots=True)
class Text:
    """A word or a quoted text."""

    value: str


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it was written (`1000`, `12.50`, `007`); with a currency it is an amount of money."""

    digits: str
    currency: str | None = None

    @property
    def decimal(self) -> Decimal:
        """The number, exactly."""
        return Decimal(self.digits)


@dataclass(frozen=True, slots=True)
class Day:
    """One calendar day."""

    value: date


class PeriodKind(Enum):
    """How a period lies relative to today."""

    YESTERDAY = "yesterday"
    TODAY = "today"
    TOMORROW = "tomorrow"
    THIS = "this"  # this month
    LAST = "last"  # last month: the calendar month before
    NEXT = "next"  # next month
    PAST = "past"  # last 60 days: 60 days ago until today, both included
    COMING = "coming"  # next 7 days: today until in 7 days, both included
    AGO = "ago"  # 60 days ago: that one day
    AHEAD = "ahead"  # in 3 days: that one day


class Unit(Enum):
    """What periods are counted in."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


COUNTED_PERIODS = frozenset({PeriodKind.PAST, PeriodKind.COMING, PeriodKind.AGO, PeriodKind.AHEAD})
CALENDAR_PERIODS = frozenset({PeriodKind.THIS, PeriodKind.LAST, PeriodKind.NEXT})
MOST_UNITS = 36_600


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days relative to today: `this quarter`, `last 60 days`, `in 3 days`."""

    kind: PeriodKind
    unit: Unit = Unit.DAY
    count: int = 0

    def __post_init__(self) -> None:
        counted = self.kind in COUNTED_PERIODS
        if counted != (self.count > 0) or self.count > MOST_UNITS:
            raise ValueError(f"{self.kind.value} with a count of {self.count}")
        if not counted and (self.unit is Unit.DAY) == (self.kind in CALENDAR_PERIODS):
            raise ValueError(f"{self.kind.value} {self.unit.value} is no period")

    def days(self, today: date, *, first_weekday: int = 0) -> tuple[date, date]:
        """First and last day, both included. `first_weekday` 0 is Monday, 6 is Sunday."""
        match self.kind:
            case PeriodKind.TODAY:
                return today, today
            case PeriodKind.YESTERDAY:
                return shift(today, Unit.DAY, -1), shift(today, Unit.DAY, -1)
            case PeriodKind.TOMORROW:
                return shift(today, Unit.DAY, 1), shift(today, Unit.DAY, 1)
            case PeriodKind.AGO:
                day = shift(today, self.unit, -self.count)
                return day, day
            case PeriodKind.AHEAD:
                day = shift(today, self.unit, self.count)
                return day, day
            case PeriodKind.PAST:
                return shift(today, self.unit, -self.count), today
            case PeriodKind.COMING:
                return today, shift(today, self.unit, self.count)
            case PeriodKind.THIS:
                return _around(today, self.unit, first_weekday)
            case PeriodKind.LAST:
                first, _ = _around(today, self.unit, first_weekday)
                return _around(shift(first, Unit.DAY, -1), self.unit, first_weekday)
            case PeriodKind.NEXT:
                _, last = _around(today, self.unit, first_weekday)
                return _around(shift(last, Unit.DAY, 1), self.unit, first_weekday)


_MONTHS = {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.YEAR: 12}


def shift(day: date, unit: Unit, count: int) -> date:
    """Move by whole units; the 31st becomes the last day of a shorter month. Stays within years 1 to 9999."""
    if unit in _MONTHS:
        months = day.year * 12 + day.month - 1 + count * _MONTHS[unit]
        year, month = divmod(months, 12)
        if year < date.min.year:
            return date.min
        if year > date.max.year:
            return date.max
        return date(year, month + 1, min(day.day, days_in_month(year, month + 1)))
    try:
        return day + timedelta(days=count * (7 if unit is Unit.WEEK else 1))
    except OverflowError:
        return date.max if count > 0 else date.min


def days_in_month(year: int, month: int) -> int:
    """28 to 31."""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def _around(day: date, unit: Unit, first_weekday: int) -> tuple[date, date]:
    """The calendar week, month, quarter or year that holds a day."""
    if unit is Unit.WEEK:
        first = shift(day, Unit.DAY, -((day.weekday() - first_weekday) % 7))
        return first, shift(first, Unit.DAY, 6)
    months = _MONTHS[unit]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    last_month = first.month + months - 1
    return first, date(first.year, last_month, days_in_month(first.year, last_month))


Value = Text | Number | Day | Period


@dataclass(frozen=True, slots=True)
class Comparison:
    """`field operator value`; `values` is empty for `is empty`, one value, or several for `in`."""

    field: str
    operator: Operator
    values: tuple[Value, ...] = ()
    position: int | None = attribute(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        count = len(self.values)
        fits = count == 0 if self.operator in BARE_OPERATORS else count == 1
        if not (fits or (self.operator is Operator.IN and count)):
            raise ValueError(f"{self.operator.value!r} with {count} values")


@dataclass(frozen=True, slots=True)
class And:
    """All of at least two."""

    parts: tuple[Expression, ...]

    def __post_init__(self) -> None:
        if len(self.parts) < 2:
            raise ValueError("“and” joins at least two")


@dataclass(frozen=True, slots=True)
class Or:
    """Any of at least two."""

    parts: tuple[Expression, ...]

    def __post_init__(self) -> None:
        if len(self.parts) < 2:
            raise ValueError("“or” joins at least two")


@dataclass(frozen=True, slots=True)
class Not:
    """What the part does not match, records without a value among them."""

    part: Expression


Expression = Comparison | And | Or | Not
