"""Grey shapes where rows will be, once waiting has become noticeable."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crm_desktop.ui.kit.announce import announce
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.paint import draw_skeleton_line, mirrored
from crm_desktop.ui.theme.theme import Theme

SHAPES_AFTER_MS: Final = 150
WORDS_AFTER_MS: Final = 2_000
_WIDTHS: Final = (0.60, 0.52, 0.44, 0.57)


class Skeleton(QWidget):
    """Nothing for 150 ms, then grey rows, after 2 s also words that say what takes so long.

    Signals:
        shown: the grey rows have appeared (waiting was long enough to matter).
    """

    shown = Signal()

    def __init__(
        self,
        theme: Theme,
        waiting_for: str,
        *,
        row_height: int = 64,
        avatars: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._row_height = row_height
        self._avatars = avatars
        self._drawn = False
        self._words = Label(waiting_for, "small", "tertiary")
        self._words.hide()
        self.setAccessibleName(waiting_for)
        column = QVBoxLayout(self)
        column.addStretch(1)
        column.addWidget(self._words)
        self._shapes_timer = QTimer(self, singleShot=True, interval=SHAPES_AFTER_MS)
        self._words_timer = QTimer(self, singleShot=True, interval=WORDS_AFTER_MS)
        self._shapes_timer.timeout.connect(self._show_shapes)
        self._words_timer.timeout.connect(self._show_words)
        self.hide()

    def start(self, waiting_for: str = "") -> None:
        """Begin to wait; ``waiting_for`` is a sentence as *Counting 182,000 rows…*."""
        if waiting_for:
            self._words.setText(waiting_for)
            self.setAccessibleName(waiting_for)
        self._drawn = False
        self._words.hide()
        self.show()
        self._shapes_timer.start()
        self._words_timer.start()

    def stop(self) -> None:
        """What was waited for is here."""
        self._shapes_timer.stop()
        self._words_timer.stop()
        self.hide()

    @Slot()
    def _show_shapes(self) -> None:
        self._drawn = True
        self.update()
        self.shown.emit()

    @Slot()
    def _show_words(self) -> None:
        self._words.show()
        announce(self, self._words.text())

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._drawn:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top, number = 0, 0
        bottom = self._words.y() - 8 if self._words.isVisible() else self.height()
        while top < bottom - self._row_height // 2:
            draw_skeleton_row(
                painter, self._theme, QRectF(0, top, self.width(), self._row_height), number,
                right_to_left=self.isRightToLeft(), avatar=self._avatars,
            )  # fmt: skip
            top += self._row_height
            number += 1


def draw_skeleton_row(
    painter: QPainter, theme: Theme, rect: QRectF, number: int, *, right_to_left: bool = False, avatar: bool = True
) -> None:
    """One row that is not here yet: a circle and two lines, or one line where rows are low."""
    direction = Qt.LayoutDirection.RightToLeft if right_to_left else Qt.LayoutDirection.LeftToRight
    middle = rect.center().y()
    left = rect.left() + 16
    if avatar and rect.height() >= 56:
        draw_skeleton_line(painter, theme, mirrored(QRectF(left, middle - 18, 36, 36), rect, direction))
        left += 48
    wide = (rect.right() - left - 16) * _WIDTHS[number % len(_WIDTHS)]
    if rect.height() >= 56:
        draw_skeleton_line(painter, theme, mirrored(QRectF(left, middle - 15, wide, 11), rect, direction), "bg.pressed")
        draw_skeleton_line(painter, theme, mirrored(QRectF(left, middle + 5, wide * 0.68, 9), rect, direction))
    else:
        draw_skeleton_line(painter, theme, mirrored(QRectF(left, middle - 5, wide, 10), rect, direction))
