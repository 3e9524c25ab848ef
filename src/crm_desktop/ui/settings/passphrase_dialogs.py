"""The dialogs that ask for passphrases: to encrypt, to change, to decrypt, to print the recovery sheet."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.core.errors import CrmError
from crm_desktop.services import encryption
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.field import Field
from crm_desktop.ui.kit.icon_label import IconTile
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.secret_line import SecretLine
from crm_desktop.ui.pane.operations import Operations
from crm_desktop.ui.theme.theme import Theme

_WIDTH: Final = 500


class PassphraseDialog(QDialog):
    """A title, a sentence, passphrases. What was typed is forgotten when it closes.

    Signals:
        agreed(given, new): the passphrase that was asked for (proved), and the new one; empty where not asked
    """

    agreed = Signal(str, str)

    def __init__(
        self, theme: Theme, title: str, text: str, accept: str, *, icon: str = "lock", danger: bool = False,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._theme = theme
        self._accept = accept
        self._check: Callable[[str, str], None] | None = None
        self._operations = Operations(self)
        self._busy = False
        self.given: SecretLine | None = None
        self.new: SecretLine | None = None
        self.again: SecretLine | None = None
        self._fields: dict[str, Field] = {}
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setModal(True)
        self.setFixedWidth(_WIDTH)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 20)
        column.setSpacing(12)
        head = QHBoxLayout()
        head.setSpacing(14)
        head.addWidget(IconTile(theme, icon, "danger" if danger else "accent"), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(Label(title, "title2", wrap=True))
        words.addWidget(Label(text, "small", "secondary", wrap=True))
        head.addLayout(words, 1)
        column.addLayout(head)
        self.body = QVBoxLayout()
        self.body.setSpacing(10)
        column.addLayout(self.body)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        self.cancel = Button(theme, self.tr("Cancel"))
        self.accept_button = Button(theme, accept, "danger" if danger else "primary")
        self.accept_button.setDefault(True)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.accept_button)
        column.addSpacing(4)
        column.addLayout(buttons)
        self.cancel.clicked.connect(self.reject)
        self.accept_button.clicked.connect(self._on_accept_clicked)

    def ask_given(self, label: str) -> None:
        """Ask for the passphrase as it is now."""
        self.given = self._add("given", label)
        self.given.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask_new(self) -> None:
        """Ask for a new passphrase twice, and offer a good one."""
        self.new = self._add("new", self.tr("New passphrase"))
        self.again = self._add("again", self.tr("The same again"))
        suggest = Button(self._theme, self.tr("Suggest one"), "link", "refresh-cw")
        suggest.clicked.connect(self._on_suggest_clicked)
        row = QHBoxLayout()
        row.addWidget(suggest)
        row.addStretch(1)
        self.body.addLayout(row)
        (self.given or self.new).setFocus(Qt.FocusReason.OtherFocusReason)

    def add_choice(self, text: str, *, on: bool) -> QCheckBox:
        """Add something to be chosen beside."""
        box = QCheckBox(text)
        box.setChecked(on)
        self.body.addWidget(box)
        return box

    def add_note(self, text: str) -> Label:
        """Add a sentence."""
        label = Label(text, "small", "tertiary", wrap=True)
        self.body.addWidget(label)
        return label

    def check_with(self, check: Callable[[str, str], None]) -> None:
        """`check(given, new)` raises `CrmError` for what is wrong; it runs off the main thread."""
        self._check = check

    def message(self) -> str:
        """What is said under the fields."""
        return " ".join(filter(None, (field.message() for field in self._fields.values())))

    def _add(self, key: str, label: str) -> SecretLine:
        line = SecretLine(self._theme, label)
        field = self._fields[key] = Field(self._theme, label, line)
        self.body.addWidget(field)
        return line

    @Slot()
    def _on_suggest_clicked(self) -> None:
        suggested = encryption.suggest_passphrase()
        for line in (self.new, self.again):
            if line is not None:
                line.line.setText(suggested)
        if self.new is not None:
            self.new.show_typed()

    @Slot()
    def _on_accept_clicked(self) -> None:
        if self._busy:
            return
        for field in self._fields.values():
            field.set_error("")
        given = self.given.text() if self.given is not None else ""
        new = self.new.text() if self.new is not None else ""
        if self.given is not None and not given.strip():
            self._refuse("given", self.tr("Type the passphrase first."))
        elif self.new is not None and self.again is not None and new != self.again.text():
            self._refuse("again", self.tr("The two are not the same."))
        else:
            self._busy = True
            self.accept_button.set_text(self.tr("One moment…"))
            self.accept_button.setEnabled(False)
            self._operations.work(self, partial(self._run_check, given, new), self._on_checked, self._on_refused)

    def _run_check(self, given: str, new: str) -> tuple[str, str]:
        if self._check is not None:
            self._check(given, new)
        return given, new

    def _on_checked(self, typed: tuple[str, str]) -> None:
        self._forget()
        self.accept()
        self.agreed.emit(*typed)

    def _on_refused(self, error: CrmError) -> None:
        self._busy = False
        self.accept_button.set_text(self._accept)
        self.accept_button.setEnabled(True)
        at_given = self.given is not None and isinstance(error, encryption.WrongKey)
        self._refuse("given" if at_given or self.new is None else "new", f"{error.title} {error.detail}".strip())

    def _refuse(self, key: str, text: str) -> None:
        self._fields[key].set_error(text)
        self._fields[key].editor.setFocus(Qt.FocusReason.OtherFocusReason)
        self._column.activate()
        self.resize(self.width(), self.heightForWidth(self.width()))

    def _forget(self) -> None:
        for line in (self.given, self.new, self.again):
            if line is not None:
                line.clear()

    def done(self, result: int) -> None:
        self._forget()
        super().done(result)
