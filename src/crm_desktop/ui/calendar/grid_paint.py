"""The ground of the hours, the keyboard's cell and the line of the present."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from crm_desktop.ui.calendar.spans import DAY_MINUTES
from crm_desktop.ui.theme.theme import Theme


def paint_ground(
    painter: QPainter, theme: Theme, rect: QRectF, hours: tuple[int, int] | None, hour_height: float
) -> None:
    """Shade a day without work, and the hours far from work of the others."""
    if hours is None:
        painter.fillRect(rect, theme.colour("bg.lane" if theme.is_dark else "bg.subtle"))
        return
    quiet = theme.colour("bg.app")
    # An hour around work stays as light as work: that is where most of a small firm's day ends up.
    begin = max(hours[0] - 60, 0) / 60 * hour_height
    end = min(hours[1] + 60, DAY_MINUTES) / 60 * hour_height
    painter.fillRect(QRectF(rect.x(), 0, rect.width(), begin), quiet)
    painter.fillRect(QRectF(rect.x(), end, rect.width(), rect.height() - end), quiet)


def paint_cursor(painter: QPainter, theme: Theme, place: QRect) -> None:
    """Show the keyboard's cell."""
    painter.setPen(QPen(theme.colour("focus"), 1))
    painter.setBrush(theme.colour("bg.selected"))
    painter.drawRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)


def paint_now(painter: QPainter, theme: Theme, column: QRectF, y: float, direction: Qt.LayoutDirection) -> None:
    """Draw the present across a day, with a dot where the day begins."""
    colour = theme.colour("danger")
    painter.setPen(QPen(colour, 2))
    painter.drawLine(QPointF(column.left(), y), QPointF(column.right(), y))
    painter.setBrush(colour)
    painter.setPen(Qt.PenStyle.NoPen)
    edge = column.right() if direction == Qt.LayoutDirection.RightToLeft else column.left()
    painter.drawEllipse(QPointF(edge, y), 4.5, 4.5)
