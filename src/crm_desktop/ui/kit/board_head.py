"""The head of a column: stage, number, sum, how far along, and a button to add."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from crm_desktop.ui.kit.board_cards import ColumnData
from crm_desktop.ui.kit.button import IconButton
from crm_desktop.ui.kit.paint import CENTRED, draw_rounded, draw_text, mirrored, text_width
from crm_desktop.ui.theme.theme import Theme

HEAD_HEIGHT = 64
_PAD = 14
_BUTTON = 26
_BAR_TOKENS = {"open": "accent", "won": "success", "lost": "danger"}


class BoardColumnHead(QWidget):
    """Painted words and bar, and a real button.

    Signals:
        add_requested: the plus was pressed; carries the column's key.
    """

    add_requested = Signal(str)

    def __init__(self, theme: Theme, column: ColumnData, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._column = column
        self._count = column.count
        self.setFixedHeight(HEAD_HEIGHT)
        self._plus = IconButton(theme, "plus", "", token="text.tertiary", compact=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 7, 8, 0)
        row.addStretch(1)
        row.addWidget(self._plus)
        row.setAlignment(self._plus, Qt.AlignmentFlag.AlignTop)
        self._plus.clicked.connect(self._on_plus_clicked)
        self.set_column(column)

    def set_column(self, column: ColumnData) -> None:
        """Show another stage's words and figures."""
        self._column = column
        self._plus.set_name(self.tr("Add to {stage}").format(stage=column.title))
        self.set_count(column.count)

    def set_count(self, count: int) -> None:
        """Show how many cards the column holds now."""
        self._count = count
        self.setAccessibleName(self.summary())
        self.update()

    def summary(self) -> str:
        """The head in words."""
        words = self.tr("%n cards", "", self._count)
        return ", ".join(filter(None, (self._column.title, words, self._column.sum_text)))

    @Slot()
    def _on_plus_clicked(self) -> None:
        self.add_requested.emit(self._column.key)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, column, direction = self._theme, self._column, self.layoutDirection()
        whole = QRectF(self.rect())
        count = QLocale().toString(self._count)
        badge_width = max(text_width(theme, count, "caption", tabular=True) + 14, 24)
        room = whole.width() - 2 * _PAD - _BUTTON - badge_width - 10
        words = min(text_width(theme, column.title, "title3") + 2, max(room, 20))
        title = QRectF(_PAD, 10, words, 20)
        draw_text(painter, theme, mirrored(title, whole, direction), column.title, "title3", direction=direction)
        badge = mirrored(QRectF(_PAD + words + 6, 11, badge_width, 18), whole, direction)
        draw_rounded(painter, theme, badge, 9, "bg.pressed")
        draw_text(painter, theme, badge, count, "caption", "text.secondary", CENTRED, elide=False, tabular=True)
        total = mirrored(QRectF(_PAD, 30, whole.width() - 2 * _PAD, 18), whole, direction)
        draw_text(painter, theme, total, column.sum_text, "small", "text.secondary", direction=direction, tabular=True)
        bar = QRectF(_PAD, 55, whole.width() - 2 * _PAD, 3)
        draw_rounded(painter, theme, bar, 1.5, "line.default")
        done = QRectF(bar.x(), bar.y(), bar.width() * max(0.0, min(column.position_fraction, 1.0)), bar.height())
        if done.width() > 0:
            draw_rounded(painter, theme, mirrored(done, whole, direction), 1.5, _BAR_TOKENS[column.kind])
