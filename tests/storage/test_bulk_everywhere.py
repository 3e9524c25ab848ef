"""What holds of a long write of people holds of every table: random rows of all of them, written, undone and searched.

Both ways do the same in two files; whatever is left of it must be the same, and taking it back brings back every row.
"""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from crm_desktop.core.errors import Refused
from crm_desktop.storage import undo
from crm_desktop.storage.as_of import AsOf
from crm_desktop.storage.database import Database, Transaction
from crm_desktop.storage.driver import DatabaseError, quoted
from crm_desktop.storage.groups import GROUPS
from crm_desktop.storage.journal import COUNTED, watched_tables
from crm_desktop.storage.search_index import SOURCES, own_table
from crm_desktop.storage.workspace import SCHEMA_VERSION, open_workspace
from tests.storage.old_files import id_of, make_old_file
from tests.storage.rows import Contents
from tests.storage.whole import assert_whole

_KINDS = ("contact", "deal", "product", "task", "event", "quote", "case", "lead")
_WORDS = ("", "x", "Müller & Søn", "030 555-12", "null", "[1]", "Zoë's")
_CHOICES = ("[]", '[["a","Alpha"],["b","Beta"]]', '[["a","Ähre"],["b","Beta"]]')
_FIXED = {
    # Never changed once the row is born, so nothing watches them; a blob is named by what it holds, scores are counted.
    "blob": {"content"},
    "lead": COUNTED["lead"],
    "custom_field": {"type", "record_kind", "key"},
    "custom_value": {"field_id", "record_kind", "record_id"},
}
_ROWS = 6
"""Rows of each table that are worked on: few, so that things meet."""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with rows in every table, of the sort that searches and links look at."""
    path = tmp_path_factory.mktemp("everywhere") / "shop.crm"
    make_old_file(path, SCHEMA_VERSION)
    database = open_workspace(path)
    with database.write("Made real") as work:
        work.execute("UPDATE contact SET kind = CASE WHEN rowid % 3 THEN 'person' ELSE 'company' END")
        work.execute("UPDATE channel SET medium = CASE WHEN rowid % 2 THEN 'phone' ELSE 'email' END")
        work.execute(
            "UPDATE custom_field SET type = CASE WHEN rowid % 2 THEN 'choice' ELSE 'text' END, choices = ?",
            (_CHOICES[1],),
        )
        for number in range(_ROWS * 2):
            kind = _KINDS[number % len(_KINDS)]
            mine = (kind, id_of(own_table(kind), number % _ROWS), id_of("custom_value", number))
            work.execute("UPDATE custom_value SET record_kind = ?, record_id = ?, text = 'a' WHERE id = ?", mine)
            field = (kind, id_of("custom_field", number))
            work.execute("UPDATE custom_field SET record_kind = ? WHERE id = ?", field)
            for table in ("tag_link", "activity_link", "reminder", "attachment"):
                link = (kind, mine[1], id_of(table, number))
                work.execute(f"UPDATE {quoted(table)} SET record_kind = ?, record_id = ? WHERE id = ?", link)
    database.close()
    return path


class Hand:
    """Writes at random into any table; two hands of one seed write the same into files that are the same."""

    def __init__(self, database: Database, seed: int) -> None:
        self.database = database
        self._dice = random.Random(seed)
        self._born = 100
        connection = database.new_connection()
        try:
            self._tables = watched_tables(connection)
            run = connection.execute
            self._columns: dict[str, list[tuple[str, str, bool]]] = {
                table: [(row[1], row[2].upper(), bool(row[3])) for row in run(f"PRAGMA table_info({quoted(table)})")]
                for table in self._tables
            }
            self._parents: dict[str, dict[str, str]] = {
                table: {row[3]: row[2] for row in run(f"PRAGMA foreign_key_list({quoted(table)})")}
                for table in self._tables
            }
        finally:
            connection.close()

    def look(self) -> Contents:
        """Return table → id → row of everything."""
        found: Contents = {}
        for table, columns in self._columns.items():
            at = [name for name, _, _ in columns].index("id")
            found[table] = {row[at]: row for row in self.database.rows(f"SELECT * FROM {quoted(table)}")}
        return found

    def write(self, *, bulk: bool) -> bool:
        """Do a few things in one unit of work; False when it was refused, and so left nothing."""
        try:
            with self.database.write("Step", bulk=bulk) as work:
                work.execute("PRAGMA defer_foreign_keys = ON")
                for _ in range(self._dice.randint(1, 4)):
                    table = self._dice.choice(self._tables)
                    self._dice.choice((self._update, self._update, self._update, self._insert, self._remove))(
                        work, table
                    )
        except DatabaseError:
            return False
        return True

    def take_back(self, entries: list[int]) -> None:
        """Undo or redo one of these, most often the last."""
        entry = entries[-1] if self._dice.random() < 0.6 else self._dice.choice(entries)
        try:
            undo.undo(self.database, entry, groups=GROUPS)
        except Refused:
            return

    def _ids(self, work: Transaction, table: str) -> list[str]:
        there = [row[0] for row in work.execute(f"SELECT id FROM {quoted(table)} ORDER BY rowid")]
        return there if self._dice.random() < 0.1 else self._dice.sample(there[:_ROWS] + there[-2:], 1) if there else []

    def _update(self, work: Transaction, table: str) -> None:
        ids = self._ids(work, table)
        free = [one for one in self._columns[table] if one[0] not in ({"id"} | _FIXED.get(table, set()))]
        chosen = self._dice.sample(free, min(len(free), self._dice.randint(1, 3)))
        if not ids or not chosen:
            return
        values = [self._value(work, table, *one) for one in chosen]
        sets = ", ".join(f"{quoted(name)} = ?" for name, _, _ in chosen)
        marks = ", ".join("?" * len(ids))
        work.execute(f"UPDATE {quoted(table)} SET {sets} WHERE id IN ({marks})", (*values, *ids))

    def _value(self, work: Transaction, table: str, name: str, kind: str, required: bool) -> Any:
        parent = self._parents[table].get(name)
        if parent is not None:
            there = [row[0] for row in work.execute(f"SELECT id FROM {quoted(parent)} ORDER BY id LIMIT {_ROWS}")]
            return self._dice.choice([*there, *([] if required else [None])] or [None])
        if not required and self._dice.random() < 0.3:
            return None
        match name:
            case "record_id":
                return id_of(own_table(self._dice.choice(_KINDS)), self._dice.randrange(_ROWS))
            case "record_kind":
                return self._dice.choice(_KINDS)
            case "choices":
                return self._dice.choice(_CHOICES)
            case "kind" if table == "contact":
                return self._dice.choice(("person", "company"))
            case "medium":
                return self._dice.choice(("phone", "email"))
        if kind == "BLOB":
            return self._dice.randbytes(self._dice.choice((0, 3)))
        if kind.startswith(("VARCHAR", "TEXT", "DATE")):
            return self._dice.choice(_WORDS)
        return self._dice.choice((0.1 + 0.2, 7, 1e22) if kind in ("REAL", "FLOAT") else (0, 1, 2**60))

    def _insert(self, work: Transaction, table: str) -> None:
        """Write a row like another one, or put one in the place of another."""
        ids = self._ids(work, table)
        if not ids:
            return
        self._born += 1
        names = [name for name, _, _ in self._columns[table]]
        new = [id_of(table, self._born)] if table == "blob" or self._dice.random() < 0.7 else ids
        rows = work.execute(
            f"SELECT {', '.join(map(quoted, names))} FROM {quoted(table)} WHERE id = ?", (self._dice.choice(ids),)
        )
        row = [new[0] if name == "id" else value for name, value in zip(names, rows[0], strict=True)]
        work.execute_many(
            f"INSERT OR REPLACE INTO {quoted(table)} ({', '.join(map(quoted, names))}) "
            f"VALUES ({', '.join('?' * len(names))})",
            [row],
        )

    def _remove(self, work: Transaction, table: str) -> None:
        self._remove_rows(work, table, self._ids(work, table))

    def _remove_rows(self, work: Transaction, table: str, ids: list[str], depth: int = 0) -> None:
        """Delete rows, and what cannot be without them."""
        if not ids or depth > 8:
            return
        marks = ", ".join("?" * len(ids))
        for child, links in self._parents.items():
            required = {name for name, _, needed in self._columns[child] if needed}
            for column, parent in links.items():
                if parent != table:
                    continue
                found = [
                    row[0]
                    for row in work.execute(
                        f"SELECT id FROM {quoted(child)} WHERE {quoted(column)} IN ({marks}) ORDER BY rowid", ids
                    )
                ]
                if column in required:
                    self._remove_rows(work, child, [one for one in found if one not in ids], depth + 1)
                elif found:
                    sql = f"UPDATE {quoted(child)} SET {quoted(column)} = NULL WHERE id = ?"
                    work.execute_many(sql, [(one,) for one in found])
        work.execute(f"DELETE FROM {quoted(table)} WHERE id IN ({marks})", ids)


def _entries(database: Database) -> list[int]:
    return [row[0] for row in database.rows("SELECT id FROM journal_entry ORDER BY id")]


def _lines(database: Database) -> list[tuple[Any, ...]]:
    return database.rows("SELECT entry_id, table_name, record_id, action, fields FROM journal_line ORDER BY id")


def _live(shop: Path, folder: Path, seed: int, writes: int, *, bulk: bool) -> tuple[list[Any], Contents, int]:
    """Write, take back and look, one way; return the journal, the rows, and how much was compared."""
    database = open_workspace(Path(shutil.copy(shop, folder / f"{'long' if bulk else 'short'}.crm")))
    clock = iter(range(2_000_000_000_000, 3_000_000_000_000, 1000))
    database.now_ms = lambda: next(clock)
    hand, compared = Hand(database, seed), 0
    begun = len(_entries(database))
    states = {_entries(database)[-1]: hand.look()}
    try:
        with patch.object(undo, "_MANY", 1 if bulk else 1 << 30):
            for number in range(writes):
                before = hand.look()
                hand.write(bulk=bulk)
                newest = _entries(database)[-1]
                if newest not in states:
                    states[newest] = after = hand.look()
                    for way, expected in ((undo.undo_last, before), (undo.redo_last, after)):
                        if way(database, groups=GROUPS).conflicts:  # a tag outlived its record, and holds it now
                            break
                        assert hand.look() == expected
                        compared += 1
                if number % 3 == 2 and len(_entries(database)) > begun:
                    hand.take_back(_entries(database)[begun:])
                    states.setdefault(_entries(database)[-1], hand.look())
        if bulk:
            assert_whole(database)
            for entry in list(states)[:: max(1, len(states) // 4)]:
                past = AsOf(database, entry)
                try:
                    names = {table: past.rows(f"SELECT * FROM {quoted(table)}") for table in states[entry]}
                finally:
                    past.close()
                assert {table: set(rows) for table, rows in names.items()} == {
                    table: set(rows.values()) for table, rows in states[entry].items()
                }
                compared += 1
        return _lines(database), hand.look(), compared
    finally:
        database.close()


def _both_ways(shop: Path, folder: Path, seed: int, writes: int) -> int:
    long = _live(shop, folder, seed, writes, bulk=True)
    short = _live(shop, folder, seed, writes, bulk=False)
    assert long[0] == short[0]
    assert long[1] == short[1]
    for path in folder.glob("*.crm*"):
        path.unlink()
    return long[2] + short[2]


def test_every_table_is_written_journalled_searched_and_taken_back_alike(shop: Path, tmp_path: Path) -> None:
    assert set(SOURCES) >= set(_KINDS)
    assert _both_ways(shop, tmp_path, 1, 3) >= 6


@pytest.mark.torture
@pytest.mark.parametrize("seed", range(100, 104))
def test_many_lives_of_every_table(shop: Path, tmp_path: Path, seed: int) -> None:
    compared = sum(_both_ways(shop, tmp_path, seed * 1000 + number, 12) for number in range(8))
    print(f"seed {seed}: {compared} states compared, 0 differences")
