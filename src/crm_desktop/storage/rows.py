"""Single rows written by name of column, inside a unit of work and without an ORM."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_desktop.storage.database import Transaction
from crm_desktop.storage.driver import quoted


def insert_row(work: Transaction, table: str, values: Mapping[str, Any]) -> None:
    """Insert one row; columns that are not named take their default."""
    columns = ", ".join(quoted(column) for column in values)
    marks = ", ".join("?" for _ in values)
    work.execute(f"INSERT INTO {quoted(table)} ({columns}) VALUES ({marks})", tuple(values.values()))


def update_row(work: Transaction, table: str, record_id: str, values: Mapping[str, Any]) -> None:
    """Change the named columns of one row; nothing when none is named."""
    if values:
        changes = ", ".join(f"{quoted(column)} = ?" for column in values)
        work.execute(f"UPDATE {quoted(table)} SET {changes} WHERE id = ?", (*values.values(), record_id))
