"""Money, days and moments as the person's language writes them."""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QLocale, QTime

from crm_desktop.core.money import exponent, from_minor
from crm_desktop.ui.kit.money_edit import write_amount

SYMBOLS: Final = {
    "EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥", "INR": "₹", "RUB": "₽", "TRY": "₺", "UAH": "₴", "KRW": "₩",
    "ILS": "₪", "VND": "₫", "PHP": "₱", "NGN": "₦", "CHF": "CHF", "PLN": "zł", "CZK": "Kč", "BRL": "R$", "CNY": "CN¥",
}  # fmt: skip


_NEAR: Final = {
    -1: QT_TRANSLATE_NOOP("Format", "Yesterday"),
    0: QT_TRANSLATE_NOOP("Format", "Today"),
    1: QT_TRANSLATE_NOOP("Format", "Tomorrow"),
}
_NEAR_INSIDE: Final = {
    -1: QT_TRANSLATE_NOOP("Format", "yesterday"),
    0: QT_TRANSLATE_NOOP("Format", "today"),
    1: QT_TRANSLATE_NOOP("Format", "tomorrow"),
}


def money_text(minor: int | None, currency: str, *, decimals: bool | None = None, locale: QLocale | None = None) -> str:
    """An amount with its currency's sign, computed without floats; nothing for ``None``.

    ``decimals`` None leaves them out where they are all zero (cards, totals); True always shows them;
    False rounds to whole units.
    """
    if minor is None:
        return ""
    amount = from_minor(minor, currency)
    whole = amount == amount.to_integral_value()
    digits = exponent(currency) if decimals or (decimals is None and not whole) else 0
    return with_sign(write_amount(abs(amount), digits, locale), currency, negative=minor < 0, locale=locale)


def amount_text(amount: Decimal | None, currency: str, *, locale: QLocale | None = None) -> str:
    """A price with its currency's sign and at least the currency's decimals; more only where it has them."""
    if amount is None:
        return ""
    places = max(exponent(currency), -int(amount.normalize().as_tuple().exponent))
    return with_sign(write_amount(abs(amount), places, locale), currency, negative=amount < 0, locale=locale)


def short_money_text(minor: int, currency: str, *, locale: QLocale | None = None) -> str:
    """An amount in a few letters, for totals: 41,200 stays, from a million on it is 2.1M."""
    units = from_minor(minor, currency)
    if abs(units) < 1_000_000:
        return money_text(minor, currency, decimals=False, locale=locale)
    words = QCoreApplication.translate("Format", "{number}M").format(
        number=write_amount(abs(units) / 1_000_000, 1, locale)
    )
    return with_sign(words, currency, negative=minor < 0, locale=locale)


def with_sign(figures: str, currency: str, *, negative: bool = False, locale: QLocale | None = None) -> str:
    """Figures with the currency's sign on the side where the locale puts it."""
    sign = SYMBOLS.get(currency, currency)
    locale = locale or QLocale()
    # The C locale, where no language was chosen, writes as English does.
    before = locale.language() == QLocale.Language.C or locale.toCurrencyString(1, "¤").startswith("¤")
    if before:
        text = f"{sign}{figures}" if len(sign) == 1 or not sign.isalpha() else f"{sign}\u00a0{figures}"
    else:
        text = f"{figures}\u00a0{sign}"
    return f"\u2212{text}" if negative else text


def day_text(day: date, today: date, *, locale: QLocale | None = None, inside: bool = False) -> str:
    """A day in few words: today, tomorrow, a weekday within the week, else the date (with another year its year).

    ``inside`` a sentence the near days are written small: “since yesterday”.
    """
    locale = locale or QLocale()
    near = (_NEAR_INSIDE if inside else _NEAR).get((day - today).days)
    if near is not None:
        return QCoreApplication.translate("Format", str(near))
    if today < day < today + timedelta(days=7):
        return locale.standaloneDayName(day.isoweekday(), QLocale.FormatType.ShortFormat)
    month = locale.standaloneMonthName(day.month, QLocale.FormatType.ShortFormat)
    month_first = locale.territory() == QLocale.Country.UnitedStates
    short = f"{month} {day.day}" if month_first else f"{day.day} {month}"
    return short if day.year == today.year else f"{short} {day.year}"


def month_text(day: date, *, locale: QLocale | None = None) -> str:
    """A month with its year: November 2025."""
    locale = locale or QLocale()
    return f"{locale.standaloneMonthName(day.month, QLocale.FormatType.LongFormat)} {day.year}"


def time_text(moment: datetime, zone: tzinfo, *, locale: QLocale | None = None) -> str:
    """The hour and minute where the person is."""
    local = moment.astimezone(zone)
    return (locale or QLocale()).toString(QTime(local.hour, local.minute), QLocale.FormatType.ShortFormat)


def moment_text(
    moment: datetime, now: datetime, zone: tzinfo, *, locale: QLocale | None = None, inside: bool = False
) -> str:
    """A moment in few words: its day, and within a week also its time; ``inside`` a sentence as in `day_text`."""
    local, today = moment.astimezone(zone).date(), now.astimezone(zone).date()
    day = day_text(local, today, locale=locale, inside=inside)
    return f"{day} {time_text(moment, zone, locale=locale)}" if abs((local - today).days) < 7 else day
