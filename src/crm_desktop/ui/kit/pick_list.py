"""The list of answers that floats under a search field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crm_desktop.ui.kit.paint import draw_avatar, draw_icon, draw_rounded, draw_text, mirrored
from crm_desktop.ui.kit.row_delegate import ROW_ROLE, RowDelegate, RowState
from crm_desktop.ui.kit.row_list import RowList
from crm_desktop.ui.kit.surface import Surface
from crm_desktop.ui.theme.theme import Theme

AnyIndex = QModelIndex | QPersistentModelIndex

_ROW: Final = 44
_MOST_ROWS: Final = 7
_FRAME: Final = 12


@dataclass(frozen=True, slots=True)
class PickItem:
    """One answer: a record, or with ``is_create`` the offer to make one."""

    id: str
    title: str
    subtitle: str = ""
    icon: str = ""
    is_create: bool = False


class PickModel(QAbstractListModel):
    """The answers to one query."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._items: list[PickItem] = []

    def set_items(self, items: Sequence[PickItem]) -> None:
        """Replace all answers."""
        self.beginResetModel()
        self._items = list(items)
        self.endResetModel()

    def item(self, row: int) -> PickItem | None:
        """The answer in a row."""
        return self._items[row] if 0 <= row < len(self._items) else None

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._items)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        item = self.item(index.row())
        if item is None:
            return None
        if role == ROW_ROLE:
            return item
        if role == Qt.ItemDataRole.DisplayRole:
            return item.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{item.title}, {item.subtitle}" if item.subtitle else item.title
        return None


class PickDelegate(RowDelegate):
    """Paints an answer: avatar or icon, title, and what tells it from others of that name."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, _ROW, "bg.raised", parent)

    def paint_row(self, painter: QPainter, rect: QRectF, row: object, state: RowState) -> None:
        assert isinstance(row, PickItem)
        direction = state.direction
        if state.selected or state.hovered:
            ground = "bg.selected" if state.selected else "bg.hover"
            draw_rounded(painter, self.theme, rect.adjusted(4, 1, -4, -1), 8, ground)
        mark = mirrored(QRectF(rect.left() + 12, rect.center().y() - 14, 28, 28), rect, direction)
        if row.is_create or row.icon:
            icon = row.icon or "plus"
            token = "accent.text" if row.is_create else "text.tertiary"
            draw_icon(painter, self.theme, mark.x() + 5, mark.y() + 5, icon, token, 18, direction=direction)
        else:
            draw_avatar(painter, self.theme, mark, row.title)
        left = rect.left() + 50
        room = rect.right() - left - 12
        token = "accent.text" if row.is_create else "text.primary"
        top = rect.top() + (4 if row.subtitle else (rect.height() - 20) / 2)
        line = mirrored(QRectF(left, top, room, 20), rect, direction)
        draw_text(painter, self.theme, line, row.title, "bodyStrong", token, direction=direction)
        if row.subtitle:
            line = mirrored(QRectF(left, top + 19, room, 17), rect, direction)
            draw_text(painter, self.theme, line, row.subtitle, "caption", "text.tertiary", direction=direction)


class PickList(Surface):
    """Floats over the window under (or above) the field that asks; the field keeps the focus.

    Signals:
        item_chosen: an answer was clicked or entered.
    """

    item_chosen = Signal(object)

    def __init__(self, theme: Theme, name: str, parent: QWidget) -> None:
        super().__init__("raised", parent)
        # A popover around the field takes a click here for one of its own.
        self.setProperty("floating", True)
        self.model = PickModel(self)
        self.view = RowList(name, PickDelegate(theme, self), self)
        self.view.setProperty("floating", True)
        self.view.viewport().setProperty("floating", True)
        self.view.setModel(self.model)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setSelectionMode(RowList.SelectionMode.SingleSelection)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 5, 1, 5)
        column.addWidget(self.view)
        self.view.clicked.connect(self._on_clicked)
        self.hide()

    def show_items(self, items: Sequence[PickItem], field: QWidget) -> None:
        """Show answers at a field, the first one ready to take; nothing hides the list."""
        self.model.set_items(items)
        if not items:
            self.hide()
            return
        window = field.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        self.setGeometry(self._place(field, window, min(len(items), _MOST_ROWS) * _ROW + _FRAME))
        self.select_row(0)
        self.show()
        self.raise_()

    def select_row(self, row: int) -> None:
        """Make a row the one that Enter takes."""
        if self.model.rowCount():
            row = max(0, min(row, self.model.rowCount() - 1))
            self.view.setCurrentIndex(self.model.index(row, 0))

    def step(self, by: int) -> None:
        """Move the selection."""
        self.select_row(self.view.currentIndex().row() + by)

    def current_item(self) -> PickItem | None:
        """The answer that Enter takes."""
        return self.model.item(self.view.currentIndex().row())

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        item = self.model.item(index.row())
        if item is not None:
            self.item_chosen.emit(item)

    @staticmethod
    def _place(field: QWidget, window: QWidget, height: int) -> QRect:
        top_left = field.mapTo(window, QPoint(0, field.height() + 4))
        width = max(field.width(), 340)
        x = min(top_left.x(), max(window.width() - width - 8, 8))
        if top_left.y() + height > window.height() - 8:
            above = field.mapTo(window, QPoint(0, -4)).y() - height
            if above >= 8:
                return QRect(x, above, width, height)
            height = max(window.height() - 8 - top_left.y(), _ROW + _FRAME)
        return QRect(x, top_left.y(), width, height)
