"""Copies that can be trusted: made by SQLite's online backup, opened and checked before they count."""

from __future__ import annotations

import errno
import os
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

from crm_desktop.core.errors import CrmError
from crm_desktop.storage.backup_names import UNFINISHED, Reason, copies_of, free_name, tidy
from crm_desktop.storage.backup_names import backup_folder as backup_folder
from crm_desktop.storage.database import Database
from crm_desktop.storage.driver import Connection, DatabaseError, connect
from crm_desktop.storage.failures import Damaged, DiskFull

_KEEP = "Earlier backups are as they were. Keep the file as it is, and bring back the newest good backup."


def back_up(database: Database, target: Path | None = None, *, moment: datetime, reason: Reason = "") -> Path:
    """Copy the open workspace to `target` (or a dated file in its backup folder) and check the copy.

    Returns the path. Raises `CrmError` when the copy does not prove whole; no half-made file is left.
    A workspace that is found damaged by this is not written to any more. Only once a copy in the backup folder has
    proved whole, earlier ones that have served their time are removed. The copy is encrypted as the workspace is.
    """
    own = target is None
    try:
        if target is None:
            backup_folder(database.path).mkdir(mode=0o700, exist_ok=True)
            target = free_name(database.path, moment, reason)
        if target.exists():
            raise CrmError(f"“{target.name}” is there already.", "It was not overwritten. Choose another name.")
        _require_room(database.path, target.parent)
        _copy(database, target)
    except OSError as error:
        raise _not_made(error) from error
    except DiskFull as error:
        raise _not_made(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))) from error
    if own:
        tidy(database.path, target)
    return target


def back_up_changes(database: Database, *, moment: datetime, reason: Reason = "") -> Path | None:
    """Make a backup unless nothing was changed since the newest one; None then."""
    return None if is_backed_up(database) else back_up(database, moment=moment, reason=reason)


def is_backed_up(database: Database) -> bool:
    """Whether the newest backup holds all that the workspace holds. It was proved whole when it was made."""
    newest = next(iter(copies_of(database.path)), None)
    if newest is None:
        return False
    try:
        copy = connect(newest.path, key=database.key, read_only=True)
    except (DatabaseError, CrmError):  # damaged since, or kept with another key
        return False
    try:
        theirs = mark_of(copy)
    except (DatabaseError, UnicodeDecodeError):
        return False
    finally:
        copy.close()
    with database.watched(), database.source() as source:
        return mark_of(source) == theirs


def mark_of(connection: Connection) -> tuple[Any, ...]:
    """Return what differs between two states of a workspace: its schema, journal, numbers given and erasures.

    Drafts do not count: they are not saved yet.
    """
    run = connection.execute
    entry = run("SELECT id, uid FROM journal_entry ORDER BY id DESC LIMIT 1").fetchone()
    line = run("SELECT max(id) FROM journal_line").fetchone()
    numbers = run("SELECT id, pattern, next, year FROM number_series ORDER BY id").fetchall()
    erased = run("SELECT count(*) FROM sqlite_master WHERE name = 'erasure'").fetchone()[0]
    if erased:
        erased = run("SELECT count(*), max(erased_at) FROM erasure").fetchone()
    version = run("PRAGMA user_version").fetchone()[0]
    return version, entry, line, tuple(numbers), erased


def _copy(database: Database, target: Path) -> None:
    unfinished = target.with_name(target.name + UNFINISHED)
    unfinished.unlink(missing_ok=True)
    try:
        with database.watched(), database.source() as source:
            copy_whole(source, unfinished, database.key)
        unfinished.rename(target)
        sync_folder(target.parent)
    except BaseException:
        for leftover in (unfinished, Path(f"{unfinished}-wal"), Path(f"{unfinished}-shm")):
            leftover.unlink(missing_ok=True)
        raise


def copy_whole(source: Connection, target: Path, key: bytes | None) -> None:
    """Copy an open workspace into a new file, one moment of it, prove the copy whole, and see it on the disk.

    Raises `CrmError`, and may leave the new file then. While it is being made nothing is written to its own journal
    and nothing waits for the disk: until it has proved whole it does not count.
    """
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    copy = connect(target, key=key)
    try:
        copy.execute("PRAGMA journal_mode = OFF")
        copy.execute("PRAGMA synchronous = OFF")
        source.execute("BEGIN")
        try:
            mark = mark_of(source)
            source.backup(copy)
        finally:
            source.execute("ROLLBACK")
        check_whole(copy)
        if mark_of(copy) != mark:
            raise CrmError("No backup was made, because the copy differs from the workspace.", _KEEP)
        copy.execute("PRAGMA journal_mode = DELETE")
    finally:
        copy.close()
    sync_file(target)


def check_whole(copy: Connection) -> None:
    """Raise `Damaged` unless the copy is whole. It has every page of the workspace: what it lacks, that lacks too."""
    answer = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if answer != "ok":
        problem = str(answer).removeprefix("*** in database main ***").strip()
        raise Damaged(f"The workspace is damaged, so no backup was made ({problem}).", _KEEP)
    broken = copy.execute("PRAGMA foreign_key_check").fetchone()
    if broken is not None:
        raise CrmError(f"No backup was made, because a row of “{broken[0]}” refers to nothing.", _KEEP)


def sync_file(path: Path) -> None:
    """See that what was written to a file is on the disk."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """See that the names in a folder are on the disk, where the system lets one ask for it."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError:  # some file systems know no such thing for folders
        pass
    finally:
        os.close(handle)


def _require_room(workspace: Path, folder: Path) -> None:
    """Refuse early what would fill the disk: a copy, and as much again for the work that goes on."""
    needed = workspace.stat().st_size * 2 if workspace.exists() else 0
    if shutil.disk_usage(folder).free < needed:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _not_made(error: OSError) -> CrmError:
    if error.errno == errno.ENOSPC:
        return CrmError(
            "The disk is too full for a backup.", "The workspace is safe. Free some space and make the backup again."
        )
    return CrmError(f"The backup could not be made: {error.strerror}.", "The workspace is safe and was not changed.")
