"""Giving one field the value it had before, out of the journal."""

from __future__ import annotations

import json
from typing import Any

from crm_desktop.core.errors import RecordMissing, Refused
from crm_desktop.services.contacts.history_sql import RESTORABLE
from crm_desktop.storage.database import Transaction


def restore_value(work: Transaction, entry: int, table: str, record_id: str, field: str) -> str:
    """Set a field, and those it means something only together with, to what they were before an entry.

    An empty `field` brings back a row that the entry removed. Returns words for what was restored.
    """
    if table not in RESTORABLE:
        raise Refused("This value cannot be restored.", "Nothing was changed. Undo the whole change instead.")
    columns = _groups(table)
    rows = work.execute(
        "SELECT action, fields FROM journal_line WHERE entry_id = ? AND table_name = ? AND record_id = ? ORDER BY id",
        (entry, table, record_id),
    )
    old: dict[str, Any] = {}
    for action, text in rows:
        if action == ("update" if field else "delete"):
            for name, (before, _) in json.loads(text or "{}").items():
                old.setdefault(name, before)
    if not old or (field and field not in old):
        raise RecordMissing("The history no longer holds this value.", "Nothing was changed.")
    present = bool(work.execute(f"SELECT 1 FROM {table} WHERE id = ?", (record_id,)))
    if not field:
        if present:
            raise Refused("This is there already.", "Nothing was changed.")
        names = [name for name in old if name in columns]
        marks = ", ".join("?" * len(names))
        work.execute(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", [old[name] for name in names])
        return table
    if not present:
        raise RecordMissing("What this value belongs to was removed since.", "Nothing was changed. Restore that first.")
    group = columns.get(field, "")
    names = [name for name in old if name in columns and (name == field or (group and columns[name] == group))]
    work.execute(
        f"UPDATE {table} SET {', '.join(f'{name} = ?' for name in names)} WHERE id = ?",
        [*(old[name] for name in names), record_id],
    )
    return field.removesuffix("_id").replace("_", " ")


def _groups(table: str) -> dict[str, str]:
    """Return column → field group ("" for none) of a table, as the models declare it."""
    from crm_desktop.models import Record

    columns = Record.metadata.tables[table].columns
    return {column.name: str(column.info.get("group", "")) for column in columns}
