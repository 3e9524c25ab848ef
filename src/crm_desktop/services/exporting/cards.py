"""Contacts as vCards: one file for all, or one for each in a folder or a ZIP."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from crm_desktop.core.file_names import distinct
from crm_desktop.exchange.card import Extra
from crm_desktop.exchange.vcard import Card, write_vcards
from crm_desktop.exchange.vcard_writer import Version
from crm_desktop.services.contacts.normalise import PhoneReader, normalise_channel
from crm_desktop.services.contacts.relations import relations
from crm_desktop.services.importing.cards import card_of
from crm_desktop.services.importing.own_properties import (
    field_properties,
    job_properties,
    kept_tie,
    owner_property,
    tie_property,
)
from crm_desktop.services.importing.present import own_uid

if TYPE_CHECKING:
    from crm_desktop.services.services import Services

_TYPES = 'SELECT id, name, reverse_name, "between" FROM relation_type'


def cards_of(services: Services, contacts: Iterable[Mapping[str, Any]]) -> Iterator[Card]:
    """Yield contacts, given as their JSON, as cards, with all that was kept of the cards they came from."""
    phones = PhoneReader(services.workspace.business().country)

    def normalise(medium: str, value: str) -> str:
        return normalise_channel(medium, value, phones)

    parts = _OwnParts(services)
    for contact in contacts:
        extra, photo_id = services.database.row(
            "SELECT extra, photo_id FROM contact WHERE id = ?", (contact["id"],)
        ) or (None, None)
        photo = services.workspace.blob(photo_id) if photo_id else None
        kept = json.loads(extra) if extra else {}
        yield card_of(contact, kept.get("vcard", {}), photo, normalise, parts.of(contact, kept))


class _OwnParts:
    """The properties of our own that a contact's card has: places in companies, relations, own fields."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._fields = services.custom_fields.fields("contact")
        self._me = services.workspace.me()
        self._types = {row[0]: row[1:] for row in services.database.rows(_TYPES)}

    def of(self, contact: Mapping[str, Any], kept: Mapping[str, Any]) -> tuple[Extra, ...]:
        """Return those of a contact; `kept` is what is kept beside it of the card it came from."""
        return (
            *job_properties(contact, self._uid),
            *(self._ties(contact["id"]) if contact["relations"] else ()),
            *(kept_tie(value) for value in kept.get("ties", ())),
            *field_properties(contact, self._fields),
            # Whoever imports a contact looks after it, unless the card says who else.
            *([owner_property(contact["owner"])] if contact["owner_id"] not in (None, self._me) else []),
        )

    def _ties(self, contact_id: str) -> Iterator[Extra]:
        for one in relations(self._services.database.rows, contact_id):
            name, reverse_name, between = self._types[one.type_id]
            back = reverse_name if one.forward else name
            yield tie_property(one.words, back, between, one.name, self._uid(one.contact_id), one.note)

    def _uid(self, contact_id: str) -> str:
        """Return the name of another's card: the one that it came with, or ours."""
        sql = "SELECT json_extract(nullif(extra, ''), '$.vcard.uid') FROM contact WHERE id = ?"
        return self._services.database.value(sql, (contact_id,)) or own_uid(contact_id)


def card_files(cards: Iterable[Card], version: Version) -> list[tuple[str, bytes]]:
    """Return a file for each card: a safe name of its own, and its bytes."""
    whole = list(cards)
    names = distinct(f"{card.display_name[:80]}.vcf" for card in whole)
    return [(name, write_vcards([card], version)) for name, card in zip(names, whole, strict=True)]
