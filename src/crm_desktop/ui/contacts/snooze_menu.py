"""When a step can be put off to."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from crm_desktop.services.calendar.views import NextStep
from crm_desktop.ui.contacts.words import tr
from crm_desktop.ui.pane.pane import PaneContext

Choice = tuple[str, date, datetime | None]


def snooze_choices(step: NextStep, now: datetime) -> list[Choice]:
    """What is offered (words, day, moment), only what lies ahead; a step with a time of day keeps it.

    `now` is aware, in the person's zone.
    """
    today = now.date()
    hour = step.due_at.astimezone(now.tzinfo).timetz() if step.due_at is not None else None
    soon = (now + timedelta(hours=1)).replace(minute=0 if now.minute < 30 else 30, second=0, microsecond=0)
    evening = datetime.combine(today, time(18), now.tzinfo)
    choices: list[Choice] = []
    if step.due_at is not None and soon.date() == today:
        choices.append((tr("In an hour"), today, soon))
    if step.due_at is not None and evening > now:
        choices.append((tr("This evening"), today, evening))
    days = [(tr("Tomorrow"), today + timedelta(days=1))]
    monday = today + timedelta(days=7 - today.weekday())
    if monday != days[0][1]:
        days.append((tr("Next Monday"), monday))
    days += [(tr("In a week"), today + timedelta(days=7)), (tr("In a month"), today + timedelta(days=30))]
    for words, day in days:
        choices.append((words, day, datetime.combine(day, hour) if hour is not None else None))
    return choices


class SnoozeMenu(QMenu):
    """Puts one step off; the choice is written at once and can be undone."""

    def __init__(self, context: PaneContext, task_id: str, step: NextStep, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._context = context
        self._task_id = task_id
        self._owner = parent
        clock = context.services.clock
        self._choices = snooze_choices(step, clock.now().astimezone(clock.zone))
        for number, (words, _, _) in enumerate(self._choices):
            self.addAction(words).setData(number)
        self.triggered.connect(self._on_chosen)

    @Slot(QAction)
    def _on_chosen(self, action: QAction) -> None:
        _, day, moment = self._choices[int(action.data())]
        call = partial(self._context.services.calendar_commands.reschedule_task, self._task_id, day, moment)
        self._context.operations.write(self._owner, call)
