"""Contacts that were selected in a list, side by side, to be made one."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from crm_desktop.core.errors import CrmError
from crm_desktop.ui.duplicates.compare_view import CompareView, MergeWish
from crm_desktop.ui.duplicates.reading import CompareAnswer, read_comparison
from crm_desktop.ui.duplicates.words import tr
from crm_desktop.ui.kit.banner import Banner
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.pane.pane import PaneContext


class MergeDialog(QDialog):
    """Choose who stays and which values stand; Ctrl+Enter merges, Esc leaves everything as it is.

    Signals:
        merged(str): the contact that stays.
        open_requested(str): show a contact's page instead.
    """

    merged = Signal(str)
    open_requested = Signal(str)

    def __init__(self, context: PaneContext, ids: tuple[str, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._context = context
        self.setWindowTitle(tr("Merge contacts"))
        self.resize(min(300 + 300 * len(ids), parent.window().width() - 80), min(720, parent.window().height() - 60))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 16, 0, 0)
        column.setSpacing(6)
        title = Label(tr("Merge contacts"), "title2", parent=self)
        title.setContentsMargins(24, 0, 24, 0)
        self.banner = Banner(context.theme, "danger", "", parent=self)
        self.banner.hide()
        self.compare = CompareView(context, skip=tr("Cancel"), parent=self)
        self.compare.setEnabled(False)
        for part in (title, self.banner, self.compare):
            column.addWidget(part, 1 if part is self.compare else 0)
        self.compare.merge_requested.connect(self._on_merge_requested)
        self.compare.apart_requested.connect(self._on_apart_requested)
        self.compare.skipped.connect(self.reject)
        self.compare.open_requested.connect(self._on_open_requested)
        call = partial(read_comparison, context.services, ids)
        context.operations.read(self, call, self._on_compared, self._on_failed)

    def _on_compared(self, answer: CompareAnswer) -> None:
        self.compare.show_comparison(answer.comparison)
        self.compare.setEnabled(True)
        self.compare.focus_first()

    def _on_failed(self, error: CrmError) -> None:
        self.banner.set_message(error.title, error.detail)
        self.banner.show()
        self.compare.setEnabled(self.compare.comparison is not None)

    @Slot(object)
    def _on_merge_requested(self, wish: MergeWish) -> None:
        self.compare.setEnabled(False)
        call = partial(self._context.services.duplicate_commands.merge, wish.keep, wish.others, wish.chosen)
        self._context.operations.write(self, call, partial(self._on_merged, wish.keep), self._on_failed)

    def _on_merged(self, keep: str, _change: object) -> None:
        self.merged.emit(keep)
        self.accept()

    @Slot(object)
    def _on_apart_requested(self, ids: tuple[str, ...]) -> None:
        call = partial(self._context.services.duplicate_commands.not_duplicates, ids)
        self._context.operations.write(self, call, self._on_kept_apart, self._on_failed)

    def _on_kept_apart(self, _change: object) -> None:
        self.accept()

    @Slot(str)
    def _on_open_requested(self, contact_id: str) -> None:
        self.open_requested.emit(contact_id)
        self.reject()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier and self.compare.isEnabled():
            self.compare.merge()
        else:
            super().keyPressEvent(event)
