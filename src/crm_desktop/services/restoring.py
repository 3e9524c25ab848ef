"""Bringing a backup back in the place of the workspace, which is set aside first and never lost.

What must not go back in time goes on: the journal's stamps, the numbers that were given, and what was erased for
somebody's sake is erased again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from crm_desktop.core.clock import Clock, to_millis
from crm_desktop.core.errors import CrmError
from crm_desktop.core.ids import new_id
from crm_desktop.services.system_clock import SystemClock
from crm_desktop.storage.backup import copy_whole
from crm_desktop.storage.backup_names import copy_at
from crm_desktop.storage.claim import Claim
from crm_desktop.storage.database import Database, Transaction
from crm_desktop.storage.driver import KEY_BYTES, Connection, DatabaseError, connect
from crm_desktop.storage.encryption import convert, is_encrypted, salt_of
from crm_desktop.storage.failures import Damaged, DiskFull, said_in_words
from crm_desktop.storage.numbers import go_on_above
from crm_desktop.storage.places import require_safe_place
from crm_desktop.storage.replacing import aside_name, copy_file, fold, prepared_beside, replace
from crm_desktop.storage.workspace import bring_up_to_date, examine

_UNTOUCHED = "Nothing else was touched. Choose another backup."


@dataclass(frozen=True, slots=True)
class Restored:
    """What was done. `aside` is where the file before is now, None when there was none."""

    path: Path
    aside: Path | None
    label: str
    key: bytes | None = field(default=None, repr=False)
    """What opens the workspace now; None when it is not encrypted."""
    numbers_go_on: bool = True
    """Whether the numbers given since the backup could be read from the file before."""


@dataclass(frozen=True, slots=True)
class _Present:
    """What the file that is set aside hands on."""

    stamp: int = 0
    numbers: Sequence[tuple[Any, ...]] = ()
    given: Sequence[str] = ()
    erasures: Sequence[tuple[Any, ...]] = ()
    readable: bool = True


def restore(
    backup: Path,
    workspace: Path,
    clock: Clock | None = None,
    *,
    key: bytes | None = None,
    backup_key: bytes | None = None,
) -> Restored:
    """Put a backup in the place of a closed workspace, after the backup has proved whole. Raises `CrmError`.

    `key` opens the workspace, `backup_key` the backup (else the same key does); an encrypted workspace stays
    encrypted. Killed at any moment, the file before or the new one is in place, whole. Takes as long as the files
    are big: not for the main thread.
    """
    clock = clock or SystemClock()
    if workspace.exists() and backup.exists() and backup.samefile(workspace):
        raise CrmError(f"“{backup.name}” is the workspace itself.", "Nothing was changed. Choose one of its backups.")
    try:
        backup_key = examine(backup, key=backup_key or key)
    except Damaged as error:
        raise _rotten(backup) from error
    if backup_key is not None:
        backup_key = backup_key[:KEY_BYTES] + salt_of(backup)  # a copy begins as its original does
    if not workspace.parent.is_dir():
        raise CrmError(f"There is no folder “{workspace.parent}”.", "Nothing was made. Choose a folder that exists.")
    require_safe_place(workspace)
    claim = Claim(workspace)
    claim.take()
    try:
        return _restore(backup, workspace, clock, key, backup_key)
    finally:
        claim.release()


def _restore(backup: Path, workspace: Path, clock: Clock, key: bytes | None, backup_key: bytes | None) -> Restored:
    key = key if workspace.exists() and is_encrypted(workspace) else None
    present = _Present()
    if workspace.exists():
        present = _present(workspace, key, whole=fold(workspace, key))
    moment = clock.now().astimezone(clock.zone)
    label = label_of(backup, workspace)
    with prepared_beside(workspace) as prepared:
        _prepare(backup, prepared, backup_key)
        try:
            _go_on(prepared, backup_key, present, clock, label)
        except DiskFull as error:
            raise _too_full(backup) from error
        if backup_key is None and key is not None:
            # What is encrypted stays so, though the backup is older than that.
            convert(prepared, None, key[:KEY_BYTES] + salt_of(workspace))
            backup_key = key
        aside = aside_name(workspace, moment, "restore") if workspace.exists() else None
        replace(workspace, prepared, aside, key)
    return Restored(workspace, aside, label, backup_key, present.readable)


def bring_back(backup: Path, target: Path, clock: Clock | None = None, *, key: bytes | None = None) -> Path:
    """Bring a backup back as a new workspace file and return it; never overwrites. Raises `CrmError`.

    An encrypted one whose key is not known yet is copied as it is: whoever opens it gives the passphrase, and what is
    opened for the first time is checked whole.
    """
    if target.exists():
        raise CrmError(f"“{target.name}” is there already.", "It was not touched. Choose another name.")
    if key is None and is_encrypted(backup):
        with prepared_beside(target) as prepared:
            copy_file(backup, prepared)
            replace(target, prepared, None)
        return target
    return restore(backup, target, clock, key=key).path


def aside_for(workspace: Path, clock: Clock) -> Path:
    """Return where a restore that is begun now would set the workspace aside."""
    return aside_name(workspace, clock.now().astimezone(clock.zone), "restore")


def opens_alike(backup: Path, workspace: Path) -> bool:
    """Whether one key opens both, as their beginnings say; nobody may have them open here."""
    try:
        return salt_of(backup) == salt_of(workspace)
    except CrmError:
        return False


def label_of(backup: Path, workspace: Path) -> str:
    """Return what the journal says of a restore: the moment of a backup of ours, the name of any other file."""
    copy = copy_at(backup, workspace)
    return f"Restored the backup of {in_words(copy.moment)}" if copy else f"Restored “{backup.name}”"


def in_words(moment: datetime) -> str:
    """Return a moment as a sentence holds it: 22 November 2026, 11:20."""
    months = (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    )  # fmt: skip
    return f"{moment.day} {months[moment.month - 1]} {moment.year}, {moment:%H:%M}"


def _prepare(backup: Path, prepared: Path, key: bytes | None) -> None:
    """Copy the backup and prove the copy whole."""
    try:
        with said_in_words():
            source = connect(backup, key=key, read_only=True)
            try:
                copy_whole(source, prepared, key)
            finally:
                source.close()
    except Damaged as error:
        raise _rotten(backup) from error
    except DiskFull as error:
        raise _too_full(backup) from error
    except CrmError as error:
        raise CrmError(f"“{backup.name}” could not be brought back: {error.title}", _UNTOUCHED) from error
    except OSError as error:  # the copy beside the workspace could not be made
        raise CrmError(
            f"“{backup.name}” could not be brought back: {error.strerror}.",
            "Nothing was changed. Check that you may write to the folder of the workspace.",
        ) from error


def _too_full(backup: Path) -> DiskFull:
    return DiskFull(
        f"The disk is too full to bring “{backup.name}” back.",
        "Nothing was changed. Free some space and bring it back again.",
    )


def _rotten(backup: Path) -> Damaged:
    return Damaged(f"“{backup.name}” is damaged and was not brought back.", _UNTOUCHED)


def _present(workspace: Path, key: bytes | None, *, whole: bool) -> _Present:
    """Read what must go on from the file that will be set aside, as far as it can be read."""
    try:
        connection = connect(workspace, key=key, read_only=True)
    except (DatabaseError, CrmError):
        return _Present(readable=False)
    try:
        numbers = _rows(connection, "SELECT id, pattern, next, year FROM number_series")
        given = [
            str(number)
            for table in ("document", '"case"')
            for (number,) in _rows(connection, f"SELECT number FROM {table} WHERE number IS NOT NULL") or ()
        ]
        stamps = _rows(connection, "SELECT max(stamp_ms) FROM journal_entry")
        erasures = _rows(connection, "SELECT id, record_kind, record_id, erased_at, actor FROM erasure")
    finally:
        connection.close()
    stamp = int(stamps[0][0] or 0) if stamps and isinstance(stamps[0][0], int | None) else 0
    return _Present(stamp, numbers or (), given, erasures or (), readable=whole and numbers is not None)


def _rows(connection: Connection, sql: str) -> list[tuple[Any, ...]] | None:
    try:
        return list(connection.execute(sql).fetchall())
    except (DatabaseError, UnicodeDecodeError):
        return None


def _go_on(prepared: Path, key: bytes | None, present: _Present, clock: Clock, label: str) -> None:
    """Make the copy the continuation of the file before: what came after it in time stays after it."""
    database = Database(prepared, key=key)
    try:
        with said_in_words():
            bring_up_to_date(database)
        database.replica = new_id()
        database.now_ms = lambda: max(to_millis(clock.now()), present.stamp + 1)
        database.actor = ""
        with database.write(label, kind="restore") as work:
            work.undoable = False
            work.keep_empty = True
            work.execute("DELETE FROM setting WHERE id = 'replica'")
            work.execute("INSERT INTO setting (id, value) VALUES ('replica', ?)", (database.replica,))
            go_on_above(work.execute, present.numbers, present.given)
            _take_erasures(work, present.erasures)
        if database.value("SELECT 1 FROM erasure LIMIT 1"):
            from crm_desktop.services.privacy.commands import reapply_erasures

            reapply_erasures(database, ())
    finally:
        database.close()


def _take_erasures(work: Transaction, erasures: Sequence[tuple[Any, ...]]) -> None:
    """Put down what was erased since the backup was made; what it knows already stays as it is."""
    known = {row[0] for row in work.execute("SELECT id FROM erasure")}
    new = [row for row in erasures if row[0] not in known]
    work.execute_many("INSERT INTO erasure (id, record_kind, record_id, erased_at, actor) VALUES (?, ?, ?, ?, ?)", new)
