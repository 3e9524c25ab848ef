"""The cards of one stage: a list that cards can be dragged from and dropped into."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, QPoint, QPointF, QRect, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from crm_desktop.ui.kit.board_card import CardDelegate
from crm_desktop.ui.kit.board_cards import CardData
from crm_desktop.ui.kit.board_drag import drag_picture
from crm_desktop.ui.kit.board_model import CARD_MIME, BoardColumnModel, ids_in, mime_of
from crm_desktop.ui.kit.paint import draw_rounded

_EDGE: Final = 48
_FASTEST: Final = 22
_TICK_MS: Final = 16
_LINE: Final = 4
_MOVE_KEYS: Final = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
_ACROSS: Final = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_DOWN: Final = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class BoardColumnView(QListView):
    """Arrows walk; Ctrl+Shift+arrows carry the selected cards along; Enter opens, Space peeks.

    Signals:
        cards_dropped: ids, and the id of the card they belong before (``None``: at the end).
        column_wanted: Left or Right: focus -1 or +1 columns on, near this height (pixels in the viewport).
        carry_wanted: Ctrl+Shift+Left or Right: carry the selected cards so many columns on.
        reorder_wanted: Ctrl+Shift+Up or Down: carry them up (-1) or down (+1) in this column.
        card_activated: Enter or double click.
        card_peek: Space.
        card_opened_apart: Ctrl+Enter.
        context_requested: where (global) a menu for the selected cards was asked for.
        drag_began: cards have been lifted.
        drag_moved: the mouse, with cards, is over this column (global place).
        drag_ended: cards were dropped somewhere, or Esc was pressed.
        focus_taken: this column is now the one with the keyboard.
    """

    cards_dropped = Signal(list, object)
    column_wanted = Signal(int, int)
    carry_wanted = Signal(int)
    reorder_wanted = Signal(int)
    card_activated = Signal(str)
    card_peek = Signal(str)
    card_opened_apart = Signal(str)
    context_requested = Signal(QPoint)
    drag_began = Signal()
    drag_moved = Signal(QPoint)
    drag_ended = Signal()
    focus_taken = Signal()

    def __init__(self, delegate: CardDelegate, model: BoardColumnModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._delegate = delegate
        self._cards = model
        self._drop_row = -1
        self._scroll_speed = 0
        self._scroll_timer = QTimer(self, interval=_TICK_MS)
        self._scroll_timer.timeout.connect(self._scroll_on)
        self.setModel(model)
        self.setItemDelegate(delegate)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().setSingleStep(24)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDropIndicatorShown(False)
        self.setAutoScroll(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.doubleClicked.connect(self._on_double_clicked)
        self.customContextMenuRequested.connect(self._on_context_menu_requested)

    @property
    def cards(self) -> BoardColumnModel:
        """The model of this column."""
        return self._cards

    def selected_cards(self) -> list[CardData]:
        """The selected cards from top to bottom; the one with the focus when none is selected."""
        indexes = self.selectedIndexes() or [self.currentIndex()]
        rows = sorted({index.row() for index in indexes if index.isValid()})
        return [card for card in map(self._cards.card, rows) if card is not None]

    def current_id(self) -> str:
        """The id of the card with the focus; empty when there is none."""
        card = self._cards.card(self.currentIndex().row())
        return "" if card is None else card.id

    def focus_card(self, row: int) -> None:
        """Give a card the focus and the selection."""
        index = self._cards.index(max(0, min(row, self._cards.rowCount() - 1)), 0)
        if index.isValid():
            selection = self.selectionModel()
            selection.setCurrentIndex(index, selection.SelectionFlag.ClearAndSelect)
            self.scrollTo(index)

    def select_ids(self, ids: list[str]) -> None:
        """Select these cards; the first gets the focus."""
        selection = self.selectionModel()
        selection.clear()
        rows = [row for row in map(self._cards.row_of, ids) if row >= 0]
        for row in rows:
            selection.select(self._cards.index(row, 0), selection.SelectionFlag.Select)
        if rows:
            selection.setCurrentIndex(self._cards.index(rows[0], 0), selection.SelectionFlag.NoUpdate)
            self.scrollTo(self._cards.index(rows[0], 0))

    def drop_row(self) -> int:
        """The row before which dragged cards would fall; -1 while none are over this column."""
        return self._drop_row

    def keyboardSearch(self, search: str) -> None:
        """Letters are commands of the page; there is no type-ahead."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        current = self.current_id()
        mirror = -1 if self.isRightToLeft() else 1
        if key in _ACROSS and not modifiers:
            height = self.visualRect(self.currentIndex()).center().y() if current else 0
            self.column_wanted.emit(_ACROSS[key] * mirror, height)
        elif key in _ACROSS and modifiers == _MOVE_KEYS:
            self.carry_wanted.emit(_ACROSS[key] * mirror)
        elif key in _DOWN and modifiers == _MOVE_KEYS:
            self.reorder_wanted.emit(_DOWN[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and current:
            apart = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
            (self.card_opened_apart if apart else self.card_activated).emit(current)
        elif key == Qt.Key.Key_Space and current and not modifiers:
            self.card_peek.emit(current)
        elif key == Qt.Key.Key_X and current and not modifiers:
            selection = self.selectionModel()
            selection.select(self.currentIndex(), selection.SelectionFlag.Toggle)
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        # Qt gives the first card the focus and does not select it: nobody would see where the keyboard is.
        if not self.selectedIndexes() and event.reason() != Qt.FocusReason.MouseFocusReason:
            self.focus_card(self.currentIndex().row())
        self.focus_taken.emit()

    def startDrag(self, _actions: Qt.DropAction) -> None:
        cards = self.selected_cards()
        pressed = self.currentIndex()
        if not cards or not pressed.isValid():
            return
        # The card under the mouse lies on top.
        lifted = self._cards.card(pressed.row())
        shown = sorted(cards, key=lambda card: card is not lifted)
        place = self.visualRect(pressed)
        picture, corner = drag_picture(
            self._delegate, shown, place.size(), self.devicePixelRatioF(), self.layoutDirection()
        )
        drag = QDrag(self)
        drag.setMimeData(mime_of([card.id for card in cards]))
        drag.setPixmap(picture)
        under_mouse = self.viewport().mapFromGlobal(self.cursor().pos()) - place.topLeft()
        drag.setHotSpot(corner + QPoint(
            max(0, min(under_mouse.x(), place.width())), max(0, min(under_mouse.y(), place.height()))
        ))  # fmt: skip
        self.drag_began.emit()
        drag.exec(Qt.DropAction.CopyAction | Qt.DropAction.MoveAction, Qt.DropAction.MoveAction)
        self.drag_ended.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(CARD_MIME):
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if not event.mimeData().hasFormat(CARD_MIME):
            event.ignore()
            return
        place = event.position()
        self._set_drop_row(self._row_at(place))
        self._scroll_near_edges(place.y())
        self.drag_moved.emit(self.viewport().mapToGlobal(place.toPoint()))
        event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._end_drag_over()
        event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        ids = ids_in(event.mimeData())
        if not ids:
            event.ignore()
            return
        before_id = self._before_id(self._row_at(event.position()), ids)
        self._end_drag_over()
        # With MoveAction Qt would remove the rows of the column the drag came from by itself.
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.cards_dropped.emit(ids, before_id)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._drop_row >= 0:
            painter = QPainter(self.viewport())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            draw_rounded(painter, self._delegate.theme, QRectF(self._line_place(self._drop_row)), 2, "accent")

    def _before_id(self, row: int, moving: list[str]) -> str | None:
        # "Before itself" says nothing: the next card that stays is what counts.
        for card in self._cards.cards[row:]:
            if card.id not in moving:
                return card.id
        return None

    def _row_at(self, place: QPointF) -> int:
        index = self.indexAt(place.toPoint())
        if not index.isValid():
            return self._cards.rowCount()
        return index.row() + (1 if place.y() > self.visualRect(index).center().y() else 0)

    def _set_drop_row(self, row: int) -> None:
        if row != self._drop_row:
            # Two thin strips to repaint, not the whole column.
            before = self._drop_row
            self._drop_row = row
            for changed in (before, row):
                if changed >= 0:
                    self.viewport().update(self._line_place(changed).adjusted(0, -1, 0, 1))

    def _line_place(self, row: int) -> QRect:
        count = self._cards.rowCount()
        width = self.viewport().width()
        if not count:
            return QRect(_EDGE // 4, 4, width - _EDGE // 2, _LINE)
        rect = self.visualRect(self._cards.index(min(row, count - 1), 0))
        y = rect.bottom() + 1 if row >= count else rect.top()
        return QRect(10, max(y - _LINE // 2, 0), width - 20, _LINE)

    def _scroll_near_edges(self, y: float) -> None:
        height = self.viewport().height()
        if y < _EDGE:
            self._scroll_speed = -round(_FASTEST * (_EDGE - y) / _EDGE)
        elif y > height - _EDGE:
            self._scroll_speed = round(_FASTEST * (y - height + _EDGE) / _EDGE)
        else:
            self._scroll_speed = 0
        if self._scroll_speed and not self._scroll_timer.isActive():
            self._scroll_timer.start()

    @Slot()
    def _scroll_on(self) -> None:
        bar = self.verticalScrollBar()
        before = bar.value()
        bar.setValue(before + self._scroll_speed)
        if not self._scroll_speed or bar.value() == before:
            self._scroll_timer.stop()
        else:
            self.viewport().update()

    def _end_drag_over(self) -> None:
        self._scroll_speed = 0
        self._scroll_timer.stop()
        if self._drop_row >= 0:
            self._drop_row = -1
            self.viewport().update()

    @Slot(QModelIndex)
    def _on_double_clicked(self, index: QModelIndex) -> None:
        card = self._cards.card(index.row())
        if card is not None:
            self.card_activated.emit(card.id)

    @Slot(QPoint)
    def _on_context_menu_requested(self, place: QPoint) -> None:
        self.context_requested.emit(self.viewport().mapToGlobal(place))
