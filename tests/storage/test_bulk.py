"""A long write leaves what a short one leaves: the same lines of the journal, the same documents to be found."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_desktop.storage import derived, search_index, undo
from crm_desktop.storage.database import Database
from crm_desktop.storage.groups import GROUPS
from tests.storage.programs import PROGRAMS, Step, dump, fresh, random_acts, run_step
from tests.storage.rows import assert_search_agrees

_ODD = [None, "", "null", "1.0", '{"a": [null]}', "line\nbreak\t\\", "Ünï 🧁", "it's"]
_NUMBERS = [0.1 + 0.2, 1e300, -1e-7, 2**60, 1 / 3, 5, 1e22]


def _lines(database: Database) -> list[tuple[Any, ...]]:
    """Return the journal's lines in their order; ids that chance made are told by the order of their coming."""
    names: dict[str, str] = {}

    def known(text: str | None) -> str | None:
        text = text and re.sub(r'(?<="created_at":\[)\d+', "now", text)
        return text and re.sub(r"\b[0-9a-f]{32}\b", lambda one: names.setdefault(one[0], f"#{len(names)}"), text)

    return [
        (entry, table, known(record), action, known(fields))
        for entry, table, record, action, fields in database.rows(
            "SELECT entry_id, table_name, record_id, action, fields FROM journal_line ORDER BY id"
        )
    ]


def _both_ways(write: Callable[[Database, bool], None]) -> None:
    """Do the same in two files, once under the triggers of the file, and compare everything that is left."""
    with fresh() as short, fresh() as long:
        write(short, False)
        write(long, True)
        assert _lines(long) == _lines(short)
        assert_search_agrees(long)
        assert {table: len(rows) for table, rows in dump(long).items()} == {
            table: len(rows) for table, rows in dump(short).items()
        }
        connection = long.new_connection()
        try:
            assert derived.differs(connection) == []
        finally:
            connection.close()


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(PROGRAMS, st.integers(0, 6))
def test_a_long_write_journals_line_by_line_what_the_triggers_write(program: list[list[Step]], back: int) -> None:
    def write(database: Database, bulk: bool) -> None:
        for steps in program:
            with database.write("Step", bulk=bulk) as work:
                for step in steps:
                    run_step(work, step)
        with patch.object(undo, "_MANY", 1 if bulk else undo._MANY):
            for _ in range(min(back, len(program))):
                if undo.undo_stack(database):
                    undo.undo_last(database, groups=GROUPS)
            for _ in range(back // 2):
                if undo.redo_stack(database):
                    undo.redo_last(database, groups=GROUPS)

    _both_ways(write)


def test_values_of_every_sort_are_journalled_alike() -> None:
    born = (
        "INSERT INTO pipeline (id, name, created_at) VALUES ('p', 'Sales', 0)",
        "INSERT INTO stage (id, pipeline_id, name, probability, created_at) VALUES ('s', 'p', 'New', 10, 0)",
        "INSERT INTO deal (id, title, pipeline_id, stage_id, rank, currency, in_stage_since, created_at) "
        "VALUES ('d', 'Cakes', 'p', 's', 1, 'EUR', 0, 0)",
        "INSERT INTO blob (id, content) VALUES ('b', x'00ff10'), ('e', x'')",
        "INSERT INTO lead (id, name, created_at) VALUES ('l', 'Ann', 0)",
        "INSERT INTO contact (id, name, created_at) VALUES ('c', 'Ann', 0)",
    )
    changed = (
        "UPDATE contact SET name = 'ANN'",  # only the case of letters
        "UPDATE contact SET name = name, about = about",
        "UPDATE lead SET score = 7, score_reasons = 'x'",  # counted, nobody's doing
        "UPDATE lead SET score = 8, notes = 'y'",
        "UPDATE blob SET content = x'01' WHERE id = 'e'",
    )
    gone = ("DELETE FROM blob", "DELETE FROM contact", "DELETE FROM deal", "DELETE FROM lead")

    def write(database: Database, bulk: bool) -> None:
        for statements in (born, changed, gone):
            with database.write("Step", bulk=bulk) as work:
                for statement in statements:
                    work.execute(statement)
                if statements is changed:
                    for text in _ODD:
                        work.execute("UPDATE contact SET extra = ?, about = coalesce(?, '')", (text, text))
                    for number in _NUMBERS:
                        work.execute("UPDATE deal SET rank = ?, amount = CAST(? AS INTEGER)", (number, number))

    _both_ways(write)


def test_new_rows_are_written_many_at_a_time_and_none_is_lost(database: Database) -> None:
    rows = [(f"c{number:03}", f"Person {number}", number % 7) for number in range(250)]
    with database.write("Added", bulk=True) as work:
        work.execute_many("INSERT INTO contact (id, name, created_at) VALUES (?, ?, ?)", rows)
        work.execute_many("INSERT OR REPLACE INTO tag (id, name, created_at) VALUES (?, 'fair', 0)", [("t",), ("t",)])
    assert database.rows("SELECT id, name, created_at FROM contact ORDER BY rowid") == rows
    assert [line[2:4] for line in _lines(database)] == [
        *((record, "insert") for record, _, _ in rows), ("t", "insert"), ("t", "delete"), ("t", "insert")
    ]  # fmt: skip


def test_a_document_that_says_the_same_is_left_alone_and_most_of_them_are_indexed_anew(database: Database) -> None:
    with database.write("Added", bulk=True) as work:
        work.execute_many(
            "INSERT INTO contact (id, name, sort_key, created_at) VALUES (?, ?, '', 0)",
            [(f"c{number}", f"Person {number}") for number in range(20)],
        )
        work.execute("INSERT INTO channel (id, contact_id, value) SELECT 'h' || id, id, 'm' || id FROM contact")
    before = database.rows("SELECT * FROM search_document ORDER BY id")
    with database.write("Nothing that is searched", bulk=True) as work:
        work.execute("UPDATE contact SET source = 'fair'")
        work.execute("UPDATE channel SET position = 1")
    assert database.rows("SELECT * FROM search_document ORDER BY id") == before
    for few in (3, 15):
        with database.write("Renamed", bulk=True) as work:
            work.execute("UPDATE contact SET name = ? WHERE CAST(substr(id, 2) AS INTEGER) < ?", (f"Few{few}", few))
        assert_search_agrees(database)
        found = database.value("SELECT count(*) FROM search_index WHERE search_index MATCH ?", (f"Few{few}",))
        assert found == few
        undo.undo_last(database, groups=GROUPS)
        assert_search_agrees(database)


def test_the_id_of_a_record_is_fixed_in_a_long_write_too(database: Database) -> None:
    with database.write("Added") as work:
        work.execute("INSERT INTO contact (id, name, created_at) VALUES ('a', 'Ann', 0)")
    with pytest.raises(Exception, match="id of a record is fixed"), database.write("Broken", bulk=True) as work:
        work.execute("UPDATE contact SET id = 'b'")
    # What had been put aside is back, and the temporary triggers are gone: one line for one change.
    with database.write("Renamed") as work:
        work.execute("UPDATE contact SET name = 'Bea'")
    assert database.rows("SELECT action FROM journal_line ORDER BY id") == [("insert",), ("update",)]
    assert work.connection.execute("SELECT name FROM temp.sqlite_master WHERE type = 'trigger'").fetchall() == []
    assert search_index.trigger_sql().keys() <= derived.present(work.connection).keys()


@pytest.mark.torture
@pytest.mark.parametrize("seed", range(5))
def test_many_programs_are_journalled_line_by_line_alike(seed: int) -> None:
    """Fifty programs of each seed, in long writes and in short ones."""
    chance = random.Random(seed)
    acts = [act.steps for _ in range(50) for act in random_acts(chance)]
    for start in range(0, len(acts), 20):

        def write(database: Database, bulk: bool, some: list[tuple[Step, ...]] = acts[start : start + 20]) -> None:
            for steps in some:
                with database.write("Step", bulk=bulk) as work:
                    for step in steps:
                        run_step(work, step)

        _both_ways(write)
