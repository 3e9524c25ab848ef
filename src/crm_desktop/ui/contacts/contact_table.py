"""The table of people or companies."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from PySide6.QtCore import Slot
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QWidget

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.errors import CrmError
from crm_desktop.services.contacts.list_sql import Order
from crm_desktop.services.lists.views import ListRow
from crm_desktop.ui.contacts.contact_portraits import ContactPortraits
from crm_desktop.ui.contacts.list_reader import ListQuery
from crm_desktop.ui.contacts.words import tr
from crm_desktop.ui.kit.button import IconButton
from crm_desktop.ui.kit.segmented import Segmented
from crm_desktop.ui.kit.table_view import CellDelegate
from crm_desktop.ui.lists.bulk_bar import BulkAction
from crm_desktop.ui.lists.look import RecordLook
from crm_desktop.ui.lists.record_table import RecordTable
from crm_desktop.ui.lists.setting import TableSetting
from crm_desktop.ui.lists.state import is_filter
from crm_desktop.ui.pane.pane import PaneContext

COLUMNS: Final = ("name", "company", "email", "phone", "tags", "last_contact", "next_step", "owner")
TABLES: Final = (
    "contact", "channel", "address", "affiliation", "task", "activity", "activity_link", "deal", "stage", "document",
)  # fmt: skip
"""What a change must touch for the table to be read again, beside what every table watches."""


def bulk_actions() -> tuple[BulkAction, ...]:
    """Return what can be done with several contacts and with no other records."""
    return (
        BulkAction("mail", tr("Letters…"), "printer", tr("Labels and letters…")),
        BulkAction("merge", tr("Merge…"), "git-compare-arrows"),
    )


class ContactLook(RecordLook):
    """People and companies by their photo, where they have one."""

    def __init__(self, context: PaneContext) -> None:
        super().__init__(context.theme)
        self.portraits: ContactPortraits | None = None

    def photo(self, row: ListRow) -> QPixmap | None:
        return self.portraits.get(row.id) if self.portraits is not None else None


class ContactTable(RecordTable):
    """People or companies: a switch between them, and the way back to the list."""

    def __init__(self, context: PaneContext, parent: QWidget) -> None:
        look = ContactLook(context)
        setting = TableSetting(
            "contact", tr("Contacts"), tr("Filter contacts"), COLUMNS, (("next_step", False),), "kind", "person",
            pictures=True, beside=("next_step_on", "kind", "pinned"), new_text=tr("New contact"), bulk=bulk_actions(),
            look=look,
        )  # fmt: skip
        super().__init__(context, setting, parent)
        self.portraits = look.portraits = ContactPortraits(context, self)
        self.portraits.arrived.connect(self._on_portraits)
        kinds = (("person", tr("People")), ("company", tr("Companies")), ("", tr("Both")))
        self.kind_switch = Segmented(tr("What is listed"), kinds)
        self.view_button = IconButton(context.theme, "list", tr("Show as a list"))
        self.toolbar.put_first(self.kind_switch)
        self.toolbar.put_last(self.view_button)
        self.kind_switch.current_changed.connect(self.set_section)
        self.section_shown.connect(self.kind_switch.set_current)
        self.state_changed.connect(self._on_state_changed)

    def apply_change(self, change: ChangeSet, *tables: str) -> None:
        super().apply_change(change, *tables)
        if change.touches("contact"):
            self.portraits.look_again()

    @Slot()
    def _on_state_changed(self) -> None:
        self.kind_switch.set_current(self.state.section)

    @Slot()
    def _on_portraits(self) -> None:
        delegate = self.table.itemDelegate()
        assert isinstance(delegate, CellDelegate)
        delegate.forget_pictures()
        self.table.viewport().update()

    def show_section(self, kind: str) -> None:
        """Show people or companies."""
        self.kind_switch.set_current(kind)
        self.set_section(kind)

    def has_own_list(self) -> bool:
        """Return whether it shows anything but every contact in the usual order."""
        first = self.setting.state()
        state = self.state
        return bool(state.conditions or state.text or state.segment or state.sorting != first.sorting)

    def as_list(self, order: Order) -> ListQuery:
        """Return what the narrow list shows of the table: its records in its order, or all in an order of the list."""
        query = ListQuery(self.state.section or "person", order)
        if not self.has_own_list():
            return query
        text = "" if is_filter(self.state.text) else self.state.text
        return replace(
            query, text=text, where=self.where_text(), sorting=self.state.sorting, view_name=self.view_name()
        )

    def where_text(self) -> str:
        """Return the filter as it is written; nothing while what is typed is no filter yet."""
        try:
            return self.state.where_text()
        except CrmError:
            return ""

    def view_name(self) -> str:
        """Return what the list of the table is called."""
        view = next((one for one in self.views if one.id == self.state.view_id), None)
        return view.name if view is not None else tr("As in the table")
