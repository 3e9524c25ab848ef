"""Looking at the whole file: what undo must restore."""

from __future__ import annotations

from typing import Any

from crm_desktop.storage.database import Database
from crm_desktop.storage.driver import quoted
from crm_desktop.storage.journal import watched_tables

Contents = dict[str, dict[str, tuple[Any, ...]]]


def contents(database: Database) -> Contents:
    """Return table → id → row of everything that is the firm's data."""
    connection = database.new_connection()
    try:
        found: Contents = {}
        for table in watched_tables(connection):
            cursor = connection.execute(f"SELECT * FROM {quoted(table)}")
            names = [column[0] for column in cursor.description]
            found[table] = {row[names.index("id")]: tuple(row) for row in cursor.fetchall()}
        return found
    finally:
        connection.close()


def assert_search_agrees(database: Database) -> None:
    """The kept search documents are what the views say now, and both indexes hold exactly them."""
    from crm_desktop.storage.search_index import SOURCES

    columns = "kind, record_id, title, body, digits, is_company, subtitle"
    kept = sorted(database.rows(f"SELECT {columns} FROM search_document"))
    said = sorted(row for kind in SOURCES for row in database.rows(f"SELECT {columns} FROM search_source_{kind}"))
    assert kept == said
    with database.write("check") as work:
        work.execute("INSERT INTO search_index (search_index, rank) VALUES ('integrity-check', 1)")
        # search_digits leaves documents without digits out, so it is compared by what it finds
        stored = database.value("SELECT count(*) FROM search_document WHERE digits <> ''")
        assert work.execute("SELECT count(*) FROM search_digits_docsize")[0][0] == stored
