"""What can be done with a contact, declared once: menus, keys and the palette are built from it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from crm_desktop.ui.contacts.words import tr
from crm_desktop.ui.pane.actions import Action

if TYPE_CHECKING:
    from crm_desktop.ui.contacts.pane import ContactsPane


def contact_actions(pane: ContactsPane) -> list[Action]:
    """The letter actions of the contact on the screen, then what the page offers."""
    there = pane.contact is not None
    everything = partial(pane.act, "everything")
    person = pane.contact is not None and pane.contact.kind == "person"
    several = len(pane.list_panel.selected_rowids()) > 1
    act = pane.act
    pinned = pane.contact is not None and pane.contact.pinned
    tag = pane.selected.tag if several else partial(act, "tag")
    follow_up = pane.selected.follow_up if several else partial(act, "follow_up")
    duplicates = partial(pane.request.emit, "duplicates", "contact", "")
    quality = partial(pane.request.emit, "quality", "contact", "")
    delete = pane.selected.delete if several else partial(act, "bin")
    return [
        Action("contact.log_call", tr("Log a call"), partial(act, "log_call"), "L", "phone", there, "record"),
        Action("contact.email", tr("Write an email"), partial(act, "email"), "E", "mail", there, "record"),
        Action("contact.note", tr("Write a note"), partial(act, "note"), "N", "sticky-note", there, "record"),
        Action(
            "contact.log_touch",
            tr("Log a visit, meeting, letter or message"),
            partial(act, "log_touch"),
            "",
            "users",
            there,
            "record",
        ),
        Action("contact.follow_up", tr("Plan a follow-up"), follow_up, "S", "calendar-plus", there, "record"),
        Action("contact.deal", tr("New deal"), partial(act, "new_deal"), "D", "square-kanban", there, "make"),
        Action("contact.quote", tr("New quote"), partial(act, "new_quote"), "Q", "receipt-text", there, "make"),
        Action("contact.case", tr("New case"), partial(act, "new_case"), "C", "life-buoy", there, "make"),
        Action("contact.tag", tr("Add a tag"), tag, "T", "tag", there, "edit"),
        Action("contact.pin", tr("Unpin") if pinned else tr("Pin"), partial(act, "pin"), "P", "star", there, "edit"),
        Action("contact.rename", tr("Change the name"), pane.edit_name, "F2", "pencil", there, "edit"),
        Action("contact.copy", tr("Copy the selected rows"), pane.selected.copy, "", "copy", there, "edit"),
        Action("contact.history", tr("History"), pane.show_history, "", "history", there, "edit"),
        Action("contact.held", tr("Everything held about this person…"), everything, "", "archive", person, "own"),
        Action("contact.erase", tr("Erase this person…"), partial(act, "erase"), "", "trash-2", person, "own"),
        Action("contact.merge", tr("Merge…"), pane.selected.merge, "", "git-compare-arrows", several, "own"),
        Action("contact.mail", tr("Labels and letters…"), pane.selected.mail, "", "printer", there, "own"),
        Action("contact.delete", tr("Delete"), delete, "", "trash-2", there, "bin"),
        Action("contacts.new", tr("New contact"), pane.new_record, "", "user-plus", True, "page"),
        Action("contacts.duplicates", tr("Duplicates…"), duplicates, "", "git-compare-arrows", True, "page"),
        Action("contacts.quality", tr("Data quality"), quality, "", "shield-check", True, "page"),
        Action("contacts.view", tr("List or table"), pane.toggle_view, "V", "table-2", True, "page"),
        Action("contacts.filter", tr("Add a filter"), pane.add_filter, "F", "list-filter", True, "page"),
        Action("contacts.next", tr("Next in the list"), partial(pane.step, 1), "Alt+Down", "arrow-down", there, "page"),
        Action(
            "contacts.previous", tr("Previous in the list"), partial(pane.step, -1), "Alt+Up", "arrow-up", there, "page"
        ),
        Action("contacts.side", tr("Show or hide the details"), pane.toggle_side, "F9", "panel-right", True, "page"),
    ]
