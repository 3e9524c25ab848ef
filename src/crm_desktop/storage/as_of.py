"""The workspace as it stood at an earlier moment: the rows of now, walked back by the journal.

Every table that was touched since gets a shadow of the same name in the connection's private memory, where
SQLite looks first. So every query of the program answers for that moment, unchanged. Search and the journal
itself stay those of now.
"""

from __future__ import annotations

import json
import re
import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from crm_desktop.core.clock import from_millis
from crm_desktop.core.errors import Refused
from crm_desktop.storage.database import Database, Row, Transaction
from crm_desktop.storage.driver import Connection, quoted
from crm_desktop.storage.horizon import horizon
from crm_desktop.storage.journal import columns_of, watched_tables

_BY_CONTENT = "blob"
"""Rows named by their own content: new ones are in nobody's way, so its bytes are not copied into memory."""

Key = tuple[str, str]


def entry_at(database: Database, moment_ms: int) -> int:
    """Return the number of the last entry that was made by this moment, 0 when there was none yet.

    The order of the journal decides, not the clock: what was entered after it had been set back belongs to
    what was entered before.
    """
    found = database.value("SELECT id FROM journal_entry WHERE at <= ? ORDER BY id DESC LIMIT 1", (moment_ms,))
    return int(found or 0)


class AsOf(Database):
    """The workspace as it stood when `entry` was the last one; read only, one snapshot for its whole life."""

    is_past = True

    def __init__(self, database: Database, entry: int) -> None:
        """Walk back. Raises `Refused` when the history that this takes was dropped."""
        super().__init__(database.path, key=database._key, read_only=True, actor=database.actor)
        self.replica = database.replica
        self._turn = threading.RLock()
        self._one = self._connect()
        try:
            with self.watched():
                self._one.execute("PRAGMA foreign_keys = OFF")
                self._one.execute("BEGIN")
                _refuse_what_was_dropped(self, entry)
                _Shadows(self._one, entry).cast()
                self._one.execute("PRAGMA query_only = ON")
        except BaseException:
            self.close()
            raise

    def _reader(self) -> Connection:
        return self._one

    def rows(self, sql: str, values: Mapping[str, Any] | Sequence[Any] = ()) -> list[Row]:
        """Return all rows of a query, as they were."""
        with self._turn:
            return super().rows(sql, values)

    def row(self, sql: str, values: Mapping[str, Any] | Sequence[Any] = ()) -> Row | None:
        """Return the first row of a query, as it was, or None."""
        with self._turn:
            return super().row(sql, values)

    @contextmanager
    def write(
        self, label: str, *, kind: str = "do", undoes: int | None = None, bulk: bool = False
    ) -> Iterator[Transaction]:
        """Refuse: what was cannot be changed."""
        raise Refused("This is the workspace as it stood then; it can only be looked at.", "Nothing was changed.")
        yield  # type: ignore[unreachable]


def _refuse_what_was_dropped(database: Database, entry: int) -> None:
    kept = horizon(database)
    if kept is not None and entry < kept.entry:
        day = from_millis(kept.at_ms).date().isoformat()
        raise Refused(
            f"The history before {day} was dropped when the workspace was compacted.",
            "So how it stood then cannot be shown. A backup from that time still can.",
        )


@dataclass(slots=True)
class _Past:
    """What one row was: columns that differ from now, or the whole row."""

    whole: bool = False
    values: dict[str, Any] = field(default_factory=dict)


class _Shadows:
    """Makes the tables of before `entry`'s successors, in the connection's temporary schema."""

    def __init__(self, connection: Connection, entry: int) -> None:
        self._run = connection.execute
        self._connection = connection
        found = self._run(
            "SELECT id FROM journal_line WHERE entry_id <= ? ORDER BY entry_id DESC, id DESC LIMIT 1", (entry,)
        ).fetchone()
        # Lines are numbered in the order of their entries, so what came later is one range.
        self._mark = int(found[0]) if found else 0

    def cast(self) -> None:
        """Shadow every table with a line after the mark."""
        known = set(watched_tables(self._connection))
        tables = [
            table
            for (table,) in self._run("SELECT DISTINCT table_name FROM journal_line WHERE id > ?", (self._mark,))
            if table in known
        ]
        if not tables:
            return
        self._find_the_unborn()
        past: dict[str, dict[str, _Past]] = defaultdict(dict)
        for (table, record), was in self._walk_back().items():
            past[table][record] = was
        for table in tables:
            if table == _BY_CONTENT:
                self._shadow_by_content(past.get(table, {}))
            else:
                self._copy(table)
                self._take_out_the_unborn(table)
                self._set_back(table, past.get(table, {}))

    def _find_the_unborn(self) -> None:
        """Name the rows whose life began after the mark. An update may stand before the birth (`bulk.py`)."""
        self._run(
            "CREATE TEMP TABLE as_of_unborn AS SELECT table_name, record_id FROM "
            "(SELECT table_name, record_id, action, min(id) FROM main.journal_line "
            "WHERE id > ? AND action <> 'update' GROUP BY table_name, record_id) WHERE action = 'insert'",
            (self._mark,),
        )
        self._run("CREATE UNIQUE INDEX temp.as_of_unborn_row ON as_of_unborn (table_name, record_id)")

    def _walk_back(self) -> dict[Key, _Past]:
        past: dict[Key, _Past] = {}
        lines = self._run(
            "SELECT l.table_name, l.record_id, l.action, l.fields FROM main.journal_line l WHERE l.id > ? "
            "AND NOT EXISTS (SELECT 1 FROM temp.as_of_unborn u "
            "WHERE u.table_name = l.table_name AND u.record_id = l.record_id) ORDER BY l.id DESC",
            (self._mark,),
        )
        for table, record, action, text in lines:
            was = past.setdefault((table, record), _Past())
            if action != "update":
                was.whole, was.values = True, {}
            if text:
                was.values.update((name, pair[0]) for name, pair in json.loads(text).items())
        return past

    def _copy(self, table: str) -> None:
        statements = self._run(
            "SELECT type, sql FROM main.sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL "
            "AND type IN ('table', 'index') ORDER BY type DESC",
            (table,),
        ).fetchall()
        for kind, sql in statements:
            if kind == "table":
                self._run(re.sub(r"^CREATE TABLE", "CREATE TEMP TABLE", sql))
            else:
                self._run(re.sub(r"^CREATE (UNIQUE )?INDEX\s+", r"CREATE \1INDEX temp.", sql))
        # Of two tables alike, SQLite moves whole rows without reading them.
        self._run(f"INSERT INTO temp.{quoted(table)} SELECT * FROM main.{quoted(table)}")

    def _take_out_the_unborn(self, table: str) -> None:
        self._run(
            f"DELETE FROM temp.{quoted(table)} WHERE id IN "
            "(SELECT record_id FROM temp.as_of_unborn WHERE table_name = ?)",
            (table,),
        )

    def _set_back(self, table: str, past: Mapping[str, _Past]) -> None:
        columns = dict(columns_of(self._connection, table))
        alike: dict[tuple[bool, tuple[str, ...]], list[list[Any]]] = defaultdict(list)
        for record, was in past.items():
            names = tuple(name for name in was.values if name in columns)
            values = [_stored(was.values[name], blob=columns[name]) for name in names]
            alike[was.whole, names].append(values if was.whole else [*values, record])
        for (whole, names), rows in alike.items():
            if whole:
                listed, marks = ", ".join(map(quoted, names)), ", ".join("?" * len(names))
                sql = f"INSERT OR REPLACE INTO temp.{quoted(table)} ({listed}) VALUES ({marks})"
            else:
                sets = ", ".join(f"{quoted(name)} = ?" for name in names)
                sql = f"UPDATE temp.{quoted(table)} SET {sets} WHERE id = ?"
            if names:
                self._connection.executemany(sql, rows)

    def _shadow_by_content(self, past: Mapping[str, _Past]) -> None:
        table = quoted(_BY_CONTENT)
        self._run(f"CREATE TEMP TABLE as_of_content AS SELECT * FROM main.{table} WHERE 0")
        rows = [(record, bytes.fromhex(was.values["content"])) for record, was in past.items() if was.whole]
        self._connection.executemany("INSERT INTO temp.as_of_content (id, content) VALUES (?, ?)", rows)
        self._run(
            f"CREATE TEMP VIEW {table} AS SELECT id, content FROM main.{table} WHERE id NOT IN "
            f"(SELECT record_id FROM temp.as_of_unborn WHERE table_name = '{_BY_CONTENT}') "
            "AND id NOT IN (SELECT id FROM temp.as_of_content) "
            "UNION ALL SELECT id, content FROM temp.as_of_content"
        )


def _stored(value: Any, *, blob: bool) -> Any:
    return bytes.fromhex(value) if blob and isinstance(value, str) else value
