"""What the program itself says and asks, in front of whatever window stands."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QCoreApplication, QObject, QTimer
from PySide6.QtWidgets import QWidget

from crm_desktop.app.broken_file import Remedy
from crm_desktop.app.file_work import BrokenFile
from crm_desktop.core.errors import CrmError
from crm_desktop.ui.shell.main_window import MainWindow
from crm_desktop.ui.theme.theme import Theme

_RESCUE = 2
"""What the dialog about a damaged file ends with, beside accepted and rejected."""
_WIDE = 640
_log = logging.getLogger(__name__)


class Telling(QObject):
    """Tells failures; `front` is the window that stands in front, if there is one."""

    def __init__(self, theme: Theme, front: Callable[[], QWidget | None], parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self._front = front
        self._said: QWidget | None = None

    def tell(self, error: Exception) -> None:
        """Say why something was not done, and wait until it was read."""
        from crm_desktop.ui.kit.message_dialog import tell

        if not isinstance(error, CrmError):
            self.on_uncaught(type(error), error, error.__traceback__)
            if isinstance(self._front(), MainWindow):
                return  # which offers the report
            error = CrmError(
                self.tr("Something went wrong in the program."),
                self.tr("Everything saved before is safe. The log says where it happened."),
            )
        _log.info("refused: %s", type(error).__name__)
        tell(self._theme, self._front(), error, self.tr("Close"))

    def say(self, error: CrmError) -> None:
        """Say it without waiting; nothing else need be on the screen."""
        from crm_desktop.ui.kit.message_dialog import refusal_dialog

        self._said = refusal_dialog(self._theme, self._front(), error, self.tr("Close"))
        self._said.open()

    def tell_soon(self, error: Exception, _window: MainWindow) -> None:
        """Say it over the window that is just being shown."""
        QTimer.singleShot(0, self, partial(self.tell, error))

    def wants_copy(self, error: CrmError) -> bool:
        """Ask whether to work on a local copy of a file that lies where it is not safe."""
        from crm_desktop.ui.kit.message_dialog import ask

        return ask(
            self._theme, self._front(), error.title,
            self.tr("It was not changed. A copy on this computer is safe to work on; the file stays as it is."),
            accept=self.tr("Work on a local copy"), reject=self.tr("Cancel"),
        )  # fmt: skip

    def remedy_for(self, error: BrokenFile) -> Remedy:
        """Say that a file is too damaged to be opened and ask what to do instead; empty when nothing."""
        from crm_desktop.services.backups import backups_of
        from crm_desktop.ui.kit.button import Button
        from crm_desktop.ui.kit.message_dialog import MessageDialog

        words = self.tr("It was not changed. What can still be read can be brought into a new file beside it.")
        accept, reject = self.tr("Close"), ""
        copied = bool(backups_of(error.file.path))
        if copied:
            words = self.tr(
                "It was not changed, and either way it stays as it is. The newest backup that proves whole can take "
                "its place, or everything that can still be read can be brought into a new file beside it."
            )
            accept, reject = self.tr("Bring back the newest good backup"), self.tr("Close")
        dialog = MessageDialog(
            self._theme, error.title, words,
            accept=accept, reject=reject, icon="circle-alert", parent=self._front(),
        )  # fmt: skip
        dialog.setMinimumWidth(_WIDE)
        rescue = Button(self._theme, self.tr("Rescue what can be read…"))
        rescue.clicked.connect(partial(dialog.done, _RESCUE))
        dialog.add_button(rescue)
        chosen = dialog.exec()
        dialog.deleteLater()
        if chosen == _RESCUE:
            return "rescue"
        return "restore" if chosen and copied else ""

    def remedied(self, remedy: Remedy) -> str:
        """What is said once the remedy stands in a window."""
        if remedy == "restore":
            return self.tr("The newest good backup is back. The damaged file is beside it, set aside.")
        return self.tr("What could be read is here, in a file of its own. A text beside it says what was lost.")

    def ask_key(self, path: Path, parent: QWidget | None) -> bytes | None:
        """Ask for the passphrase of an encrypted file and return the key that it gives; None when it was given up."""
        from crm_desktop.ui.shell.unlock_window import ask_key

        return ask_key(self._theme, path, parent)

    def on_uncaught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Log a failure that nobody expected and offer a report of it."""
        from crm_desktop.ui.shell.errors import log_uncaught

        if issubclass(kind, KeyboardInterrupt):
            QCoreApplication.quit()
            return
        log_uncaught(error.with_traceback(trace))
        window = self._front()
        if isinstance(window, MainWindow):
            window.panels.show_crash(error)
