"""The one way to a file: every connection of the program is made here, through one driver.

`sqlcipher3` carries the same SQLite on every system, so a workspace behaves alike everywhere, encrypted
or not.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlcipher3 import dbapi2 as sqlite

from crm_desktop.core.errors import CrmError

if TYPE_CHECKING:  # the driver carries no types; it is the standard library's, built on a newer SQLite
    from sqlite3 import Connection as Connection
else:
    Connection = sqlite.Connection
DatabaseError = sqlite.DatabaseError
OperationalError = sqlite.OperationalError

APPLICATION_ID = 0x43524D44  # "CRMD"
OLDEST_SQLITE = (3, 51, 3)
KEY_BYTES = 32
"""The raw key of an encrypted file."""

_PRAGMAS: tuple[tuple[str, Any, Any], ...] = (
    # name, what is set, what must read back
    ("busy_timeout", 5000, 5000),
    ("foreign_keys", "ON", 1),
    ("recursive_triggers", "ON", 1),
    ("trusted_schema", "OFF", 0),
    ("secure_delete", "ON", 1),
    ("temp_store", "MEMORY", 2),
    ("synchronous", "FULL", 2),
    ("fullfsync", "ON", 1),
)


class WriterConnection(Connection):
    """A connection whose transaction belongs to `Database.write`: an ORM on top of it cannot end it."""

    def commit(self) -> None:
        """Do nothing; the unit of work commits."""

    def rollback(self) -> None:
        """Do nothing; the unit of work rolls back."""


def sqlite_version() -> str:
    """Return the version of the library that reads and writes."""
    return str(sqlite.sqlite_version)


def check_version() -> None:
    """Refuse a SQLite in which two connections can lose a commit (a race in WAL before 3.51.3)."""
    if sqlite.sqlite_version_info < OLDEST_SQLITE:
        raise CrmError(
            f"This installation brings SQLite {sqlite.sqlite_version}, which can lose a saved change.",
            "Nothing was opened. Please install the program again.",
        )


def connect(
    path: Path | str,
    *,
    key: bytes | None = None,
    read_only: bool = False,
    factory: type[Connection] = Connection,
) -> Connection:
    """Open `path` with every safety switch on, and read each back.

    The file must be there: a connection never makes one, so that a workspace taken away is noticed and
    not begun anew. `key` is the raw 32-byte key of an encrypted file; the salt may follow it, with which a file that is
    still empty begins. Transactions are ours: the connection never begins one by itself. It may be used from any one
    thread at a time.
    """
    check_version()
    uri = f"{Path(path).absolute().as_uri()}?mode={_mode(Path(path), read_only=read_only)}"
    connection: Connection = sqlite.connect(
        uri, uri=True, isolation_level=None, check_same_thread=False, factory=factory
    )
    try:
        if key is not None:
            # What the library would say on its own of a wrong key or a broken page is said by us, in words.
            connection.execute("PRAGMA cipher_log_level = NONE")
            given = key[:KEY_BYTES] if os.path.getsize(path) else key
            connection.execute(f"PRAGMA key = \"x'{given.hex()}'\"")
        for name, value, _ in _PRAGMAS:
            connection.execute(f"PRAGMA {name} = {value}")
        if not read_only:
            connection.execute("PRAGMA journal_mode = WAL")
        for name, _, expected in _PRAGMAS:
            found = connection.execute(f"PRAGMA {name}").fetchone()
            if found is None or int(found[0]) != expected:
                raise RuntimeError(f"PRAGMA {name} reads back {found}, not {expected}")
        connection.execute("PRAGMA cache_size = -65536")
    except BaseException:
        connection.close()
        raise
    return connection


def _mode(path: Path, *, read_only: bool) -> str:
    if not read_only:
        return "rw"
    # Reading beside a writer takes a file of shared memory; in a folder where none can be made nobody writes.
    alone = not os.access(path.parent, os.W_OK) and not Path(f"{path}-wal").exists()
    return "ro&immutable=1" if alone else "ro"


def quoted(name: str) -> str:
    """Return an SQL identifier in quotes."""
    return '"' + name.replace('"', '""') + '"'
