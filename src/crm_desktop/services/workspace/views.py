"""What the rest of the program knows about the firm."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Business:
    """The firm's own details, as they stand on its paper.

    `tax_rate` and `valid_days` are what a new quote starts with; `work_hours` are (weekday 0–6,
    "09:00", "17:00") and bound the week view and service targets; `country` is ISO 3166-1 alpha-2.
    """

    name: str = ""
    address: str = ""
    email: str = ""
    phone: str = ""
    website: str = ""
    tax_id: str = ""
    logo_id: str | None = None
    currency: str = "EUR"
    country: str = "GB"
    language: str = "en"
    tax_label: str = "VAT"
    tax_rate: str = "20"
    prices_include_tax: bool = False
    valid_days: int = 14
    terms: str = ""
    work_hours: tuple[tuple[int, str, str], ...] = tuple((day, "09:00", "17:30") for day in range(5))
    case_hours: tuple[tuple[str, int], ...] = (("urgent", 2), ("high", 4), ("normal", 8), ("low", 24))
    """Business hours until the first reply, by priority."""


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A person of the firm; `is_me` of the one who works here."""

    id: str
    name: str
    email: str
    is_me: bool = False
