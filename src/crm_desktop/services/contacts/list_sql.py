"""The SQL of the contact list: ids of all rows in order, and the rows of one window."""

from __future__ import annotations

from typing import Literal

Order = Literal["next_step", "name", "last_contact", "money"]

PLANNED = """
SELECT contact.rowid FROM (
    SELECT contact_id, min(coalesce(due_on, '9999') || printf('%015d', coalesce(due_at, 999999999999999))) AS due FROM (
        SELECT person_id AS contact_id, due_on, due_at FROM task
        WHERE status = 'open' AND deleted_at IS NULL AND person_id IS NOT NULL
        UNION ALL
        SELECT company_id, due_on, due_at FROM task
        WHERE status = 'open' AND deleted_at IS NULL AND company_id IS NOT NULL
    ) GROUP BY contact_id
) planned CROSS JOIN contact ON contact.id = planned.contact_id
WHERE contact.kind = :kind AND contact.deleted_at IS NULL ORDER BY planned.due, contact.sort_key, contact.id
"""
"""Rowids of the contacts that have a next step, the earliest first."""

_TOUCHED = """
LEFT JOIN (
    SELECT l.record_id AS contact_id, max(a.happened_at) AS at FROM activity a
    JOIN activity_link l ON l.activity_id = a.id
    WHERE a.deleted_at IS NULL AND a.kind <> 'note' AND l.record_kind = 'contact' GROUP BY l.record_id
) touched ON touched.contact_id = contact.id
"""
_MONEY = """
LEFT JOIN (
    SELECT contact_id, sum(gross) AS gross FROM (
        SELECT person_id AS contact_id, gross FROM document
        WHERE status = 'accepted' AND deleted_at IS NULL AND decided_at >= :year_ago AND person_id IS NOT NULL
        UNION ALL
        SELECT company_id, gross FROM document
        WHERE status = 'accepted' AND deleted_at IS NULL AND decided_at >= :year_ago AND company_id IS NOT NULL
    ) GROUP BY contact_id
) earned ON earned.contact_id = contact.id
"""
ORDERS: dict[str, tuple[str, str]] = {
    "name": ("", "contact.sort_key, contact.id"),
    "last_contact": (_TOUCHED, "touched.at IS NULL, touched.at DESC, contact.sort_key, contact.id"),
    "money": (_MONEY, "earned.gross IS NULL, earned.gross DESC, contact.sort_key, contact.id"),
}
"""order → what it joins, and its ORDER BY. Contacts without a value come last, by name.

By next step is `PLANNED` first, then the others by name.
"""

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


def ids_sql(order: Order, where: str, *, few: bool = False) -> str:
    """Return the statement for the rowids of all contacts of a list, in order (by next step: of their names).

    With `few`, what `where` finds is looked up and sorted, instead of walking all contacts in order.
    """
    join, order_by = ORDERS["name" if order == "next_step" else order]
    # The sign keeps SQLite from the index by kind and name.
    kind = "+contact.kind" if few else "contact.kind"
    return (
        f"SELECT contact.rowid FROM contact {join} WHERE {kind} = :kind AND contact.deleted_at IS NULL"
        f"{where} ORDER BY {order_by.replace('contact.sort_key', '+contact.sort_key') if few else order_by}"
    )


def fts_query(text: str) -> str:
    """Return an FTS5 query for records that have a word beginning with every word of `text`."""
    words = ["".join(letter if letter.isalnum() else " " for letter in word) for word in text.split()]
    return " ".join(f'"{part}"*' for word in words for part in word.split())
