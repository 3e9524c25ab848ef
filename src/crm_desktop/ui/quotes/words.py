"""Words, tones and figures that the list and the editor share."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from PySide6.QtCore import QCoreApplication, QLocale

from crm_desktop.core.money import exponent
from crm_desktop.ui.kit.format import with_sign
from crm_desktop.ui.kit.money_edit import read_amount, write_amount
from crm_desktop.ui.theme.tokens import Tone

TONES: Final[dict[str, Tone]] = {
    "draft": "slate",
    "sent": "info",
    "accepted": "success",
    "declined": "danger",
    "expired": "warning",
    "superseded": "slate",
}


def status_word(status: str) -> str:
    """Return a status as people read it."""
    translate = QCoreApplication.translate
    return {
        "draft": translate("Quotes", "Draft"),
        "sent": translate("Quotes", "Sent"),
        "accepted": translate("Quotes", "Accepted"),
        "declined": translate("Quotes", "Declined"),
        "expired": translate("Quotes", "Expired"),
        "superseded": translate("Quotes", "Superseded"),
    }[status]


def number_words(value: Decimal, least: int = 0) -> str:
    """Return a number with the locale's marks, at least `least` decimals, more where it has them."""
    places = max(least, -int(value.normalize().as_tuple().exponent))
    return write_amount(value, places)


def percent_words(rate: Decimal) -> str:
    """Return a rate of 100 as the locale writes percentages."""
    sample = QLocale().percent()
    return f"{number_words(rate)}{sample}"


def read_number(text: str) -> Decimal | None:
    """Return the number that is meant, with up to six decimals, or None."""
    return read_amount(text, 6)


def read_percent(text: str) -> Decimal | None:
    """Return the percentage that is meant, from 0 to 100 with up to four decimals, or None."""
    number = read_amount(text.replace(QLocale().percent(), "").replace("%", ""), 4)
    return number if number is not None and 0 <= number <= 100 else None


def figures(amount: Decimal, currency: str) -> str:
    """Return an amount with the digits of its currency and no sign."""
    text = write_amount(abs(amount), exponent(currency))
    return f"\N{MINUS SIGN}{text}" if amount < 0 else text


def money(amount: Decimal, currency: str) -> str:
    """Return an amount with its currency's sign, always with its decimals."""
    return with_sign(write_amount(abs(amount), exponent(currency)), currency, negative=amount < 0)
