"""What can be done with leads, declared once: menus, keys and the palette are built from it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from crm_desktop.ui.leads.words import tr
from crm_desktop.ui.pane.actions import Action

if TYPE_CHECKING:
    from crm_desktop.ui.leads.pane import LeadsPane


def lead_actions(pane: LeadsPane) -> list[Action]:
    """The letter actions of the selected leads, then what the page offers."""
    count = pane.list.selected_count()
    there, one = count > 0, count == 1
    row = pane.list.lead_row()
    is_open = there and not (one and row is not None and bool(row.value("converted")))
    doing = pane.list.doing
    act = pane.act
    return [
        Action("lead.convert", tr("Convert"), partial(act, "convert"), "W", "check", is_open, "finish"),
        Action("lead.not_now", tr("Not now…"), partial(act, "not_now"), "Shift+W", "moon", is_open, "finish"),
        Action("lead.status", tr("Change the status…"), partial(act, "status"), "M", "arrow-right", is_open, "finish"),
        Action("lead.log_call", tr("Log a call"), partial(act, "log_call"), "L", "phone", one, "record"),
        Action("lead.email", tr("Write an email"), partial(act, "email"), "E", "mail", one, "record"),
        Action("lead.note", tr("Write a note"), partial(act, "note"), "N", "sticky-note", one, "record"),
        Action(
            "lead.follow_up", tr("Plan a follow-up"), partial(act, "follow_up"), "S", "calendar-plus", there, "record"
        ),
        Action("lead.tag", tr("Add a tag"), partial(act, "tag"), "T", "tag", there, "edit"),
        Action("lead.assign", tr("Assign…"), partial(act, "assign"), "A", "user", there, "edit"),
        Action("lead.rename", tr("Change the name"), partial(act, "rename"), "F2", "pencil", one, "edit"),
        Action("lead.copy", tr("Copy the selected rows"), doing.copy, "", "copy", there, "edit"),
        Action("lead.history", tr("History"), partial(act, "history"), "", "history", one, "edit"),
        Action("lead.delete", tr("Delete"), partial(act, "delete"), "", "trash-2", there, "bin"),
        Action("leads.new", tr("New lead"), pane.new_record, "", "plus", True, "page"),
        Action("leads.paste", tr("Paste rows from a spreadsheet"), pane.paste_rows, "", "table-2", True, "page"),
        Action(
            "lead.paste_cells",
            tr("Paste over the cells"),
            doing.paste_over,
            "Ctrl+Shift+V",
            "table-2",
            there and not pane.is_board,
            "edit",
        ),
        Action("leads.view", tr("Table or board"), pane.toggle_view, "V", "square-kanban", True, "page"),
        Action("leads.filter", tr("Add a filter"), doing.add_filter, "F", "list-filter", True, "page"),
        Action("leads.rules", tr("Rules for score and assignment…"), pane.open_rules, "", "settings-2", True, "page"),
        Action("leads.next", tr("Next in the list"), partial(pane.step, 1), "Alt+Down", "arrow-down", there, "page"),
        Action(
            "leads.previous", tr("Previous in the list"), partial(pane.step, -1), "Alt+Up", "arrow-up", there, "page"
        ),
        Action("leads.side", tr("Show or hide the details"), pane.toggle_side, "F9", "panel-right", True, "page"),
    ]
