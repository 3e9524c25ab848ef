"""The window's first paint: its frame and what is due today, drawn before the program itself is loaded.

A shop owner who opens the program sees today's work at once; the living window takes its place some
hundred milliseconds later. Nothing here imports more than Qt and the token file, and even Qt's own namespace of constants stays
untouched: making its enumerations takes longer than painting this page.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QMainWindow

from crm_desktop.core.resources import resource_path
from crm_desktop.ui.theme.tokens import DARK, LIGHT

Line = tuple[str, str, str, str]

RAIL, NARROW_RAIL, NARROW_BELOW, TOP_BAR = 220, 64, 1400, 60
_MARGIN, _TILES_TOP, _TILE_HEIGHT, _TILE_GAP = 24, 82, 112, 14
_ROW, _HEAD = 58, 34
_LEFT, _RIGHT, _MIDDLE = 0x01, 0x02, 0x80
"""Qt.AlignLeft, Qt.AlignRight and Qt.AlignVCenter, as QPainter.drawText takes them."""


class GlanceWindow(QMainWindow):
    """A painted stand-in for the main window.

    Signals:
        painted(): the first paint is on the screen
    """

    painted = Signal()

    def __init__(self, title: str, lines: Sequence[Line], groups: dict[str, str], *, dark: bool) -> None:
        super().__init__()
        self.setWindowTitle(title)
        self._title = title
        self._lines = lines
        self._groups = groups
        self._tokens = DARK if dark else LIGHT
        self._told = False
        for weight in ("Regular", "SemiBold"):
            QFontDatabase.addApplicationFont(str(resource_path(f"ui-fonts/Inter-{weight}.ttf")))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), self._colour("bg.app"))
        rail = RAIL if self.width() >= NARROW_BELOW else NARROW_RAIL
        painter.fillRect(QRectF(0, 0, rail, self.height()), self._colour("bg.rail"))
        painter.fillRect(QRectF(rail - 1, 0, 1, self.height()), self._colour("line.subtle"))
        painter.fillRect(QRectF(rail, TOP_BAR - 1, self.width() - rail, 1), self._colour("line.subtle"))
        self._paint_logo(painter, rail)
        self._paint_cards(painter, rail)
        painter.end()
        if not self._told:
            self._told = True
            QTimer.singleShot(0, self.painted.emit)

    def _paint_logo(self, painter: QPainter, rail: int) -> None:
        painter.setPen(self._colour("accent"))
        painter.setBrush(self._colour("accent"))
        painter.drawRoundedRect(QRectF(18, 14, 28, 28), 8, 8)
        if rail == RAIL:
            self._text(painter, QRectF(56, 14, rail - 70, 28), self._title, 14, strong=True)

    def _paint_cards(self, painter: QPainter, rail: int) -> None:
        left, width = rail + _MARGIN, self.width() - rail - 2 * _MARGIN
        tile = (width - 3 * _TILE_GAP) / 4
        for number in range(4):
            self._card(painter, QRectF(left + number * (tile + _TILE_GAP), TOP_BAR + _TILES_TOP, tile, _TILE_HEIGHT))
        top = TOP_BAR + _TILES_TOP + _TILE_HEIGHT + _TILE_GAP
        list_width = width * 0.66 - _TILE_GAP / 2
        card = QRectF(left, top, list_width, self.height() - top - _MARGIN)
        self._card(painter, card)
        side = QRectF(card.right() + _TILE_GAP, top, width - list_width - _TILE_GAP, card.height())
        self._card(painter, side)
        y, group = card.top() + 18, ""
        for line_group, title, customer, when in self._lines:
            if y + _HEAD + _ROW > card.bottom():
                break
            if line_group != group:
                group = line_group
                box = QRectF(card.left() + 20, y, card.width() - 40, _HEAD)
                self._text(painter, box, self._groups[group], 12, tone="text.tertiary", strong=True)
                y += _HEAD
            box = QRectF(card.left() + 104, y + 8, card.width() - 240, 20)
            self._text(painter, box, title, 14, strong=True)
            self._text(painter, box.translated(0, 21), customer, 13, tone="text.secondary")
            right = QRectF(card.right() - 130, y, 110, _ROW)
            self._text(painter, right, when, 13, tone="text.tertiary", right=True)
            y += _ROW

    def _card(self, painter: QPainter, box: QRectF) -> None:
        painter.setPen(QPen(self._colour("line.subtle"), 1))
        painter.setBrush(self._colour("bg.surface"))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 10, 10)

    def _text(
        self,
        painter: QPainter,
        box: QRectF,
        text: str,
        size: int,
        *,
        tone: str = "text.primary",
        strong: bool = False,
        right: bool = False,
    ) -> None:
        font = QFont("Inter")
        font.setPixelSize(size)
        if strong:
            font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(self._colour(tone))
        metrics = painter.fontMetrics()
        if metrics.horizontalAdvance(text) > box.width():
            while text and metrics.horizontalAdvance(text + "…") > box.width():
                text = text[:-1]
            text += "…"
        painter.drawText(box, (_RIGHT if right else _LEFT) | _MIDDLE, text)

    def _colour(self, token: str) -> QColor:
        return QColor(self._tokens[token])
