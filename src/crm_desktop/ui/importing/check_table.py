"""The rows of the file with what will become of each; a cell can be put right where it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QLineEdit, QStyleOptionViewItem, QWidget

from crm_desktop.services.importing.plan import Outcome, RowCheck
from crm_desktop.services.importing.shown_cells import ShownCells
from crm_desktop.ui.importing.words import OUTCOME_TONES, figure, outcome_word, tr
from crm_desktop.ui.kit.paint import CHIP_HEIGHT, draw_placed_chip, draw_rounded, draw_text, mirrored
from crm_desktop.ui.kit.row_delegate import RowState
from crm_desktop.ui.kit.row_windows import WINDOW_ROWS
from crm_desktop.ui.kit.table_view import CachedTableView, CellDelegate
from crm_desktop.ui.kit.windowed_models import TableColumn, WindowedTableModel
from crm_desktop.ui.theme.theme import Theme

AnyIndex = QModelIndex | QPersistentModelIndex
_ROW_WIDTH = 66
_HAPPENS_WIDTH = 380
_PADDING = 10


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """One row of the file as shown; `marked` are the places of cells that its reason speaks of."""

    id: str
    number: int
    outcome: Outcome
    reason: str
    cells: tuple[str, ...]
    marked: frozenset[int]


class CheckModel(WindowedTableModel):
    """Rows are put together from the check and the file's cells when they are looked at.

    Signals:
        cell_fixed(row, column, text): a cell of the file is to be read as another text
    """

    cell_fixed = Signal(int, int, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__((), parent)
        self._rows: Sequence[RowCheck] = ()
        self._cells = ShownCells(())
        self._fixes: Mapping[int, Mapping[int, str]] = {}
        self._editable = False
        self.rows_needed.connect(self._on_rows_needed)

    def show_columns(self, cells: ShownCells, *, editable: bool) -> None:
        """Have the columns of another file."""
        self._cells = cells
        self._editable = editable
        self.set_columns(
            (
                TableColumn("number", tr("Row"), _ROW_WIDTH, is_sortable=False),
                *(
                    TableColumn(f"c{place}", one.title, 160, is_sortable=False)
                    for place, one in enumerate(cells.columns)
                ),
                TableColumn("happens", tr("What happens"), _HAPPENS_WIDTH, is_sortable=False),
            )
        )

    def show_rows(self, rows: Sequence[RowCheck], fixes: Mapping[int, Mapping[int, str]], *, same: bool) -> None:
        """Show these rows; with `same` they are those of before, checked again, and the place is kept."""
        self._rows = rows
        self._fixes = fixes
        if same:
            self.refresh(len(rows))
        else:
            self.set_count(len(rows))
        # What is seen first needs no second look.
        self._on_rows_needed(0, WINDOW_ROWS)

    def set_fixes(self, fixes: Mapping[int, Mapping[int, str]]) -> None:
        """Show cells as they were put right, before the rows are checked again."""
        self.show_rows(self._rows, fixes, same=True)

    def cell_text(self, row: object, key: str) -> str:
        assert isinstance(row, CheckedRow)
        if key == "number":
            return figure(row.number)
        if key == "happens":
            word = outcome_word(row.outcome)
            return f"{word}: {row.reason}" if row.reason else word
        return row.cells[int(key[1:])]

    @property
    def shares(self) -> list[float]:
        """How much of a row each column of the file needs, beside the others."""
        return [one.width for one in self._cells.columns]

    def is_editable(self, index: AnyIndex) -> bool:
        """Whether a cell stands in the file, so that it can be read otherwise."""
        return self._editable and 0 < index.column() < len(self.columns) - 1

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if self.is_editable(index) else flags

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (Qt.ItemDataRole.EditRole, Qt.ItemDataRole.ToolTipRole):
            return super().data(index, Qt.ItemDataRole.DisplayRole)
        return super().data(index, role)

    def setData(self, index: AnyIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        row = self.row_at(index.row())
        if role != Qt.ItemDataRole.EditRole or not isinstance(row, CheckedRow) or not self.is_editable(index):
            return False
        place = index.column() - 1
        if str(value) != row.cells[place]:
            self.cell_fixed.emit(row.number, self._cells.columns[place].column, str(value))
        return True

    @Slot(int, int)
    def _on_rows_needed(self, first: int, count: int) -> None:
        self.set_rows(first, [self._made(row) for row in self._rows[first : first + count]])

    def _made(self, check: RowCheck) -> CheckedRow:
        cells = self._cells.of(check.row)
        fixes = self._fixes.get(check.row)
        if fixes:
            columns = (one.column for one in self._cells.columns)
            cells = tuple(fixes.get(column, cell) for column, cell in zip(columns, cells, strict=True))
        marked = frozenset(
            place
            for place, (one, cell) in enumerate(zip(self._cells.columns, cells, strict=True))
            if check.reason and (f"“{one.header}”" in check.reason or (cell and f"“{cell}”" in check.reason))
        )
        return CheckedRow(str(check.row), check.row, check.outcome, check.reason, cells, marked)


class CheckDelegate(CellDelegate):
    """Marks the cells that a reason speaks of, and says what happens by a chip and a sentence."""

    def paint_cell(
        self, painter: QPainter, rect: QRectF, row: object, column: TableColumn, text: str, state: RowState
    ) -> None:
        assert isinstance(row, CheckedRow)
        theme, direction = self.theme, state.direction
        inner = rect.adjusted(_PADDING, 0, -_PADDING, 0)
        if column.key == "number":
            draw_text(painter, theme, inner, text, "small", "text.tertiary", direction=direction)
        elif column.key == "happens":
            top = rect.center().y() - CHIP_HEIGHT / 2
            tone = OUTCOME_TONES[row.outcome]
            if row.reason and row.outcome in (Outcome.READY, Outcome.UPDATE):
                tone = "warning"
            word = outcome_word(row.outcome)
            width = draw_placed_chip(painter, theme, inner.left(), top, rect, word, tone, direction=direction)
            rest = mirrored(inner.adjusted(width + 8, 0, 0, 0), rect, direction)
            draw_text(painter, theme, rest, row.reason, "small", "text.secondary", direction=direction)
        elif int(column.key[1:]) in row.marked:
            tone = "danger" if row.outcome is Outcome.LOOK else "warning"
            draw_rounded(painter, theme, rect.adjusted(3, 4, -3, -5), 5, f"{tone}.soft")
            draw_text(painter, theme, inner, text, "body", tone, direction=direction)
        elif text:
            draw_text(painter, theme, inner, text, "body", "text.primary", direction=direction)
        else:
            draw_text(painter, theme, inner, "—", "body", "text.tertiary", direction=direction)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: AnyIndex) -> QWidget:
        editor = QLineEdit(parent)
        model = index.model()
        assert isinstance(model, CheckModel)
        editor.setAccessibleName(model.columns[index.column()].title)
        return editor

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        rect: QRect = option.rect
        editor.setGeometry(rect.adjusted(2, 2, -2, -3))


class CheckTable(CachedTableView):
    """The checked rows: a click on a cell of a doubtful row, Enter or F2 puts it right; Delete leaves rows out.

    Signals:
        leave_out_requested: Delete was pressed on the selected rows
        row_focused(row): the focus is on another `CheckedRow`, or None
    """

    leave_out_requested = Signal()
    row_focused = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self.rows = CheckModel()
        super().__init__(tr("Rows of the file"), self.rows, CheckDelegate(theme, parent), compact=True, parent=parent)
        self.rows.setParent(self)
        self.horizontalHeader().setSectionsMovable(False)
        self.row_opened.connect(self._on_row_opened)

    def fit_columns(self) -> None:
        """Share the width: the row's number is narrow, what happens gets the rest."""
        shares = self.rows.shares
        if not shares:
            return
        room = self.viewport().width() - _ROW_WIDTH
        # With few columns there is room for the whole reason.
        happens = max(int(room * max(0.26, 0.62 - 0.12 * len(shares))), 200)
        self.setColumnWidth(0, _ROW_WIDTH)
        for place, share in enumerate(shares, 1):
            self.setColumnWidth(place, max(int((room - happens) * share / sum(shares)), 84))

    def selected_numbers(self) -> frozenset[int]:
        """The selected rows by their number in the file."""
        return frozenset(int(one) for one in self.selected_ids())

    def edit_here(self) -> bool:
        """Begin to put the cell with the focus right; the first marked one when the focus is on no such cell."""
        index = self.currentIndex()
        if not index.isValid():
            return False
        if not self.rows.is_editable(index):
            row = self.rows.row_at(index.row())
            marked = sorted(row.marked) if isinstance(row, CheckedRow) else []
            index = self.rows.index(index.row(), 1 + (marked[0] if marked else 0))
            if not self.rows.is_editable(index):
                return False
            self.setCurrentIndex(index)
        self.edit(index)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if self.state() == CachedTableView.State.EditingState:
            # What the cell's editor leaves over, as Enter does, has done its work there.
            event.accept()
        elif event.key() == Qt.Key.Key_F2 and plain:
            event.accept()
            self.edit_here()
        elif event.key() == Qt.Key.Key_Delete and plain:
            event.accept()
            self.leave_out_requested.emit()
        elif event.key() == Qt.Key.Key_Escape:
            # Goes to the page: one step back.
            event.ignore()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        row = self.rows.row_at(index.row()) if index.isValid() else None
        alone = event.modifiers() == Qt.KeyboardModifier.NoModifier and event.button() == Qt.MouseButton.LeftButton
        if isinstance(row, CheckedRow) and row.outcome is Outcome.LOOK and alone and self.rows.is_editable(index):
            self.edit(index)

    def currentChanged(self, current: AnyIndex, previous: AnyIndex) -> None:
        super().currentChanged(current, previous)
        self.tell_focused_row()

    def tell_focused_row(self) -> None:
        """Announce the row with the focus, which may have been checked again."""
        index = self.currentIndex()
        row = self.rows.row_at(index.row()) if index.isValid() else None
        self.row_focused.emit(row if isinstance(row, CheckedRow) else None)

    @Slot(str)
    def _on_row_opened(self, _row: str) -> None:
        self.edit_here()
