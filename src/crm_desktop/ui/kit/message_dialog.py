"""One dialog with a sentence and verbs on its buttons: a question, or a refusal that must be read."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.core.errors import CrmError
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.icon_label import IconTile
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.theme.theme import Theme


class MessageDialog(QDialog):
    """A title, a sentence or two, and one or two buttons named after what they do.

    With `danger` the doing button is red and never the default; Esc is always the safe choice.
    """

    def __init__(
        self,
        theme: Theme,
        title: str,
        text: str,
        *,
        accept: str,
        reject: str = "",
        danger: bool = False,
        icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        self.setMinimumWidth(440)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(24, 20, 24, 18)
        self.body.setSpacing(10)
        head = QHBoxLayout()
        head.setSpacing(12)
        if icon:
            head.addWidget(IconTile(theme, icon, "danger" if danger else "info"))
        head.addWidget(Label(title, "title2", wrap=True), 1)
        self.body.addLayout(head)
        if text:
            label = Label(text, "body", "secondary", wrap=True)
            label.setMinimumWidth(380)
            self.body.addWidget(label)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        self._buttons.addStretch(1)
        self.reject_button = Button(theme, reject)
        self.reject_button.setVisible(bool(reject))
        self.accept_button = Button(theme, accept, "danger" if danger else "primary")
        self._buttons.addWidget(self.reject_button)
        self._buttons.addWidget(self.accept_button)
        self.body.addSpacing(6)
        self.body.addLayout(self._buttons)
        self.accept_button.clicked.connect(self.accept)
        self.reject_button.clicked.connect(self.reject)
        safe = self.reject_button if danger else self.accept_button
        safe.setDefault(True)
        safe.setFocus()

    def add_button(self, button: Button) -> None:
        """Put a further button before the others."""
        self._buttons.insertWidget(0, button)


def ask(
    theme: Theme, parent: QWidget | None, title: str, text: str, *, accept: str, reject: str, danger: bool = False
) -> bool:
    """Ask once, with verbs on the buttons; whether the person chose to do it."""
    dialog = MessageDialog(theme, title, text, accept=accept, reject=reject, danger=danger, parent=parent)
    chosen = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    return chosen


def refusal_dialog(theme: Theme, parent: QWidget | None, error: CrmError, close: str) -> MessageDialog:
    """Return the dialog that says an expected refusal: what happened, what is safe, what to do."""
    dialog = MessageDialog(theme, error.title, error.detail, accept=close, icon="circle-alert", parent=parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return dialog


def tell(theme: Theme, parent: QWidget | None, error: CrmError, close: str) -> None:
    """Say an expected refusal and wait until it was read."""
    refusal_dialog(theme, parent, error, close).exec()
