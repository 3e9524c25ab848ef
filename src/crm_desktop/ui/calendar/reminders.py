"""Bells that ring while the program is open, and what rang while it was not."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from crm_desktop.core.changes import ChangeSet
from crm_desktop.services.calendar.views import DueReminder
from crm_desktop.services.services import Services
from crm_desktop.ui.pane.pane import PaneContext

_LOOK_EVERY_MS: Final = 10_000
_SLEPT: Final = timedelta(minutes=3)
"""A longer gap between two looks means that the computer slept, or its clock was set."""
_TABLES: Final = ("reminder", "task", "event", "case")

Found = tuple[list[DueReminder], datetime | None, datetime | None]
"""Bells that ring, when the next will, and when bells were last shown."""


class ReminderService(QObject):
    """Looks every ten seconds whether a bell must ring; asks the file only when one may.

    Signals:
        due(list): bells that begin to ring now.
        missed(list): what fell due while the program was closed or the computer slept, as one list.
        ringing_changed(list): all bells that ring and were not answered.
    """

    due = Signal(object)
    missed = Signal(object)
    ringing_changed = Signal(object)

    def __init__(self, context: PaneContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = context.services
        self._operations = context.operations
        self._next: datetime | None = None
        self._looked_at: datetime | None = None
        self._shown: frozenset[tuple[str, datetime]] = frozenset()
        self._ringing: list[DueReminder] = []
        self._timer = QTimer(self, interval=_LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._operations.data_changed.connect(self._on_data_changed)

    @property
    def ringing(self) -> list[DueReminder]:
        """The bells that ring and were not answered, the latest first."""
        return list(self._ringing)

    @Slot()
    def start(self) -> None:
        """Show what was missed, and ring from now on."""
        self._looked_at = None
        self._timer.start()
        self._ask(away=True)

    @Slot()
    def stop(self) -> None:
        """Ring no more, as when the window is about to close."""
        self._timer.stop()

    @Slot()
    def look(self) -> None:
        """Ring what is due by the clock; called by the timer, and by tests."""
        now = self._services.clock.now()
        before, self._looked_at = self._looked_at, now
        slept = before is not None and not timedelta() <= now - before <= _SLEPT
        if slept or (self._next is not None and now >= self._next):
            self._ask(away=slept)

    @Slot(object)
    def _on_data_changed(self, change: ChangeSet) -> None:
        if self._timer.isActive() and change.touches(*_TABLES):
            self._ask(away=False)

    def _ask(self, *, away: bool) -> None:
        self._looked_at = self._services.clock.now()
        self._operations.read(self, partial(_read, self._services), partial(self._take, away))

    def _take(self, away: bool, found: Found) -> None:
        ringing, self._next, last_seen = found
        fresh = [one for one in ringing if (one.id, one.rings_at) not in self._shown]
        # What lies ahead again because the clock was set back has rung; what was answered may be asked for again.
        now = self._services.clock.now()
        ahead = {shown for shown in self._shown if shown[1] > now}
        self._shown = frozenset((one.id, one.rings_at) for one in ringing) | ahead
        if ringing != self._ringing:
            self._ringing = ringing
            self.ringing_changed.emit(ringing)
        if not fresh:
            return
        missed = away and any(one.when <= now and (last_seen is None or one.rings_at > last_seen) for one in fresh)
        (self.missed if missed else self.due).emit(fresh)
        self._operations.write(self, self._services.calendar_commands.mark_seen, quiet=True)


def _read(services: Services) -> Found:
    calendar = services.calendar
    return calendar.due_reminders(), calendar.next_ring(), calendar.last_seen()
