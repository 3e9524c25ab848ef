"""The fields of an open deal, each edited where it stands."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from crm_desktop.core.clock import today
from crm_desktop.core.kinds import LOST_REASONS, word
from crm_desktop.core.money import exponent
from crm_desktop.services.pipeline.views import DealDetail
from crm_desktop.services.workspace.views import MemberRow
from crm_desktop.ui.fields.words import member_text
from crm_desktop.ui.kit.date_words import read_date, write_date
from crm_desktop.ui.kit.format import amount_text
from crm_desktop.ui.kit.inline_edit import InlineEdit
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.money_edit import read_amount
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.pipeline.customer_field import CustomerField

_MOST_PERCENT = 99


class DealFields(QWidget):
    """Value, probability, close date, customer, owner and the soft facts.

    Signals:
        field_edited: a field's key and its new value, typed.
    """

    field_edited = Signal(str, object)

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._detail: DealDetail | None = None
        theme = context.theme
        self.amount = InlineEdit(theme, self.tr("Value"), check=self._check_amount, parent=self)
        self.probability = InlineEdit(theme, self.tr("Probability"), check=self._check_percent, parent=self)
        self.close_day = InlineEdit(theme, self.tr("Expected close"), check=self._check_day, parent=self)
        self.person = CustomerField(context, self.tr("Person"), self.tr("Who decides"), "person", parent=self)
        self.company = CustomerField(context, self.tr("Company"), self.tr("Which firm"), "company", parent=self)
        self.owner = QComboBox(self)
        self.owner.setAccessibleName(self.tr("Owner"))
        self.source = InlineEdit(theme, self.tr("Source"), parent=self)
        self.competitors = InlineEdit(theme, self.tr("Competitors"), parent=self)
        self.lost = Label("", "body", "danger", self, wrap=True)
        self.notes = InlineEdit(theme, self.tr("Notes"), multiline=True, parent=self)
        self._build()
        self._connect()

    def _build(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnMinimumWidth(0, 104)
        grid.setColumnStretch(1, 1)
        self._lost_word = Label(self.tr("Lost because"), "small", "secondary", self)
        rows: list[tuple[str | Label, QWidget]] = [
            (self._lost_word, self.lost),
            (self.tr("Value"), self.amount),
            (self.tr("Probability"), self.probability),
            (self.tr("Expected close"), self.close_day),
            (self.tr("Person"), self.person),
            (self.tr("Company"), self.company),
            (self.tr("Owner"), self.owner),
            (self.tr("Source"), self.source),
            (self.tr("Competitors"), self.competitors),
            (self.tr("Notes"), self.notes),
        ]
        for number, (words, editor) in enumerate(rows):
            label = Label(words, "small", "secondary", self) if isinstance(words, str) else words
            label.setBuddy(editor)
            label.setMinimumHeight(30)
            grid.addWidget(label, number, 0, label.alignment())
            grid.addWidget(editor, number, 1)

    def _connect(self) -> None:
        self.amount.value_committed.connect(self._on_amount)
        self.probability.value_committed.connect(self._on_probability)
        self.close_day.value_committed.connect(self._on_close_day)
        self.person.customer_picked.connect(self._on_person)
        self.company.customer_picked.connect(self._on_company)
        self.owner.activated.connect(self._on_owner)
        self.source.value_committed.connect(self._on_source)
        self.competitors.value_committed.connect(self._on_competitors)
        self.notes.value_committed.connect(self._on_notes)

    def edits(self) -> dict[str, InlineEdit]:
        """The fields that are typed into, by their keys."""
        return {
            "amount": self.amount, "probability": self.probability, "expected_close": self.close_day,
            "source": self.source, "competitors": self.competitors, "notes": self.notes,
        }  # fmt: skip

    def set_members(self, members: list[MemberRow]) -> None:
        """Offer the people of the firm as owners."""
        self.owner.clear()
        self.owner.addItem(self.tr("Nobody"), "")
        for member in members:
            self.owner.addItem(member_text(member), member.id)
        self._show_owner()

    def set_deal(self, detail: DealDetail) -> None:
        """Show what is stored now."""
        self._detail = detail
        amount = None if detail.amount is None else Decimal(detail.amount).scaleb(-exponent(detail.currency))
        self.amount.set_value(amount_text(amount, detail.currency))
        self.probability.set_value(self._percent_words(detail))
        self.close_day.set_value("" if detail.expected_close is None else write_date(detail.expected_close))
        for field, contact_id, name, kind in (
            (self.person, detail.person_id, detail.person, "person"),
            (self.company, detail.company_id, detail.company, "company"),
        ):
            if not field.picker.hasFocus():
                field.set_customer(contact_id, name, kind)
        self._show_owner()
        self.source.set_value(detail.source)
        self.competitors.set_value(detail.competitors)
        self.notes.set_value(detail.notes)
        is_lost = detail.stage.kind == "lost"
        reason = word(LOST_REASONS, detail.lost_reason)
        self.lost.setText(" — ".join(filter(None, (reason, detail.lost_note))))
        self.lost.setVisible(is_lost)
        self._lost_word.setVisible(is_lost)

    def _percent_words(self, detail: DealDetail) -> str:
        text = self.tr("{number}%").format(number=detail.probability)
        return self.tr("{percent}, set by hand").format(percent=text) if detail.hand_set else text

    def _show_owner(self) -> None:
        if self._detail is not None:
            self.owner.setCurrentIndex(max(self.owner.findData(self._detail.owner_id or ""), 0))

    # what may be typed

    def _check_amount(self, text: str) -> str:
        if self._detail is not None and self._detail.lines:
            return self.tr("The value comes from the lines below. Change a line instead.")
        if text and self._read_amount(text) is None:
            return self.tr("This is not an amount. Write for example 1860 or 5.2k.")
        return ""

    def _check_percent(self, text: str) -> str:
        number = self._read_percent(text)
        if text and (number is None or not 0 <= number <= _MOST_PERCENT):
            return self.tr("Write a whole number from 0 to 99, or nothing for the stage’s.")
        return ""

    def _check_day(self, text: str) -> str:
        if text and self._read_day(text) is None:
            return self.tr("This is not a date. Write for example “fri” or “28 Nov”.")
        return ""

    def _read_amount(self, text: str) -> Decimal | None:
        digits = exponent(self._detail.currency) if self._detail else 2
        amount = read_amount(text, digits)
        return None if amount is not None and amount < 0 else amount

    def _read_day(self, text: str) -> date | None:
        return read_date(text, today(self._context.services.clock))

    @staticmethod
    def _read_percent(text: str) -> int | None:
        digits = text.split(",")[0].strip().removesuffix("%").strip()
        return int(digits) if digits.isascii() and digits.isdecimal() else None

    # what was typed

    @Slot(str)
    def _on_amount(self, text: str) -> None:
        self.field_edited.emit("amount", self._read_amount(text) if text else None)

    @Slot(str)
    def _on_probability(self, text: str) -> None:
        self.field_edited.emit("probability", self._read_percent(text) if text else None)

    @Slot(str)
    def _on_close_day(self, text: str) -> None:
        self.field_edited.emit("expected_close", self._read_day(text) if text else None)

    @Slot(str, str)
    def _on_person(self, contact_id: str, _kind: str) -> None:
        self.field_edited.emit("person", contact_id or None)

    @Slot(str, str)
    def _on_company(self, contact_id: str, _kind: str) -> None:
        self.field_edited.emit("company", contact_id or None)

    @Slot(int)
    def _on_owner(self, _row: int) -> None:
        self.field_edited.emit("owner", self.owner.currentData() or None)

    @Slot(str)
    def _on_source(self, text: str) -> None:
        self.field_edited.emit("source", text)

    @Slot(str)
    def _on_competitors(self, text: str) -> None:
        self.field_edited.emit("competitors", text)

    @Slot(str)
    def _on_notes(self, text: str) -> None:
        self.field_edited.emit("notes", text)
