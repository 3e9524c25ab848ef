"""Reading the Bin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from crm_desktop.core.clock import Clock, from_millis
from crm_desktop.services.bin.views import BinRow
from crm_desktop.storage.database import Database

TABLES: Final = {
    "contact": ("contact", "name"),
    "deal": ("deal", "title"),
    "lead": ("lead", "name"),
    "quote": ("document", "title"),
    "case": ("case", "subject"),
    "product": ("product", "name"),
    "task": ("task", "title"),
    "event": ("event", "title"),
    "activity": ("activity", "CASE WHEN subject <> '' THEN subject ELSE body END"),
    "attachment": ("attachment", "name"),
}
"""kind → its table and the SQL of its title."""

_BY = (
    "(SELECT coalesce((SELECT name FROM member WHERE id = e.actor), e.actor) FROM journal_line l "
    "JOIN journal_entry e ON e.id = l.entry_id WHERE l.record_id = t.id AND l.action = 'update' "
    "AND json_extract(l.fields, '$.deleted_at') IS NOT NULL ORDER BY l.id DESC LIMIT 1)"
)


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

    def keys(self, text: str = "") -> list[tuple[str, str]]:
        """Return (kind, id) of everything in the Bin whose title holds a text, what was deleted last first."""
        like = "%" + text.strip().replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%"
        parts = [
            f"SELECT '{kind}', id, deleted_at FROM \"{table}\" "
            f"WHERE deleted_at IS NOT NULL AND {title} LIKE :like ESCAPE '!'"
            for kind, (table, title) in TABLES.items()
        ]
        found = self._database.rows(f"{' UNION ALL '.join(parts)} ORDER BY 3 DESC", {"like": like})
        return [(kind, record_id) for kind, record_id, _ in found]

    def rows_of(self, keys: Sequence[tuple[str, str]]) -> list[BinRow]:
        """Return these records as the Bin shows them, with who deleted them; what is gone meanwhile is left out."""
        found: dict[tuple[str, str], BinRow] = {}
        for kind, (table, title) in TABLES.items():
            ids = [record_id for one, record_id in keys if one == kind]
            if ids:
                rows = self._database.rows(
                    f'SELECT id, {title}, deleted_at, {_BY} FROM "{table}" AS t '
                    f"WHERE deleted_at IS NOT NULL AND id IN ({','.join('?' * len(ids))})",
                    ids,
                )
                found |= {
                    (kind, record_id): BinRow(kind, record_id, str(said)[:120], from_millis(at), str(by or ""))
                    for record_id, said, at, by in rows
                }
        return [found[key] for key in keys if key in found]

    def count(self) -> int:
        """Return how many records are in the Bin."""
        parts = [f'(SELECT count(*) FROM "{table}" WHERE deleted_at IS NOT NULL)' for table, _ in TABLES.values()]
        return int(self._database.value(f"SELECT {' + '.join(parts)}"))
