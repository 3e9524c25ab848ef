"""Undo, redo and history: the journal as a person sees it."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from crm_desktop.core.changes import UndoPreview, UndoResult
from crm_desktop.core.clock import from_millis
from crm_desktop.storage import history, undo
from crm_desktop.storage.database import Database
from crm_desktop.storage.groups import GROUPS
from crm_desktop.storage.history import Entry, RecordChange
from crm_desktop.storage.horizon import horizon


@dataclass(frozen=True, slots=True)
class ListedEntry:
    """An entry of the undo list: how many records it touched, and whether compacting has dropped what undoes it."""

    entry: Entry
    records: int
    dropped: bool

    @property
    def id(self) -> int:
        return self.entry.id

    @property
    def can_be_undone(self) -> bool:
        return not self.dropped and not self.entry.undone and self.entry.undoable


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

    def preview(self, entry: int) -> UndoPreview:
        """Say what taking back an entry would do now; nothing is changed. Refuses where `undo` would."""
        return undo.preview(self._database, entry, groups=GROUPS)

    def redo(self) -> UndoResult:
        """Do again what was last undone."""
        return undo.redo_last(self._database, groups=GROUPS)

    def entries(self, limit: int = 50, before: int | None = None) -> list[Entry]:
        """Return the newest entries first."""
        return history.entries(self._database, limit=limit, before=before)

    def entry_ids(self, text: str = "") -> array[int]:
        """Return the numbers of all entries whose label or author holds a text, newest first."""
        return history.entry_ids(self._database, text)

    def entries_of(self, ids: Sequence[int]) -> list[ListedEntry]:
        """Return entries as the undo list shows them, in this order."""
        found = history.entries_of(self._database, ids)
        kept = horizon(self._database)
        last_dropped = kept.entry if kept is not None else 0
        return [ListedEntry(one, history.touched(self._database, one.id), one.id <= last_dropped) for one in found]

    def whole_since(self) -> datetime | None:
        """Return since when the history is whole, None when nothing of it was ever dropped."""
        kept = horizon(self._database)
        return None if kept is None else from_millis(kept.at_ms)

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
