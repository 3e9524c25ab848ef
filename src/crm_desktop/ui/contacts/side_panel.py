"""The panel beside a contact: details that are changed by clicking them, money, open deals."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from crm_desktop.core.clock import today
from crm_desktop.core.errors import CrmError
from crm_desktop.services.contacts.views import ChannelDraft, ContactDetail
from crm_desktop.services.services import Services
from crm_desktop.ui.contacts.address_words import read_address
from crm_desktop.ui.contacts.deal_card import DealCard
from crm_desktop.ui.contacts.side_fields import side_fields
from crm_desktop.ui.contacts.side_parts import SideParts, address_draft, channel_draft
from crm_desktop.ui.contacts.words import amounts_text
from crm_desktop.ui.fields.own_fields import OwnFields
from crm_desktop.ui.fields.side_field import SideField
from crm_desktop.ui.fields.side_row import SideRow
from crm_desktop.ui.kit.button import Button, IconButton
from crm_desktop.ui.kit.label import ElidedLabel, Label
from crm_desktop.ui.kit.links import open_link, open_website
from crm_desktop.ui.kit.scroll_page import ScrollPage
from crm_desktop.ui.kit.surface import Rule
from crm_desktop.ui.kit.tab_order import in_tab_order
from crm_desktop.ui.pane.inline_drafts import InlineDrafts
from crm_desktop.ui.pane.pane import PaneContext

WIDTH = 264


def _phone_problem(services: Services, key: str, value: str) -> tuple[str, str]:
    from crm_desktop.services.contacts.normalise import PhoneReader

    return key, PhoneReader(services.workspace.business().country).problem(value)


class SidePanel(ScrollPage):
    """Details, money and open deals of one contact.

    Signals:
        email_requested(str): write to this contact's address.
        call_requested: a phone number was clicked; the call can be logged.
        open_requested(str, str): a deal, or a company or person that this one is tied to (kind, id).
        new_deal_requested: start a deal.
    """

    email_requested = Signal(str)
    call_requested = Signal()
    open_requested = Signal(str, str)
    new_deal_requested = Signal()

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__("", margins=(20, 20, 2, 20), spacing=12, parent=parent)
        self.setAccessibleName(self.tr("Details"))
        self.setFixedWidth(WIDTH)
        self._on_range(0, 0)
        self.verticalScrollBar().rangeChanged.connect(self._on_range)
        self._context = context
        self._contact: ContactDetail | None = None
        self._members: tuple[tuple[str, str], ...] = ()
        self._currency = "EUR"
        self._rows: dict[str, SideRow] = {}
        self._deals: list[DealCard] = []
        self._asked: frozenset[str] = frozenset()
        self._parts = SideParts(context, self)
        self.shows_all = False
        self.drafts = InlineDrafts(context, "contact.fields", self)
        self._build()

    @Slot(int, int)
    def _on_range(self, _low: int, high: int) -> None:
        # Where there is nothing to scroll no bar keeps what is shown away from the edge.
        self.setViewportMargins(0, 0, 0 if high else 12, 0)

    def _build(self) -> None:
        theme = self._context.theme
        head = QHBoxLayout()
        head.addWidget(Label(self.tr("Details"), "title3"))
        head.addStretch(1)
        self.all_button = IconButton(theme, "pencil", self.tr("Show all fields"), checkable=True)
        head.addWidget(self.all_button)
        self.body.addLayout(head)
        self._fields = QVBoxLayout()
        self._fields.setSpacing(2)
        self.body.addLayout(self._fields)
        self.more_button = Button(theme, self.tr("More fields"), "link", size="compact")
        more = QHBoxLayout()
        self.add_button = Button(theme, self.tr("Add"), "link", "plus", size="compact")
        adds = QMenu(self)
        for key, words in (
            ("new:phone", self.tr("Phone number")), ("new:email", self.tr("Email")), ("new:web", self.tr("Website")),
            ("new:messaging", self.tr("Messaging name")), ("new:social", self.tr("Social profile")),
            ("new:address", self.tr("Address")), ("address", self.tr("Address with dates…")),
            ("company", self.tr("Company…")), ("relation", self.tr("Relation…")),
        ):  # fmt: skip
            adds.addAction(words).setData(key)
        adds.triggered.connect(self._on_add)
        self.add_button.setMenu(adds)
        more.addWidget(self.more_button)
        more.addStretch(1)
        more.addWidget(self.add_button)
        self.body.addLayout(more)
        self.own = OwnFields(self._context, "contact", self.column)
        self.body.addWidget(self.own)
        self.body.addWidget(Rule())
        self.body.addWidget(Label(self.tr("Money"), "title3"))
        money = QHBoxLayout()
        money.setSpacing(16)
        self._accepted, self._offered = (ElidedLabel("", "title2", tabular=True) for _ in range(2))
        for caption, value in (
            (self.tr("Accepted, 12 months"), self._accepted),
            (self.tr("Open quotes"), self._offered),
        ):
            pair = QVBoxLayout()
            pair.setSpacing(2)
            pair.addWidget(ElidedLabel(caption, "caption", "tertiary"))
            pair.addWidget(value)
            money.addLayout(pair)
        money.addStretch(1)
        self.body.addLayout(money)
        self.body.addWidget(Rule())
        deals = QHBoxLayout()
        deals.addWidget(Label(self.tr("Open deals"), "title3"))
        deals.addStretch(1)
        self.new_deal_button = IconButton(theme, "plus", self.tr("New deal"))
        deals.addWidget(self.new_deal_button)
        self.body.addLayout(deals)
        self._deal_list = QVBoxLayout()
        self._deal_list.setSpacing(6)
        self.body.addLayout(self._deal_list)
        self._no_deals = Label(self.tr("No open deals."), "small", "tertiary")
        self.body.addWidget(self._no_deals)
        self.body.addStretch(1)
        self.all_button.clicked.connect(self._on_more_clicked)
        self.more_button.clicked.connect(self._on_more_clicked)
        self.new_deal_button.clicked.connect(self.new_deal_requested)

    def set_workspace(self, currency: str, members: tuple[tuple[str, str], ...]) -> None:
        """Say in which currency the firm reckons, and who can own a contact."""
        self._currency, self._members = currency, members
        if self._contact is not None:
            self.show_contact(self._contact)

    def show_contact(self, contact: ContactDetail) -> None:
        """Show a contact; whoever is typing into a field of it is not disturbed."""
        same = self._contact is not None and self._contact.id == contact.id
        if not same:
            for row in self._rows.values():
                row.leave()
            self._asked = frozenset()
        elif self._contact is not None and len(contact.channels) + len(contact.addresses) > (
            len(self._contact.channels) + len(self._contact.addresses)
        ):
            self._asked = frozenset()  # the new line has been written
        self._contact = contact
        fields = side_fields(
            contact, all_fields=self.shows_all, members=self._members, day=today(self._context.services.clock),
            asked=self._asked,
        )  # fmt: skip
        if same and list(self._rows) == [field.key for field in fields]:
            for field in fields:
                self._rows[field.key].show_field(field)
        else:
            self._make_rows(fields)
        self._accepted.setText(amounts_text(contact.accepted_12_months, self._currency))
        self._offered.setText(amounts_text(contact.open_quotes, self._currency))
        self._offered.set_tone("warning" if contact.open_quotes else "primary")
        self._show_deals(contact)
        for action in self.add_button.menu().actions():
            if action.data() == "company":
                action.setVisible(contact.kind == "person")
        self.drafts.begin(contact.id, contact.name)
        self.own.show_record(contact.id, contact.name)

    def row(self, key: str) -> SideRow:
        """The line of a field."""
        return self._rows[key]

    def keys(self) -> list[str]:
        """The lines shown, from the top."""
        return list(self._rows)

    def edit(self, key: str) -> None:
        """Begin to change a field, showing all fields if it is one of the rarer ones."""
        if key not in self._rows and key.startswith("new:"):
            self._asked |= {key}
            if self._contact is not None:
                self.show_contact(self._contact)
        if key not in self._rows and not self.shows_all:
            self.set_shows_all(True)
        if key in self._rows:
            self.ensureWidgetVisible(self._rows[key])
            self._rows[key].start_editing()

    def set_shows_all(self, shows_all: bool) -> None:
        """Show every field, or the usual few."""
        self.shows_all = shows_all
        self.all_button.setChecked(shows_all)
        self.more_button.set_text(self.tr("Fewer fields") if shows_all else self.tr("More fields"))
        if self._contact is not None:
            self.show_contact(self._contact)

    def _make_rows(self, fields: list[SideField]) -> None:
        """Show other fields; rows that fit are used again, for making one costs many times what showing one does."""
        free: dict[object, list[SideRow]] = {}
        for row in self._rows.values():
            self._fields.removeWidget(row)
            if not row.is_editing():
                free.setdefault(SideRow.shape(row.field), []).append(row)
        rows: dict[str, SideRow] = {}
        for field in fields:
            fitting = free.get(SideRow.shape(field))
            if fitting:
                row = fitting.pop(0)
                row.forget()
                row.show_field(field)
            else:
                row = SideRow(self._context.theme, field)
                row.committed.connect(self._on_committed)
                row.type_committed.connect(self._on_type_committed)
                row.action_requested.connect(self.act)
                row.link_requested.connect(self._on_link_requested)
                if row.editor is not None:
                    self.drafts.watch(row.editor, row.key)
            rows[field.key] = row
        kept = set(rows.values())
        for row in self._rows.values():
            if row not in kept:
                row.hide()
                row.deleteLater()
        self._rows = rows
        for row in rows.values():
            self._fields.addWidget(row)
        in_tab_order((self.all_button, *rows.values(), self.more_button, self.add_button))

    def _show_deals(self, contact: ContactDetail) -> None:
        if [card.deal for card in self._deals] != list(contact.open_deals):
            for card in self._deals:
                self._deal_list.removeWidget(card)
                card.hide()
                card.deleteLater()
            self._deals = [DealCard(self._context.theme, deal) for deal in contact.open_deals[:8]]
            for card in self._deals:
                card.open_requested.connect(self.open_requested)
                self._deal_list.addWidget(card)
            in_tab_order((self.new_deal_button, *self._deals))
        self._no_deals.setVisible(not contact.open_deals)

    # changing

    @Slot(str, str)
    def _on_committed(self, key: str, value: str) -> None:
        contact = self._contact
        if contact is None:
            return
        commands = self._context.services.contact_commands
        sort, _, part = key.partition(":")
        if sort in ("channel", "new") and part != "address":
            draft = self._channel_draft(contact, sort, part, value)
            call = partial(commands.save_channel, contact.id, draft)
            done = partial(self._on_channel_saved, key, draft)
            self._context.operations.write(self, call, done, partial(self._on_refused, key, value))
            return
        if sort == "address" or part == "address":
            known = next((one for one in contact.addresses if one.id == part), None)
            address = read_address(value, known)
            call = partial(commands.save_address, contact.id, address)
        elif key == "consent":
            chosen = self._consented(contact, value)
            if chosen is None:
                return
            call = partial(commands.save_channel, contact.id, chosen)
        else:
            call = partial(commands.save_field, contact.id, key, value)
        self._context.operations.write(self, call, None, partial(self._on_refused, key, value))

    @Slot(str, str, str)
    def _on_type_committed(self, key: str, kind: str, label: str) -> None:
        contact = self._contact
        if contact is None:
            return
        commands = self._context.services.contact_commands
        sort, _, part = key.partition(":")
        if sort == "address":
            known = next((one for one in contact.addresses if one.id == part), None)
            if known is None:
                return
            address = replace(address_draft(known), type=kind, label=label)
            call = partial(commands.save_address, contact.id, address)
        else:
            channel = next((one for one in contact.channels if one.id == part), None)
            if channel is None:
                return
            draft = replace(channel_draft(channel), type=kind, label=label)
            call = partial(commands.save_channel, contact.id, draft)
        self._context.operations.write(self, call)

    def _channel_draft(self, contact: ContactDetail, sort: str, part: str, value: str) -> ChannelDraft:
        if sort == "new":
            kind = "mobile" if part == "phone" and contact.kind == "person" else "work" if part == "phone" else ""
            return ChannelDraft(part, value, kind)
        return replace(channel_draft(next(one for one in contact.channels if one.id == part)), value=value)

    def _consented(self, contact: ContactDetail, channel_id: str) -> ChannelDraft | None:
        channel = next((one for one in contact.channels if one.id == channel_id), None)
        if channel is None:
            return None
        draft, now = channel_draft(channel), self._context.services.clock.now().astimezone(UTC)
        if channel.consent and channel.opted_out_at is None:
            return replace(draft, opted_out_at=now)
        if channel.consent:
            return replace(draft, opted_out_at=None)
        return replace(draft, consent=self.tr("Agreed"), consent_at=now, opted_out_at=None)

    def _on_channel_saved(self, key: str, draft: ChannelDraft, _change: object) -> None:
        if draft.medium == "phone" and draft.value:
            call = partial(_phone_problem, self._context.services, key, draft.value)
            self._context.operations.read(self, call, self._on_phone_judged)

    @Slot(object)
    def _on_phone_judged(self, answer: tuple[str, str]) -> None:
        key, problem = answer
        if problem and key in self._rows:
            self._rows[key].set_warning(problem)

    def _on_refused(self, key: str, value: str, error: CrmError) -> None:
        if key in self._rows:
            self._rows[key].set_error(f"{error.title} {error.detail}", value)

    @Slot(str)
    def _on_link_requested(self, key: str) -> None:
        contact = self._contact
        if key in self._rows and (opens := self._rows[key].field.opens):
            self.open_requested.emit("contact", opens)
            return
        channel = next((one for one in contact.channels if f"channel:{one.id}" == key), None) if contact else None
        if channel is None:
            return
        if channel.medium == "phone":
            open_link(f"tel:{channel.normalised}")
            self.call_requested.emit()
        elif channel.medium == "email":
            self.email_requested.emit(channel.value)
        else:
            open_website(channel.value)

    @Slot()
    def _on_more_clicked(self) -> None:
        self.set_shows_all(not self.shows_all)

    # parts

    @Slot(str, str)
    def act(self, key: str, action: str) -> None:
        """Do with a part (channel:ID, affiliation:ID …) what its menu offers."""
        if self._contact is not None and key in self._rows:
            self._parts.act(self._contact, key, action, self._rows[key])

    def open_part(self, key: str) -> None:
        """Open the form of a part (channel:ID, affiliation:ID, relation:ID), or of a new company or relation."""
        if key in ("address", "company", "relation"):
            self._add(key)
            return
        if key not in self._rows:
            self.set_shows_all(True)
        self.act(key, "consent" if key.startswith("channel:") else "change")

    @Slot(QAction)
    def _on_add(self, action: QAction) -> None:
        self._add(str(action.data()))

    def _add(self, key: str) -> None:
        contact = self._contact
        if contact is None:
            return
        if key == "address":
            self._parts.add_address(contact, self.add_button)
        elif key == "company":
            self._parts.add_company(contact, self.add_button)
        elif key == "relation":
            self._parts.add_relation(contact, self.add_button)
        else:
            self.edit(key)
