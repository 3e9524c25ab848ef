"""A line for a passphrase: dots, and an eye that shows what is typed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from crm_desktop.ui.kit.button import IconButton
from crm_desktop.ui.theme.theme import Theme


class SecretLine(QWidget):
    """A passphrase being typed; input methods neither predict nor remember it. `line` is the field itself."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = QLineEdit()
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setInputMethodHints(
            Qt.InputMethodHint.ImhHiddenText
            | Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )
        self.line.setAccessibleName(name)
        self.setAccessibleName(name)
        self.eye = IconButton(theme, "eye", self.tr("Show what is typed"), checkable=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.line, 1)
        row.addWidget(self.eye)
        self.setFocusProxy(self.line)
        self.eye.toggled.connect(self._on_eye_toggled)

    def text(self) -> str:
        """What was typed."""
        return self.line.text()

    def clear(self) -> None:
        """Forget what was typed, and how to undo that."""
        self.line.clear()
        self.line.setModified(False)

    def show_typed(self) -> None:
        """Show what is typed."""
        self.eye.setChecked(True)

    @Slot(bool)
    def _on_eye_toggled(self, shown: bool) -> None:
        self.line.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
