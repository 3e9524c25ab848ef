"""A million rowids, worked upon in parts: in one go, no other thread would run meanwhile and the window stand still."""

from __future__ import annotations

import json
from array import array
from collections.abc import Collection, Iterator
from itertools import compress

_TEXT_PART = 50_000
_PART = 20_000


def read_numbers(text: str) -> array[int]:
    """Return the whole numbers of a JSON list, as SQLite writes one."""
    numbers, start, end = array("q"), 1, len(text) - 1
    while start < end:
        stop = text.find(",", start + _TEXT_PART)
        stop = end if stop < 0 else stop
        numbers.extend(json.loads(f"[{text[start:stop]}]"))
        start = stop + 1
    return numbers


def members(numbers: array[int]) -> set[int]:
    """Return these numbers as a set."""
    found: set[int] = set()
    for part in _parts(numbers):
        found.update(part)
    return found


def only(numbers: array[int], among: Collection[int]) -> array[int]:
    """Return those that are also among others, in their order."""
    kept = array("q")
    for part in _parts(numbers):
        kept.extend(compress(part, map(among.__contains__, part)))
    return kept


def _parts(numbers: array[int]) -> Iterator[array[int]]:
    return (numbers[start : start + _PART] for start in range(0, len(numbers), _PART))
