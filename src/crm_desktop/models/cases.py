"""Cases: what a customer asked or complained about, and the thread that answers it."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from crm_desktop.models.record import Binned, Record
from crm_desktop.models.types import At, Id, OptionalAt, OptionalText, Text, link


class Case(Binned, Record):
    """One matter of a customer.

    `reply_due_at` (of our next reply, None when none is owed) and `solve_due_at` are its service targets;
    their clock stands still since `waiting_since` while the customer or a supplier has to act.
    """

    __tablename__ = "case"
    __table_args__ = (Index(None, "status", "reply_due_at"),)

    number: Mapped[OptionalText]
    subject: Mapped[Text]
    person_id: Mapped[str | None] = link("contact")
    company_id: Mapped[str | None] = link("contact")
    product_id: Mapped[str | None] = link("product")
    document_id: Mapped[str | None] = link("document")
    channel: Mapped[Text]
    kind: Mapped[Text] = mapped_column(default="question")
    priority: Mapped[Text] = mapped_column(default="normal")
    status: Mapped[Text] = mapped_column(default="new")
    opened_at: Mapped[At]
    reply_due_at: Mapped[OptionalAt]
    solve_due_at: Mapped[OptionalAt]
    first_reply_at: Mapped[OptionalAt]
    solved_at: Mapped[OptionalAt]
    waiting_since: Mapped[OptionalAt]
    owner_id: Mapped[str | None] = link("member", index=False)


class CaseMessage(Record):
    """One message of a case's thread; `kind` is customer, reply or note (internal)."""

    __tablename__ = "case_message"

    id: Mapped[Id]
    case_id: Mapped[str] = link("case", optional=False)
    kind: Mapped[Text] = mapped_column(default="note")
    body: Mapped[Text]
    written_at: Mapped[At]
    person_id: Mapped[str | None] = link("contact")
    member_id: Mapped[str | None] = link("member", index=False)
