"""The panel that captures a lead: a line of words, or a few fields."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QPlainTextEdit, QWidget

from crm_desktop.core.kinds import LEAD_SOURCES
from crm_desktop.services.contacts.one_line import read_one_line
from crm_desktop.services.leads.views import LeadDraft, SameLead
from crm_desktop.services.services import Services
from crm_desktop.ui.kit.field import Field
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.money_edit import MoneyEdit
from crm_desktop.ui.pane.capture_popover import CapturePopover
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.pane.saving_popover import Call


def _same(services: Services, draft: LeadDraft) -> list[SameLead]:
    return services.leads.same(draft)


class NewLeadPopover(CapturePopover):
    """A name, a phone number or an e-mail address is enough.

    Signals:
        open_requested(str, str): kind and id of a record that is there already and was meant.
    """

    open_requested = Signal(str, str)

    def __init__(self, context: PaneContext, anchor: QWidget, *, text: str = "") -> None:
        line = self.tr("Nora Lind 0770 900461, Harbor & Vine #fair")
        super().__init__(context, self.tr("New lead"), anchor, _same, width=520, hint=line)
        self._build()
        self.keep(
            "lead.new",
            {
                "line": self.line, "name": self.name, "company": self.company, "phone": self.phone,
                "email": self.email, "source": self._source_line, "amount": self.amount,
                "campaign": self.campaign, "interest": self.interest, "notes": self.notes,
            },
            whole=True,
        )  # fmt: skip
        if text:
            self.line.setText(text)

    def _build(self) -> None:
        theme = self.context.theme
        self.body.addWidget(Label(self.tr("New lead"), "title3"))
        self.body.addWidget(self.line)
        self.name = self.input(self.tr("Name"))
        self.company = self.input(self.tr("Company"))
        self.phone = self.input(self.tr("Phone"))
        self.email = self.input(self.tr("Email"))
        self.source = QComboBox()
        self._source_line = QLineEdit()
        self.source.setEditable(True)
        self.source.setLineEdit(self._source_line)
        self.source.setAccessibleName(self.tr("Source"))
        self.source.addItems(["", *LEAD_SOURCES])
        self.campaign = self.input(self.tr("Campaign"))
        self.interest = self.input(self.tr("Interest"), self.tr("What do they want?"))
        self.amount = MoneyEdit(self.tr("Estimated value"))
        self.amount.textChanged.connect(self.look)
        self.amount.returnPressed.connect(self.save)
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
        self.add_hint()
        hint = self.tr("A name, a phone or an e-mail is enough. Ctrl+Enter saves.")
        self.add_foot(self.save_words(False), hint, "plus")
        self.line.textChanged.connect(self._on_line_changed)

    def draft(self) -> LeadDraft:
        return LeadDraft(
            name=self.name.text(), company_name=self.company.text(), phone=self.phone.text(), email=self.email.text(),
            source=self.source.currentText(), campaign=self.campaign.text(), interest=self.interest.text(),
            notes=self.notes.toPlainText(), amount=self.amount.amount(), tags=read_one_line(self.line.text()).tags,
        )  # fmt: skip

    def is_enough(self, draft: LeadDraft) -> bool:
        return bool(draft.name or draft.phone or draft.email)

    def make(self, record_id: str) -> Call | None:
        if not self.amount.is_understood():
            self.message.show_error(self.tr("The value is no amount of money. Write for example 1860 or 5.2k."))
            self.amount.setFocus()
            return None
        return partial(self.context.services.lead_commands.save, replace(self.draft(), id=record_id))

    def save_words(self, is_same: bool) -> str:
        return self.tr("Add all the same") if is_same else self.tr("Add lead")

    def words_of(self, same: SameLead) -> str:
        return {
            ("lead", "email"): self.tr("{name} is a lead with this e-mail address."),
            ("lead", "phone"): self.tr("{name} is a lead with this phone number."),
            ("lead", "name"): self.tr("{name} is a lead already."),
            ("contact", "email"): self.tr("{name} is a contact with this e-mail address."),
            ("contact", "phone"): self.tr("{name} is a contact with this phone number."),
            ("contact", "name"): self.tr("Looks like the contact {name}."),
        }[(same.kind, same.reason)]

    def ask_open(self, same: SameLead) -> None:
        self.open_requested.emit(same.kind, same.id)

    @Slot(str)
    def _on_line_changed(self, text: str) -> None:
        line = read_one_line(text)
        self.name.setText(line.name)
        self.company.setText(line.company)
        self.phone.setText(line.phone)
        self.email.setText(line.email)
