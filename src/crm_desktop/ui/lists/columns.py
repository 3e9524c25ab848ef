"""The columns of a table, from the fields of a kind of record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from crm_desktop.core.fields import Field, FieldSet, FieldType
from crm_desktop.ui.kit.windowed_models import TableColumn

_WIDTHS: Final[Mapping[FieldType, int]] = {
    FieldType.TEXT: 150, FieldType.LONG_TEXT: 220, FieldType.NUMBER: 100, FieldType.MONEY: 116, FieldType.DATE: 112,
    FieldType.MOMENT: 128, FieldType.CHOICE: 118, FieldType.YES_NO: 76, FieldType.PERSON: 110, FieldType.RECORD: 150,
    FieldType.TAGS: 130,
}  # fmt: skip
_OWN: Final[Mapping[str, int]] = {
    "name": 210, "title": 220, "subject": 230, "company": 170, "customer": 180, "email": 200, "phone": 140,
    "next_step": 190, "score": 118, "number": 100, "currency": 84, "stage": 118, "reply_due_at": 168, "amount": 104,
}  # fmt: skip
_BOX: Final = 24
"""What the box before the first column takes."""
NUMBERS: Final = frozenset((FieldType.NUMBER, FieldType.MONEY))


def shown_fields(fields: FieldSet, keys: Iterable[str]) -> list[Field]:
    """Return the fields of the columns that are still there; a removed own field has no column."""
    found = (fields.find(key) for key in keys)
    return list(dict.fromkeys(one for one in found if one is not None and one.sql is not None))


def table_columns(fields: FieldSet, keys: Iterable[str], widths: Mapping[str, int]) -> tuple[TableColumn, ...]:
    """Return the columns of a table, each as wide as a person drew it or as its type needs."""
    return tuple(
        TableColumn(
            one.key, one.label, widths.get(one.key) or _width(one) + (0 if place else _BOX), one.type in NUMBERS,
            one.type is not FieldType.TAGS or one.every is not None,
        )
        for place, one in enumerate(shown_fields(fields, keys))
    )  # fmt: skip


def _width(field: Field) -> int:
    return max(_OWN.get(field.key, _WIDTHS[field.type]), _room(field.label))


def _room(label: str) -> int:
    """Return the width that a heading takes, near enough; a long one is cut."""
    return min(7 * len(label) + 36, 200)


def offered_columns(fields: FieldSet) -> list[Field]:
    """Return every field that can be a column."""
    return [one for one in fields if one.sql is not None]
