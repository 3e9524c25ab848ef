"""What a quote says, ready to be printed: every amount is already computed, nothing here adds up."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from crm_desktop.documents.page_size import PageSize

Amount = Decimal | str | None
"""A Decimal is written in the paper's language with the digits it carries; a string is printed as it is."""

Day = datetime.date | str
"""A date is written as the paper's language writes it; a string is printed as it is."""

LineKind = Literal["item", "text", "section"]


@dataclass(frozen=True, slots=True)
class Detail:
    """Something more that is to be printed: its name, and what it says."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Party:
    """The firm that sells or the customer: a name and the lines below it."""

    name: str
    lines: tuple[str, ...] = ()
    contact: tuple[str, ...] = ()
    """Telephone, e-mail, web site; printed below the address."""
    tax_id: str = ""
    """With its own label, such as `VAT GB 123 4567 89`."""
    logo: bytes | None = None
    """A PNG, JPEG, GIF or WebP picture from our own store."""
    details: tuple[Detail, ...] = ()
    """What else the firm wants to see printed of a customer; below the tax number."""


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One line of the table: an item, words across the table, or the title of a section."""

    kind: LineKind = "item"
    name: str = ""
    description: str = ""
    quantity: Amount = None
    unit: str = ""
    unit_price: Amount = None
    discount: str = ""
    """Such as `10 %` or `-5.00`; the column appears when any line has one."""
    tax: str = ""
    """Such as `20 %`; the column appears when any line has one."""
    total: Amount = None
    optional: bool = False
    alternative: bool = False


@dataclass(frozen=True, slots=True)
class AmountRow:
    """One row below the table: `Subtotal 1,537.00`."""

    label: str
    amount: Amount


@dataclass(frozen=True, slots=True)
class QuotePaper:
    """One quote as it goes to the customer."""

    title: str
    number: str | None
    """None while it is a draft."""
    date: Day
    valid_until: Day | None
    seller: Party
    customer: Party
    lines: tuple[PaperLine, ...]
    total: Amount
    currency: str
    """ISO 4217, printed beside the total."""
    tax_label: str = ""
    """What the firm calls its tax, over the rates of the lines; empty for the word of the language."""
    total_label: str | None = None
    sum_rows: tuple[AmountRow, ...] = ()
    discount_rows: tuple[AmountRow, ...] = ()
    tax_rows: tuple[AmountRow, ...] = ()
    note: str = ""
    terms: str = ""
    details: tuple[Detail, ...] = ()
    """What else the firm wants to see printed of the quote; beside the customer, below the validity."""
    acceptance: bool = True
    language: str = "en"
    page_size: PageSize = "A4"
