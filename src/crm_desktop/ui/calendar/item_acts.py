"""What is done with what stands in the calendar: opened, moved, ticked off, deleted, or planned in a line of words."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QRect, Slot
from PySide6.QtWidgets import QWidget

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.errors import CrmError
from crm_desktop.services.calendar.plans import plan_line
from crm_desktop.ui.calendar.item_menu import item_menu
from crm_desktop.ui.calendar.spans import Span

if TYPE_CHECKING:
    from crm_desktop.ui.calendar.pane import CalendarPane


class ItemActs(QObject):
    """Answers the views and the side panel of the calendar; `pane` knows what is shown where."""

    def __init__(self, pane: CalendarPane) -> None:
        super().__init__(pane)
        self._pane = pane

    @Slot(object, QWidget, QRect)
    def plan_span(self, span: Span, anchor: QWidget, area: QRect) -> None:
        """Begin an event in these hours."""
        self._pane.editing.plan(span, anchor, area)

    @Slot(str)
    def plan_words(self, text: str) -> None:
        """Plan what a line of words says."""
        pane = self._pane
        pane.operations.write(pane, partial(plan_line, pane.services, text), self._on_planned, self._on_plan_refused)

    def _on_planned(self, _change: ChangeSet) -> None:
        self._pane.panel.plan.accept()

    def _on_plan_refused(self, error: CrmError) -> None:
        self._pane.panel.plan.refuse(f"{error.title} {error.detail}")

    @Slot(object)
    def show_day(self, day: date) -> None:
        """Go to a day unless it is shown."""
        if day not in self._pane.days():
            self._pane.go_to(day)

    @Slot(str, QWidget)
    def open_item(self, key: str, anchor: QWidget) -> None:
        """Open an event or task; a birthday leads to whose it is."""
        item = self._pane.item(key)
        if item is not None and item.source in ("birthday", "anniversary"):
            self._pane.record_requested.emit("contact", item.record_id)
        elif item is not None:
            self._pane.editing.open(item.source, item.record_id, item.occurrence, anchor)

    @Slot(str)
    def open_todo(self, task_id: str) -> None:
        """Open a line of what is to be done."""
        todo = self._pane.panel.todo
        line = next((one for one in todo.lines() if one.row.task_id == task_id), None)
        self._pane.editing.open("task", task_id, "", line or todo)

    @Slot(str, object)
    def move_item(self, key: str, span: Span) -> None:
        """Move what was dragged."""
        item = self._pane.item(key)
        if item is not None:
            self._pane.editing.move(item, span, self._pane.anchor_of(key))

    @Slot(str)
    def delete_item(self, key: str) -> None:
        """Delete an event or task."""
        item = self._pane.item(key)
        if item is not None:
            self._pane.editing.delete(item, self._pane.anchor_of(key))

    @Slot(str, bool)
    def tick(self, task_id: str, done: bool) -> None:
        """Finish a task, or open it again."""
        line = next((one for one in self._pane.panel.todo.lines() if one.row.task_id == task_id), None)
        if not done:
            self._pane.editing.reopen(task_id)
        elif line is not None:
            self._pane.editing.finish(task_id, line.row.kind, line.row.person_id)

    @Slot()
    def finish_focused(self) -> None:
        """Tick off the task that has the keyboard."""
        todo, item = self._pane.focused()
        if todo:
            self.tick(todo, True)
        elif item is not None and item.source == "task" and not item.done:
            self._pane.editing.finish(item.record_id, item.kind, item.person_id)
        elif item is not None and item.source == "event" and item.kind == "call" and item.person_id:
            self.log_call(item.person_id)

    @Slot(str)
    def log_call(self, contact_id: str) -> None:
        """Ask how the call went."""
        self._pane.request.emit("log_call", "contact", contact_id)

    @Slot(str, QPoint)
    def show_menu(self, key: str, place: QPoint) -> None:
        """Offer what can be done with an item."""
        pane, item = self._pane, self._pane.item(key)
        if item is not None:
            open_item = partial(self.open_item, key, pane.anchor_of(key))
            item_menu(item, pane, open_item, pane.editing, pane.record_requested, pane.request).popup(place)
