"""The inverse of one journal entry: what it takes to have the rows of before it, and what must be left alone."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from sys import intern
from typing import Any

from crm_desktop.core.changes import Conflict, TakenBack
from crm_desktop.storage.database import Transaction
from crm_desktop.storage.driver import quoted
from crm_desktop.storage.journal import watched_tables

Key = tuple[str, str]
"""(table, record id)"""

MOST_NAMED = 500
"""So many rows that are taken back are listed one by one; of the others only the number is known."""
_AT_A_TIME = 5000
"""So many rows are read and written together."""
_WORTH_A_STATEMENT = 20
"""So many rows that get the same values are written by one statement."""
_LINKED_BY_ID = "record_id"
"""Column by which tags, reminders, files and activities point at a record of any kind."""
_TITLES = ("name", "title", "subject", "number", "value", "text", "street", "body")
_SHOWN = frozenset((*_TITLES, "currency"))


@dataclass(slots=True)
class _Effect:
    """What an entry did to one row, all its lines taken together."""

    born: bool
    present: bool = True
    old: dict[str, Any] = field(default_factory=dict)


_BORN = _Effect(born=True)
"""Of most rows of an import no more is to be known."""


class Inverse:
    """The inverse of one entry, applied inside a transaction."""

    def __init__(self, work: Transaction, entry: int, groups: Mapping[str, Mapping[str, str]]) -> None:
        self._work = work
        self._entry = entry
        self._groups = groups
        self._effects = self._read_effects()
        self._since = self._read_since()
        self.conflicts: list[Conflict] = []
        """What was left alone."""
        self.steps: list[TakenBack] = []
        """What was taken back; the first rows of each sort."""
        self.count = 0
        """How many rows were taken back."""
        self._rows: dict[Key, dict[str, Any] | None] = {}
        """Rows that were read; forgotten before rows are changed."""
        self._names: dict[str, list[str]] = {}
        self._blobs: dict[str, frozenset[str]] = {}
        self._link_cache: dict[bool, dict[str, list[tuple[str, str | None]]]] = {}

    def apply(self) -> None:
        """Take back what can be; `conflicts`, `steps` and `count` say what came of it."""
        created = {k for k, e in self._effects.items() if e.born and e.present}
        deleted = {k for k, e in self._effects.items() if not e.born and not e.present}
        changed: dict[str, list[str]] = defaultdict(list)
        for (table, record), effect in self._effects.items():
            if not effect.born and effect.present:
                changed[table].append(record)
        for table, records in changed.items():
            for start in range(0, len(records), _AT_A_TIME):
                self._restore_fields(table, records[start : start + _AT_A_TIME])
        self._bring_back(deleted)
        self._remove(created)

    # reading

    def _read_effects(self) -> dict[Key, _Effect]:
        effects: dict[Key, _Effect] = {}
        lines = self._work.execute(
            # What a row was born with is in the row: an import of a million is not read twice.
            "SELECT table_name, record_id, action, iif(action = 'insert', NULL, fields) FROM journal_line "
            "WHERE entry_id = ? ORDER BY id",
            (self._entry,),
        )
        for table, record, action, fields in _read_in_parts(lines):
            key = (intern(table), record)
            effect = effects.get(key)
            if action == "insert" and (effect is None or effect.present):
                # Before there were `bulk_trigger_sql`, a birth stood after its updates.
                effects[key] = _BORN
            elif effect is None or effect.born:
                effects[key] = effect = _Effect(effect is not None, action != "delete")
            else:
                effect.present = action != "delete"
            if effect is not None and not effect.born:
                for name, (old, _) in fields.items():
                    effect.old.setdefault(name, old)
        return effects

    def _read_since(self) -> dict[Key, dict[str, Any]]:
        """Return, of each record changed after the entry, the values it had at the entry's end."""
        since: dict[Key, dict[str, Any]] = defaultdict(dict)
        self._set_aside(record for _, record in self._effects)
        lines = self._work.execute(
            "SELECT l.table_name, l.record_id, l.fields FROM temp.of_interest i "
            "CROSS JOIN journal_line l ON l.record_id = i.id WHERE l.entry_id > ? AND l.entry_id <> ? ORDER BY l.id",
            (self._entry, self._work.entry),
        )
        for table, record, fields in _read_in_parts(lines):
            values = since[intern(table), record]
            for name, (old, _) in fields.items():
                values.setdefault(name, old)
        return since

    def _set_aside(self, ids: Iterable[str]) -> None:
        """Name these records in a temporary table, for questions about all of them at once."""
        self._work.execute("CREATE TEMP TABLE IF NOT EXISTS of_interest (id TEXT PRIMARY KEY) WITHOUT ROWID")
        self._work.execute("DELETE FROM temp.of_interest")
        self._work.execute(
            "INSERT OR IGNORE INTO temp.of_interest SELECT value FROM json_each(?)", (json.dumps(list(ids)),)
        )

    def _row(self, key: Key) -> dict[str, Any] | None:
        if key not in self._rows:
            self._read_rows(key[0], [key[1]])
        return self._rows[key]

    def _read_rows(self, table: str, records: Sequence[str], names: Sequence[str] | None = None) -> None:
        """Keep these rows as they are now, for `_row`; with `names` only these columns of them."""
        names = self._columns(table) if names is None else names
        self._rows.update(((table, record), None) for record in records)
        select = ", ".join(self._readable(table, name) for name in ("id", *names))
        for start in range(0, len(records), _AT_A_TIME):
            part = json.dumps(records[start : start + _AT_A_TIME])
            for record, *values in self._work.execute(
                f"SELECT {select} FROM {quoted(table)} WHERE id IN (SELECT value FROM json_each(?))", (part,)
            ):
                self._rows[table, record] = dict(zip(names, values, strict=True))

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

    def _restore_fields(self, table: str, records: list[str]) -> None:
        known = self._columns(table)
        touched: set[str] = set()
        for record in records:
            touched.update(self._effects[table, record].old, self._since.get((table, record), ()))
        self._read_rows(table, records, [name for name in known if name in touched or name in _SHOWN])
        alike: dict[tuple[str, ...], dict[tuple[Any, ...], list[str]]] = defaultdict(lambda: defaultdict(list))
        for record in records:
            back = self._fields_to_restore((table, record))
            if back:
                values = (self._writable(table, name, value) for name, value in back.items())
                alike[tuple(back)][tuple(values)].append(record)
        self._rows.clear()
        for names, by_values in alike.items():
            update = f"UPDATE {quoted(table)} SET {', '.join(f'{quoted(name)} = ?' for name in names)} WHERE id"
            few: list[tuple[Any, ...]] = []
            for to, ids in by_values.items():
                if len(ids) < _WORTH_A_STATEMENT:
                    few += ((*to, one) for one in ids)
                else:
                    self._work.execute(f"{update} IN (SELECT value FROM json_each(?))", (*to, json.dumps(ids)))
            self._work.execute_many(f"{update} = ?", few)

    def _fields_to_restore(self, key: Key) -> dict[str, Any]:
        """Return the fields of one row that go back, with their values; what is left alone is noted."""
        effect, row, since = self._effects[key], self._row(key), self._since.get(key, {})
        if row is None:
            self._left_alone(key, None, "gone")
            return {}
        groups = self._groups.get(key[0], {})
        moved = {name for name, value in since.items() if name in row and not _same(row[name], value)}
        moved_groups = {groups[name] for name in moved if name in groups}
        back: dict[str, Any] = {}
        for name, old in effect.old.items():
            if name not in row or _same(old, since.get(name, row[name])) or _same(row[name], old):
                continue
            if name in moved or groups.get(name) in moved_groups:
                self._left_alone(key, name, "changed", row[name], old)
            else:
                back[name] = old
        if back:
            self._note(key, "update", row, {name: (row[name], old) for name, old in back.items()})
        return back

    # rows that were deleted

    def _bring_back(self, keys: set[Key]) -> None:
        taken = self._present(keys)
        coming = keys - taken
        for key in sorted(taken):
            self._left_alone(key, None, "there")
        parents = self._present({parent for key in coming for parent in self._parents(key)})
        while orphans := {
            key for key in coming if any(p not in coming and p not in parents for p in self._parents(key))
        }:  # a row whose parent cannot come back stays away too
            coming -= orphans
            for key in sorted(orphans):
                self._left_alone(key, None, "homeless")
        alike: dict[tuple[str, tuple[str, ...]], list[list[Any]]] = defaultdict(list)
        for table, record in sorted(coming):
            old = self._effects[table, record].old
            self._note((table, record), "insert", old)
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
        touched: dict[str, list[str]] = defaultdict(list)
        for table, record in keys & self._since.keys():
            touched[table].append(record)
        for table, records in touched.items():
            self._read_rows(table, records)
        going = {key for key in keys if self._still_there(key)}
        changed = {key for key in going if self._changed_since(key)}
        kept = set(changed)
        going -= kept
        self._keep_what_is_used(going, kept)
        for key in sorted(kept):
            if not self._is_part(key, kept):
                self._left_alone(key, None, "changed" if key in changed else "used")
        by_table: dict[str, list[str]] = defaultdict(list)
        # In the order of their birth: neighbours in the file go together.
        for table, record in sorted(going):
            if len(by_table[table]) < MOST_NAMED // 10:
                self._note((table, record), "delete", self._row((table, record)) or {})
            else:
                self.count += 1
            by_table[table].append(record)
        self._rows.clear()
        for table, ids in by_table.items():
            self._work.execute_many(f"DELETE FROM {quoted(table)} WHERE id = ?", [(one,) for one in ids])

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
        known_by: dict[str, set[Key]] = defaultdict(set)
        for one in going:
            known_by[one[1]].add(one)
        owners: set[Key] = set()
        for key in parts:
            row = self._row(key) or {}
            for column, parent in self._links().get(key[0], ()):
                value = row.get(column)
                if value is not None:
                    owners |= known_by.get(value, set()) if parent is None else {(parent, value)}
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

    # what is said about it

    def _left_alone(self, key: Key, name: str | None, reason: str, now: Any = None, wanted: Any = None) -> None:
        table, record = key
        row = self._row(key) or self._effects[key].old
        currency = str(row.get("currency") or "")
        self.conflicts.append(Conflict(table, record, name, _title(table, row), reason, now, wanted, currency))

    def _note(
        self, key: Key, action: str, row: Mapping[str, Any], fields: Mapping[str, tuple[Any, Any]] | None = None
    ) -> None:
        self.count += 1
        if len(self.steps) < MOST_NAMED:
            table, record = key
            currency = str(row.get("currency") or "")
            self.steps.append(TakenBack(table, record, action, _title(table, row), fields or {}, currency))


def _read_in_parts(lines: list[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Give every line with its fields, the last column, read; many together, which is quicker. Seen lines are gone."""
    lines.reverse()
    while lines:
        part = lines[: -_AT_A_TIME - 1 : -1]
        del lines[-_AT_A_TIME:]
        fields = json.loads(f"[{','.join(line[-1] or '{}' for line in part)}]")
        yield from ((*line[:-1], each) for line, each in zip(part, fields, strict=True))


def _title(table: str, row: Mapping[str, Any]) -> str:
    """What a person would call a row."""
    return str(next((row[name] for name in _TITLES if row.get(name)), table))


def _same(left: Any, right: Any) -> bool:
    """Whether two stored values are one; JSON keeps 2.0 and 2 apart, the file does not always."""
    return bool(left == right) and (left is None) == (right is None)
