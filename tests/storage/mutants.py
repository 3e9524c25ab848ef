"""Ways to weaken the storage on purpose: each must make a test fail, or that test proves nothing.

Loaded by pytest (`-p tests.storage.mutants`) in a process of its own, with `CRM_MUTANT` naming the one to make.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

VARIABLE = "CRM_MUTANT"


@dataclass(frozen=True)
class Mutant:
    """A weakness, and the test that must see it."""

    weaken: Callable[[], None]
    test: str


def _set(module: str, name: str, value: Any) -> None:
    owner: Any = __import__(module, fromlist=["_"])
    *path, last = name.split(".")
    for part in path:
        owner = getattr(owner, part)
    assert hasattr(owner, last), f"{module}.{name} is no more: the mutant changes nothing"
    setattr(owner, last, value)


def _get(module: str, name: str) -> Any:
    found: Any = __import__(module, fromlist=["_"])
    for part in name.split("."):
        found = getattr(found, part)
    return found


def _nothing(*_values: Any, **_more: Any) -> None:
    """Do what should be done not at all."""


def _pragma(name: str, word: str, number: int) -> None:
    driver = "crm_desktop.storage.driver"
    old = _get(driver, "_PRAGMAS")
    assert any(one[0] == name for one in old)
    _set(driver, "_PRAGMAS", tuple((name, word, number) if one[0] == name else one for one in old))


class _Loose:
    """A connection that takes statements one by one, without a transaction around them."""

    def __init__(self, real: Any) -> None:
        self._real = real

    def execute(self, sql: str, *values: Any) -> Any:
        if sql.startswith(("BEGIN", "COMMIT", "ROLLBACK")):
            sql, values = "SELECT 1", ()
        return self._real.execute(sql, *values)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


def _ddl_outside() -> None:
    migrate = _get("crm_desktop.storage.workspace", "migrate")
    _set("crm_desktop.storage.workspace", "migrate", lambda connection: migrate(_Loose(connection)))


def _writes_outside() -> None:
    begin = _get("crm_desktop.storage.database", "Database._begin_entry")

    def loosely(database: Any, *values: Any) -> Any:
        entry = begin(database, *values)
        database._writer.execute("COMMIT")
        return entry

    _set("crm_desktop.storage.database", "Database._begin_entry", loosely)
    _set("crm_desktop.storage.database", "Database._end_entry", _end_loosely())


def _end_loosely() -> Callable[..., Any]:
    end = _get("crm_desktop.storage.database", "Database._end_entry")

    def ended(database: Any, work: Any) -> Any:
        if not database._writer.in_transaction:
            database._writer.execute("BEGIN")
        return end(database, work)

    return ended


def _journal_after_commit() -> None:
    """Commit the rows first and what the journal says of them a moment later."""
    module = "crm_desktop.storage.database"
    end = _get(module, "Database._end_entry")

    def late(database: Any, work: Any) -> Any:
        run = database._writer.execute
        lines = run(
            "SELECT entry_id, table_name, record_id, action, fields FROM journal_line WHERE entry_id = ?", (work.entry,)
        ).fetchall()
        run("DELETE FROM journal_line WHERE entry_id = ?", (work.entry,))
        run("COMMIT")
        run("BEGIN IMMEDIATE")
        for line in lines:
            run(
                "INSERT INTO journal_line (entry_id, table_name, record_id, action, fields) VALUES (?, ?, ?, ?, ?)",
                line,
            )
        return end(database, work)

    _set(module, "Database._end_entry", late)


def _stamps_by_the_clock() -> None:
    module = "crm_desktop.storage.database"
    begin = _get(module, "Database._begin_entry")

    def begun(database: Any, *values: Any) -> Any:
        entry = begin(database, *values)
        database._writer.execute(
            "UPDATE journal_entry SET stamp_ms = ?, stamp_counter = 0 WHERE id = ?", (database.now_ms(), entry)
        )
        return entry

    _set(module, "Database._begin_entry", begun)


def _replace_existing() -> None:
    """Let “New” take a name that somebody else has taken meanwhile."""
    _set("os", "link", os.replace)


def _number_given_again() -> None:
    module = "crm_desktop.storage.numbers"

    def same(work: Any, series: str, year: int) -> str:
        pattern, number = work.execute("SELECT pattern, next FROM number_series WHERE id = ?", (series,))[0]
        return str(pattern).format(n=number, year=year)

    _set(module, "next_number", same)


def _bulk_forgets_search() -> None:
    _set("crm_desktop.storage.bulk", "BulkWrite._index", _nothing)


def _damage_is_forgotten() -> None:
    database = _get("crm_desktop.storage.database", "Database")
    database.damage = property(lambda database: None, _nothing)


def _undo_of_anything() -> None:
    _set("crm_desktop.storage.inverse", "Inverse._read_since", lambda inverse: {})


def _drafts_stay_in_memory() -> None:
    _set("crm_desktop.storage.database", "Database.keep_aside", _nothing)


def _newer_files_are_taken() -> None:
    module = "crm_desktop.storage.workspace"
    strict, newest = _get(module, "open_workspace"), _get(module, "SCHEMA_VERSION")

    def lax(path: Any, *, key: bytes | None = None) -> Any:
        _set(module, "SCHEMA_VERSION", newest + 1)
        return strict(path, key=key)

    _set(module, "open_workspace", lax)


MUTANTS: dict[str, Mutant] = {
    "a commit is synced at checkpoints only": Mutant(
        lambda: _pragma("synchronous", "NORMAL", 1),
        "tests/storage/test_power.py::test_a_few_cuts_lose_and_damage_nothing",
    ),
    "nothing is ever synced": Mutant(
        lambda: _pragma("synchronous", "OFF", 0), "tests/storage/test_power.py::test_a_few_cuts_lose_and_damage_nothing"
    ),
    "the journal is written after the commit": Mutant(
        _journal_after_commit, "tests/storage/test_power.py::test_a_few_cuts_lose_and_damage_nothing"
    ),
    "writes stand outside the transaction": Mutant(
        _writes_outside, "tests/storage/test_journal.py::test_an_exception_rolls_everything_back"
    ),
    "the schema is changed outside a transaction": Mutant(
        _ddl_outside,
        "tests/storage/test_migrations.py::test_a_migration_that_fails_at_a_statement_leaves_a_file_that_goes_on",
    ),
    "triggers do not see what a replace displaces": Mutant(
        lambda: _pragma("recursive_triggers", "OFF", 0),
        "tests/storage/test_journal.py::test_a_row_displaced_by_replace_is_in_the_journal_and_comes_back",
    ),
    "a backup is not looked at": Mutant(
        lambda: _set("crm_desktop.storage.backup", "check_whole", _nothing),
        "tests/robustness/test_damage.py::test_a_backup_that_finds_damage_stops_the_writing",
    ),
    "no backup before a migration": Mutant(
        lambda: _set("crm_desktop.storage.workspace", "back_up_changes", _nothing),
        "tests/storage/test_migrations.py::test_a_backup_is_made_first_and_holds_the_old_version",
    ),
    "undo does not ask what changed later": Mutant(
        _undo_of_anything, "tests/storage/test_journal.py::test_a_later_change_to_the_same_field_is_kept_and_reported"
    ),
    "drafts are not written down": Mutant(
        _drafts_stay_in_memory, "tests/services/test_drafts.py::test_a_draft_is_found_until_it_is_forgotten"
    ),
    "stamps follow the clock back": Mutant(
        _stamps_by_the_clock,
        "tests/robustness/test_moved_and_read_only.py::test_a_clock_set_back_leaves_the_entries_in_order",
    ),
    "a file put in its place is written to": Mutant(
        lambda: _set("crm_desktop.storage.held_file", "HeldFile.is_there", lambda held: True),
        "tests/robustness/test_moved_and_read_only.py::test_a_file_put_in_its_place_is_not_written_to",
    ),
    "new names are not seen on the disk": Mutant(
        lambda: _set("crm_desktop.storage.replacing", "sync_folder", _nothing),
        "tests/storage/test_power_whole_files.py::test_a_few_cuts_while_a_backup_is_brought_back",
    ),
    "damage is forgotten": Mutant(
        _damage_is_forgotten, "tests/robustness/test_damage.py::test_after_damage_was_found_nothing_more_is_written"
    ),
    "new overwrites": Mutant(
        _replace_existing, "tests/storage/test_workspace.py::test_a_name_that_is_taken_meanwhile_is_not_overwritten"
    ),
    "a number is given twice": Mutant(
        _number_given_again,
        "tests/services/test_history.py::test_a_new_year_starts_a_series_again_only_where_the_pattern_names_it",
    ),
    "an import is not found by search": Mutant(
        _bulk_forgets_search, "tests/storage/test_journal.py::test_bulk_writes_are_journalled_and_found"
    ),
    "a long write keeps no journal": Mutant(
        lambda: _set("crm_desktop.storage.bulk", "BulkWrite.pour", _nothing),
        "tests/storage/test_bulk.py::test_values_of_every_sort_are_journalled_alike",
    ),
    "files of newer versions are taken": Mutant(
        _newer_files_are_taken, "tests/storage/test_migrations.py::test_a_file_of_a_newer_version_is_refused_in_words"
    ),
    "links may lead nowhere": Mutant(
        lambda: _pragma("foreign_keys", "OFF", 0), "tests/storage/test_workspace.py::test_a_link_leads_somewhere"
    ),
    "other computers are not asked": Mutant(
        lambda: _set("crm_desktop.storage.claim", "Claim._meet", _nothing),
        "tests/storage/test_claim.py::test_another_computer_is_told_who_has_it_open",
    ),
    "shares are taken for disks": Mutant(
        lambda: _set("crm_desktop.storage.places", "unsafe_place", lambda path: None),
        "tests/storage/test_places.py::test_a_file_on_a_share_is_refused_and_not_touched",
    ),
    "room is not asked for": Mutant(
        lambda: _set("crm_desktop.storage.workspace", "require_room", _nothing),
        "tests/storage/test_migrations.py::test_too_little_room_is_said_before_anything_is_changed",
    ),
}
"""What is weakened → how, and which test must fail then."""


def pytest_configure() -> None:
    """Weaken what the variable names, before any test module is imported."""
    name = os.environ.get(VARIABLE)
    if name:
        MUTANTS[name].weaken()


@pytest.hookimpl(trylast=True)
def pytest_report_header() -> str:
    """Say so."""
    return f"weakened: {os.environ.get(VARIABLE, 'nothing')}"
