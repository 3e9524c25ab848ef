"""What only an erasure may do: write past the journal, rewrite what it remembers, and leave no byte behind.

Everything but `sweep` happens inside the caller's unit of work, whole or not at all.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from crm_desktop.storage import journal, search_index
from crm_desktop.storage.database import Database, Row, Transaction
from crm_desktop.storage.driver import OperationalError, quoted

Key = tuple[str, str]
"""(table, record id)"""

_CHUNK = 400
_LINKED_BY_ID = "record_id"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the journal: which row it is about, and (old, new) of each column it names."""

    id: int
    entry: int
    table: str
    record_id: str
    fields: dict[str, list[Any]]

    @property
    def key(self) -> Key:
        """The row it is about."""
        return self.table, self.record_id


@dataclass(frozen=True, slots=True)
class Link:
    """A column of `table` that names a row of `target` (any table when None); a required one makes the row a part."""

    table: str
    column: str
    target: str | None
    required: bool


@contextmanager
def past_the_journal(work: Transaction) -> Iterator[None]:
    """Within the block, what is written and deleted is not remembered; search follows as always."""
    triggers = {
        name: sql for name, sql in journal.trigger_sql(work.connection).items() if sql.startswith("CREATE TRIGGER")
    }
    for name in triggers:
        work.execute(f"DROP TRIGGER {quoted(name)}")
    yield
    for sql in triggers.values():
        work.execute(sql)


def note_rows(work: Transaction, keys: Iterable[Key]) -> None:
    """Say in the journal that this entry touched these rows, and nothing of what was or is in them."""
    work.execute_many(
        "INSERT INTO journal_line (entry_id, table_name, record_id, action, fields) VALUES (?, ?, ?, 'update', NULL)",
        [(work.entry, table, record) for table, record in sorted(keys)],
    )


def links(work: Transaction) -> list[Link]:
    """Return every column of the firm's data that leads to another row."""
    found: list[Link] = []
    for table in journal.watched_tables(work.connection):
        columns = {row[1]: bool(row[3]) for row in work.execute(f"PRAGMA table_info({quoted(table)})")}
        found += [
            Link(table, row[3], row[2], columns[row[3]])
            for row in work.execute(f"PRAGMA foreign_key_list({quoted(table)})")
        ]
        if _LINKED_BY_ID in columns:
            found.append(Link(table, _LINKED_BY_ID, None, True))
    return found


def rows_by(work: Transaction, sql: str, ids: Sequence[str]) -> list[Row]:
    """Run a query whose `{marks}` are filled with ids, however many they are."""
    found: list[Row] = []
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start : start + _CHUNK]
        found += work.execute(sql.format(marks=",".join("?" * len(chunk))), chunk)
    return found


def lines_of(work: Transaction, ids: Sequence[str]) -> Iterator[Line]:
    """Yield the lines that say something about rows with these ids."""
    sql = (
        "SELECT id, entry_id, table_name, record_id, fields FROM journal_line "
        "WHERE record_id IN ({marks}) AND fields IS NOT NULL"
    )
    yield from map(_line, rows_by(work, sql, ids))


def lines_naming(work: Transaction, record_id: str) -> list[Line]:
    """Return the lines that say that a row led to this record once."""
    return [
        _line(row)
        for row in work.execute(
            "SELECT id, entry_id, table_name, record_id, fields FROM journal_line "
            "WHERE fields IS NOT NULL AND instr(fields, ?) > 0",
            (f'"{record_id}"',),
        )
    ]


def _line(row: Row) -> Line:
    return Line(int(row[0]), int(row[1]), str(row[2]), str(row[3]), json.loads(row[4]))


def rewrite_lines(work: Transaction, lines: Iterable[Line], rewrite: Callable[[Line, str, Any], Any]) -> int:
    """Give the values of these lines anew, by `rewrite(line, column, value)`; return how many lines changed."""
    changed: list[tuple[str, int]] = []
    for line in lines:
        fields = {name: [rewrite(line, name, value) for value in pair] for name, pair in line.fields.items()}
        if fields != line.fields:
            changed.append((json.dumps(fields, ensure_ascii=False), line.id))
    work.execute_many("UPDATE journal_line SET fields = ? WHERE id = ?", changed)
    return len(changed)


def forget_lines(work: Transaction, keys: Iterable[Key]) -> None:
    """Remove every line about these rows."""
    work.execute_many("DELETE FROM journal_line WHERE table_name = ? AND record_id = ?", sorted(keys))


def entries_of(work: Transaction, ids: Sequence[str]) -> set[int]:
    """Return the entries that touched rows with these ids."""
    sql = "SELECT DISTINCT entry_id FROM journal_line WHERE record_id IN ({marks})"
    return {int(row[0]) for row in rows_by(work, sql, ids)}


def clear_search(work: Transaction) -> None:
    """Make the indexes of words anew from what is there: of a word taken out, they keep a mark until then."""
    for name in search_index.INDEXES:
        work.execute(f"INSERT INTO {name} ({name}) VALUES ('rebuild')")


def sweep(database: Database) -> bool:
    """Write the file anew without what was erased, and cut its log to nothing; whether both could be done.

    `secure_delete` is not enough: when SQLite shares out the rows of pages, copies of them stay in the room between
    (seen in trials). Takes as long as the file is big; writers wait.
    """
    with database._lock:
        connection = database.new_connection()
        try:
            connection.execute("VACUUM")
            busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return not busy
        except (OperationalError, MemoryError):
            return False
        finally:
            connection.close()
