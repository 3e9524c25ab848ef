"""Making and opening workspace files, and refusing, in words, what is not one."""

from __future__ import annotations

import os
import shutil
import stat
from datetime import UTC, datetime
from pathlib import Path

from crm_desktop.core.errors import CrmError
from crm_desktop.core.ids import new_id
from crm_desktop.storage import derived
from crm_desktop.storage.backup import back_up_changes, sync_folder
from crm_desktop.storage.database import Database
from crm_desktop.storage.driver import APPLICATION_ID, KEY_BYTES, Connection, DatabaseError, connect
from crm_desktop.storage.encryption import MARK, Encrypted, new_salt, require_key, wipe_remains
from crm_desktop.storage.failures import Damaged, DiskFull, said_in_words
from crm_desktop.storage.places import require_safe_place
from crm_desktop.storage.replacing import mend_names, name_also
from crm_desktop.storage.room import give_up_ballast, require_room

SUFFIX = ".crm"
SCHEMA_VERSION = 5
"""How many migrations there are; a file says in `user_version` how many it has seen."""
_CORE = ("contact", "deal", "journal_entry", "journal_line", "search_document", "setting")
"""Tables that every workspace has had since the first."""
_ROOM_TO_OPEN = 65_536
"""Reading in earnest takes a page of memory shared with other programs, kept beside the file."""
_HEADER = b"SQLite format 3\x00"


def create_workspace(path: Path, *, key: bytes | None = None) -> Database:
    """Make a new, empty workspace and return it open. Never overwrites: raises `CrmError` if `path` exists.

    It is encrypted when there is a `key`; the salt that it was made with may follow it.
    """
    if key is not None and len(key) == KEY_BYTES:
        key += new_salt()
    if path.exists():
        raise CrmError(f"“{path.name}” is there already.", "It was not touched. Choose another name, or open it.")
    if not path.parent.is_dir():
        raise CrmError(f"There is no folder “{path.parent}”.", "Nothing was made. Choose a folder that exists.")
    require_safe_place(path)
    unfinished = path.with_name(f".{path.name}.{new_id()[-8:]}.new")
    try:
        with said_in_words():
            os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            connection = connect(unfinished, key=key)
        try:
            with said_in_words():
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                migrate(connection)
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            connection.close()
        name_also(unfinished, path)  # fails, instead of replacing, if somebody made it meanwhile
        sync_folder(path.parent)
    except FileExistsError:
        raise CrmError(f"“{path.name}” is there already.", "It was not touched.") from None
    except DiskFull as error:
        raise CrmError(
            f"“{path.name}” could not be made, because the disk is full.", "Nothing was changed. Free some space first."
        ) from error
    except OSError as error:
        raise CrmError(f"“{path.name}” could not be made: {error.strerror}.", "Nothing was changed.") from error
    finally:
        for leftover in (unfinished, Path(f"{unfinished}-wal"), Path(f"{unfinished}-shm")):
            leftover.unlink(missing_ok=True)
    return open_workspace(path, key=key)


def open_workspace(path: Path, *, key: bytes | None = None) -> Database:
    """Open a workspace, bringing an older one up to date after a backup.

    Raises `CrmError` for everything that is not a workspace this program can keep safe, `Encrypted` when it
    takes a key, `WrongKey` when it takes another.
    """
    encrypted = _look_at(path)
    require_safe_place(path)
    if not encrypted:
        key = None
    elif key is None:
        raise Encrypted(path)
    else:
        require_key(path, key)
    read_only = not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK)
    if not read_only:
        wipe_remains(path)
        mend_names(path)
    try:
        with said_in_words():
            _look_inside(path, key)
            database = Database(path, key=key, read_only=read_only)
            try:
                if not read_only:
                    database.hold()
                if int(database.value("PRAGMA user_version")) < SCHEMA_VERSION and not read_only:
                    back_up_changes(database, moment=datetime.now(UTC).astimezone(), reason="update")
                bring_up_to_date(database)
                database.replica = str(database.value("SELECT value FROM setting WHERE id = 'replica'") or "")
            except BaseException:
                database.close()
                raise
    except (Damaged, DatabaseError) as error:
        raise _damaged(path) from error
    except CrmError as error:
        if not read_only and shutil.disk_usage(path.parent).free < _ROOM_TO_OPEN:
            if give_up_ballast(path):
                return open_workspace(path, key=key)
            raise DiskFull(
                f"The disk is full, so “{path.name}” could not be opened.",
                "It was not changed. Free some space and open it again.",
            ) from error
        raise
    return database


def examine(path: Path, *, key: bytes | None = None) -> bytes | None:
    """Return the key that a workspace takes, None for a plain one; `CrmError` for what cannot be opened.

    Nothing is changed.
    """
    if not _look_at(path):
        key = None
    elif key is None:
        raise Encrypted(path)
    else:
        require_key(path, key)
    try:
        with said_in_words():
            _look_inside(path, key)
    except (Damaged, DatabaseError) as error:
        raise _damaged(path) from error
    return key


def _damaged(path: Path) -> CrmError:
    return Damaged(
        f"“{path.name}” is damaged and was not opened.",
        "It was not changed. Keep it as it is, and bring back the newest good backup.",
    )


def _look_at(path: Path) -> bool:
    """Raise `CrmError` for what is no workspace as far as can be seen from outside; whether it is encrypted."""
    try:
        kind = path.stat()
    except FileNotFoundError:
        raise CrmError(f"There is no file “{path}”.", "Choose another, or make a new workspace.") from None
    except OSError as error:
        raise CrmError(f"“{path}” cannot be reached: {error.strerror}.", "Nothing was changed.") from error
    if stat.S_ISDIR(kind.st_mode):
        raise CrmError(f"“{path}” is a folder, not a workspace.", "Choose a file that ends in .crm.")
    if not stat.S_ISREG(kind.st_mode):
        raise CrmError(f"“{path}” is not an ordinary file.", "Choose a file that ends in .crm.")
    if kind.st_size == 0:
        raise CrmError(f"“{path.name}” is empty.", "It is not a workspace. It was not changed.")
    try:
        with path.open("rb") as file:
            head = file.read(100)
    except OSError as error:
        raise CrmError(f"“{path.name}” cannot be read: {error.strerror}.", "Nothing was changed.") from error
    if head.startswith(MARK):
        return True
    if not head.startswith(_HEADER):
        raise CrmError(f"“{path.name}” is not a workspace.", "It was not changed. Choose a file that ends in .crm.")
    if int.from_bytes(head[68:72], "big") != APPLICATION_ID:
        raise CrmError(
            f"“{path.name}” is a database of another program.",
            "It was not changed. Choose a file that ends in .crm.",
        )
    if int.from_bytes(head[60:64], "big") > SCHEMA_VERSION:
        raise _too_new(path)
    return False


def _look_inside(path: Path, key: bytes | None) -> None:
    """Look at a file by a connection that cannot change it: even to begin reading in earnest writes to its header.

    A file that is not in use as a workspace yet (a backup, a copy, something else) is checked whole.
    """
    connection = connect(path, key=key, read_only=True)
    try:
        found = connection.execute(
            f"SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN ({', '.join('?' * len(_CORE))})",
            _CORE,
        ).fetchone()[0]
        fresh = connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal"
        if found != len(_CORE) or (fresh and connection.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok"):
            raise Damaged.found()
    finally:
        connection.close()


def _too_new(path: Path) -> CrmError:
    return CrmError(
        f"“{path.name}” was written by a newer version of the program.",
        "It was not changed. Install the newest version to open it.",
    )


def bring_up_to_date(database: Database) -> None:
    """Apply what the file has not seen yet; the caller has made a backup. Refuses a file of a newer version."""
    version = int(database.value("PRAGMA user_version"))
    if version > SCHEMA_VERSION:
        raise _too_new(database.path)
    if database.read_only:
        return
    if version < SCHEMA_VERSION:
        require_room(database.path, "the change to this version")
        connection = database.new_connection()
        try:
            migrate(connection)
        finally:
            connection.close()


def migrate(connection: Connection) -> None:
    """Apply every missing migration, each atomic, then rebuild what is derived. Foreign keys are off meanwhile."""
    from crm_desktop.storage.migrations import apply_migrations

    connection.execute("PRAGMA foreign_keys = OFF")
    apply_migrations(connection)
    connection.execute("BEGIN IMMEDIATE")
    try:
        derived.rebuild(connection)
        broken = connection.execute("PRAGMA foreign_key_check").fetchone()
        if broken is not None:
            raise CrmError(
                "The workspace could not be brought up to date.", f"A row of “{broken[0]}” refers to nothing."
            )
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("PRAGMA foreign_keys = ON")
