"""The two ways to say that something failed: an expected refusal, and a bug with a report to copy."""

from __future__ import annotations

import platform
import sys
import traceback
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from crm_desktop import __version__
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.message_dialog import MessageDialog
from crm_desktop.ui.theme.theme import Theme


def report_of(error: BaseException) -> str:
    """Where it happened, without anything from the firm's records: no values, no message of the error."""
    lines = [f"crm-desktop {__version__}", f"Python {platform.python_version()} on {platform.platform()}", ""]
    for frame in traceback.extract_tb(error.__traceback__):
        place = Path(frame.filename)
        lines.append(f"{'/'.join(place.parts[-3:])}:{frame.lineno} in {frame.name}")
    return "\n".join([*lines, type(error).__name__])


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
