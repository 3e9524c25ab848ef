"""Writing a contact with its parts inside a unit of work."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from crm_desktop.core.errors import RecordMissing, Refused
from crm_desktop.core.ids import new_id
from crm_desktop.core.places import PLACES, place_of
from crm_desktop.services.contacts.names import NameParts, join_name, sort_key, split_name
from crm_desktop.services.contacts.normalise import PhoneReader, normalise_channel
from crm_desktop.services.contacts.parts import company_id_of, set_tags
from crm_desktop.services.contacts.views import AddressDraft, AffiliationDraft, ChannelDraft, ContactDraft
from crm_desktop.storage.database import Transaction
from crm_desktop.storage.rows import insert_row, update_row

_PARTS = ("channels", "addresses", "affiliations", "tags", "id")
_COLUMNS = tuple(field.name for field in fields(ContactDraft) if field.name not in _PARTS)
NAME_PARTS = ("prefix", "given_name", "additional_name", "family_name", "suffix")


class Writing:
    """Puts contacts into the file within one unit of work; `now` and `actor` are what it stamps on them."""

    def __init__(self, work: Transaction, now: datetime, actor: str) -> None:
        self.work = work
        self.now = now
        self.actor = actor or None
        self._phones: PhoneReader | None = None

    @property
    def phones(self) -> PhoneReader:
        """Reads phone numbers as they are written in the firm's country."""
        if self._phones is None:
            stored = self.work.execute("SELECT value FROM setting WHERE id = 'business'")
            country = json.loads(stored[0][0]).get("country", "GB") if stored else "GB"
            self._phones = PhoneReader(country)
        return self._phones

    def put(self, draft: ContactDraft) -> str:
        """Make or change a contact so that it is what the draft says, and return its id."""
        draft = _named(draft)
        if not draft.name and not any(channel.value.strip() for channel in draft.channels):
            raise Refused(
                "A contact needs a name, a phone number or an e-mail address.",
                "Nothing was saved. Fill in one of the three.",
            )
        if not draft.name:
            values_given = (channel.value.strip() for channel in draft.channels)
            draft = replace(draft, name=next(value for value in values_given if value))
        contact_id = draft.id or new_id()
        family, given = draft.family_name, draft.given_name
        values = {name: getattr(draft, name) for name in _COLUMNS}
        values["sort_key"] = sort_key(draft.name, given, family) if draft.kind == "person" else sort_key(draft.name)
        if self.work.execute("SELECT 1 FROM contact WHERE id = ?", (contact_id,)):
            self.update("contact", contact_id, values)
        else:
            values["owner_id"] = draft.owner_id or self.actor
            self.insert("contact", {"id": contact_id, "created_at": self.now, **values})
        self._put_channels(contact_id, draft.channels)
        self._put_addresses(contact_id, draft.addresses)
        if draft.kind == "person":
            self._put_affiliations(contact_id, draft.affiliations)
        set_tags(self.work, "contact", contact_id, draft.tags, self.now)
        return contact_id

    def channel_values(self, draft: ChannelDraft) -> dict[str, Any]:
        """Return the columns of a channel, its normalised form among them."""
        return {
            "medium": draft.medium,
            "type": draft.type,
            "label": draft.label,
            "value": draft.value.strip(),
            "normalised": normalise_channel(draft.medium, draft.value, self.phones),
            "is_primary": draft.is_primary,
            "invalid": draft.invalid,
            "opted_out_at": draft.opted_out_at,
            "consent": draft.consent,
            "consent_at": draft.consent_at,
            "consent_source": draft.consent_source,
        }

    def affiliation_values(self, draft: AffiliationDraft) -> dict[str, Any]:
        """Return the columns of an affiliation; a company that is only a name is looked up or made."""
        company = draft.company_id or company_id_of(self.work, draft.company, self.now, self.actor)
        return {
            "company_id": company,
            "role": draft.role,
            "department": draft.department,
            "is_primary": draft.is_primary,
            "started_on": draft.started_on,
            "ended_on": draft.ended_on,
        }

    def insert(self, table: str, values: Mapping[str, Any]) -> None:
        """Add a row."""
        insert_row(self.work, table, values)

    def update(self, table: str, record_id: str, values: Mapping[str, Any]) -> None:
        """Change columns of a row. Raises `RecordMissing` when it is not there."""
        if not self.work.execute(f"SELECT 1 FROM {table} WHERE id = ?", (record_id,)):
            raise RecordMissing("This is no longer there.", "Nothing was changed. It may have been removed elsewhere.")
        update_row(self.work, table, record_id, values)

    def _put_channels(self, contact_id: str, drafts: Iterable[ChannelDraft]) -> None:
        kept = [draft for draft in drafts if draft.value.strip()]
        rows = [
            (draft.id, {"contact_id": contact_id, "position": position, **self.channel_values(draft)})
            for position, draft in enumerate(kept)
        ]
        self._put_parts("channel", "contact_id", contact_id, rows)

    def _put_addresses(self, contact_id: str, drafts: Iterable[AddressDraft]) -> None:
        kept = [(draft.id, address_values(draft)) for draft in drafts]
        rows: list[tuple[str | None, dict[str, Any]]] = [
            (part_id, {"contact_id": contact_id, "position": position, **values})
            for position, (part_id, values) in enumerate(kept)
            if any(values[name] for name in ("street", "city", "region", "postcode", "country"))
        ]
        self._put_parts("address", "contact_id", contact_id, rows)

    def _put_affiliations(self, contact_id: str, drafts: Iterable[AffiliationDraft]) -> None:
        kept = [draft for draft in drafts if draft.company_id or draft.company.strip()]
        rows = [(draft.id, {"person_id": contact_id, **self.affiliation_values(draft)}) for draft in kept]
        self._put_parts("affiliation", "person_id", contact_id, rows)

    def _put_parts(
        self, table: str, owner: str, contact_id: str, rows: list[tuple[str | None, dict[str, Any]]]
    ) -> None:
        """Have a contact own exactly these rows; a row that it owns already keeps its id."""
        present = {row[0] for row in self.work.execute(f"SELECT id FROM {table} WHERE {owner} = ?", (contact_id,))}
        wanted = {part_id for part_id, _ in rows if part_id}
        for part_id in present - wanted:
            self.work.execute(f"DELETE FROM {table} WHERE id = ?", (part_id,))
        for part_id, values in rows:
            if part_id in present:
                self.update(table, str(part_id), values)
            else:
                self.insert(table, {"id": new_id(), **values})


def address_values(draft: AddressDraft) -> dict[str, Any]:
    """Return the columns of an address. Raises `Refused` where its days or its place cannot be."""
    if draft.valid_from and draft.valid_until and draft.valid_until < draft.valid_from:
        raise Refused("The address ends before it begins.", "Nothing was changed. Correct one of the days.")
    place = place_of(draft.latitude, draft.longitude)
    return {
        "type": draft.type,
        "label": draft.label,
        "street": draft.street.strip(),
        "city": draft.city.strip(),
        "region": draft.region.strip(),
        "postcode": draft.postcode.strip(),
        "country": draft.country.strip(),
        "is_primary": draft.is_primary,
        "valid_from": draft.valid_from,
        "valid_until": draft.valid_until,
        "latitude": None if place is None else int(place.latitude.scaleb(PLACES)),
        "longitude": None if place is None else int(place.longitude.scaleb(PLACES)),
    }


def name_columns(kind: str, name: str) -> dict[str, str]:
    """Return the columns that follow when a contact is given this whole name."""
    name = " ".join(name.split())
    if kind != "person":
        return {"name": name, "sort_key": sort_key(name)}
    parts = split_name(name)
    return {
        "name": name,
        "prefix": parts.prefix,
        "given_name": parts.given,
        "additional_name": parts.additional,
        "family_name": parts.family,
        "suffix": parts.suffix,
        "sort_key": sort_key(name, parts.given, parts.family),
    }


def _named(draft: ContactDraft) -> ContactDraft:
    """Return the draft with both the whole name and its parts, whichever was given."""
    name = " ".join(draft.name.split())
    if draft.kind != "person":
        return replace(draft, name=name)
    has_parts = any(getattr(draft, part).strip() for part in NAME_PARTS)
    if has_parts:
        parts = NameParts(
            draft.prefix.strip(), draft.given_name.strip(), draft.additional_name.strip(),
            draft.family_name.strip(), draft.suffix.strip(),
        )  # fmt: skip
        return replace(draft, name=name or join_name(parts))
    if not name:
        return replace(draft, name=name)
    split = split_name(name)
    return replace(
        draft,
        name=name,
        prefix=split.prefix,
        given_name=split.given,
        additional_name=split.additional,
        family_name=split.family,
        suffix=split.suffix,
        nickname=draft.nickname or split.nickname,
    )
