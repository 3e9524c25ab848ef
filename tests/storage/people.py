"""Rows for harnesses that interrupt: people who are whole or absent."""

from __future__ import annotations

from crm_desktop.core.ids import new_id
from crm_desktop.storage.database import Transaction

PHONES = 2
"""Every contact is born with two phones in the same transaction: one without the other is a half change."""


def put_people(work: Transaction, ids: list[str]) -> None:
    """Insert these people, each with all its phones."""
    work.execute_many(
        "INSERT INTO contact (id, kind, name, sort_key, created_at) VALUES (?, 'person', ?, ?, 0)",
        [(one, f"Name {one[-6:]}", one[-6:]) for one in ids],
    )
    work.execute_many(
        "INSERT INTO channel (id, contact_id, medium, value, normalised) VALUES (?, ?, 'phone', ?, ?)",
        [(new_id(), one, one[-8:], "+49" + str(int(one[-8:], 16))) for one in ids for _ in range(PHONES)],
    )
