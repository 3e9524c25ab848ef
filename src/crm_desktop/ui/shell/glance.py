"""The window's first paint: its frame and what is due today, shown before the program itself is loaded.

A shop owner who opens the program sees today's work at once; the living window takes its place some
hundred milliseconds later. Only labels and one style sheet are used: painting it by hand would first
have to make Python's side of QPainter, QFont and Qt's constants, which takes longer than all of this.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QFontDatabase, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QMainWindow

from crm_desktop.core.resources import resource_path
from crm_desktop.ui.theme.tokens import DARK, LIGHT

Line = tuple[str, str, str, str]
"""(group, title, customer, when), as `services.glance` reads them"""

BENCH = "CRM_QUIT_AFTER_FIRST_PAINT"
"""Set in the environment, the program says when it has painted and ends: the cold start is measured from outside."""
BENCH_ROWS = "living"
"""Its value that waits for the first page of the living window."""

_PLAIN_TEXT = 0
"""Qt.TextFormat.PlainText, by number so that Qt's constants need not be made"""

RAIL, NARROW_RAIL, NARROW_BELOW, TOP_BAR = 220, 64, 1400, 60
_MARGIN, _TILES_TOP, _TILE_HEIGHT, _TILE_GAP, _SCROLL_BAR = 24, 65, 112, 14, 12
_LIST_SHARE = 0.658
_ROW, _HEAD, _CARD_HEAD = 58, 32, 48
_SHEET = """
QMainWindow {{ background: {app}; }}
QLabel {{ font-family: Inter; font-size: 14px; color: {primary}; background: transparent; }}
QLabel[part="rail"] {{ background: {rail}; border-right: 1px solid {line}; }}
QLabel[part="bar"] {{ border-bottom: 1px solid {line}; }}
QLabel[part="logo"] {{ background: {accent}; border-radius: 8px; }}
QLabel[part="card"] {{ background: {surface}; border: 1px solid {line}; border-radius: 10px; }}
QLabel[part="strong"] {{ font-weight: 500; }}
QLabel[part="title"] {{ font-weight: 600; font-size: 22px; }}
QLabel[part="heading"] {{ font-weight: 600; font-size: 17px; }}
QLabel[part="group"] {{ font-weight: 600; font-size: 12px; color: {tertiary}; }}
QLabel[part="small"] {{ font-size: 13px; color: {secondary}; }}
"""
_TOKENS = {
    "app": "bg.app", "rail": "bg.rail", "line": "line.subtle", "accent": "accent", "surface": "bg.surface",
    "primary": "text.primary", "secondary": "text.secondary", "tertiary": "text.tertiary",
}  # fmt: skip


class GlanceWindow(QMainWindow):
    """A stand-in for the main window, of labels laid where its page will be.

    Signals:
        painted(): the first paint is on the screen
    """

    painted = Signal()

    def __init__(self, brand: str, lines: Sequence[Line], words: dict[str, str], *, dark: bool) -> None:
        """`words` translates today, needs, and the groups late, today and tomorrow."""
        super().__init__()
        for weight in ("Regular", "SemiBold"):
            QFontDatabase.addApplicationFont(str(resource_path(f"fonts/Inter-{weight}.ttf")))
        tokens = DARK if dark else LIGHT
        self.setStyleSheet(_SHEET.format(**{name: tokens[token] for name, token in _TOKENS.items()}))
        self.setWindowTitle(brand)
        self._told = False
        self._rail, self._bar = self._part("rail"), self._part("bar")
        self._logo, self._brand = self._part("logo"), self._part("strong", brand)
        self._title = self._part("title", words["page"])
        self._tiles = [self._part("card") for _ in range(4)]
        self._list, self._side = self._part("card"), self._part("card")
        self._needs = self._part("heading", words["needs"])
        self._lines = [
            (group, self._part("strong", title), self._part("small", customer), self._part("small", when))
            for group, title, customer, when in lines
        ]
        self._groups = {group: self._part("group", words[group]) for group in dict.fromkeys(line[0] for line in lines)}

    def _part(self, part: str, text: str = "") -> QLabel:
        label = QLabel(self)
        label.setProperty("part", part)
        label.setProperty("textFormat", _PLAIN_TEXT)
        label.setText(text)
        return label

    def resizeEvent(self, event: QResizeEvent) -> None:
        width, height = self.width(), self.height()
        rail = RAIL if width >= NARROW_BELOW else NARROW_RAIL
        self._rail.setGeometry(0, 0, rail, height)
        self._bar.setGeometry(rail, 0, width - rail, TOP_BAR)
        self._logo.setGeometry(18, 14, 28, 28)
        self._brand.setGeometry(56, 14, rail - 60 if rail == RAIL else 0, 28)
        self._title.setGeometry(rail + _MARGIN, 0, 300, TOP_BAR)
        left, inner = rail + _MARGIN, width - rail - 2 * _MARGIN - _SCROLL_BAR
        tile = (inner - 3 * _TILE_GAP) // 4
        for number, label in enumerate(self._tiles):
            label.setGeometry(left + number * (tile + _TILE_GAP), TOP_BAR + _TILES_TOP, tile, _TILE_HEIGHT)
        top = TOP_BAR + _TILES_TOP + _TILE_HEIGHT + _TILE_GAP
        wide = int(inner * _LIST_SHARE)
        self._list.setGeometry(left, top, wide, max(0, height - top - _MARGIN))
        self._side.setGeometry(left + wide + _TILE_GAP, top, inner - wide - _TILE_GAP, max(0, height - top - _MARGIN))
        self._needs.setGeometry(left + 20, top + 10, wide - 40, 36)
        self._lay_lines(left, top + _CARD_HEAD, wide, height - _MARGIN)

    def _lay_lines(self, left: int, top: int, wide: int, bottom: int) -> None:
        shown = ""
        for group, title, customer, when in self._lines:
            if group != shown:
                shown = group
                self._groups[group].setGeometry(left + 22, top, wide - 44, _HEAD if top + _HEAD < bottom else 0)
                top += _HEAD
            fits = top + _ROW < bottom
            title.setGeometry(left + 104, top + 8, wide - 260, 20 if fits else 0)
            customer.setGeometry(left + 104, top + 29, wide - 260, 18 if fits else 0)
            when.setGeometry(left + wide - 190, top + 20, 60, 18 if fits else 0)
            top += _ROW

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._told:
            self._told = True
            QTimer.singleShot(0, self.painted.emit)
