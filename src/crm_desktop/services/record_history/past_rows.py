"""One row of the file at an earlier line of the journal."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from crm_desktop.storage.driver import quoted

Rows = Callable[[str, Sequence[Any]], list[tuple[Any, ...]]]
"""Runs one query, inside a unit of work or outside."""


def current(rows: Rows, table: str, record_id: str) -> dict[str, Any] | None:
    """Return a row as it is now, by column, or None."""
    names = [name for (name,) in rows("SELECT name FROM pragma_table_info(?)", (table,))]
    found = rows(f"SELECT {', '.join(map(quoted, names))} FROM {quoted(table)} WHERE id = ?", (record_id,))
    return dict(zip(names, found[0], strict=True)) if found else None


def before_line(rows: Rows, table: str, record_id: str, line: int, *, after: bool = False) -> dict[str, Any] | None:
    """Return a row as it was before a line of the journal was written (or right after), None when it was not there."""
    state = current(rows, table, record_id)
    since = (
        "SELECT action, fields FROM journal_line WHERE record_id = ? AND table_name = ? AND id >= ? ORDER BY id DESC"
    )
    for action, text in rows(since, (record_id, table, line + after)):
        if action == "insert":
            state = None
            continue
        olds = {name: pair[0] for name, pair in json.loads(text or "{}").items()}
        if action == "delete":
            state = olds
        elif state is not None:
            state |= olds
    return state
