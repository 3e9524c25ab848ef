"""The tab with every change of a contact and its parts; an old value can be put back."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from crm_desktop.ui.keeping.history_list import RecordHistoryList
from crm_desktop.ui.pane.pane import PaneContext

_LOWEST = 320


class HistoryTab(RecordHistoryList):
    """All changes of a contact and its parts, newest first."""

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.setMinimumHeight(_LOWEST)

    def show_contact(self, contact_id: str) -> None:
        """List what happened to this contact."""
        self.show_record("contact", contact_id)
