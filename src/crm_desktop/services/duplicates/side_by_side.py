"""What contacts may have several of, as lines of a comparison: every one of them is kept."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Final

from crm_desktop.services.duplicates.views import ComparedField
from crm_desktop.services.postal import postcode_first, town_line
from crm_desktop.storage.database import Database

_CHANNEL: Final = "SELECT contact_id, value, normalised FROM channel WHERE contact_id IN ({0}) AND medium = "
_FIRST: Final = " ORDER BY is_primary DESC, position, id"
_LINES: Final = (
    ("phone", "Phone", f"{_CHANNEL}'phone'{_FIRST}"),
    ("email", "Email", f"{_CHANNEL}'email'{_FIRST}"),
    ("online", "Online", "SELECT contact_id, value, lower(value) FROM channel "
     "WHERE medium NOT IN ('phone', 'email') AND contact_id IN ({0}) ORDER BY position, id"),
    ("address", "Address", "SELECT contact_id, json_array(street, city, postcode, country), "
     "lower(street || postcode || city) FROM address WHERE contact_id IN ({0}) "
     "ORDER BY is_primary DESC, position, id"),
    ("company", "Company", "SELECT f.person_id, trim(c.name || ', ' || f.role, ', '), c.id FROM affiliation f "
     "JOIN contact c ON c.id = f.company_id WHERE f.person_id IN ({0}) "
     "ORDER BY f.ended_on IS NOT NULL, f.is_primary DESC, f.id"),
    ("tags", "Tags", "SELECT l.record_id, t.name, t.id FROM tag_link l JOIN tag t ON t.id = l.tag_id "
     "WHERE t.deleted_at IS NULL AND l.record_id IN ({0}) ORDER BY lower(t.name)"),
)  # fmt: skip
"""(key, label, statement of contact, what is shown, what makes two the same)"""


def compared_lines(database: Database, ids: Sequence[str]) -> list[ComparedField]:
    """Return the lines that any of these contacts has, in their order; those that several have are `shared`."""
    found = []
    home = str(database.value("SELECT value ->> '$.country' FROM setting WHERE id = 'business'") or "")
    marks = ",".join("?" * len(ids))
    for key, label, sql in _LINES:
        texts: dict[str, list[str]] = defaultdict(list)
        holders: Counter[str] = Counter()
        shown: dict[str, list[str]] = defaultdict(list)
        for contact, text, same in database.rows(sql.format(marks), list(ids)):
            if key == "address":
                text = _address(text, home)
            texts[contact].append(text)
            shown[same or text].append(text)
        for same, some in shown.items():
            holders[same] = len(some)
        if texts:
            shared = frozenset(text for same, some in shown.items() if holders[same] > 1 for text in some)
            lines = tuple("\n".join(texts[one]) for one in ids)
            found.append(ComparedField(key, label, lines, is_choice=False, shared=shared))
    return found


def _address(stored: str, home: str) -> str:
    street, city, postcode, country = json.loads(stored)
    town = town_line(city, postcode, first=postcode_first(country, home))
    return ", ".join(part for part in (*street.splitlines(), " ".join((town, country)).strip()) if part)
