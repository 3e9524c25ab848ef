"""Reading the journal: what was done lately, and what happened to one record."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crm_desktop.core.clock import from_millis
from crm_desktop.storage.database import Database


@dataclass(frozen=True, slots=True)
class Entry:
    """One journal entry, as lists show it."""

    id: int
    label: str
    at: datetime
    actor: str
    kind: str
    undone: bool
    undoable: bool


@dataclass(frozen=True, slots=True)
class RecordChange:
    """One line about one row: `fields` maps a column to (old, new); empty at birth."""

    entry: Entry
    table: str
    record_id: str
    action: str
    fields: dict[str, tuple[Any, Any]]


_ENTRY = (
    "e.id, e.label, e.at, coalesce((SELECT name FROM member WHERE id = e.actor), e.actor), "
    "e.kind, e.undone_by, e.undoable"
)


def _entry(row: tuple[Any, ...]) -> Entry:
    number, label, at, actor, kind, undone_by, undoable = row
    return Entry(number, label, from_millis(at), actor, kind, undone_by is not None, bool(undoable))


def entries(database: Database, *, limit: int = 50, before: int | None = None) -> list[Entry]:
    """Return the newest entries first, those before the entry `before` when given."""
    rows = database.rows(
        f"SELECT {_ENTRY} FROM journal_entry e WHERE e.id < ? ORDER BY e.id DESC LIMIT ?",
        (before if before is not None else 1 << 62, limit),
    )
    return [_entry(row) for row in rows]


def record_history(database: Database, record_id: str, *, limit: int = 200) -> list[RecordChange]:
    """Return what happened to one row, newest first."""
    rows = database.rows(
        f"SELECT {_ENTRY}, l.table_name, l.action, l.fields "
        "FROM journal_line l JOIN journal_entry e ON e.id = l.entry_id "
        "WHERE l.record_id = ? ORDER BY l.id DESC LIMIT ?",
        (record_id, limit),
    )
    return [
        RecordChange(
            _entry(row[:7]),
            row[7],
            record_id,
            row[8],
            {name: (old, new) for name, (old, new) in json.loads(row[9] or "{}").items()},
        )
        for row in rows
    ]
