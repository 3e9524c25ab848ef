"""The table itself: keys and clicks on rows, cells, headings and the heads of groups."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSignalBlocker,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from crm_desktop.core.clock import Clock
from crm_desktop.services.lists.views import ListRow, Sorting
from crm_desktop.ui.kit.paint import TRAILING, draw_icon, draw_rounded, draw_text, mirrored, text_width
from crm_desktop.ui.kit.table_view import CachedTableView
from crm_desktop.ui.kit.windowed_models import TableColumn
from crm_desktop.ui.lists.layout import GroupHead, ListLayout
from crm_desktop.ui.lists.look import RecordLook
from crm_desktop.ui.lists.model import BOX_ROOM, RecordCellDelegate, RecordTableModel
from crm_desktop.ui.lists.setting import TableSetting
from crm_desktop.ui.theme.theme import Theme

_PAD: Final = 10
_MOST_SQUEEZED: Final = 180
_COUNTED: Final = 20_000
"""Records up to which a selection in groups is counted one by one."""


class RecordTableView(CachedTableView):
    """A table of records.

    Signals:
        sorting_wanted(Sorting): a heading was clicked; with Shift it sorts second.
        current_row_changed(str): the id of the row with the focus; empty when it is not loaded.
        fold_requested(str): the group of this value is to be folded or unfolded.
        copy_requested, paste_requested, delete_requested, edit_requested: of the selected rows, or the cell.
        selection_clear_requested: Esc: only the row with the focus stays selected.
        leave_requested: Esc while no more than one row is selected.
        heading_menu_requested(str, QPoint): a menu for a column.
        widths_drawn, columns_moved: a person changed the columns in the heading.
    """

    sorting_wanted = Signal(object)
    current_row_changed = Signal(str)
    fold_requested = Signal(str)
    copy_requested = Signal()
    paste_requested = Signal()
    delete_requested = Signal()
    edit_requested = Signal()
    selection_clear_requested = Signal()
    leave_requested = Signal()
    heading_menu_requested = Signal(str, QPoint)
    widths_drawn = Signal()
    columns_moved = Signal()

    def __init__(self, theme: Theme, clock: Clock, setting: TableSetting, parent: QWidget) -> None:
        look = setting.look or RecordLook(theme)
        self.records = RecordTableModel(clock, parent, look, in_place=setting.in_place)
        self._theme = theme
        self._opens = setting.opens
        self._giving_way = setting.giving_way
        self._sorting: Sorting = ()
        self.sums: dict[str, dict[str, str]] = {}
        self.group_words: dict[str, str] = {}
        delegate = RecordCellDelegate(theme, self.records, self._lead, pictures=setting.pictures, parent=parent)
        super().__init__(setting.name, self.records, delegate, parent=parent)
        heads = self.horizontalHeader()
        heads.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        heads.customContextMenuRequested.connect(self._on_heading_menu)
        heads.sectionMoved.connect(self._on_section_moved)
        heads.sectionResized.connect(self._on_width_drawn)

    def _lead(self) -> str:
        columns = self.records.columns
        return columns[0].key if columns else ""

    def set_sorting(self, sorting: Sorting) -> None:
        """Mark the columns that the rows are sorted by."""
        self._sorting = sorting
        self.records.show_sorting(sorting)

    def visual_keys(self) -> list[str]:
        """Return the columns in the order in which they stand."""
        heads = self.horizontalHeader()
        columns = self.records.columns
        return [columns[heads.logicalIndex(place)].key for place in range(len(columns))]

    def drawn_widths(self) -> tuple[tuple[str, int], ...]:
        """Return how wide each column is now."""
        shown = [one for one in enumerate(self.records.columns) if not self.isColumnHidden(one[0])]
        return tuple((one.key, self.columnWidth(place)) for place, one in shown)

    def put_columns(self, columns: tuple[TableColumn, ...]) -> None:
        """Show other columns, in the order in which they are given."""
        heads, self._is_fitting = self.horizontalHeader(), True
        with QSignalBlocker(heads):
            for place in range(heads.count()):
                heads.moveSection(heads.visualIndex(place), place)
        self.records.set_columns(columns)
        self.apply_column_widths()

    def keep_widths(self) -> None:
        """Columns that a person drew keep their width when the window changes."""
        self._has_own_widths = True

    def select_row(self, row: int) -> None:
        """Give a row the focus and the selection, and bring it into view."""
        if 0 <= row < self.records.rowCount():
            index, model = self.records.index(row, max(self.currentIndex().column(), 0)), self.selectionModel()
            # Said outright: the view itself would ask which keys are held down.
            model.setCurrentIndex(index, model.SelectionFlag.ClearAndSelect | model.SelectionFlag.Rows)
            self.scrollTo(index)

    def selected_rowids(self, layout: ListLayout) -> Sequence[int]:
        """Return where the selected records stand in the file, each once; also of rows that are not loaded."""
        found = array("q")
        for first, last in self._ranges():
            found.extend(layout.rowids_between(first, last))
        # Only in groups can a record stand twice.
        return list(dict.fromkeys(found)) if layout.groups else found

    def selected_count(self, layout: ListLayout) -> int:
        """Return how many records are selected; heads of groups are none."""
        rows = sum(last - first + 1 for first, last in self._ranges())
        if not layout.groups:
            return rows
        return len(self.selected_rowids(layout)) if rows <= _COUNTED else rows - len(layout.groups)

    def _ranges(self) -> list[tuple[int, int]]:
        parts = self.selectionModel().selection()
        return sorted({(parts.at(number).top(), parts.at(number).bottom()) for number in range(parts.count())})

    def current_record(self) -> ListRow | GroupHead | None:
        """Return the row with the focus, if it is loaded."""
        number = self.currentIndex().row()
        row = self.records.row_at(number) if number >= 0 else None
        return row if isinstance(row, ListRow | GroupHead) else None

    def current_key(self) -> str:
        """Return the column of the cell with the focus."""
        number = self.currentIndex().column()
        return self.records.columns[number].key if 0 <= number < len(self.records.columns) else self._lead()

    def cell_place(self) -> QRect:
        """Return where the cell with the focus stands in the viewport."""
        return self.visualRect(self.currentIndex())

    # keys and clicks

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, plain = event.key(), not event.modifiers()
        head = self.current_record()
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_requested.emit()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste_requested.emit()
        elif key == Qt.Key.Key_Delete and plain:
            self.delete_requested.emit()
        elif key == Qt.Key.Key_F2 and plain:
            self.edit_requested.emit()
        elif key == Qt.Key.Key_X and plain:
            self.toggle_row(self.currentIndex().row())
        elif isinstance(head, GroupHead) and self._folds(key, head):
            self.fold_requested.emit(head.group.value)
        elif key == Qt.Key.Key_Escape:
            (self.selection_clear_requested if self._selected_count() > 1 else self.leave_requested).emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain and not self._opens:
            # The Enter that ends an edit also reaches the table; it must not begin another.
            if self.state() != self.State.EditingState:
                self.edit_requested.emit()
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def _folds(self, key: int, head: GroupHead) -> bool:
        towards, back = Qt.Key.Key_Right, Qt.Key.Key_Left
        if self.isRightToLeft():
            towards, back = back, towards
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            return True
        return (key == back and head.is_open) or (key == towards and not head.is_open)

    def _selected_count(self) -> int:
        parts = self.selectionModel().selection()
        return sum(parts.at(number).height() for number in range(parts.count()))

    def toggle_row(self, row: int) -> None:
        """Tick a row, or untick it; the others stay as they are."""
        model, index = self.selectionModel(), self.records.index(row, max(self.currentIndex().column(), 0))
        if index.isValid():
            model.setCurrentIndex(index, model.SelectionFlag.Toggle | model.SelectionFlag.Rows)

    def _box_at(self, place: QPoint) -> int:
        """Return the row whose box lies at a place; -1 for none."""
        index = self.indexAt(place)
        if not index.isValid() or index.column() != 0 or not isinstance(self.records.row_at(index.row()), ListRow):
            return -1
        cell = self.visualRect(index)
        into = cell.right() - place.x() if self.isRightToLeft() else place.x() - cell.left()
        return index.row() if into < BOX_ROOM else -1

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        row, box = self.rowAt(place.y()), self._box_at(place)
        left = event.button() == Qt.MouseButton.LeftButton
        if box >= 0 and left and not event.modifiers():
            event.accept()
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.toggle_row(box)
            return
        head = self.records.row_at(row) if row >= 0 else None
        super().mousePressEvent(event)
        if isinstance(head, GroupHead) and left:
            self.fold_requested.emit(head.group.value)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        # Drawing the mouse over boxes must not select what lies between.
        if event.buttons() and self._box_at(event.position().toPoint()) >= 0:
            event.accept()
        else:
            super().mouseMoveEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._box_at(event.position().toPoint()) >= 0:
            self.mousePressEvent(event)
        else:
            super().mouseDoubleClickEvent(event)

    @Slot(QModelIndex)
    def _on_double_clicked(self, index: QModelIndex) -> None:
        if self._opens:
            super()._on_double_clicked(index)
        else:
            self.edit_requested.emit()

    def apply_column_widths(self) -> None:
        """Fit the columns to the room; in very little of it the less important ones go."""
        missing = sum(one.width for one in self.records.columns) - self.viewport().width()
        little = self.isVisible() and missing > _MOST_SQUEEZED
        self._is_fitting = True
        for number, one in enumerate(self.records.columns):
            self.setColumnHidden(number, little and one.key in self._giving_way)
        super().apply_column_widths()

    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().currentChanged(current, previous)
        self.viewport().update()
        if current.row() != previous.row():
            self.current_row_changed.emit(self.current_id())

    @Slot(int)
    def _on_heading_clicked(self, section: int) -> None:
        column = self.records.columns[section]
        if column.is_sortable:
            second = bool(QApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.sort_by(column.key, second=second)

    def sort_by(self, key: str, *, second: bool = False, descending: bool | None = None) -> None:
        """Ask for another order: by this column, or behind the present one; a second time turns it round."""
        present = dict(self._sorting)
        down = present.get(key) is False if descending is None else descending
        others: Sequence[tuple[str, bool]] = [one for one in self._sorting if one[0] != key] if second else ()
        if second and key in present:
            sorting = tuple((one, down if one == key else other) for one, other in self._sorting)
        else:
            sorting = (*others, (key, down))
        self.sorting_wanted.emit(sorting)

    @Slot(QPoint)
    def _on_heading_menu(self, place: QPoint) -> None:
        heads = self.horizontalHeader()
        section = heads.logicalIndexAt(place)
        if section >= 0:
            self.heading_menu_requested.emit(self.records.columns[section].key, heads.mapToGlobal(place))

    @Slot(int, int, int)
    def _on_section_moved(self, _section: int, _old: int, _new: int) -> None:
        self.columns_moved.emit()

    @Slot(int, int, int)
    def _on_width_drawn(self, section: int, _old: int, _new: int) -> None:
        if self._was_drawn(section):
            self.widths_drawn.emit()

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.group_words:
            self._paint_heads(painter, event.rect())
        if self.hasFocus() and self.currentIndex().isValid() and isinstance(self.current_record(), ListRow):
            place = QRectF(self.cell_place()).adjusted(1.5, 1.5, -1.5, -2.5)
            draw_rounded(painter, self._theme, place, 4, "", "accent", 1.5)

    def _paint_heads(self, painter: QPainter, area: QRect) -> None:
        first, last = self.rowAt(area.top()), self.rowAt(area.bottom())
        last = last if last >= 0 else self.records.rowCount() - 1
        for number in range(max(first, 0), last + 1):
            head = self.records.row_at(number)
            if isinstance(head, GroupHead):
                self._paint_head(painter, head, self.rowViewportPosition(number), self.rowHeight(number), number)

    def _paint_head(self, painter: QPainter, head: GroupHead, top: int, height: int, number: int) -> None:
        theme, direction, width = self._theme, self.layoutDirection(), self.viewport().width()
        whole = QRectF(0, top, width, height)
        selected = self.selectionModel().isRowSelected(number)
        painter.fillRect(whole.adjusted(0, 0, 0, -1), theme.colour("bg.selected" if selected else "bg.subtle"))
        icon = mirrored(QRectF(_PAD, top + height / 2 - 8, 16, 16), whole, direction)
        name = "chevron-down" if head.is_open else "chevron-right"
        draw_icon(painter, theme, icon.x(), icon.y(), name, "text.secondary", 16)
        words = self.group_words.get(head.group.value, head.group.label)
        count = self.locale().toString(head.group.count)
        room = min(text_width(theme, words, "bodyStrong") + 2, width * 0.5)
        place = mirrored(QRectF(_PAD + 24, top, room, height), whole, direction)
        draw_text(painter, theme, place, words, "bodyStrong", direction=direction)
        behind = mirrored(QRectF(_PAD + 32 + room, top, 100, height), whole, direction)
        draw_text(painter, theme, behind, count, "small", "text.tertiary", direction=direction, tabular=True)
        sums, heads = self.sums.get(head.group.value, {}), self.horizontalHeader()
        for place_of, column in enumerate(self.records.columns):
            if column.key in sums:
                left, wide = heads.sectionViewportPosition(place_of), heads.sectionSize(place_of)
                inner = QRectF(left + _PAD, top, wide - 2 * _PAD, height)
                draw_text(
                    painter, theme, inner, sums[column.key], "bodyStrong", "text.primary", TRAILING,
                    direction=direction, tabular=True,
                )  # fmt: skip
