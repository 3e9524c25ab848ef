"""Where a merged contact went: links, searches and old ids lead to the one that took its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from crm_desktop.core.errors import Refused

if TYPE_CHECKING:
    from crm_desktop.storage.database import Transaction

Rows = Callable[[str, Sequence[Any]], list[tuple[Any, ...]]]
"""`database.rows` while reading, `work.execute` inside a unit of work."""
_INTO = "SELECT merged_into_id FROM contact WHERE id = ? AND deleted_at IS NOT NULL AND merged_into_id IS NOT NULL"
_LONGEST_WAY = 50


def survivor_of(rows: Rows, contact_id: str) -> str:
    """Return the id of the contact that took this one's place in a merge; its own while it stands for itself."""
    for _ in range(_LONGEST_WAY):
        found = rows(_INTO, (contact_id,))
        if not found:
            break
        contact_id = str(found[0][0])
    return contact_id


def refuse_merged(work: Transaction, contact_ids: Sequence[str]) -> None:
    """Raise `Refused` where one of these was merged: alone it would come back without all that was handed on."""
    for contact_id in contact_ids:
        for name, into in work.execute(
            "SELECT c.name, s.name FROM contact c JOIN contact s ON s.id = c.merged_into_id "
            "WHERE c.id = ? AND c.deleted_at IS NOT NULL",
            (contact_id,),
        ):
            raise Refused(
                f"“{name}” was merged into “{into}”.",
                "Nothing was changed. Undo the merge in the undo list: that brings both back whole.",
            )
