"""A line of plain words that plans the next step: “call fri 10 about racks”."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from crm_desktop.core.clock import Clock
from crm_desktop.core.plain_words import Draft, Match, parse
from crm_desktop.services.calendar.views import TaskDraft
from crm_desktop.ui.kit.format import day_text, time_text
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.pane.pane import PaneContext

_KINDS = {"call": "call", "email": "email", "meeting": "meeting", "visit": "visit"}
_BEFORE_TIMED = 10
"""Minutes before a step with a time of day that its bell rings; one with only a day rings in the morning."""


def tr(text: str) -> str:
    """A sentence of the line in the person's language."""
    return QCoreApplication.translate("plan_line", text)


def nobody(_phrase: str) -> Sequence[Match]:
    """The line stands on a contact's own page: no name in it means somebody else."""
    return ()


def read_words(text: str, clock: Clock) -> Draft:
    """Understand a line, as of now where the person is."""
    local = clock.now().astimezone(clock.zone)
    return parse(text, now=local.replace(tzinfo=None), people=nobody)


def is_plan(draft: Draft) -> bool:
    """Whether a line in the note box plans something: it names a kind of step and a day."""
    return draft.when is not None and draft.kind != "note" and any(part.role == "kind" for part in draft.parts)


def task_of(text: str, clock: Clock) -> TaskDraft | None:
    """Return the step that a line plans, None for an empty line. A line without a day is for any time."""
    if not text.strip():
        return None
    draft = read_words(text, clock)
    title = draft.title.strip() or text.strip()
    # “tue 10” says only when: the step itself is to follow up.
    if draft.when is not None and all(part.role in ("when", "time", "length", "remind") for part in draft.parts):
        left = text
        for part in sorted(draft.parts, key=lambda one: -one.start):
            left = left[: part.start] + left[part.end :]
        title = title if left.strip() else tr("Follow up")
    due_at = None
    if draft.when is not None and draft.time is not None:
        due_at = datetime.combine(draft.when, draft.time, tzinfo=clock.zone)
    remind = draft.remind_minutes
    if remind is None and draft.when is not None:
        remind = _BEFORE_TIMED if due_at is not None else 0
    return TaskDraft(
        title=title[:1].upper() + title[1:],
        kind=_KINDS.get(draft.kind, "todo"),
        due_on=draft.when,
        due_at=due_at,
        minutes=draft.minutes,
        priority=draft.priority or "normal",
        remind_minutes=remind,
    )


def plan_text(task: TaskDraft, clock: Clock) -> str:
    """What will be planned, in words: “Call about racks · Fri 10:00”."""
    if task.due_on is None:
        return tr("{title} · any time").format(title=task.title)
    day = day_text(task.due_on, clock.now().astimezone(clock.zone).date())
    if task.due_at is not None:
        day = f"{day} {time_text(task.due_at, clock.zone)}"
    return tr("{title} · {day}").format(title=task.title, day=day)


class PlanLine(QWidget):
    """An input for a step, with what was understood of it below.

    Signals:
        submitted: Enter was pressed in the line.
    """

    submitted = Signal()

    def __init__(self, context: PaneContext, name: str, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clock = context.services.clock
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.input = QLineEdit(text)
        self.input.setAccessibleName(name)
        self.input.setPlaceholderText(self.tr("call fri 10 about racks"))
        self._said = Label("", "caption", "tertiary")
        column.addWidget(self.input)
        column.addWidget(self._said)
        self.input.textChanged.connect(self._on_text_changed)
        self.input.returnPressed.connect(self.submitted)
        self.setFocusProxy(self.input)
        self._on_text_changed(text)

    def task(self) -> TaskDraft | None:
        """The step now written, None for nothing."""
        return task_of(self.input.text(), self._clock)

    def understood(self) -> str:
        """What the line below the input says."""
        return self._said.text()

    @Slot(str)
    def _on_text_changed(self, _text: str) -> None:
        task = self.task()
        self._said.setText(self.tr("Nothing is planned.") if task is None else plan_text(task, self._clock))
        self.input.setAccessibleDescription(self._said.text())
