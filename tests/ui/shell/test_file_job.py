"""The workspace file closed, worked upon off the main thread, and opened again on the same page."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.app.program import Program
from crm_desktop.core.errors import CrmError
from crm_desktop.services.services import Services
from crm_desktop.storage.encryption import convert, new_salt
from crm_desktop.ui.first_run.page import FirstRunPage
from crm_desktop.ui.pane.file_job import ClosedFile, FileJob
from crm_desktop.ui.pane.operations import JobControl
from crm_desktop.ui.shell.errors import CrashDialog
from crm_desktop.ui.shell.main_window import MainWindow
from crm_desktop.ui.shell.window_state import WindowState
from crm_desktop.ui.shell.work_window import WorkWindow

KEY = bytes(range(32))


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    said: list[str] = []
    monkeypatch.setattr(
        "crm_desktop.ui.kit.message_dialog.tell", lambda _theme, _parent, error, _close: said.append(error.title)
    )
    return said


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
    wait(program, qtbot)
    yield program
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, MainWindow | WorkWindow) or widget.findChild(FirstRunPage):
            widget.close()
    wait(program, qtbot)
    program.close()


def wait(program: Program, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: program.idle, timeout=20_000)
    window = program.window
    if window is not None:
        qtbot.waitUntil(lambda: window.operations.idle, timeout=20_000)


def standing(program: Program) -> MainWindow:
    assert program.window is not None
    return program.window


def visible(kind: type[QWidget]) -> list[QWidget]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()]


def test_the_file_is_closed_worked_upon_and_open_again_on_the_same_page(program: Program, qtbot: QtBot) -> None:
    window = standing(program)
    window.show_page("products")
    wait(program, qtbot)
    window.operations.write(window, lambda: window.services.contact_commands.quick_create("Zora Neu"))
    seen: list[object] = []

    def work(file: ClosedFile, control: JobControl) -> ClosedFile:
        seen.append(threading.current_thread() is threading.main_thread())
        seen.append(Path(f"{file.path}-wal").exists())
        shutil.copyfile(file.path, file.path.with_suffix(".copy"))
        file.path.unlink()
        file.path.with_suffix(".copy").rename(file.path)
        return file

    window.show_page("products").file_job.emit(FileJob("Turning the file over", work, done="It was turned over."))
    (card,) = visible(WorkWindow)
    assert isinstance(card, WorkWindow)
    assert card.text() == "Turning the file over"
    assert card.stop_button.isHidden()
    card.reject()
    assert card.isVisible()
    wait(program, qtbot)
    assert seen == [False, False]
    after = standing(program)
    assert visible(MainWindow) == [after]
    assert visible(WorkWindow) == []
    assert after is not window
    assert after.host.current_key == "products"
    assert after.services.contacts.pick("Zora")
    toast = after.undoing.shown_toast()
    assert toast is not None
    assert "turned over" in toast.accessibleName() + "".join(
        child.text() for child in toast.findChildren(type(card._label))
    )


def test_what_cannot_be_done_is_told_and_the_file_opened_as_it_was(
    program: Program, told: list[str], qtbot: QtBot
) -> None:
    path = standing(program).services.database.path

    def refuse(file: ClosedFile, control: JobControl) -> ClosedFile:
        raise CrmError("The disk is full.", "Nothing was changed.")

    def break_it(file: ClosedFile, control: JobControl) -> ClosedFile:
        wrong = file.path.with_name("wrong.crm")
        wrong.write_text("hello")
        return ClosedFile(wrong)

    for call, words in ((refuse, "The disk is full."), (break_it, "“wrong.crm” is not a workspace.")):
        standing(program).file_job.emit(FileJob("Working", call))
        wait(program, qtbot)
        qtbot.waitUntil(lambda: bool(told))
        assert told == [words]
        told.clear()
        assert standing(program).services.database.path == path
    assert standing(program).services.contact_commands.quick_create("Zora Neu").entry


@pytest.mark.allow_log("an unexpected failure")
def test_a_mistake_of_the_program_does_not_lose_the_file_either(
    program: Program, told: list[str], qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    def stumble(file: ClosedFile, control: JobControl) -> ClosedFile:
        raise ZeroDivisionError

    standing(program).file_job.emit(FileJob("Working", stumble))
    wait(program, qtbot)
    qtbot.waitUntil(lambda: bool(standing(program).findChildren(CrashDialog)))
    (dialog,) = standing(program).findChildren(CrashDialog)
    assert "ZeroDivisionError" in dialog.report
    dialog.close()
    assert told == []
    assert standing(program).isVisible()
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_stop_reaches_the_job(program: Program, qtbot: QtBot) -> None:
    begun = threading.Event()

    def count(file: ClosedFile, control: JobControl) -> ClosedFile:
        begun.set()
        done = 0
        while control.progress(done % 100, 100):
            done += 1
        return file

    standing(program).file_job.emit(FileJob("Counting", count, done="It was counted.", stoppable=True))
    (card,) = visible(WorkWindow)
    assert isinstance(card, WorkWindow)
    qtbot.waitUntil(begun.is_set)
    card.stop_button.click()
    wait(program, qtbot)
    assert standing(program).undoing.shown_toast() is None


class Person:
    """Gives a key, or gives up."""

    def __init__(self, *answers: bytes | None) -> None:
        self.answers = list(answers)
        self.asked: list[list[QWidget]] = []

    def __call__(self, path: Path, parent: QWidget | None) -> bytes | None:
        self.asked.append(visible(MainWindow))
        return self.answers.pop(0)


def encrypt(file: ClosedFile, control: JobControl) -> ClosedFile:
    key = KEY + new_salt()
    convert(file.path, file.key, key)
    return ClosedFile(file.path, key)


def lock(file: ClosedFile, control: JobControl) -> ClosedFile:
    assert file.key is not None
    return ClosedFile(file.path)


def test_a_file_that_was_encrypted_is_open_by_its_key_and_locked_until_it_is_given(
    program: Program, qtbot: QtBot
) -> None:
    person = program.ask_key = Person(KEY, None)
    standing(program).file_job.emit(FileJob("Encrypting", encrypt))
    wait(program, qtbot)
    assert person.asked == []
    window = standing(program)
    assert window.services.database.path.read_bytes()[:6] != b"SQLite"
    window.file_job.emit(FileJob("Locking", lock, hidden=True))
    assert not window.isVisible()
    wait(program, qtbot)
    assert person.asked == [[]]
    assert standing(program).services.workspace.business().name
    standing(program).file_job.emit(FileJob("Locking", lock, hidden=True))
    wait(program, qtbot)
    assert program.window is None
    assert [one for one in QApplication.topLevelWidgets() if one.isVisible() and one.findChild(FirstRunPage)]
