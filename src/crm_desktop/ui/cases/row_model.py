"""The rows of the queue, and how one is painted."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from crm_desktop.core.clock import Clock
from crm_desktop.core.clock import today as today_of
from crm_desktop.services.cases.views import CaseRow
from crm_desktop.ui.cases.words import (
    PRIORITY_TOKENS,
    due_icon,
    due_text,
    due_tone,
    priority_text,
    short_status,
    who_text,
)
from crm_desktop.ui.kit.paint import TRAILING, draw_placed_chip, draw_rounded, draw_text, mirrored, text_width
from crm_desktop.ui.kit.row_delegate import RowDelegate, RowState
from crm_desktop.ui.kit.windowed_models import WindowedListModel
from crm_desktop.ui.theme.theme import Theme

ROW_HEIGHT = 84
_LEFT = 34


class CaseListModel(WindowedListModel):
    """Cases as they come from the file, a window at a time."""

    def __init__(self, clock: Clock, parent: QWidget) -> None:
        super().__init__(parent)
        self._clock = clock

    def row_text(self, row: object) -> str:
        assert isinstance(row, CaseRow)
        return row.subject

    def row_spoken(self, row: object) -> str:
        assert isinstance(row, CaseRow)
        due = due_text(row.due, today_of(self._clock))
        return ", ".join((row.subject, who_text(row), priority_text(row.priority), due, row.number))


class CaseDelegate(RowDelegate):
    """Priority, subject and number; who it is from; how it stands."""

    def __init__(self, theme: Theme, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(theme, ROW_HEIGHT, "bg.surface", parent)
        self._clock = clock

    def _today(self) -> date:
        return today_of(self._clock)

    def paint_row(self, painter: QPainter, rect: QRectF, row: object, state: RowState) -> None:
        assert isinstance(row, CaseRow)
        theme, direction = self.theme, state.direction
        if state.selected or state.hovered:
            ground = "bg.selected" if state.selected else "bg.hover"
            draw_rounded(painter, theme, rect.adjusted(6, 2, -6, -2), 8, ground)
        dot = mirrored(QRectF(rect.left() + 16, 18, 8, 8), rect, direction)
        draw_rounded(painter, theme, dot, 4, PRIORITY_TOKENS.get(row.priority, "info"))
        right = rect.right() - 16
        number_width = text_width(theme, row.number, "caption") + 2
        place = mirrored(QRectF(right - number_width, 12, number_width, 20), rect, direction)
        draw_text(painter, theme, place, row.number, "caption", "text.tertiary", TRAILING, direction=direction)
        title = mirrored(QRectF(_LEFT, 12, right - number_width - 10 - _LEFT, 20), rect, direction)
        draw_text(painter, theme, title, row.subject, "bodyStrong", direction=direction)
        who = mirrored(QRectF(_LEFT, 33, right - _LEFT, 18), rect, direction)
        draw_text(painter, theme, who, who_text(row), "small", "text.secondary", direction=direction)
        status = short_status(row.status)
        status_width = text_width(theme, status, "caption") + 2
        place = mirrored(QRectF(right - status_width, 55, status_width, 20), rect, direction)
        draw_text(painter, theme, place, status, "caption", "text.tertiary", TRAILING, direction=direction)
        draw_placed_chip(
            painter, theme, _LEFT, 55, rect, due_text(row.due, self._today()), due_tone(row.due), due_icon(row.due),
            direction=direction, room=right - status_width - 10 - _LEFT,
        )  # fmt: skip
