"""Whether a workspace is whole: its pages, its links, what is derived from its tables, its journal, its search."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from crm_desktop.storage import derived, search_index
from crm_desktop.storage.driver import Connection, DatabaseError, quoted
from crm_desktop.storage.failures import Damaged
from crm_desktop.storage.journal import watched_tables

if TYPE_CHECKING:
    from crm_desktop.services.services import Services

Execute = Callable[..., Any]

_BRING_BACK = "Write nothing more to it. Bring back the newest good backup, or rescue what can be read into a new file."
_MEND = "Your records are not touched by this. “crm-desktop check --mend” makes it anew."
_JOURNAL = "The records themselves are whole. Undo and history may miss something; keep a backup."


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    name: str
    ok: bool
    detail: str = ""
    advice: str = ""
    """What to do about it. Something that is in order may come with advice, too: then it is a warning."""

    @property
    def mark(self) -> str:
        """How a list shows it."""
        return "✗" if not self.ok else "!" if self.advice else "✓"


def check_workspace(services: Services) -> list[Finding]:
    """Look at everything that can be checked; nothing is written. Takes as long as the file is big.

    A part that is too broken to be looked at is a finding itself.
    """
    connection = services.database.new_connection()
    try:
        run = connection.execute
        return [
            _finding(name, partial(look, connection, run), advice)
            for name, look, advice in (
                ("The file’s pages are whole", _pages, _BRING_BACK),
                ("Every link leads somewhere", _links, _BRING_BACK),
                ("Triggers and indexes are this program’s", _derived, _MEND),
                ("The journal knows every record", _journal, _JOURNAL),
                ("Search knows every record", partial(_search, whole=not services.database.read_only), _MEND),
            )
        ]
    finally:
        connection.close()


def mend(services: Services) -> None:
    """Make anew what follows from the tables: triggers, views, search. Raises `CrmError` for a damaged file."""
    services.database.mend()
    connection = services.database.new_connection()
    try:
        with services.database.watched():
            if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                raise Damaged.found()
            connection.execute("BEGIN IMMEDIATE")
            derived.rebuild(connection)
            connection.execute("COMMIT")
    finally:
        connection.close()


def _finding(name: str, look: Callable[[], str], advice: str) -> Finding:
    try:
        problem = look()
    except (DatabaseError, UnicodeDecodeError) as error:
        problem = f"It could not be read: {error}."
    return Finding(name, not problem, problem, advice if problem else "")


def _pages(_connection: Connection, run: Execute) -> str:
    said = [row[0] for row in run("PRAGMA integrity_check(5)").fetchall()]
    return "" if said == ["ok"] else "; ".join(said)


def _links(_connection: Connection, run: Execute) -> str:
    broken = run("PRAGMA foreign_key_check").fetchall()
    return f"{len(broken)} rows refer to nothing, the first in “{broken[0][0]}”." if broken else ""


def _derived(connection: Connection, _run: Execute) -> str:
    differing = derived.differs(connection)
    return f"Different: {', '.join(differing[:5])}." if differing else ""


def _journal(connection: Connection, run: Execute) -> str:
    unborn = _unborn(run, watched_tables(connection))
    sql = "SELECT count(*) FROM journal_line WHERE entry_id NOT IN (SELECT id FROM journal_entry)"
    dangling = run(sql).fetchone()[0]
    return f"{unborn:,} records have no birth in it, {dangling:,} lines no entry." if unborn or dangling else ""


def _search(_connection: Connection, run: Execute, *, whole: bool) -> str:
    missing = _unfound(run)
    said = f"{missing:,} records differ." if missing else ""
    # The indexes of words are checked by a command that a file which may only be read does not take.
    words = _index_problem(run) if whole else ""
    return f"{said} {words}".strip()


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
