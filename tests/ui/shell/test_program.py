"""The program as a process: first page, last workspace, a wrong file, a second instance."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop.app.program import Program
from crm_desktop.services.last_opened import last_opened, read_state, write_state
from crm_desktop.services.services import Services
from crm_desktop.services.workspace.views import Business
from crm_desktop.ui.first_run.page import FirstRunPage, Start
from crm_desktop.ui.shell.main_window import MainWindow
from crm_desktop.ui.shell.window_state import WindowState


@pytest.fixture
def state_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "Documents").mkdir()
    return tmp_path


@pytest.fixture
def program(state_home: Path, qapp: QApplication, qtbot: QtBot) -> Iterator[Program]:
    qapp.setQuitOnLastWindowClosed(False)
    program = Program(qapp, WindowState())
    yield program
    for window in windows(MainWindow):
        window.operations.drain()
        window.close()
    QApplication.processEvents()
    program.close()


def first_page() -> FirstRunPage:
    found = [widget for widget in QApplication.allWidgets() if isinstance(widget, FirstRunPage) and widget.isVisible()]
    assert len(found) == 1
    return found[0]


def windows(kind: type[MainWindow]) -> list[MainWindow]:
    return [window for window in QApplication.topLevelWidgets() if isinstance(window, kind) and window.isVisible()]


def wait(program: Program, qtbot: QtBot) -> None:
    """Until no file is being opened or left."""
    qtbot.waitUntil(lambda: program.idle, timeout=20_000)


def test_the_state_file_forgets_nothing_and_survives_nonsense(state_home: Path) -> None:
    write_state(one=1)
    write_state(two=[2])
    assert read_state() == {"one": 1, "two": [2]}
    (state_home / "state" / "crm-desktop" / "state.json").write_text("[")
    assert read_state() == {}
    write_state(workspace=str(state_home / "gone.crm"))
    assert last_opened() is None


def test_from_the_first_page_to_an_own_file_that_opens_next_time(
    program: Program, state_home: Path, qtbot: QtBot
) -> None:
    program.start(None)
    welcome = first_page()
    welcome.start_requested.emit(Start("empty", Business(name="Nora's Nursery", currency="GBP"), "Nora"))
    wait(program, qtbot)
    (window,) = windows(MainWindow)
    qtbot.waitUntil(lambda: window.operations.idle)
    assert window.services.database.path.name == "Nora's Nursery.crm"
    assert window.host.current_key == "today"
    path = window.services.database.path
    window.close()
    wait(program, qtbot)
    assert last_opened() == path.resolve()
    assert list(path.parent.glob("Nora's Nursery backups/*.crm"))


def test_a_file_that_is_no_workspace_is_refused_in_words(
    program: Program, state_home: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(
        "crm_desktop.ui.kit.message_dialog.tell", lambda theme, parent, error, close: said.append(error.title)
    )
    wrong = state_home / "wrong.crm"
    wrong.write_text("hello")
    program.open(wrong)
    wait(program, qtbot)
    assert windows(MainWindow) == []
    assert len(said) == 1
    assert wrong.read_text() == "hello"


def test_another_workspace_takes_the_place_of_this_one(
    program: Program, state_home: Path, services: Services, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from crm_desktop.services.opening import make_services

    make_services(state_home / "other.crm", Business(name="Other"), "Me").close()
    program.open(services.database.path)
    wait(program, qtbot)
    (first,) = windows(MainWindow)
    qtbot.waitUntil(lambda: first.operations.idle)
    monkeypatch.chdir(state_home)
    first.workspace_requested.emit("other.crm")
    wait(program, qtbot)
    (second,) = windows(MainWindow)
    qtbot.waitUntil(lambda: second.operations.idle)
    assert second.services.database.path == state_home / "other.crm"
    assert read_state()["recent_files"][0] == str((state_home / "other.crm").resolve())


def test_the_first_paint_has_rows_and_loads_no_orm(services: Services, tmp_path: Path) -> None:
    code = (
        "import os, sys, builtins; real = os._exit\n"
        "def leave(code):\n"
        "    heavy = ('sqlalchemy', 'reportlab', 'babel', 'keyring', 'dateutil', 'phonenumbers', 'openpyxl')\n"
        "    print(sorted(name for name in heavy if name in sys.modules), flush=True); real(code)\n"
        "os._exit = leave\n"
        f"from crm_desktop.start import run; run({str(services.database.path)!r})"
    )
    environment = os.environ | {"CRM_QUIT_AFTER_FIRST_PAINT": "living", "XDG_STATE_HOME": str(tmp_path / "state")}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=60, check=True
    )
    milliseconds, heavy = done.stdout.split("\n")[:2]
    assert float(milliseconds) > 0
    assert heavy == "[]"


def test_a_second_instance_hands_its_file_over_and_leaves(
    services: Services, state_home: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    from crm_desktop.services.opening import make_services

    make_services(state_home / "other.crm", Business(name="Other"), "Me").close()
    script = "import sys; from crm_desktop.start import run; sys.exit(run(sys.argv[1]))"
    environment = os.environ | {"XDG_STATE_HOME": str(tmp_path / "state")}
    command = [sys.executable, "-c", script]
    first = subprocess.Popen([*command, str(services.database.path)], env=environment, stderr=subprocess.DEVNULL)
    state = tmp_path / "state" / "crm-desktop" / "state.json"
    try:
        qtbot.waitUntil(lambda: state.exists() and services.database.path.name in state.read_text(), timeout=20_000)
        second = subprocess.run(
            [*command, str(state_home / "other.crm")], env=environment, timeout=30, check=False, capture_output=True
        )
        assert second.returncode == 0
        handed_over = '"workspace": "' + str(state_home / "other.crm")
        qtbot.waitUntil(lambda: handed_over in state.read_text(), timeout=20_000)
        assert first.poll() is None
    finally:
        first.kill()
        first.wait()
    # What a killed instance leaves behind does not keep the next one out.
    third = subprocess.run(
        [*command, str(services.database.path)],
        env=environment | {"CRM_QUIT_AFTER_FIRST_PAINT": "1"}, timeout=30, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert third.stdout == "painted\n"


def test_the_first_door_brings_the_sample_and_one_click_removes_it(program: Program, qtbot: QtBot) -> None:
    program.start(None)
    welcome = first_page()
    welcome.start_requested.emit(Start("sample", Business(name="Sofia's Bakehouse", currency="GBP"), "Sofia"))
    wait(program, qtbot)
    (window,) = windows(MainWindow)
    qtbot.waitUntil(lambda: window.operations.idle, timeout=20_000)
    window.start_background()
    qtbot.waitUntil(lambda: window.strip.isVisible(), timeout=15_000)
    services = window.services
    assert services.database.value("SELECT count(*) FROM contact WHERE kind = 'person'") >= 40
    window.strip.remove_button.click()
    qtbot.waitUntil(lambda: not window.strip.isVisible(), timeout=15_000)
    assert services.database.value("SELECT count(*) FROM contact") == 0


def test_the_third_door_opens_the_import_page(program: Program, qtbot: QtBot) -> None:
    program.start(None)
    welcome = first_page()
    welcome.start_requested.emit(Start("spreadsheet", Business(name="Nora's Nursery", currency="GBP"), "Nora"))
    wait(program, qtbot)
    (window,) = windows(MainWindow)
    assert window.host.current_key == "import"
    qtbot.waitUntil(lambda: window.operations.idle)
