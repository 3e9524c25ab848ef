"""The cells of the lines table: text and numbers edited in place, without a box around each."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from PySide6.QtCore import QPoint, QRectF, Qt, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QLineEdit, QWidget

from crm_desktop.ui.kit.label import line_up_figures
from crm_desktop.ui.kit.paint import draw_rounded
from crm_desktop.ui.kit.plain_tip import plain_tip
from crm_desktop.ui.theme.theme import Theme

_ALT: Final = Qt.KeyboardModifier.AltModifier
_CTRL: Final = Qt.KeyboardModifier.ControlModifier
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_TAB_REASONS: Final = (
    Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.OtherFocusReason
)  # fmt: skip


class Cell(QLineEdit):
    """One cell. Keys that mean the whole row become signals.

    Signals:
        entered: Enter; go on
        stepped(int): Up or Down: the same cell of the row above or below
        move_wanted(int): Alt+Up or Alt+Down: the row itself moves
        removal_wanted: Ctrl+Delete, or Delete where there is nothing left to delete
        rows_pasted(str): text of several cells was pasted
        menu_wanted(QPoint): the menu of the row, at this place on the screen
        focused: the keyboard came here
    """

    entered = Signal()
    stepped = Signal(int)
    move_wanted = Signal(int)
    removal_wanted = Signal()
    rows_pasted = Signal(str)
    menu_wanted = Signal(QPoint)
    focused = Signal()

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.is_wrong = False
        self.setProperty("kind", "bare")
        self.setAccessibleName(name)
        self.setTextMargins(6, 0, 6, 0)
        self.setFixedHeight(34)

    def set_wrong(self, words: str) -> None:
        """Mark what is typed as no number, and say how to put it right; empty takes the mark away."""
        self.is_wrong = bool(words)
        self.setToolTip(plain_tip(words))
        self.setAccessibleDescription(words)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = event.key(), event.modifiers()
        down = 1 if key == Qt.Key.Key_Down else -1
        if key in _ENTER and not modifiers & _CTRL:
            self.entered.emit()
        elif key in _ENTER:
            event.ignore()
            return
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and modifiers & _ALT:
            self.move_wanted.emit(down)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.stepped.emit(down)
        elif key == Qt.Key.Key_Delete and (modifiers & _CTRL or (not self.text() and not self.isReadOnly())):
            self.removal_wanted.emit()
        elif event.matches(QKeySequence.StandardKey.Paste) and _is_table(QGuiApplication.clipboard().text()):
            self.rows_pasted.emit(QGuiApplication.clipboard().text())
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(event.globalPos())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in _TAB_REASONS:
            self.selectAll()
        self.focused.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus() or self.is_wrong:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            token = "danger" if self.is_wrong else "focus"
            draw_rounded(painter, self._theme, QRectF(self.rect()), 5, "", token, 2)


class NumberCell(Cell):
    """A number; a text that is none is kept and marked, and the number before it still counts.

    Signals:
        value_changed: the number now meant, or `None` when the cell was emptied
    """

    value_changed = Signal(object)

    def __init__(
        self,
        theme: Theme,
        name: str,
        read: Callable[[str], Decimal | None],
        write: Callable[[Decimal], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, name, parent)
        self._read = read
        self._write = write
        self._value: Decimal | None = None
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        line_up_figures(self)
        self.textEdited.connect(self._on_text_edited)
        self.editingFinished.connect(self._settle)

    def value(self) -> Decimal | None:
        """The number meant; `None` for an empty cell."""
        return self._value

    def set_value(self, value: Decimal | None) -> None:
        """Show a number without announcing it."""
        self._value = value
        self.setText("" if value is None else self._write(value))
        self.setCursorPosition(0)
        self.set_wrong("")

    @Slot(str)
    def _on_text_edited(self, text: str) -> None:
        self.set_wrong("")
        value = self._read(text) if text.strip() else None
        if (value is not None or not text.strip()) and value != self._value:
            self._value = value
            self.value_changed.emit(value)

    @Slot()
    def _settle(self) -> None:
        text = self.text().strip()
        if text and self._read(text) is None:
            self.set_wrong(self.tr("This is not a number that fits here. Write for example 12.5."))
        else:
            self.set_value(self._value)


def _is_table(text: str) -> bool:
    return "\t" in text or "\n" in text.strip("\r\n")
