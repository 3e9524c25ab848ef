"""Contacts that may be the one being written: the same e-mail or phone, or nearly the same name."""

from __future__ import annotations

import json
from collections.abc import Iterable

from crm_desktop.services.contacts import list_sql
from crm_desktop.services.contacts.names import plain
from crm_desktop.services.contacts.normalise import PhoneReader, normalise_channel
from crm_desktop.services.contacts.views import ContactDraft, Similar
from crm_desktop.storage.database import Database

PROVES_NOTHING = 20
"""A criterion that more contacts share than this says nothing about who is who."""

_CANDIDATES = 200
_NEAR = 88.0
_SAME_COMPANY = 8.0


def similar(database: Database, draft: ContactDraft, limit: int) -> list[Similar]:
    """Return the likeliest first; the reason is email, phone or name."""
    found: dict[str, Similar] = {}
    for one in (*_by_channels(database, draft), *_by_name(database, draft)):
        if one.id != draft.id and (one.id not in found or found[one.id].score < one.score):
            found[one.id] = one
    return sorted(found.values(), key=lambda one: (-one.score, one.name))[:limit]


def _by_channels(database: Database, draft: ContactDraft) -> Iterable[Similar]:
    phones: PhoneReader | None = None
    for channel in draft.channels:
        if channel.medium not in ("phone", "email") or not channel.value.strip():
            continue
        if phones is None:
            business = database.value("SELECT value FROM setting WHERE id = 'business'")
            phones = PhoneReader(json.loads(business).get("country", "GB") if business else "GB")
        wanted = normalise_channel(channel.medium, channel.value, phones)
        if len(wanted) < 6:
            continue
        rows = database.rows(
            f"SELECT contact.id, contact.name, {list_sql.DETAIL} FROM channel h "
            "JOIN contact ON contact.id = h.contact_id AND contact.deleted_at IS NULL "
            "WHERE h.normalised = ? AND h.medium = ? GROUP BY contact.id LIMIT ?",
            (wanted, channel.medium, PROVES_NOTHING + 1),
        )
        if len(rows) <= PROVES_NOTHING:
            for contact_id, name, detail in rows:
                yield Similar(contact_id, name, detail, channel.medium, 100.0 if channel.medium == "email" else 99.0)


def _by_name(database: Database, draft: ContactDraft) -> Iterable[Similar]:
    name = plain(draft.name)
    if len(name) < 4:
        return
    # A typing error may be in any word: whoever shares the beginning of one word is compared.
    beginnings = " OR ".join(f'"{part}"*' for word in name.split() for part in _beginnings(word))
    if not beginnings:
        return
    rows = database.rows(
        f"SELECT contact.id, contact.name, {list_sql.DETAIL} FROM search_index i "
        "JOIN search_document d ON d.id = i.rowid AND d.kind = 'contact' "
        "JOIN contact ON contact.id = d.record_id AND contact.kind = ? "
        "WHERE i.search_index MATCH ? LIMIT ?",
        (draft.kind, f"title : ({beginnings})", _CANDIDATES),
    )
    from rapidfuzz.fuzz import token_sort_ratio

    company = plain(next((one.company for one in draft.affiliations if one.company), ""))
    near: list[Similar] = []
    for contact_id, other, detail in rows:
        score = token_sort_ratio(name, plain(other))
        if company and plain(detail or "") == company:
            score += _SAME_COMPANY
        if score >= _NEAR:
            near.append(Similar(contact_id, other, detail, "name", min(score, 98.0)))
    if len(near) <= PROVES_NOTHING:
        yield from near


def _beginnings(word: str) -> list[str]:
    letters = "".join(letter for letter in word if letter.isalnum())
    return [letters[:3]] if len(letters) >= 3 else []
