"""Taking back what one journal entry did, without touching what has changed since.

The inverse of an entry is an entry itself, so undoing an undo is a redo, and both are in the history.
A record's value is set back only where it still is what the entry made it; fields that mean something
only together (a *group*) are set back together or not at all. A record that the entry created is removed
only while nothing else refers to it; what is kept keeps its parts.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from crm_desktop.core.changes import Conflict, UndoResult
from crm_desktop.core.errors import CrmError, Refused
from crm_desktop.storage.database import Database, Transaction
from crm_desktop.storage.driver import quoted
from crm_desktop.storage.journal import watched_tables

Key = tuple[str, str]
"""(table, record id)"""

_MANY = 500
"""From this many lines on, an entry is taken back as a bulk write."""
_LINKED_BY_ID = "record_id"
"""Column by which tags, reminders, files and activities point at a record of any kind."""


@dataclass(slots=True)
class _Effect:
    """What an entry did to one row, all its lines taken together."""

    born: bool
    present: bool = True
    old: dict[str, Any] = field(default_factory=dict)
    new: dict[str, Any] = field(default_factory=dict)
    replaced: bool = False


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
        "SELECT u.id, u.label FROM journal_entry u WHERE u.kind = 'undo' AND u.undone_by IS NULL AND NOT EXISTS "
        "(SELECT 1 FROM journal_entry d WHERE d.kind IN ('do', 'outside') AND d.id > u.id) ORDER BY u.id DESC LIMIT 1"
    )
    return None if row is None else (int(row[0]), str(row[1]))


def undo(database: Database, entry: int, *, groups: Mapping[str, Mapping[str, str]]) -> UndoResult:
    """Take back `entry` and return what was done and what was left alone.

    `groups` names the field groups: table → column → group. Raises `Refused` when the entry is gone, was
    taken back already, or must stand (a number was issued in it).
    """
    found = database.row("SELECT label, kind, undone_by, undoable FROM journal_entry WHERE id = ?", (entry,))
    if found is None:
        raise Refused("There is no such change.", "Nothing was changed.")
    label, kind, undone_by, undoable = found
    if undone_by is not None:
        raise Refused(f"“{label}” was undone already.", "Nothing was changed.")
    if not undoable:
        raise Refused(
            f"“{label}” cannot be undone, because a number was issued in it.",
            "Nothing was changed. Make a new revision instead.",
        )
    lines = database.row("SELECT count(*) FROM (SELECT 1 FROM journal_line WHERE entry_id = ? LIMIT ?)", (entry, _MANY))
    many = lines is not None and lines[0] == _MANY
    with database.write(label, kind="redo" if kind == "undo" else "undo", undoes=entry, bulk=many) as work:
        work.execute("PRAGMA defer_foreign_keys = ON")
        conflicts = _Inverse(work, entry, groups).apply()
        # Even where nothing was left to take back, the next Ctrl+Z goes on to the entry before.
        work.keep_empty = True
        work.execute("UPDATE journal_entry SET undone_by = ? WHERE id = ?", (work.entry, entry))
    return UndoResult(work.change, label, tuple(conflicts))


class _Inverse:
    """The inverse of one entry, applied inside a transaction."""

    def __init__(self, work: Transaction, entry: int, groups: Mapping[str, Mapping[str, str]]) -> None:
        self._work = work
        self._entry = entry
        self._groups = groups
        self._effects = self._read_effects()
        self._since = self._read_since()
        self._conflicts: list[Conflict] = []
        self._names: dict[str, list[str]] = {}
        self._blobs: dict[str, frozenset[str]] = {}
        self._link_cache: dict[bool, dict[str, list[tuple[str, str | None]]]] = {}

    def apply(self) -> list[Conflict]:
        created = {k for k, e in self._effects.items() if e.born and e.present}
        deleted = {k for k, e in self._effects.items() if not e.born and not e.present}
        changed = {k for k, e in self._effects.items() if not e.born and e.present}
        for key in changed:
            self._restore_fields(key)
        self._bring_back(deleted)
        self._remove(created)
        return self._conflicts

    # reading

    def _read_effects(self) -> dict[Key, _Effect]:
        effects: dict[Key, _Effect] = {}
        for table, record, action, text in self._work.execute(
            "SELECT table_name, record_id, action, fields FROM journal_line WHERE entry_id = ? ORDER BY id",
            (self._entry,),
        ):
            key = (table, record)
            effect = effects.get(key)
            if effect is None:
                effect = effects[key] = _Effect(born=action == "insert")
            fields: dict[str, list[Any]] = json.loads(text) if text else {}
            for name, (old, new) in fields.items():
                effect.old.setdefault(name, old)
                effect.new[name] = new
            effect.present = action != "delete"
            if action == "insert" and not effect.born:
                effect.replaced = True
        return effects

    def _read_since(self) -> dict[Key, dict[str, Any]]:
        """Return, of each record changed after the entry, the values it had at the entry's end."""
        since: dict[Key, dict[str, Any]] = defaultdict(dict)
        self._set_aside(record for _, record in self._effects)
        for table, record, text in self._work.execute(
            "SELECT l.table_name, l.record_id, l.fields FROM temp.of_interest i "
            "CROSS JOIN journal_line l ON l.record_id = i.id WHERE l.entry_id > ? AND l.entry_id <> ? ORDER BY l.id",
            (self._entry, self._work.entry),
        ):
            values = since[table, record]
            for name, (old, _) in (json.loads(text) if text else {}).items():
                values.setdefault(name, old)
        return since

    def _set_aside(self, ids: Iterable[str]) -> None:
        """Name these records in a temporary table, for questions about all of them at once."""
        self._work.execute("CREATE TEMP TABLE IF NOT EXISTS of_interest (id TEXT PRIMARY KEY) WITHOUT ROWID")
        self._work.execute("DELETE FROM temp.of_interest")
        self._work.execute_many("INSERT OR IGNORE INTO temp.of_interest VALUES (?)", [(one,) for one in ids])

    def _row(self, key: Key) -> dict[str, Any] | None:
        table, record = key
        names = self._columns(table)
        rows = self._work.execute(
            f"SELECT {', '.join(self._readable(table, name) for name in names)} FROM {quoted(table)} WHERE id = ?",
            (record,),
        )
        return dict(zip(names, rows[0], strict=True)) if rows else None

    def _columns(self, table: str) -> list[str]:
        if table not in self._names:
            info = self._work.execute(f"PRAGMA table_info({quoted(table)})")
            self._blobs[table] = frozenset(row[1] for row in info if row[2].upper() == "BLOB")
            self._names[table] = [row[1] for row in info]
        return self._names[table]

    def _readable(self, table: str, name: str) -> str:
        return f"hex({quoted(name)})" if name in self._blobs[table] else quoted(name)

    def _writable(self, table: str, name: str, value: Any) -> Any:
        return bytes.fromhex(value) if name in self._blobs[table] and isinstance(value, str) else value

    # rows that were changed

    def _restore_fields(self, key: Key) -> None:
        table, record = key
        effect, row = self._effects[key], self._row(key)
        if row is None:
            self._left_alone(key, None)
            return
        at_end = row | {name: value for name, value in self._since.get(key, {}).items() if name in row}
        groups = self._groups.get(table, {})
        moved = {name for name in row if not _same(row[name], at_end[name])}
        moved_groups = {groups[name] for name in moved if name in groups}
        back: dict[str, Any] = {}
        for name, old in effect.old.items():
            if name not in row or _same(old, at_end[name]) or _same(row[name], old):
                continue
            if name in moved or groups.get(name) in moved_groups:
                self._left_alone(key, name)
            else:
                back[name] = self._writable(table, name, old)
        if back:
            sets = ", ".join(f"{quoted(name)} = ?" for name in back)
            self._work.execute(f"UPDATE {quoted(table)} SET {sets} WHERE id = ?", (*back.values(), record))

    # rows that were deleted

    def _bring_back(self, keys: set[Key]) -> None:
        taken = self._present(keys)
        coming = keys - taken
        for key in sorted(taken):
            self._left_alone(key, None)
        parents = self._present({parent for key in coming for parent in self._parents(key)})
        while orphans := {
            key for key in coming if any(p not in coming and p not in parents for p in self._parents(key))
        }:  # a row whose parent cannot come back stays away too
            coming -= orphans
            for key in sorted(orphans):
                self._left_alone(key, None)
        alike: dict[tuple[str, tuple[str, ...]], list[list[Any]]] = defaultdict(list)
        for table, record in sorted(coming):
            old = self._effects[table, record].old
            known = tuple(name for name in self._columns(table) if name in old)
            alike[table, known].append([self._writable(table, name, old[name]) for name in known])
        for (table, known), rows in alike.items():
            self._work.execute_many(
                f"INSERT INTO {quoted(table)} ({', '.join(map(quoted, known))}) VALUES ({', '.join('?' * len(known))})",
                rows,
            )

    def _parents(self, key: Key) -> list[Key]:
        """Return the rows that a deleted row referred to by foreign keys."""
        old = self._effects[key].old
        return [
            (parent, old[column])
            for column, parent in self._links().get(key[0], ())
            if parent is not None and old.get(column) is not None
        ]

    def _present(self, keys: set[Key]) -> set[Key]:
        """Return those of these rows that are in the file now."""
        self._set_aside(record for _, record in keys)
        found: set[Key] = set()
        for table in {table for table, _ in keys}:
            rows = self._work.execute(
                f"SELECT i.id FROM temp.of_interest i CROSS JOIN {quoted(table)} t ON t.id = i.id"
            )
            found |= {(table, record) for (record,) in rows}
        return found & keys

    # rows that were created

    def _remove(self, keys: set[Key]) -> None:
        going = {key for key in keys if self._still_there(key)}
        kept = {key for key in going if self._changed_since(key)}
        going -= kept
        self._keep_what_is_used(going, kept)
        for key in sorted(kept):
            if not self._is_part(key, kept):
                self._left_alone(key, None)
        by_table: dict[str, list[tuple[str]]] = defaultdict(list)
        # In the order of their birth: neighbours in the file go together.
        for table, record in sorted(going):
            by_table[table].append((record,))
        for table, ids in by_table.items():
            self._work.execute_many(f"DELETE FROM {quoted(table)} WHERE id = ?", ids)

    def _still_there(self, key: Key) -> bool:
        if key not in self._since:
            return True
        return self._row(key) is not None

    def _changed_since(self, key: Key) -> bool:
        since = self._since.get(key)
        row = self._row(key) if since else None
        return row is not None and any(
            not _same(row[name], value) for name, value in (since or {}).items() if name in row
        )

    def _keep_what_is_used(self, going: set[Key], kept: set[Key]) -> None:
        """Move to `kept` what rows outside the entry refer to, and the parts of everything kept."""
        fresh = set(kept) | self._referred_from_outside(going)
        while fresh:
            going -= fresh
            kept |= fresh
            fresh = self._parts_of(fresh, going) | self._owners_of(fresh, going)

    def _referred_from_outside(self, going: set[Key]) -> set[Key]:
        """Return what rows that stay refer to."""
        table_of = {record: table for table, record in going}
        self._set_aside(table_of)
        used: set[Key] = set()
        for child, column in self._links_into(set(table_of.values())):
            rows = self._work.execute(
                f"SELECT DISTINCT i.id FROM temp.of_interest i "
                f"CROSS JOIN {quoted(child)} c ON c.{quoted(column)} = i.id "
                "WHERE NOT EXISTS (SELECT 1 FROM temp.of_interest o WHERE o.id = c.id)"
            )
            used |= {(table_of[record], record) for (record,) in rows}
        return used

    def _parts_of(self, owners: set[Key], going: set[Key]) -> set[Key]:
        self._set_aside(record for _, record in owners)
        parts: set[Key] = set()
        for child, column in self._links_into({table for table, _ in owners}, required=True):
            rows = self._work.execute(
                f"SELECT c.id FROM temp.of_interest i CROSS JOIN {quoted(child)} c ON c.{quoted(column)} = i.id"
            )
            parts |= {(child, record) for (record,) in rows}
        return parts & going

    def _links_into(self, targets: set[str], *, required: bool = False) -> Iterator[tuple[str, str]]:
        """Return (table, column) of every link that may lead to a row of these tables."""
        for child, links in self._links(required=required).items():
            for column, parent in links:
                if parent is None or parent in targets:
                    yield child, column

    def _owners_of(self, parts: set[Key], going: set[Key]) -> set[Key]:
        """Return what `parts` refer to and would lose."""
        if not going:
            return set()
        owners: set[Key] = set()
        for key in parts:
            row = self._row(key) or {}
            for column, parent in self._links().get(key[0], ()):
                value = row.get(column)
                if value is not None:
                    owners |= (
                        {k for k in going if k[1] == value and parent in (None, k[0])}
                        if parent is None
                        else {(parent, value)}
                    )
        return owners & going

    def _is_part(self, key: Key, kept: set[Key]) -> bool:
        row = self._row(key) or {}
        return any(
            parent is not None and (parent, row.get(column)) in kept
            for column, parent in self._links(required=True).get(key[0], ())
        )

    # the shape of the file

    def _links(self, *, required: bool = False) -> dict[str, list[tuple[str, str | None]]]:
        """Return table → (column, table it refers to; None when it may be any), once read kept."""
        if required not in self._link_cache:
            self._link_cache[required] = {
                table: self._links_of(table, required) for table in watched_tables(self._work.connection)
            }
        return self._link_cache[required]

    def _links_of(self, table: str, required: bool) -> list[tuple[str, str | None]]:
        columns = {row[1]: bool(row[3]) for row in self._work.execute(f"PRAGMA table_info({quoted(table)})")}
        links: list[tuple[str, str | None]] = [
            (row[3], row[2])
            for row in self._work.execute(f"PRAGMA foreign_key_list({quoted(table)})")
            if columns[row[3]] or not required
        ]
        if _LINKED_BY_ID in columns:
            links.append((_LINKED_BY_ID, None))
        return links

    def _left_alone(self, key: Key, name: str | None) -> None:
        table, record = key
        row = self._row(key) or {}
        title = next((row[n] for n in ("name", "title", "subject", "number", "value") if row.get(n)), table)
        self._conflicts.append(Conflict(table, record, name, str(title)))


def _same(left: Any, right: Any) -> bool:
    """Whether two stored values are one; JSON keeps 2.0 and 2 apart, the file does not always."""
    return bool(left == right) and (left is None) == (right is None)


def undo_last(database: Database, *, groups: Mapping[str, Mapping[str, str]]) -> UndoResult:
    """Take back the last thing done (Ctrl+Z). Raises `CrmError` when there is nothing."""
    last = undo_stack(database)
    if last is None:
        raise CrmError("There is nothing to undo.")
    return undo(database, last[0], groups=groups)


def redo_last(database: Database, *, groups: Mapping[str, Mapping[str, str]]) -> UndoResult:
    """Do again what was last undone (Ctrl+Shift+Z). Raises `CrmError` when there is nothing."""
    last = redo_stack(database)
    if last is None:
        raise CrmError("There is nothing to redo.")
    return undo(database, last[0], groups=groups)
