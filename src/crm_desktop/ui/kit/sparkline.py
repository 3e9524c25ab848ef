"""A small line that shows which way things go."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from crm_desktop.ui.kit.plain_tip import plain_tip
from crm_desktop.ui.theme.theme import Theme


class Sparkline(QWidget):
    """Values from oldest to newest; ``description`` says in words what the line shows."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._values: tuple[float, ...] = ()
        self.setFixedSize(88, 32)

    def set_values(self, values: Sequence[float], description: str) -> None:
        """Draw other values; fewer than two draw nothing."""
        self._values = tuple(values)
        self.setAccessibleName(description)
        self.setToolTip(plain_tip(description))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(88, 32)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if len(self._values) < 2:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        low, high = min(self._values), max(self._values)
        reach = (high - low) or 1.0
        values = self._values[::-1] if self.isRightToLeft() else self._values
        step = (self.width() - 4) / (len(values) - 1)
        room = self.height() - 8
        points = [
            QPointF(2 + number * step, 4 + room * (0.5 if high == low else 1 - (value - low) / reach))
            for number, value in enumerate(values)
        ]
        pen = QPen(self._theme.colour("chart"), 2)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF(points))
