"""Measures how long a call takes while its form is open, and goes on when the form had to be opened again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from crm_desktop.core.clock import Clock, from_millis, to_millis
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.form_parts import Part
from crm_desktop.ui.theme.theme import Theme

LONGEST: Final = timedelta(hours=4)
"""A measurement that began longer ago was forgotten, not a call that still goes on."""


class CallTimer(Button):
    """Starts and stops; a begun minute counts whole.

    Signals:
        measured(int): it was stopped after so many minutes.
        toggled_timing: it was started or stopped.
    """

    measured = Signal(int)
    toggled_timing = Signal()

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
            self._start(self._clock.now())
        else:
            self.finish()
        self.toggled_timing.emit()

    def finish(self) -> None:
        """Stop if it runs, and tell how long it was."""
        if self._started is not None:
            minutes = -(-self._seconds() // 60)
            self._start(None)
            self.measured.emit(max(1, minutes))

    def part(self) -> Part:
        """Since when it runs, as a draft keeps it: a call that is being measured is worth keeping by itself."""
        return Part(self._since, self._go_on)

    def _since(self) -> int:
        return 0 if self._started is None else to_millis(self._started)

    def _go_on(self, since: int) -> None:
        started = from_millis(since) if since else None
        self._start(started if started and self._clock.now() - started <= LONGEST else None)

    def _start(self, started: datetime | None) -> None:
        self._started = started
        if started is None:
            self._tick.stop()
        else:
            self._tick.start()
        self._show()

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
