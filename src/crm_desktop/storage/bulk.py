"""Many rows in one transaction: quicker triggers for its length, and what is searched in one pass at its end.

The journal gets the very lines that the triggers of the file would have written, in the same order; whoever reads it
cannot tell. The search documents of everything touched are compared with what they should be, and those that differ
are indexed together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain
from typing import Any

from crm_desktop.storage import journal, search_index
from crm_desktop.storage.driver import Connection, quoted

_DOCUMENTS = "search_document"
_MOST_WAITING = 50_000
_ROWS, _MOST_VALUES = 100, 30_000
_NEW_ROW = re.compile(r"(?P<into>\s*INSERT\b[^()]*\([^()]*\)\s*VALUES\s*)(?P<row>\([^()']*\))\s*", re.IGNORECASE)
"""An INSERT of one row that is nothing but values."""


class BulkWrite:
    """Put-aside triggers, and what they would have done. All inside the caller's transaction, unseen by others."""

    def __init__(self, connection: Connection, entry: int) -> None:
        self._connection = connection
        self._run = connection.execute
        self._entry = entry
        self._aside = journal.row_trigger_sql(connection) | search_index.trigger_sql()
        self._instead = journal.bulk_trigger_sql(connection)
        for name in self._aside:
            self._run(f"DROP TRIGGER {quoted(name)}")
        parts = {part for kind in search_index.SOURCES for part, _ in search_index.parts_of(kind)}
        self._marks: dict[str, int] = {
            table: self._run(f"SELECT coalesce(max(rowid), 0) FROM {quoted(table)}").fetchone()[0]
            for table in (*sorted(parts), _DOCUMENTS)
        }
        for statement in (journal.BULK_DDL, *self._instead.values()):
            self._run(statement)

    def execute(self, sql: str, values: Sequence[Sequence[Any]]) -> None:
        """Run a statement once for every sequence of values; new rows many at a time.

        Every statement that fires a trigger begins with a savepoint, which takes longer than the row.
        """
        found = _NEW_ROW.fullmatch(sql)
        width = len(values[0]) if values else 0
        if found is not None and len(values) > _ROWS and 0 < width == found["row"].count("?") <= _MOST_VALUES // _ROWS:
            whole = len(values) - len(values) % _ROWS
            self._connection.executemany(
                found["into"] + ", ".join([found["row"]] * _ROWS),
                (list(chain.from_iterable(values[start : start + _ROWS])) for start in range(0, whole, _ROWS)),
            )
            values = values[whole:]
        self._connection.executemany(sql, values)
        self.pour()

    def pour(self, least: int = _MOST_WAITING) -> None:
        """Put the lines that wait into the journal, when there are so many: they wait in memory."""
        (waiting,) = self._run("SELECT coalesce(max(id), 0) FROM temp.bulk_line").fetchone()
        if waiting >= least:
            self._run(journal.BULK_POUR, (self._entry,))
            self._run("DELETE FROM temp.bulk_line")

    def finish(self) -> None:
        """Index what was touched, and bring the triggers back."""
        for name in self._instead:
            self._run(f"DROP TRIGGER temp.{quoted(name)}")
        self.pour(1)
        self._run("DROP TABLE temp.bulk_line")
        self._index()
        for statement in self._aside.values():
            self._run(statement)

    def _index(self) -> None:
        """Renew the documents that differ from what they should be, and the two indexes with them."""
        touched = {
            (table, action)
            for table, action in self._run(
                "SELECT DISTINCT table_name, action FROM journal_line WHERE entry_id = ?", (self._entry,)
            )
        }
        for table in ("contact", "tag"):
            if (table, "update") in touched and self._run(f"{self._renamed(table)} LIMIT 1").fetchone():
                touched.add((table, "renamed"))
        self._run("CREATE TEMP TABLE bulk_gone (id INTEGER PRIMARY KEY)")
        for kind in search_index.SOURCES:
            self._renew(kind, touched)
        mark = self._marks[_DOCUMENTS]
        (gone,) = self._run("SELECT count(*) FROM temp.bulk_gone").fetchone()
        (fresh,) = self._run("SELECT count(*) FROM search_document WHERE id > ?", (mark,)).fetchone()
        which = f"id > {mark:d}"
        old = "id IN (SELECT id FROM temp.bulk_gone)"
        if gone:
            (all_of_them,) = self._run("SELECT count(*) FROM search_document").fetchone()
            anew = gone + fresh > all_of_them - gone
            for statement in search_index.forget_all_sql() if anew else search_index.forget_sql(old):
                self._run(statement)
            self._run(f"DELETE FROM search_document WHERE {old}")
            which = "id > 0" if anew else which
        for statement in search_index.index_sql(which):
            self._run(statement)
        self._run("DROP TABLE temp.bulk_gone")

    def _renew(self, kind: str, touched: set[tuple[str, str]]) -> None:
        """Write the documents of a kind that differ, and note the old ones: they go last, an id is not given twice."""
        ids = self._records_to_index(kind, touched)
        if not ids:
            return
        mark = self._marks[_DOCUMENTS]
        own = search_index.own_table(kind)
        self._run("CREATE TEMP TABLE bulk_record (id TEXT PRIMARY KEY, born INTEGER NOT NULL) WITHOUT ROWID")
        if (own, "insert") in touched:
            self._run(f"INSERT OR IGNORE INTO temp.bulk_record SELECT l.record_id, 1 {self._lines(own, _INSERT)}")
        for query in ids:
            self._run(f"INSERT OR IGNORE INTO temp.bulk_record SELECT *, 0 FROM ({query})")
        records = "SELECT id FROM temp.bulk_record"
        self._run(search_index.documents_sql(kind, f"{records} WHERE born"))
        self._run(search_index.documents_sql(kind, f"{records} WHERE NOT born", differing=True))
        if mark:
            self._run(f"INSERT INTO temp.bulk_gone {search_index.outdated_sql(kind, 'temp.bulk_record', mark)}")
        self._run("DROP TABLE temp.bulk_record")

    def _lines(self, table: str, actions: str) -> str:
        return (
            f"FROM journal_line l WHERE l.entry_id = {self._entry:d} AND l.table_name = '{table}' "
            f"AND l.action IN ({actions})"
        )

    def _records_to_index(self, kind: str, touched: set[tuple[str, str]]) -> list[str]:
        """Return queries for the ids of the records of a kind whose document may have changed."""
        ids: list[str] = []
        own = search_index.own_table(kind)
        if {(own, "insert"), (own, "delete")} & touched:
            ids.append(f"SELECT l.record_id {self._lines(own, _BIRTHS_AND_DEATHS)}")
        if (own, "update") in touched:
            read = ", ".join(f"'{column}'" for column in search_index.columns_read(kind))
            ids.append(
                f"SELECT l.record_id {self._lines(own, _UPDATE)} "
                f"AND EXISTS (SELECT 1 FROM json_each(l.fields) f WHERE f.key IN ({read}))"
            )
        for part, owner in search_index.parts_of(kind):
            rows = f"SELECT {owner} FROM {quoted(part)} WHERE"
            if (part, "insert") in touched:
                # By its place in the file, which is quicker; but a place that a deletion left may have been taken.
                ids.append(
                    f"{rows} rowid > {self._marks[part]:d}"
                    if (part, "delete") not in touched
                    else f"{rows} id IN (SELECT l.record_id {self._lines(part, _INSERT)})"
                )
            if (part, "update") in touched:
                ids.append(f"{rows} id IN (SELECT l.record_id {self._lines(part, _UPDATE)})")
            if {(part, "update"), (part, "delete")} & touched:
                former = f"json_extract(l.fields, '$.{owner}[0]')"
                ids.append(f"SELECT {former} {self._lines(part, _UPDATES_AND_DEATHS)} AND {former} IS NOT NULL")
        if ("contact", "renamed") in touched:
            ids += search_index.named_after(kind, self._renamed("contact"))
        if ("tag", "renamed") in touched:
            ids.append(f"SELECT record_id FROM tag_link WHERE tag_id IN ({self._renamed('tag')})")
        if ("custom_field", "update") in touched:
            fields = f"SELECT l.record_id {self._lines('custom_field', _UPDATE)}"
            ids.append(f"SELECT record_id FROM custom_value WHERE field_id IN ({fields}) AND record_kind = '{kind}'")
        return ids

    def _renamed(self, table: str) -> str:
        return f"SELECT l.record_id {self._lines(table, _UPDATE)} AND json_type(l.fields, '$.name') IS NOT NULL"


_INSERT, _UPDATE = "'insert'", "'update'"
_BIRTHS_AND_DEATHS = "'insert', 'delete'"
_UPDATES_AND_DEATHS = "'update', 'delete'"
