"""What happened to one contact and its parts, field by field, out of the journal."""

from __future__ import annotations

import json
from typing import Any

from crm_desktop.core.clock import from_millis
from crm_desktop.services.contacts.views import HistoryRow
from crm_desktop.storage.database import Database

PARTS = {"channel": "contact_id", "address": "contact_id", "affiliation": "person_id"}
"""Table of a part → the column that names its contact."""

RESTORABLE = frozenset(("contact", "channel", "address"))
HIDDEN = frozenset(("sort_key", "position", "normalised", "extra", "id", "contact_id", "created_at"))
_MOST_LINES = 300


def history(database: Database, contact_id: str) -> list[HistoryRow]:
    """Return the newest first; births and removals of parts are one row, an edit is one row a field."""
    parts = [f"SELECT id FROM {table} WHERE {owner} = :id" for table, owner in PARTS.items()]
    parts.append("SELECT id FROM tag_link WHERE record_id = :id")
    removed = [
        f"SELECT record_id FROM journal_line WHERE action = 'delete' AND table_name = '{table}' "
        f"AND json_extract(fields, '$.{owner}[0]') = :id"
        for table, owner in (*PARTS.items(), ("tag_link", "record_id"))
    ]
    rows = database.rows(
        "SELECT e.id, e.label, e.at, coalesce((SELECT name FROM member WHERE id = e.actor), e.actor), e.undone_by, "
        "l.table_name, l.record_id, l.action, l.fields FROM journal_line l JOIN journal_entry e ON e.id = l.entry_id "
        f"WHERE l.record_id = :id OR l.record_id IN ({' UNION '.join(parts + removed)}) "
        "ORDER BY l.entry_id DESC, l.id DESC LIMIT :most",
        {"id": contact_id, "most": _MOST_LINES},
    )
    found: list[HistoryRow] = []
    for entry, label, at, who, undone_by, table, record_id, action, text in rows:
        head = (entry, label, from_millis(at), who, undone_by is not None, table, record_id, action)
        fields: dict[str, list[Any]] = json.loads(text) if text else {}
        if action == "update":
            found += [
                HistoryRow(*head, name, old, new, table in RESTORABLE)
                for name, (old, new) in fields.items()
                if name not in HIDDEN
            ]
        else:
            old = _said(table, {name: pair[0] for name, pair in fields.items()}) if action == "delete" else None
            found.append(HistoryRow(*head, "", old, None, action == "delete" and table in RESTORABLE))
    return found


def _said(table: str, values: dict[str, Any]) -> str:
    """Return what a removed part said, in one line."""
    names = {"channel": ("value",), "address": ("street", "postcode", "city", "country")}.get(table, ())
    return ", ".join(str(values[name]).replace("\n", ", ") for name in names if values.get(name))
