"""A sheet of labels, drawn to scale: a click says which label is the first that is not used up."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from crm_desktop.documents.label_sheets import LabelSheet
from crm_desktop.ui.kit.announce import announce
from crm_desktop.ui.kit.paint import CENTRED, draw_rounded, draw_text
from crm_desktop.ui.theme.theme import Theme

_HEIGHT: Final = 230
_EDGE: Final = 4
_SMALLEST_TO_NUMBER: Final = 15


class SheetPicker(QWidget):
    """Labels before the chosen one are used up. Arrow keys move the choice; the first label is 0.

    Signals:
        start_changed(int): another label is the first to print on
    """

    start_changed = Signal(int)

    def __init__(self, theme: Theme, sheet: LabelSheet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._sheet = sheet
        self._start = 0
        self._hovered = -1
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(_HEIGHT)
        self.setAccessibleName(self.tr("The first label to print on"))
        self._describe()

    @property
    def start(self) -> int:
        """How many labels of the first sheet are used up."""
        return self._start

    def set_sheet(self, sheet: LabelSheet) -> None:
        """Draw another product; the choice begins anew."""
        self._sheet = sheet
        self.set_start(0)
        self.update()

    def set_start(self, start: int) -> None:
        """Choose a label."""
        start = max(0, min(start, self._sheet.count - 1))
        if start != self._start:
            self._start = start
            self._describe()
            announce(self, self.place_words())
            self.start_changed.emit(start)
        self.update()

    def place_words(self) -> str:
        """Say which label it is."""
        row, column = divmod(self._start, self._sheet.columns)
        words = self.tr("Label {number}: row {row}, column {column}")
        return words.format(number=self._start + 1, row=row + 1, column=column + 1)

    def label_rect(self, number: int) -> QRectF:
        """Where a label is drawn."""
        paper, scale = self._paper()
        left, top = self._sheet.place(number)
        return QRectF(
            paper.left() + left * scale, paper.top() + top * scale, self._sheet.width * scale,
            self._sheet.height * scale,
        )  # fmt: skip

    def _paper(self) -> tuple[QRectF, float]:
        width, height = self._sheet.paper
        scale = min((self.height() - 2 * _EDGE) / height, (self.width() - 2 * _EDGE) / width)
        return QRectF((self.width() - width * scale) / 2, _EDGE, width * scale, height * scale), scale

    def _describe(self) -> None:
        self.setAccessibleDescription(self.place_words())

    def _label_at(self, x: float, y: float) -> int:
        return next((n for n in range(self._sheet.count) if self.label_rect(n).contains(x, y)), -1)

    def sizeHint(self) -> QSize:
        return QSize(220, _HEIGHT)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        number = self._label_at(event.position().x(), event.position().y())
        if number >= 0:
            self.set_start(number)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        hovered = self._label_at(event.position().x(), event.position().y())
        if hovered != self._hovered:
            self._hovered = hovered
            self.setCursor(Qt.CursorShape.PointingHandCursor if hovered >= 0 else Qt.CursorShape.ArrowCursor)
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        across = -1 if self.isRightToLeft() else 1
        steps = {
            Qt.Key.Key_Right: across, Qt.Key.Key_Left: -across, Qt.Key.Key_Down: self._sheet.columns,
            Qt.Key.Key_Up: -self._sheet.columns, Qt.Key.Key_Home: -self._start, Qt.Key.Key_End: self._sheet.count,
        }  # fmt: skip
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        wanted = self._start + step
        if 0 <= wanted < self._sheet.count or event.key() == Qt.Key.Key_End:
            self.set_start(wanted)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._theme
        paper, _ = self._paper()
        draw_rounded(painter, theme, paper.adjusted(-1, -1, 1, 1), 3, "bg.surface", "line.control")
        for number in range(self._sheet.count):
            rect = self.label_rect(number).adjusted(0.5, 0.5, -0.5, -0.5)
            if number < self._start:
                draw_rounded(painter, theme, rect, 2, "bg.pressed")
            elif number == self._start:
                draw_rounded(painter, theme, rect, 2, "accent")
            else:
                draw_rounded(painter, theme, rect, 2, "accent.soft" if number == self._hovered else "", "line.default")
            if rect.height() >= _SMALLEST_TO_NUMBER and number >= self._start:
                token = "text.onAccent" if number == self._start else "text.tertiary"
                draw_text(painter, theme, rect, str(number + 1), "caption", token, CENTRED, elide=False)
