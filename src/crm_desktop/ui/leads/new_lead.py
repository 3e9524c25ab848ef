"""The panel that captures a lead: a line of words, or a few fields."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget

from crm_desktop.core.errors import CrmError
from crm_desktop.core.ids import new_id
from crm_desktop.core.kinds import LEAD_SOURCES
from crm_desktop.services.contacts.one_line import read_one_line
from crm_desktop.services.leads.views import LeadDraft, SameLead
from crm_desktop.services.services import Services
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.field import Field, FieldMessage
from crm_desktop.ui.kit.label import ElidedLabel, Label
from crm_desktop.ui.kit.money_edit import MoneyEdit
from crm_desktop.ui.kit.popover import Popover
from crm_desktop.ui.kit.surface import Surface
from crm_desktop.ui.pane.draft_keeper import DraftKeeper
from crm_desktop.ui.pane.pane import PaneContext

_PAUSE_MS = 150


def _same(services: Services, draft: LeadDraft) -> tuple[LeadDraft, list[SameLead]]:
    return draft, services.leads.same(draft)


class NewLeadPopover(Popover):
    """Type one line, or fill in the fields it fills in for you; Ctrl+Enter saves. What is typed stays when closed.

    Signals:
        created(str): the new lead's id.
        open_requested(str, str): kind and id of a record that is there already and was meant.
    """

    created = Signal(str)
    open_requested = Signal(str, str)

    def __init__(self, context: PaneContext, anchor: QWidget, *, text: str = "") -> None:
        super().__init__("", anchor.window(), width=520)
        self.setAccessibleName(self.tr("New lead"))
        self._context = context
        self._anchor_widget = anchor
        self._lead_id = ""
        self._same: list[SameLead] = []
        self._build()
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._look_for_same)
        self._connect()
        self._drafts = DraftKeeper(
            context, "lead.new",
            {
                "line": self.line, "name": self.name, "company": self.company, "phone": self.phone,
                "email": self.email, "source": self._source_line, "amount": self.amount,
                "campaign": self.campaign, "interest": self.interest, "notes": self.notes,
            },
            self, whole=True,
        )  # fmt: skip
        self.body.insertWidget(1, self._drafts.note)
        if text:
            self.line.setText(text)

    def _build(self) -> None:
        theme = self._context.theme
        self.body.addWidget(Label(self.tr("New lead"), "title3"))
        self.line = self._input(self.tr("All in one line"), self.tr("Nora Lind 0770 900461, Harbor & Vine #fair"))
        self.body.addWidget(self.line)
        self.name = self._input(self.tr("Name"))
        self.company = self._input(self.tr("Company"))
        self.phone = self._input(self.tr("Phone"))
        self.email = self._input(self.tr("Email"))
        self.source = QComboBox()
        self._source_line = QLineEdit()
        self.source.setEditable(True)
        self.source.setLineEdit(self._source_line)
        self.source.setAccessibleName(self.tr("Source"))
        self.source.addItems(["", *LEAD_SOURCES])
        self.campaign = self._input(self.tr("Campaign"))
        self.interest = self._input(self.tr("Interest"), self.tr("What do they want?"))
        self.amount = MoneyEdit(self.tr("Estimated value"))
        self.notes = QPlainTextEdit()
        self.notes.setAccessibleName(self.tr("Notes"))
        self.notes.setTabChangesFocus(True)
        self.notes.setFixedHeight(64)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        pairs: tuple[tuple[QWidget, QWidget], ...] = (
            (self.name, self.company), (self.phone, self.email), (self.source, self.campaign),
            (self.interest, self.amount),
        )  # fmt: skip
        for number, (left, right) in enumerate(pairs):
            grid.addWidget(Field(theme, left.accessibleName(), left), number, 0)
            grid.addWidget(Field(theme, right.accessibleName(), right), number, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self.body.addLayout(grid)
        self.body.addWidget(Field(theme, self.tr("Notes"), self.notes))
        self._hint = Surface("segmented")
        hint = QHBoxLayout(self._hint)
        hint.setContentsMargins(10, 6, 6, 6)
        self._hint_text = ElidedLabel("", "small", "secondary")
        self.open_button = Button(theme, self.tr("Open"), size="compact")
        hint.addWidget(self._hint_text, 1)
        hint.addWidget(self.open_button)
        self._hint.hide()
        self.body.addWidget(self._hint)
        self._message = FieldMessage(theme)
        self.body.addWidget(self._message)
        foot = QHBoxLayout()
        foot.addWidget(
            Label(self.tr("A name, a phone or an e-mail is enough. Ctrl+Enter saves."), "caption", "tertiary")
        )
        foot.addStretch(1)
        self.save_button = Button(theme, self.tr("Add lead"), "primary", "plus")
        foot.addWidget(self.save_button)
        self.body.addLayout(foot)

    def _input(self, name: str, placeholder: str = "") -> QLineEdit:
        field = QLineEdit()
        field.setAccessibleName(name)
        field.setPlaceholderText(placeholder)
        return field

    def _connect(self) -> None:
        self.line.textChanged.connect(self._on_line_changed)
        fields = (self.line, self.name, self.company, self.phone, self.email, self.campaign, self.interest, self.amount)
        for field in fields:
            field.textChanged.connect(self._on_field_changed)
            field.returnPressed.connect(self.save)
            field.installEventFilter(self)
        self.notes.installEventFilter(self)
        self.open_button.clicked.connect(self._on_open_clicked)
        self.save_button.clicked.connect(self.save)

    def open(self) -> None:
        """Open at the anchor with the caret in the line, and with what was half typed here before."""
        self._drafts.begin(is_new_text=bool(self.line.text()))
        self.open_at(self._anchor_widget)
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)
        self._pause.start()

    def draft(self) -> LeadDraft:
        """The lead as it is now written."""
        return LeadDraft(
            name=self.name.text(), company_name=self.company.text(), phone=self.phone.text(), email=self.email.text(),
            source=self.source.currentText(), campaign=self.campaign.text(), interest=self.interest.text(),
            notes=self.notes.toPlainText(), amount=self.amount.amount(), tags=read_one_line(self.line.text()).tags,
        )  # fmt: skip

    def hint(self) -> str:
        """What is said about records that may be the same."""
        return "" if self._hint.isHidden() else self._hint_text.text()

    def message(self) -> str:
        """What stands in the way of saving, if anything."""
        return self._message.text()

    @Slot()
    def save(self) -> None:
        """Add the lead."""
        if self._lead_id:
            return
        if not self.amount.is_understood():
            self._message.show_error(self.tr("The value is no amount of money. Write for example 1860 or 5.2k."))
            self.amount.setFocus()
            return
        self._lead_id = new_id()
        draft = replace(self.draft(), id=self._lead_id)
        call = partial(self._context.services.lead_commands.save, draft)
        self._context.operations.write(self, call, self._on_saved, self._on_failed)

    @Slot(str)
    def _on_line_changed(self, text: str) -> None:
        line = read_one_line(text)
        self.name.setText(line.name)
        self.company.setText(line.company)
        self.phone.setText(line.phone)
        self.email.setText(line.email)

    @Slot()
    def _on_field_changed(self) -> None:
        self._message.show_error("")
        self._pause.start()

    @Slot()
    def _look_for_same(self) -> None:
        draft = self.draft()
        if draft.name or draft.phone or draft.email:
            self._context.operations.read(self, partial(_same, self._context.services, draft), self._on_same)
        else:
            self._hint.hide()

    @Slot(object)
    def _on_same(self, answer: tuple[LeadDraft, list[SameLead]]) -> None:
        draft, found = answer
        if draft != self.draft():
            return
        self._same = found
        if found:
            first = found[0]
            words = {
                ("lead", "email"): self.tr("{name} is a lead with this e-mail address."),
                ("lead", "phone"): self.tr("{name} is a lead with this phone number."),
                ("lead", "name"): self.tr("{name} is a lead already."),
                ("contact", "email"): self.tr("{name} is a contact with this e-mail address."),
                ("contact", "phone"): self.tr("{name} is a contact with this phone number."),
                ("contact", "name"): self.tr("Looks like the contact {name}."),
            }[(first.kind, first.reason)]
            name = f"{first.name}, {first.detail}" if first.detail else first.name
            self._hint_text.setText(words.format(name=name))
        self._hint.setVisible(bool(found))
        self.save_button.set_text(self.tr("Add all the same") if found else self.tr("Add lead"))
        self.adjustSize()

    @Slot()
    def _on_open_clicked(self) -> None:
        if self._same:
            first = self._same[0]
            self._drafts.forget()
            self.close_popover()
            self.open_requested.emit(first.kind, first.id)
            self.deleteLater()

    @Slot(object)
    def _on_saved(self, _change: object) -> None:
        lead_id = self._lead_id
        self._drafts.forget()
        self.close_popover()
        self.created.emit(lead_id)
        self.deleteLater()

    @Slot(object)
    def _on_failed(self, error: CrmError) -> None:
        self._lead_id = ""
        self._message.show_error(f"{error.title} {error.detail}")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and isinstance(watched, QWidget):
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier and self.isAncestorOf(watched):
                self.save()
                return True
        return super().eventFilter(watched, event)
