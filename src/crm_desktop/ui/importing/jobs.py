"""What the import page has done away from the window: look, check, import, undo, save what was refused."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from crm_desktop.services.importing.plan import Control, ImportCheck, ImportPlan, ImportResult
from crm_desktop.services.importing.shown_cells import ShownCells, shown_cells, shown_columns
from crm_desktop.services.services import Services

_MOST_REASONS = 2_000


@dataclass(frozen=True, slots=True)
class Checked:
    """A check, the plan it was made of, and the cells to show beside it."""

    plan: ImportPlan
    check: ImportCheck
    cells: ShownCells


def check_file(services: Services, plan: ImportPlan, cells: ShownCells | None, control: Control) -> Checked:
    """Check what an import would do; the cells are read once and kept while the columns stay."""
    check = services.importing.check(plan, control)
    columns = shown_columns(plan, islice((row.reason for row in check.rows if row.reason), _MOST_REASONS))
    # A column that was doubtful stays in sight when its cells are put right.
    if cells is None or not set(columns) <= set(cells.columns):
        cells = shown_cells(plan, columns, control)
    return Checked(plan, check, cells)


def import_file(services: Services, plan: ImportPlan, control: Control) -> ImportResult:
    """Import a file as one change."""
    return services.importing.run(plan, control)


def save_refused(services: Services, plan: ImportPlan, result: ImportResult, target: Path) -> Path:
    """Write the rows that were not imported and return where they are."""
    services.importing.save_refused(plan, result.refused, target)
    return target
