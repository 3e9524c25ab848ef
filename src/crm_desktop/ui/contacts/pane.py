"""Contacts: the list of people and companies, and the page of the one chosen."""

from __future__ import annotations

from functools import cached_property, partial
from typing import Any

from PySide6.QtCore import QPoint, Slot
from PySide6.QtGui import (
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.errors import CrmError
from crm_desktop.services.contacts.views import ContactCounts, ContactDetail
from crm_desktop.ui.contacts.actions import contact_actions
from crm_desktop.ui.contacts.acts import ContactActs
from crm_desktop.ui.contacts.contact_table import bulk_actions
from crm_desktop.ui.contacts.detail import ContactDetailView
from crm_desktop.ui.contacts.list_choices import order_texts
from crm_desktop.ui.contacts.list_panel import ContactListPanel
from crm_desktop.ui.contacts.list_reader import ListQuery
from crm_desktop.ui.contacts.new_contact import NewContactPopover
from crm_desktop.ui.contacts.peek import ContactPeek
from crm_desktop.ui.contacts.privacy import PersonPrivacy
from crm_desktop.ui.contacts.selected_acts import SelectedActs
from crm_desktop.ui.kit.empty_state import EmptyState
from crm_desktop.ui.lists.bulk_bar import RecordsBulkBar, usual_actions
from crm_desktop.ui.pane.action_menu import action_menu
from crm_desktop.ui.pane.actions import Action
from crm_desktop.ui.pane.file_drop import FileDrop
from crm_desktop.ui.pane.page_error import PageError
from crm_desktop.ui.pane.pane import Pane, PaneContext

SHOWN_TABLES = (
    "contact", "channel", "address", "affiliation", "tag", "tag_link", "task", "reminder", "activity",
    "activity_link", "relation", "relation_type", "deal", "stage_move", "stage", "document", "case", "attachment",
    "member", "setting",
)  # fmt: skip
_LIST_TABLES = (
    "contact", "affiliation", "address", "task", "channel", "tag_link", "tag", "activity", "document", "saved_view",
    "segment_member", "custom_value", "custom_field",
)  # fmt: skip
_SIDE_ROOM = 1280
"""Below this width of the window the side panel folds away; F9 shows it."""
_LIST_ROOM = 1100
"""Below this width the list makes way for the open side panel."""


class ContactsPane(Pane):
    """People and companies."""

    key = "contacts"

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._is_loaded = False
        self._wish = "", ""
        self._acts = ContactActs(self)
        self.selected = SelectedActs(self)
        self._drop = FileDrop(context, self, self._target)
        self._build()
        self._connect()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._error = PageError(self, column)
        # Every part is born where it will stay: moved into place, it would be styled again with all that is in it.
        self._stack = QStackedWidget(self)
        column.addWidget(self._stack, 1)
        page = self._page = QWidget(self._stack)
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.list_panel = ContactListPanel(self.context, page)
        self.detail = ContactDetailView(self.context, page)
        row.addWidget(self.list_panel)
        row.addWidget(self.detail, 1)
        self._stack.addWidget(page)

    def _connect(self) -> None:
        panel, detail = self.list_panel, self.detail
        self._drop.dropped.connect(self._on_files_dropped)
        self._drop.told.connect(self.notice)
        self._drop.failed.connect(self.operations.failed)
        panel.contact_chosen.connect(self._on_contact_chosen)
        panel.contact_opened.connect(self._on_contact_opened)
        panel.counted.connect(self._on_counted)
        panel.create_requested.connect(self._on_create_requested)
        panel.selection_changed.connect(self._on_selection_changed)
        panel.context_requested.connect(self._on_context_requested)
        panel.failed.connect(self._on_failed)
        panel.peek_requested.connect(self._on_peek_requested)
        panel.view_changed.connect(self._on_view_changed)
        panel.copy_requested.connect(self.selected.copy)
        panel.delete_requested.connect(self.selected.delete)
        panel.bulk_requested.connect(self.selected.run)
        panel.noticed.connect(self.notice)
        detail.open_requested.connect(self._on_open_requested)
        detail.action_requested.connect(self.act)
        detail.untag_requested.connect(self._on_untag_requested)
        detail.done_requested.connect(self._acts.finish)
        detail.snooze_requested.connect(self._acts.snooze)
        detail.email_requested.connect(self._acts.email)
        detail.failed.connect(self._on_failed)
        detail.shown.connect(self._grant)

    # parts that most visits never need are made when they are

    @cached_property
    def bulk_bar(self) -> RecordsBulkBar:
        """What can be done with several contacts of the narrow list; the table has its own."""
        actions = usual_actions("contact", bulk_actions(), assigned=False, changed=False)
        bar = RecordsBulkBar(self.theme, actions, self)
        bar.requested.connect(self.selected.run)
        return bar

    @cached_property
    def privacy(self) -> PersonPrivacy:
        """Everything held about a person, and erasing them."""
        privacy = PersonPrivacy(self.context, self, self.detail)
        privacy.failed.connect(self._on_failed)
        privacy.noticed.connect(self.notice)
        return privacy

    @cached_property
    def peek(self) -> ContactPeek:
        """A contact at a glance."""
        peek = ContactPeek(self.context, self)
        peek.step_wanted.connect(self.list_panel.step)
        peek.open_wanted.connect(self._on_contact_opened)
        return peek

    @cached_property
    def empty(self) -> EmptyState:
        """What a workspace without contacts shows."""
        empty = EmptyState(
            self.theme,
            "users",
            self.tr("No contacts yet"),
            self.tr(
                "People and companies you deal with. Add one by hand, or bring a list — "
                "we check it before anything is saved."
            ),
            self.tr("New contact"),
            self.tr("Import a spreadsheet"),
        )
        empty.primary_requested.connect(self.new_record)
        empty.secondary_requested.connect(self._on_import_requested)
        self._stack.addWidget(empty)
        return empty

    # what the shell asks

    def reload(self) -> None:
        self._is_loaded = True
        self._error.hide()
        self.detail.read_workspace()
        self.list_panel.reload()
        self.detail.reload()

    def apply_change(self, change: ChangeSet) -> None:
        if self._is_loaded and self.list_panel.view == "table":
            self.list_panel.follow_change(change)
        if not self._is_loaded or not change.touches(*SHOWN_TABLES):
            return
        if change.touches("member", "setting"):
            self.detail.read_workspace()
        if change.touches(*_LIST_TABLES) and self.list_panel.view == "list":
            self.list_panel.reload()
        self.detail.reload()

    def open_record(self, kind: str, record_id: str) -> None:
        if kind not in ("contact", "person", "company"):
            return
        self._is_loaded = True
        self._stack.setCurrentWidget(self._page)
        self.list_panel.set_view("list")
        self.list_panel.chosen = record_id  # a list that is still being read does not choose another one
        self.detail.read_workspace()
        self.detail.show_contact(record_id, at_once=True)
        self.operations.read(self, partial(self.services.contacts.detail, record_id), self._on_opened, self._on_failed)

    def new_record(self) -> None:
        self.open_new_contact("")

    def focus_filter(self) -> None:
        self.list_panel.search.setFocus()
        self.list_panel.search.selectAll()

    def show_history(self) -> None:
        """Show what happened to the contact, in its tab or, beside the table, in a window."""
        if self.contact is not None and self.list_panel.view != "table":
            self.detail.show_tab("history")
        elif self.contact is not None:
            self.request.emit("history", "contact", self.contact.id)

    def actions_here(self) -> list[Action]:
        return contact_actions(self)

    def regions(self) -> list[QWidget]:
        beside = [] if self.list_panel.view == "table" else self.detail.regions()
        return [self.list_panel.search, self.list_panel.rows, *beside]

    def state(self) -> dict[str, Any]:
        query = self.list_panel.query
        return {
            "kind": query.kind,
            "order": query.order,
            "text": query.text,
            "table": self.list_panel.kept_table(),
            "view": self.list_panel.view,
            "contact": self.detail.contact.id if self.detail.contact else "",
            "tab": self.detail.tabs.current_key() if self.detail.contact else "timeline",
            "side": self.detail.side_wanted,
            "all_fields": self.detail.all_fields,
        }

    def restore(self, state: dict[str, Any]) -> None:
        order = state.get("order", "next_step")
        kind = "company" if state.get("kind") == "company" else "person"
        is_table = state.get("view") == "table"
        if order in order_texts():
            self.list_panel.set_query(ListQuery(kind, order, "" if is_table else str(state.get("text", ""))))
        if is_table:
            self.list_panel.set_view("table")
        if isinstance(kept := state.get("table"), dict):
            self.list_panel.restore_table(kept)
        self.detail.set_side_wanted(bool(state.get("side", True)))
        self.detail.set_all_fields(bool(state.get("all_fields", False)))
        if contact := state.get("contact"):
            self.list_panel.show_contact(str(contact))
            self.detail.show_contact(str(contact))

    # what a person does

    @property
    def contact(self) -> ContactDetail | None:
        """The contact on the screen."""
        return self.detail.contact

    @Slot(str)
    def act(self, name: str) -> None:
        """Do something with the contact on the screen: log_call, note, follow_up, email, tag, pin, bin, new_deal …"""
        if self.contact is not None:
            self._acts.act(name, self.contact)

    def act_on(self, contact_id: str, name: str) -> None:
        """Do something with a contact that was opened, once it is on the screen: a key too early goes to another."""
        self._wish = contact_id, name
        self._grant()

    @Slot()
    def _grant(self) -> None:
        contact_id, name = self._wish
        if self.contact is not None and self.contact.id == contact_id:
            self._wish = "", ""
            self.act(name)

    @Slot()
    def toggle_side(self) -> None:
        """Fold the details away, or show them (F9)."""
        self.detail.set_side_shown(not self.detail.side_shown)
        self._fold()

    @Slot()
    def edit_name(self) -> None:
        """Change the name, or in the table the cell with the focus (F2)."""
        if self.list_panel.view == "table":
            self.list_panel.records.doing.edit_cell()
        else:
            self.edit_field("name")

    def step(self, by: int) -> None:
        """Go to the next or previous contact of the list as it is filtered (Alt+Down, Alt+Up)."""
        self.list_panel.step(by)

    def export_list(self) -> bool:
        if self.list_panel.view != "table":
            return False
        self.list_panel.records.doing.export()
        return True

    @Slot()
    def add_filter(self) -> None:
        """Choose a condition for the table (F)."""
        self.list_panel.set_view("table")
        self.list_panel.records.doing.add_filter()

    def edit_field(self, key: str) -> None:
        """Change a field of the open contact beside it."""
        self.list_panel.set_view("list")
        self.detail.set_side_shown(True)
        self._fold()
        self.detail.side.edit(key)

    def open_part(self, key: str) -> None:
        """Open the form of a part of the open contact: channel:ID, affiliation:ID, relation:ID, company, relation."""
        self.list_panel.set_view("list")
        self.detail.set_side_shown(True)
        self._fold()
        self.detail.side.open_part(key)

    def delete(self, contact_ids: list[str]) -> None:
        """Put contacts into the Bin."""
        self.operations.write(self, partial(self.services.contact_commands.bin, contact_ids))

    def open_new_contact(self, text: str, company: str = "") -> None:
        """Ask for a new contact, begun with a line of words or in a company."""
        is_empty = self._stack.currentWidget() is not self._page
        anchor = self.empty.primary_button if is_empty else self.list_panel.search
        kind = "person" if company else self.list_panel.query.kind
        popover = NewContactPopover(self.context, anchor, kind=kind, text=text)
        if company:
            popover.company.set_picked("", company)
        popover.created.connect(self._on_created)
        popover.open_requested.connect(self._on_created)
        popover.open()

    # answers

    def _target(self) -> tuple[str, str] | None:
        return ("contact", self.contact.id) if self.contact is not None else None

    @Slot(bool)
    def _on_files_dropped(self, mails: bool) -> None:
        self.detail.show_tab("timeline" if mails else "files")

    @Slot(int)
    def _on_selection_changed(self, count: int) -> None:
        if count > 1 or "bulk_bar" in self.__dict__:
            self.bulk_bar.show_count(count)

    @Slot(object)
    def _on_opened(self, contact: ContactDetail) -> None:
        self.list_panel.show_contact(contact.id, contact.kind)

    @Slot(str)
    def _on_created(self, contact_id: str) -> None:
        self.list_panel.search.clear()
        self.open_record("contact", contact_id)

    @Slot(str)
    def _on_contact_chosen(self, contact_id: str) -> None:
        if contact_id != self._wish[0]:
            self._wish = "", ""
        if contact_id:
            self.detail.show_contact(contact_id)
        else:
            self.detail.show_nobody(self.list_panel.query.kind)
        if "peek" in self.__dict__ and self.peek.isVisible():
            self.peek.show_contact(contact_id)

    @Slot(str)
    def _on_peek_requested(self, contact_id: str) -> None:
        self.peek.peek(contact_id, self.list_panel.rows.viewport(), self.list_panel.current_place())

    @Slot(str)
    def _on_view_changed(self, view: str) -> None:
        self.detail.setVisible(view == "list")

    @Slot()
    def toggle_view(self) -> None:
        """Show the contacts as a table, or as a list again."""
        self.list_panel.set_view("list" if self.list_panel.view == "table" else "table")

    @Slot(str)
    def _on_contact_opened(self, contact_id: str) -> None:
        self.list_panel.set_view("list")
        self.detail.show_contact(contact_id)
        self.detail.header.button("log_call").setFocus()

    @Slot(object)
    def _on_counted(self, counts: ContactCounts) -> None:
        self._stack.setCurrentWidget(self._page if counts.total else self.empty)
        self.focus_what_came()

    @Slot(str)
    def _on_create_requested(self, text: str) -> None:
        self.open_new_contact(text)

    @Slot(str, str)
    def _on_open_requested(self, kind: str, record_id: str) -> None:
        if kind == "contact":
            self.open_record(kind, record_id)
        else:
            self.record_requested.emit(kind, record_id)

    @Slot(str)
    def _on_untag_requested(self, tag: str) -> None:
        if self.contact is not None:
            self.operations.write(self, partial(self.services.contact_commands.untag, [self.contact.id], tag))

    @Slot(object)
    def _on_failed(self, error: CrmError) -> None:
        self._error.show(error)

    @Slot()
    def _on_import_requested(self) -> None:
        self.request.emit("import", "contact", "")

    @Slot(QPoint)
    def _on_context_requested(self, place: QPoint) -> None:
        action_menu(self.theme, self.actions_here(), self).popup(place)

    def _fold(self) -> None:
        width = self.window().width()
        self.detail.set_room(width >= _SIDE_ROOM)
        # In a window still narrower, the open panel takes the place of the list.
        self.list_panel.setVisible(width >= _LIST_ROOM or not self.detail.side_shown)

    # Qt

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._is_loaded:
            self.reload()
        self.detail.prepare()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()
        if "bulk_bar" in self.__dict__:
            self.bulk_bar.place()
