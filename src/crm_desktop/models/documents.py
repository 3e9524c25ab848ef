"""Quotes (and, in time, orders, invoices and credit notes): one document shape with kind and status."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm_desktop.models.record import Binned, Record
from crm_desktop.models.types import (
    Currency,
    Flag,
    Id,
    Minor,
    OptionalAt,
    OptionalDay,
    OptionalRate,
    OptionalText,
    Position,
    Price,
    Quantity,
    Rate,
    Text,
    link,
)


class Document(Binned, Record):
    """A paper with lines and totals. Totals are in minor units, computed by `core.totals` at every save.

    `number` is None until issued. `customer` and `seller` are JSON copies made at issue; an issued
    document is sealed: its bytes are the attachment `pdf_id`.
    """

    __tablename__ = "document"
    __table_args__ = (Index(None, "kind", "status"), Index(None, "number"))

    kind: Mapped[Text] = mapped_column(default="quote")
    number: Mapped[OptionalText]
    revision: Mapped[int] = mapped_column(default=1)
    revises_id: Mapped[str | None] = link("document")
    status: Mapped[Text] = mapped_column(default="draft")
    title: Mapped[Text]
    person_id: Mapped[str | None] = link("contact")
    company_id: Mapped[str | None] = link("contact")
    deal_id: Mapped[str | None] = link("deal")
    dated_on: Mapped[date]
    valid_until: Mapped[OptionalDay]
    currency: Mapped[Currency]
    prices_include_tax: Mapped[Flag]
    discount_percent: Mapped[OptionalRate]
    note: Mapped[Text]
    terms: Mapped[Text]
    language: Mapped[Text]
    customer: Mapped[OptionalText]
    seller: Mapped[OptionalText]
    net: Mapped[Minor]
    tax: Mapped[Minor]
    gross: Mapped[Minor]
    issued_at: Mapped[OptionalAt]
    decided_at: Mapped[OptionalAt]
    decided_by: Mapped[Text]
    pdf_id: Mapped[str | None] = mapped_column(String(64))
    owner_id: Mapped[str | None] = link("member", index=False)

    lines: Mapped[list[DocumentLine]] = relationship(order_by="DocumentLine.position", cascade="all, delete-orphan")


class DocumentLine(Record):
    """One line: an item with quantity and price, a text, or a section's heading."""

    __tablename__ = "document_line"

    id: Mapped[Id]
    document_id: Mapped[str] = link("document", optional=False)
    position: Mapped[Position]
    kind: Mapped[Text] = mapped_column(default="item")
    product_id: Mapped[str | None] = link("product")
    name: Mapped[Text]
    description: Mapped[Text]
    quantity: Mapped[Quantity]
    unit: Mapped[Text]
    unit_price: Mapped[Price]
    discount_percent: Mapped[OptionalRate]
    tax_rate: Mapped[Rate]
    tax_category: Mapped[Text] = mapped_column(default="S")
    optional: Mapped[Flag]
    alternative: Mapped[Flag]
