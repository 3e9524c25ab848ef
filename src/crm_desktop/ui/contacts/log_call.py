"""The panel that logs a call with a contact."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from crm_desktop.services.contacts.views import CallDraft, ContactDetail
from crm_desktop.ui.contacts.words import step_with
from crm_desktop.ui.fields.participants import ParticipantsEdit
from crm_desktop.ui.kit.form_parts import FormParts, Part
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.pane.saving_popover import Call
from crm_desktop.ui.timeline.call_popover import CallPopover


class LogCallPopover(CallPopover):
    """A call, with who else was on the line.

    `finishes_task_id` is the planned step that this call was; without one, a step of the contact that
    is a call and is due today or late is taken for it.
    """

    def __init__(
        self, context: PaneContext, contact_id: str, anchor: QWidget, *, finishes_task_id: str | None = None
    ) -> None:
        self._finishes = finishes_task_id
        self._contact: ContactDetail | None = None
        super().__init__(context, contact_id, anchor, form="contact.call")
        self.others.leave_out((contact_id,))
        if self.drafts is not None:
            self.others.changed.connect(self.drafts.touch)
        context.operations.read(self, partial(context.services.contacts.detail, contact_id), self._on_contact)

    def add_more(self) -> FormParts:
        self.others = ParticipantsEdit(self.context, self.tr("Who else was on the line"))
        self.body.addWidget(self.others)
        return {
            "finishes": Part(self._finished_task, self._finish_task, is_text=False),
            "others": self.others.part(),
        }

    def open(self) -> None:
        self.begin()
        super().open()

    def log(self) -> Call:
        draft = CallDraft(
            self.record_id, self.note.toPlainText(), self.outcome(), self.direction(), self.minutes.value(),
            step_with(self.record_id, self._contact, self.next.task()), self._finishes, with_ids=self.others.ids(),
        )  # fmt: skip
        return partial(self.context.services.contact_commands.log_call, draft)

    def _finished_task(self) -> str:
        return self._finishes or ""

    def _finish_task(self, task_id: str) -> None:
        self._finishes = task_id or None

    @Slot(object)
    def _on_contact(self, contact: ContactDetail) -> None:
        self._contact = contact
        self.begin(contact.name)
        step = contact.next_step.step if contact.next_step else None
        if self._finishes is None and step is not None and step.kind == "call" and step.tone in ("late", "today"):
            self._finishes = step.task_id
            self.hint_label.setText(self.tr("Also finishes “{title}”").format(title=step.title))
