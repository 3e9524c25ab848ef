"""Rows of two lines with an icon in front: what, and under it who and when."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from crm_desktop.ui.kit.paint import chip_width, draw_chip, draw_icon, draw_rounded, draw_text, mirrored
from crm_desktop.ui.kit.row_delegate import RowDelegate, RowState
from crm_desktop.ui.kit.windowed_models import WindowedListModel
from crm_desktop.ui.theme.theme import Theme

HEIGHT = 52
_ICON, _LEFT, _GAP = 18, 12, 12


@dataclass(frozen=True, slots=True)
class TwoLineRow:
    """One row. `struck` is crossed out; `chip` stands at the end in the colours of `tone`."""

    id: str
    icon: str
    title: str
    detail: str
    chip: str = ""
    tone: str = "slate"
    struck: bool = False


class TwoLineModel(WindowedListModel):
    """Rows of two lines, as many as there are, read when they are looked at."""

    def row_text(self, row: object) -> str:
        return row.title if isinstance(row, TwoLineRow) else ""

    def row_spoken(self, row: object) -> str:
        if not isinstance(row, TwoLineRow):
            return ""
        return ", ".join(part for part in (row.title, row.chip, row.detail) if part)


class TwoLineDelegate(RowDelegate):
    """Paints a row of two lines."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, HEIGHT, parent=parent)

    def paint_row(self, painter: QPainter, rect: QRectF, row: object, state: RowState) -> None:
        assert isinstance(row, TwoLineRow)
        theme, direction = self.theme, state.direction
        if state.selected or state.hovered:
            ground = "bg.selected" if state.selected else "bg.hover"
            draw_rounded(painter, theme, rect.adjusted(2, 1, -2, -1), 8, ground)
        if state.focused:
            draw_rounded(painter, theme, rect.adjusted(2, 1, -2, -1), 8, "", "focus", 2)
        place = mirrored(QRectF(_LEFT, (HEIGHT - _ICON) / 2, _ICON, _ICON), rect, direction)
        draw_icon(painter, theme, place.x(), place.y(), row.icon, "text.secondary", _ICON, direction=direction)
        left, right = _LEFT + _ICON + _GAP, rect.right() - 12
        if row.chip:
            width = chip_width(theme, row.chip)
            chip = QRectF(right - width, (HEIGHT - 22) / 2, width, 22)
            draw_chip(painter, theme, mirrored(chip, rect, direction), row.chip, row.tone, direction=direction)
            right -= width + 10
        first = mirrored(QRectF(left, 7, right - left, 20), rect, direction)
        token = "text.tertiary" if row.struck else "text.primary"
        draw_text(painter, theme, first, row.title, "body", token, direction=direction)
        if row.struck:
            width = min(theme.metrics("body").horizontalAdvance(row.title), int(first.width()))
            start = first.left() if direction == Qt.LayoutDirection.LeftToRight else first.right() - width
            painter.setPen(theme.colour(token))
            painter.drawLine(int(start), int(first.center().y()), int(start + width), int(first.center().y()))
        second = mirrored(QRectF(left, 27, right - left, 18), rect, direction)
        draw_text(painter, theme, second, row.detail, "small", "text.tertiary", direction=direction)
