"""The fields of an open lead, each edited where it stands."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from crm_desktop.core.money import exponent, from_minor
from crm_desktop.services.contacts.normalise import looks_like_email
from crm_desktop.services.leads.views import LeadDetail
from crm_desktop.services.workspace.views import MemberRow
from crm_desktop.ui.fields.words import member_text
from crm_desktop.ui.kit.format import amount_text
from crm_desktop.ui.kit.inline_edit import InlineEdit
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.money_edit import read_amount
from crm_desktop.ui.pane.inline_drafts import InlineDrafts
from crm_desktop.ui.pane.pane import PaneContext

_LINES: Final = ("name", "company", "job_title", "phone", "email", "website", "city", "source", "campaign", "interest")
_LINKS: Final = frozenset(("phone", "email"))


class LeadFields(QWidget):
    """Who it is, how to reach them, what they want and who looks after them.

    Signals:
        field_edited: a field's key and its new value, typed.
        link_requested: “phone” or “email” was clicked, and what it says.
    """

    field_edited = Signal(str, object)
    link_requested = Signal(str, str)

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lead: LeadDetail | None = None
        words = {
            "name": self.tr("Name"), "company": self.tr("Company"), "job_title": self.tr("Job title"),
            "phone": self.tr("Phone"), "email": self.tr("Email"), "website": self.tr("Website"),
            "city": self.tr("City"), "source": self.tr("Source"), "campaign": self.tr("Campaign"),
            "interest": self.tr("Interest"), "amount": self.tr("Value"), "notes": self.tr("Notes"),
        }  # fmt: skip
        checks = {"email": self._check_email, "amount": self._check_amount}
        self._edits: dict[str, InlineEdit] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        grid.setColumnMinimumWidth(0, 84)
        grid.setColumnStretch(1, 1)
        for number, (key, title) in enumerate(words.items()):
            edit = InlineEdit(
                context.theme,
                title,
                multiline=key == "notes",
                is_link=key in _LINKS,
                check=checks.get(key),
                parent=self,
            )
            edit.value_committed.connect(partial(self._on_committed, key))
            edit.link_requested.connect(partial(self._on_link, key))
            self._edits[key] = edit
            self._put(grid, number, title, edit)
        self.owner = QComboBox(self)  # made last: Tab comes to it last
        self.owner.setAccessibleName(self.tr("Owner"))
        self._put(grid, len(words), self.tr("Owner"), self.owner)
        self.owner.activated.connect(self._on_owner)
        self.drafts = InlineDrafts(context, "lead.fields", self)
        """What is half typed here."""
        for key, edit in self._edits.items():
            self.drafts.watch(edit, partial(str, key))

    def _put(self, grid: QGridLayout, number: int, title: str, editor: QWidget) -> None:
        label = Label(title, "small", "tertiary", self)
        label.setMinimumHeight(30)
        label.setBuddy(editor)
        grid.addWidget(label, number, 0, label.alignment())
        grid.addWidget(editor, number, 1)

    def set_members(self, members: list[MemberRow]) -> None:
        """Offer the people of the firm as owners."""
        self.owner.clear()
        self.owner.addItem(self.tr("Nobody"), "")
        for member in members:
            self.owner.addItem(member_text(member), member.id)
        self._show_owner()

    def set_lead(self, lead: LeadDetail) -> None:
        """Show what is stored now; what was half typed for another lead waits for it."""
        self._lead = lead
        row = lead.row
        amount = None if row.amount is None else from_minor(row.amount, row.currency)
        values = {
            "name": row.name, "company": row.company_name, "source": row.source, "campaign": row.campaign,
            "amount": amount_text(amount, row.currency), "notes": lead.notes,
        }  # fmt: skip
        values |= {key: str(getattr(lead, key)) for key in _LINES if key not in values}
        for key, edit in self._edits.items():
            edit.set_value(values[key])
        self.drafts.begin(lead.id, row.name)
        self._show_owner()

    def edit(self, key: str) -> None:
        """Change a field."""
        self._edits[key].start_editing()

    def field(self, key: str) -> InlineEdit:
        """One of the fields."""
        return self._edits[key]

    def _show_owner(self) -> None:
        if self._lead is not None:
            self.owner.setCurrentIndex(max(self.owner.findData(self._lead.owner_id or ""), 0))

    def _check_email(self, text: str) -> str:
        if text and not looks_like_email(text):
            return self.tr("This is no e-mail address. It needs a name, an @ and a domain.")
        return ""

    def _check_amount(self, text: str) -> str:
        if text and self._read_amount(text) is None:
            return self.tr("This is not an amount. Write for example 1860 or 5.2k.")
        return ""

    def _read_amount(self, text: str) -> Decimal | None:
        digits = exponent(self._lead.row.currency) if self._lead is not None and self._lead.row.currency else 2
        amount = read_amount(text, digits)
        return None if amount is not None and amount < 0 else amount

    def _on_committed(self, key: str, text: str) -> None:
        value: object = text
        if key == "amount":
            value = self._read_amount(text) if text else None
        self.field_edited.emit(key, value)

    def _on_link(self, key: str) -> None:
        self.link_requested.emit(key, self._edits[key].value())

    @Slot(int)
    def _on_owner(self, _row: int) -> None:
        self.field_edited.emit("owner", self.owner.currentData() or None)
