"""The panel that plans the next step with one contact or several."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from crm_desktop.core.errors import CrmError
from crm_desktop.services.calendar.views import TaskDraft
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.field import FieldMessage
from crm_desktop.ui.kit.form_parts import Part
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.popover import Popover
from crm_desktop.ui.kit.small_buttons import PillButton
from crm_desktop.ui.pane.draft_keeper import DraftKeeper
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.pane.plan_line import PlanLine, read_words

Plan = Callable[[Sequence[str], TaskDraft], object]
"""What plans a step with records (by their ids)."""


class FollowUpPopover(Popover):
    """One line of plain words, and the usual days as buttons; Enter saves.

    `plan` plans with records of another kind than contacts, whose drafts are kept under `form`.

    Signals:
        saved: the step was planned.
    """

    saved = Signal()

    def __init__(
        self,
        context: PaneContext,
        contact_ids: str | Sequence[str],
        anchor: QWidget,
        *,
        title: str = "",
        text: str = "",
        plan: Plan | None = None,
        form: str = "contact.step",
    ) -> None:
        super().__init__("", anchor.window(), width=380)
        self._context = context
        self._is_saving = False
        self._plan = plan or context.services.contact_commands.plan
        self._contact_ids = [contact_ids] if isinstance(contact_ids, str) else list(contact_ids)
        self._anchor_widget = anchor
        heading = title or self.tr("Plan a follow-up")
        self.setAccessibleName(heading)
        self.body.addWidget(Label(heading, "title3"))
        self.line = PlanLine(context, self.tr("Next step"), text or self.tr("call tomorrow"))
        self.body.addWidget(self.line)
        days = QHBoxLayout()
        days.setSpacing(6)
        for words in (self.tr("today"), self.tr("tomorrow"), self.tr("next week"), self.tr("in 1 month")):
            chip = PillButton(context.theme, words)
            chip.setCheckable(False)
            chip.clicked.connect(partial(self._on_day, words))
            days.addWidget(chip)
        days.addStretch(1)
        self.body.addLayout(days)
        self._message = FieldMessage(context.theme)
        self.body.addWidget(self._message)
        row = QHBoxLayout()
        row.addStretch(1)
        self.save_button = Button(context.theme, self.tr("Plan"), "primary")
        row.addWidget(self.save_button)
        self.body.addLayout(row)
        self._drafts = DraftKeeper(
            context, form,
            {"text": self.line.input, "contacts": Part(self._contacts, self._set_contacts, is_text=False)},
            self, whole=True,
        )  # fmt: skip
        self.body.insertWidget(1, self._drafts.note)
        self.save_button.clicked.connect(self.save)
        self.line.submitted.connect(self.save)
        self.line.input.installEventFilter(self)

    def open(self) -> None:
        """Open at the anchor with the whole line selected, or with what was half typed here before."""
        self._drafts.begin(self._contact_ids[0] if len(self._contact_ids) == 1 else "")
        self.open_at(self._anchor_widget)
        self.line.input.selectAll()

    def _contacts(self) -> list[str]:
        return self._contact_ids

    def _set_contacts(self, contact_ids: list[str]) -> None:
        self._contact_ids = contact_ids

    @Slot()
    def save(self) -> None:
        """Plan the step with every contact, as one entry."""
        if self._is_saving:
            return
        task = self.line.task()
        if task is None:
            self._message.show_error(self.tr("Write what to do and when, as in “call fri 10”."))
            return
        call = partial(self._plan, self._contact_ids, task)
        self._is_saving = True
        self._context.operations.write(self, call, self._on_saved, self._on_failed)

    def _on_day(self, words: str, _checked: bool = False) -> None:
        text = self.line.input.text()
        draft = read_words(text, self._context.services.clock)
        for part in sorted(draft.parts, key=lambda one: -one.start):
            if part.role in ("when", "time"):
                text = text[: part.start] + text[part.end :]
        self.line.input.setText(" ".join(f"{text} {words}".split()))
        self.line.input.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def _on_saved(self, _change: object) -> None:
        self._is_saving = False
        self._drafts.forget()
        self.close_popover()
        self.saved.emit()
        self.deleteLater()

    @Slot(object)
    def _on_failed(self, error: CrmError) -> None:
        self._is_saving = False
        self._message.show_error(f"{error.title} {error.detail}")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.line.input and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.save()
                return True
        return super().eventFilter(watched, event)
