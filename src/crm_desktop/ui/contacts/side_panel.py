"""The panel beside a contact: details that are changed by clicking them, money, open deals."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from PySide6.QtCore import QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.core.errors import CrmError
from crm_desktop.services.contacts.views import AddressDraft, ChannelDraft, ChannelRow, ContactDetail
from crm_desktop.services.services import Services
from crm_desktop.ui.contacts.address_words import read_address
from crm_desktop.ui.contacts.deal_card import DealCard
from crm_desktop.ui.contacts.side_fields import SideField, side_fields
from crm_desktop.ui.contacts.side_row import SideRow
from crm_desktop.ui.contacts.words import amounts_text
from crm_desktop.ui.kit.button import Button, IconButton
from crm_desktop.ui.kit.label import ElidedLabel, Label
from crm_desktop.ui.kit.scroll_page import ScrollPage
from crm_desktop.ui.kit.surface import Rule
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
        open_requested(str, str): a deal (kind, id).
        new_deal_requested: start a deal.
    """

    email_requested = Signal(str)
    call_requested = Signal()
    open_requested = Signal(str, str)
    new_deal_requested = Signal()

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__("", margins=(20, 20, 8, 20), spacing=12, parent=parent)
        self.setAccessibleName(self.tr("Details"))
        self.setFixedWidth(WIDTH)
        self._context = context
        self._contact: ContactDetail | None = None
        self._members: tuple[tuple[str, str], ...] = ()
        self._currency = "EUR"
        self._rows: dict[str, SideRow] = {}
        self._deals: list[DealCard] = []
        self.shows_all = False
        self._build()

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
        more.addWidget(self.more_button)
        more.addStretch(1)
        self.body.addLayout(more)
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
        self._contact = contact
        fields = side_fields(contact, all_fields=self.shows_all, members=self._members)
        if same and list(self._rows) == [field.key for field in fields]:
            for field in fields:
                self._rows[field.key].show_field(field)
        else:
            self._make_rows(fields)
        self._accepted.setText(amounts_text(contact.accepted_12_months, self._currency))
        self._offered.setText(amounts_text(contact.open_quotes, self._currency))
        self._offered.set_tone("warning" if contact.open_quotes else "primary")
        self._show_deals(contact)

    def row(self, key: str) -> SideRow:
        """The line of a field."""
        return self._rows[key]

    def keys(self) -> list[str]:
        """The lines shown, from the top."""
        return list(self._rows)

    def edit(self, key: str) -> None:
        """Begin to change a field, showing all fields if it is one of the rarer ones."""
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
                row.link_requested.connect(self._on_link_requested)
            rows[field.key] = row
        kept = set(rows.values())
        for row in self._rows.values():
            if row not in kept:
                row.hide()
                row.deleteLater()
        self._rows = rows
        before: QWidget | None = None
        for row in rows.values():
            self._fields.addWidget(row)
            if before is not None:
                QWidget.setTabOrder(before, row)
            before = row

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
            address = AddressDraft(
                known.street, known.city, known.region, known.postcode, known.country, kind, label, known.is_primary,
                known.id,
            )  # fmt: skip
            call = partial(commands.save_address, contact.id, address)
        else:
            channel = next((one for one in contact.channels if one.id == part), None)
            if channel is None:
                return
            draft = replace(_draft_of(channel), type=kind, label=label)
            call = partial(commands.save_channel, contact.id, draft)
        self._context.operations.write(self, call)

    def _channel_draft(self, contact: ContactDetail, sort: str, part: str, value: str) -> ChannelDraft:
        if sort == "new":
            kind = "mobile" if part == "phone" and contact.kind == "person" else "work" if part == "phone" else ""
            return ChannelDraft(part, value, kind)
        return replace(_draft_of(next(one for one in contact.channels if one.id == part)), value=value)

    def _consented(self, contact: ContactDetail, channel_id: str) -> ChannelDraft | None:
        channel = next((one for one in contact.channels if one.id == channel_id), None)
        if channel is None:
            return None
        draft = _draft_of(channel)
        if channel.consent and channel.opted_out_at is None:
            return replace(draft, consent="", opted_out_at=self._context.services.clock.now().astimezone(UTC))
        day: datetime = self._context.services.clock.now().astimezone(self._context.services.clock.zone)
        return replace(draft, consent=f"agreed {day.date().isoformat()}", opted_out_at=None)

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
        channel = next((one for one in contact.channels if f"channel:{one.id}" == key), None) if contact else None
        if channel is None:
            return
        if channel.medium == "phone":
            QDesktopServices.openUrl(QUrl(f"tel:{channel.normalised}"))
            self.call_requested.emit()
        elif channel.medium == "email":
            self.email_requested.emit(channel.value)
        else:
            url = channel.value if "://" in channel.value else f"https://{channel.value}"
            if url.lower().startswith(("http://", "https://")):
                QDesktopServices.openUrl(QUrl(url))

    @Slot()
    def _on_more_clicked(self) -> None:
        self.set_shows_all(not self.shows_all)


def _draft_of(one: ChannelRow) -> ChannelDraft:
    return ChannelDraft(
        one.medium, one.value, one.type, one.label, one.is_primary, one.invalid, one.opted_out_at, one.consent, one.id
    )
