"""A time of day typed the way people write it: 10:30, 1030, 3pm, 14."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from crm_desktop.ui.calendar.words import time_words
from crm_desktop.ui.kit.field import mark_input
from crm_desktop.ui.kit.label import line_up_figures
from crm_desktop.ui.kit.plain_tip import plain_tip

_TIME = re.compile(r"(\d{1,2})(?:[:.h]?(\d{2}))?\s*(am|pm|a|p)?", re.IGNORECASE)
_STEP = timedelta(minutes=15)


class TimeEdit(QLineEdit):
    """Up and Down step by a quarter of an hour; what is no time is kept and marked.

    Signals:
        time_changed(time): another time is meant.
    """

    time_changed = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._time = time(9, 0)
        self.setAccessibleName(name)
        line_up_figures(self)
        self.editingFinished.connect(self._settle)

    def value(self) -> time:
        """The time meant."""
        return self._time

    def is_understood(self) -> bool:
        """Whether what is typed is a time."""
        return read_time(self.text()) is not None or self.text() == _shown(self._time)

    def set_value(self, value: time) -> None:
        """Show a time without announcing it."""
        self._time = value
        self.setText(_shown(value))
        mark_input(self, "")

    @Slot()
    def _settle(self) -> None:
        if self.text() == _shown(self._time):
            mark_input(self, "")
            return
        found = read_time(self.text())
        if found is None:
            mark_input(self, "error")
            self.setAccessibleDescription(self.tr("This is not a time. Write for example “10:30” or “3pm”."))
            self.setToolTip(plain_tip(self.accessibleDescription()))
            return
        self.setAccessibleDescription("")
        self.setToolTip("")
        changed = found != self._time
        self.set_value(found)
        if changed:
            self.time_changed.emit(found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._settle()
            step = _STEP if event.key() == Qt.Key.Key_Up else -_STEP
            moved = (datetime.combine(datetime(2000, 1, 2), self._time) + step).time()
            self.set_value(moved)
            self.time_changed.emit(moved)
            event.accept()
        else:
            super().keyPressEvent(event)


def read_time(text: str) -> time | None:
    """Return the time that a text means, None when it means none."""
    match = _TIME.fullmatch(text.strip())
    if match is None:
        return None
    hour, minute = int(match[1]), int(match[2] or 0)
    half = (match[3] or "").lower()[:1]
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _shown(value: time) -> str:
    return time_words(datetime.combine(datetime(2000, 1, 1), value))
