"""Compacting drops history before a day and nothing else: rows, and everything since, stay as they are."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings

from crm_desktop.core.errors import Refused
from crm_desktop.storage import undo
from crm_desktop.storage.as_of import AsOf
from crm_desktop.storage.compact import Thinned, look, shrink, thin
from crm_desktop.storage.database import Database
from crm_desktop.storage.groups import GROUPS
from crm_desktop.storage.horizon import horizon
from tests.storage.programs import ACT_PROGRAMS, Act, Machine, dump, fresh
from tests.storage.rows import assert_search_agrees


def _label(counted: Thinned) -> str:
    return f"Compacted {counted.changes}"


def _last_writers(database: Database) -> dict[tuple[str, str, str], tuple[int, str]]:
    """Return (table, row, field) → the line that wrote it last and what it wrote, for all rows there are."""
    found: dict[tuple[str, str, str], tuple[int, str]] = {}
    for line, table, record, action, text in database.rows(
        "SELECT id, table_name, record_id, action, fields FROM journal_line ORDER BY id"
    ):
        if action != "update":
            for key in [key for key in found if key[:2] == (table, record)]:
                del found[key]
            found[table, record, ""] = (line, action)
        else:
            for name, pair in json.loads(text).items():
                found[table, record, name] = (line, json.dumps(pair))
    return found


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ACT_PROGRAMS, ACT_PROGRAMS)
def test_what_is_kept_is_the_last_writer_of_every_field_and_everything_since(first: list[Act], then: list[Act]) -> None:
    with fresh() as database:
        machine = Machine(database)
        machine.run(first)
        cut = max(machine.states)
        before_ms = machine.moment + 500
        machine.run(then)
        now, writers = dump(database), _last_writers(database)
        said = look(database, before_ms)
        assert (dump(database), _last_writers(database)) == (now, writers)
        assert thin(database, before_ms, _label) == said
        shrink(database)
        assert {table: rows for table, rows in dump(database).items() if table != "setting"} == {
            table: rows for table, rows in now.items() if table != "setting"
        }
        assert {key: value for key, value in _last_writers(database).items() if key[0] != "setting"} == writers
        assert_search_agrees(database)
        kept = horizon(database)
        if said.is_nothing:
            return
        assert kept is not None
        assert (kept.entry, kept.at_ms) == (cut, before_ms)
        for entry, state in machine.states.items():
            if entry >= cut:
                past = AsOf(database, entry)
                assert dump(past) == state
                past.close()
            else:
                with pytest.raises(Refused, match="dropped"):
                    AsOf(database, entry)
        for entry in machine.states:
            if 0 < entry <= cut:
                with pytest.raises(Refused, match="older than the history"):
                    undo.undo(database, entry, groups=GROUPS)
        # Everything since can still be walked back, down to the cut and no further.
        while (found := undo.undo_stack(database)) is not None:
            assert found[0] > cut
            undo.undo(database, found[0], groups=GROUPS)


def test_a_second_compacting_goes_on_from_the_first_and_never_back(database: Database) -> None:
    for moment in (1000, 2000, 3000, 4000):
        database.now_ms = lambda moment=moment: moment  # type: ignore[misc]
        with database.write(f"At {moment}") as work:
            work.execute(
                "INSERT INTO tag (id, name, created_at) VALUES ('t', ?, 0) "
                "ON CONFLICT (id) DO UPDATE SET name = excluded.name",
                (str(moment),),
            )
    thin(database, 3500, _label)
    kept = horizon(database)
    assert kept is not None
    assert kept.entry == 3
    thin(database, 1500, _label)
    assert horizon(database) == kept
    lines = database.rows("SELECT entry_id, action, fields FROM journal_line WHERE table_name = 'tag' ORDER BY id")
    assert lines == [(1, "insert", None), (4, "update", '{"name":["3000","4000"]}')]
    assert undo.undo_stack(database) == (4, "At 4000")


def test_compacting_cannot_be_undone_and_is_in_the_history(database: Database) -> None:
    with database.write("Added") as work:
        work.execute("INSERT INTO tag (id, name, created_at) VALUES ('t', 'x', 0)")
    thin(database, database.now_ms() + 10, _label)
    entry, label = database.row("SELECT id, label FROM journal_entry WHERE kind = 'compact'") or (0, "")
    assert label == "Compacted 1"
    with pytest.raises(Refused, match="cannot be undone"):
        undo.undo(database, entry, groups=GROUPS)
