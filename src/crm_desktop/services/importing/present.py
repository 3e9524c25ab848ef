"""Contacts that are here already, and what an incoming one adds to them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from crm_desktop.services.contacts.names import plain
from crm_desktop.services.importing.incoming import Incoming, Postal
from crm_desktop.services.importing.kept_cards import united_card
from crm_desktop.storage.database import Transaction

NAME_COLUMNS = ("prefix", "given_name", "additional_name", "family_name", "suffix")
COLUMNS = (
    "kind", "name", "sort_key", *NAME_COLUMNS, "nickname", "phonetic_name", "job_title", "tax_id", "registration_id",
    "language", "lifecycle", "customer_type", "source", "birthday", "anniversary", "about",
    "interests", "family", "preferences", "keep_in_touch_days", "pinned",
)  # fmt: skip
_READ = (*COLUMNS, "photo_id", "extra", "owner_id")


def without_own_uid(extra: dict[str, Any], contact_id: str) -> dict[str, Any]:
    """Return what was kept of a card without the name that we gave it ourselves: it says nothing new."""
    card = extra.get("vcard", {})
    if card.get("uid") != own_uid(contact_id):
        return extra
    card = {name: value for name, value in card.items() if name != "uid"}
    return {name: value for name, value in (extra | {"vcard": card}).items() if value or name != "vcard"}


def own_uid(contact_id: str) -> str:
    """Return the name by which other programs know a contact that was made here."""
    return f"urn:uuid:{UUID(contact_id)}"


def id_of_own_uid(uid: str) -> str:
    """Return the id in a name that `own_uid` made; empty for any other name."""
    try:
        return UUID(uid.removeprefix("urn:uuid:")).hex if uid.startswith("urn:uuid:") else ""
    except ValueError:
        return ""


class Present:
    """One contact of the workspace, as far as an import can change it."""

    __slots__ = ("addresses", "channels", "columns", "companies", "counts", "id", "tags")

    def __init__(self, contact_id: str, columns: dict[str, Any]) -> None:
        self.id = contact_id
        self.columns = columns
        self.channels: set[tuple[str, str]] = set()
        self.counts = {"channel": 0, "address": 0}
        self.addresses: set[tuple[str, ...]] = set()
        self.companies: set[str] = set()
        self.tags: set[str] = set()

    def changes(self, one: Incoming, fill_only: bool) -> dict[str, Any]:
        """Return the columns that change; with `fill_only` nothing that is there gives way."""
        mine = self.columns
        changes: dict[str, Any] = {}
        values = one.values
        if one.named and values["name"] != mine["name"]:
            if not fill_only:
                changes |= {name: values.get(name, "") for name in ("name", "sort_key", *NAME_COLUMNS)}
        else:
            changes |= {name: values[name] for name in NAME_COLUMNS if name in values and not mine[name]}
            if changes:
                changes["sort_key"] = values["sort_key"]
        for column, value in values.items():
            if column in ("name", "sort_key", "given_name", "family_name", "prefix", "additional_name", "suffix"):
                continue
            if column in ("birthday", "anniversary") and str(mine[column]).startswith(f"{value}T"):
                continue  # A table holds the day alone of a moment that a card gave.
            if value != (mine[column] or "") and not (fill_only and mine[column]):
                changes[column] = value
        about = mine["about"]
        for note in one.notes:
            if note not in about:
                about = f"{about}\n\n{note}" if about else note
        if about != mine["about"]:
            changes["about"] = about
        if one.extra:
            theirs = without_own_uid(one.extra, self.id)
            merged = _merged(json.loads(mine["extra"]) if mine["extra"] else {}, theirs, fill_only)
            text = json.dumps(merged, ensure_ascii=False, sort_keys=True) if merged else None
            if text != mine["extra"]:
                changes["extra"] = text
        return changes

    def new_addresses(self, one: Incoming) -> list[Postal]:
        """Return the addresses that are not here yet."""
        return [address for address in one.addresses if postal_key(address[2:]) not in self.addresses]


def postal_key(parts: Iterable[str]) -> tuple[str, ...]:
    """Return what makes two addresses one: their words, whatever the case and the blanks."""
    return tuple(" ".join(part.lower().split()) for part in parts)


def _merged(mine: dict[str, Any], theirs: dict[str, Any], fill_only: bool) -> dict[str, Any]:
    merged = dict(mine)
    for key, value in theirs.items():
        if key == "fields":
            own = mine.get("fields", {})
            merged["fields"] = {**value, **own} if fill_only else {**own, **value}
        elif key == "vcard" and key in mine:
            merged[key] = united_card(mine[key], value, fill_only=fill_only)
        elif key not in mine or not fill_only:
            merged[key] = value
    return merged


def read_present(work: Transaction, ids: Iterable[str]) -> dict[str, Present]:
    """Read these contacts with their parts, five statements however many they are."""
    wanted = (json.dumps(list(ids)),)
    present = {
        row[0]: Present(row[0], dict(zip(_READ, row[1:], strict=True)))
        for row in work.execute(
            f"SELECT c.id, {', '.join(f'c.{name}' for name in _READ)} "
            "FROM json_each(?) j JOIN contact c ON c.id = j.value",
            wanted,
        )
    }
    for contact_id, medium, normalised in work.execute(
        "SELECT h.contact_id, h.medium, h.normalised FROM json_each(?) j JOIN channel h ON h.contact_id = j.value",
        wanted,
    ):
        present[contact_id].channels.add((medium, normalised))
        present[contact_id].counts["channel"] += 1
    for contact_id, *parts in work.execute(
        "SELECT d.contact_id, d.street, d.city, d.region, d.postcode, d.country "
        "FROM json_each(?) j JOIN address d ON d.contact_id = j.value",
        wanted,
    ):
        present[contact_id].addresses.add(postal_key(parts))
        present[contact_id].counts["address"] += 1
    for contact_id, name in work.execute(
        "SELECT a.person_id, f.name FROM json_each(?) j JOIN affiliation a ON a.person_id = j.value "
        "JOIN contact f ON f.id = a.company_id",
        wanted,
    ):
        present[contact_id].companies.add(plain(name))
    for contact_id, name in work.execute(
        "SELECT l.record_id, t.name FROM json_each(?) j JOIN tag_link l ON l.record_id = j.value "
        "JOIN tag t ON t.id = l.tag_id",
        wanted,
    ):
        present[contact_id].tags.add(name.casefold())
    return present
