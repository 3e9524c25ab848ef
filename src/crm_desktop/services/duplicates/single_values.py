"""What contacts hold once each - a name, a birthday, an own field - as a comparison shows it and a merge chooses."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from crm_desktop.core.clock import from_millis
from crm_desktop.core.fields import FieldType
from crm_desktop.core.kinds import CUSTOMER_TYPES, LIFECYCLES, word
from crm_desktop.core.money import exponent
from crm_desktop.services.duplicates.following import Rows
from crm_desktop.services.duplicates.views import PHOTO

NAME: Final = ("name", "sort_key", "prefix", "given_name", "additional_name", "family_name", "suffix")
_SINGLE: Final = (
    ("name", "Name", NAME),
    ("nickname", "Nickname", ("nickname",)),
    ("phonetic_name", "Phonetic name", ("phonetic_name",)),
    ("job_title", "Job title", ("job_title",)),
    ("birthday", "Birthday", ("birthday",)),
    ("anniversary", "Anniversary", ("anniversary",)),
    ("lifecycle", "Lifecycle", ("lifecycle",)),
    ("customer_type", "Customer type", ("customer_type",)),
    ("owner", "Owner", ("owner_id",)),
    ("source", "Source", ("source",)),
    ("language", "Language", ("language",)),
    ("tax_id", "Tax number", ("tax_id",)),
    ("registration_id", "Registration number", ("registration_id",)),
    ("keep_in_touch_days", "Keep in touch, days", ("keep_in_touch_days",)),
    ("interests", "Interests", ("interests",)),
    ("family", "Family", ("family",)),
    ("preferences", "Preferences", ("preferences",)),
    ("about", "About", ("about",)),
    (PHOTO, "Photo", ("photo_id",)),
)
OWN: Final = "own."
"""Before the key of a field that people added."""


@dataclass(frozen=True, slots=True)
class SingleField:
    """One field, what each contact holds in it (contact → column → as stored), and the same in words."""

    key: str
    label: str
    stored: Mapping[str, Mapping[str, Any]]
    texts: Mapping[str, str]
    field_id: str = ""
    """Of a field that people added."""
    type: FieldType = FieldType.TEXT

    def first(self, ids: Sequence[str]) -> str:
        """Return who holds the value that stands unless another is chosen: the first who has one."""
        return next((one for one in ids if self.texts[one]), ids[0])


def single_fields(rows: Rows, ids: Sequence[str]) -> list[SingleField]:
    """Return every field that a contact holds one value in, people's own behind the built-in ones."""
    columns = [column for _, _, group in _SINGLE for column in group]
    marks = ",".join("?" * len(ids))
    held = {
        row[0]: dict(zip(columns, row[1:], strict=True))
        for row in rows(f"SELECT id, {', '.join(columns)} FROM contact WHERE id IN ({marks})", list(ids))
    }
    members: dict[str, str] = dict(rows("SELECT id, name FROM member", ()))
    found = []
    for key, label, group in _SINGLE:
        stored = {one: {column: held[one][column] for column in group} for one in ids}
        texts = {one: _text(key, stored[one][group[0]], members) for one in ids}
        found.append(SingleField(key, label, stored, texts))
    return found + _own_fields(rows, ids, members)


def _text(key: str, value: Any, members: Mapping[str, str]) -> str:
    if value in (None, ""):
        return ""
    match key:
        case "owner":
            return members.get(value, "")
        case "lifecycle":
            return word(LIFECYCLES, value)
        case "customer_type":
            return word(CUSTOMER_TYPES, value)
    return str(value).strip()


def _own_fields(rows: Rows, ids: Sequence[str], members: Mapping[str, str]) -> list[SingleField]:
    marks = ",".join("?" * len(ids))
    declared = rows(
        "SELECT id, key, label, type, choices, scale FROM custom_field WHERE id IN "
        f"(SELECT field_id FROM custom_value WHERE record_id IN ({marks})) ORDER BY position, id",
        list(ids),
    )
    if not declared:
        return []
    values = {
        (field, record): (text, number)
        for field, record, text, number in rows(
            f"SELECT field_id, record_id, text, number FROM custom_value WHERE record_id IN ({marks})", list(ids)
        )
    }
    found = []
    for field_id, key, label, kind, choices, scale in declared:
        own = _OwnText(rows, FieldType(kind), dict(json.loads(choices or "[]")), int(scale), members)
        held = {one: values.get((field_id, one), (None, None)) for one in ids}
        stored = {one: {"text": text, "number": number} for one, (text, number) in held.items()}
        texts = {one: own.of(text, number) for one, (text, number) in held.items()}
        found.append(SingleField(f"{OWN}{key}", label, stored, texts, field_id, own.type))
    return found


@dataclass(frozen=True, slots=True)
class _OwnText:
    """How values of one of people's own fields read."""

    rows: Rows
    type: FieldType
    choices: Mapping[str, str]
    scale: int
    members: Mapping[str, str]

    def of(self, text: str | None, number: int | None) -> str:
        if text is None and number is None:
            return ""
        match self.type:
            case FieldType.NUMBER:
                return f"{Decimal(number or 0).scaleb(-self.scale):f}"
            case FieldType.MONEY:
                currency = self._currency()
                return f"{Decimal(number or 0).scaleb(-exponent(currency)):f} {currency}"
            case FieldType.YES_NO:
                return "Yes" if number else "No"
            case FieldType.MOMENT:
                moment: datetime = from_millis(number or 0).astimezone(UTC)
                return f"{moment:%Y-%m-%d %H:%M} UTC"
            case FieldType.CHOICE:
                return self.choices.get(text or "", text or "")
            case FieldType.TAGS:
                return ", ".join(json.loads(text or "[]"))
            case FieldType.PERSON:
                return self.members.get(text or "", "")
            case FieldType.RECORD:
                named = self.rows("SELECT title FROM search_document WHERE record_id = ?", (text,))
                return str(named[0][0]) if named else str(text or "")
        return (text or "").strip()

    def _currency(self) -> str:
        found = self.rows("SELECT json_extract(value, '$.currency') FROM setting WHERE id = 'business'", ())
        return str(found[0][0]) if found and found[0][0] else "EUR"
