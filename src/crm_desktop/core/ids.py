"""Identifiers made on this device: sortable by time, no server needed (RFC 9562, UUIDv7 and UUIDv5)."""

from __future__ import annotations

import os
import threading
import time
import uuid

_NAMESPACE = uuid.UUID("6d0f4c1e-6f0b-5d53-9a35-3b6f0c9f7a11")
_LOCK = threading.Lock()
_LAST = 0


def new_id() -> str:
    """Return a UUIDv7 as 32 hexadecimal characters; later calls in this process sort after earlier ones.

    The 74 bits after the millisecond are one random counter (RFC 9562 §6.2, method 2), so a thousand
    ids made in one millisecond keep their order and a clock that steps back does not.
    """
    global _LAST
    stamp = time.time_ns() // 1_000_000
    with _LOCK:
        value = (stamp << 74) | (int.from_bytes(os.urandom(10), "big") >> 6)
        if value >> 74 <= _LAST >> 74:
            value = _LAST + 1 + (int.from_bytes(os.urandom(4), "big") >> 4)
        _LAST = value
    high, low = value >> 62 & ((1 << 60) - 1), value & ((1 << 62) - 1)
    millis, rand_a = high >> 12, high & 0xFFF
    return f"{(millis << 80) | (7 << 76) | (rand_a << 64) | (2 << 62) | low:032x}"


def derived_id(*parts: str) -> str:
    """Return the id of a row that only joins others: the same parts give the same id on every device."""
    return uuid.uuid5(_NAMESPACE, "\x1f".join(parts)).hex
