"""SIGKILL at any moment: what was acknowledged is there, what was not is wholly absent, the file is good."""

from __future__ import annotations

import random
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from crm_desktop.storage.database import Database
from crm_desktop.storage.workspace import create_workspace, open_workspace
from tests.storage.kill_worker import PHONES
from tests.storage.rows import assert_search_agrees

PROJECT = Path(__file__).parents[2]


class _Told:
    """What the killed processes had said, taken together."""

    def __init__(self) -> None:
        self.present: set[str] = set()
        self.nicknames: dict[str, str] = {}
        self.numbers: list[str] = []
        self.files: list[str] = []
        self.operations = 0

    def hear(self, line: str) -> None:
        letter, *words = line.split()
        self.operations += letter != "ready"
        match letter:
            case "e":
                self.nicknames[words[0]] = words[1]
            case "i":
                self.present.update(words)
            case "n":
                self.numbers.append(words[0])
                self.present.add(words[1])
            case "u":
                self.present.difference_update(words[1:])
                # An undo may have taken an edit back; what it restored is checked by the property tests.
                self.nicknames.clear()
            case "b" | "m":
                self.files.append(words[0])


def _kill_once(path: Path, seed: int, told: _Told) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.storage.kill_worker", str(path), str(seed)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=PROJECT,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n", process.stderr.read() if process.stderr else ""
    with suppress(subprocess.TimeoutExpired):
        process.wait(random.Random(seed).random() * 0.25)
    process.kill()
    said, complaint = process.communicate()
    assert complaint == ""
    for line in said.splitlines(keepends=True):
        if line.endswith("\n"):
            told.hear(line)


def _inspect(database: Database, told: _Told) -> None:
    assert database.rows("PRAGMA integrity_check") == [("ok",)]
    assert database.rows("PRAGMA foreign_key_check") == []
    there = {row[0] for row in database.rows("SELECT id FROM contact")}
    assert told.present <= there or _undone_unheard(database, told.present - there)
    for contact, nickname in told.nicknames.items():
        found = database.value("SELECT nickname FROM contact WHERE id = ?", (contact,))
        later = database.value(
            "SELECT count(*) FROM journal_line "
            "WHERE record_id = ? AND action = 'update' AND fields LIKE '%' || ? || '%'",
            (contact, nickname),
        )
        assert found == nickname or later >= 1  # the edit itself is in the journal, whatever came after unheard
    whole = database.rows(
        "SELECT c.id FROM contact c WHERE (SELECT count(*) FROM channel WHERE contact_id = c.id) <> ?", (PHONES,)
    )
    assert whole == []
    numbers = [row[0] for row in database.rows("SELECT tax_id FROM contact WHERE tax_id <> '' ORDER BY tax_id")]
    assert len(set(numbers)) == len(numbers)
    assert set(told.numbers) <= set(numbers)
    unjournalled = database.rows(
        "SELECT id FROM contact WHERE id NOT IN (SELECT record_id FROM journal_line WHERE table_name = 'contact')"
    )
    assert unjournalled == []
    assert database.value("SELECT entry_id FROM journal_open") is None
    assert_search_agrees(database)


def _undone_unheard(database: Database, missing: set[str]) -> bool:
    """Whether an undo that committed just before its process died took these away."""
    return all(
        database.value(
            "SELECT e.kind FROM journal_line l JOIN journal_entry e ON e.id = l.entry_id "
            "WHERE l.record_id = ? ORDER BY l.id DESC LIMIT 1",
            (one,),
        )
        == "undo"
        for one in missing
    )


def _survive(folder: Path, kills: int, inspect_every: int) -> _Told:
    path = folder / "shop.crm"
    create_workspace(path).close()
    told = _Told()
    for seed in range(kills):
        _kill_once(path, seed, told)
        if (seed + 1) % inspect_every == 0 or seed == kills - 1:
            database = open_workspace(path)
            _inspect(database, told)
            database.close()
            for name in told.files:
                copy = open_workspace(folder / name)
                assert copy.rows("PRAGMA integrity_check") == [("ok",)]
                copy.close()
                (folder / name).unlink()
            told.files.clear()
            for leftover in folder.glob("*.crm*"):
                if not leftover.name.startswith("shop.crm"):
                    leftover.unlink()
    return told


def test_acknowledged_writes_survive_a_few_kills(tmp_path: Path) -> None:
    told = _survive(tmp_path, kills=12, inspect_every=3)
    assert told.operations > 12


@pytest.mark.torture
def test_acknowledged_writes_survive_a_thousand_kills(tmp_path: Path) -> None:
    told = _survive(tmp_path, kills=1000, inspect_every=10)
    print(f"1000 kills, {told.operations} acknowledged operations, 0 lost")
