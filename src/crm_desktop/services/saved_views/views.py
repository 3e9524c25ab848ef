"""A saved list as it is shown and as a person describes it."""

from __future__ import annotations

from dataclasses import dataclass

Sorting = tuple[tuple[str, bool], ...]
"""(field key, descending), the first sorts first."""


@dataclass(frozen=True, slots=True)
class SavedViewDraft:
    """What a saved view keeps of a list; `filter` is the text of the expression.

    `shared` views are everybody's, others only their maker's. `layout` is JSON that the screen keeps for itself
    (widths of columns). A `segment` can be named in filters; a frozen one keeps the records it has now.
    """

    kind: str
    name: str
    filter: str = ""
    columns: tuple[str, ...] = ()
    sorting: Sorting = ()
    group_by: str = ""
    layout: str = ""
    shared: bool = False
    segment: bool = False
    frozen: bool = False


@dataclass(frozen=True, slots=True)
class SavedViewRow(SavedViewDraft):
    """A saved view in the file; `members` counts the records of a frozen segment."""

    id: str = ""
    members: int = 0
