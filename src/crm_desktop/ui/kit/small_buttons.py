"""Small painted buttons: a word that leads somewhere, a label that can be changed, a pill that narrows a list."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from crm_desktop.ui.kit.paint import CENTRED, LEADING, draw_icon, draw_rounded, draw_text, mirrored, text_width
from crm_desktop.ui.kit.plain_tip import plain_tip
from crm_desktop.ui.theme.theme import Theme


class LinkButton(QAbstractButton):
    """Words in the colour of a link, standing in a line of text."""

    def __init__(self, theme: Theme, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._token = "accent.text"
        self.set_text(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def set_text(self, text: str) -> None:
        """Lead somewhere else."""
        self.setText(text)
        self.setAccessibleName(text)
        self.setToolTip(plain_tip(text))
        self.updateGeometry()

    def set_former(self, is_former: bool) -> None:
        """Grey what is no longer so."""
        self._token = "text.tertiary" if is_former else "accent.text"
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(math.ceil(text_width(self._theme, self.text(), "body")) + 2, 24)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.contentsRect())
        if self.underMouse():
            under = QRectF(rect.left(), rect.center().y() + 8, rect.width() - 2, 1)
            painter.fillRect(under, self._theme.colour(self._token))
        draw_text(
            painter, self._theme, rect, self.text(), "body", self._token, LEADING, direction=self.layoutDirection()
        )


class LabelButton(QAbstractButton):
    """The label of a value, which can itself be changed: quiet words until the mouse or the keyboard is there."""

    def __init__(self, theme: Theme, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.set_text(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFixedHeight(30)

    def set_text(self, text: str) -> None:
        """Show another label."""
        self.setText(text)
        self.setAccessibleName(self.tr("{label}: change what it is for").format(label=text))
        self.setToolTip(plain_tip(self.accessibleName()))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(72, 30)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect, direction = QRectF(self.rect()), self.layoutDirection()
        hot = self.underMouse() or self.hasFocus()
        if self.underMouse():
            draw_rounded(painter, self._theme, rect.adjusted(0, 2, -2, -2), 6, "bg.hover")
        words = mirrored(rect.adjusted(0, 0, -18 if hot else -2, 0), rect, direction)
        draw_text(painter, self._theme, words, self.text(), "small", "text.tertiary", LEADING, direction=direction)
        if hot:
            place = mirrored(QRectF(rect.right() - 17, rect.center().y() - 6, 12, 12), rect, direction)
            draw_icon(painter, self._theme, place.x(), place.y(), "chevron-down", "text.tertiary", 12)


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
        return QSize(math.ceil(text_width(self._theme, self.text(), "caption")) + 16, 26)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        on = self.isChecked()
        fill = "accent.soft" if on else "bg.hover" if self.underMouse() else ""
        draw_rounded(painter, self._theme, rect, 13, fill, "accent.soft" if on else "line.default")
        token = "accent.softText" if on else "text.secondary"
        draw_text(painter, self._theme, rect, self.text(), "caption", token, CENTRED, elide=False)
