"""Contacts as vCards: one file for all, or one for each in a folder or a ZIP."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from crm_desktop.core.file_names import distinct
from crm_desktop.exchange.vcard import Card, write_vcards
from crm_desktop.exchange.vcard_writer import Version
from crm_desktop.services.contacts.normalise import PhoneReader, normalise_channel
from crm_desktop.services.importing.cards import card_of

if TYPE_CHECKING:
    from crm_desktop.services.services import Services

VERSIONS: tuple[Version, ...] = ("3.0", "4.0")


def cards_of(services: Services, contacts: Iterable[Mapping[str, Any]]) -> Iterator[Card]:
    """Yield contacts, given as their JSON, as cards, with all that was kept of the cards they came from."""
    phones = PhoneReader(services.workspace.business().country)

    def normalise(medium: str, value: str) -> str:
        return normalise_channel(medium, value, phones)

    for contact in contacts:
        extra, photo_id = services.database.row(
            "SELECT extra, photo_id FROM contact WHERE id = ?", (contact["id"],)
        ) or (None, None)
        photo = services.workspace.blob(photo_id) if photo_id else None
        yield card_of(contact, json.loads(extra).get("vcard", {}) if extra else {}, photo, normalise)


def card_files(cards: Iterable[Card], version: Version) -> list[tuple[str, bytes]]:
    """Return a file for each card: a safe name of its own, and its bytes."""
    whole = list(cards)
    names = distinct(f"{card.display_name[:80]}.vcf" for card in whole)
    return [(name, write_vcards([card], version)) for name, card in zip(names, whole, strict=True)]
