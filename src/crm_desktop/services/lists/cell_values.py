"""What a person types or pastes into a cell, as the JSON value of the field."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from crm_desktop.core.errors import Refused
from crm_desktop.core.fields import Field, FieldType

_DAY: Final = re.compile(r"(\d{1,4})[.\-/ ](\d{1,2})[.\-/ ](\d{1,4})(?:[ T](\d{1,2}):(\d{2}))?")
_YES: Final = frozenset(("yes", "true", "1", "x", "y", "on", "✓"))
_NO: Final = frozenset(("no", "false", "0", "n", "off", ""))


@dataclass(frozen=True, slots=True)
class Habits:
    """How the person writes numbers and days."""

    decimal_mark: str = "."
    day_first: bool = True
    zone: tzinfo | None = None


def cell_value(field: Field, text: str, habits: Habits) -> Any:
    """Return a typed text as a field's JSON value. Raises `Refused` when it does not fit the type."""
    said = text.strip()
    if field.type is FieldType.YES_NO:
        return _yes_no(field, said)
    if not said:
        return [] if field.type is FieldType.TAGS else None
    match field.type:
        case FieldType.NUMBER | FieldType.MONEY:
            return str(number_of(said, habits.decimal_mark, field.label))
        case FieldType.DATE:
            return day_and_time(said, habits, field.label)[0].isoformat()
        case FieldType.MOMENT:
            day, clock = day_and_time(said, habits, field.label)
            moment = datetime(day.year, day.month, day.day, *clock, tzinfo=habits.zone)
            return moment.isoformat()
        case FieldType.CHOICE if field.choices:
            key = field.choice_key(said)
            if key is None:
                words = ", ".join(label for _, label in field.choices)
                raise Refused(f"“{said}” is no choice of “{field.label}”.", f"Nothing was saved. There are: {words}.")
            return key
        case FieldType.TAGS:
            return [part for one in said.split(",") if (part := one.strip())]
        case _:
            return said


def number_of(text: str, decimal_mark: str, label: str) -> Decimal:
    """Return a number as people write it: with signs of currency and marks between thousands."""
    figures = re.sub(r"[^\d.,\-−()%]", "", text).replace("−", "-").rstrip("%")
    negative = figures.startswith("(") and figures.endswith(")")
    figures = figures.strip("()")
    other = "," if decimal_mark == "." else "."
    if figures.count(other) == 1 and decimal_mark not in figures and not re.search(r"[.,]\d{3}$", figures):
        decimal_mark, other = other, decimal_mark  # 8,25 is never eight hundred
    plain = figures.replace(other, "").replace(decimal_mark, ".")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        raise Refused(f"“{text}” in “{label}” is not a number.", "Nothing was saved. Write it like 1250.50.") from None
    if not any(letter.isdigit() for letter in text) or re.search(r"[^\W\d_]{4,}", text):
        raise Refused(f"“{text}” in “{label}” is not a number.", "Nothing was saved. Write it like 1250.50.")
    return -number if negative else number


def day_and_time(text: str, habits: Habits, label: str) -> tuple[date, tuple[int, int]]:
    """Return a day, and the time behind it, as spreadsheets show them."""
    found = _DAY.match(text)
    try:
        if found is None:
            raise ValueError(text)
        first, second, third = (int(part) for part in found.groups()[:3])
        clock = (int(found[4] or 0), int(found[5] or 0))
        if len(found[1]) == 4:
            return date(first, second, third), clock
        year = third + 2000 if third < 100 else third
        day, month = (first, second) if habits.day_first else (second, first)
        return date(year, month, day), clock
    except ValueError:
        raise Refused(f"“{text}” in “{label}” is not a day.", "Nothing was saved. Write it like 2026-11-30.") from None


def _yes_no(field: Field, said: str) -> bool:
    word = said.casefold()
    if word in _YES | _NO:
        return word in _YES
    raise Refused(f"“{said}” in “{field.label}” is neither yes nor no.", "Nothing was saved.")


def parsed_cells(text: str) -> tuple[tuple[str, ...], ...]:
    """Return the cells of a text that was copied from a spreadsheet; quoted ones may hold tabs and lines."""
    rows: list[tuple[str, ...]] = []
    row: list[str] = []
    cell: list[str] = []
    quoted = False
    place, text = 0, text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
    while place < len(text):
        letter = text[place]
        if quoted:
            if letter == '"' and text[place + 1 : place + 2] == '"':
                cell.append('"')
                place += 1
            elif letter == '"':
                quoted = False
            else:
                cell.append(letter)
        elif letter == '"' and not cell and _closes(text, place):
            quoted = True
        elif letter in "\t\n":
            row.append("".join(cell))
            cell = []
            if letter == "\n":
                rows.append(tuple(row))
                row = []
        else:
            cell.append(letter)
        place += 1
    row.append("".join(cell))
    rows.append(tuple(row))
    return tuple(rows)


def _closes(text: str, place: int) -> bool:
    """Whether the quote here has its end before a tab, a line's or the text's end: else it is only a letter."""
    return re.compile(r'"(?:[^"]|"")*"(?=\t|\n|$)').match(text, place) is not None
