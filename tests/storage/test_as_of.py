"""The state at any earlier moment is what the file held then, to the field."""

from __future__ import annotations

import os
import random

import pytest
from hypothesis import HealthCheck, given, settings

from crm_desktop.core.errors import CrmError
from crm_desktop.core.ids import new_id
from crm_desktop.storage import undo
from crm_desktop.storage.as_of import AsOf, entry_at
from crm_desktop.storage.database import Database
from crm_desktop.storage.groups import GROUPS
from tests.storage.programs import ACT_PROGRAMS, Act, Machine, UndoOracle, dump, fresh, random_acts

_PROGRAMS = int(os.environ.get("CRM_PROGRAMS", "300"))
"""Of each of ten seeds; a thousand take half an hour."""
_ON_ONE_FILE = 50
_LOOKED_BACK = 5
"""Of so many programs one is compared as of every entry; the undos of all are."""


def _compare(machine: Machine) -> int:
    """Compare the file as of every entry with what it held then; return how many were compared."""
    for entry, state in machine.states.items():
        assert entry_at(machine.database, machine.moments[entry]) == entry
        past = AsOf(machine.database, entry)
        try:
            assert dump(past) == state
        finally:
            past.close()
    return len(machine.states)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ACT_PROGRAMS)
def test_the_file_as_of_every_entry_is_the_file_at_that_entry(acts: list[Act]) -> None:
    with fresh() as database:
        machine = Machine(database)
        oracle = UndoOracle(machine)
        machine.run(acts)
        assert _compare(machine)
        assert oracle.checked == oracle.seen


@pytest.mark.torture
@pytest.mark.parametrize("seed", range(10))
def test_thousands_of_programs_of_undos_and_their_past(seed: int) -> None:
    """Hundreds of programs of each seed; prints how much was compared."""
    chance = random.Random(seed)
    compared = taken_back = 0
    for _ in range(max(1, _PROGRAMS // _ON_ONE_FILE)):
        with fresh() as database:
            for number in range(_ON_ONE_FILE):
                machine = Machine(database)
                oracle = UndoOracle(machine)
                machine.run(random_acts(chance))
                taken_back += oracle.checked
                if number % _LOOKED_BACK == 0:
                    compared += _compare(machine)
    print(f"seed {seed}: {compared} states and {taken_back} undos compared, 0 differences")


def _at(database: Database, moment: int) -> None:
    database.now_ms = lambda: moment


def test_floats_bytes_and_empty_values_come_back_exactly(database: Database) -> None:
    with database.write("Added") as work:
        work.execute("INSERT INTO blob (id, content) VALUES ('h', x'00ff10')")
        work.execute("INSERT INTO pipeline (id, name, created_at) VALUES ('p', 'Sales', 0)")
        work.execute(
            "INSERT INTO stage (id, pipeline_id, name, kind, probability, created_at) "
            "VALUES ('s', 'p', 'New', 'open', 0, 0)"
        )
        work.execute(
            "INSERT INTO deal (id, title, pipeline_id, stage_id, rank, currency, in_stage_since, created_at) "
            "VALUES ('d', 'Cake', 'p', 's', ?, 'EUR', 0, 0)",
            (0.1 + 0.2,),
        )
    first, then = work.entry, dump(database)
    with database.write("Moved and thrown away") as work:
        work.execute("UPDATE deal SET rank = 7, amount = 100, title = ''")
        work.execute("DELETE FROM blob")
    with database.write("Another file") as work:
        work.execute("INSERT INTO blob (id, content) VALUES ('new', x'01')")
    past = AsOf(database, first)
    assert dump(past) == then
    past.close()


def test_rows_of_now_keep_their_place_so_that_windows_of_lists_find_them(database: Database) -> None:
    with database.write("Added") as work:
        for number in range(50):
            new = (f"c{number}",)
            work.execute("INSERT INTO contact (id, name, sort_key, created_at) VALUES (?, 'N', 'n', 0)", new)
    entry = work.entry
    with database.write("Thinned") as work:
        work.execute("DELETE FROM contact WHERE rowid % 3 = 0")
    with database.write("Renamed") as work:
        work.execute("UPDATE contact SET name = 'M' WHERE rowid % 2 = 0")
    past = AsOf(database, entry)
    now: dict[str, int] = dict(database.rows("SELECT id, rowid FROM contact"))
    was: dict[str, int] = dict(past.rows("SELECT id, rowid FROM contact"))
    assert len(was) == 50
    assert {record: was[record] for record in now} == now
    past.close()


def test_what_was_cannot_be_changed(database: Database) -> None:
    with database.write("Added") as work:
        work.execute("INSERT INTO tag (id, name, created_at) VALUES ('t', 'fair', 0)")
    past = AsOf(database, 0)
    with pytest.raises(CrmError, match="only be looked at"), past.write("Broken"):
        raise AssertionError("nobody gets here")
    assert past.rows("SELECT * FROM tag") == []
    past.close()


def test_what_is_written_meanwhile_does_not_show_in_what_was(database: Database) -> None:
    with database.write("Added") as work:
        work.execute("INSERT INTO tag (id, name, created_at) VALUES ('t', 'fair', 0)")
    past = AsOf(database, work.entry)
    with database.write("Changed") as work:
        work.execute("UPDATE tag SET name = 'market'")
        work.execute("INSERT INTO contact (id, name, sort_key, created_at) VALUES ('c', 'N', 'n', 0)")
    assert past.rows("SELECT name FROM tag") == [("fair",)]
    assert past.rows("SELECT * FROM contact") == []
    past.close()


def test_a_clock_set_back_keeps_the_order_of_what_was_done(database: Database) -> None:
    entries = []
    for moment, name in ((10_000, "one"), (50_000, "two"), (20_000, "three")):
        _at(database, moment)
        with database.write(name) as work:
            work.execute("INSERT INTO tag (id, name, created_at) VALUES (?, ?, 0)", (new_id(), name))
        entries.append(work.entry)
    assert entry_at(database, 9_999) == 0
    assert entry_at(database, 10_000) == entries[0]
    # “three” was entered at 20,000 after “two”, whatever the clock had said.
    assert entry_at(database, 30_000) == entries[2]


def test_undone_and_redone_states_are_seen_too(database: Database) -> None:
    with database.write("Added") as added:
        added.execute("INSERT INTO tag (id, name, created_at) VALUES ('t', 'fair', 0)")
    undone = undo.undo_last(database, groups=GROUPS).change.entry
    redone = undo.redo_last(database, groups=GROUPS).change.entry
    for entry, count in ((added.entry, 1), (undone, 0), (redone, 1)):
        past = AsOf(database, entry or 0)
        assert past.value("SELECT count(*) FROM tag") == count
        past.close()
