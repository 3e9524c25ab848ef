"""What the review page reads, on the reading thread."""

from __future__ import annotations

from dataclasses import dataclass

from crm_desktop.services.duplicates.views import Comparison, Found, Group, GroupRow
from crm_desktop.services.services import Services
from crm_desktop.ui.pane.operations import JobControl


@dataclass(frozen=True, slots=True)
class QueueAnswer:
    """The groups that are left, whether anybody looked yet, whether that is old, and how many were put off."""

    groups: tuple[Group, ...]
    looked: bool
    is_old: bool
    later: int = 0


@dataclass(frozen=True, slots=True)
class WindowAnswer:
    """Some rows of the list."""

    first: int
    epoch: int
    rows: tuple[GroupRow, ...]


@dataclass(frozen=True, slots=True)
class CompareAnswer:
    """Contacts side by side, and the row that they are on."""

    comparison: Comparison
    row: GroupRow | None = None


def look(services: Services, control: JobControl) -> Found | None:
    """Compare all contacts; None when it was stopped."""
    return services.duplicates.look(control.progress)


def read_queue(services: Services) -> QueueAnswer:
    """Read what is left to review."""
    queries = services.duplicates
    return QueueAnswer(tuple(queries.groups()), queries.found is not None, queries.is_old())


def read_window(services: Services, groups: tuple[Group, ...], first: int, epoch: int) -> WindowAnswer:
    """Read the rows of these groups."""
    return WindowAnswer(first, epoch, tuple(services.duplicates.rows_of(groups)))


def read_comparison(services: Services, ids: tuple[str, ...], group: Group | None = None) -> CompareAnswer:
    """Put contacts side by side."""
    row = services.duplicates.rows_of([group])[0] if group is not None else None
    return CompareAnswer(services.duplicates.compare(ids), row)
