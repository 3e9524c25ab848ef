"""Values of custom fields: read from JSON, kept in the file, and given back as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from crm_desktop.core.clock import to_millis
from crm_desktop.core.errors import Refused
from crm_desktop.core.fields import FieldType
from crm_desktop.core.ids import derived_id
from crm_desktop.core.money import exponent
from crm_desktop.services.custom_fields.views import CustomFieldRow
from crm_desktop.services.json_values import day_of, decimal_of

if TYPE_CHECKING:
    from crm_desktop.storage.database import Transaction

_YES = frozenset(("yes", "true", "1", "on", "y", "x"))
_NO = frozenset(("no", "false", "0", "off", "n"))
_LARGEST = 2**63 - 1
Stored = tuple[str | None, int | None]
"""What the two columns `text` and `number` hold."""

PUT = (
    "INSERT INTO custom_value (id, field_id, record_kind, record_id, text, number) VALUES (?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (id) DO UPDATE SET text = excluded.text, number = excluded.number "
    "WHERE text IS NOT excluded.text OR number IS NOT excluded.number"
)


def stored(one: CustomFieldRow, value: Any, *, currency: str) -> Stored:
    """Return a JSON value (or a person's text) as the file keeps it. Raises `Refused` when it does not fit."""
    if value is None or value == "" or value == []:
        return None, None
    match one.type:
        case FieldType.NUMBER | FieldType.MONEY:
            places = exponent(currency) if one.type is FieldType.MONEY else one.scale
            return None, _scaled(one, value, places)
        case FieldType.YES_NO:
            return None, _yes_no(one, value)
        case FieldType.MOMENT:
            return None, to_millis(_moment(one, value))
        case FieldType.DATE:
            found = day_of(value.isoformat() if isinstance(value, date) else value, one.label)
            return (None if found is None else found.isoformat()), None
        case FieldType.CHOICE:
            return _choice(one, str(value)), None
        case FieldType.TAGS:
            parts = value.split(",") if isinstance(value, str) else value
            texts = list(dict.fromkeys(str(part).strip() for part in parts if str(part).strip()))
            return (json.dumps(texts, ensure_ascii=False) if texts else None), None
        case _:
            return str(value), None


def put_values(
    work: Transaction,
    kind: str,
    fields: Sequence[CustomFieldRow],
    record_id: str,
    data: Mapping[str, Any],
    currency: str,
) -> None:
    """Keep the values that `data` names by key, for one record. What did not change is not written."""
    rows = []
    for one in fields:
        if one.key in data:
            text, number = stored(one, data[one.key], currency=currency)
            rows.append((derived_id(one.id, record_id), one.id, kind, record_id, text, number))
    if rows:
        work.execute_many(PUT, rows)


def _scaled(one: CustomFieldRow, value: Any, places: int) -> int:
    number = decimal_of(value, one.label) or Decimal(0)
    scaled = number.scaleb(places)
    if scaled != scaled.to_integral_value():
        words = "no decimals" if places == 0 else f"at most {places} decimals"
        raise Refused(f"“{value}” is too exact for “{one.label}”.", f"Nothing was saved. It holds {words}.")
    if abs(scaled) > _LARGEST:
        raise Refused(f"“{value}” is too large for “{one.label}”.", "Nothing was saved.")
    return int(scaled)


def _yes_no(one: CustomFieldRow, value: Any) -> int:
    if isinstance(value, bool):
        return int(value)
    word = str(value).strip().casefold()
    if word in _YES | _NO:
        return int(word in _YES)
    raise Refused(f"“{value}” in “{one.label}” is neither yes nor no.", "Nothing was saved.")


def _moment(one: CustomFieldRow, value: Any) -> datetime:
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        raise Refused(
            f"“{value}” in “{one.label}” is not a date with a time.",
            "Nothing was saved. Write it like 2026-11-30T14:00.",
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _choice(one: CustomFieldRow, value: str) -> str:
    wanted = value.strip().casefold()
    for key, label in one.choices:
        if wanted in (key.casefold(), label.casefold()):
            return key
    words = ", ".join(label for _, label in one.choices)
    raise Refused(f"“{value}” is no choice of “{one.label}”.", f"Nothing was saved. There are: {words}.")
