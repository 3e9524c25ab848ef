"""Reading and writing an open workspace.

One writer at a time, its transaction begun IMMEDIATE; reads on connections of their own, one a thread.
Reads speak SQL to the driver directly: opening a window must not cost the import of an ORM.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.errors import CrmError
from crm_desktop.core.ids import new_id
from crm_desktop.storage import derived
from crm_desktop.storage.bulk import BulkWrite
from crm_desktop.storage.driver import KEY_BYTES, Connection, WriterConnection, connect
from crm_desktop.storage.encryption import salt_of
from crm_desktop.storage.failures import Damaged, DiskFull, in_words, said_in_words
from crm_desktop.storage.held_file import HeldFile
from crm_desktop.storage.room import give_up_ballast

if TYPE_CHECKING:
    import sqlalchemy
    from sqlalchemy.orm import Session

MOST_TOUCHED = 5000
"""A write that touches more rows than this names its tables only."""

Row = tuple[Any, ...]


def _read_only() -> CrmError:
    return CrmError(
        "The workspace can only be read here, so the change was not saved.",
        "Nothing was lost. Check that you may write to the file and its folder.",
    )


class Transaction:
    """One unit of work, handed out by `Database.write`. `change` is filled when it has committed."""

    def __init__(self, database: Database, connection: Connection, label: str, entry: int) -> None:
        self._database = database
        self._connection = connection
        self._session: Session | None = None
        self.entry = entry
        self.label = label
        self.undoable = True
        self.keep_empty = False
        """Whether the entry stays even when it changed nothing."""
        self.change = ChangeSet(None, label)
        self.many: BulkWrite | None = None
        """What makes it a long one."""

    @property
    def connection(self) -> Connection:
        """The writer's own connection, inside this transaction."""
        return self._connection

    @property
    def actor(self) -> str | None:
        """The id of the member in whose name this is done."""
        return self._database.actor or None

    @property
    def session(self) -> Session:
        """The ORM session of this transaction; flushed and closed with it."""
        if self._session is None:
            from sqlalchemy.orm import Session

            self._session = Session(self._database.writer_bind(), autoflush=True, expire_on_commit=False)
        return self._session

    def execute(self, sql: str, values: Mapping[str, Any] | Sequence[Any] = ()) -> list[Row]:
        """Run one statement on the writer's connection and return its rows."""
        self.flush()
        with self._database.watched():
            return list(self._connection.execute(sql, values).fetchall())

    def execute_many(self, sql: str, values: Sequence[Sequence[Any]]) -> None:
        """Run one statement once for every sequence of values."""
        self.flush()
        with self._database.watched():
            if self.many is None:
                self._connection.executemany(sql, values)
            else:
                self.many.execute(sql, values)

    def flush(self) -> None:
        """Send what the session holds to the file, so that plain statements see it."""
        if self._session is not None:
            self._session.flush()

    def close_session(self) -> None:
        """Let go of the session without touching the transaction, which the database ends."""
        if self._session is not None:
            self._session.close()


class Database:
    """An open workspace file. Thread-safe: any thread may read, writes wait for each other."""

    is_past = False
    """Whether it shows what was (`as_of.py`); its search index is that of now."""

    def __init__(self, path: Path, *, key: bytes | None = None, read_only: bool = False, actor: str = "") -> None:
        self.path = path
        self.read_only = read_only
        self.actor = actor
        """Id of the member who works here; written on every entry."""
        self.replica = ""
        self.now_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000
        """Where an entry's time comes from, in milliseconds since 1970 UTC."""
        self.damage: Damaged | None = None
        """What was found broken in the file; from then on nothing is written to it."""
        self._file = HeldFile(path)
        # The salt is read before the file is open: closing it again would let go of every lock on it.
        self._key = None if key is None else key[:KEY_BYTES] + salt_of(path)
        self._lock = threading.RLock()
        # By the system's thread, not `threading.local`: Python forgets what it knows of a thread of Qt's
        # pools after every job, and each would open a connection of its own.
        self._readers: dict[int, Connection] = {}
        self._open: list[Connection] = []
        self._engine: sqlalchemy.Engine | None = None
        self._bound: sqlalchemy.Connection | None = None
        self._closed = False
        self._write_connection: Connection | None = None

    @property
    def key(self) -> bytes | None:
        """The raw key of an encrypted file and its salt: its copies are encrypted with them, too."""
        return self._key

    # reading

    def rows(self, sql: str, values: Mapping[str, Any] | Sequence[Any] = ()) -> list[Row]:
        """Return all rows of a query, as tuples, read on this thread's own connection."""
        try:
            found: list[Row] = self._reader().execute(sql, values).fetchall()
        except Exception:
            # Watching costs as much as reading one row by its id, so only what failed is.
            with self.watched():
                raise
        return found

    def row(self, sql: str, values: Mapping[str, Any] | Sequence[Any] = ()) -> Row | None:
        """Return the first row of a query, or None."""
        try:
            found: Row | None = self._reader().execute(sql, values).fetchone()
        except Exception:
            with self.watched():
                raise
        return found

    def value(self, sql: str, values: Mapping[str, Any] | Sequence[Any] = ()) -> Any:
        """Return the first column of the first row, or None."""
        found = self.row(sql, values)
        return None if found is None else found[0]

    def version(self) -> int:
        """Return a number that changes when another connection has written (asked on this thread)."""
        return int(self.value("PRAGMA data_version"))

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Say the driver's errors in words; remember damage once one says so, and give up room kept for a full disk."""
        try:
            with said_in_words():
                yield
        except Damaged as damage:
            self.damage = self.damage or damage
            raise
        except DiskFull:
            give_up_ballast(self.path)  # so that deleting, tidying up and closing go through
            raise

    def _reader(self) -> Connection:
        thread = threading.get_ident()
        connection = self._readers.get(thread)
        if connection is None:
            connection = self._readers[thread] = self._connect()
            connection.execute("PRAGMA query_only = ON")
        return connection

    # writing

    @property
    def _writer(self) -> Connection:
        """The one writing connection, opened by the first write: a window that only reads starts without it.

        Before anything is written, what a foreign tool did to the triggers and search indexes is mended.
        """
        if self._write_connection is None:
            connection = self._connect(WriterConnection)
            with self.watched():
                if derived.differs(connection):
                    if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                        raise Damaged.found()
                    self._rebuild(connection)
            self._write_connection = connection
        return self._write_connection

    @staticmethod
    def _rebuild(connection: Connection) -> None:
        connection.execute("BEGIN IMMEDIATE")
        try:
            derived.rebuild(connection)
            connection.execute("COMMIT")
        except BaseException as error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            if "already exists" in str(error):  # the table of contents calls it something else
                raise Damaged.found() from error
            raise

    def mend(self) -> None:
        """Get ready to write ahead of the first write; a window calls it once it stands."""
        if not self.read_only and self.damage is None and self._file.is_there():
            with self._lock:
                _ = self._writer

    @contextmanager
    def write(
        self,
        label: str,
        *,
        kind: str = "do",
        undoes: int | None = None,
        bulk: bool = False,
    ) -> Iterator[Transaction]:
        """Open a journal entry, run the block in one transaction, commit, and fill `Transaction.change`.

        An exception rolls everything back. A block that changes nothing leaves no entry. With `bulk`, the journal
        is written by quicker triggers, and the search documents in one pass at the end (`bulk.py`).
        """
        if self.read_only:
            raise _read_only()
        if self.damage is not None:
            raise self.damage
        self._file.require()
        with self._lock:
            connection = self._writer
            with self.watched():
                connection.execute("BEGIN IMMEDIATE")
            work: Transaction | None = None
            try:
                entry = self._begin_entry(label, kind, undoes)
                work = Transaction(self, connection, label, entry)
                work.many = BulkWrite(connection, entry) if bulk else None
                yield work
                work.flush()
                if work.many is not None:
                    work.many.finish()
                change = self._end_entry(work)
                with self.watched():
                    connection.execute("COMMIT")
            except BaseException as error:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                known = in_words(error)
                if known is None:
                    raise
                if isinstance(known, Damaged):
                    self.damage = known
                elif isinstance(known, DiskFull):
                    give_up_ballast(self.path)
                raise known from error
            finally:
                if work is not None:
                    work.close_session()
            work.change = change

    def keep_aside(self, sql: str, values: Sequence[Any] = ()) -> None:
        """Run one statement in a transaction of its own that leaves no entry: for tables that are not journalled.

        Where the file can only be read, or is damaged, nothing is written and nothing fails.
        """
        if self.read_only or self.damage is not None:
            return
        self._file.require()
        with self._lock:
            connection = self._writer
            with self.watched():
                connection.execute("BEGIN IMMEDIATE")
                try:
                    connection.execute(sql, values)
                    connection.execute("COMMIT")
                except BaseException:
                    if connection.in_transaction:
                        connection.execute("ROLLBACK")
                    raise

    def _begin_entry(self, label: str, kind: str, undoes: int | None) -> int:
        run = self._writer.execute
        now = self.now_ms()
        last = run(
            "SELECT stamp_ms, stamp_counter FROM journal_entry ORDER BY stamp_ms DESC, stamp_counter DESC LIMIT 1"
        ).fetchone() or (0, -1)
        # Always above every stamp seen, whatever the clock says (a hybrid logical clock).
        stamp = (now, 0) if now > last[0] else (last[0], last[1] + 1)
        cursor = run(
            "INSERT INTO journal_entry (uid, stamp_ms, stamp_counter, replica, actor, label, at, kind, undoes) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (new_id(), *stamp, self.replica, self.actor, label, now, kind, undoes),
        )
        entry = int(cursor.lastrowid or 0)
        run("UPDATE journal_open SET entry_id = ?", (entry,))
        return entry

    def _end_entry(self, work: Transaction) -> ChangeSet:
        run = self._writer.execute
        run("UPDATE journal_open SET entry_id = NULL")
        lines = run(
            f"SELECT table_name, record_id FROM journal_line WHERE entry_id = ? LIMIT {MOST_TOUCHED + 1:d}",
            (work.entry,),
        ).fetchall()
        if not lines and not work.keep_empty:
            run("DELETE FROM journal_entry WHERE id = ?", (work.entry,))
            return ChangeSet(None, work.label)
        run(
            "UPDATE journal_entry SET label = ?, undoable = ? WHERE id = ?",
            (work.label, int(work.undoable), work.entry),
        )
        if len(lines) > MOST_TOUCHED:
            tables = run("SELECT DISTINCT table_name FROM journal_line WHERE entry_id = ?", (work.entry,))
            many = frozenset(name for (name,) in tables.fetchall())
            return ChangeSet(work.entry, work.label, {}, many, work.undoable)
        touched: dict[str, set[str]] = {}
        for table, record in lines:
            touched.setdefault(table, set()).add(record)
        return ChangeSet(
            work.entry,
            work.label,
            {name: frozenset(ids) for name, ids in touched.items()},
            undoable=work.undoable,
        )

    def writer_bind(self) -> sqlalchemy.Connection:
        """Return the SQLAlchemy connection over the writer, whose transaction `write` has begun."""
        if self._bound is None:
            import sqlalchemy
            from sqlcipher3 import dbapi2

            self._engine = sqlalchemy.create_engine(
                "sqlite+pysqlite://",
                module=dbapi2,
                creator=lambda: self._writer,
                poolclass=sqlalchemy.pool.StaticPool,
            )
            self._bound = self._engine.connect()
        return self._bound

    # life

    def hold(self) -> None:
        """Keep other computers from opening the file until `close`. Raises `OpenElsewhere`."""
        self._file.claim()

    def stay(self) -> None:
        """Let other computers know that it is still open here; a window calls it every minute."""
        self._file.require()

    def _connect(self, factory: type[Connection] = Connection) -> Connection:
        if self._closed:
            raise RuntimeError("the workspace is closed")
        self._file.require()
        with self.watched():
            connection = connect(self.path, key=self._key, read_only=self.read_only, factory=factory)
        self._open.append(connection)
        return connection

    def new_connection(self) -> Connection:
        """Return a further connection to the same file, for a check; the caller closes it."""
        self._file.require()
        with self.watched():
            return connect(self.path, key=self._key, read_only=self.read_only)

    @contextmanager
    def source(self) -> Iterator[Connection]:
        """Give a connection to copy the workspace from: when its file was taken away, one that still holds it."""
        held = None if self._file.is_there() else next(iter(self._open), None)
        if held is None:
            own = self.new_connection()
            try:
                yield own
            finally:
                own.close()
        else:
            with self._lock:
                yield held

    def close(self) -> None:
        """Close every connection; nothing can be read or written after."""
        with self._lock:
            self._closed = True
            if self._bound is not None:
                self._bound.close()
            for connection in self._open:
                connection.close()
            self._open.clear()
            self._readers.clear()
            self._key = None
            self._file.release()
