"""The dashed outline of what is being planned or moved."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from crm_desktop.ui.kit.paint import draw_text
from crm_desktop.ui.theme.theme import Theme


class Ghost(QWidget):
    """Lies over the calendar where something would be; shows when that is and what."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._when = ""
        self._what = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_at(self, place: QRect, when: str, what: str) -> None:
        """Outline a place; `when` is what the person steers by."""
        self._when, self._what = when, what
        self.setGeometry(place)
        self.raise_()
        self.show()
        self.update()

    @property
    def words(self) -> str:
        """The time that is shown; empty while nothing is."""
        return "" if self.isHidden() else self._when

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._theme
        rect = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(theme.colour("accent"), 1.5, Qt.PenStyle.DashLine))
        painter.setBrush(theme.colour("accent.soft"))
        painter.drawRoundedRect(rect, 6, 6)
        direction = self.layoutDirection()
        inner = rect.adjusted(8, 0, -6, 0)
        if rect.height() < 40:
            draw_text(
                painter, theme, inner, self._when, "smallStrong", "accent.softText", direction=direction, tabular=True
            )
            return
        line = QRectF(inner.x(), rect.y() + 4, inner.width(), 18)
        draw_text(painter, theme, line, self._when, "smallStrong", "accent.softText", direction=direction, tabular=True)
        line = QRectF(inner.x(), rect.y() + 22, inner.width(), 16)
        draw_text(painter, theme, line, self._what, "caption", "accent.softText", direction=direction)
