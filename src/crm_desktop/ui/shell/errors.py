"""The two ways to say that something failed: an expected refusal, and a bug with a report to copy."""

from __future__ import annotations

import platform
import sys
import traceback
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from crm_desktop import __version__
from crm_desktop.core.errors import CrmError
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.icon_label import IconTile
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.theme.theme import Theme


def report_of(error: BaseException) -> str:
    """Where it happened, without anything from the firm's records: no values, no message of the error."""
    lines = [f"crm-desktop {__version__}", f"Python {platform.python_version()} on {platform.platform()}", ""]
    for frame in traceback.extract_tb(error.__traceback__):
        place = Path(frame.filename)
        lines.append(f"{'/'.join(place.parts[-3:])}:{frame.lineno} in {frame.name}")
    return "\n".join([*lines, type(error).__name__])


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


class CrashDialog(MessageDialog):
    """Says that the program made a mistake, that saved work is safe, and offers a report to copy."""

    def __init__(self, theme: Theme, error: BaseException, log: Path, parent: QWidget | None = None) -> None:
        super().__init__(
            theme,
            self.tr("Something went wrong in the program."),
            self.tr(
                "Everything saved before is safe, and you can go on working. The report below holds nothing from your "
                "records. The log is at {place}."
            ).format(place=log),
            accept=self.tr("Close"),
            icon="circle-alert",
            parent=parent,
        )
        self.report = report_of(error)
        box = QPlainTextEdit(self.report)
        box.setReadOnly(True)
        box.setAccessibleName(self.tr("Report"))
        box.setFixedHeight(150)
        self.body.insertWidget(2, box)
        copy = Button(theme, self.tr("Copy the report"), icon="copy")
        copy.clicked.connect(self._on_copy_clicked)
        self.add_button(copy)

    @Slot()
    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self.report)


def log_uncaught(error: BaseException) -> None:
    """Write an uncaught failure to the log: its place, never its values."""
    import logging

    logging.getLogger("crm_desktop").error("an unexpected failure\n%s", report_of(error))
    if sys.stderr is not None:
        print(report_of(error), file=sys.stderr)
