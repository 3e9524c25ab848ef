"""Every way to write is journalled, and undoing an entry restores exactly the rows before it."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, update

from crm_desktop.core.errors import Refused
from crm_desktop.core.ids import derived_id, new_id
from crm_desktop.models import Affiliation, Channel, Contact, Record, Tag, TagLink, Task
from crm_desktop.storage import undo
from crm_desktop.storage.database import Database, Transaction
from crm_desktop.storage.driver import connect
from crm_desktop.storage.groups import GROUPS
from crm_desktop.storage.journal import OUTSIDE, UNWATCHED, columns_of, watched_tables
from crm_desktop.storage.workspace import open_workspace
from tests.storage.programs import PROGRAMS, Step, run_step, template
from tests.storage.rows import assert_search_agrees, contents


def _contact(name: str, record_id: str | None = None) -> Contact:
    return Contact(id=record_id or new_id(), kind="person", name=name, sort_key=name.lower())


def _lines(database: Database) -> list[tuple[str, str, str, Any]]:
    return [
        (table, record, action, json.loads(fields) if fields else None)
        for table, record, action, fields in database.rows(
            "SELECT table_name, record_id, action, fields FROM journal_line ORDER BY id"
        )
    ]


def test_every_mapped_table_is_watched_with_every_column(database: Database) -> None:
    connection = database.new_connection()
    watched = {table: {name for name, _ in columns_of(connection, table)} for table in watched_tables(connection)}
    connection.close()
    assert watched == {
        table.name: {column.name for column in table.columns}
        for table in Record.metadata.tables.values()
        if table.name not in UNWATCHED
    }


def test_the_groups_are_those_the_mapped_classes_declare() -> None:
    assert {
        table.name: groups
        for table in Record.metadata.tables.values()
        if (groups := {column.name: column.info["group"] for column in table.columns if "group" in column.info})
    } == GROUPS


def test_a_change_names_only_the_columns_that_changed(database: Database) -> None:
    with database.write("Added") as work:
        contact = _contact("Amelia")
        work.session.add(contact)
    with database.write("Renamed") as work:
        work.session.get_one(Contact, contact.id).nickname = "Amy"
    assert work.change.touched == {"contact": frozenset({contact.id})}
    assert _lines(database)[-1] == ("contact", contact.id, "update", {"nickname": ["", "Amy"]})


def test_a_write_that_changes_nothing_leaves_no_entry(database: Database) -> None:
    with database.write("Nothing") as work:
        pass
    assert not work.change
    assert database.value("SELECT count(*) FROM journal_entry") == 0


def test_an_exception_rolls_everything_back(database: Database) -> None:
    before = contents(database)

    def break_off() -> None:
        with database.write("Broken") as work:
            work.session.add(_contact("Lost"))
            work.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        break_off()
    assert contents(database) == before
    assert database.value("SELECT count(*) FROM journal_entry") == 0
    with database.write("Next") as work:
        work.session.add(_contact("Kept"))
    assert work.change


def _by_orm(work: Transaction, record: str) -> None:
    work.session.add(_contact("Orm", record))


def _by_core(work: Transaction, record: str) -> None:
    work.session.execute(insert(Contact), [{"id": record, "name": "Core", "sort_key": "core"}])
    work.session.execute(update(Contact).where(Contact.id == record).values(nickname="bulk"))


def _by_sqlite_utils(work: Transaction, record: str) -> None:
    from sqlite_utils import Database as Tools

    row = {"id": record, "name": "Tools", "sort_key": "tools", "created_at": 0}
    work.connection.execute("SAVEPOINT tools")
    Tools(work.connection)["contact"].insert(row)  # type: ignore[union-attr]


def _by_hand(work: Transaction, record: str) -> None:
    work.execute(
        "INSERT OR REPLACE INTO contact (id, name, sort_key, created_at) VALUES (?, 'Hand', 'hand', 0)",
        (record,),
    )


@pytest.mark.parametrize("way", [_by_orm, _by_core, _by_sqlite_utils, _by_hand])
def test_every_way_to_write_is_journalled(database: Database, way: Callable[[Transaction, str], None]) -> None:
    record = new_id()
    before = contents(database)
    with database.write("Added") as work:
        way(work, record)
    assert work.change.touched["contact"] == frozenset({record})
    assert_search_agrees(database)
    undo.undo_last(database, groups=GROUPS)
    assert contents(database) == before


def test_a_row_displaced_by_replace_is_in_the_journal_and_comes_back(database: Database) -> None:
    with database.write("Added") as work:
        contact = _contact("First")
        work.session.add(contact)
    before = contents(database)
    with database.write("Replaced") as work:
        work.execute(
            "INSERT OR REPLACE INTO contact (id, name, sort_key, created_at) VALUES (?, 'Second', 's', 7)",
            (contact.id,),
        )
    assert [line[2] for line in _lines(database)] == ["insert", "delete", "insert"]
    undo.undo_last(database, groups=GROUPS)
    assert contents(database) == before


def test_foreign_writers_are_recorded_as_such(database: Database) -> None:
    foreign = connect(database.path)
    foreign.execute("INSERT INTO contact (id, name, sort_key, created_at) VALUES ('a', 'Foreign', 'f', 0)")
    foreign.execute("UPDATE contact SET name = 'Renamed' WHERE id = 'a'")
    foreign.close()
    assert database.rows("SELECT DISTINCT label FROM journal_entry") == [(OUTSIDE,)]
    assert [line[2] for line in _lines(database)] == ["insert", "update"]


def test_the_id_of_a_record_is_fixed(database: Database) -> None:
    with database.write("Added") as work:
        work.session.add(_contact("Amelia", "a"))
    with pytest.raises(Exception, match="id of a record is fixed"), database.write("Broken") as work:
        work.execute("UPDATE contact SET id = 'b'")


def test_a_later_change_to_the_same_field_is_kept_and_reported(database: Database) -> None:
    with database.write("Added") as work:
        contact = _contact("Amelia")
        work.session.add(contact)
    with database.write("First") as first:
        record = first.session.get_one(Contact, contact.id)
        record.nickname, record.job_title = "Amy", "Owner"
    with database.write("Second") as work:
        work.session.get_one(Contact, contact.id).nickname = "Mimi"
    result = undo.undo(database, first.entry, groups=GROUPS)
    assert database.row("SELECT nickname, job_title FROM contact") == ("Mimi", "")
    assert [(c.field, c.title) for c in result.conflicts] == [("nickname", "Amelia")]


def test_fields_that_mean_something_together_go_back_together(database: Database) -> None:
    with database.write("Added") as work:
        work.session.add(Contact(id="a", name="Ann Lee", given_name="Ann", family_name="Lee", sort_key="lee ann"))
    with database.write("Given") as given_name:
        record = given_name.session.get_one(Contact, "a")
        record.given_name, record.name = "Anna", "Anna Lee"
    with database.write("Family") as work:
        work.session.get_one(Contact, "a").family_name = "Li"
    result = undo.undo(database, given_name.entry, groups=GROUPS)
    assert database.row("SELECT given_name, family_name FROM contact") == ("Anna", "Li")
    assert {c.field for c in result.conflicts} == {"given_name", "name"}
    assert not result.change.touched


def test_what_was_used_since_survives_the_undo_of_its_birth_whole(database: Database) -> None:
    with database.write("Imported") as imported:
        for name in ("Used", "Unused"):
            contact = _contact(name, name.lower())
            contact.channels.append(Channel(medium="phone", value="1", normalised="1"))
            imported.session.add(contact)
        imported.session.add(Tag(id="t", name="fair"))
    with database.write("Tagged") as work:
        work.session.add(TagLink(id=derived_id("t", "used"), tag_id="t", record_kind="contact", record_id="used"))
    result = undo.undo(database, imported.entry, groups=GROUPS)
    assert database.rows("SELECT id FROM contact") == [("used",)]
    assert database.rows("SELECT contact_id FROM channel") == [("used",)]
    assert database.rows("SELECT id FROM tag") == [("t",)]
    assert {c.title for c in result.conflicts} == {"Used", "fair"}


def test_an_entry_is_undone_once(database: Database) -> None:
    with database.write("Added") as work:
        work.session.add(_contact("Amelia"))
    undo.undo(database, work.entry, groups=GROUPS)
    with pytest.raises(Refused, match="undone already"):
        undo.undo(database, work.entry, groups=GROUPS)


def test_an_entry_that_issued_a_number_stands(database: Database) -> None:
    with database.write("Issued Q-0001") as work:
        work.session.add(_contact("Amelia"))
        work.undoable = False
    with pytest.raises(Refused, match="number was issued"):
        undo.undo(database, work.entry, groups=GROUPS)
    assert undo.undo_stack(database) is None


def test_bulk_writes_are_journalled_and_found(database: Database) -> None:
    with database.write("Added two") as work:
        work.session.add_all([_contact("Old", "old"), _contact("Firm", "firm")])
        work.flush()
        work.session.add(Affiliation(person_id="old", company_id="firm"))
        work.session.add(Task(title="Call", person_id="old", company_id="firm"))
    before = contents(database)
    with database.write("Imported", bulk=True) as work:
        people = [(f"p{n}", f"Person {n} Müller", f"p{n}") for n in range(50)]
        work.execute_many("INSERT INTO contact (id, name, sort_key, created_at) VALUES (?, ?, ?, 0)", people)
        phones = [(new_id(), f"p{n}", f"0770 900{n:03}") for n in range(50)] + [(new_id(), "old", "0770 999999")]
        work.execute_many(
            "INSERT INTO channel (id, contact_id, medium, value, normalised) VALUES (?, ?, 'phone', ?, '')",
            phones,
        )
        work.execute("UPDATE contact SET nickname = 'changed', name = 'New' WHERE id = 'old'")
        work.execute("UPDATE contact SET name = 'Firm Ltd' WHERE id = 'firm'")
    assert len(work.change.touched["contact"]) == 52
    assert_search_agrees(database)
    assert database.value("SELECT count(*) FROM search_digits WHERE search_digits MATCH '900042'") == 1
    undo.undo_last(database, groups=GROUPS)
    assert contents(database) == before
    assert_search_agrees(database)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(PROGRAMS)
def test_undoing_the_newest_entries_walks_back_through_every_state(program: list[list[Step]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = open_workspace(Path(shutil.copy(template(), folder)))
        states = [contents(database)]
        for steps in program:
            with database.write("Step") as work:
                for step in steps:
                    run_step(work, step)
            if work.change:
                states.append(contents(database))
            else:
                assert contents(database) == states[-1]
        for state in reversed(states[:-1]):
            assert undo.undo_last(database, groups=GROUPS).conflicts == ()
            assert contents(database) == state
        assert_search_agrees(database)
        for state in states[1:]:
            assert undo.redo_last(database, groups=GROUPS).conflicts == ()
            assert contents(database) == state
        assert_search_agrees(database)
        assert undo.redo_stack(database) is None
        database.close()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(PROGRAMS, st.integers(0, 5))
def test_undoing_any_entry_changes_only_what_it_had_made_and_says_what_it_left(
    program: list[list[Step]], pick: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = open_workspace(Path(shutil.copy(template(), folder)))
        entries = []
        states = [contents(database)]
        for steps in program:
            with database.write("Step") as work:
                for step in steps:
                    run_step(work, step)
            if work.change:
                entries.append(work.entry)
                states.append(contents(database))
        if entries:
            index = pick % len(entries)
            before, after, now = states[index], states[index + 1], contents(database)
            result = undo.undo(database, entries[index], groups=GROUPS)
            then = contents(database)
            for table, rows in then.items():
                ids = rows.keys() | now[table].keys()
                for record in ids:
                    old, new = before[table].get(record), after[table].get(record)
                    was, became = now[table].get(record), rows.get(record)
                    if became != was:  # what moved had been made by the entry, and went back to before
                        assert old != new
                        if old is None or became is None:
                            assert became == old
                        else:
                            assert all(v in (w, o) for v, w, o in zip(became, was or old, old, strict=True))
            assert_search_agrees(database)
            if not result.conflicts and index == len(entries) - 1:
                assert then == before
        broken = database.rows("PRAGMA foreign_key_check")
        assert broken == []
        database.close()
