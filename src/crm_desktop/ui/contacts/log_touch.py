"""The panel that logs what was no call: a meeting, a visit, a letter, a message, a mail; with what comes next."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, QObject, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget

from crm_desktop.core.errors import CrmError
from crm_desktop.services.calendar.views import TaskDraft
from crm_desktop.services.contacts.views import ContactDetail
from crm_desktop.services.timeline.views import ActivityDraft
from crm_desktop.ui.fields.part_popover import is_save
from crm_desktop.ui.fields.participants import ParticipantsEdit
from crm_desktop.ui.fields.when_edit import WhenEdit
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.field import FieldMessage
from crm_desktop.ui.kit.label import ElidedLabel, Label
from crm_desktop.ui.kit.popover import Popover
from crm_desktop.ui.kit.small_buttons import PillButton
from crm_desktop.ui.pane.draft_keeper import DraftKeeper
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.pane.plan_line import PlanLine

_WRITTEN = ("letter", "message", "email")


class LogTouchPopover(Popover):
    """What it was, what was said, when, how long, who took part, and the next step; Ctrl+Enter saves all as one entry.

    Signals:
        saved: it was logged.
    """

    saved = Signal()

    def __init__(self, context: PaneContext, contact_id: str, anchor: QWidget) -> None:
        super().__init__("", anchor.window(), width=420)
        self.setAccessibleName(self.tr("Log a visit, meeting, letter or message"))
        self._context = context
        self._contact_id = contact_id
        self._name = ""
        self._kind_of_contact = "person"
        self._company_id: str | None = None
        self._anchor_widget = anchor
        self._is_saving = False
        self._build()
        self._drafts = DraftKeeper(
            context, "contact.touch",
            {
                "kind": self._kinds, "direction": self._directions, "subject": self.subject, "text": self.text,
                "day": self.when.day, "time": self.when.time, "minutes": self.minutes, "next": self.next.input,
            },
            self, whole=True,
        )  # fmt: skip
        self.body.insertWidget(1, self._drafts.note)
        context.operations.read(self, partial(context.services.contacts.detail, contact_id), self._on_contact)

    def _build(self) -> None:
        theme = self._context.theme
        self._title = ElidedLabel(self.accessibleName(), "title3")
        self.body.addWidget(self._title)
        kinds = (
            ("meeting", self.tr("Meeting")), ("visit", self.tr("Visit")), ("letter", self.tr("Letter")),
            ("message", self.tr("Message")), ("email", self.tr("Email")), ("note", self.tr("Note")),
        )  # fmt: skip
        self._kind_keys = [key for key, _ in kinds]
        self._kinds = self._pills([text for _, text in kinds])
        self._directions = QButtonGroup(self)
        self._direction_row = QWidget()
        row = QHBoxLayout(self._direction_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for number, words in enumerate((self.tr("Sent"), self.tr("Received"))):
            pill = PillButton(theme, words)
            pill.setChecked(number == 0)
            self._directions.addButton(pill, number)
            row.addWidget(pill)
        row.addStretch(1)
        self.body.addWidget(self._direction_row)
        self.subject = QLineEdit()
        self.subject.setAccessibleName(self.tr("About"))
        self.subject.setPlaceholderText(self.tr("What it was about"))
        self.subject.setMaxLength(200)
        self.body.addWidget(self.subject)
        self.text = QPlainTextEdit()
        self.text.setPlaceholderText(self.tr("What was said?"))
        self.text.setAccessibleName(self.tr("Note"))
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(84)
        self.body.addWidget(self.text)
        line = QHBoxLayout()
        line.setSpacing(8)
        self.when = WhenEdit(theme, self._context.services.clock)
        self.minutes = QLineEdit()
        self.minutes.setAccessibleName(self.tr("Length in minutes"))
        self.minutes.setPlaceholderText(self.tr("min"))
        self.minutes.setMaxLength(4)
        self.minutes.setFixedWidth(64)
        line.addWidget(self.when, 1)
        line.addWidget(self.minutes)
        self.body.addLayout(line)
        self.others = ParticipantsEdit(self._context, self.tr("Who else took part"))
        self.others.leave_out((self._contact_id,))
        self.body.addWidget(self.others)
        self.body.addWidget(Label(self.tr("Next"), "small", "secondary"))
        self.next = PlanLine(self._context, self.tr("Next step"))
        self.body.addWidget(self.next)
        self._message = FieldMessage(theme)
        self.body.addWidget(self._message)
        foot = QHBoxLayout()
        foot.addWidget(Label(self.tr("Ctrl+Enter saves"), "caption", "tertiary"))
        foot.addStretch(1)
        self.save_button = Button(theme, self.tr("Log"), "primary")
        foot.addWidget(self.save_button)
        self.body.addLayout(foot)
        self.save_button.clicked.connect(self.save)
        self._kinds.idToggled.connect(self._on_kind_toggled)
        for field in (self.subject, self.text, self.minutes, self.when.day, self.when.time, self.next.input):
            field.installEventFilter(self)
        self._show_kind()

    def _pills(self, texts: list[str]) -> QButtonGroup:
        group = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(6)
        for number, text in enumerate(texts):
            pill = PillButton(self._context.theme, text)
            pill.setChecked(number == 0)
            group.addButton(pill, number)
            row.addWidget(pill)
        row.addStretch(1)
        self.body.addLayout(row)
        return group

    def open(self) -> None:
        """Open at the anchor with the caret in the text, and with what was half typed here before."""
        self._drafts.begin(self._contact_id)
        self.open_at(self._anchor_widget)
        self.text.setFocus()

    def kind(self) -> str:
        """What it was: meeting, visit, letter, message, email or note."""
        return self._kind_keys[self._kinds.checkedId()]

    def set_kind(self, kind: str) -> None:
        """Say what it was."""
        self._kinds.button(self._kind_keys.index(kind)).setChecked(True)

    @Slot()
    def save(self) -> None:
        """Log it, and plan what comes next."""
        minutes = self.minutes.text().strip()
        problem = self.when.problem()
        if minutes and not minutes.isdigit():
            problem = self.tr("“{text}” is no number of minutes.").format(text=minutes)
        if not self.text.toPlainText().strip() and not self.subject.text().strip() and self.kind() == "note":
            problem = self.tr("A note needs words.")
        self._message.show_error(problem)
        if problem or self._is_saving:
            return
        self._is_saving = True
        kind = self.kind()
        direction = ("out", "in")[self._directions.checkedId()] if kind in _WRITTEN else ""
        draft = ActivityDraft(
            kind, self.text.toPlainText(), self.subject.text().strip(), direction,
            minutes=int(minutes) if minutes and kind not in _WRITTEN else None, happened_at=self.when.value(),
        )  # fmt: skip
        links = [("contact", one) for one in (self._contact_id, *self.others.ids())]
        call = partial(self._context.services.timeline_commands.add, draft, links, self._name, self._next_task())
        self._context.operations.write(self, call, self._on_saved, self._on_failed)

    def _next_task(self) -> TaskDraft | None:
        task = self.next.task()
        if task is None:
            return None
        if self._kind_of_contact == "company":
            return replace(task, company_id=self._contact_id)
        return replace(task, person_id=self._contact_id, company_id=self._company_id)

    @Slot(int, bool)
    def _on_kind_toggled(self, _number: int, _on: bool) -> None:
        self._show_kind()

    def _show_kind(self) -> None:
        written = self.kind() in _WRITTEN
        self._direction_row.setVisible(written)
        self.minutes.setVisible(not written and self.kind() != "note")

    @Slot(object)
    def _on_contact(self, contact: ContactDetail) -> None:
        self._name = contact.name
        self._title.setText(self.tr("Log what happened with {name}").format(name=contact.name))
        self._drafts.begin(self._contact_id, contact.name)
        self._kind_of_contact = contact.kind
        self._company_id = contact.company.contact_id if contact.company else None

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
        if is_save(event):
            self.save()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if is_save(event) and isinstance(watched, QWidget) and self.isAncestorOf(watched):
            self.save()
            return True
        return super().eventFilter(watched, event)
