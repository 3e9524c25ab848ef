"""Reading the Bin."""

from __future__ import annotations

from typing import Final

from crm_desktop.core.clock import Clock, from_millis
from crm_desktop.services.bin.views import BinRow
from crm_desktop.storage.database import Database

TABLES: Final = {
    "contact": ("contact", "name"),
    "deal": ("deal", "title"),
    "quote": ("document", "title"),
    "case": ("case", "subject"),
    "product": ("product", "name"),
    "task": ("task", "title"),
    "event": ("event", "title"),
    "activity": ("activity", "CASE WHEN subject <> '' THEN subject ELSE body END"),
    "attachment": ("attachment", "name"),
}
"""kind → its table and the SQL of its title."""


class BinQueries:
    """What is in the Bin."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def rows(self, limit: int = 200) -> list[BinRow]:
        """Return what was deleted last, first."""
        parts = [
            f"SELECT '{kind}', id, {title}, deleted_at FROM \"{table}\" WHERE deleted_at IS NOT NULL"
            for kind, (table, title) in TABLES.items()
        ]
        found = self._database.rows(f"{' UNION ALL '.join(parts)} ORDER BY 4 DESC LIMIT ?", (limit,))
        return [BinRow(kind, record_id, str(title)[:120], from_millis(at)) for kind, record_id, title, at in found]

    def count(self) -> int:
        """Return how many records are in the Bin."""
        parts = [f'(SELECT count(*) FROM "{table}" WHERE deleted_at IS NOT NULL)' for table, _ in TABLES.values()]
        return int(self._database.value(f"SELECT {' + '.join(parts)}"))
