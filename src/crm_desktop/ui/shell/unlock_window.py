"""Asks for the passphrase of an encrypted workspace, or for the code of its recovery sheet."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from crm_desktop.core.errors import CrmError
from crm_desktop.services import encryption
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.field import Field
from crm_desktop.ui.kit.focus_ring import FocusRing
from crm_desktop.ui.kit.icon_label import IconTile
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.secret_line import SecretLine
from crm_desktop.ui.pane.operations import Operations
from crm_desktop.ui.theme.theme import Theme

_WIDTH: Final = 480


class CodeBox(QPlainTextEdit):
    """Where the recovery code is typed or pasted; Enter goes on."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setFixedHeight(84)
        self.setPlaceholderText("0000 0000 – 0000 0000 – …")
        self.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
        else:
            super().keyPressEvent(event)


class UnlockWindow(QDialog):
    """Locked means locked: there is nothing of the file here but its name. `key` is there once it was accepted."""

    def __init__(self, theme: Theme, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._path = path
        self._operations = Operations(self)
        self._by_code = False
        self._busy = False
        self.key: bytes | None = None
        self._build()
        self._connect()
        FocusRing(theme, self)
        self._operations.work(self, encryption.keyring_problem, self._on_keyring_known)

    def _build(self) -> None:
        self.setObjectName("page")
        self.setWindowTitle(self.tr("{name} is locked").format(name=self._path.stem))
        self.setFixedWidth(_WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 28, 32, 24)
        column.setSpacing(14)
        head = QHBoxLayout()
        head.setSpacing(14)
        head.addWidget(IconTile(self._theme, "lock", "accent", 44), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Label(self.tr("{name} is locked").format(name=self._path.stem), "title2", wrap=True))
        self._hint = Label("", "small", "secondary", wrap=True)
        words.addWidget(self._hint)
        head.addLayout(words, 1)
        column.addLayout(head)
        self.passphrase = SecretLine(self._theme, self.tr("Passphrase"))
        self.code = CodeBox(self.tr("Recovery code"))
        self._fields = [
            Field(self._theme, self.tr("Passphrase"), self.passphrase),
            Field(self._theme, self.tr("Recovery code"), self.code),
        ]
        for field in self._fields:
            column.addWidget(field)
        self.keep = QCheckBox(self.tr("Open it without asking on this computer"))
        self.keep.hide()
        self._keyring = Label("", "small", "tertiary", wrap=True)
        self._keyring.hide()
        column.addWidget(self.keep)
        column.addWidget(self._keyring)
        column.addLayout(self._build_buttons())
        self._show_way()

    def _build_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.other_way = Button(self._theme, "", "link")
        self.cancel = Button(self._theme, self.tr("Not now"))
        self.unlock = Button(self._theme, self.tr("Unlock"), "primary")
        self.unlock.setDefault(True)
        row.addWidget(self.other_way)
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.unlock)
        return row

    def _connect(self) -> None:
        self.unlock.clicked.connect(self._on_unlock_clicked)
        self.cancel.clicked.connect(self.reject)
        self.other_way.clicked.connect(self._on_other_way_clicked)

    def _show_way(self) -> None:
        for number, field in enumerate(self._fields):
            field.setVisible(number == int(self._by_code))
        self._hint.setText(
            self.tr("Type the code of the recovery sheet: eight groups, line by line.")
            if self._by_code
            else self.tr("Everything in this file is encrypted. Your passphrase opens it.")
        )
        self.other_way.set_text(self.tr("Use the passphrase") if self._by_code else self.tr("Use the recovery code"))
        self.focus_first()

    def focus_first(self) -> None:
        """Put the keyboard where the passphrase is typed."""
        (self.code if self._by_code else self.passphrase.line).setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_other_way_clicked(self) -> None:
        if not self._busy:
            self._by_code = not self._by_code
            self._show_way()
            self._say("")

    @Slot()
    def _on_unlock_clicked(self) -> None:
        if self._busy:
            return
        typed = self.code.toPlainText() if self._by_code else self.passphrase.text()
        if not typed.strip():
            self._say(self.tr("Type the code first.") if self._by_code else self.tr("Type the passphrase first."))
            self.focus_first()
            return
        self._say("")
        self._set_busy(True)
        call = partial(_open, self._path, typed, by_code=self._by_code, keep=self.keep.isChecked())
        self._operations.work(self, call, self._on_opened, self._on_refused)

    def _on_opened(self, key: bytes) -> None:
        self.key = key
        self._forget()
        self.accept()

    def _on_refused(self, error: CrmError) -> None:
        self._set_busy(False)
        self._say(f"{error.title} {error.detail}".strip())
        if not self._by_code:
            self.passphrase.line.selectAll()
        self.focus_first()

    def _on_keyring_known(self, problem: CrmError | None) -> None:
        self.keep.setVisible(problem is None)
        self._keyring.setVisible(problem is not None)
        if problem is not None:
            self._keyring.setText(self.tr("{why} So the passphrase is asked for each time.").format(why=problem.title))

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        for widget in (self.unlock, self.other_way, *self._fields):
            widget.setEnabled(not busy)
        self.unlock.set_text(self.tr("Unlocking…") if busy else self.tr("Unlock"))

    def _say(self, text: str) -> None:
        self._fields[int(self._by_code)].set_error(text)

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            # Lines that wrap ask for their height once they know their width, and then once more.
            self.resize(self.width(), self.heightForWidth(self.width()))
        return handled

    def message(self) -> str:
        """What is said under the field."""
        return self._fields[int(self._by_code)].message()

    def _forget(self) -> None:
        self.passphrase.clear()
        self.code.clear()

    def done(self, result: int) -> None:
        self._forget()
        self._operations.drain()
        super().done(result)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow() and self.focusWidget() is None:
            self.focus_first()


def ask_key(theme: Theme, path: Path, parent: QWidget | None) -> bytes | None:
    """Ask for the passphrase of a closed file and return the key that it gives, proved; None when it was given up."""
    window = UnlockWindow(theme, path, parent)
    window.exec()
    key, window.key = window.key, None
    window.deleteLater()
    return key


def _open(path: Path, typed: str, *, by_code: bool, keep: bool) -> bytes:
    """Return the key that opens the file, kept in the keyring when that was asked for. Not for the main thread."""
    key = encryption.key_from_code(path, typed) if by_code else encryption.key_from(path, typed)
    encryption.mark_unlocked(key)
    if keep:
        encryption.remember(key)
    return key
