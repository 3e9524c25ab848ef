"""The pages of a file, with what its log holds of them; nothing is written, and nothing is trusted.

The format is SQLite's own (“Database File Format”, §1.2, 1.5 and 4 of its documentation).
"""

from __future__ import annotations

import os
import struct
from collections.abc import Set as AbstractSet
from pathlib import Path
from types import TracebackType
from typing import Final

_USUAL_SIZE: Final = 4096
_LOG_MARKS: Final = {0x377F0682: "<", 0x377F0683: ">"}
_FRAME: Final = 24


class PageFile:
    """A database file, page by page; pages are counted from 1."""

    broken: AbstractSet[int] = frozenset()
    """Pages that were found to have been changed, where the file can tell."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        head = self._head(self._file.read(_USUAL_SIZE))
        self.size = _page_size(head)
        length = os.fstat(self._file.fileno()).st_size
        self.count = -(-length // self.size)
        reserved = head[20] if len(head) > 20 else 0
        self.usable = self.size - (reserved if self.size - reserved >= 480 else 0)
        self._log: dict[int, bytes] = {}
        self._read_log(Path(f"{path}-wal"))

    def __enter__(self) -> PageFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    @property
    def version(self) -> int:
        """The number of the schema, as the header says."""
        return int.from_bytes(self.page(1)[60:64], "big")

    def page(self, number: int) -> bytes:
        """Return a page, zeros where the file (or the disk) gives nothing."""
        return self._stored(number)

    def _stored(self, number: int) -> bytes:
        if number in self._log:
            return self._log[number]
        try:
            self._file.seek((number - 1) * self.size)
            found = self._file.read(self.size)
        except OSError:  # the disk does not give it
            found = b""
        return found.ljust(self.size, b"\0")

    def _head(self, start: bytes) -> bytes:
        """Return the header out of the beginning of the file."""
        return start[:100]

    def free(self) -> set[int]:
        """Return the pages that the file says hold nothing."""
        found: set[int] = set()
        trunk = int.from_bytes(self.page(1)[32:36], "big")
        while 1 < trunk <= self.count and trunk not in found:
            found.add(trunk)
            page = self.page(trunk)
            following, many = struct.unpack(">II", page[:8])
            if many <= self.usable // 4 - 2:
                found.update(struct.unpack(f">{many}I", page[8 : 8 + 4 * many]))
            trunk = following
        return found

    def _read_log(self, path: Path) -> None:
        """Take in the pages that were committed to the log and not yet written to the file."""
        try:
            log = path.read_bytes()
        except OSError:
            return
        if len(log) < 32:
            return
        mark, _, size, _, *salts = struct.unpack(">IIIIII", log[:24])
        order = _LOG_MARKS.get(mark)
        if order is None or size != self.size:
            return
        sums = _checksum(log[:24], order, (0, 0))
        if sums != struct.unpack(">II", log[24:32]):
            return
        pending: dict[int, bytes] = {}
        for at in range(32, len(log) - _FRAME - size + 1, _FRAME + size):
            head, page = log[at : at + _FRAME], log[at + _FRAME : at + _FRAME + size]
            number, committed, *own, first, second = struct.unpack(">IIIIII", head)
            sums = _checksum(page, order, _checksum(head[:8], order, sums))
            if own != salts or sums != (first, second):
                break
            pending[number] = page
            if committed:
                self._log.update(pending)
                self.count = max(self.count, committed)
                pending.clear()


def _page_size(head: bytes) -> int:
    size = int.from_bytes(head[16:18], "big")
    size = 65536 if size == 1 else size
    return size if 512 <= size <= 65536 and size & (size - 1) == 0 else _USUAL_SIZE


def _checksum(data: bytes, order: str, sums: tuple[int, int]) -> tuple[int, int]:
    first, second = sums
    for left, right in struct.iter_unpack(f"{order}II", data):
        first = (first + left + second) & 0xFFFFFFFF
        second = (second + right + first) & 0xFFFFFFFF
    return first, second
