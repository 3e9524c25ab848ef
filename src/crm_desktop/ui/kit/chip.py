"""Chips: a word or two with a meaning's colour, and filters that can be taken away."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from crm_desktop.ui.kit.button import Button, IconButton
from crm_desktop.ui.kit.paint import CHIP_HEIGHT, chip_width, draw_chip
from crm_desktop.ui.theme.theme import Theme
from crm_desktop.ui.theme.tokens import Tone


class Chip(QLabel):
    """A status or tag; colour never stands without its words."""

    def __init__(
        self, theme: Theme, text: str, tone: Tone = "slate", icon: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self._theme = theme
        self._tone: Tone = tone
        self._icon = icon
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def set_chip(self, text: str, tone: Tone, icon: str = "") -> None:
        """Show another word, tone and icon."""
        self._tone = tone
        self._icon = icon
        self.setText(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(math.ceil(chip_width(self._theme, self.text(), self._icon)), CHIP_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), 48), CHIP_HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(0, (self.height() - CHIP_HEIGHT) / 2, self.width(), CHIP_HEIGHT)
        draw_chip(painter, self._theme, rect, self.text(), self._tone, self._icon, direction=self.layoutDirection())


class FilterChip(QWidget):
    """One part of the present filter as a sentence; click to change it, the cross removes it.

    Signals:
        clicked: the filter wants to be changed.
        removed: the filter is to go.
    """

    clicked = Signal()
    removed = Signal()

    def __init__(self, theme: Theme, text: str, icon: str = "list-filter", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._button = Button(theme, text, icon=icon)
        self._cross = IconButton(theme, "x", self.tr("Remove filter: {filter}").format(filter=text), icon_size=16)
        row.addWidget(self._button)
        row.addWidget(self._cross)
        self._button.clicked.connect(self.clicked)
        self._cross.clicked.connect(self.removed)

    def text(self) -> str:
        """The filter's sentence."""
        return self._button.accessibleName()
