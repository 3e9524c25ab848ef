"""What hangs on contacts, of all contacts at once: each is a SELECT of (record_id, value), one row a contact.

In a group with a `min` or `max`, SQLite gives the other columns the values of the row that has it.
"""

from __future__ import annotations

from crm_desktop.services.lists.tag_sql import every_tag

_FIRST = 1 << 31
"""More than any position: one number says what comes first, in a quarter less time than one text."""


def every_channel(medium: str) -> str:
    """Return the first phone, e-mail or other line of every contact."""
    return (
        "SELECT h.contact_id AS record_id, h.value, "
        f"min(h.invalid * {2 * _FIRST} + (1 - h.is_primary) * {_FIRST} + h.position) "
        f"FROM channel h WHERE h.medium = '{medium}' GROUP BY h.contact_id"
    )


def every_address(column: str) -> str:
    """Return a part of the first address of every contact."""
    return (
        f"SELECT d.contact_id AS record_id, d.{column} AS value, "
        f"min((1 - d.is_primary) * {_FIRST} + d.position) FROM address d GROUP BY d.contact_id"
    )


def firm_sql(column: str) -> str:
    """Return a column of the company (`firm`) where a contact works now."""
    return (
        f"(SELECT {column} FROM affiliation f JOIN contact firm ON firm.id = f.company_id "
        "WHERE f.person_id = contact.id AND f.ended_on IS NULL ORDER BY f.is_primary DESC, f.id LIMIT 1)"
    )


EVERY_FIRM = (
    "SELECT work.record_id, firm.name AS value FROM ("
    "SELECT f.person_id AS record_id, f.company_id, min((1 - f.is_primary) || f.id) FROM affiliation f "
    "WHERE f.ended_on IS NULL GROUP BY f.person_id) work "
    # Companies alone, which SQLite then keeps in an order of its own, are found faster than among all contacts.
    "CROSS JOIN (SELECT id, name FROM contact WHERE kind = 'company' LIMIT -1) firm ON firm.id = work.company_id"
)


def every_touch(extreme: str) -> str:
    """Return when somebody was first or last in touch with every contact."""
    # The plus has the links read as they lie, and sorted: by their index the activities are read at random.
    return (
        f"SELECT l.record_id, {extreme}(a.happened_at) AS value FROM activity_link l "
        "CROSS JOIN activity a ON a.id = l.activity_id "
        "WHERE +l.record_kind = 'contact' AND a.kind <> 'note' AND a.deleted_at IS NULL GROUP BY +l.record_id"
    )


EVERY_TAG = every_tag("contact")

_STEPS = """SELECT contact_id AS record_id, {value}, min({first}) FROM (
    SELECT person_id AS contact_id, id, title, due_on, due_at FROM task
    WHERE status = 'open' AND deleted_at IS NULL AND person_id IS NOT NULL
    UNION ALL
    SELECT company_id, id, title, due_on, due_at FROM task
    WHERE status = 'open' AND deleted_at IS NULL AND company_id IS NOT NULL
) GROUP BY contact_id"""
EVERY_NEXT = _STEPS.format(
    value="title AS value",
    first="coalesce(due_on, '9999') || printf('%015d', coalesce(due_at, 999999999999999)) || id",
)
EVERY_DUE = _STEPS.format(value="due_on AS value", first="coalesce(due_on, '9999')")
EVERY_WHEN = (
    "SELECT contact_id AS record_id, "
    "min(coalesce(due_on, '9999') || printf('%015d', coalesce(due_at, 999999999999999))) AS value FROM ("
    "SELECT person_id AS contact_id, due_on, due_at FROM task "
    "WHERE status = 'open' AND deleted_at IS NULL AND person_id IS NOT NULL UNION ALL "
    "SELECT company_id, due_on, due_at FROM task "
    "WHERE status = 'open' AND deleted_at IS NULL AND company_id IS NOT NULL) GROUP BY contact_id"
)
"""When the next step of every contact is, to the minute."""
