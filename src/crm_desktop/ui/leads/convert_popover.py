"""Asks what is to become of a lead: a person, a company, a deal, each linked or made."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QRect, Qt, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QWidget

from crm_desktop.core.money import exponent
from crm_desktop.services.contacts.views import Similar
from crm_desktop.services.leads.views import Conversion, Proposal
from crm_desktop.ui.kit.field import Field
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.money_edit import MoneyEdit
from crm_desktop.ui.leads.words import tr
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.pane.saving_popover import Call, SavingPopover


class ConvertPopover(SavingPopover):
    """What converting will do, ready to be confirmed by Ctrl+Enter; a second press changes nothing."""

    def __init__(self, context: PaneContext, lead_id: str, anchor: QWidget, area: QRect | None = None) -> None:
        super().__init__(context, self.tr("Convert the lead"), anchor, width=500, area=area)
        self._lead_id = lead_id
        self._proposal: Proposal | None = None
        self._build()
        self.save_button.setEnabled(False)
        context.operations.read(
            self, partial(context.services.leads.proposal, lead_id), self._on_proposal, self._on_failed
        )

    def _build(self) -> None:
        theme = self.context.theme
        self._title = Label(self.tr("Convert the lead"), "title3", wrap=True)
        self.body.addWidget(self._title)
        self._person_box, self.person = QCheckBox(self.tr("Person")), QComboBox()
        self._company_box, self.company = QCheckBox(self.tr("Company")), QComboBox()
        self._deal_box = QCheckBox(self.tr("Deal"))
        self.deal = QLineEdit()
        self.deal.setAccessibleName(self.tr("What the deal is called"))
        self.amount = MoneyEdit(self.tr("Value"))
        self.stage = QComboBox()
        self.stage.setAccessibleName(self.tr("Stage"))
        self.person.setAccessibleName(self.tr("Which person"))
        self.company.setAccessibleName(self.tr("Which company"))
        for box, choice in (
            (self._person_box, self.person),
            (self._company_box, self.company),
            (self._deal_box, self.deal),
        ):
            row = QHBoxLayout()
            row.setSpacing(8)
            box.setFixedWidth(104)
            row.addWidget(box)
            row.addWidget(choice, 1)
            self.body.addLayout(row)
            box.toggled.connect(choice.setEnabled)
        row = QHBoxLayout()
        row.setContentsMargins(112, 0, 0, 0)
        row.addWidget(Field(theme, self.tr("Value"), self.amount), 1)
        row.addWidget(Field(theme, self.tr("Stage"), self.stage), 1)
        self.body.addLayout(row)
        self._deal_box.toggled.connect(self.amount.setEnabled)
        self._deal_box.toggled.connect(self.stage.setEnabled)
        self.body.addWidget(
            Label(self.tr("The timeline, tags, files and what is planned move along."), "small", "tertiary", wrap=True)
        )
        self.add_foot(self.tr("Convert"), self.tr("Ctrl+Enter converts"), "check")
        for field in (self.deal, self.amount):
            field.returnPressed.connect(self.save)

    def conversion(self) -> Conversion | None:
        """What is chosen now, None while it is being read."""
        if self._proposal is None:
            return None
        usual = self._proposal.conversion
        with_deal = self._deal_box.isChecked()
        return Conversion(
            self._lead_id,
            with_person=self._person_box.isChecked(),
            person_id=self.person.currentData() or None,
            with_company=self._company_box.isChecked(),
            company_id=self.company.currentData() or None,
            company_name=usual.company_name,
            deal_title=self.deal.text().strip() if with_deal else "",
            amount=self.amount.amount() if with_deal else None,
            stage_id=self.stage.currentData() or usual.stage_id,
        )

    def call(self) -> Call | None:
        conversion = self.conversion()
        if conversion is None:
            return None
        if self._deal_box.isChecked() and not conversion.deal_title:
            self.message.show_error(self.tr("The deal needs a name, or untick it."))
            self.deal.setFocus()
            return None
        if self._deal_box.isChecked() and not self.amount.is_understood():
            self.amount.setFocus()
            return None
        return partial(self.context.services.lead_commands.convert, conversion)

    @Slot(object)
    def _on_proposal(self, proposal: Proposal) -> None:
        self._proposal = proposal
        usual = proposal.conversion
        self._title.setText(self.tr("Convert {name}").format(name=proposal.person_name))
        self._offer(self.person, tr("New: {name}").format(name=proposal.person_name), proposal.people, usual.person_id)
        self._offer(
            self.company, tr("New: {name}").format(name=proposal.company_name), proposal.companies, usual.company_id
        )
        self._person_box.setChecked(usual.with_person)
        self.person.setEnabled(usual.with_person)
        self._company_box.setChecked(usual.with_company)
        self.company.setEnabled(usual.with_company)
        self._company_box.setEnabled(bool(proposal.company_name))
        if not proposal.company_name:
            self.company.clear()
            self.company.addItem(self.tr("No company is known"), "")
        self.deal.setText(usual.deal_title)
        self.amount.set_digits(exponent(proposal.currency) if proposal.currency else 2)
        self.amount.set_amount(usual.amount)
        for stage in proposal.stages:
            self.stage.addItem(stage.name, stage.id)
        self._deal_box.setChecked(True)
        self._deal_box.setEnabled(bool(proposal.stages))
        if not proposal.stages:
            self._deal_box.setChecked(False)
        self.save_button.setEnabled(True)
        self.deal.setFocus(Qt.FocusReason.OtherFocusReason)
        # All selected, and its beginning in view.
        self.deal.end(False)
        self.deal.cursorBackward(True, len(usual.deal_title))

    def _offer(self, choice: QComboBox, new: str, found: Sequence[Similar], linked: str | None) -> None:
        choice.clear()
        choice.addItem(new, "")
        because = {"email": tr("same e-mail"), "phone": tr("same phone"), "name": tr("similar name")}
        names = [one.name for one in found]
        for one in found:
            name = f"{one.name}, {one.detail}" if one.detail and names.count(one.name) > 1 else one.name
            choice.addItem(tr("Link {name} · {reason}").format(name=name, reason=because[one.reason]), one.id)
        choice.setCurrentIndex(max(choice.findData(linked or ""), 0))
