"""The groups that are left to review, and how one is painted."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from crm_desktop.services.duplicates.views import GroupRow
from crm_desktop.ui.duplicates.words import names_text, score_text, score_tone, why_text
from crm_desktop.ui.kit.paint import chip_width, draw_placed_chip, draw_rounded, draw_text, mirrored
from crm_desktop.ui.kit.row_delegate import RowDelegate, RowState
from crm_desktop.ui.kit.windowed_models import WindowedListModel
from crm_desktop.ui.theme.theme import Theme

ROW_HEIGHT = 68
_LEFT = 18


class GroupListModel(WindowedListModel):
    """Groups as they come, a window at a time."""

    def row_text(self, row: object) -> str:
        assert isinstance(row, GroupRow)
        return names_text(row)

    def row_spoken(self, row: object) -> str:
        assert isinstance(row, GroupRow)
        return ", ".join((names_text(row), score_text(row.group.score), why_text(row)))


class GroupDelegate(RowDelegate):
    """Who may be one, how likely, and why."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, ROW_HEIGHT, "bg.surface", parent)

    def paint_row(self, painter: QPainter, rect: QRectF, row: object, state: RowState) -> None:
        assert isinstance(row, GroupRow)
        theme, direction = self.theme, state.direction
        if state.selected or state.hovered:
            ground = "bg.selected" if state.selected else "bg.hover"
            draw_rounded(painter, theme, rect.adjusted(6, 2, -6, -2), 8, ground)
        right = rect.right() - 16
        score = score_text(row.group.score)
        width = chip_width(theme, score)
        draw_placed_chip(
            painter, theme, right, 12, rect, score, score_tone(row.group.score), direction=direction, trailing=True
        )
        place = mirrored(QRectF(_LEFT, 12, right - width - 10 - _LEFT, 20), rect, direction)
        draw_text(painter, theme, place, names_text(row), "bodyStrong", direction=direction)
        place = mirrored(QRectF(_LEFT, 36, right - _LEFT, 18), rect, direction)
        draw_text(painter, theme, place, why_text(row), "small", "text.secondary", direction=direction)
