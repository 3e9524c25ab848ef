"""The panel that logs what was no call: a meeting, a visit, a letter, a message, a mail; with what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QWidget

from crm_desktop.services.contacts.views import ContactDetail
from crm_desktop.services.timeline.views import ActivityDraft
from crm_desktop.ui.contacts.words import step_with
from crm_desktop.ui.fields.minutes_edit import MinutesEdit
from crm_desktop.ui.fields.participants import ParticipantsEdit
from crm_desktop.ui.fields.said_edit import SaidEdit
from crm_desktop.ui.fields.when_edit import WhenEdit
from crm_desktop.ui.kit.label import ElidedLabel, Label
from crm_desktop.ui.kit.small_buttons import PillButton
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.pane.plan_line import PlanLine
from crm_desktop.ui.pane.saving_popover import Call, SavingPopover

_WRITTEN = ("letter", "message", "email")


class LogTouchPopover(SavingPopover):
    """What it was, what was said, when, how long, who took part, the next step; Ctrl+Enter saves all as one entry."""

    def __init__(self, context: PaneContext, contact_id: str, anchor: QWidget) -> None:
        super().__init__(context, self.tr("Log a visit, meeting, letter or message"), anchor, width=420)
        self._contact_id = contact_id
        self._contact: ContactDetail | None = None
        self._build()
        drafts = self.keep(
            "contact.touch",
            {
                "kind": self._kinds, "direction": self._directions, "subject": self.subject, "text": self.text,
                "day": self.when.day, "time": self.when.time, "minutes": self.minutes, "next": self.next.input,
                "others": self.others.part(),
            },
            whole=True,
        )  # fmt: skip
        self.others.changed.connect(drafts.touch)
        context.operations.read(self, partial(context.services.contacts.detail, contact_id), self._on_contact)

    def _build(self) -> None:
        self._title = ElidedLabel(self.accessibleName(), "title3")
        self.body.addWidget(self._title)
        kinds = (
            ("meeting", self.tr("Meeting")), ("visit", self.tr("Visit")), ("letter", self.tr("Letter")),
            ("message", self.tr("Message")), ("email", self.tr("Email")), ("note", self.tr("Note")),
        )  # fmt: skip
        self._kind_keys = [key for key, _ in kinds]
        kind_row, self._kinds = self._pills([text for _, text in kinds])
        self.body.addWidget(kind_row)
        self._direction_row, self._directions = self._pills((self.tr("Sent"), self.tr("Received")))
        self.body.addWidget(self._direction_row)
        self.subject = QLineEdit()
        self.subject.setAccessibleName(self.tr("About"))
        self.subject.setPlaceholderText(self.tr("What it was about"))
        self.subject.setMaxLength(200)
        self.body.addWidget(self.subject)
        self.text = SaidEdit()
        self.body.addWidget(self.text)
        line = QHBoxLayout()
        line.setSpacing(8)
        self.when = WhenEdit(self.context.theme, self.context.services.clock)
        self.minutes = MinutesEdit()
        line.addWidget(self.when, 1)
        line.addWidget(self.minutes)
        self.body.addLayout(line)
        self.others = ParticipantsEdit(self.context, self.tr("Who else took part"))
        self.others.leave_out((self._contact_id,))
        self.body.addWidget(self.others)
        self.body.addWidget(Label(self.tr("Next"), "small", "secondary"))
        self.next = PlanLine(self.context, self.tr("Next step"))
        self.body.addWidget(self.next)
        self.add_foot(self.tr("Log"), self.tr("Ctrl+Enter saves"))
        self._kinds.idToggled.connect(self._on_kind_toggled)
        self._show_kind()

    def _pills(self, texts: Sequence[str]) -> tuple[QWidget, QButtonGroup]:
        group, holder = QButtonGroup(self), QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for number, text in enumerate(texts):
            pill = PillButton(self.context.theme, text)
            pill.setChecked(number == 0)
            group.addButton(pill, number)
            row.addWidget(pill)
        row.addStretch(1)
        return holder, group

    def open(self) -> None:
        """Open with the caret in the text, and with what was half typed here before."""
        self._begin("")
        super().open()
        self.text.setFocus()

    def kind(self) -> str:
        """What it was: meeting, visit, letter, message, email or note."""
        return self._kind_keys[self._kinds.checkedId()]

    def set_kind(self, kind: str) -> None:
        """Say what it was."""
        self._kinds.button(self._kind_keys.index(kind)).setChecked(True)

    def call(self) -> Call | None:
        problem = self.minutes.problem() or self.when.problem()
        if not self.text.toPlainText().strip() and not self.subject.text().strip() and self.kind() == "note":
            problem = self.tr("A note needs words.")
        self.message.show_error(problem)
        if problem:
            return None
        kind = self.kind()
        direction = ("out", "in")[self._directions.checkedId()] if kind in _WRITTEN else ""
        draft = ActivityDraft(
            kind, self.text.toPlainText(), self.subject.text().strip(), direction,
            minutes=self.minutes.value() if kind not in _WRITTEN else None, happened_at=self.when.value(),
        )  # fmt: skip
        links = [("contact", one) for one in (self._contact_id, *self.others.ids())]
        name = self._contact.name if self._contact is not None else ""
        step = step_with(self._contact_id, self._contact, self.next.task())
        return partial(self.context.services.timeline_commands.add, draft, links, name, step)

    @Slot(int, bool)
    def _on_kind_toggled(self, _number: int, _on: bool) -> None:
        self._show_kind()

    def _show_kind(self) -> None:
        written = self.kind() in _WRITTEN
        self._direction_row.setVisible(written)
        self.minutes.setVisible(not written and self.kind() != "note")

    def _begin(self, name: str) -> None:
        if self.drafts is not None:
            self.drafts.begin(self._contact_id, name)

    @Slot(object)
    def _on_contact(self, contact: ContactDetail) -> None:
        self._contact = contact
        self._title.setText(self.tr("Log what happened with {name}").format(name=contact.name))
        self._begin(contact.name)
