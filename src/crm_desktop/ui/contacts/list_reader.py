"""What the contact list asks of the services, each call made off the main thread."""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from crm_desktop.core.filters import parse
from crm_desktop.services.contacts.list_sql import Order
from crm_desktop.services.contacts.views import ContactCounts, ContactRow, ContactTableRow
from crm_desktop.services.services import Services

_LOOKS_LIKE_FILTER = re.compile(
    r"[<>=!]|\b(?:contains|starts with|has|is empty|is not empty|before|after|within)\b|\bin\s*\(", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class ListQuery:
    """Which contacts are listed, and in which order."""

    kind: str = "person"
    order: Order = "next_step"
    text: str = ""
    descending: bool = False

    @property
    def is_filter(self) -> bool:
        """Whether the text is an expression (`lifecycle = customer`) and not words to look for."""
        return bool(_LOOKS_LIKE_FILTER.search(self.text))


@dataclass(frozen=True, slots=True)
class ListAnswer:
    """All rowids of a list; `position` is where the wanted contact stands, -1 when it is not among them."""

    query: ListQuery
    rowids: array[int]
    counts: ContactCounts
    wanted: str
    position: int


@dataclass(frozen=True, slots=True)
class WindowAnswer:
    """The rows of one window of the list that had this epoch."""

    first: int
    epoch: int
    rows: Sequence[ContactRow | ContactTableRow]


def read_list(services: Services, query: ListQuery, wanted: str) -> ListAnswer:
    """Return the list, and where the wanted contact stands in it. Raises `FilterError`."""
    where = parse(query.text) if query.is_filter else None
    rowids = services.contacts.row_ids(
        query.kind, query.order, where, "" if where is not None else query.text, descending=query.descending
    )
    position = -1
    if wanted:
        rowid = services.contacts.rowid_of(wanted)
        if rowid is not None and rowid in rowids:
            position = rowids.index(rowid)
    return ListAnswer(query, rowids, services.contacts.counts(), wanted, position)


def read_window(
    services: Services, rowids: Sequence[int], first: int, epoch: int, *, as_table: bool = False
) -> WindowAnswer:
    """Return the rows at these rowids, as the list or the table shows them."""
    if as_table:
        return WindowAnswer(first, epoch, services.contacts.table_rows_at(rowids))
    return WindowAnswer(first, epoch, services.contacts.rows_at(rowids))


def read_copied(services: Services, rowids: Sequence[int]) -> str:
    """Return rows as text separated by tabs, under a line of headings, as spreadsheets take it."""
    columns = ("name", "company", "email", "phone", "tags", "next_step", "next_step_on")
    fields = services.records.fields("contact")
    lines = ["\t".join(fields[key].label for key in columns)]
    for row in services.records.rows("contact", list(rowids), columns):
        lines.append("\t".join(_cell(row[key]) for key in columns))
    return "\n".join(lines)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return ", ".join(str(part) for part in value)
    return " ".join(str(value).split())
