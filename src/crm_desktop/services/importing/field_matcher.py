"""Recognising records by what their fields hold, built-in fields and people's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from crm_desktop.core.clock import to_millis
from crm_desktop.core.fields import Field, FieldSet, FieldType
from crm_desktop.core.money import exponent

if TYPE_CHECKING:
    from crm_desktop.services.records import RecordAccess
    from crm_desktop.storage.database import Transaction

_SEPARATOR = "\x1f"


def stored_text(field: Field, value: Any, currency: str = "") -> str:
    """Return a JSON value as the text by which it is compared with what the file holds."""
    if value is None or value == "":
        return ""
    if field.key == "phone":
        return _phone(str(value))
    match field.type:
        case FieldType.MONEY:
            return _digits(Decimal(str(value)).scaleb(exponent(currency) if currency else field.scale))
        case FieldType.NUMBER:
            return _digits(Decimal(str(value)).scaleb(field.scale))
        case FieldType.MOMENT:
            return str(to_millis(datetime.fromisoformat(str(value))) // 1000)  # No table says more than seconds.
        case FieldType.YES_NO:
            return "1" if value else ""
        case FieldType.TAGS:
            return _SEPARATOR.join(sorted(str(one).casefold() for one in value))
        case FieldType.LONG_TEXT:
            return str(value).strip()
        case _:
            return " ".join(str(value).split()).casefold()


def file_text(field: Field, value: Any) -> str:
    """Return what the file holds as the text by which it is compared."""
    if value is None or value == "":
        return ""
    if field.key == "phone":
        return _phone(str(value))
    match field.type:
        case FieldType.TAGS:
            return _SEPARATOR.join(sorted(str(value).casefold().split(_SEPARATOR)))
        case FieldType.YES_NO:
            return "1" if value else ""
        case FieldType.LONG_TEXT:
            return str(value).strip()
        case FieldType.MOMENT:
            return str(int(value) // 1000)
        case FieldType.NUMBER | FieldType.MONEY:
            return str(int(value))
        case _:
            return " ".join(str(value).split()).casefold()


def raw_sql(field: Field) -> str:
    """Return the SQL of what the file holds in a field; tags as one text."""
    if field.type is FieldType.TAGS:
        return f"(SELECT group_concat(value, '{_SEPARATOR}') FROM ({field.sql}))"
    return f"({field.sql})"


class FieldMatcher:
    """Knows every record of a kind by alternatives of fields: each is a tuple of keys that must all agree."""

    def __init__(
        self, work: Transaction, access: RecordAccess, fields: FieldSet, alternatives: Sequence[tuple[str, ...]]
    ) -> None:
        self._fields = fields
        self._alternatives = [keys for keys in alternatives if all(_has_sql(fields, key) for key in keys)]
        self._known: list[dict[tuple[str, ...], list[str]]] = []
        for keys in self._alternatives:
            known: dict[tuple[str, ...], list[str]] = {}
            columns = ", ".join(raw_sql(fields[key]) for key in keys)
            for row in work.execute(
                f'SELECT "{access.table}".id, {columns} FROM {access.source} WHERE {access.where} '
                f'ORDER BY "{access.table}".id'
            ):
                key = tuple(file_text(fields[one], value) for one, value in zip(keys, row[1:], strict=True))
                if any(key):
                    known.setdefault(key, []).append(row[0])
            self._known.append(known)

    def candidates(self, data: Mapping[str, Any], currency: str = "") -> Iterable[str]:
        """Yield the records that agree in one of the alternatives, the first alternative that finds any."""
        for keys, known in zip(self._alternatives, self._known, strict=True):
            key = tuple(stored_text(self._fields[one], data.get(one), currency) for one in keys)
            if any(key) and (found := known.get(key)):
                return found
        return ()

    def learn(self, record_id: str, data: Mapping[str, Any], currency: str = "") -> None:
        """Have later rows find a record that this one made."""
        for keys, known in zip(self._alternatives, self._known, strict=True):
            key = tuple(stored_text(self._fields[one], data.get(one), currency) for one in keys)
            if any(key):
                known.setdefault(key, []).append(record_id)


def _has_sql(fields: FieldSet, key: str) -> bool:
    field = fields.find(key)
    return field is not None and field.sql is not None


def _digits(number: Decimal) -> str:
    return str(int(number)) if number == number.to_integral_value() else f"{number:f}"


def _phone(text: str) -> str:
    """Return the digits that two ways of writing one number share: without the country code or the zero for it."""
    return "".join(letter for letter in text if letter.isdigit())[-9:]
