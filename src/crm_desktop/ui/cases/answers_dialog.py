"""Changing the saved answers: names at the left, the text of one at the right."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QListWidget, QPlainTextEdit, QVBoxLayout, QWidget

from crm_desktop.core.errors import CrmError
from crm_desktop.services.cases.views import SavedAnswer
from crm_desktop.ui.cases.words import tr
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.field import Field, FieldMessage
from crm_desktop.ui.kit.form_parts import Part
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.pane.draft_keeper import DraftKeeper
from crm_desktop.ui.pane.pane import PaneContext


class AnswersDialog(QDialog):
    """Add, change and delete; nothing is kept before Save."""

    def __init__(self, context: PaneContext, answers: Sequence[SavedAnswer], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._answers = list(answers)
        self._showing = False
        self.setWindowTitle(tr("Saved answers"))
        self.resize(680, 440)
        self._build()
        self._drafts = DraftKeeper(context, "case.answers", {"answers": Part(self._read, self._write)}, self)
        self._outer.insertWidget(1, self._drafts.note)
        self._connect()
        self._fill(0)
        self._drafts.begin()

    def _build(self) -> None:
        theme = self._context.theme
        outer = self._outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 18, 20, 18)
        outer.setSpacing(12)
        outer.addWidget(Label(tr("Saved answers"), "title2"))
        row = QHBoxLayout()
        row.setSpacing(16)
        left, right = QVBoxLayout(), QVBoxLayout()
        left.setSpacing(8)
        right.setSpacing(10)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Saved answers"))
        self.list.setFixedWidth(210)
        self.list.setSpacing(3)
        self.add_button = Button(theme, tr("Add"), icon="plus")
        self.delete_button = Button(theme, tr("Delete"), "ghost", "trash-2")
        tools = QHBoxLayout()
        tools.addWidget(self.add_button)
        tools.addWidget(self.delete_button)
        tools.addStretch(1)
        left.addWidget(self.list, 1)
        left.addLayout(tools)
        self.name = QLineEdit()
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        right.addWidget(Field(theme, tr("Name"), self.name))
        right.addWidget(Field(theme, tr("Text"), self.text), 1)
        right.addWidget(
            Label(tr("{first name}, {name} and {number} are filled in from the case."), "small", "secondary", wrap=True)
        )
        row.addLayout(left)
        row.addLayout(right, 1)
        outer.addLayout(row, 1)
        self.message = FieldMessage(theme)
        outer.addWidget(self.message)
        foot = QHBoxLayout()
        foot.addStretch(1)
        self.cancel_button = Button(theme, tr("Cancel"))
        self.save_button = Button(theme, tr("Save"), "primary")
        foot.addWidget(self.cancel_button)
        foot.addWidget(self.save_button)
        outer.addLayout(foot)

    def _connect(self) -> None:
        self.list.currentRowChanged.connect(self._on_row)
        self.name.textEdited.connect(self._on_edited)
        self.text.textChanged.connect(self._on_edited)
        self.add_button.clicked.connect(self._on_add)
        self.delete_button.clicked.connect(self._on_delete)
        self.cancel_button.clicked.connect(self.reject)
        self.save_button.clicked.connect(self._on_save)

    def _read(self) -> list[list[str]]:
        return [[one.name, one.text] for one in self._answers]

    def _write(self, answers: list[list[str]]) -> None:
        self._answers = [SavedAnswer(name, text) for name, text in answers]
        self._fill(0)

    def _fill(self, row: int) -> None:
        self.list.clear()
        self.list.addItems([one.name or tr("New answer") for one in self._answers])
        self.list.setCurrentRow(min(row, len(self._answers) - 1))
        self._on_row(self.list.currentRow())

    @Slot(int)
    def _on_row(self, row: int) -> None:
        known = 0 <= row < len(self._answers)
        answer = self._answers[row] if known else SavedAnswer("", "")
        self._showing = True
        self.name.setText(answer.name)
        self.text.setPlainText(answer.text)
        self._showing = False
        for part in (self.name, self.text, self.delete_button):
            part.setEnabled(known)

    @Slot()
    def _on_edited(self) -> None:
        row = self.list.currentRow()
        if self._showing or not 0 <= row < len(self._answers):
            return
        self._answers[row] = SavedAnswer(self.name.text(), self.text.toPlainText())
        self._drafts.touch()
        self.list.item(row).setText(self.name.text() or tr("New answer"))
        self.message.show_error("")

    @Slot()
    def _on_add(self) -> None:
        self._answers.append(SavedAnswer("", ""))
        self._fill(len(self._answers) - 1)
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_delete(self) -> None:
        row = self.list.currentRow()
        if 0 <= row < len(self._answers):
            del self._answers[row]
            self._drafts.touch()
            self._fill(max(row - 1, 0))

    @Slot()
    def _on_save(self) -> None:
        kept = tuple(one for one in self._answers if one.name.strip() or one.text.strip())
        call = partial(self._context.services.case_commands.save_answers, kept)
        self._context.operations.write(self, call, self._on_saved, self._on_failed)

    @Slot(object)
    def _on_saved(self, _change: object) -> None:
        self.accept()

    def done(self, result: int) -> None:  # Qt's name
        """Saved or cancelled: nothing of it waits any more."""
        self._drafts.forget()
        super().done(result)

    @Slot(object)
    def _on_failed(self, error: CrmError) -> None:
        self.message.show_error(f"{error.title} {error.detail}")
