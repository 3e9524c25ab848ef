"""What the labels of the side panel offer: first, does not work, opted out, former, consent, change, remove."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.clock import today
from crm_desktop.services.contacts.relation_views import RelationChoice
from crm_desktop.services.contacts.views import AddressDraft, AddressRow, ChannelDraft, ChannelRow, ContactDetail
from crm_desktop.ui.contacts.part_forms import (
    AddressPopover,
    AffiliationPopover,
    ConsentPopover,
    RelationPopover,
    ended,
)
from crm_desktop.ui.pane.pane import PaneContext

Call = Callable[[], ChangeSet]


def channel_draft(one: ChannelRow) -> ChannelDraft:
    """Return a line as it would be saved unchanged."""
    return ChannelDraft(
        one.medium, one.value, one.type, one.label, one.is_primary, one.invalid, one.opted_out_at, one.consent, one.id,
        one.consent_at, one.consent_source,
    )  # fmt: skip


def address_draft(one: AddressRow) -> AddressDraft:
    """Return an address as it would be saved unchanged."""
    return AddressDraft(
        one.street, one.city, one.region, one.postcode, one.country, one.type, one.label, one.is_primary, one.id,
        one.valid_from, one.valid_until, one.latitude, one.longitude,
    )  # fmt: skip


class SideParts(QObject):
    """Does with a line, an address, a place of work or a tie what its menu offers."""

    def __init__(self, context: PaneContext, panel: QWidget) -> None:
        super().__init__(panel)
        self._context = context
        self._panel = panel

    def act(self, contact: ContactDetail, key: str, action: str, anchor: QWidget) -> None:
        """Do one action with the part `key` (channel:ID, address:ID, affiliation:ID, relation:ID)."""
        sort, _, part = key.partition(":")
        does = {
            "channel": self._channel, "address": self._address, "affiliation": self._affiliation,
            "relation": self._relation,
        }[sort]  # fmt: skip
        call = does(contact, part, action, anchor)
        if call is not None:
            self._context.operations.write(self._panel, call)

    def add_company(self, contact: ContactDetail, anchor: QWidget) -> None:
        """Ask for one more place of work."""
        AffiliationPopover(self._context, contact, None, anchor).open()

    def add_address(self, contact: ContactDetail, anchor: QWidget) -> None:
        """Ask for one more address, part by part."""
        AddressPopover(self._context, contact, None, anchor).open()

    def add_relation(self, contact: ContactDetail, anchor: QWidget) -> None:
        """Ask for one more tie."""
        self._open_relation(contact, "", anchor)

    def _channel(self, contact: ContactDetail, part: str, action: str, anchor: QWidget) -> Call | None:
        found = next((one for one in contact.channels if one.id == part), None)
        if found is None:
            return None
        draft, services = channel_draft(found), self._context.services
        if action == "consent":
            ConsentPopover(self._context, contact, draft, anchor).open()
            return None
        if action == "first":
            draft = replace(draft, is_primary=not draft.is_primary)
        elif action == "invalid":
            draft = replace(draft, invalid=not draft.invalid)
        elif action == "opted_out":
            now = services.clock.now().astimezone(UTC)
            draft = replace(draft, opted_out_at=None if draft.opted_out_at else now)
        else:
            draft = replace(draft, value="")
        return partial(services.contact_commands.save_channel, contact.id, draft)

    def _address(self, contact: ContactDetail, part: str, action: str, anchor: QWidget) -> Call | None:
        found = next((one for one in contact.addresses if one.id == part), None)
        if found is None:
            return None
        draft, services = address_draft(found), self._context.services
        if action == "change":
            AddressPopover(self._context, contact, found, anchor).open()
            return None
        if action == "copy" and found.place is not None:
            QGuiApplication.clipboard().setText(str(found.place))
            return None
        if action == "first":
            draft = replace(draft, is_primary=not draft.is_primary)
        elif action == "former":
            now = today(services.clock)
            ended = draft.valid_until is not None and draft.valid_until <= now
            draft = replace(draft, valid_until=None if ended else now)
        else:
            draft = AddressDraft(id=draft.id)
        return partial(services.contact_commands.save_address, contact.id, draft)

    def _affiliation(self, contact: ContactDetail, part: str, action: str, anchor: QWidget) -> Call | None:
        place = next((one for one in contact.affiliations if one.id == part), None)
        if place is None:
            return None
        if action == "change":
            AffiliationPopover(self._context, contact, place, anchor).open()
            return None
        draft = ended(place, None if place.ended_on else today(self._context.services.clock))
        if action == "remove":
            draft = replace(draft, company_id=None, company="")
        return partial(self._context.services.contact_commands.save_affiliation, contact.id, draft)

    def _relation(self, contact: ContactDetail, part: str, action: str, anchor: QWidget) -> Call | None:
        if action == "change":
            self._open_relation(contact, part, anchor)
            return None
        return partial(self._context.services.contact_commands.remove_relation, contact.id, part)

    def _open_relation(self, contact: ContactDetail, part: str, anchor: QWidget) -> None:
        call = partial(self._context.services.contacts.relation_choices, contact.kind)
        self._context.operations.read(anchor, call, partial(self._on_choices, contact, part, anchor))

    def _on_choices(self, contact: ContactDetail, part: str, anchor: QWidget, choices: list[RelationChoice]) -> None:
        relation = next((one for one in contact.relations if one.id == part), None)
        RelationPopover(self._context, contact, relation, choices, anchor).open()
