"""What timelines show and forms send: frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class Only(Enum):
    """What a timeline is narrowed to."""

    ALL = "all"
    CALLS = "calls"
    EMAILS = "emails"
    MEETINGS = "meetings"
    NOTES = "notes"
    DEALS = "deals"
    QUOTES = "quotes"
    CASES = "cases"
    TASKS = "tasks"
    FILES = "files"


@dataclass(frozen=True, slots=True)
class ActivityDraft:
    """A call, e-mail, meeting, visit, letter, message or note; `happened_at` None is now."""

    kind: str
    body: str = ""
    subject: str = ""
    direction: str = ""
    outcome: str = ""
    minutes: int | None = None
    happened_at: datetime | None = None
    pinned: bool = False
    owner_id: str | None = None


@dataclass(frozen=True, slots=True)
class Participant:
    """A contact that an activity happened with."""

    id: str
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file that came with an activity."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """One thing that happened.

    `kind` is an activity's (call, email, meeting, visit, letter, message, note) or deal, quote, case,
    task, file, added; `event` says what about it: stage, started, sent, accepted, declined, opened, solved,
    done, imported. `record_kind` and `record_id` lead to what it tells of. `editable` items are
    activities: `id` is the activity's. `participants` are all contacts of an activity, `files` what came with it.
    """

    id: str
    kind: str
    event: str
    at: datetime
    who: str
    by_me: bool
    subject: str = ""
    body: str = ""
    outcome: str = ""
    direction: str = ""
    minutes: int | None = None
    amount: int | None = None
    currency: str = ""
    pinned: bool = False
    editable: bool = False
    record_kind: str = ""
    record_id: str = ""
    participants: tuple[Participant, ...] = ()
    files: tuple[AttachedFile, ...] = ()


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """Fifty things that happened, newest first; `pinned` ones only on the first page.

    `next` is what `TimelineQueries.page` wants as `before` for the page after this one, None at the end.
    """

    pinned: tuple[TimelineItem, ...]
    items: tuple[TimelineItem, ...]
    next: tuple[int, str] | None
