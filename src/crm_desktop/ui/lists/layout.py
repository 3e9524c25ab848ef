"""Which row stands where: records one after the other, or in groups with a head each that can be folded."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crm_desktop.services.lists.views import Group, ListFound


@dataclass(frozen=True, slots=True)
class GroupHead:
    """The row above a group."""

    group: Group
    is_open: bool
    words: str = ""
    id: str = ""
    """Rows of a table have an id; a head opens no record."""


class ListLayout:
    """The rows of a table by position. Knows nothing of Qt."""

    def __init__(self, found: ListFound, folded: frozenset[str] = frozenset()) -> None:
        self.rowids = found.rowids
        self.groups = found.groups
        self.folded = folded
        self._heads: list[int] = []
        self._firsts: list[int] = []
        place = first = 0
        for group in found.groups:
            self._heads.append(place)
            self._firsts.append(first)
            place += 1 + (0 if group.value in folded else group.count)
            first += group.count
        self.count = place if found.groups else len(found.rowids)

    def rowid(self, position: int) -> int | None:
        """Return the record at a position; None for the head of a group."""
        if not self.groups:
            return self.rowids[position] if 0 <= position < len(self.rowids) else None
        number = bisect_right(self._heads, position) - 1
        if number < 0 or position == self._heads[number]:
            return None
        index = self._firsts[number] + position - self._heads[number] - 1
        return self.rowids[index] if index < len(self.rowids) else None

    def group_at(self, position: int) -> Group | None:
        """Return the group whose head stands at a position."""
        number = bisect_right(self._heads, position) - 1
        return self.groups[number] if number >= 0 and self._heads[number] == position else None

    def position(self, rowid: int) -> int:
        """Return where a record stands; -1 when it is not shown."""
        try:
            index = self.rowids.index(rowid)
        except ValueError:
            return -1
        if not self.groups:
            return index
        number = bisect_right(self._firsts, index) - 1
        # A group without records shares its first with the next one.
        while number > 0 and self.groups[number].count == 0:
            number -= 1
        if self.groups[number].value in self.folded:
            return -1
        return self._heads[number] + 1 + index - self._firsts[number]

    def rowids_between(self, first: int, last: int) -> Sequence[int]:
        """Return the records from one position to another, both included; heads are none."""
        if not self.groups:
            return self.rowids[first : last + 1]
        found = array("q")
        for number, start in self._spans(first, last):
            group = self.groups[number]
            shown = 0 if group.value in self.folded else group.count
            begin = max(first - start - 1, 0)
            end = min(last - start, shown)
            found.extend(self.rowids[self._firsts[number] + begin : self._firsts[number] + max(end, begin)])
        return found

    def _spans(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        number = max(bisect_right(self._heads, first) - 1, 0)
        while number < len(self._heads) and self._heads[number] <= last:
            yield number, self._heads[number]
            number += 1
