"""Rows of a long list, loaded a window at a time and forgotten again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

WINDOW_ROWS: Final = 100
MOST_WINDOWS: Final = 40
MOST_ASKED: Final = 6


class RowWindows:
    """Which rows are here, which are asked for, which only stand in until newer ones come.

    Knows nothing of Qt. A window is ``WINDOW_ROWS`` rows; a view shows at most a few.
    """

    def __init__(self) -> None:
        self.count = 0
        self._windows: dict[int, tuple[object, ...]] = {}
        self._stale: set[int] = set()
        self._wanted: dict[int, None] = {}
        self._asked: set[int] = set()

    def reset(self, count: int) -> None:
        """Another list: nothing of the old one is shown any more."""
        self.count = count
        self._windows.clear()
        self._stale.clear()
        self._wanted.clear()
        self._asked.clear()

    def refresh(self, count: int) -> None:
        """The same list has changed: show the old rows until the new ones arrive."""
        self.count = count
        last = (count - 1) // WINDOW_ROWS
        self._windows = {number: rows for number, rows in self._windows.items() if number <= last}
        self._stale = set(self._windows)
        self._wanted.clear()
        self._asked.clear()

    def row(self, position: int) -> object | None:
        """The row at a position; if it is missing or old, it is wanted from now on."""
        number, offset = divmod(position, WINDOW_ROWS)
        window = self._windows.get(number)
        if (window is None or number in self._stale) and number not in self._asked:
            self._wanted.pop(number, None)
            self._wanted[number] = None
        return window[offset] if window is not None and offset < len(window) else None

    def peek(self, position: int) -> object | None:
        """The row at a position if it is here; asks for nothing."""
        number, offset = divmod(position, WINDOW_ROWS)
        window = self._windows.get(number)
        return window[offset] if window is not None and offset < len(window) else None

    @property
    def is_wanting(self) -> bool:
        """Whether rows were looked at that nobody has been asked for."""
        return bool(self._wanted)

    def take_wanted(self) -> list[tuple[int, int]]:
        """What to load now, as (first row, count), latest first; what was scrolled past is forgotten."""
        latest = list(reversed(self._wanted))[:MOST_ASKED]
        self._wanted.clear()
        asked = []
        for number in latest:
            first = number * WINDOW_ROWS
            if first < self.count:
                self._asked.add(number)
                asked.append((first, min(WINDOW_ROWS, self.count - first)))
        return asked

    def put(self, first: int, rows: Sequence[object]) -> None:
        """Rows have arrived; ``first`` is the start of a window."""
        number, offset = divmod(first, WINDOW_ROWS)
        if offset:
            raise ValueError(f"Rows must start at a multiple of {WINDOW_ROWS}, not at {first}.")
        for start in range(0, len(rows), WINDOW_ROWS):
            self._windows.pop(number, None)
            self._windows[number] = tuple(rows[start : start + WINDOW_ROWS])
            self._stale.discard(number)
            self._asked.discard(number)
            number += 1
        while len(self._windows) > MOST_WINDOWS:
            oldest = next(iter(self._windows))
            del self._windows[oldest]
            self._stale.discard(oldest)
