"""Leaving a workspace: backed up and closed off the main thread, and never cut short by the end of the process."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from crm_desktop.app.program import Program
from crm_desktop.core.errors import CrmError
from crm_desktop.services import backups
from crm_desktop.services.services import Services
from crm_desktop.ui.kit.message_dialog import MessageDialog
from crm_desktop.ui.shell.main_window import MainWindow
from crm_desktop.ui.shell.window_state import WindowState
from crm_desktop.ui.shell.work_window import WorkWindow


@pytest.fixture
def program(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication, qtbot: QtBot
) -> Iterator[Program]:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    qapp.setQuitOnLastWindowClosed(False)
    path = services.database.path
    services.close()
    program = Program(qapp, WindowState(stored=False))
    program.open(path)
    qtbot.waitUntil(lambda: program.idle)
    yield program
    if program.window is not None:
        program.window.close()
    qtbot.waitUntil(lambda: program.idle, timeout=20_000)
    program.close()


def opened(program: Program) -> MainWindow:
    assert program.window is not None
    return program.window


def shown(kind: type[WorkWindow | MessageDialog]) -> list[WorkWindow | MessageDialog]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()]


def test_the_backup_on_leaving_runs_beside_the_main_thread_and_says_so(
    program: Program, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    real: Callable[..., Path] = backups.back_up_now
    threads: list[bool] = []

    def slow(*arguments: object) -> Path:
        threads.append(threading.current_thread() is threading.main_thread())
        assert go_on.wait(20)
        return real(*arguments)

    monkeypatch.setattr(backups, "back_up_now", slow)
    window = opened(program)
    path = window.services.database.path
    window.close()
    assert not window.isVisible()
    qtbot.waitUntil(lambda: bool(shown(WorkWindow)))
    (card,) = shown(WorkWindow)
    assert next(label.text() for label in card.findChildren(QLabel) if label.text()) == "Backing up before closing"
    card.close()
    assert card.isVisible()
    go_on.set()
    qtbot.waitUntil(lambda: program.idle, timeout=20_000)
    assert shown(WorkWindow) == []
    assert threads == [False]
    assert len(list(backups.folder_of(path).glob("*.crm"))) == 1


@pytest.mark.allow_log("the backup on leaving failed")
def test_a_backup_that_could_not_be_made_is_said_before_the_program_ends(
    program: Program, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object) -> Path:
        raise CrmError("The disk is too full for a backup.", "The workspace is safe.")

    monkeypatch.setattr(backups, "back_up_now", refuse)
    opened(program).close()
    qtbot.waitUntil(lambda: program.idle, timeout=20_000)
    (dialog,) = shown(MessageDialog)
    assert dialog.windowTitle() == "The disk is too full for a backup."
    dialog.close()


def test_the_process_waits_for_the_backup_however_it_is_ended(services: Services, tmp_path: Path) -> None:
    path = services.database.path
    services.close()
    script = (
        "import sys\n"
        "from PySide6.QtCore import QTimer\n"
        "from PySide6.QtWidgets import QApplication\n"
        "from crm_desktop import start\n"
        "shown = start._Start._on_shown\n"
        "def then(self):\n"
        "    shown(self)\n"
        "    QTimer.singleShot(0, self, getattr(self._program.window, 'close') if sys.argv[2] == 'window' "
        "else QApplication.quit)\n"
        "start._Start._on_shown = then\n"
        "sys.exit(start.run(sys.argv[1]))\n"
    )
    environment = os.environ | {"XDG_STATE_HOME": str(tmp_path / "state")}
    for number, how in enumerate(("window", "quit"), start=1):
        done = subprocess.run(
            [sys.executable, "-c", script, str(path), how],
            env=environment, timeout=60, check=False, capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        made = list(backups.folder_of(path).glob("*.crm"))
        assert len(made) == 1, (number, how)
        assert not Path(f"{path}-wal").exists()
        made[0].unlink()
