"""Records of a JSON file: a list of objects, one object, a list within one, or an object a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from crm_desktop.core.errors import CrmError
from crm_desktop.exchange.table_writers import plain_text

MOST_BYTES = 512 * 1024 * 1024
_DEEPEST = 4
_WRAPPINGS = ("properties", "attributes", "fields")
"""What other programs put the whole record into, so that it says nothing as part of a column's name."""


def read_json_records(data: bytes, name: str) -> tuple[dict[str, Any], ...]:
    """Return the objects of a JSON file. Raises `CrmError` when it holds something else."""
    if len(data) > MOST_BYTES:
        raise CrmError(f"“{name}” is too large to read safely.", "Nothing was read. Split it, or export it as CSV.")
    if not data.strip(b"\0\r\n\t \xef\xbb\xbf"):
        raise CrmError(f"“{name}” is empty.", "There is nothing to read in it; choose another file.")
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
        found = _parsed(text)
    except (ValueError, RecursionError) as error:
        raise CrmError(
            f"“{name}” is no JSON.", f"{_where(error)} Nothing was read; export the file again, or as CSV."
        ) from error
    records = _records(found)
    if records is None:
        raise CrmError(
            f"“{name}” holds no list of records.", "Nothing was read. A list of objects is needed, one for each record."
        )
    return records


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, parse_float=str)
    except json.JSONDecodeError:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) < 2 or not lines[0].lstrip().startswith("{"):
            raise
        return [json.loads(line, parse_float=str) for line in lines]


def _where(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"Line {error.lineno}: {error.msg}."
    return "Its letters or its nesting cannot be read."


def _records(found: Any) -> tuple[dict[str, Any], ...] | None:
    if isinstance(found, list):
        return tuple(found) if all(isinstance(one, dict) for one in found) else None
    if not isinstance(found, dict):
        return None
    lists = [value for value in found.values() if isinstance(value, list) and value and isinstance(value[0], dict)]
    plain = [value for value in found.values() if not isinstance(value, list | dict)]
    if len(lists) == 1 and "id" not in found and len(plain) <= _DEEPEST:
        return _records(lists[0])
    return (found,)


def as_table(records: Iterable[Mapping[str, Any]]) -> tuple[list[str], list[list[str]]]:
    """Return records of another program as a header and rows: what is nested gets a column of its own."""
    flat = [dict(_flat(record, "", 0)) for record in records]
    header = list(dict.fromkeys(key for record in flat for key in record))
    return header, [[record.get(key, "") for key in header] for record in flat]


def _flat(record: Mapping[str, Any], front: str, depth: int) -> Iterable[tuple[str, str]]:
    for key, value in record.items():
        name = f"{front} {key}".strip()
        if isinstance(value, Mapping) and depth < _DEEPEST:
            is_wrapping = not depth and key in _WRAPPINGS
            yield from _flat(value, "" if is_wrapping else name, depth + 1)
        elif isinstance(value, list):
            plain = [one for one in value if not isinstance(one, list | Mapping)]
            if len(plain) == len(value):
                yield name, "; ".join(plain_text(one) for one in plain)
            elif all(isinstance(one, Mapping) and "value" in one for one in value):
                yield name, "; ".join(plain_text(one["value"]) for one in value)
            else:
                yield name, json.dumps(value, ensure_ascii=False)
        else:
            yield name, json.dumps(value, ensure_ascii=False) if isinstance(value, Mapping) else plain_text(value)
