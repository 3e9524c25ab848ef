"""Reading the journal: what was done lately, and what happened to one record."""

from __future__ import annotations

import json
from array import array
from collections.abc import Sequence
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


_OWNERS = ("contact_id", "deal_id", "document_id", "case_id", "person_id", "activity_id", "record_id")
GONE_OWNER = "coalesce(" + ", ".join(f"json_extract(fields, '$.{owner}[0]')" for owner in _OWNERS) + ")"
"""SQL of whose part a row was that is gone, out of its last line; `journal_line_gone` is an index of it."""

_OTHER_ENDS = frozenset((("relation", "from_id"), ("relation", "to_id"), ("affiliation", "company_id")))


def gone_owner(table: str, owner: str) -> str:
    """Return SQL for whose part a row of a table was that is gone, by one of its columns."""
    return f"json_extract(fields, '$.{owner}[0]')" if (table, owner) in _OTHER_ENDS else GONE_OWNER


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


def entry_ids(database: Database, text: str = "") -> array[int]:
    """Return the numbers of all entries whose label or author holds `text`, newest first; eight bytes each."""
    if not text.strip():
        # As one text: many times quicker than a tuple for each of the entries of many years.
        ids = "SELECT id FROM journal_entry ORDER BY id DESC"
        return array("q", json.loads(database.value(f"SELECT json_group_array(id) FROM ({ids})")))
    like = "%" + text.strip().replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%"
    found = database.rows(
        "SELECT id FROM journal_entry WHERE label LIKE :like ESCAPE '!' "
        "OR actor IN (SELECT id FROM member WHERE name LIKE :like ESCAPE '!') ORDER BY id DESC",
        {"like": like},
    )
    return array("q", (row[0] for row in found))


def entries_of(database: Database, ids: Sequence[int]) -> list[Entry]:
    """Return these entries, in this order."""
    marks = ", ".join("?" * len(ids))
    rows = database.rows(f"SELECT {_ENTRY} FROM journal_entry e WHERE e.id IN ({marks})", list(ids))
    found = {row[0]: _entry(row) for row in rows}
    return [found[one] for one in ids if one in found]


_MOST_COUNTED = 2000


def touched(database: Database, entry: int) -> int:
    """Return how many records an entry touched; of a very large one how many rows."""
    count, records = database.row(
        "SELECT count(*), count(DISTINCT record_id) FROM "
        "(SELECT record_id FROM journal_line WHERE entry_id = ? LIMIT ?)",
        (entry, _MOST_COUNTED),
    ) or (0, 0)
    if count < _MOST_COUNTED:
        return int(records)
    return int(database.value("SELECT count(*) FROM journal_line WHERE entry_id = ?", (entry,)))


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
