"""The five shares at the top of the page, each with the line of how it went."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QLocale, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from crm_desktop.services.quality.views import Dimension, FigureDay, Score
from crm_desktop.ui.kit.paint import draw_rounded, draw_text, mirrored, text_width
from crm_desktop.ui.kit.sparkline import Sparkline
from crm_desktop.ui.quality.words import dimension_words, tr
from crm_desktop.ui.theme.theme import Theme

_HEIGHT: Final = 96
_PAD: Final = 16


class ScoreTile(QAbstractButton):
    """One dimension: its share, and the line of the days before. A click shows its first list."""

    def __init__(self, theme: Theme, dimension: Dimension, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.dimension = dimension
        self._title, self._question = dimension_words(dimension)
        self._value = ""
        self.spark = Sparkline(theme, parent=self)
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(self._title)

    def set_score(self, score: Score, days: Sequence[FigureDay]) -> None:
        """Show a share and the days before it."""
        self._value = percent_text(score.percent) if score.total else "–"
        values = [day.scores[self.dimension].percent for day in days if day.scores[self.dimension].total]
        words = tr("{title}: {value}").format(title=self._title, value=self._value)
        if len(values) > 1:
            since = tr("from {first} to {last} in {days} days").format(
                first=percent_text(values[0]), last=percent_text(values[-1]), days=len(values)
            )
            words = f"{words}, {since}"
        self.spark.set_values(values, words)
        self.spark.setVisible(len(values) > 1)
        self.setAccessibleName(words)
        self._place()
        self.update()

    def value(self) -> str:
        """The share as it is written."""
        return self._value

    def sizeHint(self) -> QSize:
        return QSize(200, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(130, _HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        place = QRectF(self.width() - _PAD - self.spark.width(), 34, self.spark.width(), self.spark.height())
        self.spark.move(mirrored(place, QRectF(self.rect()), self.layoutDirection()).topLeft().toPoint())
        taken = text_width(self._theme, self._value, "title1", tabular=True) + 2 * _PAD + 8
        self.spark.setMaximumWidth(88)
        self.spark.setVisible(bool(self.spark.accessibleName()) and self.width() - taken >= self.spark.width())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, direction, whole = self._theme, self.layoutDirection(), QRectF(self.rect())
        draw_rounded(painter, theme, whole, 10, "bg.hover" if self.underMouse() else "bg.surface", "line.default")
        for top, height, text, role, token in (
            (12, 18, self._title, "small", "text.secondary"),
            (32, 32, self._value, "title1", "text.primary"),
            (68, 18, self._question, "caption", "text.tertiary"),
        ):
            rect = mirrored(QRectF(_PAD, top, whole.width() - 2 * _PAD, height), whole, direction)
            draw_text(painter, theme, rect, text, role, token, direction=direction, tabular=True)


def percent_text(percent: float) -> str:
    """Return a share as it is written; only what is whole says 100."""
    shown = min(percent, 99.9) if percent < 100 else 100.0
    return tr("{number}%").format(number=QLocale().toString(shown, "f", 0 if shown == 100 else 1))
