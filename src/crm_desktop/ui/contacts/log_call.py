"""The panel that logs a call and plans the next step in one go."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, QObject, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget

from crm_desktop.core.errors import CrmError
from crm_desktop.core.kinds import CALL_OUTCOMES
from crm_desktop.services.calendar.views import TaskDraft
from crm_desktop.services.contacts.views import CallDraft, ContactDetail
from crm_desktop.ui.contacts.call_timer import CallTimer
from crm_desktop.ui.fields.part_popover import is_save
from crm_desktop.ui.fields.participants import ParticipantsEdit
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.field import FieldMessage
from crm_desktop.ui.kit.form_parts import Part
from crm_desktop.ui.kit.label import ElidedLabel, Label
from crm_desktop.ui.kit.popover import Popover
from crm_desktop.ui.kit.small_buttons import PillButton
from crm_desktop.ui.pane.draft_keeper import DraftKeeper
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.pane.plan_line import PlanLine
from crm_desktop.ui.timeline.words import outcome_word


class LogCallPopover(Popover):
    """Note, outcome, length, next step; Ctrl+Enter saves both as one entry.

    `finishes_task_id` is the planned step that this call was; without one, a step of the contact that
    is a call and is due today or late is taken for it.

    Signals:
        saved: the call was logged.
    """

    saved = Signal()

    def __init__(
        self, context: PaneContext, contact_id: str, anchor: QWidget, *, finishes_task_id: str | None = None
    ) -> None:
        super().__init__("", anchor.window(), width=476)
        self.setAccessibleName(self.tr("Log a call"))
        self._context = context
        self._contact_id = contact_id
        self._anchor_widget = anchor
        self._finishes = finishes_task_id
        self._company_id: str | None = None
        self._kind = "person"
        self._is_saving = False
        self._build()
        self._drafts = DraftKeeper(
            context, "contact.call",
            {
                "note": self.note, "outcome": self._outcomes, "minutes": self.minutes, "next": self.next.input,
                "incoming": self.incoming,
                "finishes": Part(self._finished_task, self._finish_task, is_text=False),
            },
            self,
        )  # fmt: skip
        self.body.insertWidget(1, self._drafts.note)
        services = context.services
        context.operations.read(self, partial(services.contacts.detail, contact_id), self._on_contact)

    def _build(self) -> None:
        theme = self._context.theme
        self._title = ElidedLabel(self.tr("Log a call"), "title3")
        self.body.addWidget(self._title)
        self.note = QPlainTextEdit()
        self.note.setPlaceholderText(self.tr("What was said?"))
        self.note.setAccessibleName(self.tr("Note"))
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(84)
        self.body.addWidget(self.note)
        outcomes = QHBoxLayout()
        outcomes.setSpacing(6)
        self._outcomes = QButtonGroup(self)
        for number, (key, _) in enumerate(CALL_OUTCOMES):
            chip = Button(theme, outcome_word(key), size="compact")
            chip.setCheckable(True)
            chip.setChecked(number == 0)
            self._outcomes.addButton(chip, number)
            outcomes.addWidget(chip)
        outcomes.addStretch(1)
        self.body.addLayout(outcomes)
        length = QHBoxLayout()
        length.setSpacing(6)
        self.incoming = PillButton(theme, self.tr("They called"))
        length.addWidget(self.incoming)
        length.addStretch(1)
        self.timer = CallTimer(theme, self._context.services.clock)
        self.timer.measured.connect(self._on_measured)
        length.addWidget(self.timer)
        self.minutes = QLineEdit()
        self.minutes.setAccessibleName(self.tr("Length in minutes"))
        self.minutes.setPlaceholderText(self.tr("min"))
        self.minutes.setFixedWidth(64)
        self.minutes.setMaxLength(4)
        length.addWidget(self.minutes)
        self.body.addLayout(length)
        self.others = ParticipantsEdit(self._context, self.tr("Who else was on the line"))
        self.others.leave_out((self._contact_id,))
        self.body.addWidget(self.others)
        self.body.addWidget(Label(self.tr("Next"), "small", "secondary"))
        self.next = PlanLine(self._context, self.tr("Next step"), self.tr("call in 1 week"))
        self.body.addWidget(self.next)
        self._message = FieldMessage(theme)
        self.body.addWidget(self._message)
        foot = QHBoxLayout()
        self._hint = ElidedLabel(self.tr("Ctrl+Enter saves both"), "caption", "tertiary")
        foot.addWidget(self._hint, 1)
        self.save_button = Button(theme, self.tr("Log call"), "primary")
        foot.addWidget(self.save_button)
        self.body.addLayout(foot)
        self.save_button.clicked.connect(self.save)
        for field in (self.note, self.minutes, self.next.input):
            field.installEventFilter(self)

    def open(self) -> None:
        """Open at the anchor with the caret in the note, and with what was half typed here before."""
        self._drafts.begin(self._contact_id)
        self.open_at(self._anchor_widget)

    def outcome(self) -> str:
        """The outcome chosen."""
        return CALL_OUTCOMES[self._outcomes.checkedId()][0]

    @Slot()
    def save(self) -> None:
        """Log the call, finish the step it was, plan the next."""
        self.timer.finish()
        minutes = self.minutes.text().strip()
        if minutes and not minutes.isdigit():
            self._message.show_error(self.tr("“{text}” is no number of minutes.").format(text=minutes))
            self.minutes.setFocus()
            return
        if self._is_saving:
            return
        self._is_saving = True
        draft = CallDraft(
            self._contact_id,
            self.note.toPlainText(),
            outcome=self.outcome(),
            direction="in" if self.incoming.isChecked() else "out",
            minutes=int(minutes) if minutes else None,
            next=self._next_task(),
            finishes_task_id=self._finishes,
            with_ids=self.others.ids(),
        )
        call = partial(self._context.services.contact_commands.log_call, draft)
        self._context.operations.write(self, call, self._on_saved, self._on_failed)

    @Slot(int)
    def _on_measured(self, minutes: int) -> None:
        self.minutes.setText(str(minutes))

    def _finished_task(self) -> str:
        return self._finishes or ""

    def _finish_task(self, task_id: str) -> None:
        self._finishes = task_id or None

    def _next_task(self) -> TaskDraft | None:
        task = self.next.task()
        if task is None:
            return None
        if self._kind == "company":
            return replace(task, company_id=self._contact_id)
        return replace(task, person_id=self._contact_id, company_id=self._company_id)

    @Slot(object)
    def _on_contact(self, contact: ContactDetail) -> None:
        self._title.setText(self.tr("Log a call with {name}").format(name=contact.name))
        self._drafts.begin(self._contact_id, contact.name)
        self._kind = contact.kind
        self._company_id = contact.company.contact_id if contact.company else None
        step = contact.next_step.step if contact.next_step else None
        if self._finishes is None and step is not None and step.kind == "call" and step.tone in ("late", "today"):
            self._finishes = step.task_id
            self._hint.setText(self.tr("Also finishes “{title}”").format(title=step.title))

    @Slot(object)
    def _on_saved(self, _change: object) -> None:
        self._drafts.forget()
        self.close_popover()
        self.saved.emit()
        self.deleteLater()

    @Slot(object)
    def _on_failed(self, error: CrmError) -> None:
        self._is_saving = False
        self._message.show_error(f"{error.title} {error.detail}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # What the fields do not take, the outcomes and the button pass on.
        if is_save(event):
            self.save()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        fields = (self.note, self.minutes, self.next.input)
        if watched in fields and is_save(event):
            self.save()
            return True
        return super().eventFilter(watched, event)
