"""A list as it is asked for and as it comes back."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from crm_desktop.core.expressions import Expression

Sorting = tuple[tuple[str, bool], ...]
"""(field key, descending), the first sorts first."""


@dataclass(frozen=True, slots=True)
class ListQuery:
    """Which records, in which order. `text` is words to look for, `where` a filter; both must hold."""

    kind: str
    where: Expression | None = None
    text: str = ""
    sorting: Sorting = ()
    group_by: str = ""


class Amount(NamedTuple):
    """An amount of money as a list reads it: the decimal as text, and its currency."""

    amount: str
    currency: str


@dataclass(frozen=True, slots=True)
class Sum:
    """What the values of one field come to; `currency` is empty for plain numbers."""

    key: str
    amount: Decimal
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """The records that share a value, how many they are and what their numbers come to.

    `value` names the group among the others, `label` is its word; both are empty for records without a value.
    """

    value: str
    label: str
    count: int
    sums: tuple[Sum, ...] = ()


@dataclass(frozen=True, slots=True)
class ListFound:
    """All rowids of a list, in order; with groups, theirs one after the other."""

    rowids: array[int]
    groups: tuple[Group, ...] = ()


@dataclass(frozen=True, slots=True)
class ListRow:
    """One record of a list: its id, and the JSON values of the columns it was read with."""

    id: str
    columns: tuple[str, ...]
    values: tuple[Any, ...]

    def value(self, key: str) -> Any:
        """Return what a column holds; None for one that was not read."""
        return self.values[self.columns.index(key)] if key in self.columns else None


@dataclass(frozen=True, slots=True)
class Pasted:
    """A block of cells as a spreadsheet copies it, aimed at records and fields.

    `rowids` are the records from the first pasted row on, `columns` the field keys from the first pasted cell on.
    """

    kind: str
    rowids: tuple[int, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
