"""What the page asks of the services, each call made off the main thread."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from crm_desktop.core.expressions import Expression
from crm_desktop.services.cases.views import CaseRow, Queue, QueueCounts
from crm_desktop.services.lists.views import ListQuery, Sorting
from crm_desktop.services.saved_views.views import SavedViewRow
from crm_desktop.services.services import Services
from crm_desktop.ui.lists.state import ListState


@dataclass(frozen=True, slots=True)
class QueueQuery:
    """Which cases are listed: those of a queue, or those of a saved view or of the table, which has a `name`."""

    queue: Queue = Queue.MINE
    text: str = ""
    where: Expression | None = None
    sorting: Sorting = ()
    name: str = ""

    def of_view(self, view: SavedViewRow) -> QueueQuery:
        """Return the list of what a saved view or segment holds, in its order."""
        default = ListState("case")
        state = default.of_view(view, default)
        return QueueQuery(self.queue, "", state.where(), state.sorting, view.name)


@dataclass(frozen=True, slots=True)
class QueueAnswer:
    """All rowids of a queue. `shown` is what was read: it differs from `asked` where that lacks the wanted case."""

    asked: QueueQuery
    shown: QueueQuery
    rowids: array[int]
    counts: QueueCounts
    badge: int
    any_case: bool
    wanted: str
    position: int
    views: tuple[SavedViewRow, ...] = ()


@dataclass(frozen=True, slots=True)
class WindowAnswer:
    """The rows of one window of the list that had this epoch."""

    first: int
    epoch: int
    rows: list[CaseRow]


def read_queue(services: Services, query: QueueQuery, wanted: str, find: bool) -> QueueAnswer:
    """Return a queue, and where the wanted case stands in it; with `find` in whichever queue has it."""
    cases = services.cases
    rowid = cases.rowid_of(wanted) if wanted else None
    tries = [query]
    if find and rowid is not None:
        tries += [QueueQuery(queue) for queue in Queue if QueueQuery(queue) != query]
    shown, rowids = query, _rowids(services, query)
    for candidate in tries[1:]:
        if rowid in rowids:
            break
        shown, rowids = candidate, cases.row_ids(candidate.queue, candidate.text)
    position = rowids.index(rowid) if rowid is not None and rowid in rowids else -1
    any_case = bool(rowids) or cases.any()
    counts, views = cases.counts(shown.queue), tuple(services.saved_views.views("case"))
    return QueueAnswer(query, shown, rowids, counts, cases.badge(), any_case, wanted, position, views)


def _rowids(services: Services, query: QueueQuery) -> array[int]:
    if not query.name:
        return services.cases.row_ids(query.queue, query.text)
    return services.lists.row_ids(ListQuery("case", query.where, query.text, query.sorting))


def read_window(services: Services, rowids: Sequence[int], first: int, epoch: int) -> WindowAnswer:
    """Return the cases at these rowids."""
    return WindowAnswer(first, epoch, services.cases.rows_at(rowids))
