"""A contact who takes part, with the cross that takes them off."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from crm_desktop.ui.kit.paint import LEADING, draw_icon, draw_rounded, draw_text, mirrored, text_width
from crm_desktop.ui.theme.theme import Theme

_HEIGHT = 26
_CROSS = 12
_WIDEST = 220


class PersonChip(QAbstractButton):
    """A name. A click, Delete or Backspace takes it off.

    Signals:
        remove_requested(str): the id of this contact.
    """

    remove_requested = Signal(str)

    def __init__(self, theme: Theme, contact_id: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._id = contact_id
        self.setText(name)
        self.setAccessibleName(self.tr("{name} took part").format(name=name))
        self.setAccessibleDescription(self.tr("Press Delete to take them off."))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.clicked.connect(self._on_remove)

    def sizeHint(self) -> QSize:
        width = math.ceil(text_width(self._theme, self.text(), "small")) + 36
        return QSize(min(width, _WIDEST), _HEIGHT)

    @Slot()
    def _on_remove(self) -> None:
        self.remove_requested.emit(self._id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._on_remove()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect, direction = QRectF(self.rect()), self.layoutDirection()
        hot = self.underMouse() or self.hasFocus()
        draw_rounded(painter, self._theme, rect, 6, "bg.hover" if hot else "bg.subtle", "line.subtle")
        words = mirrored(rect.adjusted(8, 0, -24, 0), rect, direction)
        draw_text(painter, self._theme, words, self.text(), "small", "text.primary", LEADING, direction=direction)
        place = mirrored(QRectF(rect.right() - 19, rect.center().y() - _CROSS / 2, _CROSS, _CROSS), rect, direction)
        draw_icon(painter, self._theme, place.x(), place.y(), "x", "text.secondary", _CROSS)
