"""What the case screens show and forms send: frozen values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

OURS = ("new", "open")
"""Statuses in which the customer waits for us."""
ENDED = ("solved", "closed")


class Queue(Enum):
    """Which cases are listed."""

    MINE = "mine"
    ALL = "all"
    SOLVED = "solved"


@dataclass(frozen=True, slots=True)
class CaseDraft:
    """A new case as a form or another feature wants it.

    `text` is what the customer said, the first message of the thread. `owner_id` None means whoever works
    here; `opened_at` None now. A person's company is taken from where the person works unless it is given.
    """

    subject: str
    text: str = ""
    person_id: str | None = None
    company_id: str | None = None
    kind: str = "question"
    priority: str = "normal"
    channel: str = ""
    product_id: str | None = None
    document_id: str | None = None
    owner_id: str | None = None
    opened_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """How a case stands, for its chip.

    `state` is minutes or hours (a reply is due in `amount` of them), tomorrow, day (due on `day`),
    late_hours or late_days (waiting on us for `amount` too long), waiting_customer, waiting_supplier,
    solved, solved_today, closed, or none.
    """

    state: str
    amount: int = 0
    day: date | None = None


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A line of the queue."""

    id: str
    number: str
    subject: str
    customer: str
    company: str
    priority: str
    status: str
    due: Due


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """What stands over the queue. `answer_now` are late or due within an hour."""

    answer_now: int
    open: int
    waiting: int

    @property
    def any(self) -> bool:
        """Whether there is any case that is not ended."""
        return bool(self.open or self.waiting)


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One message of a thread: `kind` is customer, reply or note."""

    id: str
    kind: str
    body: str
    written_at: datetime
    author: str


@dataclass(frozen=True, slots=True)
class EarlierCase:
    """Another case of the same customer."""

    id: str
    number: str
    subject: str
    status: str


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A file on a case."""

    id: str
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Customer:
    """Whom a case is about: the person, or the company where nobody is named."""

    id: str
    kind: str
    name: str
    first_name: str
    company_id: str
    company: str
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class CaseDetail:
    """Everything the page of one case shows. `more_messages` is how many older ones the thread has."""

    id: str
    number: str
    subject: str
    status: str
    priority: str
    kind: str
    channel: str
    owner_id: str | None
    owner: str
    opened_at: datetime
    reply_due_at: datetime | None
    solve_due_at: datetime | None
    first_reply_at: datetime | None
    solved_at: datetime | None
    due: Due
    outside_hours: bool
    customer: Customer | None
    product_id: str | None
    product: str
    document_id: str | None
    document: str
    messages: tuple[MessageRow, ...]
    more_messages: int
    earlier: tuple[EarlierCase, ...]
    files: tuple[CaseFile, ...]


@dataclass(frozen=True, slots=True)
class SavedAnswer:
    """A text that is used again; `{first name}`, `{name}` and `{number}` are filled in."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An answer that may fit: the last reply of the most similar solved case, or a saved answer (number "")."""

    title: str
    text: str
    number: str
    case_id: str = ""


@dataclass(frozen=True, slots=True)
class CaseLine:
    """What one line of plain words says a new case is; several in `who` are one name that several people have."""

    subject: str
    priority: str
    who: tuple[tuple[str, str, str], ...]
    """(id, name, kind)"""


_FIELD = re.compile(r"\{\s*(first name|name|number)\s*\}", re.IGNORECASE)
_SPARE_SPACE = re.compile(r" +(?=[,.!?])")


def fill_in(text: str, customer: Customer | None, number: str = "") -> str:
    """Put the customer's name and the case's number into a saved answer; an unknown name leaves no gap."""
    values = {
        "first name": customer.first_name or customer.name if customer else "",
        "name": customer.name if customer else "",
        "number": number,
    }
    filled = _FIELD.sub(lambda match: values[match[1].lower()], text)
    return filled if filled == text else _SPARE_SPACE.sub("", filled)
