"""Making rows that were read out of a damaged file lead somewhere again, in the journal and in the tables."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from crm_desktop.storage.driver import Connection, quoted
from crm_desktop.storage.journal import watched_tables
from crm_desktop.storage.rescue.tables import Table

LOST: Final = "(lost)"
_SAY_NOTHING_ALONE: Final = frozenset(
    {("tag_link", "tag_id"), ("activity_link", "activity_id"), ("stage_move", "deal_id"), ("relation", "type_id")}
)
"""(table, column) of rows that without what they lead to are dropped."""
_NAMES: Final = ("name", "title", "subject")
_BORN: Final[dict[str, dict[str, Any]]] = {
    "contact": {"kind": "person"},
    "deal": {"currency": "EUR"},
    "document": {"kind": "quote", "status": "draft", "currency": "EUR", "revision": 1},
    "case": {"status": "new", "priority": "normal", "kind": "question", "channel": "email"},
    "stage": {"kind": "open", "probability": 50},
    "product": {"currency": "EUR"},
}
"""What a record made anew must say of itself for the program to show it."""
_MOST_NAMES: Final = 200


@dataclass(slots=True)
class Mended:
    """What was done about links: by table, how often."""

    made_anew: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    unlinked: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    dropped: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    lost: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    """Records that the journal knows and that were not read."""
    lost_names: list[str] = field(default_factory=list)
    lost_files: list[str] = field(default_factory=list)
    entries_lost: int = 0


class LinkMender:
    """Mends the tables of a connection inside its transaction; the journal's triggers are in place."""

    def __init__(self, connection: Connection, tables: list[Table], titles: Mapping[str, str], now: int) -> None:
        self._run: Callable[..., Any] = connection.execute
        self._tables = {table.name: table for table in tables}
        self._watched = watched_tables(connection)
        self._titles = titles
        self._now = now
        self.mended = Mended()

    def mend(self, entry: int) -> Mended:
        """Do it all in the journal entry `entry`, which is open."""
        self._note_lost(entry)
        self._mend_links()
        self._mend_files()
        self._mend_journal(entry)
        return self.mended

    def _note_lost(self, entry: int) -> None:
        """Tell the journal of every record that it knows and that was not read, with what it still remembers of it."""
        there: dict[str, set[str]] = {}
        for name, record, deleted, written in self._run(
            "SELECT table_name, record_id, max(CASE WHEN action = 'delete' THEN id ELSE 0 END), "
            "max(CASE WHEN action <> 'delete' THEN id ELSE 0 END) FROM journal_line GROUP BY table_name, record_id"
        ).fetchall():
            if written < deleted or name not in self._watched:
                continue
            if name not in there:
                there[name] = {one for (one,) in self._run(f"SELECT id FROM {quoted(name)}").fetchall()}
            if record in there[name]:
                continue
            self.mended.lost[name] += 1
            self._run(
                "INSERT INTO journal_line (entry_id, table_name, record_id, action, fields) "
                "VALUES (?, ?, ?, 'delete', ?)",
                (entry, name, record, json.dumps(self._remembered(name, record, deleted), ensure_ascii=False)),
            )
            title = self._titles.get(record)
            if title and len(self.mended.lost_names) < _MOST_NAMES:
                self.mended.lost_names.append(title)

    def _remembered(self, name: str, record: str, since: int) -> dict[str, list[Any]]:
        known = {column.name: column.filler() for column in self._tables[name].columns}
        known["id"] = record
        lines = self._run(
            "SELECT fields FROM journal_line WHERE table_name = ? AND record_id = ? AND id > ? "
            "AND action = 'update' ORDER BY id",
            (name, record, since),
        ).fetchall()
        for (text,) in lines:
            try:
                fields = json.loads(text or "{}")
                known.update({column: pair[1] for column, pair in fields.items() if column in known})
            except (ValueError, AttributeError, TypeError, IndexError):  # a line that is damaged itself
                continue
        return {
            column: [value.hex().upper() if isinstance(value, bytes) else value, None]
            for column, value in known.items()
        }

    # links

    def _mend_links(self) -> None:
        # A record made anew may itself refer to one that is lost.
        for _ in range(len(self._tables)):
            broken = self._run("PRAGMA foreign_key_check").fetchall()
            if not broken:
                return
            for name, rowid, parent, number in broken:
                self._mend_link(name, rowid, parent, number)

    def _mend_link(self, name: str, rowid: int, parent: str, number: int) -> None:
        keys = self._run(f"PRAGMA foreign_key_list({quoted(name)})").fetchall()
        column = next(str(row[3]) for row in keys if row[0] == number)
        found = self._run(f"SELECT {quoted(column)} FROM {quoted(name)} WHERE rowid = ?", (rowid,)).fetchone()
        if found is None or self._run(f"SELECT 1 FROM {quoted(parent)} WHERE id = ?", (found[0],)).fetchone():
            return  # mended in this round already
        required = next(one.required for one in self._tables[name].columns if one.name == column)
        if not required:
            self._run(f"UPDATE {quoted(name)} SET {quoted(column)} = NULL WHERE rowid = ?", (rowid,))
            self.mended.unlinked[name] += 1
        elif (name, column) in _SAY_NOTHING_ALONE:
            self._run(f"DELETE FROM {quoted(name)} WHERE rowid = ?", (rowid,))
            self.mended.dropped[name] += 1
        else:
            self._make_anew(parent, str(found[0]), column)

    def _make_anew(self, name: str, record: str, referred_by: str) -> None:
        """Insert a record of which only the id (and perhaps its title) is known."""
        title = self._titles.get(record, "")
        shown = f"{title} {LOST}".strip()
        values = {column.name: column.filler() for column in self._tables[name].columns}
        values |= {"id": record} | _BORN.get(name, {})
        for column in _NAMES:
            if column in values:
                values[column] = shown
        for column in ("created_at", "happened_at", "opened_at", "in_stage_since"):
            if column in values:
                values[column] = self._now
        if "dated_on" in values:
            values["dated_on"] = self._run("SELECT date(? / 1000, 'unixepoch')", (self._now,)).fetchone()[0]
        if "sort_key" in values:
            values["sort_key"] = shown.casefold()
        if name == "contact" and referred_by == "company_id":
            values["kind"] = "company"
        if "currency" in values:
            known = self._run(f"SELECT currency FROM {quoted(name)} LIMIT 1").fetchone()
            values["currency"] = known[0] if known else values["currency"]
        for key in self._run(f"PRAGMA foreign_key_list({quoted(name)})").fetchall():
            parent, column = str(key[2]), str(key[3])
            if values[column] is not None:  # it must lead somewhere
                some = self._run(f"SELECT id FROM {quoted(parent)} LIMIT 1").fetchone()
                values[column] = some[0] if some else record
        columns = ", ".join(quoted(column) for column in values)
        marks = ", ".join("?" for _ in values)
        self._run(f"INSERT INTO {quoted(name)} ({columns}) VALUES ({marks})", tuple(values.values()))
        self.mended.made_anew[name] += 1

    def _mend_files(self) -> None:
        """Take files away whose content is lost, and pictures and paper that lead to nothing."""
        for record, name in self._run(
            "SELECT id, name FROM attachment WHERE blob_id NOT IN (SELECT id FROM blob)"
        ).fetchall():
            self._run("DELETE FROM attachment WHERE id = ?", (record,))
            self.mended.lost_files.append(str(name))
        for table, column in (("contact", "photo_id"), ("document", "pdf_id")):
            self._run(
                f"UPDATE {table} SET {column} = NULL WHERE {column} IS NOT NULL "
                f"AND {column} NOT IN (SELECT id FROM blob)"
            )

    # the journal

    def _mend_journal(self, entry: int) -> None:
        """Give every line an entry and every record a birth."""
        missing = self._run(
            "SELECT DISTINCT entry_id FROM journal_line WHERE entry_id NOT IN (SELECT id FROM journal_entry) ORDER BY 1"
        ).fetchall()
        for (lost,) in missing:
            before = self._run(
                "SELECT stamp_ms, stamp_counter, at FROM journal_entry WHERE id < ? ORDER BY id DESC LIMIT 1", (lost,)
            ).fetchone() or (0, 0, 0)
            self._run(
                "INSERT INTO journal_entry (id, uid, stamp_ms, stamp_counter, replica, actor, label, at, kind, "
                "undoable) VALUES (?, lower(hex(randomblob(16))), ?, ?, '', '', ?, ?, 'rescue', 0)",
                (lost, before[0], before[1] + 1, f"A change whose description is lost {LOST}", before[2]),
            )
        self.mended.entries_lost = len(missing)
        self._give_births(entry)

    def _give_births(self, entry: int) -> None:
        """Put the birth of every record whose birth is lost before everything else that is known."""
        run = self._run
        run("CREATE TEMP TABLE unborn (table_name TEXT, record_id TEXT, PRIMARY KEY (table_name, record_id))")
        for name in self._watched:
            run(
                f"INSERT INTO temp.unborn SELECT ?, t.id FROM {quoted(name)} t WHERE NOT EXISTS "
                "(SELECT 1 FROM journal_line l WHERE l.record_id = t.id AND l.table_name = ? "
                "AND l.action IN ('insert', 'delete'))",
                (name, name),
            )
        # What the journal first tells of it shows whether its birth is lost; with min() comes the row that has it.
        run(
            "INSERT OR IGNORE INTO temp.unborn SELECT table_name, record_id FROM "
            "(SELECT table_name, record_id, action, entry_id, min(id) FROM journal_line GROUP BY 1, 2) "
            "WHERE action = 'update' OR (action = 'delete' AND entry_id = ?)",
            (entry,),
        )
        if run("SELECT 1 FROM temp.unborn LIMIT 1").fetchone():
            first, stamp, counter, at = run(
                "SELECT id, stamp_ms, stamp_counter, at FROM journal_entry ORDER BY id LIMIT 1"
            ).fetchone()
            run(
                "INSERT INTO journal_entry (id, uid, stamp_ms, stamp_counter, replica, actor, label, at, kind, "
                "undoable) VALUES (?, lower(hex(randomblob(16))), ?, ?, '', '', ?, ?, 'rescue', 0)",
                (first - 1, stamp, counter - 1, f"Before all that is known {LOST}", at),
            )
            run(
                "INSERT INTO journal_line (id, entry_id, table_name, record_id, action) SELECT "
                "(SELECT coalesce(min(id), 1) FROM journal_line) - row_number() OVER (), ?, table_name, record_id, "
                "'insert' FROM temp.unborn",
                (first - 1,),
            )
        run("DROP TABLE temp.unborn")
