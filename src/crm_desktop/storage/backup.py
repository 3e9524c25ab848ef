"""Copies that can be trusted: made by SQLite's online backup, opened and checked before they count."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from crm_desktop.core.errors import CrmError
from crm_desktop.storage.database import Database
from crm_desktop.storage.driver import Connection, connect


def backup_folder(workspace: Path) -> Path:
    """Return the folder beside a workspace that holds its backups."""
    return workspace.with_name(f"{workspace.stem} backups")


def back_up(database: Database, target: Path | None = None, *, moment: datetime) -> Path:
    """Copy the open workspace to `target` (or a dated file in its backup folder) and check the copy.

    Returns the path. Raises `CrmError` when the copy does not prove whole; no half-made file is left.
    """
    if target is None:
        folder = backup_folder(database.path)
        folder.mkdir(mode=0o700, exist_ok=True)
        target = folder / f"{database.path.stem} {moment:%Y-%m-%d %H%M%S}.crm"
    if target.exists():
        raise CrmError(f"“{target.name}” is there already.", "It was not overwritten. Choose another name.")
    unfinished = target.with_name(target.name + ".unfinished")
    unfinished.unlink(missing_ok=True)
    source = database.new_connection()
    try:
        copy = connect(unfinished)
        try:
            source.backup(copy, pages=2000)
            copy.execute("PRAGMA journal_mode = DELETE")
            _check(copy)
        finally:
            copy.close()
        os.chmod(unfinished, 0o600)
        unfinished.rename(target)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    finally:
        source.close()
    return target


def _check(copy: Connection) -> None:
    answer = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if answer != "ok":
        raise CrmError("The backup did not prove whole, so it was thrown away.", f"The check said: {answer}.")
    broken = copy.execute("PRAGMA foreign_key_check").fetchone()
    if broken is not None:
        raise CrmError(
            "The backup did not prove whole, so it was thrown away.",
            f"A row of “{broken[0]}” refers to nothing.",
        )
