"""The line above a timeline: a note, or in plain words the next step."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from crm_desktop.core.errors import CrmError
from crm_desktop.ui.kit.field import FieldMessage
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.pane.draft_keeper import DraftKeeper
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.pane.plan_line import is_plan, plan_text, read_words, task_of


class NoteBox(QWidget):
    """Enter saves a note; words such as “call fri 10” plan a follow-up instead, and say so before.

    Signals:
        saved: the note or the step is stored.
    """

    saved = Signal()

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._is_saving = False
        self._contact_id = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.input = QLineEdit()
        self.input.setAccessibleName(self.tr("Note or next step"))
        self.input.setPlaceholderText(self.tr("Write a note, or “call fri 10 about racks” to plan a follow-up"))
        self._said = Label("", "caption", "tertiary")
        self._said.hide()
        self._message = FieldMessage(context.theme)
        self._drafts = DraftKeeper(context, "contact.note", {"text": self.input}, self)
        for widget in (self._drafts.note, self.input, self._said, self._message):
            column.addWidget(widget)
        self.setFocusProxy(self.input)
        self.input.textChanged.connect(self._on_text_changed)
        self.input.returnPressed.connect(self.save)

    def set_contact(self, contact_id: str, name: str = "") -> None:
        """Write about another contact; what was begun about the last one waits for them."""
        if contact_id != self._contact_id:
            self._drafts.leave()
            self._contact_id = contact_id
            self.input.clear()
            self._message.show_error("")
        self._drafts.begin(contact_id, name)

    def said(self) -> str:
        """What Enter will do, in words."""
        return self._said.text()

    @Slot()
    def save(self) -> None:
        """Store what is written."""
        text = self.input.text().strip()
        if not text or not self._contact_id or self._is_saving:
            return
        services = self._context.services
        task = task_of(text, services.clock) if is_plan(read_words(text, services.clock)) else None
        if task is not None:
            call = partial(services.contact_commands.plan, [self._contact_id], task)
        else:
            call = partial(services.contact_commands.add_note, self._contact_id, text)
        self._is_saving = True
        self._context.operations.write(self, call, partial(self._on_saved, self._contact_id, text), self._on_failed)

    def _on_saved(self, contact_id: str, text: str, _change: object) -> None:
        self._is_saving = False
        if contact_id == self._contact_id and self.input.text().strip() == text:
            self.input.clear()
        self._drafts.forget(contact_id)
        self.saved.emit()

    @Slot(object)
    def _on_failed(self, error: CrmError) -> None:
        self._is_saving = False
        self._message.show_error(f"{error.title} {error.detail}")

    @Slot(str)
    def _on_text_changed(self, text: str) -> None:
        clock = self._context.services.clock
        words = ""
        if text.strip():
            task = task_of(text, clock) if is_plan(read_words(text, clock)) else None
            words = (
                self.tr("Enter plans: {step}").format(step=plan_text(task, clock))
                if task is not None
                else self.tr("Enter saves a note.")
            )
        self._said.setText(words)
        self._said.setVisible(bool(words))
        self._message.show_error("")
