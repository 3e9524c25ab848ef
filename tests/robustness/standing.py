"""The program with a real window, offscreen, and somebody who reads what stands before it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from crm_desktop.app.program import Program
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.message_dialog import MessageDialog
from crm_desktop.ui.shell.main_window import MainWindow
from crm_desktop.ui.shell.window_state import WindowState


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication, qtbot: QtBot) -> Iterator[Program]:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    qapp.setQuitOnLastWindowClosed(False)
    program = Program(qapp, WindowState(stored=False))
    yield program
    for window in windows():
        window.operations.drain()
        window.close()
    for widget in QApplication.topLevelWidgets():
        widget.close()
    QApplication.processEvents()
    program.close()


def windows() -> list[MainWindow]:
    """Return the windows that stand."""
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow) and one.isVisible()]


def opened(program: Program, path: Path, qtbot: QtBot) -> bool:
    """Open a file and wait; whether a window stands on it."""
    program.open(path)
    qtbot.waitUntil(lambda: program.idle, timeout=20_000)
    return any(window.services.database.path == path for window in windows())


class Reader:
    """Reads the dialog that stands before the window, and closes it as a person would.

    `choose` names a button to press instead of the usual one.
    """

    def __init__(self) -> None:
        self.read: list[list[str]] = []
        self.choose = ""
        self._timer = QTimer(interval=10)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, MessageDialog):
            self.read.append([label.text() for label in dialog.findChildren(QLabel) if label.text()])
            named = [one for one in dialog.findChildren(Button) if self.choose and one.text() == self.choose]
            (named[0] if named else dialog.accept_button).click()

    def stop(self) -> None:
        self._timer.stop()


@pytest.fixture
def reader(qapp: QApplication) -> Iterator[Reader]:
    reader = Reader()
    yield reader
    reader.stop()
