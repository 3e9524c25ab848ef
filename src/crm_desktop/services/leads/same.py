"""Leads and contacts that may be the one being written."""

from __future__ import annotations

import json
from collections.abc import Iterator

from crm_desktop.services.contacts.normalise import PhoneReader, normalise_email
from crm_desktop.services.contacts.similar_sql import PROVES_NOTHING, similar
from crm_desktop.services.contacts.views import AffiliationDraft, ChannelDraft, ContactDraft
from crm_desktop.services.leads.views import LeadDraft, SameLead
from crm_desktop.storage.database import Database

_SHORTEST = 6


def same(database: Database, draft: LeadDraft, limit: int) -> list[SameLead]:
    """Return the likeliest first: leads with the same e-mail, phone or name and company, then contacts."""
    found: dict[str, SameLead] = {}
    for one in (*_leads(database, draft), *_contacts(database, draft)):
        found.setdefault(one.id, one)
    return list(found.values())[:limit]


def _leads(database: Database, draft: LeadDraft) -> Iterator[SameLead]:
    asked: list[tuple[str, str, dict[str, str]]] = []
    email = normalise_email(draft.email)
    if len(email) >= _SHORTEST:
        asked.append(("email", "email = :wanted", {"wanted": email}))
    if draft.phone.strip():
        stored = database.value("SELECT value FROM setting WHERE id = 'business'")
        country = json.loads(stored).get("country") if stored else ""
        phone = PhoneReader(country or "GB").normalise(draft.phone)
        if len(phone) >= _SHORTEST:
            asked.append(("phone", "phone_normalised = :wanted", {"wanted": phone}))
    name = " ".join(draft.name.split())
    if len(name) > 3:
        firm = " ".join(draft.company_name.split())
        same_name = "name = :wanted COLLATE NOCASE AND (company_name = '' OR :firm IN ('', company_name))"
        asked.append(("name", same_name, {"wanted": name, "firm": firm}))
    for reason, condition, values in asked:
        rows = database.rows(
            f"SELECT id, name, company_name FROM lead WHERE {condition} AND deleted_at IS NULL "
            "AND converted_at IS NULL AND id <> :own LIMIT :most",
            {**values, "own": draft.id or "", "most": PROVES_NOTHING + 1},
        )
        if len(rows) <= PROVES_NOTHING:
            yield from (SameLead("lead", lead, called, company, reason) for lead, called, company in rows)


def _contacts(database: Database, draft: LeadDraft) -> Iterator[SameLead]:
    channels = [ChannelDraft("email", draft.email)] if draft.email.strip() else []
    channels += [ChannelDraft("phone", draft.phone)] if draft.phone.strip() else []
    firms = (AffiliationDraft(company=draft.company_name),) if draft.company_name.strip() else ()
    contact = ContactDraft("person", draft.name, channels=tuple(channels), affiliations=firms)
    for one in similar(database, contact, 3):
        yield SameLead("contact", one.id, one.name, one.detail or "", one.reason)
