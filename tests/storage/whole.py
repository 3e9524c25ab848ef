"""Whether a file is whole: its pages, its links, its journal against its rows, its search."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from crm_desktop.storage.database import Database
from crm_desktop.storage.driver import Connection, quoted
from crm_desktop.storage.journal import watched_tables
from crm_desktop.storage.search_index import SOURCES

_COUNTED = ("journal_entry", "journal_line", "number_series")


def digest(connection: Connection) -> str:
    """Return a fingerprint of everything that was ever saved: rows, journal, numbers."""
    found = hashlib.blake2b(digest_size=12)
    for table in (*watched_tables(connection), *_COUNTED):
        for row in connection.execute(f"SELECT * FROM {quoted(table)} ORDER BY rowid"):
            found.update(repr(tuple(row)).encode("utf-8", "surrogatepass"))
    return found.hexdigest()


def assert_sound(connection: Connection) -> None:
    """The pages are whole, and every link leads somewhere."""
    assert [tuple(row) for row in connection.execute("PRAGMA integrity_check").fetchall()] == [("ok",)]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def assert_whole(database: Database) -> None:
    """Pages, links, journal = rows = search; no entry is left open."""
    connection = database.new_connection()
    try:
        assert_sound(connection)
        assert connection.execute("SELECT entry_id FROM journal_open").fetchone() == (None,)
        assert_journal_tells_rows(connection)
        assert_search_tells_rows(connection)
    finally:
        connection.close()


def assert_journal_tells_rows(connection: Connection) -> None:
    """Walking the journal back from the rows of today meets exactly what each line says was there."""
    now: dict[tuple[str, str], dict[str, Any] | None] = {}
    for table in watched_tables(connection):
        info = connection.execute(f"PRAGMA table_info({quoted(table)})").fetchall()
        names = [row[1] for row in info]
        shown = ", ".join(f"hex({quoted(row[1])})" if row[2].upper() == "BLOB" else quoted(row[1]) for row in info)
        for row in connection.execute(f"SELECT {shown} FROM {quoted(table)}"):
            record = dict(zip(names, row, strict=True))
            now[table, record["id"]] = record
    erased: set[tuple[str, str]] = set()
    lines = connection.execute(
        "SELECT l.table_name, l.record_id, l.action, l.fields, e.id FROM journal_line l "
        "LEFT JOIN journal_entry e ON e.id = l.entry_id ORDER BY l.id DESC"
    )
    for table, record_id, action, text, entry in lines:
        assert entry is not None, f"a line of {table} belongs to no entry"
        key = (table, record_id)
        fields = json.loads(text) if text else {}
        state = now.get(key)
        if action == "update" and text is None:  # erased for its person's sake: no values are remembered
            erased.add(key)
        if key in erased:
            assert not fields, f"{key} was erased and is remembered"
        elif action == "delete":
            assert state is None, f"{key} was deleted and is there"
            now[key] = {name: old for name, (old, _) in fields.items()}
        else:
            assert state is not None, f"{key} was written and is not there"
            for name, (old, new) in fields.items():
                assert _alike(state[name], new), f"{key}.{name} is not what the journal says"
                state[name] = old
            if action == "insert":
                now[key] = None
    unborn = [key for key, state in now.items() if state is not None and key not in erased]
    assert unborn == [], "records that the journal never saw come"


def _alike(mine: object, written: object) -> bool:
    if isinstance(mine, float) and isinstance(written, int | float):
        return abs(mine - written) <= 1e-9 * max(1.0, abs(mine))  # JSON writes 15 digits
    return mine == written


def assert_search_tells_rows(connection: Connection) -> None:
    """The kept search documents are what the views say now, and both indexes hold exactly them."""
    run = connection.execute
    columns = "kind, record_id, title, body, digits, is_company, subtitle"
    kept = sorted(run(f"SELECT {columns} FROM search_document").fetchall())
    said = sorted(row for kind in SOURCES for row in run(f"SELECT {columns} FROM search_source_{kind}").fetchall())
    assert kept == said
    run("BEGIN IMMEDIATE")
    try:
        run("INSERT INTO search_index (search_index, rank) VALUES ('integrity-check', 1)")
        # Documents without digits need not be in it, so what has some is looked for.
        unfound = run(
            "SELECT count(*) FROM search_document "
            "WHERE digits <> '' AND id NOT IN (SELECT id FROM search_digits_docsize)"
        )
        assert unfound.fetchone() == (0,)
    finally:
        run("ROLLBACK")
