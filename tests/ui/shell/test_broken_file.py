"""A workspace that is too damaged to be opened: the person chooses what opens instead."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop.app.program import Program
from crm_desktop.services import backups
from crm_desktop.services.services import Services
from crm_desktop.ui.first_run.page import FirstRunPage
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.message_dialog import MessageDialog
from crm_desktop.ui.shell.main_window import MainWindow
from crm_desktop.ui.shell.window_state import WindowState


@pytest.fixture
def broken(services: Services) -> Path:
    """Sofia's bakery with two customers, of whom one is in the backup, and its first pages gone."""
    services.contact_commands.quick_create("Amelia Okafor")
    backups.back_up_now(services.database, services.clock)
    services.contact_commands.quick_create("René Blanc")
    path = services.database.path
    services.close()
    data = bytearray(path.read_bytes())
    data[100:4096] = b"\xff" * 3996
    path.write_bytes(data)
    return path


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication, qtbot: QtBot) -> Iterator[Program]:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    qapp.setQuitOnLastWindowClosed(False)
    program = Program(qapp, WindowState(stored=False))
    yield program
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, MainWindow) or widget.findChild(FirstRunPage):
            widget.close()
    qtbot.waitUntil(lambda: program.idle, timeout=20_000)
    program.close()


def _answer(words: str, seen: list[str]) -> None:
    """Press the button of the dialog once that is there."""
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, MessageDialog) and widget.isVisible():
            seen.append(widget.windowTitle())
            next(one for one in widget.findChildren(Button) if one.text().startswith(words)).click()
            return
    QTimer.singleShot(20, lambda: _answer(words, seen))


def _open(program: Program, path: Path, words: str, qtbot: QtBot) -> list[str]:
    seen: list[str] = []
    program.open(path)
    _answer(words, seen)
    qtbot.waitUntil(lambda: bool(seen) and program.idle, timeout=20_000)
    return seen


def _names(program: Program) -> list[str]:
    assert program.window is not None
    return [name for (name,) in program.window.services.database.rows("SELECT name FROM contact ORDER BY id")]


def test_the_newest_good_backup_takes_its_place(program: Program, broken: Path, qtbot: QtBot) -> None:
    before = broken.read_bytes()
    seen = _open(program, broken, "Bring back", qtbot)
    assert seen == ["“shop.crm” is damaged and was not opened."]
    assert _names(program) == ["Amelia Okafor"]
    aside = list(broken.parent.glob("shop (before restore*.crm"))
    assert [one.read_bytes() for one in aside] == [before]


def test_what_can_be_read_opens_as_a_file_of_its_own(program: Program, broken: Path, qtbot: QtBot) -> None:
    before = broken.read_bytes()
    _open(program, broken, "Rescue", qtbot)
    assert _names(program) == ["Amelia Okafor", "René Blanc"]
    assert program.window is not None
    assert program.window.services.database.path.name == "shop rescued.crm"
    assert "rows were read from “shop.crm”" in (broken.parent / "shop rescued.txt").read_text("utf-8")
    assert broken.read_bytes() == before


def test_or_nothing_and_it_stays_as_it_is(program: Program, broken: Path, qtbot: QtBot) -> None:
    before = broken.read_bytes()
    _open(program, broken, "Close", qtbot)
    assert program.window is None
    assert any(isinstance(one, FirstRunPage) and one.isVisible() for one in QApplication.allWidgets())
    assert broken.read_bytes() == before
