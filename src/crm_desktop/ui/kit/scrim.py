"""The dimmed window behind the palette and other things that take over."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from crm_desktop.ui.kit.following import ground_of
from crm_desktop.ui.theme.theme import Theme

_LIGHT = QColor(20, 18, 14, 89)
_DARK = QColor(0, 0, 0, 150)


class Scrim(QWidget):
    """Covers its parent, however that is resized; what it dims cannot be clicked.

    Signals:
        clicked: the dimmed part was clicked, usually to close what lies over it.
    """

    clicked = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.hide()
        parent.installEventFilter(self)

    def cover(self) -> None:
        """Dim everything under it."""
        self.setGeometry(ground_of(self).rect())
        self.raise_()
        self.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self.parent() and self.isVisible():
            self.setGeometry(ground_of(self).rect())
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()
        self.clicked.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), _DARK if self._theme.is_dark else _LIGHT)
