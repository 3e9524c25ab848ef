"""Reading a damaged file that is encrypted.

SQLCipher refuses a page whose seal does not fit, and everything after it. Where a library for AES is installed (on
Linux one comes with the keyring) the pages are deciphered here, whatever their seals say. Elsewhere the seals of a
copy - which stays encrypted - are made anew over what the pages hold now: then only the few bytes that were changed
are wrong, and what hangs together still can be read through SQLite, from row to row past what is broken.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from crm_desktop.storage.driver import KEY_BYTES, Connection, DatabaseError, connect, quoted
from crm_desktop.storage.rescue.pages import PageFile
from crm_desktop.storage.rescue.records import Row
from crm_desktop.storage.rescue.tables import Table

PAGE: Final = 4096
_SALT: Final = 16
_VECTOR: Final = 16
_SEAL: Final = 64
_MAGIC: Final = b"SQLite format 3\0"
_UNREADABLE: Final = (DatabaseError, UnicodeDecodeError)
"""What reading a broken file ends in; the driver cannot even quote some of what it finds."""
_FIRST, _LAST = -(1 << 62), 1 << 62


class DecipheredPages(PageFile):
    """The pages of an encrypted file. `broken` are those whose seal did not fit. Raises `ImportError` without AES."""

    def __init__(self, path: Path, key: bytes) -> None:
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

        self._cipher, self._modes = Cipher, modes
        self._aes = algorithms.AES(key[:KEY_BYTES])
        with path.open("rb") as file:
            self._sealing = _sealing_key(key, file.read(_SALT))
        self.broken: set[int] = set()
        super().__init__(path)

    def page(self, number: int) -> bytes:
        """Return a page as it was before it was encrypted; zeros for one that holds nothing."""
        stored = self._stored(number)
        if not any(stored):
            return stored
        start = _SALT if number == 1 else 0
        if _seal(self._sealing, stored[start : PAGE - _SEAL], number) != stored[PAGE - _SEAL :]:
            self.broken.add(number)
        vector = stored[PAGE - _SEAL - _VECTOR : PAGE - _SEAL]
        cipher = self._cipher(self._aes, self._modes.CBC(vector)).decryptor()
        plain = cipher.update(stored[start : PAGE - _SEAL - _VECTOR]) + cipher.finalize()
        return (_MAGIC if number == 1 else b"") + plain + bytes(_SEAL + _VECTOR)

    def _head(self, start: bytes) -> bytes:
        return start[:16] + PAGE.to_bytes(2, "big") + b"\0\0" + bytes([_SEAL + _VECTOR])


def _sealing_key(key: bytes, salt: bytes) -> bytes:
    return hashlib.pbkdf2_hmac("sha512", key[:KEY_BYTES], bytes(one ^ 0x3A for one in salt), 2, KEY_BYTES)


def _seal(sealing: bytes, body: bytes, number: int) -> bytes:
    return hmac.digest(sealing, body + number.to_bytes(4, "little"), "sha512")


def seal_anew(path: Path, key: bytes) -> int:
    """Make the seal of every page fit what it holds; return how many did not (SQLCipher 4's way of sealing)."""
    broken = 0
    with path.open("r+b") as file:
        salt = file.read(_SALT)
        sealing = _sealing_key(key, salt)
        file.seek(0)
        number = 0
        while len(page := file.read(PAGE)) == PAGE:
            number += 1
            start = _SALT if number == 1 else 0
            body, seal = page[start : PAGE - _SEAL], page[PAGE - _SEAL :]
            true = _seal(sealing, body, number)
            if true != seal and any(page):
                broken += 1
                file.seek(number * PAGE - _SEAL)
                file.write(true)
                file.seek(number * PAGE)
    return broken


class SealedReading:
    """Reads the tables of a copy through SQLite. `holes` counts, by table, the gaps that were stepped over."""

    def __init__(self, copy: Path, key: bytes, seals_broken: int = 0) -> None:
        self._copy = copy
        self._key = key
        self.seals_broken = seals_broken
        self.holes: dict[str, int] = defaultdict(int)
        self.strays = 0
        self._connection = self._open()

    @property
    def names(self) -> set[str]:
        """The tables that the file's table of contents names."""
        try:
            found = self._connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        except _UNREADABLE:
            return set()
        return {str(name) for (name,) in found}

    @property
    def knows_its_tables(self) -> bool:
        """Whether there is anything to begin with."""
        return bool(self.names)

    @property
    def version(self) -> int:
        """The number of the schema."""
        try:
            return int(self._connection.execute("PRAGMA user_version").fetchone()[0])
        except _UNREADABLE:
            return 0

    def close(self) -> None:
        """Let go of the copy."""
        self._connection.close()

    def rows(self, table: Table, _every: Iterable[Table]) -> Iterator[Row]:
        """Walk the rows of a table in order, past what cannot be read."""
        after = _FIRST
        while True:
            try:
                for rowid, *values in self._after(table, after):
                    yield rowid, tuple(values)
                    after = rowid
                return
            except _UNREADABLE as error:
                if "no such table" in str(error):
                    return
                self.holes[table.name] += 1
                onward = self._beyond(table.name, after)
                if onward is None:
                    return
                after = onward

    def _after(self, table: Table, rowid: int) -> Iterator[tuple[Any, ...]]:
        shown = ", ".join(quoted(column.name) for column in table.columns)
        return iter(
            self._connection.execute(
                f"SELECT rowid, {shown} FROM {quoted(table.name)} NOT INDEXED WHERE rowid > ? ORDER BY rowid", (rowid,)
            )
        )

    def _beyond(self, name: str, after: int) -> int | None:
        """Return a rowid behind the gap, from which on rows can be read again; None when there is none."""
        step, end = 1, None
        while after + step < _LAST:
            if self._reads(name, after + step):
                end = after + step
                break
            step *= 2
        if end is None:
            return None
        begin = after + step // 2
        while end - begin > 1:
            middle = (begin + end) // 2
            if self._reads(name, middle):
                end = middle
            else:
                begin = middle
        return end

    def _reads(self, name: str, after: int) -> bool:
        try:
            self._connection.execute(
                f"SELECT * FROM {quoted(name)} NOT INDEXED WHERE rowid > ? ORDER BY rowid LIMIT 1", (after,)
            ).fetchone()
        except _UNREADABLE:
            return False
        return True

    def _open(self) -> Connection:
        connection = connect(self._copy, key=self._key, read_only=True)
        connection.text_factory = _text
        connection.execute("PRAGMA writable_schema = ON")  # a table that is not understood hides no other
        return connection


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")
