"""What a person does to the things in the calendar: plan, open, move, delete, finish."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from functools import partial

from PySide6.QtCore import QObject, QRect, Signal, Slot
from PySide6.QtWidgets import QWidget

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.errors import CrmError
from crm_desktop.services.calendar.views import (
    CalendarItem,
    EditScope,
    EventDetail,
    EventDraft,
    TaskDetail,
    TaskDraft,
)
from crm_desktop.ui.calendar.event_editor import EventPopover
from crm_desktop.ui.calendar.scope_question import ScopeQuestion
from crm_desktop.ui.calendar.side_panel import PlanBox
from crm_desktop.ui.calendar.spans import Span
from crm_desktop.ui.pane.draft_keeper import DraftKeeper
from crm_desktop.ui.pane.pane import PaneContext


@dataclass(frozen=True, slots=True)
class _Asked:
    """What waits for the answer which dates of a series are meant; `span` None: a deletion."""

    item: CalendarItem
    span: Span | None


class CalendarEditing(QObject):
    """Carries out what the views ask for, by popovers over `ground`'s window.

    Signals:
        day_wanted(date): what is opened lies on this day.
        editor_closed: the popover has gone.
        put_back: nothing was changed: draw everything where it was.
        log_call_requested(contact_id): a call was completed.
    """

    day_wanted = Signal(object)
    editor_closed = Signal()
    put_back = Signal()
    log_call_requested = Signal(str)

    def __init__(self, context: PaneContext, ground: QWidget) -> None:
        super().__init__(ground)
        self._context = context
        self._operations = context.operations
        self._ground = ground
        self._asked: _Asked | None = None
        self.editor: EventPopover | None = None
        self.question: ScopeQuestion | None = None

    # planning and opening

    def plan(self, span: Span | None, anchor: QWidget, area: QRect | None = None) -> None:
        """Begin something new."""
        self._editor().open_new(anchor, span, area)

    def plan_todo(self, anchor: QWidget, day: date) -> None:
        """Begin something to do."""
        self._editor().open_todo(anchor, day)

    def open(self, kind: str, record_id: str, occurrence: str, anchor: QWidget, *, go_there: bool = False) -> None:
        """Show an event or task to be changed; `go_there` asks for its day first."""
        calendar = self._context.services.calendar
        read = calendar.task if kind == "task" else partial(calendar.event, occurrence=occurrence)
        shown = partial(self._show_detail, anchor, go_there)
        self._operations.read(self, partial(read, record_id), shown)

    def _show_detail(self, anchor: QWidget, go_there: bool, detail: EventDetail | TaskDetail) -> None:
        day = _day_of(detail, self._context.services.clock.zone)
        if go_there and day is not None:
            self.day_wanted.emit(day)
        self._editor().open_item(detail, anchor)

    # changing

    def move(self, item: CalendarItem, span: Span, anchor: QWidget) -> None:
        """Give an item another time; of a series, ask which dates are meant."""
        if item.repeats:
            self._ask(_Asked(item, span), self.tr("Move which ones?"), anchor)
        else:
            self._move(item, span, EditScope.ALL)

    def _move(self, item: CalendarItem, span: Span, scope: EditScope) -> None:
        commands, zone = self._context.services.calendar_commands, self._context.services.clock.zone
        starts, ends = span.starts.replace(tzinfo=zone), span.ends.replace(tzinfo=zone)
        call: Callable[[], ChangeSet]
        if item.source == "task":
            minutes = span.minutes if not item.all_day and _minutes_of(item) != span.minutes else None
            due_at = None if span.all_day else starts
            call = partial(commands.reschedule_task, item.record_id, span.starts.date(), due_at, minutes)
        else:
            if span.all_day:
                when = EventDraft("", starts_on=span.starts.date(), ends_on=span.ends.date())
            else:
                when = EventDraft("", starts_at=starts, ends_at=ends)
            call = partial(commands.move_event, item.record_id, when, item.occurrence, scope)
        self._operations.write(self, call, None, self._on_refused)

    def delete(self, item: CalendarItem, anchor: QWidget) -> None:
        """Put an item into the Bin; of a series, ask which dates are meant."""
        commands = self._context.services.calendar_commands
        if item.source == "task":
            self._operations.write(self, partial(commands.bin_tasks, [item.record_id]))
        elif item.source == "event" and item.repeats:
            self._ask(_Asked(item, None), self.tr("Delete which ones?"), anchor)
        elif item.source == "event":
            self._operations.write(self, partial(commands.bin_event, item.record_id))

    def finish(self, task_id: str, kind: str, person_id: str | None) -> None:
        """Tick a task off; after a call, ask what was said."""
        commands = self._context.services.calendar_commands
        self._operations.write(self, partial(commands.finish_task, task_id))
        if kind == "call" and person_id:
            self.log_call_requested.emit(person_id)

    def reopen(self, task_id: str) -> None:
        """Make a finished task open again."""
        self._operations.write(self, partial(self._context.services.calendar_commands.reopen_task, task_id))

    # series

    def _ask(self, asked: _Asked, words: str, anchor: QWidget) -> None:
        self._asked = asked
        self._question().ask(words, anchor)

    @Slot(object)
    def _on_scope_chosen(self, scope: EditScope) -> None:
        asked, self._asked = self._asked, None
        if asked is None:
            return
        if asked.span is not None:
            self._move(asked.item, asked.span, scope)
        else:
            commands = self._context.services.calendar_commands
            call = partial(commands.bin_event, asked.item.record_id, asked.item.occurrence, scope)
            self._operations.write(self, call)

    @Slot()
    def _on_question_closed(self) -> None:
        if self._asked is not None:
            self._asked = None
            self.put_back.emit()

    def _on_refused(self, error: CrmError) -> None:
        self.put_back.emit()
        self._operations.failed.emit(error)

    # parts

    def keep_line(self, box: PlanBox) -> None:
        """Keep what is half typed into the line of plain words."""
        self.line_drafts = DraftKeeper(self._context, "calendar.line", {"text": box.line}, box, whole=True)
        box.planned.connect(self.line_drafts.forget)
        self.line_drafts.begin()

    def _editor(self) -> EventPopover:
        if self.editor is None:
            self.editor = EventPopover(self._context, self._ground.window())
            self.editor.closed.connect(self.editor_closed)
            self.editor.log_call_requested.connect(self.log_call_requested)
            self.destroyed.connect(self.editor.deleteLater)
        return self.editor

    def _question(self) -> ScopeQuestion:
        if self.question is None:
            self.question = ScopeQuestion(self._context.theme, self._ground.window())
            self.question.chosen.connect(self._on_scope_chosen)
            self.question.closed.connect(self._on_question_closed)
            self.destroyed.connect(self.question.deleteLater)
        return self.question


def _day_of(detail: EventDetail | TaskDetail, zone: tzinfo) -> date | None:
    draft = detail.draft
    if isinstance(draft, TaskDraft):
        return draft.due_on
    return draft.starts_at.astimezone(zone).date() if draft.starts_at is not None else draft.starts_on


def _minutes_of(item: CalendarItem) -> int:
    if item.starts_at is None or item.ends_at is None:
        return 0
    return int((item.ends_at - item.starts_at) // timedelta(minutes=1))
