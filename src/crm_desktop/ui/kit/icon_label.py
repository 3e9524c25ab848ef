"""An icon that only shows, and an icon on a soft tile."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from crm_desktop.ui.kit.paint import draw_icon, draw_rounded
from crm_desktop.ui.theme.theme import Theme
from crm_desktop.ui.theme.tokens import Tone, tone_text


class IconLabel(QWidget):
    """An icon beside words that say the same; it is decoration to a screen reader."""

    def __init__(
        self, theme: Theme, icon: str, token: str = "text.tertiary", size: int = 16, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon = icon
        self._token = token
        self.setFixedSize(size, size)

    def set_icon(self, icon: str, token: str) -> None:
        """Show another icon."""
        self._icon = icon
        self._token = token
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        draw_icon(
            QPainter(self), self._theme, 0, 0, self._icon, self._token, self.width(), direction=self.layoutDirection()
        )


class IconTile(QWidget):
    """An icon on a soft square (or circle) of a tone: what kind of thing a row is."""

    def __init__(
        self,
        theme: Theme,
        icon: str,
        tone: Tone,
        size: int = 34,
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon = icon
        self._tone: Tone = tone
        self._radius = 8
        self.setFixedSize(size, size)

    def set_icon(self, icon: str, tone: Tone) -> None:
        """Show another kind."""
        self._icon = icon
        self._tone = tone
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_rounded(painter, self._theme, QRectF(self.rect()), self._radius, f"{self._tone}.soft")
        size = 18 if self.width() >= 32 else 14
        inset = (self.width() - size) / 2
        draw_icon(
            painter, self._theme, inset, inset, self._icon, tone_text(self._tone), size,
            direction=self.layoutDirection(),
        )  # fmt: skip
