"""Locks an encrypted workspace: by hand, when nobody has touched anything for a while, and before the computer sleeps.

Locked, no window shows anything, every connection is closed, and the key is gone from the program.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QTimer, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from crm_desktop.services import encryption, private_files
from crm_desktop.ui.pane.file_job import ClosedFile, FileJob
from crm_desktop.ui.pane.operations import JobControl
from crm_desktop.ui.shell.suspend import SuspendWatcher

if TYPE_CHECKING:
    from crm_desktop.ui.shell.main_window import MainWindow

MINUTES: Final = (0, 1, 5, 15)
"""After how long without a touch it locks; 0 for never."""
DEFAULT_MINUTES: Final = 15
STATE: Final = "lock_after"
_LOOK_MS: Final = 5_000
_AGAIN_MS: Final = 500
_LEAP_S: Final = 30.0
_TOUCHES: Final = frozenset(
    {
        QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel,
        QEvent.Type.TouchBegin, QEvent.Type.TabletPress, QEvent.Type.TabletMove,
        QEvent.Type.NonClientAreaMouseButtonPress,
    }
)  # fmt: skip


class Locking(QObject):
    """Watches over one window; does nothing to a workspace that is not encrypted."""

    def __init__(
        self,
        window: MainWindow,
        steady: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        """`steady` and `wall` are clocks in seconds; the second goes on while the computer sleeps."""
        super().__init__(window)
        self._window = window
        self._steady, self._wall = steady, wall
        self._touched = steady()
        self._seen = wall()
        self._locking = False
        self._key = window.services.database.key
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self.look)
        self.suspend = SuspendWatcher(self)
        self.suspend.falling_asleep.connect(self.lock)

    @property
    def possible(self) -> bool:
        """Whether the workspace is encrypted, so that locking it means something."""
        return self._key is not None

    def start(self) -> None:
        """Begin to watch."""
        application = QApplication.instance()
        if self.possible and application is not None and not self._timer.isActive():
            self._touched, self._seen = self._steady(), self._wall()
            application.installEventFilter(self)
            self._timer.start()
            self.suspend.start()

    def stop(self) -> None:
        """Watch no more: the window is about to close."""
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
        self._timer.stop()
        self.suspend.stop(release=not self._locking)
        self._key = None

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in _TOUCHES and event.spontaneous():
            self._touched = self._steady()
        return False

    @Slot()
    def look(self) -> None:
        """Lock if nothing was touched for long enough, or if the computer has slept meanwhile."""
        now, before = self._wall(), self._seen
        self._seen = now
        minutes = self._window.state.get(STATE, DEFAULT_MINUTES)
        idle = minutes in MINUTES and minutes > 0 and self._steady() - self._touched >= minutes * 60
        if idle or now - before > _LEAP_S:
            self.lock()

    @Slot()
    def lock_by_hand(self) -> None:
        """Lock now (Ctrl+Alt+L); says so where there is nothing to lock with."""
        if self.possible:
            self.lock()
        else:
            self._window.undoing.say(
                self.tr("This workspace is not encrypted, so it cannot be locked."), icon="lock",
                action=self.tr("Encrypt it"), token=self._show_settings,
            )  # fmt: skip

    @Slot()
    def lock(self) -> None:
        """Hide everything at once, close the workspace, and ask for the passphrase."""
        if not self.possible or self._locking:
            return
        self._locking = True
        self._hide_everything()
        self._close_workspace()

    def _hide_everything(self) -> None:
        clipboard = QGuiApplication.clipboard()
        if clipboard.ownsClipboard():
            clipboard.clear()
        for widget in QApplication.topLevelWidgets():
            widget.hide()  # not closed: what is half typed in it is kept when the window is left

    @Slot()
    def _close_workspace(self) -> None:
        if self._window.operations.busy:  # an import goes on behind the lock; the file is closed when it has ended
            QTimer.singleShot(_AGAIN_MS, self, self._close_workspace)
            return
        key = self._key
        if key is not None:
            encryption.mark_locked(key)
            self._window.file_job.emit(FileJob(self.tr("Locking"), partial(_lock, self.suspend), hidden=True))

    def _show_settings(self) -> None:
        from crm_desktop.ui.settings.pane import SettingsPane

        pane = self._window.show_page("settings")
        if isinstance(pane, SettingsPane):
            pane.show_section("security")


def _lock(suspend: SuspendWatcher, file: ClosedFile, _control: JobControl) -> ClosedFile:
    """Return the file without its key: whoever opens it next is asked for the passphrase. The computer may sleep."""
    private_files.clear()
    suspend.release()
    return ClosedFile(file.path)
