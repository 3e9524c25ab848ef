"""Rows out of a spreadsheet, looked through before they become leads."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QModelIndex, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.errors import CrmError
from crm_desktop.services.leads.pasting import Pasted, PastedRow
from crm_desktop.services.leads.views import LeadDraft
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.field import FieldMessage
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.table_view import CachedTableView
from crm_desktop.ui.leads.paste_table import HAPPENS, CheckRow, PasteDelegate, PasteModel, first_choice
from crm_desktop.ui.pane.pane import PaneContext

_EDIT = QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed


class PasteDialog(QDialog):
    """Says of every row what will become of it; F2 puts a cell right, Space leaves a row out or takes it in.

    Signals:
        added(ChangeSet): the leads are there, as one entry.
    """

    added = Signal(object)

    def __init__(self, context: PaneContext, pasted: Pasted, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._rows = [first_choice(number, row) for number, row in enumerate(pasted.rows)]
        self._is_saving = False
        self.setWindowTitle(self.tr("Paste leads"))
        self.resize(1080, 560)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(24, 20, 24, 20)
        whole.setSpacing(12)
        whole.addWidget(Label(self.tr("Check the rows"), "title2"))
        words = self.tr("Nothing is saved yet. F2 changes a cell, Space leaves a row out or takes it in.")
        if pasted.skipped:
            words += " " + self.tr("%n more rows are left out: paste them afterwards.", "", pasted.skipped)
        whole.addWidget(Label(words, "small", "secondary", wrap=True))
        self.model = PasteModel(self)
        self.view = CachedTableView(
            self.tr("Pasted rows"), self.model, PasteDelegate(context.theme, self), compact=True, parent=self
        )
        self.view.setEditTriggers(_EDIT)
        whole.addWidget(self.view, 1)
        self.message = FieldMessage(context.theme)
        whole.addWidget(self.message)
        foot = QHBoxLayout()
        self.count = Label("", "small", "secondary")
        foot.addWidget(self.count, 1)
        self.cancel_button = Button(context.theme, self.tr("Add none"), "ghost")
        self.add_button = Button(context.theme, "", "primary", "plus")
        foot.addWidget(self.cancel_button)
        foot.addWidget(self.add_button)
        whole.addLayout(foot)
        self.cancel_button.clicked.connect(self.reject)
        self.add_button.clicked.connect(self.add)
        self.view.row_peeked.connect(self._on_toggled)
        self.view.clicked.connect(self._on_clicked)
        self.view.row_opened.connect(self._on_row_opened)
        self.model.row_edited.connect(self._on_row_edited)
        self.model.set_count(len(self._rows))
        self._show()

    def rows(self) -> list[CheckRow]:
        """The rows as they stand now."""
        return list(self._rows)

    def toggle(self, number: int) -> None:
        """Leave a row out, or take it in."""
        row = self._rows[number]
        if not row.row.problem:
            self._rows[number] = replace(row, wanted=not row.wanted)
            self._show()

    @Slot()
    def add(self) -> None:
        """Make leads of the rows, as one entry."""
        drafts = [row.row.draft for row in self._rows if row.is_added]
        if drafts and not self._is_saving:
            self._is_saving = True
            self.add_button.setEnabled(False)
            call = partial(self._context.services.lead_commands.add_all, drafts)
            self._context.operations.write(self, call, self._on_added, self._on_failed)

    def _show(self) -> None:
        self.model.refresh(len(self._rows))
        for first in range(0, len(self._rows), 100):
            self.model.set_rows(first, self._rows[first : first + 100])
        wanted = sum(row.is_added for row in self._rows)
        self.add_button.set_text(self.tr("Add %n leads", "", wanted))
        self.add_button.setEnabled(wanted > 0)
        left_out = len(self._rows) - wanted
        self.count.setText(self.tr("%n rows are left out", "", left_out) if left_out else "")

    @Slot(str)
    def _on_toggled(self, row_id: str) -> None:
        self.toggle(int(row_id))

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        if self.model.columns[index.column()].key == HAPPENS:
            self.toggle(index.row())

    @Slot(str)
    def _on_row_opened(self, _row_id: str) -> None:
        if self.view.state() != QAbstractItemView.State.EditingState:
            self.view.edit(self.view.currentIndex())

    @Slot(int, object)
    def _on_row_edited(self, number: int, draft: LeadDraft) -> None:
        call = partial(self._context.services.leads.checked, draft)
        self._context.operations.read(self, call, partial(self._on_checked, number))

    def _on_checked(self, number: int, row: PastedRow) -> None:
        self._rows[number] = replace(self._rows[number], row=row)
        self._show()

    @Slot(object)
    def _on_added(self, change: ChangeSet) -> None:
        self.added.emit(change)
        self.accept()

    @Slot(object)
    def _on_failed(self, error: CrmError) -> None:
        self._is_saving = False
        self.add_button.setEnabled(True)
        self.message.show_error(f"{error.title} {error.detail}")
