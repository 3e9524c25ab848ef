"""From plain to encrypted and back: a whole new file, compared row by row, takes the old one's place.

An encrypted file begins with its salt, which SQLCipher leaves in clear. Ours begins with a mark that tells it
from a file of noise and says how the passphrase becomes the key; the other twelve bytes are random.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import stat
from contextlib import suppress
from glob import escape
from pathlib import Path

from crm_desktop.core.errors import CrmError
from crm_desktop.storage.driver import (
    APPLICATION_ID,
    KEY_BYTES,
    Connection,
    DatabaseError,
    OperationalError,
    connect,
    quoted,
)
from crm_desktop.storage.failures import Damaged, DiskFull, in_words, said_in_words

MARK = b"CRM1"
"""How an encrypted workspace begins; the digit stands for the parameters of `secrets.passphrase`."""
SALT_BYTES = 16
_ROOM = 8_000_000
_BLOCK = 1 << 20
_AT_ONCE = 2000


class Encrypted(CrmError):
    """The file is encrypted and no key was given."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"“{path.name}” is encrypted.", "Give its passphrase, or the code of its recovery sheet.")


class WrongKey(CrmError):
    """The key does not open the file."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"This passphrase does not open “{path.name}”.",
            "Nothing was changed. Look at capital letters and the language of the keyboard, "
            "or use the code of the recovery sheet.",
        )


def is_encrypted(path: Path) -> bool:
    """Whether a file is an encrypted workspace; False for one that cannot be read.

    Not while the file is open in this process: closing a file lets go of all its locks.
    """
    try:
        if not path.is_file():  # opening a pipe would wait for somebody to write to it
            return False
        with path.open("rb") as file:
            return file.read(len(MARK)) == MARK
    except OSError:
        return False


def salt_of(path: Path) -> bytes:
    """Return the salt of an encrypted file; as for `is_encrypted`, not while it is open here. Raises `CrmError`."""
    try:
        if path.exists() and not path.is_file():  # opening a pipe would wait for somebody to write to it
            raise CrmError(f"“{path.name}” is not an ordinary file.", "Nothing was changed.")
        with path.open("rb") as file:
            salt = file.read(SALT_BYTES)
    except OSError as error:
        raise CrmError(f"“{path.name}” cannot be read: {error.strerror}.", "Nothing was changed.") from error
    if len(salt) != SALT_BYTES or not salt.startswith(MARK):
        raise CrmError(f"“{path.name}” is not encrypted.", "Nothing was changed.")
    return salt


def new_salt() -> bytes:
    """Return the beginning of a new encrypted file."""
    return MARK + secrets.token_bytes(SALT_BYTES - len(MARK))


def require_key(path: Path, key: bytes) -> None:
    """Raise `WrongKey` unless the key opens the file."""
    _look(path, key)


def _look(path: Path, key: bytes | None, *, through: bool = False) -> bool:
    """Look into a file, or all `through` it, and change nothing. Raises `CrmError`.

    Returns whether it is a workspace in use (not a backup), as its way of writing says.
    """
    try:
        connection = connect(path, key=key, read_only=True)
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            if through and connection.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
                raise Damaged.found()
            return bool(connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal")
        finally:
            connection.close()
    except DatabaseError as error:
        if key is not None and "not a database" in str(error):
            raise WrongKey(path) from error
        known = in_words(error)
        if known is None:
            raise
        raise known from error


def convert(path: Path, key: bytes | None, new: bytes | None) -> None:
    """Rewrite a closed workspace under another key; None stands for no encryption, `new` is key and salt.

    Nobody else may have it open. Killed at any moment there is one whole file at `path`, the old or the new.
    What was plain is overwritten as far as the disk lets a program do that. Raises `CrmError`.
    """
    in_use = _look(path, key, through=True)
    try:
        _require_room(path)
        unfinished = _beside(path, "new")
        try:
            os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            _convert(path, key, new, unfinished, in_use=in_use)
        finally:
            for leftover in (unfinished, Path(f"{unfinished}-wal"), Path(f"{unfinished}-shm")):
                leftover.unlink(missing_ok=True)
    except OSError as error:
        raise _not_done(path, error) from error
    except DiskFull as error:
        raise _not_done(path, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))) from error


def _convert(path: Path, key: bytes | None, new: bytes | None, unfinished: Path, *, in_use: bool) -> None:
    before = path.stat()
    source = _held_alone(path, key)
    try:
        wipe_remains(path, alone=True, but=unfinished)
        with said_in_words():
            _export(source, unfinished, new)
            _compare(source, unfinished, new, in_use=in_use)
        unfinished.chmod(stat.S_IMODE(before.st_mode))
        os.utime(unfinished, ns=(before.st_atime_ns, before.st_mtime_ns))
        _sync(unfinished)
        _take_place(path, unfinished, source)
    finally:
        source.close()
    _sync_folder(path.parent)


def _held_alone(path: Path, key: bytes | None) -> Connection:
    """Return a connection that nobody else can read or write beside, all changes folded into the one file."""
    with said_in_words():
        connection = connect(path, key=key)
    try:
        connection.text_factory = bytes
        connection.execute("PRAGMA busy_timeout = 500")
        log = _linked(Path(f"{path}-wal"), _beside(path, "wal.old"))
        try:
            # Fails while anyone else has the file open, and while anyone does, saved work would be lost.
            mode = connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
        except OperationalError as error:
            raise _in_use(path) from error
        finally:
            if log is not None:
                wipe(log)
        if _text(mode) != "delete":
            raise _in_use(path)
        connection.execute("PRAGMA main.locking_mode = EXCLUSIVE")
    except BaseException:
        connection.close()
        raise
    return connection


def _export(source: Connection, target: Path, new: bytes | None) -> None:
    """Copy everything into the new file."""
    run = source.execute
    run("ATTACH DATABASE ? AS target KEY ?", (str(target.absolute()), "" if new is None else f"x'{new.hex()}'"))
    run("PRAGMA foreign_keys = OFF")
    run("PRAGMA target.journal_mode = OFF")
    run("PRAGMA target.synchronous = OFF")
    run("BEGIN EXCLUSIVE")
    run("SELECT sqlcipher_export('target')").fetchone()
    version = int(run("PRAGMA main.user_version").fetchone()[0])
    run(f"PRAGMA target.user_version = {version}")
    run(f"PRAGMA target.application_id = {APPLICATION_ID}")
    run("COMMIT")
    run("DETACH DATABASE target")


def _compare(source: Connection, target: Path, new: bytes | None, *, in_use: bool) -> None:
    """Read the new file back from the disk, through its own key, and compare every row with the old one."""
    copy = connect(target, key=None if new is None else new[:KEY_BYTES])
    try:
        copy.text_factory = bytes
        if _text(copy.execute("PRAGMA integrity_check(1)").fetchone()[0]) != "ok":
            raise _differs("its pages are not whole")
        listing = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"
        if source.execute(listing).fetchall() != copy.execute(listing).fetchall():
            raise _differs("its tables are others")
        for (name,) in source.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0"
        ).fetchall():
            if not _same_rows(source, copy, _text(name)):
                raise _differs(f"“{_text(name)}” has other rows")
        if not in_use:
            copy.execute("PRAGMA journal_mode = DELETE")
    finally:
        copy.close()


def _same_rows(source: Connection, copy: Connection, table: str) -> bool:
    query = f"SELECT * FROM {quoted(table)} NOT INDEXED"
    left, right = source.execute(query), copy.execute(query)
    while True:
        before, after = left.fetchmany(_AT_ONCE), right.fetchmany(_AT_ONCE)
        if before != after:
            return False
        if not before:
            return True


def _take_place(path: Path, unfinished: Path, source: Connection) -> None:
    """Put the new file in the old one's place, then overwrite the old one while nobody can write to it."""
    if os.name == "nt":  # a file that is open cannot be replaced there
        source.close()
    old = _linked(path, _beside(path, "old"))
    # Without a second name (FAT knows none) the old file is held by hand; a kill in between leaves it unwiped.
    held = os.open(path, os.O_RDWR) if old is None and os.name != "nt" else None
    try:
        os.replace(unfinished, path)
        if old is not None:
            wipe(old)
        elif held is not None and os.fstat(held).st_nlink == 0:
            _overwrite(held)
    finally:
        if held is not None:
            os.close(held)


def wipe_remains(path: Path, *, alone: bool = False, but: Path | None = None) -> None:
    """Take away what a conversion that was killed left beside a workspace; never the workspace itself.

    `alone`: nobody else can be converting it now, so that half-made files go, too.
    """
    for remains in path.parent.glob(f".{escape(path.name)}.*.old"):
        with suppress(OSError):
            if alone or not remains.samefile(path):
                wipe(remains)
    if alone:
        for remains in path.parent.glob(f".{escape(path.name)}.*.new*"):
            if but is None or not remains.name.startswith(but.name):
                with suppress(OSError):
                    remains.unlink()


def wipe(path: Path) -> None:
    """Overwrite a file, as far as the disk lets a program do that, unless it has another name; take this one away."""
    try:
        file = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return
    try:
        if os.fstat(file).st_nlink <= 1:
            _overwrite(file)
    finally:
        os.close(file)
    path.unlink(missing_ok=True)


def _overwrite(file: int) -> None:
    left = os.fstat(file).st_size
    os.lseek(file, 0, os.SEEK_SET)
    zeros = bytes(_BLOCK)
    while left > 0:
        left -= os.write(file, zeros[: min(left, _BLOCK)])
    os.fsync(file)


def _linked(path: Path, name: Path) -> Path | None:
    """Give a file a second name, by which it can be overwritten when it has lost its first."""
    try:
        os.link(path, name)
    except OSError:
        return None
    return name


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(f".{path.name}.{secrets.token_hex(4)}.{ending}")


def _sync(path: Path) -> None:
    file = os.open(path, os.O_RDWR)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # a folder cannot be opened there; its entries are journalled
        return
    file = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def _require_room(path: Path) -> None:
    if shutil.disk_usage(path.parent).free < path.stat().st_size + _ROOM:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _in_use(path: Path) -> CrmError:
    return CrmError(
        f"“{path.name}” is open elsewhere, so it was not rewritten.",
        "Nothing was changed. Close it in every window and program, then try again.",
    )


def _differs(how: str) -> CrmError:
    return CrmError(
        f"The rewritten file did not prove whole ({how}), so it was thrown away.", "The workspace is as it was before."
    )


def _not_done(path: Path, error: OSError) -> CrmError:
    if error.errno == errno.ENOSPC:
        return CrmError(
            f"The disk is too full to rewrite “{path.name}”.",
            "It is as it was. Free as much space as the file takes, and try again.",
        )
    return CrmError(f"“{path.name}” could not be rewritten: {error.strerror}.", "It is as it was before.")
