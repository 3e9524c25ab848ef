"""What was typed into a form and is not saved yet: kept beside the records, outside the journal and undo.

A draft is no change of the firm's data, so keeping one leaves no entry. One form on one record has one
draft; its content is the form's own JSON.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from crm_desktop.core.clock import Clock, from_millis, to_millis
from crm_desktop.storage.database import Database, Row
from crm_desktop.storage.driver import quoted

RECORDS: Final[Mapping[str, str]] = {
    "contact.fields": "contact",
    "contact.note": "contact",
    "contact.call": "contact",
    "contact.step": "contact",
    "contact.touch": "contact",
    "activity.text": "activity",
    "lead.fields": "lead",
    "lead.note": "lead",
    "lead.call": "lead",
    "lead.step": "lead",
    "lead.not_now": "lead",
    "deal.new": "contact",
    "deal.fields": "deal",
    "deal.page": "deal",
    "deal.step": "deal",
    "deal.lost": "deal",
    "event.fields": "event",
    "task.fields": "task",
    "case.new": "contact",
    "case.message": "case",
    "case.fields": "case",
    "quote.fields": "document",
    "quote.declined": "document",
}
"""The table that a form's record is in; a form of no record, or of none yet, is not here."""

_LONGEST_TITLE = 120
_COLUMNS = "SELECT id, form, record_id, title, content, saved_at FROM draft"


@dataclass(frozen=True, slots=True)
class Draft:
    """What waits to be continued; `is_orphan` when the record it belongs to has been deleted since."""

    id: str
    form: str
    record_id: str
    title: str
    content: dict[str, Any]
    saved_at: datetime
    is_orphan: bool = False


def draft_id(form: str, record_id: str = "") -> str:
    """Return the id of the one draft that a form has on a record ("" for a form of no record)."""
    return hashlib.blake2b(f"{form}:{record_id}".encode(), digest_size=16).hexdigest()


class Drafts:
    """Keeps, finds and forgets drafts. In a file that can only be read nothing is kept, and nothing fails."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def keep(self, form: str, record_id: str, title: str, content: Mapping[str, Any], *, id: str = "") -> None:
        """Write a draft over the one before of the same form and record, or of the same `id` if that is given."""
        known = id or draft_id(form, record_id)
        said = title.encode("utf-8", "replace").decode()[:_LONGEST_TITLE]
        self._database.keep_aside(
            "INSERT OR REPLACE INTO draft (id, form, record_id, title, content, saved_at) VALUES (?, ?, ?, ?, ?, ?)",
            (known, form, record_id or None, said, json.dumps(dict(content)), to_millis(self._clock.now())),
        )

    def put_back(self, draft: Draft) -> None:
        """Keep a forgotten draft again, as it was."""
        self._database.keep_aside(
            "INSERT OR REPLACE INTO draft (id, form, record_id, title, content, saved_at) VALUES (?, ?, ?, ?, ?, ?)",
            (
                draft.id, draft.form, draft.record_id or None, draft.title, json.dumps(draft.content),
                to_millis(draft.saved_at),
            ),
        )  # fmt: skip

    def forget(self, id: str) -> None:
        """Delete a draft: it was saved, or thrown away on purpose."""
        self._database.keep_aside("DELETE FROM draft WHERE id = ?", (id,))

    def find(self, id: str) -> Draft | None:
        """Return the draft with this id, None when there is none or it cannot be read."""
        row = self._database.row(f"{_COLUMNS} WHERE id = ?", (id,))
        return None if row is None else self._read(row)

    def waiting(self) -> list[Draft]:
        """Return every draft, the newest first."""
        rows = self._database.rows(f"{_COLUMNS} ORDER BY saved_at DESC, id")
        return [draft for row in rows if (draft := self._read(row)) is not None]

    def _read(self, row: Row) -> Draft | None:
        id, form, record_id, title, content, saved_at = row
        try:
            values = json.loads(content)
        except ValueError:
            return None
        if not isinstance(values, dict):
            return None
        table = RECORDS.get(form, "") if record_id else ""
        is_orphan = bool(table) and not self._database.value(
            f"SELECT 1 FROM {quoted(table)} WHERE id = ? AND deleted_at IS NULL", (record_id,)
        )
        return Draft(id, form, record_id or "", title, values, from_millis(saved_at), is_orphan)
