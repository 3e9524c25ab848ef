"""Two small painted buttons: a word that leads somewhere, and a pill that narrows a list."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from crm_desktop.ui.kit.paint import CENTRED, LEADING, draw_rounded, draw_text, text_width
from crm_desktop.ui.theme.theme import Theme


class LinkButton(QAbstractButton):
    """Words in the colour of a link, standing in a line of text."""

    def __init__(self, theme: Theme, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setText(text)
        self.setAccessibleName(text)
        self.setToolTip(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(math.ceil(text_width(self._theme, self.text(), "body")) + 2, 24)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        if self.underMouse():
            painter.fillRect(QRectF(0, rect.center().y() + 8, rect.width() - 2, 1), self._theme.colour("accent.text"))
        draw_text(
            painter, self._theme, rect, self.text(), "body", "accent.text", LEADING, direction=self.layoutDirection()
        )


class PillButton(QAbstractButton):
    """One of several ways to narrow a list; exactly one of its group is on."""

    def __init__(self, theme: Theme, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setText(text)
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        return QSize(math.ceil(text_width(self._theme, self.text(), "caption")) + 20, 26)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        on = self.isChecked()
        fill = "accent.soft" if on else "bg.hover" if self.underMouse() else ""
        draw_rounded(painter, self._theme, rect, 13, fill, "accent.soft" if on else "line.default")
        token = "accent.softText" if on else "text.secondary"
        draw_text(painter, self._theme, rect, self.text(), "caption", token, CENTRED, elide=False)
