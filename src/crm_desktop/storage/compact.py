"""Thinning the journal of a long life: of what was done up to a day, only the last writer of every field stays.

What stays whole: everything since that day, and who gave every field of every record its present value and when.
What goes: values in between, and what was thrown away for good. It cannot be undone or shown as of then any more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from crm_desktop.storage.as_of import entry_at
from crm_desktop.storage.database import Database
from crm_desktop.storage.driver import Connection
from crm_desktop.storage.horizon import Horizon, horizon, move_horizon


@dataclass(frozen=True, slots=True)
class Thinned:
    """What compacting drops, in numbers.

    `changes` entries up to `entry` can no longer be undone, of which `entries` go altogether; of `lines` lines of
    the journal `dropped` go and `shortened` lose some of their values. `contents` are rows thrown away for good
    whose last content goes.
    """

    entry: int
    before_ms: int
    changes: int
    entries: int
    lines: int
    dropped: int
    shortened: int
    contents: int

    @property
    def is_nothing(self) -> bool:
        return not (self.dropped or self.shortened or self.contents or self.changes)


def look(database: Database, before_ms: int) -> Thinned:
    """Return what compacting up to a moment would drop; nothing is written."""
    connection = database.new_connection()
    try:
        connection.execute("BEGIN")
        return _Thinning(connection, entry_at(database, before_ms - 1), before_ms).count()
    finally:
        connection.close()


def thin(database: Database, before_ms: int, label: Callable[[Thinned], str]) -> Thinned:
    """Drop the history before a moment, as one entry that stays in the journal."""
    with database.write("Compacted the history", kind="compact") as work:
        thinning = _Thinning(work.connection, entry_at(database, before_ms - 1), before_ms)
        counted = thinning.count()
        if not counted.is_nothing:
            thinning.apply()
            kept = horizon(database)
            if kept is None or kept.entry < counted.entry:
                move_horizon(work, Horizon(counted.entry, before_ms))
            work.label = label(counted)
        work.undoable = False
        thinning.clean_up()
    return counted


def shrink(database: Database) -> None:
    """Give the room that became free back to the disk. Rows may change their place: lists must be read again."""
    connection = database.new_connection()
    try:
        with database.watched():
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        connection.close()


class _Thinning:
    """Works out, in temporary tables of a connection, which lines up to `entry` stay, and with which fields."""

    def __init__(self, connection: Connection, entry: int, before_ms: int) -> None:
        self._run = connection.execute
        self._entry = entry
        self._before_ms = before_ms
        found = self._one(
            "SELECT id FROM journal_line WHERE entry_id <= ? ORDER BY entry_id DESC, id DESC LIMIT 1", (entry,)
        )
        self._mark = int(found or 0)
        self._work_out()

    def _one(self, sql: str, values: tuple[Any, ...] = ()) -> Any:
        row = self._run(sql, values).fetchone()
        return None if row is None else row[0]

    def _work_out(self) -> None:
        self.clean_up()
        # The latest birth or end of every row: what was before it is another life.
        self._run(
            "CREATE TEMP TABLE compact_life AS SELECT table_name, record_id, action, max(id) AS line "
            "FROM main.journal_line WHERE action <> 'update' GROUP BY table_name, record_id"
        )
        self._run("CREATE UNIQUE INDEX temp.compact_life_row ON compact_life (record_id, table_name)")
        self._run(
            "CREATE TEMP TABLE compact_last AS SELECT max(l.id) AS line, f.key AS name "
            "FROM main.journal_line l CROSS JOIN json_each(l.fields) f WHERE l.action = 'update' "
            "GROUP BY l.table_name, l.record_id, f.key HAVING max(l.id) <= ?1 AND max(l.id) > coalesce((SELECT line "
            "FROM temp.compact_life a WHERE a.record_id = l.record_id AND a.table_name = l.table_name), 0)",
            (self._mark,),
        )
        self._run("CREATE TEMP TABLE compact_kept (line INTEGER PRIMARY KEY, names INTEGER NOT NULL)")
        self._run("INSERT INTO temp.compact_kept SELECT line, count(*) FROM temp.compact_last GROUP BY line")
        self._run(
            "INSERT OR IGNORE INTO temp.compact_kept SELECT line, 0 FROM temp.compact_life WHERE line <= ?",
            (self._mark,),
        )
        self._run("CREATE INDEX temp.compact_last_line ON compact_last (line, name)")
        self._run(
            "CREATE TEMP TABLE compact_short AS SELECT l.id AS line FROM temp.compact_kept k "
            "CROSS JOIN main.journal_line l ON l.id = k.line "
            "WHERE l.action = 'update' AND k.names < (SELECT count(*) FROM json_each(l.fields))"
        )

    def count(self) -> Thinned:
        lines = int(self._one("SELECT count(*) FROM main.journal_line WHERE id <= ?", (self._mark,)))
        kept = int(self._one("SELECT count(*) FROM temp.compact_kept"))
        return Thinned(
            self._entry,
            self._before_ms,
            int(self._one("SELECT count(*) FROM main.journal_entry WHERE id <= ? AND undoable = 1", (self._entry,))),
            int(self._one(f"SELECT count(*) FROM main.journal_entry e WHERE {_EMPTY}", (self._entry,))),
            lines,
            lines - kept,
            int(self._one("SELECT count(*) FROM temp.compact_short")),
            int(self._one(f"SELECT count(*) FROM main.journal_line WHERE {_CONTENT}", (self._mark,))),
        )

    def apply(self) -> None:
        self._run(
            "UPDATE main.journal_line SET fields = (SELECT json_group_object(f.key, json(f.value)) "
            "FROM json_each(journal_line.fields) f WHERE EXISTS "
            "(SELECT 1 FROM temp.compact_last t WHERE t.line = journal_line.id AND t.name = f.key)) "
            "WHERE id IN (SELECT line FROM temp.compact_short)"
        )
        self._run(f"UPDATE main.journal_line SET fields = '{{}}' WHERE {_CONTENT}", (self._mark,))
        self._run(f"DELETE FROM main.journal_entry AS e WHERE {_EMPTY}", (self._entry,))
        self._run(
            "DELETE FROM main.journal_line WHERE id <= ? AND id NOT IN (SELECT line FROM temp.compact_kept)",
            (self._mark,),
        )
        self._run("UPDATE main.journal_entry SET undoable = 0 WHERE id <= ? AND undoable <> 0", (self._entry,))

    def clean_up(self) -> None:
        """Drop what was only worked out."""
        for name in ("compact_life", "compact_last", "compact_kept", "compact_short"):
            self._run(f"DROP TABLE IF EXISTS temp.{name}")


_EMPTY = (
    "e.id <= ? AND NOT EXISTS (SELECT 1 FROM main.journal_line l CROSS JOIN temp.compact_kept k ON k.line = l.id "
    "WHERE l.entry_id = e.id) AND e.kind <> 'compact'"
)
"""Entries that nothing is kept of."""

_CONTENT = "action = 'delete' AND id <= ? AND length(fields) > 2 AND id IN (SELECT line FROM temp.compact_kept)"
"""Rows thrown away for good, whose last content stands in the journal."""
