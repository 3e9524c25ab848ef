"""What one write did, as the journal recorded it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """The records one journal entry touched.

    `entry` is None when nothing changed. `touched` maps a table's name to the ids of its touched rows;
    a set is empty with `many` naming the table when the write touched too many rows to list.
    """

    entry: int | None
    label: str
    touched: Mapping[str, frozenset[str]] = field(default_factory=dict)
    many: frozenset[str] = frozenset()
    undoable: bool = True

    def touches(self, *tables: str) -> bool:
        """Whether any row of these tables changed."""
        return any(table in self.touched or table in self.many for table in tables)

    def __bool__(self) -> bool:
        return self.entry is not None


@dataclass(frozen=True, slots=True)
class Conflict:
    """A value that an undo left alone because it has changed again since."""

    table: str
    record_id: str
    field: str | None
    title: str


@dataclass(frozen=True, slots=True)
class UndoResult:
    """What an undo did: its own change, the entry it took back, and what it left alone."""

    change: ChangeSet
    label: str
    conflicts: tuple[Conflict, ...] = ()
