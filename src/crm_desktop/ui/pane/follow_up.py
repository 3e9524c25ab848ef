"""The panel that plans the next step with one contact or several."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from crm_desktop.services.calendar.views import TaskDraft
from crm_desktop.ui.kit.form_parts import Part
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.small_buttons import PillButton
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.pane.plan_line import PlanLine, read_words
from crm_desktop.ui.pane.saving_popover import Call, SavingPopover

Plan = Callable[[Sequence[str], TaskDraft], object]
"""What plans a step with records (by their ids)."""


class FollowUpPopover(SavingPopover):
    """One line of plain words, and the usual days as buttons; Enter saves.

    `plan` plans with records of another kind than contacts, whose drafts are kept under `form`.
    """

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
        heading = title or self.tr("Plan a follow-up")
        super().__init__(context, heading, anchor, width=380)
        self._plan = plan or context.services.contact_commands.plan
        self._contact_ids = [contact_ids] if isinstance(contact_ids, str) else list(contact_ids)
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
        self.add_foot(self.tr("Plan"))
        contacts = Part(self._contacts, self._set_contacts, is_text=False)
        self._kept = self.keep(form, {"text": self.line.input, "contacts": contacts}, whole=True)
        self.line.submitted.connect(self.save)

    def open(self) -> None:
        """Open with the whole line selected, or with what was half typed here before."""
        self._kept.begin(self._contact_ids[0] if len(self._contact_ids) == 1 else "")
        super().open()
        self.line.input.selectAll()

    def _contacts(self) -> list[str]:
        return self._contact_ids

    def _set_contacts(self, contact_ids: list[str]) -> None:
        self._contact_ids = contact_ids

    def call(self) -> Call | None:
        """Return what plans the step with every contact, as one entry."""
        task = self.line.task()
        if task is None:
            self.message.show_error(self.tr("Write what to do and when, as in “call fri 10”."))
            return None
        return partial(self._plan, self._contact_ids, task)

    def _on_day(self, words: str, _checked: bool = False) -> None:
        text = self.line.input.text()
        draft = read_words(text, self.context.services.clock)
        for part in sorted(draft.parts, key=lambda one: -one.start):
            if part.role in ("when", "time"):
                text = text[: part.start] + text[part.end :]
        self.line.input.setText(" ".join(f"{text} {words}".split()))
        self.line.input.setFocus(Qt.FocusReason.OtherFocusReason)
