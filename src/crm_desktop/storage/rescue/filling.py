"""A new workspace from what can be read of a damaged one."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

from crm_desktop.core.errors import CrmError
from crm_desktop.core.ids import new_id
from crm_desktop.storage import derived
from crm_desktop.storage.backup import check_whole
from crm_desktop.storage.driver import (
    APPLICATION_ID,
    KEY_BYTES,
    Connection,
    DatabaseError,
    WriterConnection,
    connect,
    quoted,
)
from crm_desktop.storage.encryption import salt_of
from crm_desktop.storage.failures import Damaged
from crm_desktop.storage.migrations import apply_migrations
from crm_desktop.storage.numbers import go_on_above
from crm_desktop.storage.replacing import copy_file, prepared_beside, replace
from crm_desktop.storage.rescue.links import LinkMender, Mended
from crm_desktop.storage.rescue.pages import PageFile
from crm_desktop.storage.rescue.records import Row
from crm_desktop.storage.rescue.sealed import DecipheredPages, SealedReading, seal_anew
from crm_desktop.storage.rescue.tables import Table, tables_of
from crm_desktop.storage.rescue.trees import TreeReading
from crm_desktop.storage.workspace import SCHEMA_VERSION, migrate

_AT_ONCE: Final = 500
_TELLING: Final = ("contact", "deal", "document", "case", "task", "event", "product", "activity", "journal_entry")
"""Tables of which at least one must hold something, for a file to have been a workspace."""


class Reading(Protocol):
    """The tables of a damaged file, as far as they can be read; what cannot be is counted, by table."""

    holes: dict[str, int]
    strays: int

    @property
    def seals_broken(self) -> int: ...

    @property
    def names(self) -> set[str]: ...

    @property
    def knows_its_tables(self) -> bool: ...

    @property
    def version(self) -> int: ...

    def rows(self, table: Table, every: Iterable[Table]) -> Iterator[Row]: ...


@dataclass(frozen=True, slots=True)
class Filled:
    """What of one table came over."""

    read: int
    holes: int
    values_lost: int = 0
    refused: int = 0
    """Rows that were read and could not stand in the new file."""


@dataclass(frozen=True, slots=True)
class Rescue:
    """What a rescue did."""

    tables: dict[str, Filled] = field(default_factory=dict)
    mended: Mended = field(default_factory=Mended)
    strays: int = 0
    seals_broken: int = 0


def rescue(damaged: Path, new: Path, *, key: bytes | None, now: int, label: str) -> Rescue:
    """Read what is readable of `damaged` (never written to) into the new file `new`, and prove that whole.

    Raises `CrmError` when nothing of a workspace can be found in it; then no file is made.
    """
    with prepared_beside(new) as prepared:
        with _reading(damaged, prepared, key) as reading:
            version = _version_of(reading, damaged)
            own_key = None if key is None else key[:KEY_BYTES] + salt_of(damaged)
            prepared.touch(0o600)
            connection = connect(prepared, key=own_key, factory=WriterConnection)
            try:
                done = _fill(connection, reading, version, now, label, damaged)
            finally:
                connection.close()
        replace(new, prepared, None)
    return done


@contextmanager
def _reading(damaged: Path, prepared: Path, key: bytes | None) -> Iterator[Reading]:
    try:
        pages = PageFile(damaged) if key is None else DecipheredPages(damaged, key)
    except ImportError:
        pages = None
    if pages is not None:
        with pages:
            yield TreeReading(pages)
        return
    assert key is not None
    with _sealed_copy(damaged, prepared, key) as reading:
        yield reading


@contextmanager
def _sealed_copy(damaged: Path, prepared: Path, key: bytes) -> Iterator[SealedReading]:
    copy = prepared.with_name(f"{prepared.name.removesuffix('.restoring')}.sealed.restoring")
    log = Path(f"{copy}-wal")
    try:
        copy_file(damaged, copy)
        broken = seal_anew(copy, key)
        if Path(f"{damaged}-wal").exists():
            shutil.copyfile(f"{damaged}-wal", log)
            _fold_copy(copy, log, key)
            seal_anew(copy, key)
        try:
            reading = SealedReading(copy, key, broken)
        except (DatabaseError, UnicodeDecodeError) as error:
            raise _nothing(damaged) from error
        try:
            yield reading
        finally:
            reading.close()
    finally:
        for leftover in (copy, log, Path(f"{copy}-shm")):
            leftover.unlink(missing_ok=True)


def _fold_copy(copy: Path, log: Path, key: bytes) -> None:
    try:
        connection = connect(copy, key=key)
        try:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            connection.close()
    except (DatabaseError, UnicodeDecodeError):  # then what was not folded in is lost, and the rest is not
        log.unlink(missing_ok=True)


def _version_of(reading: Reading, damaged: Path) -> int:
    names = reading.names
    if reading.knows_its_tables and not names & {"contact", "journal_entry"}:
        raise _nothing(damaged)
    version = reading.version
    if version > SCHEMA_VERSION and reading.knows_its_tables:
        raise CrmError(
            f"“{damaged.name}” was written by a newer version of the program.",
            "It was not changed. Install the newest version to rescue it.",
        )
    return version if 0 < version <= SCHEMA_VERSION else SCHEMA_VERSION


def _fill(connection: Connection, reading: Reading, version: int, now: int, label: str, damaged: Path) -> Rescue:
    run = connection.execute
    run(f"PRAGMA application_id = {APPLICATION_ID}")
    run("PRAGMA foreign_keys = OFF")
    apply_migrations(connection, up_to=version)
    tables = [table for table in tables_of(connection) if any(column.name == "id" for column in table.columns)]
    run("BEGIN IMMEDIATE")
    usual = {
        table.name: run(f"SELECT * FROM {quoted(table.name)}").fetchall() for table in tables
    }  # what every file is born with, unless the damaged one says otherwise
    filled: dict[str, Filled] = {}
    for table in tables:
        run(f"DELETE FROM {quoted(table.name)}")
        filled[table.name] = _copy_table(connection, reading, table, tables)
        _put_missing(connection, table, usual[table.name])
    if not any(filled[name].read for name in _TELLING if name in filled):
        raise _nothing(damaged)
    titles = {
        str(record): str(title) for record, title in run("SELECT record_id, title FROM search_document").fetchall()
    }
    _drop_nonsense(connection)
    derived.watch(connection)
    entry = _open_entry(connection, now, label)
    mended = LinkMender(connection, tables, titles, now).mend(entry)
    replica = new_id()
    run("DELETE FROM setting WHERE id = 'replica'")
    run("INSERT INTO setting (id, value) VALUES ('replica', ?)", (replica,))
    given = [
        str(number)
        for name in ("document", "case")
        for (number,) in run(f"SELECT number FROM {quoted(name)} WHERE number IS NOT NULL").fetchall()
    ]
    go_on_above(lambda sql, values=(): run(sql, values).fetchall(), (), given)
    run("UPDATE journal_open SET entry_id = NULL")
    run("COMMIT")
    migrate(connection)
    check_whole(connection)
    run("PRAGMA wal_checkpoint(TRUNCATE)")
    return Rescue(filled, mended, reading.strays, reading.seals_broken)


def _copy_table(connection: Connection, reading: Reading, table: Table, every: list[Table]) -> Filled:
    columns = ", ".join(quoted(column.name) for column in table.columns)
    marks = ", ".join("?" for _ in table.columns)
    statement = f"INSERT OR IGNORE INTO {quoted(table.name)} (rowid, {columns}) VALUES (?, {marks})"
    rowid_at = next((index for index, column in enumerate(table.columns) if column.is_rowid), None)
    read = lost = refused = 0
    waiting: list[tuple[object, ...]] = []

    def put() -> None:
        nonlocal read, refused
        before = connection.total_changes
        connection.executemany(statement, waiting)
        done = connection.total_changes - before
        read, refused = read + done, refused + len(waiting) - done
        waiting.clear()

    for rowid, values in reading.rows(table, every):
        found = table.mended(values)
        if found is None:
            refused += 1
            continue
        whole, blank = found
        lost += blank
        if rowid_at is not None:
            whole[rowid_at] = rowid
        waiting.append((rowid, *whole))
        if len(waiting) == _AT_ONCE:
            put()
    put()
    return Filled(read, reading.holes[table.name], lost, refused)


def _drop_nonsense(connection: Connection) -> None:
    """Leave out what is certainly broken: lines of history and settings that are no JSON, files of other bytes."""
    connection.execute("UPDATE journal_line SET fields = '{}' WHERE fields IS NOT NULL AND NOT json_valid(fields)")
    connection.execute("DELETE FROM journal_line WHERE action NOT IN ('insert', 'update', 'delete')")
    connection.execute("DELETE FROM setting WHERE id <> 'replica' AND NOT json_valid(value)")
    for (name,) in connection.execute("SELECT id FROM blob").fetchall():
        content = connection.execute("SELECT content FROM blob WHERE id = ?", (name,)).fetchone()[0]
        if hashlib.sha256(content).hexdigest() != name:  # its name says what its bytes must be
            connection.execute("DELETE FROM blob WHERE id = ?", (name,))


def _put_missing(connection: Connection, table: Table, usual: list[tuple[object, ...]]) -> None:
    marks = ", ".join("?" for _ in table.columns)
    for row in usual:
        connection.execute(f"INSERT OR IGNORE INTO {quoted(table.name)} VALUES ({marks})", row)


def _open_entry(connection: Connection, now: int, label: str) -> int:
    """Begin the journal entry of the rescue, above every stamp that was read."""
    last = connection.execute(
        "SELECT stamp_ms, stamp_counter FROM journal_entry ORDER BY stamp_ms DESC, stamp_counter DESC LIMIT 1"
    ).fetchone() or (0, -1)
    stamp = (now, 0) if now > last[0] else (last[0], last[1] + 1)
    highest = connection.execute("SELECT max(entry_id) FROM journal_line").fetchone()[0] or 0
    known = connection.execute("SELECT max(id) FROM journal_entry").fetchone()[0] or 0
    entry = max(int(highest), int(known)) + 1
    connection.execute(
        "INSERT INTO journal_entry (id, uid, stamp_ms, stamp_counter, replica, actor, label, at, kind, undoable) "
        "VALUES (?, ?, ?, ?, '', '', ?, ?, 'rescue', 0)",
        (entry, new_id(), *stamp, label, now),
    )
    connection.execute("UPDATE journal_open SET entry_id = ?", (entry,))
    return entry


def _nothing(damaged: Path) -> CrmError:
    return Damaged(
        f"Nothing of a workspace could be read from “{damaged.name}”.",
        "It was not changed, and no file was made. Bring back the newest good backup.",
    )
