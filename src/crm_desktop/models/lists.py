"""What people make of their lists: fields of their own, saved views and segments, figures on the data's quality."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from crm_desktop.models.record import Binned, Record
from crm_desktop.models.types import Flag, Id, OptionalText, Position, Text, link


class CustomField(Binned, Record):
    """A field that people added to a kind of record. `type` is a value of `core.fields.FieldType`.

    `key` never changes; `choices` is JSON, a list of [key, label]; `target` the kind that a record field links to.
    """

    __tablename__ = "custom_field"

    record_kind: Mapped[Text]
    key: Mapped[Text]
    label: Mapped[Text]
    type: Mapped[Text]
    choices: Mapped[Text]
    target: Mapped[Text]
    scale: Mapped[Position]
    personal: Mapped[Flag]
    position: Mapped[Position]


class CustomValue(Record):
    """What one record holds in one custom field; the id is derived from both.

    Numbers, money, moments and yes/no are in `number`, everything else in `text` (several texts: a JSON list).
    """

    __tablename__ = "custom_value"
    __table_args__ = (
        Index(None, "record_id"),
        Index(None, "field_id", "text"),
        Index(None, "field_id", "number"),
    )

    id: Mapped[Id]
    field_id: Mapped[str] = link("custom_field", optional=False, index=False)
    record_kind: Mapped[Text]
    record_id: Mapped[str] = mapped_column(String(32))
    text: Mapped[OptionalText] = mapped_column(info={"group": "value"})
    number: Mapped[int | None] = mapped_column(BigInteger, info={"group": "value"})


class SavedView(Binned, Record):
    """A list that was given a name: what it selects, shows and is ordered by.

    A segment is a saved view that may be chosen wherever records are; a frozen one keeps the records it had
    (`SegmentMember`). Without an owner everybody sees it. `columns` and `sorting` are JSON lists.
    """

    __tablename__ = "saved_view"

    record_kind: Mapped[Text]
    name: Mapped[Text]
    filter: Mapped[Text]
    columns: Mapped[Text]
    sorting: Mapped[Text]
    group_by: Mapped[Text]
    layout: Mapped[Text]
    owner_id: Mapped[str | None] = link("member", index=False)
    segment: Mapped[Flag]
    frozen: Mapped[Flag]
    position: Mapped[Position]
    keep_in_touch_days: Mapped[int | None]
    """How often somebody means to be in touch with every contact of the segment."""


class SegmentMember(Record):
    """One record of a frozen segment; the id is derived from both."""

    __tablename__ = "segment_member"
    __table_args__ = (Index(None, "record_id"),)

    id: Mapped[Id]
    view_id: Mapped[str] = link("saved_view", optional=False)
    record_id: Mapped[str] = mapped_column(String(32))


class QualityFigure(Record):
    """How good the data was on a day: `good` of `total` records by one measure. Not journalled: it is counted."""

    __tablename__ = "quality_figure"

    id: Mapped[Id]
    day: Mapped[date]
    measure: Mapped[Text]
    good: Mapped[Position]
    total: Mapped[Position]


class BlobText(Record):
    """The text in a file, for search; `id` is the file's SHA-256. Not journalled: it follows from the file."""

    __tablename__ = "blob_text"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[Text]
