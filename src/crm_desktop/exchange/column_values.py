"""What the values of a column are: numbers with which decimal mark, dates with which part first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Final, Literal

DecimalMark = Literal[".", ","]
DateOrder = Literal["iso", "day", "month"]
Kind = Literal["empty", "integer", "decimal", "date", "email", "phone", "web", "boolean", "text"]

_SPACES = "  \xa0\u202f'’"
_NUMBER = re.compile(rf"[-+(]?\s*[$€£¥]?\s*\d[\d.,{_SPACES}]*\s*(?:%|[$€£¥]|EUR|USD|GBP|CHF)?\)?-?\Z", re.ASCII)
_PARTS: Final = re.compile(r"(\d{1,4})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{2,4})(?:[ T,]+\d{1,2}[:.]\d\d.*)?\Z", re.ASCII)
_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;.]+\Z")
_PHONE = re.compile(
    r"(?:\+|00|\(?0)[\d\s()/.-]{5,}\d(?:\s*(?:x|ext\.?)\s*\d+)?\Z|\(?\d{3}\)?[ -]\d{3}-\d{4}\Z", re.ASCII
)
_WEB = re.compile(r"(?:https?://|www\.)\S+\Z", re.IGNORECASE)
_BOOLEANS = frozenset(("true", "false", "yes", "no", "ja", "nein", "y", "n", "0", "1", "wahr", "falsch"))
_EMPTY = frozenset(("", "null", "none", "n/a", "#n/a", "-", "\\n"))
_MONTHS: Final = {
    word: number
    for number, words in enumerate(
        (
            ("jan", "january", "januar", "jänner"), ("feb", "february", "februar"),
            ("mar", "march", "mrz", "märz", "mär"), ("apr", "april"), ("may", "mai"), ("jun", "june", "juni"),
            ("jul", "july", "juli"), ("aug", "august"), ("sep", "sept", "september"),
            ("oct", "october", "okt", "oktober"), ("nov", "november"), ("dec", "december", "dez", "dezember"),
        ),
        1,
    )
    for word in words
}  # fmt: skip
_DAY_IN_WORDS = re.compile(r"(\d{1,2})\.?[ -]([^\W\d_]{3,9})\.?[ ,-]+(\d{4})\Z")
_MONTH_IN_WORDS = re.compile(r"([^\W\d_]{3,9})\.? (\d{1,2}),? (\d{4})\Z")


@dataclass(frozen=True, slots=True)
class ColumnValues:
    """What a column holds; not `is_certain` when the values leave the marks or the order open."""

    kind: Kind
    decimal_mark: DecimalMark | None = None
    date_order: DateOrder | None = None
    is_certain: bool = True


def recognised_values(values: Iterable[str]) -> ColumnValues:
    """Return what nearly all (19 of 20) of the values that are not empty have in common."""
    texts = [text for value in values if (text := value.strip()).lower() not in _EMPTY]
    if not texts:
        return ColumnValues("empty")
    enough = len(texts) * 0.95

    def nearly_all(pattern: re.Pattern[str]) -> bool:
        return sum(1 for text in texts if pattern.match(text)) >= enough

    dates = _date_column(texts, enough)
    if dates is not None:
        return dates
    if all(text.lower() in _BOOLEANS for text in texts) and not all(text.isdigit() for text in texts):
        return ColumnValues("boolean")
    if nearly_all(_EMAIL):
        return ColumnValues("email")
    if nearly_all(_WEB):
        return ColumnValues("web")
    if sum(1 for text in texts if _is_number(text)) >= enough:
        if sum(1 for text in texts if text[:1] == "0" and text[1:2].isdigit()) > len(texts) * 0.05:
            return ColumnValues("phone" if nearly_all(_PHONE) else "text")
        return _number_column(texts)
    return ColumnValues("phone" if nearly_all(_PHONE) else "text")


def _is_number(text: str) -> bool:
    """Return whether the text is a number with one of the two decimal marks."""
    return bool(_NUMBER.match(text)) and (number_of(text, ".") is not None or number_of(text, ",") is not None)


def _number_column(texts: list[str]) -> ColumnValues:
    """Tell the decimal mark from the thousands mark by every value that shows which is which."""
    proofs = {".": 0, ",": 0}
    leaning = {".": 0, ",": 0}
    for text in texts:
        marks = re.findall(r"[.,]", text)
        if not marks:
            continue
        last = marks[-1]
        digits_after = len(re.sub(r"\D", "", text[text.rindex(last) :]))
        if len(set(marks)) == 2 or (len(marks) == 1 and digits_after != 3):
            proofs[last] += 1
        elif len(marks) > 1:
            proofs["," if last == "." else "."] += 1
        elif re.match(r"\D*0[.,]", text):
            proofs[last] += 1
        else:
            leaning["," if last == "." else "."] += 1
    if not any(proofs.values()):
        if any(leaning.values()):
            # Only groups of three: read as thousands, which is a whole number either way round.
            return ColumnValues("integer", "," if leaning[","] > leaning["."] else ".", is_certain=False)
        return ColumnValues("integer")
    mark: DecimalMark = "," if proofs[","] > proofs["."] else "."
    return ColumnValues("decimal", mark, is_certain=not (proofs["."] and proofs[","]))


def _date_column(texts: list[str], enough: float) -> ColumnValues | None:
    """Return the order of a column of dates; dates in words have none."""
    day_first = month_first = iso = either = spoken = 0
    points = 0
    for text in texts:
        found = _PARTS.match(text)
        if found is None:
            spoken += 1 if _spoken_date(text) else 0
            continue
        first, mark, second, third = int(found[1]), found[2], int(found[3]), found[4]
        if len(found[1]) == 4:
            iso += 1 if len(third) == 2 and 1 <= second <= 12 else 0
        elif len(found[1]) > 2 or len(third) == 3:
            continue
        elif first > 12 >= second >= 1 and first <= 31:
            day_first += 1
        elif second > 12 >= first >= 1 and second <= 31:
            month_first += 1
        elif 1 <= first <= 12 and 1 <= second <= 12:
            either += 1
            points += mark == "."
    total = day_first + month_first + iso + either + spoken
    if not total or total < enough:
        return None
    if iso and iso >= day_first + month_first + either:
        return ColumnValues("date", date_order="iso")
    if spoken == total:
        return ColumnValues("date")
    if day_first or month_first:
        order: DateOrder = "day" if day_first >= month_first else "month"
        return ColumnValues("date", date_order=order, is_certain=not (day_first and month_first))
    # Nothing proves it. Dates with points are written day first everywhere; the others are left to be asked.
    return ColumnValues("date", date_order="day", is_certain=points == either)


def number_of(text: str, decimal_mark: DecimalMark = ".") -> Decimal | None:
    """Read a number exactly, or return nothing when the text is none."""
    text = text.strip()
    if not _NUMBER.match(text):
        return None
    is_negative = text.startswith(("-", "(")) or text.endswith("-")
    digits = re.sub(r"[^\d.,]", "", text)
    grouping = "." if decimal_mark == "," else ","
    whole, mark, rest = digits.partition(decimal_mark)
    if grouping in rest or decimal_mark in rest:
        return None
    groups = whole.split(grouping)
    if len(groups) > 1 and not (1 <= len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])):
        return None
    value = Decimal("".join(groups) + (f".{rest}" if mark and rest else "") or "0")
    if "%" in text:
        value = value.scaleb(-2)
    return -value if is_negative else value


def date_of(text: str, order: DateOrder = "iso") -> date | None:
    """Read a date by the order of its column, or return nothing when it is none in the calendar."""
    text = text.strip()
    found = _PARTS.match(text)
    if found is None:
        return _spoken_date(text)
    first, second, third = int(found[1]), int(found[3]), int(found[4])
    if len(found[1]) == 4:
        year, month, day = first, second, third
    elif order == "month":
        month, day, year = first, second, third
    else:
        day, month, year = first, second, third
    if len(found[4]) == 2 and len(found[1]) != 4:
        # As POSIX does: 69 to 99 are the last century.
        year += 1900 if year >= 69 else 2000
    try:
        return date(year, month, day)
    except ValueError:
        return None


_TIME = re.compile(
    r"(?:.*[T\s,]|\A)(\d{1,2})[:.](\d\d)(?:[:.](\d\d))?(?:\.\d+)?\s*([ap]\.?m\.?)?\Z", re.IGNORECASE | re.DOTALL
)


def time_of(text: str) -> time | None:
    """Read the time of day that a text is or ends with, in 24 hours or with am and pm; nothing when there is none."""
    found = _TIME.match(text.strip())
    if found is None:
        return None
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    if found[4]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found[4][0] in "pP" else 0)
    return time(hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


def moment_of(text: str, order: DateOrder = "iso") -> datetime | None:
    """Read a day with its time of day, midnight where there is none; with a zone only where the text says one."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        day = date_of(text, order)
    if day is None:
        return None
    # What stands before the first blank is the day: “12.11.24” is no time.
    return datetime.combine(day, time_of(text.replace(",", " ").replace("T", " ").partition(" ")[2]) or time())


def _spoken_date(text: str) -> date | None:
    found = _DAY_IN_WORDS.match(text)
    day, word, year = (found[1], found[2], found[3]) if found else ("", "", "")
    if found is None:
        found = _MONTH_IN_WORDS.match(text)
        if found is None:
            return None
        word, day, year = found[1], found[2], found[3]
    month = _MONTHS.get(word.lower())
    if month is None:
        return None
    try:
        return date(int(year), month, int(day))
    except ValueError:
        return None
