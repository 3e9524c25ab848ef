"""What the import page has done away from the window: look, check, import, undo, save what was refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from crm_desktop.services.importing.plan import Control, ImportCheck, ImportPlan, ImportResult, Outcome, RowCheck
from crm_desktop.services.importing.shown_cells import ShownCells, shown_cells, shown_columns
from crm_desktop.services.services import Services

ALL = "all"
NOTED = "noted"
_MOST_REASONS = 2_000
_GOOD = (Outcome.READY, Outcome.UPDATE, Outcome.UNCHANGED)


@dataclass(frozen=True, slots=True)
class Checked:
    """A check, the plan it was made of, and the cells to show beside it.

    `by_filter` holds the rows of each outcome's key, of `noted` (imported, though something in them is odd)
    and of `all`: sorted here, so that a long file does not hold the window up. `choices` are the names that
    the words of a column can stand for.
    """

    plan: ImportPlan
    check: ImportCheck
    cells: ShownCells
    by_filter: Mapping[str, Sequence[RowCheck]]
    choices: Mapping[int, Sequence[str]] = field(default_factory=dict)


def check_file(services: Services, plan: ImportPlan, cells: ShownCells | None, control: Control) -> Checked:
    """Check what an import would do; the cells are read once and kept while the columns stay."""
    check = services.importing.check(plan, control)
    columns = shown_columns(plan, islice((row.reason for row in check.rows if row.reason), _MOST_REASONS))
    # A column that was doubtful stays in sight when its cells are put right.
    if cells is None or not set(columns) <= set(cells.columns):
        cells = shown_cells(plan, columns, control)
    by_filter: dict[str, list[RowCheck]] = {outcome.value: [] for outcome in Outcome}
    noted = by_filter[NOTED] = []
    for row in check.rows:
        by_filter[row.outcome.value].append(row)
        if row.reason and row.outcome in _GOOD:
            noted.append(row)
    columns_to_map = {note.column for note in check.names} | set(plan.meant)
    choices = {column: services.importing.names_for(plan, column) for column in columns_to_map}
    return Checked(plan, check, cells, {**by_filter, ALL: check.rows}, choices)


def import_file(services: Services, plan: ImportPlan, control: Control) -> ImportResult:
    """Import a file as one change."""
    return services.importing.run(plan, control)


def save_refused(services: Services, plan: ImportPlan, result: ImportResult, target: Path) -> Path:
    """Write the rows that were not imported and return where they are."""
    services.importing.save_refused(plan, result.refused, target)
    return target
