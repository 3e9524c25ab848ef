"""Identifiers made on this device: sortable by time, no server needed (RFC 9562, UUIDv7 and UUIDv5)."""

from __future__ import annotations

import os
import struct
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import accumulate

_NAMESPACE = uuid.UUID("6d0f4c1e-6f0b-5d53-9a35-3b6f0c9f7a11")
_VARIANT = 2 << 62
_LOW = (1 << 62) - 1
_LOCK = threading.Lock()
_LAST = 0
_KEPT: ContextVar[list[str] | None] = ContextVar("kept", default=None)


@contextmanager
def keeping(record_id: str) -> Iterator[None]:
    """Have the first id asked for within be this one: a record comes back, or comes from elsewhere, under its own."""
    token = _KEPT.set([record_id])
    try:
        yield
    finally:
        _KEPT.reset(token)


def new_id() -> str:
    """Return a UUIDv7 as 32 hexadecimal characters; later calls in this process sort after earlier ones.

    The 74 bits after the millisecond are one random counter (RFC 9562 §6.2, method 2), so a thousand
    ids made in one millisecond keep their order and a clock that steps back does not.
    """
    global _LAST
    kept = _KEPT.get()
    if kept:
        return kept.pop()
    stamp = time.time_ns() // 1_000_000
    with _LOCK:
        value = (stamp << 74) | (int.from_bytes(os.urandom(10), "big") >> 6)
        if value >> 74 <= _LAST >> 74:
            value = _LAST + 1 + (int.from_bytes(os.urandom(4), "big") >> 4)
        _LAST = value
    high, low = value >> 62 & ((1 << 60) - 1), value & ((1 << 62) - 1)
    millis, rand_a = high >> 12, high & 0xFFF
    return f"{(millis << 80) | (7 << 76) | (rand_a << 64) | (2 << 62) | low:032x}"


def new_ids(count: int) -> list[str]:
    """Return many ids at once, in order and after every earlier one; a tenth of the cost of `new_id` each."""
    global _LAST
    if count <= 0:
        return []
    steps = struct.unpack(f"<{count}I", os.urandom(4 * count))
    with _LOCK:
        value = ((time.time_ns() // 1_000_000) << 74) | (int.from_bytes(os.urandom(10), "big") >> 6)
        if value >> 74 <= _LAST >> 74:
            value = _LAST + 1
        values = list(accumulate(steps, initial=value))[1:]
        _LAST = values[-1]
    return [
        f"{(one >> 74 << 80) | 0x7000_0000_0000_0000_0000 | (one >> 62 & 0xFFF) << 64 | _VARIANT | one & _LOW:032x}"
        for one in values
    ]


def derived_id(*parts: str) -> str:
    """Return the id of a row that only joins others: the same parts give the same id on every device."""
    return uuid.uuid5(_NAMESPACE, "\x1f".join(parts)).hex
