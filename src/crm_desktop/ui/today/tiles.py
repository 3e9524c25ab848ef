"""The four figures at the top of the page; each opens what it counts."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from crm_desktop.services.today.views import Today
from crm_desktop.ui.kit.format import short_money_text
from crm_desktop.ui.kit.label import LabelTone
from crm_desktop.ui.kit.paint import draw_rounded, draw_text, mirrored, text_width
from crm_desktop.ui.kit.sparkline import Sparkline
from crm_desktop.ui.theme.theme import Theme
from crm_desktop.ui.today.words import cases_note, pipeline_note, quotes_note, tr, won_note

_HEIGHT = 112
_PAD = 18
_NOTE_TOKENS: dict[LabelTone, str] = {
    "secondary": "text.tertiary",
    "success": "success",
    "warning": "warning",
    "danger": "danger",
}


class Tile(QAbstractButton):
    """One figure with its name, a line that explains it, and sometimes which way it goes."""

    def __init__(self, theme: Theme, key: str, title: str, *, spark: bool = False, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._title = title
        self._value = ""
        self._note = ""
        self._tone: LabelTone = "secondary"
        self.key = key
        self.spark = Sparkline(theme, parent=self) if spark else None
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(title)

    def set_figure(self, value: str, note: str, tone: LabelTone = "secondary") -> None:
        """Show another figure."""
        self._value, self._note, self._tone = value, note, tone
        words = tr("{title}: {value}, {note}").format(title=self._title, value=value, note=note)
        self.setAccessibleName(words)
        self.update()

    def value(self) -> str:
        """The figure as it is written."""
        return self._value

    def note(self) -> str:
        """The line under the figure."""
        return self._note

    def sizeHint(self) -> QSize:
        return QSize(240, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, _HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.spark is not None:
            place = QRectF(self.width() - _PAD - self.spark.width(), 32, self.spark.width(), self.spark.height())
            place = mirrored(place, QRectF(self.rect()), self.layoutDirection())
            self.spark.move(place.topLeft().toPoint())
            self._fit_spark()

    def _fit_spark(self) -> None:
        # The figure comes first: where both do not fit, the line goes.
        if self.spark is not None:
            taken = text_width(self._theme, self._value, "display", tabular=True) + 2 * _PAD + 12
            self.spark.setVisible(self.width() - taken >= self.spark.width())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, direction = self._theme, self.layoutDirection()
        whole = QRectF(self.rect())
        edge = "line.control" if self.underMouse() else "line.subtle"
        draw_rounded(painter, theme, whole, 10, "bg.pressed" if self.isDown() else "bg.surface", edge)
        room = whole.adjusted(_PAD, 0, -_PAD, 0)
        title = QRectF(room.left(), 14, room.width(), 20)
        value = QRectF(room.left(), 35, room.width(), 40)
        note = QRectF(room.left(), 78, room.width(), 20)
        draw_text(painter, theme, title, self._title, "small", "text.secondary", direction=direction)
        draw_text(painter, theme, value, self._value, "display", direction=direction, tabular=True)
        draw_text(painter, theme, note, self._note, "caption", _NOTE_TOKENS[self._tone], direction=direction)

    def refresh(self) -> None:
        """Arrange the line beside a figure that has changed."""
        self._fit_spark()


class TileRow(QWidget):
    """The four figures.

    Signals:
        tile_clicked(key): pipeline, won, quotes or cases: open what it counts.
    """

    tile_clicked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        self.pipeline = Tile(theme, "pipeline", tr("Open pipeline"), spark=True, parent=self)
        self.won = Tile(theme, "won", tr("Won this month"), spark=True, parent=self)
        self.quotes = Tile(theme, "quotes", tr("Quotes waiting"), parent=self)
        self.cases = Tile(theme, "cases", tr("Cases to answer"), parent=self)
        for tile in self.all():
            row.addWidget(tile, 1)
            tile.clicked.connect(self._on_clicked)

    def all(self) -> tuple[Tile, ...]:
        """The tiles from first to last."""
        return (self.pipeline, self.won, self.quotes, self.cases)

    def set_today(self, today: Today) -> None:
        """Show these figures."""
        currency = today.currency
        self.pipeline.set_figure(short_money_text(today.pipeline.amount, currency), pipeline_note(today.pipeline))
        self.won.set_figure(short_money_text(today.won.amount, currency), *won_note(today.won, today))
        self.quotes.set_figure(short_money_text(today.quotes.amount, currency), *quotes_note(today.quotes))
        self.cases.set_figure(str(today.cases.cases), *cases_note(today.cases, today))
        for tile, values, words in (
            (self.pipeline, today.pipeline.spark, tr("Open pipeline at the end of each of the last eight weeks")),
            (self.won, today.won.spark, tr("Won in each of the last eight weeks")),
        ):
            if tile.spark is not None:
                tile.spark.set_values(values if any(values) else (), words)
            tile.refresh()

    @Slot()
    def _on_clicked(self) -> None:
        tile = self.sender()
        if isinstance(tile, Tile):
            self.tile_clicked.emit(tile.key)
