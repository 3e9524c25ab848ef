"""What the bell keeps: the last fifty notices of this session, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QObject, Signal

from crm_desktop.core.clock import Clock
from crm_desktop.ui.theme.tokens import Tone

MOST = 50


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that happened without the person; a click opens the record it is about."""

    title: str
    text: str
    at: datetime
    icon: str = "bell"
    tone: Tone = "info"
    kind: str = ""
    record_id: str = ""


class Notices(QObject):
    """Signals:
    changed: there is a new notice, or all were seen
    """

    changed = Signal()

    def __init__(self, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._unread = 0
        self.all: list[Notice] = []

    @property
    def unread(self) -> int:
        """How many came since the list was last looked at."""
        return self._unread

    def add(
        self,
        title: str,
        text: str = "",
        *,
        icon: str = "bell",
        tone: Tone = "info",
        kind: str = "",
        record_id: str = "",
    ) -> None:
        """Keep a notice, dropping the oldest beyond fifty."""
        self.all.insert(0, Notice(title, text, self._clock.now(), icon, tone, kind, record_id))
        del self.all[MOST:]
        self._unread = min(self._unread + 1, MOST)
        self.changed.emit()

    def mark_seen(self) -> None:
        """Take the dot from the bell."""
        self._unread = 0
        self.changed.emit()
