"""A file of many years: two million lines of journal must not slow down its start, its saves or its history."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from crm_desktop.bench.result import Result, processor_milliseconds, side_by_side, undisturbed
from crm_desktop.bench.workspace import COUNT, BigWorkspace

if TYPE_CHECKING:
    from crm_desktop.services.services import Services

LINES = 2_000_000
PEOPLE = 20_000
A_DAY = 5
"""Lines of one entry."""
_LONG_HISTORY = 2000
_HISTORY, _LIST, _LABELS = 50.0, 200.0, 5.0
"""Processor milliseconds: first page of a record's long history, of the undo list; what Ctrl+Z would do."""


def measure(big: BigWorkspace) -> Iterator[Result]:
    """The same file with a young journal and with an old one, in turns; then bars of so many milliseconds."""
    people = big.part(PEOPLE)
    lines = LINES if big.people >= COUNT else 10 * people
    young_path = _young(big, people)
    old_path = young_path.with_name("old.crm")
    shutil.copy(young_path, old_path)
    _grow_old(old_path, lines)
    young, old = _opened(young_path), _opened(old_path)
    try:
        rounds = big.rounds(60)
        yield Result("start, 2M lines", *side_by_side(_Start(old_path), _Start(young_path), big.rounds(15)), "ms", 1.25)
        yield Result("save, 2M lines", *side_by_side(_Save(old), _Save(young), rounds), "ms", 1.25)
        history, known = old.record_history, _record(old)
        took = [
            processor_milliseconds(lambda: history.rows(history.outline("contact", known), 0, 50))
            for _ in range(big.rounds(20))
        ]
        yield Result("history of 2,000 lines", undisturbed(took), _HISTORY, "ms", 1.0)
        took = [
            processor_milliseconds(lambda: old.history.entries_of(old.history.entry_ids()[:50]))
            for _ in range(big.rounds(20))
        ]
        yield Result("undo list, 2M lines", undisturbed(took), _LIST, "ms", 1.0)
        took = [
            processor_milliseconds(lambda: (old.history.next_undo(), old.history.next_redo())) for _ in range(rounds)
        ]
        yield Result("undo and redo, 2M lines", undisturbed(took), _LABELS, "ms", 1.0)
    finally:
        young.close()
        old.close()


def _young(big: BigWorkspace, people: int) -> Path:
    services = big.new_services("young")
    try:
        with services.database.write("Added people", bulk=True) as work:
            work.execute(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) "
                "INSERT INTO contact (id, name, sort_key, created_at) "
                "SELECT printf('%032x', i), printf('Person %d', i), printf('person %06d', i), 0 FROM n",
                (people,),
            )
        return services.database.path
    finally:
        services.close()


def _grow_old(path: Path, lines: int) -> None:
    """Give the file a journal of so many lines, as years of small edits would leave it."""
    services = _opened(path)
    people = int(services.database.value("SELECT count(*) FROM contact"))
    connection = services.database.new_connection()
    try:
        run = connection.execute
        first = run("SELECT max(id) FROM journal_entry").fetchone()[0]
        started = run("SELECT max(stamp_ms) FROM journal_entry").fetchone()[0]
        actor, replica = services.database.actor, services.database.replica
        run("BEGIN IMMEDIATE")
        run(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) "
            "INSERT INTO journal_entry (uid, stamp_ms, stamp_counter, replica, actor, label, at, kind) "
            "SELECT printf('%032x', i), ? + i, 0, ?, ?, printf('Changed “Person %d”', i), ? + i, 'do' FROM n",
            (lines // A_DAY, started, replica, actor, started),
        )
        # The first person is changed often, everybody else in turn.
        run(
            "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ? - 1) "
            "INSERT INTO journal_line (entry_id, table_name, record_id, action, fields) "
            "SELECT ? + 1 + i / ?, 'contact', "
            "printf('%032x', CASE WHEN i % ? = 0 THEN 1 ELSE 2 + i % ? END), 'update', "
            "json_object('nickname', json_array(printf('n%d', i), printf('n%d', i + 1))) FROM n",
            (lines, first, A_DAY, max(lines // _LONG_HISTORY, 1), people - 1),
        )
        run("COMMIT")
        run("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        connection.close()
        services.close()


def _opened(path: Path) -> Services:
    from crm_desktop.services.opening import open_services

    return open_services(path)


def _record(services: Services) -> str:
    return str(services.database.value("SELECT id FROM contact ORDER BY id LIMIT 1"))


class _Start:
    """Opens a file and reads what the first page and the menu need."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __call__(self) -> None:
        services = _opened(self._path)
        services.contacts.rows_at(services.contacts.row_ids("person", order="name")[:50])
        services.history.next_undo()
        services.history.next_redo()
        services.close()


class _Save:
    """Changes one contact."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._record = _record(services)
        self._number = count()

    def __call__(self) -> None:
        with self._services.database.write("Changed a person") as work:
            work.execute("UPDATE contact SET about = ? WHERE id = ?", (str(next(self._number)), self._record))
