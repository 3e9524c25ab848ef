"""Putting another file in the place of a workspace that nobody has open; the present one is set aside whole.

At every moment a whole file stands in its place: the one before, or the new one.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from crm_desktop.core.errors import CrmError
from crm_desktop.core.ids import new_id
from crm_desktop.storage.backup import sync_file, sync_folder
from crm_desktop.storage.driver import DatabaseError, connect

_PREPARED = ".restoring"
_LOGS = ("-wal", "-shm", "-journal")


def aside_name(path: Path, moment: datetime, before: str) -> Path:
    """Return a free name for a file that is set aside: “shop (before restore 2026-11-22 11.20).crm”."""
    name = f"{path.stem} (before {before} {moment:%Y-%m-%d %H.%M})"
    target, number = path.with_name(f"{name}{path.suffix}"), 2
    while target.exists():
        target, number = path.with_name(f"{name} ({number}){path.suffix}"), number + 1
    return target


@contextmanager
def prepared_beside(path: Path) -> Iterator[Path]:
    """Give the name of a file to prepare beside `path`; whatever is left of it, or of an earlier one, is removed."""
    _sweep(path)
    prepared = path.with_name(f".{path.name}.{new_id()[-8:]}{_PREPARED}")
    try:
        yield prepared
    finally:
        _remove(prepared)


def fold(path: Path, key: bytes | None = None) -> bool:
    """Bring a closed workspace into its one file; False for one that is too broken, or locked with another key.

    Raises `CrmError` when somebody has it open.
    """
    try:
        # To begin with only by looking: what is too broken is left as it is, its log with it.
        connection = connect(path, key=key, read_only=True)
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        finally:
            connection.close()
        connection = connect(path, key=key)
    except DatabaseError as error:
        _refuse_if_in_use(path, error)
        return False
    try:
        return bool(connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0] == "delete")
    except DatabaseError as error:
        _refuse_if_in_use(path, error)
        return False
    finally:
        connection.close()


def replace(path: Path, prepared: Path, aside: Path | None, key: bytes | None = None) -> None:
    """Put `prepared` in the place of `path`, after that was given the further name `aside`. Raises `CrmError`.

    `aside` is None when nothing stands at `path`; then nothing is ever overwritten.
    """
    sync_file(prepared)
    try:
        if aside is None:
            name_also(prepared, path)
        else:
            _set_aside(path, aside, folded=fold(path, key))
            prepared.replace(path)
        sync_folder(path.parent)
    except FileExistsError:
        raise CrmError(f"“{path.name}” is there already.", "It was not touched. Choose another name.") from None
    except OSError as error:
        raise CrmError(
            f"“{path.name}” could not be put in its place: {error.strerror}.", "The file before is still there, whole."
        ) from error


def _set_aside(path: Path, aside: Path, *, folded: bool) -> None:
    try:
        name_also(path, aside)
        if not folded:
            # What could not be folded in goes along, and must not be taken for the new file's.
            for log in _LOGS:
                beside = Path(f"{path}{log}")
                if beside.exists():
                    beside.replace(f"{aside}{log}")
        sync_folder(path.parent)
    except BaseException:
        if path.exists():
            for log in _LOGS:
                beside = Path(f"{aside}{log}")
                if beside.exists():
                    beside.replace(f"{path}{log}")
            aside.unlink(missing_ok=True)
        raise


def name_also(path: Path, name: Path) -> None:
    """Give a file a second name, or, where the disk knows no such thing, make a copy. Never overwrites."""
    try:
        os.link(path, name)
    except FileExistsError:
        raise
    except OSError:
        copy_file(path, name)


def copy_file(path: Path, target: Path) -> None:
    """Copy a closed file to a new one and see it on the disk. Nothing half-made is left.

    Raises `CrmError`, and `FileExistsError` when there is one of that name.
    """
    try:
        handle = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        try:
            with path.open("rb") as source, os.fdopen(handle, "wb") as copy:
                shutil.copyfileobj(source, copy, 1 << 20)
                copy.flush()
                os.fsync(copy.fileno())
        except BaseException:
            target.unlink(missing_ok=True)
            raise
    except FileExistsError:
        raise
    except OSError as error:
        raise CrmError(f"“{path.name}” could not be copied: {error.strerror}.", "It was not touched.") from error


def mend_names(path: Path) -> None:
    """Take back the second name that a program killed while it restored has given to the file at `path`.

    One file under two names would be written to as if it were two.
    """
    here = path.stat()
    if here.st_nlink < 2:
        return
    ours = f"{path.stem} (before "
    for other in path.parent.iterdir():
        ours_too = other.name.startswith(ours) or (
            other.name.startswith(f".{path.name}.") and other.suffix in (_PREPARED, ".new")
        )
        if ours_too and other != path and os.path.samestat(other.lstat(), here):
            other.unlink()


def _sweep(path: Path) -> None:
    mine = f".{path.name}."
    try:
        left = [one for one in path.parent.iterdir() if one.name.startswith(mine) and one.name.endswith(_PREPARED)]
    except OSError:
        return
    for one in left:
        _remove(one)


def _remove(prepared: Path) -> None:
    for leftover in (prepared, *(Path(f"{prepared}{log}") for log in _LOGS)):
        leftover.unlink(missing_ok=True)


def _refuse_if_in_use(path: Path, error: DatabaseError) -> None:
    if "locked" in str(error).lower():
        raise CrmError(
            f"“{path.name}” is open in another window or program.",
            "Nothing was changed. Close it there and try again.",
        ) from error
