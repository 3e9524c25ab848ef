"""Taking records out of the Bin, or throwing them away."""

from __future__ import annotations

from collections.abc import Sequence

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.clock import Clock
from crm_desktop.core.errors import RecordMissing
from crm_desktop.services.bin.queries import TABLES
from crm_desktop.services.bin.views import Emptied
from crm_desktop.services.duplicates.following import refuse_merged
from crm_desktop.storage.database import Database, Transaction

_OF_ANY = (("custom_value", "record_id"), ("segment_member", "record_id"))
# Rows that belong to a record and go with it: (table, column that names the record).
_PARTS = {
    "contact": (("channel", "contact_id"), ("address", "contact_id"), ("affiliation", "person_id"),
                ("affiliation", "company_id"), ("tag_link", "record_id"), ("activity_link", "record_id"),
                ("relation", "from_id"), ("relation", "to_id"),
                ("not_duplicate", "first_id"), ("not_duplicate", "second_id"), *_OF_ANY),
    "deal": (("deal_line", "deal_id"), ("stage_move", "deal_id"), ("tag_link", "record_id"),
             ("activity_link", "record_id"), *_OF_ANY),
    "lead": (("tag_link", "record_id"), ("activity_link", "record_id"), *_OF_ANY),
    "quote": (("document_line", "document_id"), *_OF_ANY),
    "case": (("case_message", "case_id"), ("activity_link", "record_id"), *_OF_ANY),
    "product": _OF_ANY,
    "task": (("reminder", "record_id"), *_OF_ANY),
    "event": (("reminder", "record_id"), *_OF_ANY),
    "activity": (("activity_link", "activity_id"), *_OF_ANY),
    "attachment": (),
}  # fmt: skip
_LAST_FIRST = ("attachment", "activity", "task", "event", "case", "quote", "deal", "product", "lead", "contact")
_CHUNK = 400


class BinCommands:
    """Writes to the Bin."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def restore(self, kind: str, record_id: str) -> ChangeSet:
        """Take one record out of the Bin."""
        table, title = TABLES[kind]
        with self._database.write("Restored a record") as work:
            found = work.execute(f'SELECT {title} FROM "{table}" WHERE id = ? AND deleted_at IS NOT NULL', (record_id,))
            if not found:
                raise RecordMissing("This is not in the Bin any more.", "Nothing was changed.")
            if kind == "contact":
                refuse_merged(work, [record_id])
            work.execute(f'UPDATE "{table}" SET deleted_at = NULL WHERE id = ?', (record_id,))
            work.label = f"Restored “{str(found[0][0])[:80]}”"
        return work.change

    def restore_many(self, keys: Sequence[tuple[str, str]]) -> ChangeSet:
        """Take records (kind, id) out of the Bin, as one entry; one that is gone meanwhile is passed over."""
        if len(keys) == 1:
            return self.restore(*keys[0])
        with self._database.write(f"Restored {len(keys)} records") as work:
            refuse_merged(work, [record_id for kind, record_id in keys if kind == "contact"])
            for kind, record_id in keys:
                work.execute(
                    f'UPDATE "{TABLES[kind][0]}" SET deleted_at = NULL WHERE id = ? AND deleted_at IS NOT NULL',
                    (record_id,),
                )
        return work.change

    def empty(self) -> tuple[ChangeSet, Emptied]:
        """Throw away everything in the Bin that nothing else refers to. Issued documents stay for the books."""
        return self._throw_away(None)

    def throw_away(self, keys: Sequence[tuple[str, str]]) -> tuple[ChangeSet, Emptied]:
        """Throw away these records (kind, id) of the Bin, as far as nothing else refers to them.

        Their rows leave the file; their last content stays in the journal, so that it can be undone until the
        history is compacted.
        """
        return self._throw_away(set(keys))

    def _throw_away(self, chosen: set[tuple[str, str]] | None) -> tuple[ChangeSet, Emptied]:
        gone = kept = 0
        with self._database.write("Emptied the Bin") as work:
            for kind in _LAST_FIRST:
                table, _ = TABLES[kind]
                where = " AND number IS NULL" if kind == "quote" else ""
                found = work.execute(f'SELECT id FROM "{table}" WHERE deleted_at IS NOT NULL{where}')
                ids = [one for (one,) in found if chosen is None or (kind, one) in chosen]
                free = self._free(work, table, ids)
                kept += len(ids) - len(free)
                gone += len(free)
                for start in range(0, len(free), _CHUNK):
                    self._remove(work, kind, table, free[start : start + _CHUNK])
            what = "Emptied the Bin of" if chosen is None else "Threw away"
            work.label = f"{what} {gone} records" if gone != 1 else f"{what} 1 record"
        return work.change, Emptied(gone, kept)

    def _free(self, work: Transaction, table: str, ids: list[str]) -> list[str]:
        """The records that no row points at, apart from the parts that go with them."""
        parts = {(part, column) for group in _PARTS.values() for part, column in group}
        used: set[str] = set()
        tables = work.execute("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'")
        for (other,) in tables:
            for row in work.execute(f'SELECT "table", "from" FROM pragma_foreign_key_list(\'{other}\')'):
                target, column = row
                if target == table and (other, column) not in parts:
                    found = work.execute(f'SELECT DISTINCT "{column}" FROM "{other}" WHERE "{column}" IS NOT NULL')
                    used.update(str(value) for (value,) in found)
        return [record_id for record_id in ids if record_id not in used]

    def _remove(self, work: Transaction, kind: str, table: str, ids: list[str]) -> None:
        marks = ",".join("?" * len(ids))
        for part, column in _PARTS[kind]:
            work.execute(f'DELETE FROM "{part}" WHERE "{column}" IN ({marks})', ids)
        work.execute(f'DELETE FROM "{table}" WHERE id IN ({marks})', ids)
