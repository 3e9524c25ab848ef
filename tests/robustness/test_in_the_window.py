"""What cannot be opened is said by the window in one dialog; the program goes on, and the file is as it was."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from crm_desktop.app import Program
from crm_desktop.core.errors import CrmError
from crm_desktop.services.opening import open_services
from crm_desktop.storage.driver import connect
from crm_desktop.ui.shell.errors import MessageDialog
from crm_desktop.ui.shell.main_window import MainWindow
from crm_desktop.ui.shell.window_state import WindowState
from tests.robustness.test_damage import _break_contacts
from tests.robustness.test_wrong_files import WRONG


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication, qtbot: QtBot) -> Iterator[Program]:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    qapp.setQuitOnLastWindowClosed(False)
    program = Program(qapp, WindowState(stored=False))
    yield program
    for window in _windows():
        window.operations.drain()
        window.close()
    for widget in QApplication.topLevelWidgets():
        widget.close()
    QApplication.processEvents()
    program.close()


def _windows() -> list[MainWindow]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow) and one.isVisible()]


class Reader:
    """Reads the dialog that stands before the window, and closes it as a person would."""

    def __init__(self) -> None:
        self.read: list[list[str]] = []
        self._timer = QTimer(interval=10)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, MessageDialog):
            self.read.append([label.text() for label in dialog.findChildren(QLabel) if label.text()])
            dialog.accept_button.click()

    def stop(self) -> None:
        self._timer.stop()


@pytest.fixture
def reader(qapp: QApplication) -> Iterator[Reader]:
    reader = Reader()
    yield reader
    reader.stop()


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_file_is_said_and_the_first_page_shown(
    program: Program, reader: Reader, tmp_path: Path, what: str
) -> None:
    make, words = WRONG[what]
    path = tmp_path / "wrong.crm"
    make(path)
    before = path.read_bytes() if path.is_file() else None
    assert program.open(path) is False
    (said,) = reader.read
    assert words in said[0]
    assert all(text.endswith(".") for text in said)
    assert before is None or path.read_bytes() == before
    program.start(path)
    assert len(reader.read) == 2
    assert _windows() == []


def test_a_file_that_cannot_be_opened_leaves_the_open_one_alone(
    program: Program, reader: Reader, shop: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    assert program.open(shop)
    (window,) = _windows()
    qtbot.waitUntil(lambda: window.operations.idle, timeout=20_000)
    wrong = tmp_path / "wrong.crm"
    wrong.write_text("hello")
    window.workspace_requested.emit(str(wrong))
    assert len(reader.read) == 1
    assert _windows() == [window]
    assert window.services.contact_commands.quick_create("Zora Neu").entry


@pytest.mark.allow_log("the backup on leaving failed")
def test_damage_found_while_working_is_said_and_nothing_is_written(program: Program, shop: Path, qtbot: QtBot) -> None:
    _break_contacts(shop)
    services = open_services(shop)
    services.close()
    before = shop.read_bytes()
    crashed: list[BaseException] = []
    failed: list[CrmError] = []
    assert program.open(shop)
    (window,) = _windows()
    window.operations.crashed.connect(crashed.append)
    window.operations.failed.connect(failed.append)
    for page in ("contacts", "pipeline", "calendar", "cases", "quotes", "today"):
        window.show_page(page)
        qtbot.waitUntil(lambda: window.operations.idle, timeout=20_000)
    window.operations.write(window, lambda: window.services.contact_commands.quick_create("Zora Neu"))
    qtbot.waitUntil(lambda: bool(failed), timeout=20_000)
    assert any("is damaged" in one.title for one in failed)
    assert crashed == []
    assert window.services.database.damage is not None
    window.services.database.close()
    assert shop.read_bytes() == before


def test_a_file_that_may_only_be_read_opens_and_is_said_to(
    program: Program, shop: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect(shop).close()
    monkeypatch.setattr("crm_desktop.storage.workspace.os.access", lambda path, mode: False)
    assert program.open(shop)
    (window,) = _windows()
    qtbot.waitUntil(lambda: window.operations.idle, timeout=20_000)
    assert window.services.database.read_only
    assert any("can only be read" in notice.title for notice in window.notices.all)
