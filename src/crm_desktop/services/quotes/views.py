"""What quote screens show and forms send: frozen values; amounts are exact decimals or minor units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

LINE_KINDS: Final = ("item", "text", "section")


@dataclass(frozen=True, slots=True)
class LineDraft:
    """One line as a form wants it: an item with its figures, a text, or the heading of a section.

    `discount_percent` and `tax_rate` are of 100. `optional` and `alternative` lines are offered, not counted.
    An `id` that is not in the file yet is given to the new line; None makes one up.
    """

    name: str = ""
    description: str = ""
    quantity: Decimal = Decimal(1)
    unit: str = ""
    unit_price: Decimal = Decimal(0)
    discount_percent: Decimal | None = None
    tax_rate: Decimal = Decimal(0)
    tax_category: str = "S"
    optional: bool = False
    alternative: bool = False
    kind: str = "item"
    product_id: str | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True)
class QuoteDraft:
    """A quote as a form wants it, lines included.

    An `id` that is not in the file yet is given to the new quote; None makes one up. `dated_on` None is
    today, `valid_until` None has no end. `currency` "" is the workspace's, `language` "" the customer's
    or else the workspace's.
    """

    title: str = ""
    person_id: str | None = None
    company_id: str | None = None
    deal_id: str | None = None
    dated_on: date | None = None
    valid_until: date | None = None
    currency: str = ""
    prices_include_tax: bool = False
    discount_percent: Decimal | None = None
    note: str = ""
    terms: str = ""
    language: str = ""
    owner_id: str | None = None
    lines: tuple[LineDraft, ...] = ()
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Customer:
    """Whom a quote is for: a company, a person, or a person of a company, and what they are called."""

    person_id: str | None
    company_id: str | None
    name: str
    person: str


@dataclass(frozen=True, slots=True)
class Revision:
    """One of the papers of a quote, from the first to the newest."""

    id: str
    number: str
    status: str


@dataclass(frozen=True, slots=True)
class QuoteDetail:
    """All that the editor shows of one stored quote.

    `number` is as people read it (`Q-0318 rev 2`), "" for a draft; `next_number` what issuing would give.
    """

    draft: QuoteDraft
    number: str
    next_number: str
    revision: int
    status: str
    customer: str
    person: str
    email: str
    deal: str
    net: int
    tax: int
    gross: int
    issued_at: datetime | None
    decided_at: datetime | None
    decided_by: str
    revisions: tuple[Revision, ...]
    deleted: bool

    @property
    def id(self) -> str:
        """The quote's id."""
        return self.draft.id or ""

    @property
    def is_sealed(self) -> bool:
        """Whether it was issued and can no longer be edited."""
        return self.issued_at is not None
