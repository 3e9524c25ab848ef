"""What one write did, as the journal recorded it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


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
    """A value or a record that an undo left alone.

    `reason` is "changed" (it has changed again since), "used" (something else refers to it now), "gone" (the
    record was thrown away since), "there" (the deleted record is there again) or "homeless" (what it belonged
    to is not there). For a value, `now` is what it is and `wanted` what it would have become, as stored.
    """

    table: str
    record_id: str
    field: str | None
    title: str
    reason: str = "changed"
    now: Any = None
    wanted: Any = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What an undo does to one row: "update" sets `fields` {column: (now, then)}, "insert" brings it back,
    "delete" removes it. Values are as stored; `currency` is the row's own.
    """

    table: str
    record_id: str
    action: str
    title: str
    fields: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    currency: str = ""


@dataclass(frozen=True, slots=True)
class UndoPreview:
    """What taking back an entry would do: the first rows one by one, and how many there are in all."""

    entry: int
    label: str
    steps: tuple[TakenBack, ...]
    count: int
    conflicts: tuple[Conflict, ...]


@dataclass(frozen=True, slots=True)
class UndoResult:
    """What an undo did: its own change, the entry it took back, and what it left alone."""

    change: ChangeSet
    label: str
    conflicts: tuple[Conflict, ...] = ()

    @property
    def changed_nothing(self) -> bool:
        """Whether everything that it took back had changed again since."""
        return not self.change.touched and not self.change.many
