"""What can be done with a case, declared once: menus, keys and the palette are built from it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from crm_desktop.services.cases.views import ENDED
from crm_desktop.ui.cases.words import tr
from crm_desktop.ui.pane.actions import Action

if TYPE_CHECKING:
    from crm_desktop.ui.cases.pane import CasesPane


def case_actions(pane: CasesPane) -> list[Action]:
    """The letter actions of the case that is shown or has the focus in the table, then what the page offers."""
    table, case = pane.as_table, pane.case
    new = Action("cases.new", tr("New case"), pane.new_record, "", "plus", group="3")
    page = [
        Action("cases.panel", tr("Customer and details"), pane.toggle_panel, "F9", "panel-right", not table.shown, "4"),
        Action("cases.view", tr("Queue or table"), table.toggle, "V", "table-2", group="4"),
        Action("cases.filter", tr("Add a filter"), table.add_filter, "F", "list-filter", group="4"),
    ]
    if case is None:
        return [new, *page]
    ended, ask, begin = case.status in ENDED, pane.request.emit, partial(_begin, pane)
    onward, back = partial(_step, pane, 1), partial(_step, pane, -1)
    finish, close = tr("Reopen") if ended else tr("Solve"), tr("Close without a solution")
    return [
        Action("cases.reply", tr("Reply"), partial(begin, "reply"), "R", "reply", group="1"),
        Action("cases.note", tr("Internal note"), partial(begin, "note"), "N", "sticky-note", group="1"),
        Action("cases.customer", tr("Customer wrote"), partial(begin, "customer"), "", "message-square", group="1"),
        Action("cases.solve", finish, partial(_finish, pane), "W", "rotate-ccw" if ended else "check", group="2"),
        Action("cases.close", close, pane.doing.close, "Shift+W", "circle-x", not ended, "2"),
        Action("cases.status", tr("Change the status"), partial(_choose_status, pane), "M", "hourglass", group="2"),
        Action("cases.assign", tr("Assign"), pane.assign, "A", "user-plus", group="2"),
        Action("cases.tag", tr("Tag"), table.tag, "T", "tag", table.shown, "2"),
        Action("cases.attach", tr("Attach a file"), pane.doing.ask_for_files, "", "paperclip", group="2"),
        Action("cases.history", tr("History"), partial(ask, "history", "case", case.id), "", "history", group="2"),
        new,
        Action("cases.delete", tr("Delete the case"), partial(_delete, pane), "", "trash-2", group="3"),
        Action("cases.next", tr("Next in the list"), onward, "Alt+Down", "arrow-down", group="4"),
        Action("cases.previous", tr("Previous in the list"), back, "Alt+Up", "arrow-up", group="4"),
        *page,
    ]


def _begin(pane: CasesPane, mode: str) -> None:
    """Write a reply, a note, or what the customer said: beside the thread."""
    pane.as_table.show(False)
    pane.composer.begin(mode)


def _finish(pane: CasesPane) -> None:
    """Solve the case, or open an ended one again; several are solved."""
    if pane.as_table.selected_many():
        pane.as_table.solve()
    else:
        pane.doing.finish()


def _choose_status(pane: CasesPane) -> None:
    if pane.as_table.shown:
        pane.as_table.choose_status()
    else:
        pane.side.choices["status"].open_menu_at(pane.head.finish_button)


def _delete(pane: CasesPane) -> None:
    """Put the case, or all that are selected, into the Bin."""
    if pane.as_table.selected_many():
        pane.as_table.table.doing.delete()
    else:
        pane.doing.delete()


def _step(pane: CasesPane, by: int) -> None:
    """Go to the next or previous case of the list as it is filtered."""
    (pane.as_table.table if pane.as_table.shown else pane.queue).step(by)
