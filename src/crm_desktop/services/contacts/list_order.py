"""All people or companies in the order of a list, kept until the file changes.

A list is asked for at every letter typed into its filter. Its order is read once from the file; a filter
then only says which of the rows remain.
"""

from __future__ import annotations

import threading
from array import array
from collections.abc import Collection
from dataclasses import dataclass, field

from crm_desktop.core.clock import Clock
from crm_desktop.services.contacts import detail_sql, list_sql
from crm_desktop.services.contacts.list_sql import Order
from crm_desktop.services.number_lists import members, only, read_numbers
from crm_desktop.storage.database import Database


@dataclass(slots=True)
class _Known:
    """What a thread has read of the file as it was at a version of its own."""

    version: int
    ordered: dict[tuple[str, str], array[int]] = field(default_factory=dict)


class ListOrder:
    """Rowids of people and companies in any order of the list; eight bytes each."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._known: dict[int, _Known] = {}

    def count(self, kind: str) -> int:
        """Return how many people or companies there are."""
        return len(self._by_name(self._current(), kind))

    def rows(
        self, kind: str, order: Order, among: Collection[int] | None = None, *, descending: bool = False
    ) -> array[int]:
        """Return the rowids in an order: all of a kind, or those that are also among others.

        Contacts without what they are ordered by come last, by name, in either direction.
        """
        current = self._current()
        rowids = self._by_name(current, kind)
        if order != "name":
            rowids = self._firsts_first(current, kind, order, rowids, descending=descending)
        elif descending:
            rowids = rowids[::-1]
        if among is None:
            return rowids[:]
        return only(rowids, among)

    def ids(self, statement: str, values: dict[str, object]) -> array[int]:
        """Return the rowids that a statement answers with as one JSON list."""
        return read_numbers(self._database.rows(statement, values)[0][0])

    def _current(self) -> _Known:
        thread, version = threading.get_ident(), self._database.version()
        current = self._known.get(thread)
        if current is None or current.version != version:
            current = self._known[thread] = _Known(version)
        return current

    def _by_name(self, current: _Known, kind: str) -> array[int]:
        key = (kind, "name")
        if key not in current.ordered:
            current.ordered[key] = self.ids(list_sql.NAMES, {"kind": kind})
        return current.ordered[key]

    def _firsts_first(
        self, current: _Known, kind: str, order: Order, by_name: array[int], *, descending: bool
    ) -> array[int]:
        # What was accepted in the last 12 months also changes with the day, so it is never kept.
        key = (kind, f"{order} {descending}")
        if order == "money" or key not in current.ordered:
            values = {"year_ago": detail_sql.year_ago(self._clock)} if order == "money" else {}
            firsts = self.ids(list_sql.first_sql(order, descending=descending), dict(values))
            ordered = only(firsts, members(by_name))
            is_first = members(ordered)
            ordered.extend(rowid for rowid in by_name if rowid not in is_first)
            current.ordered[key] = ordered
        return current.ordered[key]
