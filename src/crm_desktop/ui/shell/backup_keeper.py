"""Keeps the foot of the rail true and makes backups off the main thread: when asked, and one a day by itself."""

from __future__ import annotations

from dataclasses import dataclass
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
PATIENCE: Final = timedelta(hours=4)
"""After a daily backup that could not be made, the next is tried so much later."""


@dataclass(frozen=True, slots=True)
class _Look:
    """What the backup folder says: when the newest was made, and whether it holds everything."""

    newest: datetime | None
    whole: bool


class BackupKeeper(QObject):
    """Signals:
    age_changed(text, late): how old the newest backup is, in words
    made(path): a backup that was asked for was made and proved whole
    failed(CrmError): it was not
    daily_failed(CrmError): nor was the one of the day
    """

    age_changed = Signal(str, bool)
    made = Signal(str)
    failed = Signal(object)
    daily_failed = Signal(object)

    def __init__(self, services: Services, operations: Operations, parent: QObject) -> None:
        super().__init__(parent)
        self._services = services
        self._operations = operations
        self._running = False
        self._since = services.clock.now()
        self._not_before = self._since
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
        """Look at the backup folder, tell the age, and make the backup of the day when it is due."""
        self._operations.work(self, self._look, self._on_looked)

    def _look(self) -> _Look:
        """Look at the folder; into the newest backup only when it is of an earlier day."""
        database, clock = self._services.database, self._services.clock
        newest = backups.newest_backup(database.path)
        old = newest is not None and backups.is_old(newest, clock)
        return _Look(newest, old and not backups.is_due(database, clock))

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

    def _on_looked(self, look: _Look) -> None:
        self.age_changed.emit(*self._age(look))
        services, now = self._services, self._services.clock.now()
        due = not look.whole and backups.is_old(look.newest or self._since, services.clock)
        can = not services.database.read_only and services.database.damage is None
        if due and can and now >= self._not_before and not self._running and not self._operations.busy:
            self._running = True
            call = partial(backups.back_up_now, services.database, services.clock)
            self._operations.work(self, call, self._on_daily_made, self._on_daily_failed)

    def _on_daily_made(self, _path: Path) -> None:
        self._running = False
        self.refresh()

    def _on_daily_failed(self, error: CrmError) -> None:
        self._running = False
        self._not_before = self._services.clock.now() + PATIENCE
        self.daily_failed.emit(error)

    def _age(self, look: _Look) -> tuple[str, bool]:
        newest = look.newest
        if newest is None:
            return self.tr("No backup yet"), False
        if look.whole:
            return self.tr("Backup up to date"), False
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
