"""Taking back what one journal entry did, without touching what has changed since.

The inverse of an entry is an entry itself, so undoing an undo is a redo, and both are in the history.
A record's value is set back only where it still is what the entry made it; fields that mean something
only together (a *group*) are set back together or not at all. A record that the entry created is removed
only while nothing else refers to it; what is kept keeps its parts.
"""

from __future__ import annotations

from collections.abc import Mapping

from crm_desktop.core.changes import UndoPreview, UndoResult
from crm_desktop.core.clock import from_millis
from crm_desktop.core.errors import CrmError, Refused
from crm_desktop.storage.database import Database, Transaction
from crm_desktop.storage.horizon import horizon
from crm_desktop.storage.inverse import Inverse

_MANY = 500
"""From this many lines on, an entry is taken back as a bulk write."""

Groups = Mapping[str, Mapping[str, str]]
"""table → column → name of its field group"""


def undo_stack(database: Database) -> tuple[int, str] | None:
    """Return (entry, label) of what Ctrl+Z takes back next, or None."""
    row = database.row(
        "SELECT id, label FROM journal_entry WHERE kind IN ('do', 'redo', 'outside') AND undone_by IS NULL "
        "AND undoable = 1 ORDER BY id DESC LIMIT 1"
    )
    return None if row is None else (int(row[0]), str(row[1]))


def redo_stack(database: Database) -> tuple[int, str] | None:
    """Return (entry, label) of what Ctrl+Shift+Z does again next: the last undo, unless something was done since."""
    row = database.row(
        "SELECT id, label FROM journal_entry WHERE kind = 'undo' AND undone_by IS NULL AND undoable = 1 AND id > "
        "coalesce((SELECT id FROM journal_entry WHERE kind IN ('do', 'outside') ORDER BY id DESC LIMIT 1), 0) "
        "ORDER BY id DESC LIMIT 1"
    )
    return None if row is None else (int(row[0]), str(row[1]))


def undo(database: Database, entry: int, *, groups: Groups) -> UndoResult:
    """Take back `entry` and return what was done and what was left alone.

    `groups` names the field groups: table → column → group. Raises `Refused` when the entry is gone, was
    taken back already, must stand (a number was issued in it), or is older than the history that is kept.
    """
    label, kind = _undoable(database, entry)
    with database.write(label, kind=kind, undoes=entry, bulk=_is_big(database, entry)) as work:
        inverse = _take_back(work, entry, groups)
        conflicts = tuple(inverse.conflicts)
    return UndoResult(work.change, label, conflicts)


def preview(database: Database, entry: int, *, groups: Groups) -> UndoPreview:
    """Say what `undo` would do now, and refuse where it would: the same work is done, and rolled back."""
    label, kind = _undoable(database, entry)
    try:
        with database.write(label, kind=kind, undoes=entry, bulk=_is_big(database, entry)) as work:
            raise _Seen(_take_back(work, entry, groups))
    except _Seen as seen:
        found = seen.inverse
    return UndoPreview(entry, label, tuple(found.steps), found.count, tuple(found.conflicts))


class _Seen(Exception):
    """Ends a unit of work that must not be kept."""

    def __init__(self, inverse: Inverse) -> None:
        super().__init__()
        self.inverse = inverse


def _undoable(database: Database, entry: int) -> tuple[str, str]:
    """Return the entry's label and the kind of entry that takes it back."""
    found = database.row("SELECT label, kind, undone_by, undoable FROM journal_entry WHERE id = ?", (entry,))
    kept = horizon(database)
    if kept is not None and entry <= kept.entry:
        what = f"“{found[0]}”" if found else "This change"
        raise Refused(
            f"{what} is older than the history that was kept when the workspace was compacted.",
            f"Nothing was changed. Everything since {from_millis(kept.at_ms):%Y-%m-%d} can be undone.",
        )
    if found is None:
        raise Refused("There is no such change.", "Nothing was changed.")
    label, kind, undone_by, undoable = found
    if undone_by is not None:
        raise Refused(f"“{label}” was undone already.", "Nothing was changed.")
    if not undoable and kind == "compact":
        raise Refused("Compacting cannot be undone.", "Nothing was changed. The backup made before it holds it all.")
    if not undoable and kind == "erase":
        raise Refused("Erasing a person cannot be undone.", "Nothing was changed. There is nothing left to bring back.")
    if not undoable:
        raise Refused(
            f"“{label}” cannot be undone, because a number was issued in it.",
            "Nothing was changed. Make a new revision instead.",
        )
    return str(label), "redo" if kind == "undo" else "undo"


def _is_big(database: Database, entry: int) -> bool:
    lines = database.value(
        "SELECT count(*) FROM (SELECT 1 FROM journal_line WHERE entry_id = ? LIMIT ?)", (entry, _MANY)
    )
    return bool(lines == _MANY)


def _take_back(work: Transaction, entry: int, groups: Groups) -> Inverse:
    work.execute("PRAGMA defer_foreign_keys = ON")
    inverse = Inverse(work, entry, groups)
    inverse.apply()
    # Even where nothing was left to take back, the next Ctrl+Z goes on to the entry before.
    work.keep_empty = True
    work.execute("UPDATE journal_entry SET undone_by = ? WHERE id = ?", (work.entry, entry))
    return inverse


def undo_last(database: Database, *, groups: Groups) -> UndoResult:
    """Take back the last thing done (Ctrl+Z). Raises `CrmError` when there is nothing."""
    last = undo_stack(database)
    if last is None:
        raise CrmError("There is nothing to undo.")
    return undo(database, last[0], groups=groups)


def redo_last(database: Database, *, groups: Groups) -> UndoResult:
    """Do again what was last undone (Ctrl+Shift+Z). Raises `CrmError` when there is nothing."""
    last = redo_stack(database)
    if last is None:
        raise CrmError("There is nothing to redo.")
    return undo(database, last[0], groups=groups)
