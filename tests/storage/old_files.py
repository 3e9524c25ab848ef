"""Files of every schema that was ever released, with rows in them as that version wrote them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from crm_desktop.core.ids import derived_id
from crm_desktop.storage.driver import APPLICATION_ID, Connection, connect, quoted
from crm_desktop.storage.journal import watched_tables
from crm_desktop.storage.migrations import apply_migrations

PEOPLE = 25

# What the first version derived from its tables, in short; nothing of today's program makes these.
_NOW = "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)"
_OUTSIDE = f"""CREATE TRIGGER "journal_outside" AFTER UPDATE OF asked ON journal_open BEGIN
    INSERT INTO journal_entry (uid, stamp_ms, stamp_counter, replica, actor, label, at, kind)
    SELECT lower(hex(randomblob(16))), {_NOW}, 0, 'outside', '', 'Changed outside the program', {_NOW}, 'outside';
END"""
_FIRST_SEARCH = (
    "CREATE VIRTUAL TABLE search_index USING fts5(title, body, content='search_document', content_rowid='id', "
    "tokenize='unicode61 remove_diacritics 2', prefix='2 3')",
    "CREATE VIRTUAL TABLE search_digits USING fts5(digits, content='search_document', content_rowid='id', "
    "tokenize='trigram')",
    "CREATE VIEW search_source_contact AS SELECT id AS record_id, 'contact' AS kind, name AS title, '' AS body, "
    "'' AS digits FROM contact WHERE deleted_at IS NULL",
    "CREATE TRIGGER search_contact_insert AFTER INSERT ON contact BEGIN "
    "INSERT INTO search_document (kind, record_id, title, body, digits) "
    "SELECT kind, record_id, title, body, digits FROM search_source_contact WHERE record_id = NEW.id; END",
    "CREATE TRIGGER search_document_insert AFTER INSERT ON search_document BEGIN "
    "INSERT INTO search_index (rowid, title, body) VALUES (NEW.id, NEW.title, NEW.body); END",
)


def make_old_file(path: Path, version: int) -> None:
    """Make a workspace as it was when there were so many migrations, every table filled."""
    path.touch(mode=0o600)
    connection = connect(path)
    try:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        apply_migrations(connection, up_to=version)
        connection.execute("BEGIN IMMEDIATE")
        for statement in (*_FIRST_SEARCH, _OUTSIDE):
            connection.execute(statement)
        for table in watched_tables(connection):
            _watch(connection, table)
        _fill(connection)
        connection.execute(f"PRAGMA user_version = {version}")
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()


def _watch(connection: Connection, table: str) -> None:
    info = connection.execute(f"PRAGMA table_info({quoted(table)})").fetchall()
    names = [(row[1], row[2].upper() == "BLOB") for row in info]

    def value(side: str, name: str, blob: bool) -> str:
        return f"hex({side}.{quoted(name)})" if blob else f"{side}.{quoted(name)}"

    pairs = ", ".join(
        f"'{name}', CASE WHEN NEW.{quoted(name)} IS NOT OLD.{quoted(name)} THEN "
        f"json_array({value('OLD', name, blob)}, {value('NEW', name, blob)}) END"
        for name, blob in names
    )
    whole = ", ".join(f"'{name}', json_array({value('OLD', name, blob)}, NULL)" for name, blob in names)
    head = (
        "UPDATE journal_open SET asked = asked + 1 WHERE entry_id IS NULL; "
        "INSERT INTO journal_line (entry_id, table_name, record_id, action, fields) "
        f"SELECT coalesce((SELECT entry_id FROM journal_open), (SELECT max(id) FROM journal_entry)), '{table}',"
    )
    for event, row, fields in (
        ("insert", "NEW", "NULL"),
        ("update", "NEW", f"json_patch('{{}}', json_object({pairs}))"),
        ("delete", "OLD", f"json_object({whole})"),
    ):
        connection.execute(
            f'CREATE TRIGGER "journal_{table}_{event}" AFTER {event.upper()} ON {quoted(table)} BEGIN {head} '
            f"{row}.id, '{event}', {fields}; END"
        )


def _fill(connection: Connection) -> None:
    run = connection.execute
    run("PRAGMA defer_foreign_keys = ON")
    run(
        "INSERT INTO journal_entry (uid, stamp_ms, stamp_counter, replica, actor, label, at, kind) "
        "VALUES ('first', 1, 0, 'r', '', 'Filled', 1, 'do')"
    )
    run("UPDATE journal_open SET entry_id = last_insert_rowid()")
    for table in watched_tables(connection):
        for number in range(PEOPLE):
            row = dict(_values(connection, table, number))
            names = ", ".join(quoted(name) for name in row)
            run(f"INSERT INTO {quoted(table)} ({names}) VALUES ({', '.join('?' * len(row))})", tuple(row.values()))
    run("UPDATE contact SET nickname = 'changed once'")
    run("DELETE FROM tag_link WHERE rowid % 5 = 0")
    run("UPDATE journal_open SET entry_id = NULL")


def id_of(table: str, number: int) -> str:
    """Return the id of a row that every old file has."""
    return derived_id(table, str(number))


def _values(connection: Connection, table: str, number: int) -> Iterator[tuple[str, Any]]:
    links = {row[3]: row[2] for row in connection.execute(f"PRAGMA foreign_key_list({quoted(table)})")}
    for _, name, kind, required, _, _ in connection.execute(f"PRAGMA table_info({quoted(table)})").fetchall():
        if name == "id":
            yield name, id_of(table, number)
        elif name in links:
            yield name, id_of(links[name], number)
        elif name == "deleted_at":
            continue
        elif name == "value" and table == "setting":
            yield name, json.dumps(f"value {number}")
        elif kind.startswith("VARCHAR") and not required:
            continue
        elif kind.startswith(("VARCHAR", "DATE")):
            yield name, "2026-01-31" if kind == "DATE" else f"{name[:2]}{number}"
        elif kind == "BLOB":
            yield name, bytes([number])
        else:
            yield name, number
