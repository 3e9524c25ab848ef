"""Rows out of single pages of a table, each looked at with suspicion."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

from crm_desktop.storage.rescue.pages import PageFile

Value = int | float | str | bytes | None
Row = tuple[int, tuple[Value, ...]]
"""(rowid, the values in the order in which they were stored)"""

INNER_TABLE: Final = 0x05
LEAF_TABLE: Final = 0x0D
_FIXED: Final = {0: 0, 1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8, 7: 8, 8: 0, 9: 0}
_MOST_COLUMNS: Final = 2000


class Broken(Exception):
    """A page or a row that is not what it should be."""


def kind_of(page: bytes, number: int) -> int:
    """Return what sort of page this is; the first begins after the file's header."""
    return page[100 if number == 1 else 0]


def children(page: bytes, number: int, size: int) -> list[int]:
    """Return the pages that an inner page of a table leads to. Raises `Broken`."""
    start = 100 if number == 1 else 0
    found = [int.from_bytes(page[at : at + 4], "big") for at in _cells(page, start, start + 12, size) if at <= size - 4]
    return [*found, int.from_bytes(page[start + 8 : start + 12], "big")]


def rows(file: PageFile, number: int) -> Iterator[Row | None]:
    """Walk the rows of a leaf of a table, None for one that is broken. Raises `Broken` for a broken page."""
    page = file.page(number)
    start = 100 if number == 1 else 0
    for at in _cells(page, start, start + 8, file.usable):
        try:
            length, at = _varint(page, at)
            rowid, at = _varint(page, at)
            yield rowid - (1 << 64) if rowid >> 63 else rowid, _values(_payload(file, page, at, length))
        except (Broken, IndexError, struct.error):
            yield None


def _cells(page: bytes, start: int, pointers: int, size: int) -> list[int]:
    """Return where the cells of a page begin."""
    many = int.from_bytes(page[start + 3 : start + 5], "big")
    if pointers + 2 * many > size:
        raise Broken
    return [at for (at,) in struct.iter_unpack(">H", page[pointers : pointers + 2 * many])]


def _payload(file: PageFile, page: bytes, at: int, length: int) -> bytes:
    """Return a row's bytes, from this page and those that it flows over to."""
    usable = file.usable
    if length > file.count * usable:
        raise Broken
    most, least = usable - 35, (usable - 12) * 32 // 255 - 23
    here = length
    if length > most:
        here = least + (length - least) % (usable - 4)
        here = here if here <= most else least
    if at + here > usable:
        raise Broken
    parts = [page[at : at + here]]
    left = length - here
    following = int.from_bytes(page[at + here : at + here + 4], "big") if left else 0
    seen: set[int] = set()
    while left > 0:
        if not 1 < following <= file.count or following in seen:
            raise Broken
        seen.add(following)
        over = file.page(following)
        parts.append(over[4 : 4 + min(left, usable - 4)])
        left -= usable - 4
        following = int.from_bytes(over[:4], "big")
    return b"".join(parts)


def _values(payload: bytes) -> tuple[Value, ...]:
    """Return the values of a record, whose lengths must add up. Raises `Broken`."""
    head, at = _varint(payload, 0)
    if head > len(payload):
        raise Broken
    types = []
    while at < head:
        kind, at = _varint(payload, at)
        types.append(kind)
    if at != head or not types or len(types) > _MOST_COLUMNS:
        raise Broken
    values: list[Value] = []
    for kind in types:
        if kind in (10, 11):
            raise Broken
        length = _FIXED[kind] if kind < 10 else (kind - 12) // 2
        data = payload[at : at + length]
        if len(data) != length:
            raise Broken
        at += length
        values.append(_value(kind, data))
    if at != len(payload):
        raise Broken
    return tuple(values)


def _value(kind: int, data: bytes) -> Value:
    if kind == 0:
        return None
    if kind in (8, 9):
        return kind - 8
    if kind == 7:
        return float(struct.unpack(">d", data)[0])
    if kind < 7:
        return int.from_bytes(data, "big", signed=True)
    return data.decode("utf-8", "replace") if kind % 2 else data


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for step in range(9):
        byte = data[at + step]
        if step == 8:
            return value << 8 | byte, at + 9
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + step + 1
    raise Broken
