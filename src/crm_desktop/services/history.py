"""Undo, redo and history: the journal as a person sees it."""

from __future__ import annotations

from crm_desktop.core.changes import UndoResult
from crm_desktop.storage import history, undo
from crm_desktop.storage.database import Database
from crm_desktop.storage.groups import GROUPS
from crm_desktop.storage.history import Entry, RecordChange


class History:
    """What was done, and how to take it back."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def next_undo(self) -> tuple[int, str] | None:
        """Return (entry, label) of what undo takes back next."""
        return undo.undo_stack(self._database)

    def next_redo(self) -> tuple[int, str] | None:
        """Return (entry, label) of what redo does again next."""
        return undo.redo_stack(self._database)

    def undo(self, entry: int | None = None) -> UndoResult:
        """Take back one entry, the last one when none is named. Raises `CrmError` when it cannot be."""
        if entry is None:
            return undo.undo_last(self._database, groups=GROUPS)
        return undo.undo(self._database, entry, groups=GROUPS)

    def redo(self) -> UndoResult:
        """Do again what was last undone."""
        return undo.redo_last(self._database, groups=GROUPS)

    def entries(self, limit: int = 50, before: int | None = None) -> list[Entry]:
        """Return the newest entries first."""
        return history.entries(self._database, limit=limit, before=before)

    def of_record(self, record_id: str) -> list[RecordChange]:
        """Return what happened to one record, newest first."""
        return history.record_history(self._database, record_id)

    def newest(self) -> int:
        """Return the number of the newest entry, 0 in a workspace without any."""
        return int(self._database.value("SELECT coalesce(max(id), 0) FROM journal_entry"))

    def written_since(self, entry: int) -> dict[int, frozenset[str]]:
        """Return the entries after `entry`, whoever wrote them, and the tables that each touched."""
        tables: dict[int, set[str]] = {}
        for number, table in self._database.rows(
            "SELECT e.id, l.table_name FROM journal_entry e LEFT JOIN journal_line l ON l.entry_id = e.id "
            "WHERE e.id > ? GROUP BY e.id, l.table_name",
            (entry,),
        ):
            tables.setdefault(number, set()).update([table] if table else [])
        return {number: frozenset(names) for number, names in tables.items()}
