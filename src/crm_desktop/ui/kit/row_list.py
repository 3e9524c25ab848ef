"""A list of painted rows, driven by mouse and keyboard alike."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from crm_desktop.ui.kit.row_delegate import ROW_ROLE, RowDelegate

AnyIndex = QModelIndex | QPersistentModelIndex

_OPENING_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class RowList(QTableView):
    """Rows of one height, scrolled by pixels. Rows are objects with an ``id``.

    A table of one column: Qt's list view walks all rows whenever their number changes (4.6 s for a
    million), its table view does not (4 ms). Letters do nothing here: they are the page's commands,
    not Qt's type-ahead.

    Signals:
        row_opened: Enter or double click; the row's id.
        row_opened_apart: Ctrl+Enter or middle click: in a window of its own.
        row_peeked: Space: show it beside, without leaving.
        current_row_changed: the id of the row with the focus; empty when there is none.
        selection_count_changed: how many rows are selected.
        context_requested: where (global) a menu for the selected rows was asked for.
    """

    row_opened = Signal(str)
    row_opened_apart = Signal(str)
    row_peeked = Signal(str)
    current_row_changed = Signal(str)
    selection_count_changed = Signal(int)
    context_requested = Signal(QPoint)

    def __init__(self, name: str, delegate: RowDelegate, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setItemDelegate(delegate)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        heads = self.horizontalHeader()
        heads.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        heads.setMinimumSectionSize(24)
        heads.hide()
        rows = self.verticalHeader()
        rows.setMinimumSectionSize(16)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(delegate.height)
        rows.hide()
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.verticalScrollBar().setSingleStep(20)
        self.doubleClicked.connect(self._on_double_clicked)
        self.customContextMenuRequested.connect(self._on_context_menu_requested)

    def current_id(self) -> str:
        """The id of the row with the focus; empty when there is none or it is not loaded."""
        return _id_of(self.currentIndex())

    def selected_ids(self) -> list[str]:
        """The ids of the selected rows that are loaded, from top to bottom."""
        rows = sorted(self.selectedIndexes(), key=lambda index: index.row())
        return [row_id for row_id in map(_id_of, rows) if row_id]

    def select_row(self, row: int) -> None:
        """Give a row the focus and the selection, and bring it into view."""
        model = self.model()
        if 0 <= row < model.rowCount():
            index, selection = model.index(row, 0), self.selectionModel()
            # Said outright: Qt's own would add the row to the others while Ctrl is down, as it is after Ctrl+Enter.
            flags = selection.SelectionFlag.ClearAndSelect | selection.SelectionFlag.Rows
            selection.setCurrentIndex(index, flags)
            self.scrollTo(index)

    def keyboardSearch(self, search: str) -> None:
        """Letters are commands of the page; there is no type-ahead."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = event.key(), event.modifiers()
        current = self.current_id()
        with_control = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        if current and key in _OPENING_KEYS:
            event.accept()
            (self.row_opened_apart if with_control else self.row_opened).emit(current)
        elif current and key == Qt.Key.Key_Space and not modifiers:
            event.accept()
            self.row_peeked.emit(current)
        elif key == Qt.Key.Key_X and not modifiers:
            event.accept()
            self.toggle_current()
        else:
            super().keyPressEvent(event)

    def toggle_current(self) -> None:
        """Select the row with the focus, or take it out of the selection."""
        selection = self.selectionModel()
        if self.currentIndex().isValid():
            selection.select(self.currentIndex(), selection.SelectionFlag.Toggle)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.MiddleButton:
            row_id = _id_of(self.indexAt(event.position().toPoint()))
            if row_id:
                self.row_opened_apart.emit(row_id)

    def currentChanged(self, current: AnyIndex, previous: AnyIndex) -> None:
        super().currentChanged(current, previous)
        self.current_row_changed.emit(_id_of(current))

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        # Ranges, not indexes: Ctrl+A over a million rows must not make a million objects.
        parts = self.selectionModel().selection()
        self.selection_count_changed.emit(sum(parts.at(number).height() for number in range(parts.count())))

    @Slot(QModelIndex)
    def _on_double_clicked(self, index: QModelIndex) -> None:
        row_id = _id_of(index)
        if row_id:
            self.row_opened.emit(row_id)

    @Slot(QPoint)
    def _on_context_menu_requested(self, place: QPoint) -> None:
        self.context_requested.emit(self.viewport().mapToGlobal(place))


def _id_of(index: AnyIndex) -> str:
    row = index.data(ROW_ROLE) if index.isValid() else None
    return "" if row is None else str(row.id)
