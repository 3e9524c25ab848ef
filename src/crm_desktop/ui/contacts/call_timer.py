"""Measures how long a call takes while its form is open."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from crm_desktop.core.clock import Clock
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.theme.theme import Theme


class CallTimer(Button):
    """Starts and stops; a begun minute counts whole.

    Signals:
        measured(int): it was stopped after so many minutes.
    """

    measured = Signal(int)

    def __init__(self, theme: Theme, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(theme, "", icon="play", size="compact", parent=parent)
        self._clock = clock
        self._started: datetime | None = None
        self._tick = QTimer(self, interval=1000)
        self._tick.timeout.connect(self._show)
        self.clicked.connect(self.toggle_timing)
        self._show()

    @Slot()
    def toggle_timing(self) -> None:
        """Start, or stop and tell."""
        if self._started is None:
            self._started = self._clock.now()
            self._tick.start()
        else:
            self.finish()
        self._show()

    def finish(self) -> None:
        """Stop if it runs, and tell how long it was."""
        if self._started is not None:
            minutes = -(-self._seconds() // 60)
            self._started = None
            self._tick.stop()
            self._show()
            self.measured.emit(max(1, minutes))

    def _seconds(self) -> int:
        return 0 if self._started is None else max(0, int((self._clock.now() - self._started).total_seconds()))

    @Slot()
    def _show(self) -> None:
        if self._started is None:
            self.set_icon("play")
            self.set_text(self.tr("Start timer"))
            self.setAccessibleName(self.tr("Start measuring the call"))
        else:
            minutes, seconds = divmod(self._seconds(), 60)
            self.set_icon("pause")
            self.set_text(self.tr("Stop {minutes}:{seconds}").format(minutes=minutes, seconds=f"{seconds:02d}"))
            self.setAccessibleName(self.tr("Stop measuring the call"))
