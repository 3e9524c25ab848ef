"""When something happened: a day and a time of day."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from crm_desktop.core.clock import Clock, today
from crm_desktop.ui.kit.date_edit import DateEdit
from crm_desktop.ui.theme.theme import Theme

_TIME = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?\s*(am|pm)?", re.IGNORECASE)


def read_time(text: str) -> time | None:
    """Return the time of day that a person wrote: 14:30, 9, 2pm; None for what is none."""
    match = _TIME.fullmatch(text.strip())
    if match is None:
        return None
    hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


class WhenEdit(QWidget):
    """A day, and beside it the time; without a time it was at noon, without a day now."""

    def __init__(self, theme: Theme, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.day = DateEdit(theme, self.tr("Day"), lambda: today(clock), placeholder=self.tr("now"))
        self.time = QLineEdit()
        self.time.setAccessibleName(self.tr("Time of day"))
        self.time.setPlaceholderText(self.tr("time"))
        self.time.setMaxLength(8)
        self.time.setFixedWidth(72)
        row.addWidget(self.day, 1)
        row.addWidget(self.time)

    def set_value(self, moment: datetime) -> None:
        """Show a moment as it is where the person is."""
        local = moment.astimezone(self._clock.zone)
        self.day.set_value(local.date())
        self.time.setText(f"{local:%H:%M}")

    def value(self) -> datetime | None:
        """The moment meant, None for now."""
        day, at = self.day.value(), read_time(self.time.text())
        if day is None and at is None:
            return None
        local = datetime.combine(day or today(self._clock), at or time(12), tzinfo=self._clock.zone)
        return local.astimezone(UTC)

    def problem(self) -> str:
        """What is wrong with what is typed, in a sentence, or nothing."""
        if not self.day.is_understood():
            return self.tr("“{text}” is no day.").format(text=self.day.text())
        if self.time.text().strip() and read_time(self.time.text()) is None:
            return self.tr("“{text}” is no time of day. Write it as 14:30.").format(text=self.time.text())
        moment = self.value()
        if moment is not None and moment.astimezone(self._clock.zone).date() > today(self._clock):
            return self.tr("That day is still to come. Plan it as a next step.")
        return ""
