"""What calendar screens show and forms send: frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum


class EditScope(Enum):
    """Which occurrences of a series an edit means."""

    ONLY_THIS = "only_this"
    THIS_AND_LATER = "this_and_later"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class TaskDraft:
    """A task as a form or another feature wants it.

    A task is due on a day (`due_on`) or at a moment (`due_at`, from which the day follows).
    `remind_minutes` counts back from `due_at`, or from 9:00 of the day; None means no bell.
    `owner_id` None means whoever works here.
    """

    title: str
    kind: str = "todo"
    due_on: date | None = None
    due_at: datetime | None = None
    minutes: int | None = None
    priority: str = "normal"
    notes: str = ""
    person_id: str | None = None
    company_id: str | None = None
    deal_id: str | None = None
    case_id: str | None = None
    document_id: str | None = None
    remind_minutes: int | None = None
    owner_id: str | None = None
    zone: str = ""
    waiting_for: str = ""
    lead_id: str | None = None


@dataclass(frozen=True, slots=True)
class EventDraft:
    """An event as a form wants it: from `starts_at` to `ends_at`, or whole days `starts_on` to `ends_on`.

    `rule` is an RFC 5545 RRULE without its name (`FREQ=WEEKLY;INTERVAL=2`), "" for an event that happens
    once. `zone` "" means the zone of the person's clock.
    """

    title: str
    kind: str = "meeting"
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    zone: str = ""
    rule: str = ""
    except_dates: tuple[str, ...] = ()
    place: str = ""
    notes: str = ""
    person_id: str | None = None
    company_id: str | None = None
    deal_id: str | None = None
    remind_minutes: int | None = None
    owner_id: str | None = None

    @property
    def all_day(self) -> bool:
        """Whether it is whole days."""
        return self.starts_on is not None


@dataclass(frozen=True, slots=True)
class NextStep:
    """The next thing planned with a contact or deal.

    `text` says when ("Today 10:30", "Overdue 2 d", "Fri 14:00"), `title` what; `tone` is late, today,
    neutral, or none where nothing is planned; `icon` is a Lucide name.
    """

    text: str
    tone: str
    icon: str
    task_id: str | None
    title: str = ""
    kind: str = ""
    due_on: date | None = None
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CalendarItem:
    """One thing in a day, week, month or agenda.

    `source` is event, task, birthday or anniversary, and `record_id` the event, task or contact.
    A timed item has `starts_at` and `ends_at`; every item has its first and last local day.
    `occurrence` names one date of a series (its original local start, ISO), "" for a single event.
    `years` is the age on a birthday whose year is known.
    """

    source: str
    record_id: str
    kind: str
    title: str
    first_day: date
    last_day: date
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    zone: str = ""
    occurrence: str = ""
    place: str = ""
    customer: str = ""
    person_id: str | None = None
    company_id: str | None = None
    case_id: str | None = None
    done: bool = False
    years: int | None = None

    @property
    def all_day(self) -> bool:
        """Whether it has days and no hours."""
        return self.starts_at is None

    @property
    def repeats(self) -> bool:
        """Whether it is one of a series."""
        return bool(self.occurrence)

    @property
    def key(self) -> str:
        """What names this item among all that are shown."""
        return f"{self.source}:{self.record_id}:{self.occurrence}"


@dataclass(frozen=True, slots=True)
class TodoRow:
    """A line of the day's list. `overdue_days` is 0 unless it is late."""

    task_id: str
    title: str
    kind: str
    due_on: date | None
    due_at: datetime | None
    done_at: datetime | None
    overdue_days: int
    customer: str
    subject: str
    """The deal, case or note that says what it is about."""
    person_id: str | None
    company_id: str | None
    priority: str = "normal"

    @property
    def done(self) -> bool:
        """Whether it has been finished."""
        return self.done_at is not None


@dataclass(frozen=True, slots=True)
class TaskDetail:
    """One task with the names of what it hangs on."""

    id: str
    draft: TaskDraft
    status: str
    done_at: datetime | None
    customer: str


@dataclass(frozen=True, slots=True)
class EventDetail:
    """One event, or the asked-for occurrence of its series, ready to be edited."""

    id: str
    draft: EventDraft
    occurrence: str
    customer: str


@dataclass(frozen=True, slots=True)
class Overlap:
    """Another event at the same time; it is said, never forbidden."""

    title: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class DueReminder:
    """A bell that rings. `when` is the moment of what it rings for (9:00 of a day without a time)."""

    id: str
    record_kind: str
    record_id: str
    kind: str
    title: str
    when: datetime
    timed: bool
    customer: str
    person_id: str | None
    rings_at: datetime


@dataclass(frozen=True, slots=True)
class SnoozeChoice:
    """When a bell may ring again; `key` is minutes_10, hour, evening, tomorrow or next_working_day."""

    key: str
    until: datetime
