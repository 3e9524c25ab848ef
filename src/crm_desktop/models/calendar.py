"""Tasks, events and the reminders that ring for them."""

from __future__ import annotations

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from crm_desktop.models.record import Binned, Record
from crm_desktop.models.types import At, Flag, Id, OptionalAt, OptionalDay, OptionalText, Text, link

WHEN = {"group": "when"}


class Task(Binned, Record):
    """Something to do. `due_on` is the day; `due_at` the moment where a time was given."""

    __tablename__ = "task"
    __table_args__ = (Index(None, "status", "due_on"),)

    kind: Mapped[Text] = mapped_column(default="todo")
    title: Mapped[Text]
    notes: Mapped[Text]
    status: Mapped[Text] = mapped_column(default="open")
    priority: Mapped[Text] = mapped_column(default="normal")
    due_on: Mapped[OptionalDay] = mapped_column(info=WHEN)
    due_at: Mapped[OptionalAt] = mapped_column(info=WHEN)
    zone: Mapped[Text] = mapped_column(info=WHEN)
    minutes: Mapped[int | None]
    waiting_for: Mapped[Text]
    done_at: Mapped[OptionalAt]
    person_id: Mapped[str | None] = link("contact")
    company_id: Mapped[str | None] = link("contact")
    deal_id: Mapped[str | None] = link("deal")
    case_id: Mapped[str | None] = link("case")
    document_id: Mapped[str | None] = link("document")
    lead_id: Mapped[str | None] = link("lead")
    owner_id: Mapped[str | None] = link("member", index=False)


class Event(Binned, Record):
    """A time in the calendar: from `starts_at` to `ends_at`, or whole days `starts_on`–`ends_on` (inclusive).

    `zone` is the IANA name the time was meant in; `rule` an RFC 5545 RRULE, `except_dates` a JSON list
    of ISO dates or moments that fall out of the series.
    """

    __tablename__ = "event"
    __table_args__ = (Index(None, "starts_at"), Index(None, "starts_on"))

    kind: Mapped[Text] = mapped_column(default="meeting")
    title: Mapped[Text]
    all_day: Mapped[Flag] = mapped_column(info=WHEN)
    starts_at: Mapped[OptionalAt] = mapped_column(info=WHEN)
    ends_at: Mapped[OptionalAt] = mapped_column(info=WHEN)
    starts_on: Mapped[OptionalDay] = mapped_column(info=WHEN)
    ends_on: Mapped[OptionalDay] = mapped_column(info=WHEN)
    zone: Mapped[Text] = mapped_column(info=WHEN)
    rule: Mapped[Text]
    except_dates: Mapped[OptionalText]
    place: Mapped[Text]
    notes: Mapped[Text]
    person_id: Mapped[str | None] = link("contact")
    company_id: Mapped[str | None] = link("contact")
    deal_id: Mapped[str | None] = link("deal")
    owner_id: Mapped[str | None] = link("member", index=False)


class Reminder(Record):
    """A bell for a task, event or case. `rings_at` is when; a snooze moves it, a dismissal ends it.

    `minutes_before` keeps the distance, so that moving the record moves its bell.
    """

    __tablename__ = "reminder"
    __table_args__ = (Index(None, "record_id"), Index(None, "rings_at"))

    id: Mapped[Id]
    record_kind: Mapped[Text]
    record_id: Mapped[str] = mapped_column(String(32))
    minutes_before: Mapped[int | None]
    rings_at: Mapped[At]
    dismissed_at: Mapped[OptionalAt]
