"""Keeps the foot of the rail true, makes backups off the main thread, and one on quitting when the last is old."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from crm_desktop.core.errors import CrmError
from crm_desktop.services import backups
from crm_desktop.services.services import Services
from crm_desktop.ui.pane.operations import Operations

LATE: Final = timedelta(days=7)
DAILY: Final = timedelta(days=1)


class BackupKeeper(QObject):
    """Signals:
    age_changed(text, late): how old the newest backup is, in words
    made(path): a backup was made and proved whole
    failed(CrmError): it was not
    """

    age_changed = Signal(str, bool)
    made = Signal(str)
    failed = Signal(object)

    def __init__(self, services: Services, operations: Operations, parent: QObject) -> None:
        super().__init__(parent)
        self._services = services
        self._operations = operations
        self._running = False
        self._timer = QTimer(self, interval=60_000)
        self._timer.timeout.connect(self.refresh)

    def start(self) -> None:
        """Tell the age now and every minute."""
        self.refresh()
        self._timer.start()

    def stop(self) -> None:
        """Tell no more: the window is about to close."""
        self._timer.stop()

    @Slot()
    def refresh(self) -> None:
        """Look at the backup folder and tell the age."""
        path = self._services.database.path
        self._operations.work(self, partial(backups.newest_backup, path), self._on_newest)

    def is_due(self) -> bool:
        """Whether the newest backup is older than a day; looks at the folder, which is quick."""
        newest = backups.newest_backup(self._services.database.path)
        return newest is None or self._services.clock.now() - newest > DAILY

    @Slot()
    def back_up(self, target: Path | None = None) -> None:
        """Make a backup now."""
        if not self._running:
            self._running = True
            services = self._services
            call = partial(backups.back_up_now, services.database, services.clock, target)
            self._operations.work(self, call, self._on_made, self._on_failed)

    def _on_made(self, path: Path) -> None:
        self._running = False
        self.made.emit(str(path))
        self.refresh()

    def _on_failed(self, error: CrmError) -> None:
        self._running = False
        self.failed.emit(error)

    def _on_newest(self, newest: datetime | None) -> None:
        self.age_changed.emit(*self._age(newest))

    def _age(self, newest: datetime | None) -> tuple[str, bool]:
        if newest is None:
            return self.tr("No backup yet"), False
        age = max(self._services.clock.now() - newest, timedelta(0))
        if age < timedelta(minutes=2):
            words = self.tr("Backup just now")
        elif age < timedelta(hours=1):
            words = self.tr("Backup %n minutes ago", "", age // timedelta(minutes=1))
        elif age < timedelta(days=1):
            words = self.tr("Backup %n hours ago", "", age // timedelta(hours=1))
        else:
            words = self.tr("Backup %n days ago", "", age.days)
        return words, age > LATE
