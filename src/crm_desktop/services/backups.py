"""Backups of the open workspace: making one, how old the newest is, and bringing one back."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

from crm_desktop.core.clock import Clock
from crm_desktop.core.errors import CrmError
from crm_desktop.storage.backup import back_up, backup_folder
from crm_desktop.storage.database import Database


def back_up_now(database: Database, clock: Clock, target: Path | None = None) -> Path:
    """Copy the workspace beside itself (or to `target`), prove the copy whole, and return its path.

    Raises `CrmError`. Takes as long as the file is big: not for the main thread.
    """
    return back_up(database, target, moment=clock.now().astimezone(clock.zone))


def folder_of(workspace: Path) -> Path:
    """The folder that holds the backups of a workspace; it need not exist yet."""
    return backup_folder(workspace)


def newest_backup(workspace: Path) -> datetime | None:
    """When the newest backup of this workspace was made, None when there is none."""
    folder = backup_folder(workspace)
    try:
        stamps = [file.stat().st_mtime for file in folder.glob("*.crm")]
    except OSError:
        return None
    return datetime.fromtimestamp(max(stamps), UTC) if stamps else None


def bring_back(backup: Path, target: Path) -> Path:
    """Copy a backup to a new workspace file and return it; never overwrites. Raises `CrmError`.

    The copy is opened, and so checked, by whoever opens it next.
    """
    if target.exists():
        raise CrmError(f"“{target.name}” is there already.", "It was not touched. Choose another name.")
    try:
        shutil.copyfile(backup, target)
        target.chmod(0o600)
    except OSError as error:
        target.unlink(missing_ok=True)
        raise CrmError(
            f"The backup could not be copied: {error.strerror}.", "The backup itself was not touched."
        ) from error
    return target
