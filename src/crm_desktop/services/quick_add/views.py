"""What a quick-add line was understood to say, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.plain_words import Draft, Match
from crm_desktop.services.contacts.views import Similar


@dataclass(frozen=True, slots=True)
class Reading:
    """A line, understood. `makes` is task, event, note, deal, quote, case, contact or lead.

    `who` is the one person or company meant; with several candidates it is None and `asks` holds them.
    `draft_text` is the line as it was given, in which the draft's parts lie; `text` the same without outer blanks.
    `similar` are contacts that a new contact may be.
    `title` is what the new record will be called. `at` is the local moment as an aware one.
    """

    text: str
    draft_text: str
    draft: Draft
    makes: str
    title: str
    who: Match | None = None
    asks: tuple[Match, ...] = ()
    company: Match | None = None
    on: date | None = None
    at: datetime | None = None
    minutes: int | None = None
    remind_minutes: int | None = None
    stage: str = ""
    currency: str = ""
    similar: tuple[Similar, ...] = ()

    @property
    def can_create(self) -> bool:
        """Whether Enter makes something now: there is a title and nobody is left to choose."""
        return bool(self.title) and not self.asks


@dataclass(frozen=True, slots=True)
class Created:
    """The new record and the journal entry that holds it."""

    kind: str
    id: str
    change: ChangeSet
