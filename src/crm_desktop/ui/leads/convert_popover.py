"""Asks what is to become of a lead: a person, a company, a deal, each linked or made."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QWidget

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.errors import CrmError
from crm_desktop.core.money import exponent
from crm_desktop.services.contacts.views import Similar
from crm_desktop.services.leads.views import Conversion, Proposal
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.field import Field, FieldMessage
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.money_edit import MoneyEdit
from crm_desktop.ui.kit.popover import Popover
from crm_desktop.ui.leads.words import tr
from crm_desktop.ui.pane.pane import PaneContext


class ConvertPopover(Popover):
    """What converting will do, ready to be confirmed by Ctrl+Enter; a second press changes nothing.

    Signals:
        converted(str): the lead's id.
    """

    converted = Signal(str)

    def __init__(self, context: PaneContext, lead_id: str, anchor: QWidget, area: QRect | None = None) -> None:
        super().__init__("", anchor.window(), width=500)
        self.setAccessibleName(self.tr("Convert the lead"))
        self._context = context
        self._lead_id = lead_id
        self._anchor_widget, self._area = anchor, area
        self._proposal: Proposal | None = None
        self._is_saving = False
        self._build()
        self.save_button.setEnabled(False)
        context.operations.read(
            self, partial(context.services.leads.proposal, lead_id), self._on_proposal, self._on_failed
        )

    def _build(self) -> None:
        theme = self._context.theme
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
        self._message = FieldMessage(theme)
        self.body.addWidget(self._message)
        foot = QHBoxLayout()
        foot.addWidget(Label(self.tr("Ctrl+Enter converts"), "caption", "tertiary"), 1)
        self.save_button = Button(theme, self.tr("Convert"), "primary", "check")
        foot.addWidget(self.save_button)
        self.body.addLayout(foot)
        self.save_button.clicked.connect(self.save)
        for field in (self.deal, self.amount):
            field.returnPressed.connect(self.save)
            field.installEventFilter(self)

    def open(self) -> None:
        """Open at the anchor."""
        self.open_at(self._anchor_widget, side="beside" if self._area is not None else "below", area=self._area)

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

    @Slot()
    def save(self) -> None:
        """Convert the lead; while that is being done, asking again does nothing."""
        conversion = self.conversion()
        if conversion is None or self._is_saving:
            return
        if self._deal_box.isChecked() and not conversion.deal_title:
            self._message.show_error(self.tr("The deal needs a name, or untick it."))
            self.deal.setFocus()
            return
        if self._deal_box.isChecked() and not self.amount.is_understood():
            self.amount.setFocus()
            return
        self._is_saving = True
        self.save_button.setEnabled(False)
        call = partial(self._context.services.lead_commands.convert, conversion)
        self._context.operations.write(self, call, self._on_saved, self._on_refused)

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

    @Slot(object)
    def _on_saved(self, _change: ChangeSet) -> None:
        self.close_popover()
        self.converted.emit(self._lead_id)
        self.deleteLater()

    @Slot(object)
    def _on_refused(self, error: CrmError) -> None:
        self._is_saving = False
        self.save_button.setEnabled(True)
        self._on_failed(error)

    @Slot(object)
    def _on_failed(self, error: CrmError) -> None:
        self._message.show_error(f"{error.title} {error.detail}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _is_save(event):
            event.accept()
            self.save()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_key = event.type() == QEvent.Type.KeyPress and watched in (self.deal, self.amount)
        if is_key and isinstance(event, QKeyEvent) and _is_save(event):
            self.save()
            return True
        return super().eventFilter(watched, event)


def _is_save(event: QKeyEvent) -> bool:
    enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    return enter and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
