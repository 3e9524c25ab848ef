"""Dates as people write them: today, fri, next tue, in 3 days, 28 nov, 2025-12-05, or the locale's way."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from PySide6.QtCore import QDate, QLocale

from crm_desktop.core.plain_dates import find_day, split
from crm_desktop.core.word_lists import words_of

_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY_FIRST: Final = re.compile(r"(\d{1,2})\.?\s+([^\W\d]+)\.?(?:\s+(\d{4}))?")
_MONTH_FIRST: Final = re.compile(r"([^\W\d]+)\.?\s+(\d{1,2})(?:,?\s+(\d{4}))?")
_NUMBERS: Final = re.compile(r"(\d{1,2})[./-](\d{1,2})(?:[./-](\d{4}|\d{2}))?\.?")
_LEAST_LETTERS: Final = 3
# A form also takes days just gone (an invoice of last week); longer ago, next year's day is meant.
_LATELY: Final = timedelta(days=60)


def read_date(text: str, today: date, locale: QLocale | None = None) -> date | None:
    """The day that the whole text means, or ``None``; English always works beside the locale's words."""
    words = " ".join(text.casefold().split())
    if not words:
        return None
    locale = locale or QLocale()
    return _calendar_day(words, today, locale) or _plain_words(words, today, locale)


def write_date(day: date, locale: QLocale | None = None) -> str:
    """A day in the locale's short words, as *5 Dec 2025*; what is written can be read back."""
    locale = locale or QLocale()
    month = locale.standaloneMonthName(day.month, QLocale.FormatType.ShortFormat)
    if locale.territory() == QLocale.Country.UnitedStates:
        return f"{month} {day.day}, {day.year}"
    return f"{day.day} {month} {day.year}"


def _plain_words(words: str, today: date, locale: QLocale) -> date | None:
    parts = split(words)
    found = find_day(parts, words_of(QLocale.languageToCode(locale.language())), today)
    return found.value if found is not None and len(found.words) == len(parts) else None


def _calendar_day(words: str, today: date, locale: QLocale) -> date | None:
    if match := _ISO.fullmatch(words):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    months = _month_names(locale.name())
    if match := _DAY_FIRST.fullmatch(words):
        return _with_year(match[3], _month_named(match[2], months), int(match[1]), today)
    if match := _MONTH_FIRST.fullmatch(words):
        return _with_year(match[3], _month_named(match[1], months), int(match[2]), today)
    if match := _NUMBERS.fullmatch(words):
        first, second = int(match[1]), int(match[2])
        if _month_comes_first(locale) and "." not in words:
            first, second = second, first
        return _with_year(match[3], second, first, today)
    return None


def _with_year(year: str | None, month: int | None, day: int, today: date) -> date | None:
    if month is None:
        return None
    if year:
        return _day(int(year) + (2000 if len(year) == 2 else 0), month, day)
    # 29 February of a year that has none means the next year that has.
    years = range(today.year, min(today.year + 9, date.max.year + 1))
    days = (found for number in years if (found := _day(number, month, day)))
    return next((found for found in days if found >= today - _LATELY), None)


def _month_comes_first(locale: QLocale) -> bool:
    pattern = locale.dateFormat(QLocale.FormatType.ShortFormat)
    return 0 <= pattern.find("M") < pattern.find("d")


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month_named(word: str, names: tuple[frozenset[str], ...]) -> int | None:
    word = word.rstrip(".")
    found = [
        number
        for number, forms in enumerate(names, 1)
        if word in forms or (len(word) >= _LEAST_LETTERS and any(form.startswith(word) for form in forms))
    ]
    return found[0] if len(found) == 1 else None


@lru_cache(maxsize=8)
def _month_names(locale_name: str) -> tuple[frozenset[str], ...]:
    locale, english = QLocale(locale_name), words_of("en").months
    shapes = (QLocale.FormatType.LongFormat, QLocale.FormatType.ShortFormat)
    names = []
    for number in range(1, 13):
        local = {locale.monthName(number, shape) for shape in shapes}
        local |= {locale.standaloneMonthName(number, shape) for shape in shapes}
        known = {word for word, month in english.items() if month == number}
        names.append(frozenset(name.casefold().rstrip(".") for name in local) | known)
    return tuple(names)


def partial_day_text(text: str) -> str:
    """A day that may lack its year or its day: --03-09 is 9 March, 1980-03 is March 1980, 1980 is itself."""
    locale = QLocale()
    try:
        numbers = [int(part) for part in text.removeprefix("--").split("-")]
        if text.startswith("--"):
            return locale.toString(QDate(2000, numbers[0], numbers[1]), "d MMMM")
        if len(numbers) == 1:
            return text
        if len(numbers) == 2:
            return locale.toString(QDate(numbers[0], numbers[1], 1), "MMMM yyyy")
        return locale.toString(QDate(numbers[0], numbers[1], numbers[2]), "d MMMM yyyy")
    except (ValueError, IndexError):
        return text
