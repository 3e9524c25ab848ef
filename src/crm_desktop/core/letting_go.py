"""Giving back what a long job made, little by little.

Python frees a list of a million things in one go and lets no other thread run meanwhile: a tenth of a second and more
in which the window stands still. Between the steps here, others get their turn.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

T = TypeVar("T")
_STEP = 1_000


def let_go(things: list[Any]) -> None:
    """Empty a long list."""
    while things:
        del things[-_STEP:]


def drained(things: list[T]) -> Iterator[T]:
    """Go through a long list in its order; what was seen is gone from it."""
    things.reverse()
    while things:
        yield things.pop()
