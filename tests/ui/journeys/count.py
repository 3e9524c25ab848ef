"""A person at the window: presses keys, clicks, types - and counts what that took."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QKeyCombination, QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.ui.shell.main_window import MainWindow

PATIENCE_MS = 20_000

Found = TypeVar("Found", bound=QWidget)


class Count:
    """Clicks and key presses so far; a chord is one, and typed text is counted apart."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window = window
        self.total = 0
        self.typed = 0
        self._qtbot = qtbot

    def key(self, keys: str) -> None:
        """Press one chord such as Ctrl+K where the keyboard is, and wait for what follows."""
        self.total += 1
        combination: QKeyCombination = QKeySequence(keys)[0]  # type: ignore[index]  # the stubs leave it out
        QTest.keyClick(self._target(), combination.key(), combination.keyboardModifiers())
        self.settle()

    def text(self, words: str) -> None:
        """Type words."""
        self.typed += len(words)
        for letter in words:
            QTest.keyClicks(self._target(), letter)
        self.settle()

    def click(self, widget: QWidget, place: QPoint | None = None) -> None:
        """Click a widget with the mouse."""
        self.total += 1
        QTest.mouseClick(
            widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place or widget.rect().center()
        )
        self.settle()

    def settle(self) -> None:
        """Wait until all that was asked of the file has been answered and shown; an answer may ask for more."""
        for _ in range(3):
            QApplication.processEvents()
            self._qtbot.waitUntil(lambda: self.window.operations.idle, timeout=PATIENCE_MS)
        QApplication.processEvents()

    def until(self, condition: Callable[[], bool]) -> None:
        """Wait for something to be so."""
        try:
            self._qtbot.waitUntil(condition, timeout=PATIENCE_MS)
        except QtBot.TimeoutError as error:
            focus = QApplication.focusWidget()
            error.add_note(f"on {self.window.host.current()}, with the keyboard in {focus}: {condition.__closure__}")
            raise

    def shown(self, kind: type[Found]) -> Found:
        """The one widget of a kind that is on the screen."""
        found = [widget for widget in QApplication.allWidgets() if isinstance(widget, kind) and widget.isVisible()]
        assert len(found) == 1, f"{len(found)} of {kind.__name__} are shown"
        return found[0]

    def toast(self) -> str:
        """What the toast says."""
        return self.window.undoing.toast.text()

    def _target(self) -> QWidget:
        return QApplication.focusWidget() or QApplication.activeModalWidget() or self.window
