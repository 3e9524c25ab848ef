"""Values of JSON records, read and written the same way for every kind of record."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from crm_desktop.core.clock import from_millis
from crm_desktop.core.errors import CrmError, Refused
from crm_desktop.core.money import parse_decimal
from crm_desktop.storage.database import Transaction

_ID = re.compile(r"[0-9a-f]{32}")


def check_keys(data: Mapping[str, Any], known: Iterable[str], plural: str) -> None:
    """Refuse a record that names a field which these records do not have. Raises `Refused`."""
    names = sorted(known)
    for key in data:
        if key not in names:
            near = difflib.get_close_matches(key, names, n=1)
            hint = f"Did you mean “{near[0]}”?" if near else f"They have: {', '.join(names)}."
            raise Refused(f"{plural} have no field “{key}”.", f"Nothing was saved. {hint}")


def text_of(value: Any) -> str:
    """Return a value as text; nothing for null."""
    return "" if value is None else str(value)


def decimal_of(value: Any, key: str) -> Decimal | None:
    """Return a JSON number or decimal string exactly. Raises `Refused`."""
    if value is None or value == "":
        return None
    try:
        return parse_decimal(str(value))
    except CrmError as error:
        raise Refused(f"“{value}” in “{key}” is not a number.", "Nothing was saved. Write it like 1234.50.") from error


def day_of(value: Any, key: str) -> date | None:
    """Return an ISO day. Raises `Refused`."""
    if not value:
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise Refused(f"“{value}” in “{key}” is not a date.", "Nothing was saved. Write it like 2026-11-30.") from error


def link_of(work: Transaction, data: Mapping[str, Any], name: str) -> str | None:
    """Return the id a link means: `deal_id` if given, else the one record with the exact name in `deal`.

    Raises `Refused`.
    """
    given = data.get(f"{name}_id")
    text = text_of(given or data.get(name)).strip()
    if not text:
        return None
    table = {"person": "contact", "company": "contact", "owner": "member"}.get(name, name)
    title = "title" if table == "deal" else "name"
    kind = f" AND kind = '{name}'" if table == "contact" else ""
    column = "id" if given or _ID.fullmatch(text) else title
    found = work.execute(
        f"SELECT id FROM {table} WHERE {column} = ? COLLATE NOCASE AND deleted_at IS NULL{kind} LIMIT 2", (text,)
    )
    if len(found) == 1:
        return str(found[0][0])
    if found:
        raise Refused(f"More than one {name} is called “{text}”.", f"Nothing was saved. Give {name}_id instead.")
    raise Refused(f"There is no {name} “{text}”.", "Nothing was saved. Correct the name, or add it first.")


def moment_text(millis: int | None) -> str | None:
    """Return stored milliseconds as an ISO moment in UTC, with a Z."""
    return None if millis is None else from_millis(millis).isoformat().replace("+00:00", "Z")
