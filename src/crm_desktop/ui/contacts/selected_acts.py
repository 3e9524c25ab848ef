"""What is done with the contacts that are selected, in the list or in the table."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QGuiApplication

from crm_desktop.ui.contacts.list_reader import read_copied
from crm_desktop.ui.fields.tag_popover import TagPopover
from crm_desktop.ui.pane.follow_up import FollowUpPopover

if TYPE_CHECKING:
    from crm_desktop.ui.contacts.pane import ContactsPane


class SelectedActs(QObject):
    """Each is one entry of the journal, however many contacts it is about; the table does its own."""

    def __init__(self, pane: ContactsPane) -> None:
        super().__init__(pane)
        self._pane = pane

    @property
    def _is_table(self) -> bool:
        return self._pane.list_panel.view == "table"

    @Slot(str)
    def run(self, key: str) -> None:
        """Do what a bar of selected contacts asks for."""
        if key == "clear":
            self._pane.list_panel.clear_selection()
        else:
            {"tag": self.tag, "follow_up": self.follow_up, "mail": self.mail, "merge": self.merge,
             "delete": self.delete}[key]()  # fmt: skip

    @Slot()
    def copy(self) -> None:
        """Copy the selected rows as tab-separated text."""
        pane = self._pane
        if self._is_table:
            pane.list_panel.records.doing.copy()
            return
        call = partial(read_copied, pane.services, pane.list_panel.selected_rowids())
        pane.operations.read(pane, call, self._on_copied)

    @Slot(object)
    def _on_copied(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self._pane.notice.emit(self.tr("Copied %n rows", "", text.count("\n")))

    @Slot()
    def delete(self) -> None:
        """Put the selected contacts into the Bin."""
        if self._is_table:
            self._pane.list_panel.records.doing.delete()
            return
        self._with_selected(self._pane.delete)

    @Slot()
    def tag(self) -> None:
        """Put a tag on the selected contacts."""
        if self._is_table:
            self._pane.list_panel.records.doing.tag()
            return
        self._with_selected(self._open_tags)

    @Slot()
    def follow_up(self) -> None:
        """Plan the same step with every selected contact."""
        if self._is_table:
            self._pane.list_panel.records.doing.follow_up()
            return
        self._with_selected(self._open_follow_up)

    @Slot()
    def merge(self) -> None:
        """Put the selected contacts side by side, to make one of them."""
        self._with_selected(self._ask_to_merge)

    @Slot()
    def mail(self) -> None:
        """Print labels or letters for the selected contacts, else for the list as it is filtered."""
        panel = self._pane.list_panel
        if len(panel.selected_rowids()) > 1:
            self._with_selected(self._ask_to_mail)
        else:
            self._pane.request.emit("mailing", "where", panel.where_text())

    def _with_selected(self, act: Any) -> None:
        pane = self._pane
        rowids = pane.list_panel.selected_rowids()
        if rowids:
            pane.operations.read(pane, partial(pane.services.contacts.ids_of, rowids), act)

    def _open_tags(self, contact_ids: list[str]) -> None:
        TagPopover(self._pane.context, contact_ids, self._pane.bulk_bar.button("tag")).open()

    def _open_follow_up(self, contact_ids: list[str]) -> None:
        FollowUpPopover(self._pane.context, contact_ids, self._pane.bulk_bar.button("follow_up")).open()

    def _ask_to_mail(self, contact_ids: list[str]) -> None:
        self._pane.request.emit("mailing", "contact", ",".join(contact_ids))

    def _ask_to_merge(self, contact_ids: list[str]) -> None:
        self._pane.request.emit("merge", "contact", ",".join(contact_ids))
