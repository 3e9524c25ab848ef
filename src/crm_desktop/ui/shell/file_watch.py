"""Watches over the workspace file while its window stands: says what befalls it, and checks it whole once a week."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QPoint, QTimer, Slot
from PySide6.QtGui import QCursor

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.errors import CrmError
from crm_desktop.services import idle_check
from crm_desktop.ui.pane.file_job import ClosedFile, FileJob
from crm_desktop.ui.pane.operations import JobControl

if TYPE_CHECKING:
    from pathlib import Path

    from crm_desktop.services.idle_check import Verdict
    from crm_desktop.services.services import Services
    from crm_desktop.ui.shell.main_window import MainWindow

_MINUTE_MS: Final = 60_000
_FILES_AT_ONCE: Final = 5
"""So few that closing the window need not wait."""
QUIET_MINUTES: Final = 3
"""Minutes without a touch of the mouse and without a change, after which nobody seems to work."""


class FileWatch(QObject):
    """Looks every minute; nothing of it happens on the main thread."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._quiet = 0
        self._place = QPoint()
        self._said: type[CrmError] | None = None
        self._looking = False
        self._reading = False
        self._more = False
        self._timer = QTimer(self, interval=_MINUTE_MS)
        self._timer.timeout.connect(self.look)
        window.operations.data_changed.connect(self._on_data_changed)

    def start(self) -> None:
        """Begin to watch."""
        self._timer.start()

    def stop(self) -> None:
        """Watch no more: the window is about to close."""
        self._timer.stop()

    @Slot()
    def look(self) -> None:
        """Do what is due now."""
        services, operations = self._window.services, self._window.operations
        place = QCursor.pos()
        self._quiet = self._quiet + 1 if place == self._place and operations.idle else 0
        self._place = place
        operations.work(self, partial(idle_check.keep_room, services), self._on_kept, self._on_befallen)
        self._read_files()
        if self._quiet >= QUIET_MINUTES and not self._looking and idle_check.is_due(services):
            self.look_at_everything()
        if self._quiet == QUIET_MINUTES:
            operations.work(self, services.quality_commands.keep_of_the_day, _no_matter, _no_matter)

    def look_at_everything(self) -> None:
        """Check every page of the file now."""
        self._looking = True
        call = partial(idle_check.look_at_everything, self._window.services)
        self._window.operations.work(self, call, self._on_looked, self._on_not_looked)

    @Slot(object)
    def _on_data_changed(self, change: ChangeSet) -> None:
        self._quiet = 0
        if change.touches("attachment"):
            self._read_files()

    def _read_files(self) -> None:
        """Have the words of attached files found by search."""
        self._more = self._reading
        if not self._reading:
            self._reading = True
            operations = self._window.operations
            operations.work(self, partial(_read_files, self._window.services), self._on_read, self._on_not_read)

    def _on_read(self, count: int) -> None:
        self._reading = False
        if count == _FILES_AT_ONCE or self._more:
            self._read_files()

    def _on_not_read(self, _error: CrmError) -> None:
        self._reading = False  # what befell the file is said by the look of this minute

    def _on_kept(self, _nothing: object) -> None:
        self._said = None

    def _on_befallen(self, error: CrmError) -> None:
        if type(error) is not self._said:  # once, not every minute
            self._said = type(error)
            self._window.panels.show_error(error)

    def _on_not_looked(self, _error: CrmError) -> None:
        self._looking = False  # it was taken away meanwhile: that is said by the look of this minute

    def _on_looked(self, verdict: Verdict) -> None:
        self._looking = False
        if verdict.damage is None:
            return
        if self._window.services.database.damage is None:
            self._window.notices.add(verdict.damage.title, verdict.damage.detail, icon="circle-alert", tone="warning")
        else:
            self._offer(verdict)

    def _offer(self, verdict: Verdict) -> None:
        from crm_desktop.ui.kit.button import Button
        from crm_desktop.ui.kit.message_dialog import MessageDialog

        window = self._window
        if verdict.newest is None or verdict.newest_made is None:
            text = self.tr(
                "Nothing more is written to it, and it is kept as it is. There is no good backup beside it. "
                "What is readable can be brought into a new workspace."
            )
            dialog = MessageDialog(
                window.theme, self.tr("The workspace file is damaged."), text,
                accept=self.tr("Close"), icon="circle-alert", parent=window,
            )  # fmt: skip
        else:
            made = window.services.clock.zone
            text = self.tr(
                "Nothing more is written to it. The newest good backup is of {when}. Bringing it back sets the damaged "
                "file aside and keeps it. Or bring what is readable into a new workspace."
            ).format(when=f"{verdict.newest_made.astimezone(made):%Y-%m-%d %H:%M}")
            dialog = MessageDialog(
                window.theme, self.tr("The workspace file is damaged."), text,
                accept=self.tr("Bring back the newest good backup"), reject=self.tr("Not now"), icon="circle-alert",
                parent=window,
            )  # fmt: skip
            dialog.accepted.connect(partial(self._bring_back, verdict.newest))
        rescue = Button(window.theme, self.tr("Rescue what can be read…"))
        rescue.clicked.connect(dialog.reject)
        rescue.clicked.connect(self._rescue)
        dialog.add_button(rescue)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _bring_back(self, backup: Path) -> None:
        self._window.file_job.emit(
            FileJob(
                self.tr("Bringing back the backup"),
                partial(_restore, backup),
                self.tr("The newest good backup is back. The damaged file is beside it, set aside."),
            )
        )

    @Slot()
    def _rescue(self) -> None:
        self._window.file_job.emit(
            FileJob(
                self.tr("Rescuing what can be read"),
                _rescue,
                self.tr("What could be read is here, in a file of its own. A text beside it says what was lost."),
            )
        )


def _read_files(services: Services) -> int:
    return services.file_texts.read_waiting(_FILES_AT_ONCE)


def _restore(backup: Path, file: ClosedFile, _control: JobControl) -> ClosedFile:
    from crm_desktop.services.restoring import restore

    done = restore(backup, file.path, key=file.key)
    return ClosedFile(done.path, done.key)


def _rescue(file: ClosedFile, _control: JobControl) -> ClosedFile:
    from crm_desktop.services.rescuing import rescue

    target, number = file.path.with_name(f"{file.path.stem} rescued.crm"), 2
    while target.exists():
        target, number = file.path.with_name(f"{file.path.stem} rescued ({number}).crm"), number + 1
    report = rescue(file.path, target, key=file.key)
    told = target.with_suffix(".txt")
    told.touch(0o600)
    lines = [f"{report.read:,} rows were read from “{file.path.name}” into “{target.name}”.", "", *report.notes]
    told.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return ClosedFile(target, file.key)


def _no_matter(_outcome: object) -> None:
    """The figures of a day are counted again tomorrow; a damaged file is told of elsewhere."""
