"""Encrypting in the window, locking and unlocking it: what is hidden, what is asked for, what is kept."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication, QMouseEvent
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.app.program import Program
from crm_desktop.services import encryption
from crm_desktop.services.backups import back_up_now
from crm_desktop.services.services import Services
from crm_desktop.storage.encryption import WrongKey
from crm_desktop.ui.first_run.page import FirstRunPage
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.settings.pane import SettingsPane
from crm_desktop.ui.settings.security import SecurityForm
from crm_desktop.ui.shell.locking import Locking
from crm_desktop.ui.shell.main_window import MainWindow
from crm_desktop.ui.shell.unlock_window import UnlockWindow
from crm_desktop.ui.shell.window_state import WindowState
from crm_desktop.ui.shell.work_window import WorkWindow
from tests.secrets.test_key_ring import InMemory
from tests.services.encryption.conftest import PASSPHRASE, quick_keys, vault

__all__ = ["quick_keys", "vault"]

OTHER = "purple mustard violin otter"


class Clocks:
    """Both clocks of a computer, moved by hand."""

    def __init__(self) -> None:
        self.steady, self.wall = 1000.0, 5000.0

    def pass_by(self, seconds: float, *, asleep: bool = False) -> None:
        self.wall += seconds
        if not asleep:
            self.steady += seconds


@pytest.fixture
def program(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication, qtbot: QtBot
) -> Iterator[Program]:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    qapp.setQuitOnLastWindowClosed(False)
    path = services.database.path
    services.close()
    program = Program(qapp, WindowState())
    program.open(path)
    wait(program, qtbot)
    yield program
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, MainWindow | WorkWindow | UnlockWindow) or widget.findChild(FirstRunPage):
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


def security(program: Program, qtbot: QtBot) -> SecurityForm:
    pane = standing(program).show_page("settings")
    assert isinstance(pane, SettingsPane)
    pane.show_section("security")
    wait(program, qtbot)
    form = pane.form("security")
    assert isinstance(form, SecurityForm)
    return form


def agree(form: SecurityForm, program: Program, qtbot: QtBot, *, given: str = "", new: str = "") -> None:
    """Fill in the dialog and press its button, and wait for what comes of it."""
    dialog = form.dialog
    assert dialog is not None
    if dialog.given is not None:
        dialog.given.line.setText(given)
    if dialog.new is not None and dialog.again is not None:
        dialog.new.line.setText(new)
        dialog.again.line.setText(new)
    with qtbot.waitSignal(dialog.agreed):
        dialog.accept_button.click()
    wait(program, qtbot)


def encrypt(program: Program, qtbot: QtBot) -> None:
    form = security(program, qtbot)
    form.encrypt.click()
    agree(form, program, qtbot, new=PASSPHRASE)
    assert standing(program).services.database.key is not None


class Typist:
    """Types into the unlock window once it stands, as a person would, and remembers what else was to be seen."""

    def __init__(self, qtbot: QtBot, *passphrases: str, by_code: bool = False, keep: bool = False) -> None:
        self._qtbot = qtbot
        self._left = list(passphrases)
        self._by_code = by_code
        self._keep = keep
        self.said: list[str] = []
        self.seen: list[str] = []
        self._timer = QTimer(interval=20)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        found = [one for one in QApplication.topLevelWidgets() if isinstance(one, UnlockWindow) and one.isVisible()]
        if not found or not found[0].unlock.isEnabled():
            return
        window = found[0]
        if window.message():
            self.said.append(window.message())
        self.seen += shown_texts(window)
        if not self._left:
            self._timer.stop()
            window.reject()
            return
        if self._by_code and window.passphrase.isVisible():
            window.other_way.click()
        typed = self._left.pop(0)
        if self._by_code:
            window.code.setPlainText(typed)
        else:
            window.passphrase.line.setText(typed)
        window.keep.setChecked(self._keep)
        window.unlock.click()
        if not self._left and not self.said:
            return


def shown_texts(but: QWidget) -> list[str]:
    """What every other window on the screen says."""
    return [
        label.text()
        for widget in QApplication.topLevelWidgets()
        if widget is not but and widget.isVisible()
        for label in widget.findChildren(QLabel)
        if label.isVisible()
    ]


def test_encrypted_in_the_window_it_goes_on_on_the_same_page(program: Program, qtbot: QtBot) -> None:
    path = standing(program).services.database.path
    standing(program).services.contact_commands.quick_create("Zanzibarina Nováková")
    form = security(program, qtbot)
    form.encrypt.click()
    dialog = form.dialog
    assert dialog is not None
    assert dialog.new is not None
    dialog.new.line.setText("short")
    dialog.again.line.setText("other")  # type: ignore[union-attr]
    dialog.accept_button.click()
    assert "not the same" in dialog.message()
    dialog.again.line.setText("short")  # type: ignore[union-attr]
    dialog.accept_button.click()
    qtbot.waitUntil(lambda: "at least 12" in dialog.message())
    agree(form, program, qtbot, new=PASSPHRASE)
    window = standing(program)
    assert window.host.current_key == "settings"
    assert window.services.database.key is not None
    assert window.services.contacts.pick("Zanzib")
    assert b"anzibarina" not in path.read_bytes()
    form = security(program, qtbot)
    assert form.sheet_banner.isVisible()


def test_locked_nothing_is_seen_and_the_passphrase_opens_it(
    program: Program, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Without a screen nobody is ever said to own the clipboard.
    monkeypatch.setattr(QClipboard, "ownsClipboard", lambda *_mode: True)
    standing(program).services.contact_commands.quick_create("Zanzibarina Nováková")
    encrypt(program, qtbot)
    window = standing(program)
    path = window.services.database.path
    window.show_page("contacts")
    wait(program, qtbot)
    extra = QDialog(window)
    extra.open()
    QGuiApplication.clipboard().setText("Zanzibarina's number")
    typist = Typist(qtbot, "wrong wrong wrong", PASSPHRASE)
    window.locking.lock_by_hand()
    assert not window.isVisible()
    assert not extra.isVisible()
    assert QGuiApplication.clipboard().text() == ""
    qtbot.waitUntil(lambda: program.window is not None and program.window is not window, timeout=20_000)
    wait(program, qtbot)
    assert any("does not open" in one for one in typist.said)
    assert typist.seen == []
    after = standing(program)
    assert after.host.current_key == "contacts"
    assert after.services.contacts.pick("Zanzib")
    assert after.services.database.path == path


def test_locked_the_key_and_the_connections_are_gone(program: Program, qtbot: QtBot) -> None:
    encrypt(program, qtbot)
    window = standing(program)
    database = window.services.database
    typist = Typist(qtbot)  # gives up at once
    window.locking.lock()
    qtbot.waitUntil(lambda: program.idle and program.window is None, timeout=20_000)
    with pytest.raises(RuntimeError, match="closed"):
        database.value("SELECT 1")
    assert database.key is None
    assert typist.seen == []
    assert not Path(f"{database.path}-wal").exists()
    assert any(widget.findChild(FirstRunPage) for widget in QApplication.topLevelWidgets() if widget.isVisible())


def test_once_locked_the_keyring_does_not_open_it(program: Program, vault: InMemory, qtbot: QtBot) -> None:
    encrypt(program, qtbot)
    assert vault.kept
    window = standing(program)
    path, key = window.services.database.path, window.services.database.key
    assert key is not None
    typist = Typist(qtbot, encryption.recovery_code(key), by_code=True, keep=True)
    window.locking.lock()
    qtbot.waitUntil(lambda: program.window is not None and program.window is not window, timeout=20_000)
    wait(program, qtbot)
    assert typist.said == []
    standing(program).close()
    qtbot.waitUntil(lambda: program.idle)
    assert encryption.kept_key(path) == key
    program.open(path)
    wait(program, qtbot)
    assert standing(program).services.database.key == key


def test_it_is_decrypted_and_its_passphrase_changed_only_by_who_knows_it(program: Program, qtbot: QtBot) -> None:
    encrypt(program, qtbot)
    path = standing(program).services.database.path
    form = security(program, qtbot)
    form.change.click()
    dialog = form.dialog
    assert dialog is not None
    assert dialog.given is not None
    dialog.given.line.setText("wrong wrong wrong")
    dialog.accept_button.click()
    qtbot.waitUntil(lambda: "does not open" in dialog.message())
    agree(form, program, qtbot, given=PASSPHRASE, new=OTHER)
    key = standing(program).services.database.key
    assert key is not None
    assert encryption.gives_key(OTHER, key)
    assert not encryption.gives_key(PASSPHRASE, key)
    form = security(program, qtbot)
    form.decrypt.click()
    agree(form, program, qtbot, given=OTHER)
    assert standing(program).services.database.key is None
    assert path.read_bytes().startswith(b"SQLite format 3")


def test_the_sheet_is_shown_after_the_passphrase_and_asked_for_until_it_is_kept(
    program: Program, tmp_path: Path, qtbot: QtBot
) -> None:
    encrypt(program, qtbot)
    form = security(program, qtbot)
    form.sheet.click()
    agree(form, program, qtbot, given=PASSPHRASE)
    qtbot.waitUntil(lambda: form.preview is not None)
    assert form.preview is not None
    form.preview.saved.emit(str(tmp_path / "sheet.pdf"))
    assert not form.sheet_banner.isVisible()
    with qtbot.waitSignal(form.preview.destroyed):
        form.preview.close()
    wait(program, qtbot)


def test_a_second_start_waits_until_what_is_asked_was_answered(program: Program, tmp_path: Path, qtbot: QtBot) -> None:
    services = standing(program).services
    other = back_up_now(services.database, services.clock, tmp_path / "other.crm")
    asked: list[QDialog] = []

    def ask(path: Path, _parent: QWidget | None) -> None:
        asked.append(question := QDialog())
        for name in ("", str(path), str(other)):
            QTimer.singleShot(0, program, partial(program._on_rung, name))
        QTimer.singleShot(20, question.reject)
        question.exec()
        assert program.idle, "nothing was opened beneath it"

    program.ask_key = ask
    encrypt(program, qtbot)
    standing(program).locking.lock_by_hand()
    qtbot.waitUntil(lambda: program.window is not None and program.window.services.database.path == other)
    wait(program, qtbot)
    assert len(asked) == 1


def test_a_refusal_takes_no_more_room_than_its_words(context: PaneContext, tmp_path: Path, qtbot: QtBot) -> None:
    window = UnlockWindow(context.theme, tmp_path / "shop.crm")
    qtbot.addWidget(window)
    window.show()
    window.passphrase.line.setText("wrong wrong wrong")
    before = window.height()
    window._on_refused(WrongKey(tmp_path / "shop.crm"))
    qtbot.waitUntil(lambda: window.height() > before)
    QCoreApplication.sendPostedEvents()
    qtbot.waitUntil(lambda: window.height() == window.heightForWidth(window.width()))
    assert window.height() < before + 100
    window.close()


def test_a_plain_file_says_that_it_cannot_be_locked(program: Program) -> None:
    window = standing(program)
    window.locking.lock_by_hand()
    assert window.isVisible()
    assert window.undoing.shown_toast() is not None


def test_it_locks_when_nobody_touches_anything_and_when_the_computer_slept(
    context: PaneContext, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    clocks, locked = Clocks(), list[str]()
    window = MainWindow(context.services, context.operations, context.theme)
    qtbot.addWidget(window)
    monkeypatch.setattr(context.services.database, "_key", bytes(48))
    monkeypatch.setattr(Locking, "lock", lambda _self: locked.append("locked"))
    locking = Locking(window, lambda: clocks.steady, lambda: clocks.wall)
    window.state.set("lock_after", 5)
    for _ in range(59):
        clocks.pass_by(5)
        locking.look()
    assert locked == []
    touch(locking, window)
    for _ in range(59):
        clocks.pass_by(5)
        locking.look()
    assert locked == []
    clocks.pass_by(6)
    locking.look()
    assert locked == ["locked"]
    touch(locking, window)
    clocks.pass_by(3600, asleep=True)
    locking.look()
    assert locked == ["locked"] * 2
    window.state.set("lock_after", 0)
    for _ in range(1000):
        clocks.pass_by(5)
        locking.look()
    assert locked == ["locked"] * 2
    locking.stop()


def touch(locking: Locking, window: QWidget) -> None:
    """Move the mouse, as the system reports it."""

    class Real(QMouseEvent):
        def spontaneous(self) -> bool:
            return True

    at = QPointF(5, 5)
    none = Qt.MouseButton.NoButton
    locking.eventFilter(window, Real(QEvent.Type.MouseMove, at, at, none, none, Qt.KeyboardModifier.NoModifier))
