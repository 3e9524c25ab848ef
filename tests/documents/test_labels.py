"""Amounts, quantities and dates as each language writes them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from crm_desktop.documents.labels import labels_for


@pytest.mark.parametrize(
    ("language", "amount", "day"),
    [
        ("en", "−1,234,567.80", "4 Dec 2025"),
        ("en_US", "−1,234,567.80", "Dec 4, 2025"),
        ("de", "−1.234.567,80", "04.12.2025"),
        ("fr-CH", "−1\u202f234\u202f567,80", "04/12/2025"),
        ("xx", "−1,234,567.80", "4 Dec 2025"),
    ],
)
def test_language(language: str, amount: str, day: str) -> None:
    labels = labels_for(language)
    assert labels.amount(Decimal("-1234567.80")) == amount
    assert labels.day(date(2025, 12, 4)) == day


@pytest.mark.parametrize(
    ("quantity", "unit", "written"),
    [
        (Decimal("24.000"), "", "24"),
        (Decimal("1.500"), "h", "1.5 h"),
        (Decimal("1000"), "pcs", "1,000 pcs"),
        (Decimal("1E+3"), "", "1,000"),
        ("as agreed", "h", "as agreed h"),
        (None, "", ""),
    ],
)
def test_quantity(quantity: Decimal | str | None, unit: str, written: str) -> None:
    assert labels_for("en").quantity_of(quantity, unit) == written
