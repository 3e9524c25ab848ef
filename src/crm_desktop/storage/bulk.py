"""Many rows in one transaction: what triggers would do row by row is done in one pass at the end.

The journal's lines of new rows, and the search documents of everything touched. Updates and deletions are
journalled by their triggers as always. Within one bulk write, rows are inserted before any are deleted:
a new row is known by a rowid above those that were there.
"""

from __future__ import annotations

from crm_desktop.storage import journal, search_index
from crm_desktop.storage.driver import Connection, quoted

_DOCUMENTS = "search_document"


class BulkWrite:
    """Put-aside triggers, and what they would have done. All inside the caller's transaction, unseen by others."""

    def __init__(self, connection: Connection) -> None:
        self._run = connection.execute
        self._connection = connection
        for name in self._put_aside():
            self._run(f"DROP TRIGGER {quoted(name)}")
        tables = [*journal.watched_tables(connection), _DOCUMENTS]
        self._marks: dict[str, int] = {
            table: self._run(f"SELECT coalesce(max(rowid), 0) FROM {quoted(table)}").fetchone()[0] for table in tables
        }

    def finish(self, entry: int) -> None:
        """Journal the new rows, index what was touched, and bring the triggers back."""
        for table, mark in self._marks.items():
            if table != _DOCUMENTS:
                self._run(
                    "INSERT INTO journal_line (entry_id, table_name, record_id, action, fields) "
                    f"SELECT ?, ?, id, 'insert', NULL FROM {quoted(table)} WHERE rowid > ? ORDER BY rowid",
                    (entry, table, mark),
                )
        touched = {
            (table, action)
            for table, action in self._run(
                "SELECT DISTINCT table_name, action FROM journal_line WHERE entry_id = ?", (entry,)
            )
        }
        for kind in search_index.SOURCES:
            ids = self._records_to_index(kind, entry, touched)
            if ids:
                self._index(kind, " UNION ".join(ids))
        for statement in search_index.bulk_sql("contact", "")[1:]:
            self._run(statement, {"document_mark": self._marks[_DOCUMENTS]})
        # The old documents go last: an id must not be given twice.
        for kind in search_index.SOURCES:
            ids = self._records_to_index(kind, entry, touched)
            if ids and self._marks[_DOCUMENTS]:
                self._run(
                    f"DELETE FROM search_document WHERE kind = '{kind}' AND id <= {self._marks[_DOCUMENTS]:d} "
                    f"AND record_id IN ({' UNION '.join(ids)})"
                )
        for statement in self._put_aside().values():
            self._run(statement)

    def _put_aside(self) -> dict[str, str]:
        """Return the triggers on new rows, and those that index one record at a time: name → statement."""
        births = {name: sql for name, sql in journal.trigger_sql(self._connection).items() if name.endswith("_insert")}
        one_by_one = search_index.trigger_sql()
        del one_by_one["search_document_delete"]
        return births | one_by_one

    def _index(self, kind: str, which: str) -> None:
        self._run(search_index.bulk_sql(kind, which)[0])

    def _records_to_index(self, kind: str, entry: int, touched: set[tuple[str, str]]) -> list[str]:
        """Return queries for the ids of the records of a kind whose document may have changed."""
        tables = {table for table, _ in touched}
        lines = f"SELECT record_id FROM journal_line WHERE entry_id = {entry:d} AND table_name = "
        ids: list[str] = []
        own = search_index.own_table(kind)
        if own in tables:
            ids.append(f"{lines}'{own}'")
        for part, owner in search_index.parts_of(kind):
            if part not in tables:
                continue
            ids.append(f"SELECT {owner} FROM {quoted(part)} WHERE rowid > {self._marks[part]:d}")
            ids.append(f"SELECT {owner} FROM {quoted(part)} WHERE id IN ({lines}'{part}' AND action = 'update')")
            ids.append(
                f"SELECT json_extract(fields, '$.{owner}[0]') FROM journal_line "
                f"WHERE entry_id = {entry:d} AND table_name = '{part}' AND fields IS NOT NULL"
            )
        if ("contact", "update") in touched:
            ids += search_index.named_after(kind, f"{lines}'contact' AND action = 'update'")
        if ("tag", "update") in touched:
            ids.append(f"SELECT record_id FROM tag_link WHERE tag_id IN ({lines}'tag' AND action = 'update')")
        return ids
