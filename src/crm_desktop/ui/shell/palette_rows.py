"""The rows of the palette: what they hold, the list that shows them, and how they are painted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from crm_desktop.ui.kit.paint import CENTRED, draw_avatar, draw_icon, draw_rounded, draw_text, mirrored, text_width
from crm_desktop.ui.theme.theme import Theme

AnyIndex = QModelIndex | QPersistentModelIndex
ROW: Final = 42
HEADING: Final = 32
_ROW_ROLE: Final = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class PaletteRow:
    """One row. `does` says what Enter does: open, do, command, create or page; "" makes it a heading.

    `target` is what it is done to: (kind, id), a command's key, or a text.
    """

    title: str
    subtitle: str = ""
    does: str = ""
    target: tuple[str, ...] = ()
    icon: str = ""
    keys: str = ""
    is_company: bool = False

    @property
    def is_heading(self) -> bool:
        """Whether the row only names those below it."""
        return not self.does


class PaletteModel(QAbstractListModel):
    """The rows for what is typed now."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows: list[PaletteRow] = []

    def set_rows(self, rows: Sequence[PaletteRow]) -> None:
        """Replace everything."""
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def row(self, place: int) -> PaletteRow | None:
        """The row at a place."""
        return self._rows[place] if 0 <= place < len(self._rows) else None

    def next_choice(self, place: int, step: int) -> int:
        """The next row that is no heading, round and round; -1 when there is none."""
        count = len(self._rows)
        for distance in range(1, count + 1):
            candidate = (place + step * distance) % count
            if not self._rows[candidate].is_heading:
                return candidate
        return -1

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        row = self.row(index.row())
        if row is None or row.is_heading:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row(index.row())
        if row is None:
            return None
        if role == _ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in (row.title, row.subtitle, row.keys) if part)
        return None


class PaletteDelegate(QStyledItemDelegate):
    """Paints headings and rows: avatar or icon, title, what tells it from others, keys at the end."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        row = index.data(_ROW_ROLE)
        return QSize(100, HEADING if isinstance(row, PaletteRow) and row.is_heading else ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        row = index.data(_ROW_ROLE)
        if not isinstance(row, PaletteRow):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect, direction, theme = QRectF(option.rect), option.direction, self._theme
        if row.is_heading:
            words = rect.adjusted(22, 4, -22, 0)
            draw_text(painter, theme, words, row.title, "captionStrong", "text.tertiary", direction=direction)
            painter.restore()
            return
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected or option.state & QStyle.StateFlag.State_MouseOver:
            draw_rounded(painter, theme, rect.adjusted(8, 0, -8, 0), 8, "bg.selected" if selected else "bg.hover")
        mark = mirrored(QRectF(rect.left() + 22, rect.center().y() - 13, 26, 26), rect, direction)
        if row.icon and not row.is_company:
            place = mark.adjusted(2, 4, 0, 0)
            draw_icon(painter, theme, place.x(), place.y(), row.icon, "text.secondary", 18, direction=direction)
        else:
            draw_avatar(painter, theme, mark, row.title, square=row.is_company)
        self._paint_words(painter, rect, row, selected, direction)
        painter.restore()

    def _paint_words(
        self, painter: QPainter, rect: QRectF, row: PaletteRow, selected: bool, direction: Qt.LayoutDirection
    ) -> None:
        theme = self._theme
        keys = row.keys or (self.tr("Enter") if selected else "")
        room = rect.right() - 22.0
        if keys:
            width = text_width(theme, keys, "caption") + 14
            box = mirrored(QRectF(room - width, rect.center().y() - 10, width, 20), rect, direction)
            draw_rounded(painter, theme, box, 4, "bg.subtle", "line.default")
            draw_text(painter, theme, box, keys, "caption", "text.secondary", CENTRED, elide=False)
            room -= width + 12
        left = rect.left() + 60
        width = min(text_width(theme, row.title, "bodyStrong") + 1, room - left)
        words = mirrored(QRectF(left, rect.top(), width, rect.height()), rect, direction)
        draw_text(painter, theme, words, row.title, "bodyStrong", direction=direction)
        left += width + 12
        if row.subtitle and room - left > 40:
            words = mirrored(QRectF(left, rect.top(), room - left, rect.height()), rect, direction)
            draw_text(painter, theme, words, row.subtitle, "small", "text.secondary", direction=direction)


class PaletteView(QListView):
    """The list under the field; the field keeps the focus."""

    def __init__(self, theme: Theme, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setItemDelegate(PaletteDelegate(theme, self))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
