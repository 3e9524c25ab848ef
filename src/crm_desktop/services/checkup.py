"""Whether a workspace is whole: its pages, its links, what is derived from its tables, its journal, its search."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crm_desktop.storage import derived, search_index
from crm_desktop.storage.driver import DatabaseError, quoted
from crm_desktop.storage.journal import watched_tables

if TYPE_CHECKING:
    from crm_desktop.services.services import Services

Execute = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    name: str
    ok: bool
    detail: str = ""


def check_workspace(services: Services) -> list[Finding]:
    """Look at everything that can be checked; nothing is written. Takes as long as the file is big."""
    connection = services.database.new_connection()
    try:
        run = connection.execute
        pages = [row[0] for row in run("PRAGMA integrity_check(5)").fetchall()]
        broken = run("PRAGMA foreign_key_check").fetchall()
        differing = derived.differs(connection)
        unborn = _unborn(run, watched_tables(connection))
        dangling = run(
            "SELECT count(*) FROM journal_line WHERE entry_id NOT IN (SELECT id FROM journal_entry)"
        ).fetchone()[0]
        missing = _unfound(run)
        words = _index_problem(run)
    finally:
        connection.close()
    return [
        Finding("The file’s pages are whole", pages == ["ok"], "" if pages == ["ok"] else "; ".join(pages)),
        Finding(
            "Every link leads somewhere", not broken,
            f"{len(broken)} rows refer to nothing, the first in “{broken[0][0]}”." if broken else "",
        ),
        Finding(
            "Triggers and indexes are this program’s", not differing,
            f"Different: {', '.join(differing[:5])}." if differing else "",
        ),
        Finding(
            "The journal knows every record", not unborn and not dangling,
            f"{unborn:,} records have no birth in it, {dangling:,} lines no entry." if unborn or dangling else "",
        ),
        Finding(
            "Search knows every record", not missing and not words,
            f"{missing:,} records differ. {words}".strip() if missing or words else "",
        ),
    ]  # fmt: skip


def _unborn(run: Execute, tables: list[str]) -> int:
    """Return how many rows the journal never saw come."""
    return sum(
        int(
            run(
                f"SELECT count(*) FROM {quoted(table)} t WHERE NOT EXISTS (SELECT 1 FROM journal_line l "
                "WHERE l.record_id = t.id AND l.table_name = ? AND l.action IN ('insert', 'delete'))",
                (table,),
            ).fetchone()[0]
        )
        for table in tables
    )


def _unfound(run: Execute) -> int:
    """Return how many records search would not find, or finds though they are gone."""
    count = 0
    for kind in search_index.SOURCES:
        count += int(
            run(
                f"SELECT (SELECT count(*) FROM search_source_{kind} s "
                "WHERE NOT EXISTS (SELECT 1 FROM search_document d "
                "WHERE d.record_id = s.record_id AND d.kind = :kind)) "
                "+ (SELECT count(*) FROM search_document d "
                f"WHERE d.kind = :kind AND NOT EXISTS (SELECT 1 FROM search_source_{kind} s "
                "WHERE s.record_id = d.record_id))",
                {"kind": kind},
            ).fetchone()[0]
        )
    return count


def _index_problem(run: Execute) -> str:
    """Return what is wrong between the search documents and their index of words."""
    try:
        for name in search_index.INDEXES:
            run(f"INSERT INTO {name} ({name}, rank) VALUES ('integrity-check', 0)")
    except DatabaseError as error:
        return f"An index of words is damaged: {error}."
    return ""
