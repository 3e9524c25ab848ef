"""The panel that puts a tag on contacts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from crm_desktop.services.contacts.views import TagRow
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.pick_list import PickItem
from crm_desktop.ui.kit.popover import Popover
from crm_desktop.ui.kit.search_picker import SearchPicker
from crm_desktop.ui.pane.pane import PaneContext


class TagPopover(Popover):
    """Type a word, choose a known tag or make a new one.

    Signals:
        saved: the tag is on the contacts.
    """

    saved = Signal()

    def __init__(self, context: PaneContext, contact_ids: Sequence[str], anchor: QWidget) -> None:
        super().__init__("", anchor.window(), width=280)
        self.setAccessibleName(self.tr("Add a tag"))
        self._context = context
        self._contact_ids = list(contact_ids)
        self._anchor_widget = anchor
        self._tags: list[TagRow] = []
        self.body.addWidget(Label(self.tr("Add a tag"), "title3"))
        self.picker = SearchPicker(context.theme, self.tr("Tag"), self.tr("VIP, fair, newsletter…"))
        self.body.addWidget(self.picker)
        self.picker.query_changed.connect(self._on_query)
        self.picker.picked.connect(self._on_picked)
        self.picker.create_requested.connect(self._put)
        self.picker.returnPressed.connect(self._on_return)

    def open(self) -> None:
        """Open at the anchor, with the known tags at hand."""
        self.open_at(self._anchor_widget)
        self._context.operations.read(self, self._context.services.contacts.tags, self._on_tags)

    @Slot(object)
    def _on_tags(self, tags: list[TagRow]) -> None:
        self._tags = tags
        self._on_query(self.picker.text())

    @Slot(str)
    def _on_query(self, text: str) -> None:
        wanted = text.strip().lstrip("#").casefold()
        found = [tag for tag in self._tags if wanted in tag.name.casefold()]
        self.picker.set_results([PickItem(tag.id, tag.name, icon="tag") for tag in found[:7]])

    @Slot(str)
    def _on_picked(self, tag_id: str) -> None:
        self._put(next(tag.name for tag in self._tags if tag.id == tag_id))

    @Slot()
    def _on_return(self) -> None:
        self._put(self.picker.text())

    @Slot(str)
    def _put(self, name: str) -> None:
        if name.strip():
            call = partial(self._context.services.contact_commands.tag, self._contact_ids, name)
            self._context.operations.write(self, call, self._on_saved)

    @Slot(object)
    def _on_saved(self, _change: object) -> None:
        self.close_popover()
        self.saved.emit()
        self.deleteLater()
