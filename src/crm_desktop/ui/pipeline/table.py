"""Deals as a table: every one of the pipeline, sorted by any column."""

from __future__ import annotations

from array import array
from functools import partial

from PySide6.QtCore import QCoreApplication, QRectF, Signal, Slot
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crm_desktop.core.clock import today
from crm_desktop.core.expressions import Expression
from crm_desktop.services.pipeline.views import DealRow
from crm_desktop.ui.kit.format import day_text, money_text
from crm_desktop.ui.kit.paint import draw_placed_chip
from crm_desktop.ui.kit.row_delegate import RowState
from crm_desktop.ui.kit.table_view import CachedTableView, CellDelegate
from crm_desktop.ui.kit.windowed_models import TableColumn, WindowedTableModel
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.pipeline.words import STEP_TONES, days_text, step_text
from crm_desktop.ui.theme.theme import Theme
from crm_desktop.ui.theme.tokens import Tone

_STAGE_TONES: dict[str, Tone] = {"open": "info", "won": "success", "lost": "danger"}


def deal_columns() -> tuple[TableColumn, ...]:
    """The columns of the table, in the person's language."""
    return (
        TableColumn("title", QCoreApplication.translate("DealTable", "Deal"), 210),
        TableColumn("customer", QCoreApplication.translate("DealTable", "Customer"), 180),
        TableColumn("stage", QCoreApplication.translate("DealTable", "Stage"), 122),
        TableColumn("amount", QCoreApplication.translate("DealTable", "Value"), 100, is_number=True),
        TableColumn("probability", QCoreApplication.translate("DealTable", "Probability"), 96, is_number=True),
        TableColumn("expected_close", QCoreApplication.translate("DealTable", "Expected close"), 116),
        TableColumn("next_step", QCoreApplication.translate("DealTable", "Next step"), 140),
        TableColumn("days", QCoreApplication.translate("DealTable", "In stage"), 76, is_number=True),
        TableColumn("owner", QCoreApplication.translate("DealTable", "Owner"), 110),
    )


class DealTableModel(WindowedTableModel):
    """Deals by window of rows."""

    def __init__(self, context: PaneContext, parent: QWidget) -> None:
        super().__init__(deal_columns(), parent)
        self._clock = context.services.clock

    def cell_text(self, row: object, key: str) -> str:
        assert isinstance(row, DealRow)
        match key:
            case "amount":
                return money_text(row.amount, row.currency)
            case "probability":
                return self.tr("{number} %").format(number=row.probability)
            case "expected_close":
                return "" if row.expected_close is None else day_text(row.expected_close, today(self._clock))
            case "next_step":
                return step_text(row.next_step) if row.stage_kind == "open" or row.next_step.task_id else ""
            case "days":
                return days_text(row.days)
            case _:
                return str(getattr(row, key))


class DealCellDelegate(CellDelegate):
    """Stage and next step are chips."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)

    def paint_cell(
        self, painter: QPainter, rect: QRectF, row: object, column: TableColumn, text: str, state: RowState
    ) -> None:
        assert isinstance(row, DealRow)
        if not text or column.key not in ("stage", "next_step"):
            super().paint_cell(painter, rect, row, column, text, state)
            return
        is_stage = column.key == "stage"
        tone = _STAGE_TONES[row.stage_kind] if is_stage else STEP_TONES[row.next_step.tone]
        icon = "" if is_stage else row.next_step.icon
        draw_placed_chip(
            painter, self.theme, 10, rect.center().y() - 10, rect, text, tone, icon,
            direction=state.direction, room=rect.width() - 20,
        )  # fmt: skip


class DealTable(QWidget):
    """Loads itself a window at a time.

    Signals:
        deal_activated: Enter or double click.
        deal_peeked: Space.
        selection_changed: other rows are selected.
        counted: how many rows there are now.
    """

    deal_activated = Signal(str)
    deal_peeked = Signal(str)
    selection_changed = Signal()
    counted = Signal(int)

    def __init__(self, context: PaneContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._ids: array[int] = array("q")
        self._query: tuple[str, str | None, Expression | None, tuple[str, bool]] | None = None
        self._sorted = ("stage", True)
        self.model = DealTableModel(context, self)
        self.view = CachedTableView(self.tr("Deals"), self.model, DealCellDelegate(context.theme, self), parent=self)
        self.view.show_sorting(*self._sorted[:1], ascending=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view)
        self.model.rows_needed.connect(self._on_rows_needed)
        self.view.sort_requested.connect(self._on_sort_requested)
        self.view.row_opened.connect(self.deal_activated)
        self.view.row_peeked.connect(self.deal_peeked)
        self.view.selection_count_changed.connect(self._on_selection)

    def sorting(self) -> tuple[str, bool]:
        """The column sorted by, and whether rising."""
        return self._sorted

    def load(self, pipeline_id: str, owner: str | None, where: Expression | None) -> None:
        """Read which deals there are; the same question again keeps the place."""
        query = (pipeline_id, owner, where, self._sorted)
        key, ascending = self._sorted
        call = partial(
            self._context.services.pipeline.row_ids, pipeline_id, owner, where, key, descending=not ascending
        )
        self._context.operations.read(self, call, partial(self._on_ids, query))

    def row_of(self, deal_id: str) -> DealRow | None:
        """A deal whose row is loaded."""
        rows = map(self.model.row_at, range(self.model.rowCount()))
        return next((row for row in rows if isinstance(row, DealRow) and row.id == deal_id), None)

    def set_sorting(self, key: str, *, ascending: bool) -> None:
        """Sort by another column at the next load."""
        if key in {column.key for column in self.model.columns}:
            self._sorted = (key, ascending)
            self.view.show_sorting(key, ascending=ascending)

    def _on_ids(self, query: tuple[str, str | None, Expression | None, tuple[str, bool]], ids: array[int]) -> None:
        self._ids = ids
        if query == self._query:
            self.model.refresh(len(ids))
        else:
            self._query = query
            self.model.set_count(len(ids))
        self.counted.emit(len(ids))

    @Slot(int, int)
    def _on_rows_needed(self, first: int, count: int) -> None:
        call = partial(self._context.services.pipeline.rows_at, self._ids[first : first + count])
        self._context.operations.read(self, call, partial(self._on_rows, first, self.model.epoch))

    def _on_rows(self, first: int, epoch: int, rows: list[DealRow]) -> None:
        self.model.set_rows(first, rows, epoch)

    @Slot(str, bool)
    def _on_sort_requested(self, key: str, ascending: bool) -> None:
        self._sorted = (key, ascending)
        if self._query is not None:
            self.load(*self._query[:3])

    @Slot(int)
    def _on_selection(self, _count: int) -> None:
        self.selection_changed.emit()
