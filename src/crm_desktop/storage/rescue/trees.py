"""The rows of every table of a damaged file: along its trees, and from leaves that no tree leads to any more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from crm_desktop.storage.rescue.pages import PageFile
from crm_desktop.storage.rescue.records import INNER_TABLE, LEAF_TABLE, Broken, Row, children, kind_of, rows
from crm_desktop.storage.rescue.tables import Table

_CONTENTS: Final = 5
"""How many values a line of the table of contents has."""


class TreeReading:
    """Reads a plain file page by page. `holes` counts, by table, the pages and rows that could not be read."""

    def __init__(self, file: PageFile) -> None:
        self._file = file
        self._seen: set[int] = set()
        self.holes: dict[str, int] = defaultdict(int)
        self.strays = 0
        """Pages with rows of which nobody knows whose they are."""
        self._roots = self._read_roots()
        self._walked: set[str] = set()
        self._found: dict[str, list[int]] | None = None

    @property
    def seals_broken(self) -> int:
        """How many pages of an encrypted file had been changed."""
        return len(self._file.broken)

    @property
    def version(self) -> int:
        """The number of the schema."""
        return self._file.version

    @property
    def names(self) -> set[str]:
        """The tables that the file's table of contents names."""
        return set(self._roots)

    @property
    def knows_its_tables(self) -> bool:
        """Whether the table of contents could be read whole."""
        return not self.holes[""]

    def rows(self, table: Table, every: Iterable[Table]) -> Iterator[Row]:
        """Walk the rows of a table, those of lost pages last."""
        leaves = self._all_leaves(every)
        for number in leaves[table.name]:
            try:
                for row in rows(self._file, number):
                    if row is None:
                        self.holes[table.name] += 1
                    else:
                        yield row
            except Broken:
                self.holes[table.name] += 1

    def _all_leaves(self, every: Iterable[Table]) -> dict[str, list[int]]:
        """Return the leaves of every table: the trees first, then what no tree leads to."""
        if self._found is None:
            self._found = defaultdict(list)
            for name, root in self._roots.items():
                self._found[name] += self._leaves(name, root)
            for number, name in self._strays(list(every)):
                self._found[name].append(number)
        return self._found

    def _read_roots(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for number in self._leaves("", 1):
            try:
                for row in rows(self._file, number):
                    if row is None or len(row[1]) != _CONTENTS:
                        self.holes[""] += 1
                        continue
                    kind, name, _, root, _ = row[1]
                    if kind == "table" and isinstance(name, str) and isinstance(root, int) and root > 1:
                        found[name] = root
            except Broken:
                self.holes[""] += 1
        return found

    def _leaves(self, name: str, root: int) -> list[int]:
        """Return the leaves under a page, in order; a page that is none, or was met before, is a hole."""
        leaves: list[int] = []
        waiting = [root]
        while waiting:
            number = waiting.pop()
            if not 0 < number <= self._file.count or number in self._seen:
                self.holes[name] += 1
                continue
            page = self._file.page(number)
            kind = kind_of(page, number)
            try:
                if kind == LEAF_TABLE:
                    leaves.append(number)
                elif kind == INNER_TABLE:
                    waiting += reversed(children(page, number, self._file.usable))
                else:
                    raise Broken
            except Broken:
                # It may be a leaf that has lost its mark; nothing that it holds can be told apart any more.
                self.holes[name] += 1
                continue
            self._seen.add(number)
        return leaves

    def _strays(self, every: list[Table]) -> Iterator[tuple[int, str]]:
        """Tell of leaves that no tree leads to whose they are, where only one table can have rows like theirs."""
        holed = [table for table in every if self.holes[table.name] or table.name not in self._roots]
        if not holed:
            return
        free = self._file.free()
        for number in range(2, self._file.count + 1):
            if number in self._seen or number in free or kind_of(self._file.page(number), number) != LEAF_TABLE:
                continue
            try:
                held = [row for row in rows(self._file, number) if row is not None]
            except Broken:
                continue
            fitting = [table for table in holed if held and all(table.suits(values) for _, values in held)]
            if len(fitting) == 1:
                self._seen.add(number)
                yield number, fitting[0].name
            elif held:
                self.strays += 1
