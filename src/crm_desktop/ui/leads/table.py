"""Leads as rows of a table: who, from where, how promising, and what comes next."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from crm_desktop.services.leads.views import LeadRow
from crm_desktop.ui.kit.format import money_text
from crm_desktop.ui.kit.paint import (
    TRAILING,
    draw_avatar,
    draw_icon,
    draw_placed_chip,
    draw_rounded,
    draw_text,
    mirrored,
    text_width,
)
from crm_desktop.ui.kit.plain_tip import plain_tip
from crm_desktop.ui.kit.row_delegate import RowState
from crm_desktop.ui.kit.table_view import CachedTableView, CellDelegate
from crm_desktop.ui.kit.windowed_models import TableColumn, WindowedTableModel
from crm_desktop.ui.leads.words import (
    STATUS_TONES,
    STEP_TOKENS,
    score_token,
    score_words,
    source_text,
    status_key,
    status_word,
    step_text,
    tr,
)
from crm_desktop.ui.theme.theme import Theme

AnyIndex = QModelIndex | QPersistentModelIndex

_PAD = 10
_AVATAR = 28
_BOX = 18
_BAR = 64
_NUMBER = 28
_WIDE = 160
_MOST_SQUEEZED = 180
_GIVING_WAY = frozenset(("source", "owner", "amount"))
SELECT = "select"


def lead_columns() -> tuple[TableColumn, ...]:
    """The columns, in the person's language."""
    return (
        TableColumn(SELECT, "", 48, is_sortable=False),
        TableColumn("name", tr("Name"), 182),
        TableColumn("company", tr("Company"), 170),
        TableColumn("source", tr("Source"), 150),
        TableColumn("score", tr("Score"), 118, is_number=True),
        TableColumn("status", tr("Status"), 112),
        TableColumn("next_step", tr("Next step"), 230),
        TableColumn("owner", tr("Owner"), 100),
        TableColumn("amount", tr("Value"), 100, is_number=True),
    )


class LeadTableModel(WindowedTableModel):
    """Leads as they come from the file, a window at a time."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(lead_columns(), parent)
        self._sorting = ("", True)

    def show_sorting(self, key: str, *, ascending: bool) -> None:
        """Have a heading say that the rows are sorted by it."""
        self._sorting = (key, ascending)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        found = super().headerData(section, orientation, role)
        if role == Qt.ItemDataRole.DisplayRole and found and self.columns[section].key == self._sorting[0]:
            return f"{found} {'↑' if self._sorting[1] else '↓'}"
        if role == Qt.ItemDataRole.AccessibleTextRole and self.columns[section].key == SELECT:
            return tr("Selected")
        return found

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.ToolTipRole and index.isValid() and self.columns[index.column()].key == "score":
            row = self.row_at(index.row())
            return plain_tip(score_words(row)) if isinstance(row, LeadRow) else None
        return super().data(index, role)

    def cell_text(self, row: object, key: str) -> str:
        assert isinstance(row, LeadRow)
        match key:
            case "select":
                return ""
            case "company":
                return row.company_name
            case "source":
                return source_text(row.source, row.campaign)
            case "status":
                return status_word(status_key(row))
            case "next_step":
                return "" if row.converted else step_text(row)
            case "owner":
                return tr("You") if row.owner_is_me else row.owner
            case "amount":
                return money_text(row.amount, row.currency)
            case _:
                return str(getattr(row, key))


class LeadCellDelegate(CellDelegate):
    """A box to tick, a name with its avatar, the score as a bar, the status as a chip."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)

    def paint_cell(
        self, painter: QPainter, rect: QRectF, row: object, column: TableColumn, text: str, state: RowState
    ) -> None:
        assert isinstance(row, LeadRow)
        if column.key == SELECT:
            self._paint_box(painter, rect, state)
        elif column.key == "name":
            self._paint_name(painter, rect, row, state)
        elif column.key == "score":
            self._paint_score(painter, rect, row, state)
        elif column.key == "status":
            draw_placed_chip(
                painter, self.theme, _PAD, rect.center().y() - 10, rect, text, STATUS_TONES[status_key(row)],
                direction=state.direction, room=rect.width() - 2 * _PAD,
            )  # fmt: skip
        elif column.key == "next_step" and text:
            self._paint_step(painter, rect, row, text, state)
        else:
            super().paint_cell(painter, rect, row, column, text, state)

    def _paint_box(self, painter: QPainter, rect: QRectF, state: RowState) -> None:
        place = mirrored(QRectF(16, rect.center().y() - _BOX / 2, _BOX, _BOX), rect, state.direction)
        if state.selected:
            draw_rounded(painter, self.theme, place, 4, "accent")
            draw_icon(painter, self.theme, place.x() + 2, place.y() + 2, "check", "text.onAccent", 14)
        else:
            draw_rounded(painter, self.theme, place, 4, "bg.surface", "line.control", 1.5)

    def _paint_name(self, painter: QPainter, rect: QRectF, row: LeadRow, state: RowState) -> None:
        middle = rect.center().y()
        place = mirrored(QRectF(4, middle - _AVATAR / 2, _AVATAR, _AVATAR), rect, state.direction)
        draw_avatar(painter, self.theme, place, row.name)
        left = 4 + _AVATAR + 10
        words = mirrored(QRectF(left, middle - 10, max(rect.width() - left - 4, 8), 20), rect, state.direction)
        draw_text(painter, self.theme, words, row.name, "bodyStrong", direction=state.direction)

    def _paint_score(self, painter: QPainter, rect: QRectF, row: LeadRow, state: RowState) -> None:
        right, middle = rect.width() - _PAD, rect.center().y()
        number = mirrored(QRectF(right - _NUMBER, middle - 10, _NUMBER, 20), rect, state.direction)
        draw_text(
            painter, self.theme, number, str(row.score), "bodyStrong", "text.primary", TRAILING,
            direction=state.direction, tabular=True,
        )  # fmt: skip
        left = max(right - _NUMBER - 8 - _BAR, 4)
        track = QRectF(left, middle - 3, right - _NUMBER - 8 - left, 6)
        draw_rounded(painter, self.theme, mirrored(track, rect, state.direction), 3, "line.default")
        if row.score:
            filled = QRectF(track.x(), track.y(), max(track.width() * row.score / 100, 6), 6)
            draw_rounded(painter, self.theme, mirrored(filled, rect, state.direction), 3, score_token(row.score))

    def _paint_step(self, painter: QPainter, rect: QRectF, row: LeadRow, text: str, state: RowState) -> None:
        token, direction = STEP_TOKENS[row.step.tone], state.direction
        if not row.step.task_id:
            words = mirrored(rect.adjusted(_PAD, 0, -6, 0), rect, direction)
            draw_text(painter, self.theme, words, text, "small", token, direction=direction)
            return
        place = mirrored(QRectF(_PAD, rect.center().y() - 8, 16, 16), rect, direction)
        draw_icon(painter, self.theme, place.x(), place.y(), row.step.icon, token, 16, direction=direction)
        # When it is stays readable; what it is gives way.
        left, when = _PAD + 24.0, f" · {row.step.text}"
        wide = text_width(self.theme, when, "small") + 1
        room = max(rect.width() - left - 6, 8)
        title = self.theme.metrics("small").elidedText(
            row.step.title, Qt.TextElideMode.ElideRight, max(room - wide, 24)
        )
        taken = text_width(self.theme, title, "small") + 1
        words = mirrored(QRectF(left, 0, taken, rect.height()), rect, direction)
        draw_text(painter, self.theme, words, title, "small", token, direction=direction, elide=False)
        rest = mirrored(QRectF(left + taken, 0, max(room - taken, 8), rect.height()), rect, direction)
        draw_text(painter, self.theme, rest, when, "small", token, direction=direction)


class LeadTable(CachedTableView):
    """The table. A click on a box, or X, ticks a row and leaves the others as they are.

    Signals:
        current_row_changed(str): the id of the row with the focus; empty when it is not loaded.
        copy_requested, paste_requested, delete_requested: Ctrl+C, Ctrl+V, Delete.
        leave_requested: Esc with no more than one row selected.
    """

    current_row_changed = Signal(str)
    copy_requested = Signal()
    paste_requested = Signal()
    delete_requested = Signal()
    leave_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        self.leads = LeadTableModel(parent)
        super().__init__(tr("Leads"), self.leads, LeadCellDelegate(theme, parent), parent=parent)
        self.horizontalHeader().setSectionsMovable(False)

    def show_sorting(self, key: str, *, ascending: bool = True) -> None:
        """Mark the column that the rows are sorted by, beside its words."""
        super().show_sorting(key, ascending=ascending)
        self.horizontalHeader().setSortIndicatorShown(False)
        self.leads.show_sorting(key, ascending=ascending)

    def apply_column_widths(self) -> None:
        """Give the columns the widths that the model names; in little room the less important ones go."""
        columns = self.leads.columns
        little = self.isVisible() and self.viewport().width() < sum(column.width for column in columns) - _MOST_SQUEEZED
        self._is_fitting = True
        for number, column in enumerate(columns):
            self.setColumnHidden(number, little and column.key in _GIVING_WAY)
        shown = [number for number in range(len(columns)) if not self.isColumnHidden(number)]
        missing = sum(columns[number].width for number in shown) - self.viewport().width()
        wide = sum(columns[number].width for number in shown if columns[number].width >= _WIDE)
        share = min(missing / wide, 0.4) if self.isVisible() and missing > 0 and wide else 0.0
        for number in shown:
            width = columns[number].width
            self.setColumnWidth(number, int(width * (1 - share)) if width >= _WIDE else width)
        self._is_fitting = False

    @Slot(int, int, int)
    def _on_section_resized(self, section: int, old: int, new: int) -> None:
        # Qt stretches the last column that is shown, which need not be the last one there is.
        shown = [number for number in range(len(self.leads.columns)) if not self.isColumnHidden(number)]
        if shown and section != shown[-1]:
            super()._on_section_resized(section, old, new)

    def selected_rows(self) -> list[int]:
        """The numbers of the selected rows, from top to bottom, whether they are loaded or not."""
        parts = self.selectionModel().selection()
        chosen: set[int] = set()
        for number in range(parts.count()):
            chosen.update(range(parts.at(number).top(), parts.at(number).bottom() + 1))
        return sorted(chosen)

    def selection_count(self) -> int:
        """How many rows are selected."""
        parts = self.selectionModel().selection()
        return sum(parts.at(number).height() for number in range(parts.count()))

    def current_lead(self) -> LeadRow | None:
        """The row with the focus, if it is loaded."""
        row = self.leads.row_at(self.currentIndex().row()) if self.currentIndex().isValid() else None
        return row if isinstance(row, LeadRow) else None

    def select_row(self, number: int) -> None:
        """Give a row the focus and the selection, and bring it into view."""
        if 0 <= number < self.leads.rowCount():
            index, model = self.leads.index(number, 1), self.selectionModel()
            # Said outright: the view itself would ask which keys are held down.
            model.setCurrentIndex(index, model.SelectionFlag.ClearAndSelect | model.SelectionFlag.Rows)
            self.scrollTo(index)

    def toggle_row(self, number: int) -> None:
        """Tick a row, or untick it."""
        model = self.selectionModel()
        index = self.leads.index(number, 1)
        model.setCurrentIndex(index, model.SelectionFlag.Toggle | model.SelectionFlag.Rows)

    def keep_only_current(self) -> None:
        """Untick all rows but the one with the focus."""
        if self.currentIndex().isValid():
            model = self.selectionModel()
            model.select(self.currentIndex(), model.SelectionFlag.ClearAndSelect | model.SelectionFlag.Rows)

    def row_place(self) -> QRect:
        """Where the row with the focus is, in the viewport."""
        index = self.currentIndex()
        if not index.isValid():
            return QRect(0, 0, 1, 1)
        name = self.visualRect(self.leads.index(index.row(), 1))
        seen = name.intersected(self.viewport().rect())
        return QRect(0, 0, 1, 1) if seen.isEmpty() else seen

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        is_box = index.isValid() and self.leads.columns[index.column()].key == SELECT
        if is_box and event.button() == Qt.MouseButton.LeftButton and not event.modifiers():
            event.accept()
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.toggle_row(index.row())
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        # Drawing the mouse over boxes must not select what lies between.
        index = self.indexAt(event.position().toPoint())
        if event.buttons() and index.isValid() and self.leads.columns[index.column()].key == SELECT:
            event.accept()
        else:
            super().mouseMoveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_requested.emit()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste_requested.emit()
        elif event.key() == Qt.Key.Key_Delete and not event.modifiers():
            self.delete_requested.emit()
        elif event.key() == Qt.Key.Key_X and not event.modifiers() and self.currentIndex().isValid():
            self.toggle_row(self.currentIndex().row())
        elif event.key() == Qt.Key.Key_Escape:
            if self.selection_count() > 1:
                self.keep_only_current()
            else:
                self.leave_requested.emit()
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().currentChanged(current, previous)
        if current.row() != previous.row():
            self.current_row_changed.emit(self.current_id())
