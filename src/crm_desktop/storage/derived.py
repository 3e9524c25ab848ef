"""Everything in the file that follows from its tables: triggers, views and search indexes.

They are rebuilt after every migration and compared at every start; a file in which they differ was
changed by a tool that did not know them, and is mended.
"""

from __future__ import annotations

from crm_desktop.storage import journal, search_index
from crm_desktop.storage.driver import Connection
from crm_desktop.storage.failures import Damaged


def expected(connection: Connection) -> dict[str, str]:
    """Return name → statement of every derived object this program keeps."""
    watching = journal.view_sql() | journal.trigger_sql(connection)
    return watching | search_index.view_sql() | search_index.INDEXES | search_index.trigger_sql()


def present(connection: Connection) -> dict[str, str]:
    """Return name → statement of the derived objects that the file holds."""
    rows = connection.execute(
        "SELECT name, sql FROM sqlite_master "
        "WHERE type IN ('trigger', 'view') OR name IN ('search_index', 'search_digits')"
    ).fetchall()
    return dict(rows)


def differs(connection: Connection) -> list[str]:
    """Return the names of derived objects that are missing, foreign or not as they should be."""
    want, have = expected(connection), present(connection)
    return sorted(name for name in want.keys() | have.keys() if want.get(name) != have.get(name))


def rebuild(connection: Connection) -> None:
    """Drop and make again every derived object, and index every record. Runs in the caller's transaction.

    Raises `Damaged` when the table of contents keeps what was dropped: with both in it the file would open no more.
    """
    for name, sql in present(connection).items():
        kind = sql.split(maxsplit=2)[1].upper()
        # A view takes its triggers along.
        connection.execute(f'DROP {"TABLE" if kind == "VIRTUAL" else kind} IF EXISTS "{name}"')
    want = expected(connection)
    views = [name for name, sql in want.items() if sql.startswith("CREATE VIEW")]
    indexes = list(search_index.INDEXES)
    for name in views + indexes:
        connection.execute(want[name])
    connection.execute("DELETE FROM search_document")
    for kind in search_index.SOURCES:
        connection.execute(search_index.documents_sql(kind, f'SELECT id FROM "{search_index.own_table(kind)}"'))
    for name in indexes:
        connection.execute(f"INSERT INTO {name} ({name}) VALUES ('rebuild')")
    for name in want.keys() - set(views) - set(indexes):
        connection.execute(want[name])
    if present(connection) != want:
        raise Damaged.found()


def watch(connection: Connection) -> None:
    """Make what writes the journal, where it is not there yet; runs in the caller's transaction."""
    there = present(connection)
    for name, sql in (journal.view_sql() | journal.trigger_sql(connection)).items():
        if name not in there:
            connection.execute(sql)
