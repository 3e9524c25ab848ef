"""Backups of the open workspace: making them, how old the newest is, which there are and what they hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from crm_desktop.core.clock import Clock
from crm_desktop.core.errors import CrmError
from crm_desktop.services.restoring import bring_back as bring_back
from crm_desktop.storage.backup import back_up, back_up_changes, check_whole, is_backed_up
from crm_desktop.storage.backup_names import Reason, backup_folder, copies_of, copy_at, moment_of
from crm_desktop.storage.database import Database
from crm_desktop.storage.driver import DatabaseError, connect

DAILY: Final = timedelta(days=1)
_HELD: Final = ("contact", "deal", "document", "case", "task", "event")


@dataclass(frozen=True, slots=True)
class Backup:
    """One file of the backup folder. `reason` says before what it was made, empty for a daily one."""

    path: Path
    made: datetime
    size: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """What a backup holds: how many records of each kind, without the Bin, and when the last change was made."""

    counts: dict[str, int]
    changed: datetime | None


def back_up_now(database: Database, clock: Clock, target: Path | None = None) -> Path:
    """Copy the workspace beside itself (or to `target`), prove the copy whole, and return its path.

    Raises `CrmError`. Takes as long as the file is big: not for the main thread.
    """
    return back_up(database, target, moment=clock.now().astimezone(clock.zone))


def back_up_before(database: Database, clock: Clock, reason: Reason) -> Path | None:
    """Keep a copy before something that changes much; None when the newest backup holds everything already."""
    return back_up_changes(database, moment=clock.now().astimezone(clock.zone), reason=reason)


def is_due(database: Database, clock: Clock) -> bool:
    """Whether a daily backup should be made: the newest is older than a day, and something was changed since.

    One that claims to be of tomorrow was made while the clock was wrong, and does not count.
    """
    newest = newest_backup(database.path)
    return newest is None or (is_old(newest, clock) and not is_backed_up(database))


def is_old(newest: datetime, clock: Clock) -> bool:
    """Whether a backup made then is not of today any more, as far as backups go."""
    return not -DAILY <= clock.now() - newest <= DAILY


def folder_of(workspace: Path) -> Path:
    """The folder that holds the backups of a workspace; it need not exist yet."""
    return backup_folder(workspace)


def newest_backup(workspace: Path) -> datetime | None:
    """When the newest backup of this workspace was made, None when there is none."""
    copies = copies_of(workspace)
    return moment_of(copies[0]).astimezone(UTC) if copies else None


def backups_of(workspace: Path) -> list[Backup]:
    """Return the backups of a workspace, the newest first; also other workspaces that lie in its backup folder."""
    found = []
    for path in _files(workspace):
        copy = copy_at(path, workspace)
        try:
            about = path.stat()
        except OSError:
            continue
        made = moment_of(copy).astimezone(UTC) if copy else datetime.fromtimestamp(about.st_mtime, UTC)
        found.append(Backup(path, made, about.st_size, copy.reason if copy else ""))
    return sorted(found, key=lambda one: (one.made, one.path.name), reverse=True)


def is_whole(backup: Path, *, key: bytes | None = None) -> bool:
    """Whether a backup can be opened and every page of it is right. Takes as long as it is big."""
    try:
        connection = connect(backup, key=key, read_only=True)
    except (DatabaseError, CrmError):
        return False
    try:
        check_whole(connection)
    except (DatabaseError, CrmError, UnicodeDecodeError):
        return False
    finally:
        connection.close()
    return True


def newest_good(workspace: Path, *, key: bytes | None = None) -> Backup | None:
    """Return the newest backup that proves whole now; None when there is none. Takes as long as they are big."""
    return next((one for one in backups_of(workspace) if is_whole(one.path, key=key)), None)


def _files(workspace: Path) -> list[Path]:
    try:
        return [path for path in backup_folder(workspace).glob("*.crm") if path.is_file()]
    except OSError:
        return []


def held_in(backup: Path, *, key: bytes | None = None) -> Held | None:
    """Look at what a backup holds; None when it cannot be read with this key."""
    try:
        connection = connect(backup, key=key, read_only=True)
    except (DatabaseError, CrmError):
        return None
    try:
        counts = {
            kind: int(connection.execute(f'SELECT count(*) FROM "{kind}" WHERE deleted_at IS NULL').fetchone()[0])
            for kind in _HELD
        }
        last = connection.execute("SELECT max(at) FROM journal_entry WHERE at IS NOT NULL").fetchone()[0]
    except (DatabaseError, UnicodeDecodeError):
        return None
    finally:
        connection.close()
    return Held(counts, None if last is None else datetime.fromtimestamp(last / 1000, UTC))
