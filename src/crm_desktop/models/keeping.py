"""What keeps the firm's data safe and private, and is not itself a record of the firm: drafts and erasures.

Neither is journalled: a draft is not saved yet, and an erasure must not be undone.
"""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from crm_desktop.models.record import Record
from crm_desktop.models.types import At, Id, OptionalText, Text


class Draft(Record):
    """What somebody typed into a form and has not saved: `content` is the form's own JSON."""

    __tablename__ = "draft"

    id: Mapped[Id]
    form: Mapped[Text]
    record_id: Mapped[OptionalText]
    title: Mapped[Text]
    content: Mapped[Text]
    saved_at: Mapped[At]


class Erasure(Record):
    """A record that was erased for its person's sake, and is erased again in whatever is brought back."""

    __tablename__ = "erasure"

    id: Mapped[Id]
    record_kind: Mapped[Text]
    record_id: Mapped[str] = mapped_column(String(32))
    erased_at: Mapped[At]
    actor: Mapped[Text]
