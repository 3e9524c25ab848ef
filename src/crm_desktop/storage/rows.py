"""Single rows written by name of column, inside a unit of work and without an ORM."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from crm_desktop.core.clock import to_millis
from crm_desktop.storage.database import Transaction
from crm_desktop.storage.driver import quoted


def insert_row(work: Transaction, table: str, values: Mapping[str, Any]) -> None:
    """Insert one row; columns that are not named take their default."""
    columns = ", ".join(quoted(column) for column in values)
    marks = ", ".join("?" for _ in values)
    work.execute(f"INSERT INTO {quoted(table)} ({columns}) VALUES ({marks})", tuple(map(stored, values.values())))


def update_row(work: Transaction, table: str, record_id: str, values: Mapping[str, Any]) -> None:
    """Change the named columns of one row; nothing when none is named."""
    if values:
        changes = ", ".join(f"{quoted(column)} = ?" for column in values)
        work.execute(f"UPDATE {quoted(table)} SET {changes} WHERE id = ?", (*map(stored, values.values()), record_id))


def stored(value: Any) -> Any:
    """Return a value as the file holds it: milliseconds, ISO days, 0 and 1."""
    if isinstance(value, datetime):
        return to_millis(value)
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if isinstance(value, bool) else value
