"""What the contact list asks of the services, each call made off the main thread."""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from crm_desktop.core.expressions import Comparison, Operator, Text
from crm_desktop.core.filters import parse
from crm_desktop.services.contacts.list_sql import Order
from crm_desktop.services.contacts.views import ContactCounts, ContactRow
from crm_desktop.services.lists.views import ListQuery as ListedQuery
from crm_desktop.services.lists.views import Sorting
from crm_desktop.services.saved_views.views import SavedViewRow
from crm_desktop.services.services import Services
from crm_desktop.ui.lists.state import ListState, joined

_LOOKS_LIKE_FILTER = re.compile(
    r"[<>=!]|\b(?:contains|starts with|has|is empty|is not empty|before|after|within)\b|\bin\s*\(", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class ListQuery:
    """Which contacts are listed, and in which order.

    `where` and `sorting` are those of a saved view or of the table, `view_name` what that list is called.
    """

    kind: str = "person"
    order: Order = "next_step"
    text: str = ""
    where: str = ""
    sorting: Sorting = ()
    view_name: str = ""

    @property
    def is_filter(self) -> bool:
        """Whether the text is an expression (`lifecycle = customer`) and not words to look for."""
        return bool(_LOOKS_LIKE_FILTER.search(self.text))

    def where_text(self) -> str:
        """Return the filter of what is listed; words that are looked for are no part of it."""
        kind = "" if self.where else f"kind = {self.kind}"
        parts = [kind, self.where, self.text if self.is_filter else ""]
        return " and ".join(f"({part})" for part in parts if part)

    def of_view(self, view: SavedViewRow) -> ListQuery:
        """Return the list of what a saved view or segment holds, in its order."""
        default = ListState("contact", section_field="kind", section=self.kind, sorting=(("name", False),))
        state = default.of_view(view, default)
        kind = "company" if state.section == "company" else "person"
        return ListQuery(kind, self.order, "", state.where_text(), state.sorting, view.name)


@dataclass(frozen=True, slots=True)
class ListAnswer:
    """All rowids of a list; `position` is where the wanted contact stands, -1 when it is not among them."""

    query: ListQuery
    rowids: array[int]
    counts: ContactCounts
    wanted: str
    position: int
    views: tuple[SavedViewRow, ...] = ()


@dataclass(frozen=True, slots=True)
class WindowAnswer:
    """The rows of one window of the list that had this epoch."""

    first: int
    epoch: int
    rows: Sequence[ContactRow]


def read_list(services: Services, query: ListQuery, wanted: str) -> ListAnswer:
    """Return the list, and where the wanted contact stands in it. Raises `FilterError`."""
    typed = parse(query.text) if query.is_filter else None
    words = "" if typed is not None else query.text
    if query.where or query.sorting:
        given = (parse(query.where) if query.where else Comparison("kind", Operator.EQUAL, (Text(query.kind),)), typed)
        where = joined([one for one in given if one is not None])
        rowids = services.lists.row_ids(ListedQuery("contact", where, words, query.sorting))
    else:
        rowids = services.contacts.row_ids(query.kind, query.order, typed, words)
    position = -1
    if wanted:
        rowid = services.contacts.rowid_of(wanted)
        if rowid is not None and rowid in rowids:
            position = rowids.index(rowid)
    views = tuple(services.saved_views.views("contact"))
    return ListAnswer(query, rowids, services.contacts.counts(), wanted, position, views)


def read_window(services: Services, rowids: Sequence[int], first: int, epoch: int) -> WindowAnswer:
    """Return the rows at these rowids."""
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
