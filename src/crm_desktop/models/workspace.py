"""What belongs to the whole workspace: its people, settings, tags and attachments."""

from __future__ import annotations

from sqlalchemy import Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from crm_desktop.models.record import Binned, Record
from crm_desktop.models.types import At, Flag, Id, Minor, Text, link


class Member(Binned, Record):
    """A person of the firm who works with the program: owner and author of records."""

    __tablename__ = "member"

    name: Mapped[Text]
    email: Mapped[Text]
    active: Mapped[Flag] = mapped_column(default=True)


class Setting(Record):
    """One setting; `id` is its key, `value` JSON text."""

    __tablename__ = "setting"

    id: Mapped[str] = mapped_column(String, primary_key=True)
    value: Mapped[Text]


class Tag(Binned, Record):
    """A word that people put on records."""

    __tablename__ = "tag"

    name: Mapped[Text]
    tone: Mapped[Text]
    keep_in_touch_days: Mapped[int | None]
    """How often somebody means to be in touch with every contact that carries it."""


class TagLink(Record):
    """One tag on one record; its id is derived from both, so adding it twice is one row."""

    __tablename__ = "tag_link"
    __table_args__ = (Index(None, "record_id"),)

    id: Mapped[Id]
    tag_id: Mapped[str] = link("tag", optional=False)
    record_kind: Mapped[Text]
    record_id: Mapped[str] = mapped_column(String(32))


class Blob(Record):
    """The bytes of a file, once, under their SHA-256 in hexadecimal."""

    __tablename__ = "blob"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class Attachment(Binned, Record):
    """A file on a record."""

    __tablename__ = "attachment"
    __table_args__ = (Index(None, "record_id"),)

    record_kind: Mapped[Text]
    record_id: Mapped[str] = mapped_column(String(32))
    name: Mapped[Text]
    media_type: Mapped[Text]
    size: Mapped[Minor]
    blob_id: Mapped[str] = mapped_column(String(64))
    added_at: Mapped[At]
    role: Mapped[Text]
