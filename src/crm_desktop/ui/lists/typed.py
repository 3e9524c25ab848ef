"""What the filter box offers while a filter is typed: fields, comparisons, values."""

from __future__ import annotations

import re
from typing import Final

from crm_desktop.core.fields import Field, FieldSet, FieldType
from crm_desktop.core.filters import OPERATORS, Operator
from crm_desktop.services.filter_sql import ME

_MOST: Final = 12
_PERIODS: Final = (
    "today",
    "yesterday",
    "this week",
    "this month",
    "last month",
    "last 30 days",
    "next 7 days",
    "60 days ago",
)
_ORDER: Final = (
    Operator.EQUAL, Operator.NOT_EQUAL, Operator.CONTAINS, Operator.STARTS_WITH, Operator.HAS, Operator.MORE,
    Operator.AT_LEAST, Operator.LESS, Operator.AT_MOST, Operator.BEFORE, Operator.AFTER, Operator.WITHIN,
    Operator.EMPTY, Operator.NOT_EMPTY,
)  # fmt: skip
_JOINED: Final = re.compile(r"^(.*\b(?:and|or|not)\s+|.*\(\s*)", re.IGNORECASE | re.DOTALL)


def operators_of(field: Field) -> list[Operator]:
    """Return what a field can be compared by, the usual first."""
    allowed = OPERATORS[field.type]
    first = (
        Operator.HAS if field.type is FieldType.TAGS else Operator.CONTAINS if _is_free_text(field) else Operator.EQUAL
    )
    ordered = sorted((one for one in _ORDER if one in allowed), key=lambda one: one is not first)
    dated = field.type in (FieldType.DATE, FieldType.MOMENT)
    unused = {Operator.LESS, Operator.MORE, Operator.AT_LEAST, Operator.AT_MOST} if dated else set()
    return [one for one in ordered if one not in unused]


def _is_free_text(field: Field) -> bool:
    return field.type in (FieldType.TEXT, FieldType.LONG_TEXT)


def values_of(field: Field, segments: tuple[str, ...] = ()) -> list[str]:
    """Return values that a filter on a field is likely to name, as they are written."""
    if field.key == "segment":
        return [quoted(one) for one in segments]
    if field.choices:
        return [key if key.isidentifier() else quoted(label) for key, label in field.choices]
    if field.type is FieldType.YES_NO:
        return ["yes", "no"]
    if field.type is FieldType.PERSON:
        return [ME]
    return list(_PERIODS) if field.type in (FieldType.DATE, FieldType.MOMENT) else []


def quoted(text: str) -> str:
    """Return a text as a filter writes it."""
    if re.fullmatch(r"[^\W\d]\w*", text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def completions(text: str, fields: FieldSet, segments: tuple[str, ...] = (), *, asked: bool = False) -> list[str]:
    """Return whole lines that what was typed could become.

    Unless `asked` for, only once the beginning is surely a filter: words are for looking up names.
    """
    before = ""
    if (found := _JOINED.match(text)) is not None:
        before, text = found[1], text[found.end() :]
        asked = True
    for field in fields:
        for name in (field.key, field.label):
            rest = text[len(name) :]
            if text[: len(name)].casefold() == name.casefold() and rest[:1] in (" ", "=", "!", "<", ">"):
                return [f"{before}{text[: len(name)]} {one}" for one in _after_field(field, rest.strip(), segments)][
                    :_MOST
                ]
    if not asked:
        return []
    wanted = text.strip().casefold()
    keys = [one.key for one in fields if wanted in one.label.casefold() or one.key.startswith(wanted)]
    return [f"{before}{key} " for key in keys][:_MOST]


def _after_field(field: Field, rest: str, segments: tuple[str, ...]) -> list[str]:
    lower = rest.casefold()
    for operator in sorted(operators_of(field), key=lambda one: -len(one.value)):
        if (
            lower == operator.value
            or lower.startswith((f"{operator.value} ", f"{operator.value}\t"))
            or (not operator.value.isalpha() and " " not in operator.value and lower.startswith(operator.value))
        ):
            if operator in (Operator.EMPTY, Operator.NOT_EMPTY):
                return []
            begun = rest[len(operator.value) :].strip().strip('"').casefold()
            values = [one for one in values_of(field, segments) if one.strip('"').casefold().startswith(begun)]
            return [f"{operator.value} {one}" for one in values if one.casefold() != begun]
    return [f"{one.value} " for one in operators_of(field) if one.value.startswith(lower)]
