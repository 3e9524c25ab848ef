"""What the page asks of the services, each call made off the main thread."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from crm_desktop.services.cases.views import CaseRow, Queue, QueueCounts
from crm_desktop.services.services import Services


@dataclass(frozen=True, slots=True)
class QueueQuery:
    """Which cases are listed."""

    queue: Queue = Queue.MINE
    text: str = ""


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
    shown, rowids = query, cases.row_ids(query.queue, query.text)
    for candidate in tries[1:]:
        if rowid in rowids:
            break
        shown, rowids = candidate, cases.row_ids(candidate.queue, candidate.text)
    position = rowids.index(rowid) if rowid is not None and rowid in rowids else -1
    any_case = bool(rowids) or cases.any()
    return QueueAnswer(query, shown, rowids, cases.counts(shown.queue), cases.badge(), any_case, wanted, position)


def read_window(services: Services, rowids: Sequence[int], first: int, epoch: int) -> WindowAnswer:
    """Return the cases at these rowids."""
    return WindowAnswer(first, epoch, services.cases.rows_at(rowids))
