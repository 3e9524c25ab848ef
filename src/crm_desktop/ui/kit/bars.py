"""Horizontal bars with their words and figures, each of which opens what it counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from crm_desktop.ui.kit.paint import LEADING, TRAILING, draw_rounded, draw_text, mirrored, text_width
from crm_desktop.ui.theme.theme import Theme

_ROW: Final = 36
_BAR: Final = 16


@dataclass(frozen=True, slots=True)
class BarData:
    """One bar: ``fraction`` of the longest, and the figures as they are written."""

    key: str
    label: str
    fraction: float
    amount_text: str = ""
    count_text: str = ""
    token: str = "chart"


class BarRow(QAbstractButton):
    """One bar as a button."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._bar = BarData("", "", 0)
        self._label_width = 80.0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def key(self) -> str:
        """What the bar counts."""
        return self._bar.key

    def set_bar(self, bar: BarData, label_width: float) -> None:
        """Show other figures."""
        self._bar = bar
        self._label_width = label_width
        self.setAccessibleName(", ".join(filter(None, (bar.label, bar.amount_text, bar.count_text))))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, _ROW)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, bar, direction = self._theme, self._bar, self.layoutDirection()
        whole = QRectF(self.rect())
        if self.underMouse():
            draw_rounded(painter, theme, whole.adjusted(-1, 2, 1, -2), 6, "bg.hover")
        label = QRectF(0, 0, self._label_width, _ROW)
        draw_text(
            painter, theme, mirrored(label, whole, direction), bar.label, "small", "text.secondary", LEADING,
            direction=direction,
        )  # fmt: skip
        count_width = max(text_width(theme, bar.count_text, "small", tabular=True), 24) if bar.count_text else 0
        amount_width = text_width(theme, bar.amount_text, "smallStrong", tabular=True) + 2 if bar.amount_text else 0
        room = whole.width() - self._label_width - 8 - amount_width - 8 - count_width - 8
        length = max(min(bar.fraction, 1.0) * max(room, 0), 3.0)
        strip = QRectF(self._label_width + 8, (_ROW - _BAR) / 2, length, _BAR)
        draw_rounded(painter, theme, mirrored(strip, whole, direction), 4, bar.token)
        amount = QRectF(strip.right() + 8, 0, amount_width, _ROW)
        draw_text(
            painter, theme, mirrored(amount, whole, direction), bar.amount_text, "smallStrong", elide=False,
            direction=direction, tabular=True,
        )  # fmt: skip
        count = QRectF(whole.right() - count_width, 0, count_width, _ROW)
        draw_text(
            painter, theme, mirrored(count, whole, direction), bar.count_text, "small", "text.tertiary", TRAILING,
            direction=direction, elide=False, tabular=True,
        )  # fmt: skip


class Bars(QWidget):
    """Bars of one measure, one under another.

    Signals:
        bar_clicked: the key of the bar whose records should open.
    """

    bar_clicked = Signal(str)

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: list[BarRow] = []
        self.setAccessibleName(name)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def set_bars(self, bars: Sequence[BarData]) -> None:
        """Show these bars."""
        widest = max((text_width(self._theme, bar.label, "small") for bar in bars), default=0.0)
        label_width = min(widest + 6, 150.0)
        while len(self._rows) > len(bars):
            row = self._rows.pop()
            self._column.removeWidget(row)
            row.deleteLater()
        while len(self._rows) < len(bars):
            row = BarRow(self._theme, self)
            row.clicked.connect(self._on_row_clicked)
            self._rows.append(row)
            self._column.addWidget(row)
        for row, bar in zip(self._rows, bars, strict=True):
            row.set_bar(bar, label_width)

    @Slot()
    def _on_row_clicked(self) -> None:
        row = self.sender()
        if isinstance(row, BarRow):
            self.bar_clicked.emit(row.key)
