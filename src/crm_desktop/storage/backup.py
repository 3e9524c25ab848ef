"""Copies that can be trusted: made by SQLite's online backup, opened and checked before they count."""

from __future__ import annotations

import errno
import os
import shutil
from datetime import datetime
from pathlib import Path

from crm_desktop.core.errors import CrmError
from crm_desktop.storage.database import Database
from crm_desktop.storage.driver import Connection, connect
from crm_desktop.storage.failures import Damaged, DiskFull

_KEEP = "Earlier backups are as they were. Keep the file as it is, and bring back the newest good backup."


def backup_folder(workspace: Path) -> Path:
    """Return the folder beside a workspace that holds its backups."""
    return workspace.with_name(f"{workspace.stem} backups")


def back_up(database: Database, target: Path | None = None, *, moment: datetime) -> Path:
    """Copy the open workspace to `target` (or a dated file in its backup folder) and check the copy.

    Returns the path. Raises `CrmError` when the copy does not prove whole; no half-made file is left.
    A workspace that is found damaged by this is not written to any more.
    """
    try:
        if target is None:
            folder = backup_folder(database.path)
            folder.mkdir(mode=0o700, exist_ok=True)
            target = folder / f"{database.path.stem} {moment:%Y-%m-%d %H%M%S}.crm"
        if target.exists():
            raise CrmError(f"“{target.name}” is there already.", "It was not overwritten. Choose another name.")
        _require_room(database.path, target.parent)
        return _copy(database, target)
    except OSError as error:
        raise _not_made(error) from error
    except DiskFull as error:
        raise _not_made(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))) from error


def _copy(database: Database, target: Path) -> Path:
    unfinished = target.with_name(target.name + ".unfinished")
    unfinished.unlink(missing_ok=True)
    try:
        with database.watched(), database.source() as source:
            os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            copy = connect(unfinished)
            try:
                source.backup(copy, pages=2000)
                _check(copy)
                copy.execute("PRAGMA journal_mode = DELETE")
            finally:
                copy.close()
        unfinished.rename(target)
    except BaseException:
        for leftover in (unfinished, Path(f"{unfinished}-wal"), Path(f"{unfinished}-shm")):
            leftover.unlink(missing_ok=True)
        raise
    return target


def _check(copy: Connection) -> None:
    """Raise `Damaged` unless the copy is whole. It has every page of the workspace: what it lacks, that lacks too."""
    answer = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if answer != "ok":
        problem = str(answer).removeprefix("*** in database main ***").strip()
        raise Damaged(f"The workspace is damaged, so no backup was made ({problem}).", _KEEP)
    broken = copy.execute("PRAGMA foreign_key_check").fetchone()
    if broken is not None:
        raise CrmError(f"No backup was made, because a row of “{broken[0]}” refers to nothing.", _KEEP)


def _require_room(workspace: Path, folder: Path) -> None:
    """Refuse early what would fill the disk: a copy, and its journal while it is made."""
    needed = workspace.stat().st_size * 2 if workspace.exists() else 0
    if shutil.disk_usage(folder).free < needed:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _not_made(error: OSError) -> CrmError:
    if error.errno == errno.ENOSPC:
        return CrmError(
            "The disk is too full for a backup.", "The workspace is safe. Free some space and make the backup again."
        )
    return CrmError(f"The backup could not be made: {error.strerror}.", "The workspace is safe and was not changed.")
