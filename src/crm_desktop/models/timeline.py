"""What happened with a customer: one stream of activities."""

from __future__ import annotations

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from crm_desktop.models.record import Binned, Record
from crm_desktop.models.types import At, Flag, Id, Text, link


class Activity(Binned, Record):
    """A call, e-mail, meeting, visit, letter, message or note. `minutes` is its length, None if unknown."""

    __tablename__ = "activity"
    __table_args__ = (Index(None, "happened_at"),)

    kind: Mapped[Text]
    direction: Mapped[Text]
    outcome: Mapped[Text]
    minutes: Mapped[int | None]
    subject: Mapped[Text]
    body: Mapped[Text]
    happened_at: Mapped[At]
    pinned: Mapped[Flag]
    owner_id: Mapped[str | None] = link("member", index=False)


class ActivityLink(Record):
    """One record whose stream shows an activity; the id is derived from both."""

    __tablename__ = "activity_link"
    __table_args__ = (Index(None, "record_id"),)

    id: Mapped[Id]
    activity_id: Mapped[str] = link("activity", optional=False)
    record_kind: Mapped[Text]
    record_id: Mapped[str] = mapped_column(String(32))
