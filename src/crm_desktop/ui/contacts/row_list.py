"""The list view of contacts: rows that can be copied, deleted and dropped upon."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence

from crm_desktop.ui.kit.row_list import RowList


class ContactRowList(RowList):
    """A list of contacts.

    Signals:
        copy_requested: Ctrl+C: the selected rows as text.
        delete_requested: Delete: the selected rows into the Bin.
        selection_clear_requested: Esc: only the row with the focus stays selected.
    """

    copy_requested = Signal()
    delete_requested = Signal()
    selection_clear_requested = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_requested.emit()
        elif event.key() == Qt.Key.Key_Delete and not event.modifiers():
            self.delete_requested.emit()
        elif event.key() == Qt.Key.Key_Escape and self.selectionModel().selection().count() > 0:
            self.selection_clear_requested.emit()
            event.ignore()
            return
        else:
            super().keyPressEvent(event)
            return
        event.accept()
