"""Values of JSON records, read and written the same way for every kind of record."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from crm_desktop.core.clock import from_millis
from crm_desktop.core.errors import CrmError, Refused
from crm_desktop.core.money import parse_decimal


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


def moment_text(millis: int | None) -> str | None:
    """Return stored milliseconds as an ISO moment in UTC, with a Z."""
    return None if millis is None else from_millis(millis).isoformat().replace("+00:00", "Z")
