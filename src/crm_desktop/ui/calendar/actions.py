"""What can be done on the calendar page, as data."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from crm_desktop.ui.pane.actions import Action

if TYPE_CHECKING:
    from crm_desktop.ui.calendar.pane import CalendarPane


def calendar_actions(pane: CalendarPane) -> list[Action]:
    """Return the actions of the page; letters and digits act while no text is typed."""
    go = pane.tr("Calendar")
    views = (
        ("day", pane.tr("Show a day"), "1"),
        ("week", pane.tr("Show a week"), "2"),
        ("month", pane.tr("Show a month"), "3"),
        ("agenda", pane.tr("Show the agenda"), "4"),
    )
    return [
        Action("calendar.new", pane.tr("New event"), pane.new_record, icon="calendar-plus", group=go),
        Action("calendar.todo", pane.tr("New to-do"), pane.new_todo, icon="circle-check", group=go),
        Action("calendar.today", pane.tr("Go to today"), pane.go_today, "T", "sun", group=go),
        *(Action(f"calendar.{key}", text, partial(pane.set_view, key), keys, group=go) for key, text, keys in views),
        Action("calendar.before", pane.tr("Days before"), partial(pane.turn_page, -1), "PgUp", group=go),
        Action("calendar.after", pane.tr("Days after"), partial(pane.turn_page, 1), "PgDown", group=go),
        Action("calendar.finish", pane.tr("Mark as done"), pane.acts.finish_focused, "W", "check", group=go),
        Action("calendar.history", pane.tr("History"), partial(_show_history, pane), "", "history", group=go),
        Action("calendar.panel", pane.tr("Show or hide the side panel"), pane.toggle_panel, "F9", group=go),
    ]


def _show_history(pane: CalendarPane) -> None:
    """Show what happened to the event or task that has the keyboard."""
    todo, item = pane.focused()
    if todo:
        pane.request.emit("history", "task", todo)
    elif item is not None and item.source in ("event", "task"):
        pane.request.emit("history", item.source, item.record_id)
