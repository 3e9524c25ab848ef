"""Contacts: the list of people and companies, and the page of the one chosen."""

from __future__ import annotations

from functools import cached_property, partial
from pathlib import Path
from typing import Any, get_args

from PySide6.QtCore import QPoint, QUrl, Slot
from PySide6.QtGui import (
    QDesktopServices,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.errors import CrmError
from crm_desktop.services.contacts.list_sql import Order
from crm_desktop.services.contacts.views import ContactCounts, ContactDetail
from crm_desktop.ui.contacts.actions import contact_actions
from crm_desktop.ui.contacts.bulk_bar import BulkBar
from crm_desktop.ui.contacts.detail import ContactDetailView
from crm_desktop.ui.contacts.follow_up import FollowUpPopover
from crm_desktop.ui.contacts.list_choices import order_texts
from crm_desktop.ui.contacts.list_panel import ContactListPanel
from crm_desktop.ui.contacts.list_reader import ListQuery, read_copied
from crm_desktop.ui.contacts.log_call import LogCallPopover
from crm_desktop.ui.contacts.new_contact import NewContactPopover
from crm_desktop.ui.contacts.peek import ContactPeek
from crm_desktop.ui.contacts.snooze_menu import SnoozeMenu
from crm_desktop.ui.contacts.tag_popover import TagPopover
from crm_desktop.ui.kit.banner import Banner
from crm_desktop.ui.kit.empty_state import EmptyState
from crm_desktop.ui.pane.action_menu import action_menu
from crm_desktop.ui.pane.actions import Action
from crm_desktop.ui.pane.pane import Pane, PaneContext

SHOWN_TABLES = (
    "contact", "channel", "address", "affiliation", "tag", "tag_link", "task", "reminder", "activity",
    "activity_link", "deal", "stage_move", "stage", "document", "case", "attachment", "member", "setting",
)  # fmt: skip
_LIST_TABLES = ("contact", "affiliation", "address", "task", "channel", "tag_link", "tag", "activity", "document")
_SIDE_ROOM = 1280
"""Below this width of the window the side panel folds away; F9 shows it."""
_LIST_ROOM = 1100
"""Below this width the list makes way for the open side panel."""
_SHELL_REQUESTS = frozenset(("new_deal", "new_quote", "new_case"))


class ContactsPane(Pane):
    """People and companies."""

    key = "contacts"

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._is_loaded = False
        self._pending_tab = ""
        self.setAcceptDrops(True)
        self._build()
        self._connect()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._column = column
        self._stack = QStackedWidget()
        column.addWidget(self._stack, 1)
        page = self._page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.list_panel = ContactListPanel(self.context)
        self.detail = ContactDetailView(self.context)
        row.addWidget(self.list_panel)
        row.addWidget(self.detail, 1)
        self._stack.addWidget(page)

    def _connect(self) -> None:
        panel, detail = self.list_panel, self.detail
        panel.contact_chosen.connect(self._on_contact_chosen)
        panel.contact_opened.connect(self._on_contact_opened)
        panel.counted.connect(self._on_counted)
        panel.create_requested.connect(self._on_create_requested)
        panel.selection_changed.connect(self._on_selection_changed)
        panel.context_requested.connect(self._on_context_requested)
        panel.failed.connect(self._on_failed)
        panel.peek_requested.connect(self._on_peek_requested)
        panel.view_changed.connect(self._on_view_changed)
        panel.copy_requested.connect(self.copy_rows)
        panel.delete_requested.connect(self.delete_selected)
        detail.open_requested.connect(self._on_open_requested)
        detail.action_requested.connect(self.act)
        detail.untag_requested.connect(self._on_untag_requested)
        detail.done_requested.connect(self._on_done_requested)
        detail.snooze_requested.connect(self._on_snooze_requested)
        detail.email_requested.connect(self._on_email_requested)
        detail.failed.connect(self._on_failed)

    # parts that most visits never need are made when they are

    @cached_property
    def bulk_bar(self) -> BulkBar:
        """What can be done with several contacts at once."""
        bar = BulkBar(self.theme, self)
        bar.tag_requested.connect(self.tag_selected)
        bar.follow_up_requested.connect(self.follow_up_selected)
        bar.delete_requested.connect(self.delete_selected)
        bar.clear_requested.connect(self.list_panel.clear_selection)
        return bar

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

    @cached_property
    def error(self) -> Banner:
        """What went wrong, and the way on."""
        banner = Banner(self.theme, "danger", "", action=self.tr("Try again"), closable=True)
        banner.hide()
        banner.action_requested.connect(self.reload)
        banner.closed.connect(banner.hide)
        self._column.insertWidget(0, banner)
        return banner

    # what the shell asks

    def reload(self) -> None:
        self._is_loaded = True
        if "error" in self.__dict__:
            self.error.hide()
        self.detail.read_workspace()
        self.list_panel.reload()
        self.detail.reload()

    def apply_change(self, change: ChangeSet) -> None:
        if not self._is_loaded or not change.touches(*SHOWN_TABLES):
            return
        if change.touches("member", "setting"):
            self.detail.read_workspace()
        if change.touches(*_LIST_TABLES):
            self.list_panel.reload()
        self.detail.reload()

    def open_record(self, kind: str, record_id: str) -> None:
        if kind not in ("contact", "person", "company"):
            return
        self._is_loaded = True
        self._stack.setCurrentWidget(self._page)
        self.list_panel.set_view("list")
        self.detail.read_workspace()
        self.detail.show_contact(record_id)
        self.operations.read(self, partial(self.services.contacts.detail, record_id), self._on_opened, self._on_failed)

    def new_record(self) -> None:
        self._open_new_contact("")

    def focus_filter(self) -> None:
        self.list_panel.search.setFocus()
        self.list_panel.search.selectAll()

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
            "descending": query.descending,
            "view": self.list_panel.view,
            "contact": self.detail.contact.id if self.detail.contact else "",
            "tab": self.detail.tabs.current_key() if self.detail.contact else "timeline",
            "side": self.detail.side_wanted,
            "all_fields": self.detail.all_fields,
        }

    def restore(self, state: dict[str, Any]) -> None:
        order = state.get("order", "next_step")
        if state.get("view") == "table":
            self.list_panel.set_view("table")
        if order in (get_args(Order) if self.list_panel.view == "table" else order_texts()):
            kind = "company" if state.get("kind") == "company" else "person"
            descending = bool(state.get("descending")) and self.list_panel.view == "table"
            self.list_panel.set_query(ListQuery(kind, order, str(state.get("text", "")), descending))
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
        contact = self.contact
        if contact is None:
            return
        is_table = self.list_panel.view == "table"
        anchor: QWidget = self.list_panel.search if is_table else self.detail.header.button(name)
        if name == "log_call":
            LogCallPopover(self.context, contact.id, anchor).open()
        elif name == "follow_up":
            FollowUpPopover(self.context, contact.id, anchor).open()
        elif name == "note":
            self.list_panel.set_view("list")
            self.detail.focus_note()
        elif name == "email":
            self._on_email_requested(contact.email)
        elif name == "tag":
            TagPopover(self.context, [contact.id], anchor if is_table else self.detail.header.more_button).open()
        elif name == "pin":
            self.operations.write(self, partial(self.services.contact_commands.pin, contact.id, not contact.pinned))
        elif name == "copy":
            lines = [contact.name, contact.phone, contact.email]
            QGuiApplication.clipboard().setText("\n".join(line for line in lines if line))
            self.notice.emit(self.tr("Copied {name}").format(name=contact.name))
        elif name == "bin":
            self._delete([contact.id])
        elif name == "new_person":
            self._open_new_contact("", company=contact.name)
        elif name in _SHELL_REQUESTS:
            self.request.emit(name, "contact", contact.id)

    @Slot()
    def copy_rows(self) -> None:
        """Copy the selected rows as tab-separated text."""
        call = partial(read_copied, self.services, self.list_panel.selected_rowids())
        self.operations.read(self, call, self._on_copied)

    @Slot()
    def delete_selected(self) -> None:
        """Put the selected contacts into the Bin."""
        self._with_selected(self._delete)

    @Slot()
    def tag_selected(self) -> None:
        """Put a tag on the selected contacts."""
        self._with_selected(self._open_tags)

    @Slot()
    def follow_up_selected(self) -> None:
        """Plan the same step with every selected contact."""
        self._with_selected(self._open_follow_up)

    @Slot()
    def toggle_side(self) -> None:
        """Fold the details away, or show them (F9)."""
        self.detail.set_side_shown(not self.detail.side_shown)
        self._fold()

    @Slot()
    def edit_name(self) -> None:
        """Change the name (F2)."""
        self._edit_beside("name")

    def _edit_beside(self, key: str) -> None:
        self.list_panel.set_view("list")
        self.detail.set_side_shown(True)
        self._fold()
        self.detail.side.edit(key)

    def _with_selected(self, act: Any) -> None:
        rowids = self.list_panel.selected_rowids()
        if rowids:
            self.operations.read(self, partial(self.services.contacts.ids_of, rowids), act)

    def _delete(self, contact_ids: list[str]) -> None:
        self.operations.write(self, partial(self.services.contact_commands.bin, contact_ids))

    def _open_tags(self, contact_ids: list[str]) -> None:
        TagPopover(self.context, contact_ids, self.bulk_bar.tag_button).open()

    def _open_follow_up(self, contact_ids: list[str]) -> None:
        FollowUpPopover(self.context, contact_ids, self.bulk_bar.follow_up_button).open()

    def _open_new_contact(self, text: str, company: str = "") -> None:
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
        self.detail.show_contact(contact_id)
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

    @Slot(str)
    def _on_create_requested(self, text: str) -> None:
        self._open_new_contact(text)

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

    @Slot(str)
    def _on_done_requested(self, task_id: str) -> None:
        contact = self.contact
        if contact is None or contact.next_step is None:
            return
        if contact.next_step.step.kind == "call":
            LogCallPopover(self.context, contact.id, self.detail.banner.done_button, finishes_task_id=task_id).open()
            return
        call = partial(self.services.calendar_commands.finish_task, task_id)
        self.operations.write(self, call, partial(self._on_finished, contact.id))

    def _on_finished(self, contact_id: str, _change: object) -> None:
        if self.contact is not None and self.contact.id == contact_id:
            title = self.tr("Done. What comes next?")
            FollowUpPopover(self.context, contact_id, self.detail.banner.done_button, title=title).open()

    @Slot(str)
    def _on_snooze_requested(self, task_id: str) -> None:
        contact = self.contact
        if contact is not None and contact.next_step is not None:
            menu = SnoozeMenu(self.context, task_id, contact.next_step.step, self)
            button = self.detail.banner.snooze_button
            menu.popup(button.mapToGlobal(QPoint(0, button.height() + 4)))

    @Slot(str)
    def _on_email_requested(self, address: str) -> None:
        if address and self.contact is not None:
            self.request.emit("email", "contact", self.contact.id)
            QDesktopServices.openUrl(QUrl(f"mailto:{address}"))
        elif self.contact is not None:
            self._edit_beside("new:email")

    @Slot(object)
    def _on_copied(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.notice.emit(self.tr("Copied %n rows", "", text.count("\n")))

    @Slot(object)
    def _on_failed(self, error: CrmError) -> None:
        self.error.set_message(error.title, error.detail)
        self.error.show()

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

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.contact is not None and _local_files(event):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if self.contact is not None and _local_files(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = _local_files(event)
        if paths and self.contact is not None:
            event.acceptProposedAction()
            self.detail.show_tab("files")
            self.detail.files.show_contact(self.contact.id)
            self.detail.files.attach(paths)


def _local_files(event: QDropEvent) -> list[Path]:
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return [path for path in paths if path.is_file()]
