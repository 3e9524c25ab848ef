"""The fields that nothing else hangs on: to change them in many records takes one statement.

A contact's name carries its sort key, a deal's stage its history, a task's day its bell: those are changed
record by record, by the rules of their feature.
"""

from __future__ import annotations

from typing import Final

PLAIN: Final[dict[str, frozenset[str]]] = {
    "contact": frozenset((
        "job_title", "lifecycle", "customer_type", "source", "owner", "language", "tax_id", "registration_id", "about",
        "pinned",
    )),
    "lead": frozenset((
        "job_title", "website", "city", "country", "source", "campaign", "interest", "notes", "owner",
    )),
    "deal": frozenset(("source", "competitors", "notes", "owner")),
    "product": frozenset(("unit", "category", "active", "description", "code", "barcode")),
    "task": frozenset(("owner", "priority", "notes")),
    "event": frozenset(("owner", "place")),
    "quote": frozenset(("owner",)),
    "case": frozenset(("owner",)),
}  # fmt: skip
"""kind → fields whose value is one column of the record's own table, whatever else the record holds."""
