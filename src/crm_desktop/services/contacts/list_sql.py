"""The SQL of the contact list: ids of all rows in order, and the rows of one window."""

from __future__ import annotations

from typing import Literal

from crm_desktop.core.spelling import prefix_terms
from crm_desktop.services.contacts.every_sql import EVERY_FIRM, EVERY_TAG, every_channel

Order = Literal["next_step", "name", "last_contact", "money", "company", "email", "phone", "tags", "owner"]


def _by_text(every: str) -> str:
    return (
        "SELECT record_id AS contact_id, lower(group_concat(value)) AS key "
        f"FROM (SELECT record_id, value FROM ({every}) WHERE value <> '' ORDER BY record_id, lower(value)) "
        "GROUP BY record_id"
    )


# The contacts that an order puts first, each with what it is sorted by; those without follow by name.
FIRST: dict[Order, str] = {
    "next_step": """
        SELECT contact_id, min(coalesce(due_on, '9999') || printf('%015d', coalesce(due_at, 999999999999999))) AS key
        FROM (
            SELECT person_id AS contact_id, due_on, due_at FROM task
            WHERE status = 'open' AND deleted_at IS NULL AND person_id IS NOT NULL
            UNION ALL
            SELECT company_id, due_on, due_at FROM task
            WHERE status = 'open' AND deleted_at IS NULL AND company_id IS NOT NULL
        ) GROUP BY contact_id
    """,
    # The plus has the links read as they lie, and sorted: by their index the activities are read at random.
    "last_contact": """
        SELECT l.record_id AS contact_id, -max(a.happened_at) AS key FROM activity_link l
        CROSS JOIN activity a ON a.id = l.activity_id
        WHERE a.deleted_at IS NULL AND a.kind <> 'note' AND +l.record_kind = 'contact' GROUP BY +l.record_id
    """,
    "money": """
        SELECT contact_id, -sum(gross) AS key FROM (
            SELECT person_id AS contact_id, gross FROM document
            WHERE status = 'accepted' AND deleted_at IS NULL AND decided_at >= :year_ago AND person_id IS NOT NULL
            UNION ALL
            SELECT company_id, gross FROM document
            WHERE status = 'accepted' AND deleted_at IS NULL AND decided_at >= :year_ago AND company_id IS NOT NULL
        ) GROUP BY contact_id
    """,
    "company": _by_text(EVERY_FIRM),
    "email": _by_text(every_channel("email")),
    "phone": _by_text(every_channel("phone")),
    "tags": _by_text(EVERY_TAG),
    "owner": """
        SELECT contact.id AS contact_id, lower(m.name) AS key FROM contact
        JOIN member m ON m.id = contact.owner_id WHERE contact.deleted_at IS NULL
    """,
}

# A list of ids travels as one JSON value: a hundred thousand rows of one number each cost twice as much.
NAMES = """
SELECT json_group_array(rowid) FROM (
    SELECT rowid FROM contact WHERE kind = :kind AND deleted_at IS NULL ORDER BY sort_key, id
)
"""
"""Rowids of all people or companies by name, read from the index alone."""


def first_sql(order: Order, *, descending: bool = False) -> str:
    """Return the statement for the rowids that an order puts first, of people and companies alike."""
    down = " DESC" if descending else ""
    return (
        "SELECT json_group_array(rowid) FROM ("
        f"SELECT contact.rowid FROM ({FIRST[order]}) first CROSS JOIN contact ON contact.id = first.contact_id "
        f"ORDER BY first.key{down}, contact.sort_key, contact.id)"
    )


def found_sql(condition: str) -> str:
    """Return the statement for the rowids of people or companies that meet a condition, in any order."""
    # The pluses keep SQLite from walking the whole table by way of an index.
    return (
        "SELECT json_group_array(contact.rowid) FROM contact "
        f"WHERE +contact.kind = :kind AND +contact.deleted_at IS NULL AND {condition}"
    )


def matching_sql(index: str) -> str:
    """Return the statement for the rowids of contacts whose search document matches `:words`, in any order."""
    return (
        f"SELECT json_group_array(contact.rowid) FROM {index} i CROSS JOIN search_document d ON d.id = i.rowid "
        "CROSS JOIN contact ON contact.id = d.record_id "
        f"WHERE i.{index} MATCH :words AND d.kind = 'contact'"
    )


FIRM = (
    "(SELECT firm.name FROM affiliation f JOIN contact firm ON firm.id = f.company_id "
    "WHERE f.person_id = contact.id AND f.ended_on IS NULL ORDER BY f.is_primary DESC, f.id LIMIT 1)"
)
CITY = (
    "(SELECT d.city FROM address d WHERE d.contact_id = contact.id AND d.city <> '' "
    "ORDER BY d.is_primary DESC, d.position LIMIT 1)"
)
STAFF = (
    "(SELECT count(*) FROM affiliation f JOIN contact p ON p.id = f.person_id AND p.deleted_at IS NULL "
    "WHERE f.company_id = contact.id AND f.ended_on IS NULL)"
)
DETAIL = f"CASE contact.kind WHEN 'person' THEN coalesce({FIRM}, '') ELSE coalesce({CITY}, '') END"


_MOST_WORDS = 12
_LONGEST_QUERY = 400
"""What somebody pasted by mistake is searched for by its beginning: the index answers each word of it."""


def fts_query(text: str) -> str:
    """Return an FTS5 query for records that have a word beginning with every word of `text`."""
    text = text[:_LONGEST_QUERY]
    words = ["".join(letter if letter.isalnum() else " " for letter in word) for word in text.split()]
    parts = dict.fromkeys(part for word in words for part in word.split())
    return " AND ".join(prefix_terms(part) for part in list(parts)[:_MOST_WORDS])


def digits_query(text: str) -> str:
    """Return an FTS5 query for records with these digits in a number; empty when the text is no number."""
    text = text[:_LONGEST_QUERY]
    digits = "".join(letter for letter in text.replace("(0)", "") if letter.isdigit())
    if len(digits) < 3 or any(letter.isalpha() for letter in text):
        return ""
    # However a number is written, 0770 900 and +44 770 900 share their digits without the trunk's zero.
    bare = digits.lstrip("0")
    return f'"{bare if len(bare) >= 3 else digits}"'
