"""Birthdays and other days that may lack a year: read as people write them, kept as ISO 8601 partial dates."""

from __future__ import annotations

import re
from datetime import date

from crm_desktop.core.errors import Refused

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = re.compile(r"(?:(\d{4})|-)-(\d{2})(?:-(\d{2}))?")
_YEAR = re.compile(r"(?:1[5-9]|2[01])\d\d")
_NUMBERS = re.compile(r"(\d{1,4})[./-](\d{1,2})(?:[./-](\d{2,4}))?\.?")
_WORDS = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th|\.)?\s*)?([a-z]{3,9})\.?\s*"
    r"(?:(\d{1,2})(?:st|nd|rd|th)?(?!\d))?[,\s]*(\d{4})?"
)
_LEAP_YEAR = 2000


def read_partial_day(text: str, *, month_first: bool = False) -> str | None:
    """Return 1980-03-09, --03-09, 1980-03 or 1980 for a day as it was written, None for nothing. Raises `Refused`."""
    text = " ".join(text.strip().lower().split())
    if not text:
        return None
    if _YEAR.fullmatch(text):
        return text
    if match := _ISO.fullmatch(text):
        return _partial(match[1], match[2], match[3], text)
    if match := _NUMBERS.fullmatch(text):
        if len(match[1]) == 4:
            return _partial(match[1], match[2], match[3], text)
        day, month = (match[2], match[1]) if month_first else (match[1], match[2])
        return _partial(match[3], month, day, text)
    if match := _WORDS.fullmatch(text):
        month_number = next((number for number, name in enumerate(_MONTHS, 1) if match[2].startswith(name)), 0)
        day = match[1] or match[3]
        if month_number and (day or match[4]):
            return _partial(match[4], str(month_number), day, text)
    raise _not_a_day(text)


def _partial(year: str | None, month: str, day: str | None, text: str) -> str:
    number = None
    if year:
        number = int(year)
        if len(year) == 2:
            number += 1900 if number > 30 else 2000
    try:
        date(number or _LEAP_YEAR, int(month), int(day or 1))
    except ValueError:
        raise _not_a_day(text) from None
    if day is None:
        if number is None:
            raise _not_a_day(text)
        return f"{number:04d}-{int(month):02d}"
    return f"{f'{number:04d}' if number else '-'}-{int(month):02d}-{int(day):02d}"


def _not_a_day(text: str) -> Refused:
    how = "Write it as 9 March, 9 March 1980, March 1980 or 1980."
    return Refused(f"“{text}” is not a day.", f"Nothing was changed. {how}")
