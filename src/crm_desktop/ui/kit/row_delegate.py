"""Painting whole rows once and showing the picture until the row, its state or the theme changes."""

from __future__ import annotations

from typing import Final, NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from crm_desktop.ui.kit.pixmap_cache import DEFAULT_LIMIT, PixmapCache, blank_pixmap
from crm_desktop.ui.kit.skeleton import draw_skeleton_row
from crm_desktop.ui.theme.theme import Theme

# A model answers this role with a frozen, hashable row object, or None while the row is not here yet.
ROW_ROLE: Final = Qt.ItemDataRole.UserRole

_SELECTED: Final = QStyle.StateFlag.State_Selected.value
_HOVERED: Final = QStyle.StateFlag.State_MouseOver.value
_FOCUSED: Final = QStyle.StateFlag.State_HasFocus.value
_ACTIVE: Final = QStyle.StateFlag.State_Active.value
_SHOWN_BITS: Final = _SELECTED | _HOVERED | _FOCUSED | _ACTIVE


class RowState(NamedTuple):
    """How a row is drawn, apart from what it holds."""

    selected: bool
    hovered: bool
    focused: bool
    direction: Qt.LayoutDirection


class RowDelegate(QStyledItemDelegate):
    """Subclasses paint one row in ``paint_row``; rows not here yet show as grey shapes.

    The key of a picture is the row itself (frozen dataclasses compare by content), the size, the state
    and the pixel ratio, so that nothing stale can be shown.
    """

    def __init__(
        self, theme: Theme, height: int, ground: str = "bg.surface", parent: QWidget | None = None, *,
        cache_limit: int = DEFAULT_LIMIT,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.theme = theme
        self.height = height
        self._ground = ground
        self._limit = cache_limit
        self._cache = PixmapCache(cache_limit)

    def forget_pictures(self) -> None:
        """Paint every row anew: something that is not in the rows themselves has come."""
        self._cache = PixmapCache(self._limit)

    def paint_row(self, painter: QPainter, rect: QRectF, row: object, state: RowState) -> None:
        """Draw one row; antialiasing is on, ``rect`` starts at the origin, mirroring is the caller's."""
        raise NotImplementedError

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(100, self.height)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        rect = option.rect
        width, height = rect.width(), rect.height()
        row = index.data(ROW_ROLE)
        bits = option.state.value & _SHOWN_BITS
        right_to_left = option.direction == Qt.LayoutDirection.RightToLeft
        ratio = painter.device().devicePixelRatioF()
        # Plain numbers in the key: Qt's enums are slow to hash.
        key = (index.row() % 4 if row is None else row, width, height, bits, right_to_left, ratio)
        pixmap = self._cache.get(key, self.theme.generation)
        if pixmap is None:
            pixmap = blank_pixmap(rect.size(), ratio, self.theme.colour(self._ground))
            inner = QPainter(pixmap)
            inner.setRenderHint(QPainter.RenderHint.Antialiasing)
            whole = QRectF(0, 0, width, height)
            try:
                if row is None:
                    draw_skeleton_row(inner, self.theme, whole, index.row(), right_to_left=right_to_left)
                else:
                    self.paint_row(inner, whole, row, row_state(bits, option.direction))
            finally:
                # A row that fails is one bad row: a pixmap that goes while it is painted on would end the program.
                inner.end()
            self._cache.put(key, pixmap)
        painter.drawPixmap(rect.topLeft(), pixmap)


def row_state(bits: int, direction: Qt.LayoutDirection) -> RowState:
    """A view's state flags in words; the focus shows only in the window that is used."""
    focused = bits & _FOCUSED and bits & _ACTIVE
    return RowState(bool(bits & _SELECTED), bool(bits & _HOVERED), bool(focused), direction)
