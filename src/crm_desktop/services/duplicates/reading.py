"""Contacts of the workspace as they are compared: a few statements for all of them."""

from __future__ import annotations

import re
from collections import defaultdict

from crm_desktop.core.letting_go import drained
from crm_desktop.services.contacts.names import plain
from crm_desktop.services.duplicates.views import Compared
from crm_desktop.storage.database import Database

_CONTACTS = """
    SELECT id, kind, name, given_name, family_name, birthday, tax_id, registration_id,
           json_extract(extra, '$.external_id')
      FROM contact WHERE deleted_at IS NULL
"""
_CHANNELS = """
    SELECT contact_id, medium, normalised FROM channel
     WHERE medium IN ('email', 'phone') AND normalised <> '' AND invalid = 0
"""
_ADDRESSES = """
    SELECT contact_id, street, city, region, postcode FROM address ORDER BY is_primary, position DESC
"""
_FIRMS = """
    SELECT f.person_id, firm.name FROM affiliation f JOIN contact firm ON firm.id = f.company_id
     WHERE f.ended_on IS NULL ORDER BY f.is_primary
"""
_OWN = """
    SELECT v.record_id, c.key, coalesce(v.text, v.number) FROM custom_value v
      JOIN custom_field c ON c.id = v.field_id AND c.deleted_at IS NULL
     WHERE v.record_kind = 'contact' AND c.type IN ('text', 'number') AND coalesce(v.text, v.number) IS NOT NULL
"""
_FORMS = frozenset(
    ("ab", "ag", "as", "bv", "co", "company", "corp", "corporation", "gmbh", "inc", "incorporated", "kg", "limited",
     "llc", "llp", "ltd", "nv", "oy", "plc", "pty", "sa", "sarl", "sas", "sl", "spa", "srl", "the", "und", "and", "et")
)  # fmt: skip
"""Legal forms and small words that say nothing of which firm it is."""
_LONGEST = 40


def read_contacts(database: Database) -> list[Compared]:
    """Return every contact that is not in the Bin, as it is compared."""
    emails: dict[str, list[str]] = defaultdict(list)
    phones: dict[str, list[str]] = defaultdict(list)
    for contact_id, medium, line in drained(database.rows(_CHANNELS)):
        (emails if medium == "email" else phones)[contact_id].append(line)
    addresses = {row[0]: row[1:] for row in drained(database.rows(_ADDRESSES))}
    firms = {person_id: name for person_id, name in drained(database.rows(_FIRMS))}
    others: dict[str, dict[str, str]] = defaultdict(dict)
    for contact_id, key, value in drained(database.rows(_OWN)):
        text = plain(str(value))
        if len(text) <= _LONGEST:
            others[contact_id][key] = text
    found = []
    for contact_id, kind, name, given, family, birthday, tax, registration, number in drained(database.rows(_CONTACTS)):
        street, city, region, postcode = addresses.pop(contact_id, ("", "", "", ""))
        numbers = {"tax_id": tax, "registration_id": registration, "external_id": number}
        is_person = kind == "person"
        if is_person and not given and not family:
            given, _, family = name.rpartition(" ")
        found.append(
            Compared(
                contact_id,
                kind,
                plain(given) if is_person else "",
                plain(family) if is_person else "",
                _firm(firms.pop(contact_id, "") if is_person else name),
                tuple(emails.pop(contact_id, ())),
                tuple(phones.pop(contact_id, ())),
                birthday or "",
                plain(street),
                plain(city),
                plain(region),
                _code(postcode),
                others.pop(contact_id, {}) | {key: _code(value) for key, value in numbers.items() if value},
            )
        )
    return found


def _firm(name: str) -> str:
    words = plain(name).split()
    return " ".join(word for word in words if word not in _FORMS) or " ".join(words)


def _code(text: object) -> str:
    return re.sub(r"[\W_]+", "", str(text)).lower()
