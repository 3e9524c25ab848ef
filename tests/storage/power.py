"""A disk that loses what was not synced: a file system below SQLite that remembers every write and every sync.

The program's own `connect` runs on it, unchanged: only the module of the driver is another one (`apsw`, whose
SQLite runs the same statements), because that one takes a file system written in Python.
"""

from __future__ import annotations

import os
import random
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote, urlsplit

import apsw
import pytest
from sqlcipher3 import dbapi2

from crm_desktop.storage import driver

SECTOR = 512
"""What a disk writes whole or not at all."""
Image = dict[str, bytes]
"""Name of a file → what a power cut left of it."""


@dataclass(frozen=True, slots=True)
class Op:
    """One thing that reached the disk: write, truncate, sync, delete, rename, a second name, folder synced, or a mark
    of the test.
    """

    what: str
    file: str
    at: int = 0
    data: bytes = b""
    lasting: bool = False
    mark: Any = None


class Disk(apsw.VFS):
    """Records all that is written to files opened by it; the files themselves are written as well."""

    def __init__(self, name: str) -> None:
        super().__init__(name, "unix")
        self.name = name
        self.log: list[Op] = []
        self.at_first: Image = {}
        self._names: dict[int, str] = {}
        self._rename, self._link = os.rename, os.link

    def hold(self, path: Path) -> None:
        """Take a file as it is now for safely on the disk."""
        self.at_first[path.name] = path.read_bytes()

    def mark(self, value: Any) -> None:
        """Note what was acknowledged by now."""
        self.log.append(Op("mark", "", mark=value))

    def fsync(self, handle: int) -> None:
        """What the program calls itself for a file that it need not open as a database any more."""
        found = os.fstat(handle)
        name = self._names.get(found.st_ino)
        if stat.S_ISDIR(found.st_mode):
            self.log.append(Op("folder", ""))
        elif name is not None:
            self.log.append(Op("sync", name))

    def rename(self, old: str | Path, new: str | Path) -> None:
        """What the program calls itself to give a finished file its name."""
        self._rename(old, new)
        self.log.append(Op("rename", Path(old).name, data=Path(new).name.encode()))

    def link(self, old: str | Path, new: str | Path) -> None:
        """What the program calls itself to give a file a second name."""
        self._link(old, new)
        self.log.append(Op("link", Path(old).name, data=Path(new).name.encode()))

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:
        opened = _File(self, name, flags)
        if opened.path:
            self._names[os.stat(opened.path).st_ino] = opened.name
        return opened

    def xDelete(self, filename: str, syncdir: bool) -> None:
        if not os.path.exists(filename):
            return
        super().xDelete(filename, syncdir)
        self.log.append(Op("delete", os.path.basename(filename), lasting=syncdir))

    def connect(self, address: str, **_options: Any) -> Connection:
        """What the program's driver calls instead of the real one."""
        query = urlsplit(address).query
        writing = "mode=rw" in query
        flags = apsw.SQLITE_OPEN_URI | (apsw.SQLITE_OPEN_READWRITE if writing else apsw.SQLITE_OPEN_READONLY)
        return Connection(apsw.Connection(f"{address}&vfs={self.name}", flags=flags), unquote(urlsplit(address).path))


class _File(apsw.VFSFile):
    def __init__(self, disk: Disk, name: str | apsw.URIFilename | None, flags: list[int]) -> None:
        super().__init__("unix", name, flags)
        self.path = name.filename() if isinstance(name, apsw.URIFilename) else name or ""
        self.name = os.path.basename(self.path)
        self._disk = disk

    def xWrite(self, data: bytes, offset: int) -> None:
        self._disk.log.append(Op("write", self.name, offset, bytes(data)))
        super().xWrite(data, offset)

    def xLock(self, level: int) -> None:
        try:
            super().xLock(level)
        except apsw.IOError:  # a file opened to be read takes no lock for writing; SQLite asks when it closes
            raise apsw.BusyError from None

    def xTruncate(self, newsize: int) -> None:
        self._disk.log.append(Op("truncate", self.name, newsize))
        super().xTruncate(newsize)

    def xSync(self, flags: int) -> None:
        self._disk.log.append(Op("sync", self.name))  # what the test never cuts short need not be waited for


class Connection:
    """A connection of `apsw` with the manners of the driver."""

    def __init__(self, real: apsw.Connection, path: str) -> None:
        self._real = real
        self.path = path

    @property
    def in_transaction(self) -> bool:
        return bool(self._real.in_transaction)

    def execute(self, sql: str, values: Any = ()) -> Cursor:
        return Cursor(self._real, self._real.execute(sql, values or None))

    def executemany(self, sql: str, values: Sequence[Any]) -> None:
        self._real.executemany(sql, values)

    def backup(self, target: Connection, *, pages: int = -1) -> None:
        with target._real.backup("main", self._real, "main") as backup:
            while not backup.done:
                backup.step(pages)

    def close(self) -> None:
        self._real.close()


class Cursor:
    """A cursor of `apsw` with the manners of the driver."""

    def __init__(self, connection: apsw.Connection, real: apsw.Cursor) -> None:
        self._real = real
        self.lastrowid = connection.last_insert_rowid()

    @property
    def description(self) -> Sequence[Any]:
        try:
            return self._real.description
        except apsw.ExecutionCompleteError:  # there were no rows
            return ()

    def __iter__(self) -> Iterator[Any]:
        return iter(self._real)

    def fetchone(self) -> Any:
        return self._real.fetchone()

    def fetchall(self) -> list[Any]:
        return self._real.fetchall()


@contextmanager
def disk_below(monkeypatch: pytest.MonkeyPatch, name: str) -> Iterator[Disk]:
    """Let every connection that the program opens stand on a recording disk."""
    disk = Disk(name)
    with monkeypatch.context() as patch:
        patch.setattr(
            driver,
            "sqlite",
            SimpleNamespace(connect=disk.connect, sqlite_version_info=dbapi2.sqlite_version_info),
        )
        patch.setattr(os, "fsync", disk.fsync)
        patch.setattr(os, "rename", disk.rename)
        patch.setattr(os, "replace", disk.rename)
        patch.setattr(os, "link", disk.link)
        yield disk
    disk.unregister()


# cutting


@dataclass
class _Medium:
    """What is safely on the disk, and what is only on its way."""

    safe: dict[str, bytearray] = field(default_factory=dict)
    under_way: dict[str, list[Op]] = field(default_factory=dict)
    renamed: list[Op] = field(default_factory=list)

    def take(self, op: Op) -> None:
        if op.what == "folder":
            for name, ops in self.under_way.items():
                gone = max((at for at, one in enumerate(ops) if one.what == "delete"), default=-1)
                if gone >= 0:
                    self.safe.pop(name, None)
                    del ops[: gone + 1]
            for one in self.renamed:
                _name(self.safe, one)
            self.renamed.clear()
        elif op.what in ("rename", "link"):
            self.renamed.append(op)
        elif op.what == "sync":
            for one in self.under_way.pop(op.file, ()):
                _apply(self.safe, one)
            self.safe.setdefault(op.file, bytearray())
        elif op.lasting:
            self.under_way.pop(op.file, None)
            self.safe.pop(op.file, None)
        else:
            self.under_way.setdefault(op.file, []).append(op)

    def after_cut(self, choose: Callable[[list[Op]], Iterator[Op]], *, renamed: float) -> Image:
        files = dict(self.safe)
        for name, ops in self.under_way.items():
            if ops and name in files:
                files[name] = bytearray(files[name])
            for op in choose(ops):
                _apply(files, op)
        for one in self.renamed[: round(renamed * len(self.renamed))]:
            _name(files, one)
        return {name: bytes(content) for name, content in files.items()}


def _name(files: dict[str, bytearray], op: Op) -> None:
    if op.file in files:
        files[op.data.decode()] = files[op.file] if op.what == "link" else files.pop(op.file)


def _apply(files: dict[str, bytearray], op: Op) -> None:
    if op.what == "delete":
        files.pop(op.file, None)
        return
    content = files.setdefault(op.file, bytearray())
    if op.what == "truncate":
        del content[op.at :]
        content.extend(bytes(op.at - len(content)))
    else:
        content.extend(bytes(max(op.at - len(content), 0)))
        content[op.at : op.at + len(op.data)] = op.data


def _sectors(op: Op) -> Iterator[Op]:
    """Split a write where the disk's sectors end."""
    start, end = op.at, op.at + len(op.data)
    while start < end:
        until = min(end, (start // SECTOR + 1) * SECTOR)
        yield Op("write", op.file, start, op.data[start - op.at : until - op.at])
        start = until


def _cuts(dice: random.Random) -> Iterator[Callable[[list[Op]], Iterator[Op]]]:
    """The ways in which a cut can fall: nothing arrived, a beginning, some sectors here and there."""

    def nothing(_ops: list[Op]) -> Iterator[Op]:
        return iter(())

    def beginning(ops: list[Op]) -> Iterator[Op]:
        pieces = [piece for op in ops for piece in (_sectors(op) if op.what == "write" else (op,))]
        return iter(pieces[: dice.randint(0, len(pieces))])

    def scattered(ops: list[Op]) -> Iterator[Op]:
        share = dice.choice((0.1, 0.5, 0.9))
        pieces = [piece for op in ops for piece in (_sectors(op) if op.what == "write" else (op,))]
        return (piece for piece in pieces if dice.random() < share)

    yield from (nothing, beginning, scattered, scattered)


def images(disk: Disk, dice: random.Random, moments: int) -> Iterator[tuple[Any, Image]]:
    """Cut the power at so many moments and at the end, in every way: (what was acknowledged last, what is left)."""
    medium = _Medium({name: bytearray(content) for name, content in disk.at_first.items()})
    chosen = {len(disk.log) - 1, *dice.sample(range(len(disk.log)), min(moments, len(disk.log)))}
    said: Any = None
    for number, op in enumerate(disk.log):
        if op.what == "mark":
            said = op.mark
        else:
            medium.take(op)
        if number in chosen:
            for way, choose in enumerate(_cuts(dice)):
                yield said, medium.after_cut(choose, renamed=dice.choice((0, 0.5, 1)) if way else 0)
