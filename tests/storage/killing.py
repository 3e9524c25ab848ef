"""SIGKILL at any moment of any operation, and what must be true of every file afterwards.

`python -m tests.storage.killing FOLDER KILLS SEED` forks a child for every kill, from a process without threads and
without open files, and prints the tally as JSON; it ends with a traceback when anything was lost, half done or broken.
"""

from __future__ import annotations

import json
import os
import random
import select
import shutil
import signal
import sys
import traceback
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from crm_desktop.services.opening import make_services
from crm_desktop.services.sample.shop import SHOP as BUSINESS
from crm_desktop.storage.database import Database
from crm_desktop.storage.driver import Connection, connect
from crm_desktop.storage.encryption import is_encrypted
from crm_desktop.storage.workspace import SCHEMA_VERSION, open_workspace
from tests.storage.killable import (
    EARLIER,
    KEY,
    OPERATIONS,
    PLANTED,
    SHOP,
    do_everything_once,
    prepare_templates,
    work_until_killed,
)
from tests.storage.people import PHONES
from tests.storage.whole import assert_sound, assert_whole

MOST_LINES = 12
"""A child may say so many lines at most; after the last of them it is killed at a random moment."""
LONGEST = 0.4
"""Seconds to that moment, most often far fewer."""
FRESH_AFTER = 20
"""Kills until a new shop is begun, so that looking at it stays quick."""
Facts = tuple[tuple[object, ...], ...]


def facts_of(connection: Connection) -> Facts:
    """Return what every version of a file says of its people."""
    people = connection.execute("SELECT id, name, nickname FROM contact ORDER BY id").fetchall()
    lines = connection.execute("SELECT contact_id, value FROM channel ORDER BY id").fetchall()
    return tuple(tuple(row) for row in (*people, *lines))


@dataclass
class Told:
    """What the killed children had said."""

    entries: dict[str, int] = field(default_factory=dict)
    numbers: set[str] = field(default_factory=set)
    backups: list[str] = field(default_factory=list)
    begun: dict[str, str] = field(default_factory=dict)
    done: set[str] = field(default_factory=set)
    count: Counter[str] = field(default_factory=Counter)

    def hear(self, line: str) -> None:
        """Take one line of a child."""
        letter, *words = line.split()
        match letter:
            case "w":
                self.entries[words[0]] = int(words[1])
            case "n":
                assert words[0] not in self.numbers, f"{words[0]} was given twice"
                self.numbers.add(words[0])
            case "f":
                self.backups.append(words[0])
            case "b":
                self.begun[words[1]] = words[0]
            case "r":
                return
            case "d":
                self.done.add(words[1])
            case "o":
                self.count[list(OPERATIONS)[int(words[0])]] += 1
                return
            case _:
                raise AssertionError(line)
        self.count["acknowledged"] += letter != "b"


class Harness:
    """Kills children in a folder and looks at what they leave."""

    def __init__(self, folder: Path, seed: int) -> None:
        self._folder = folder
        self._dice = random.Random(seed)
        self._seed = seed
        self._facts: dict[str, Facts] = {}
        self.told = Told()
        self.count: Counter[str] = Counter()
        prepare_templates(folder / "templates")
        self._empty = folder / "templates" / "shop.crm"
        make_services(self._empty, BUSINESS, "Sofia").close()
        for name in (*EARLIER, "small", "earlier", "locked"):
            connection = connect(folder / "templates" / f"{name}.crm", key=KEY if name == "locked" else None)
            self._facts[name] = facts_of(connection)
            connection.close()

    def run(self, kills: int) -> Counter[str]:
        """Kill so many children; look at everything after each."""
        self._begin_anew()
        for line in do_everything_once(self._folder):
            self.told.hear(line)
        self._look()
        self.told.count.clear()
        self.count.clear()
        for number in range(kills):
            if number % FRESH_AFTER == 0:
                self._begin_anew()
            self._kill_one(self._seed + number)
            self._look()
            if number % FRESH_AFTER == FRESH_AFTER - 1:
                print(number + 1, self.told.count["acknowledged"], file=sys.stderr, flush=True)
        return self.count + self.told.count

    def _begin_anew(self) -> None:
        for path in self._folder.iterdir():
            if path.is_dir() and path.name != "templates":
                shutil.rmtree(path)
            elif path.is_file():
                path.unlink()
        shutil.copyfile(self._empty, self._folder / SHOP)
        self.told = Told(count=self.told.count)
        database = open_workspace(self._folder / SHOP)
        self.told.entries = _entries(database)
        database.close()

    def _kill_one(self, seed: int) -> None:
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            _be_killed(self._folder, seed, writing)
        os.close(writing)
        said, lines = b"", self._dice.randint(0, MOST_LINES)
        while said.count(b"\n") < lines and (more := os.read(reading, 1 << 16)):
            said += more
        select.select((), (), (), self._dice.random() ** 3 * LONGEST)  # any moment will do: nothing is waited for
        os.kill(child, signal.SIGKILL)
        said += b"".join(iter(lambda: os.read(reading, 1 << 16), b""))
        os.close(reading)
        os.waitpid(child, 0)
        self.count["kills"] += 1
        for line in said.decode().splitlines(keepends=True):
            if line.startswith("!"):
                raise AssertionError(json.loads(line[1:]))
            if line.endswith("\n"):
                self.told.hear(line)

    # looking

    def _look(self) -> None:
        database = open_workspace(self._folder / SHOP)
        try:
            assert_whole(database)
            self._look_at_entries(database)
            _look_at_numbers(database, self.told.numbers)
            half = database.value(
                "SELECT count(*) FROM contact c WHERE name LIKE 'Name %' "
                "AND (SELECT count(*) FROM channel WHERE contact_id = c.id) <> ?",
                (PHONES,),
            )
            assert half == 0, "a person without all the phones that came along"
        finally:
            database.close()
        for name in self.told.backups:
            connection = connect(self._folder / name)
            assert_sound(connection)
            connection.close()
        self.told.backups.clear()
        for name, operation in self.told.begun.items():
            self._look_at_file(self._folder / name, operation, done=name in self.told.done)
        self.told.begun.clear()
        for path in self._folder.glob("*.*.*"):
            path.unlink()

    def _look_at_entries(self, database: Database) -> None:
        there = _entries(database)
        for uid, lines in self.told.entries.items():
            assert uid in there, "an acknowledged write is lost"
            assert there[uid] == lines, "an acknowledged write is not whole"
        unheard = there.keys() - self.told.entries.keys()
        self.count["committed unheard"] += len(unheard)
        assert len(unheard) <= 1, "more was written than anybody did"
        self.told.entries = there

    def _look_at_file(self, path: Path, operation: str, *, done: bool) -> None:
        self.count[f"{operation} {'done' if done else 'interrupted'}"] += 1
        if operation == "make":
            assert path.exists() or not done
            if path.exists():
                _whole_facts(path)
            return
        template = path.name.split(".")[0].rpartition("-")[2]
        before = self._facts[template]
        after = before
        if operation == "restore":
            after = self._facts["earlier"]
        elif operation == "erase":
            after = _without_planted(before)
        if operation == "migrate" and not done:
            _look_at_half_migrated(path, EARLIER.index(template) + 1)
        if operation in ("encrypt", "decrypt"):
            assert not done or is_encrypted(path) == (operation == "encrypt")
        found = _whole_facts(path)
        assert found == after if done else found in (before, after), f"{operation} left neither the old nor the new"
        if operation == "restore" and done:
            (aside,) = path.parent.glob(f"{path.stem} (before*")
            assert _whole_facts(aside) == before, "what was set aside is not what was there"


def _be_killed(folder: Path, seed: int, pipe: int) -> None:
    """Be the child: never return."""
    try:
        work_until_killed(folder, seed, lambda line: _write(pipe, line + "\n"))
    except BaseException:
        _write(pipe, f"!{json.dumps(traceback.format_exc())}\n")
    os._exit(1)


def _write(pipe: int, text: str) -> None:
    data = text.encode()
    while data:
        data = data[os.write(pipe, data) :]


def _entries(database: Database) -> dict[str, int]:
    return dict(
        database.rows("SELECT e.uid, (SELECT count(*) FROM journal_line WHERE entry_id = e.id) FROM journal_entry e")
    )


def _look_at_numbers(database: Database, told: set[str]) -> None:
    numbers = [
        row[0]
        for row in database.rows(
            "SELECT tax_id FROM contact WHERE tax_id LIKE 'C-%' UNION ALL "
            "SELECT number FROM document WHERE number IS NOT NULL"
        )
    ]
    assert len(set(numbers)) == len(numbers), "a number was given twice"
    assert told <= set(numbers), "a number that was given is lost"


def _whole_facts(path: Path) -> Facts:
    key = KEY if is_encrypted(path) else None
    database = open_workspace(path, key=key)
    try:
        assert_whole(database)
        assert database.value("PRAGMA user_version") == SCHEMA_VERSION
        connection = database.new_connection()
        try:
            return facts_of(connection)
        finally:
            connection.close()
    finally:
        database.close()


def _without_planted(facts: Facts) -> Facts:
    gone = next(row[0] for row in facts if row[1] == PLANTED)
    return tuple(row for row in facts if row[0] != gone)


def _look_at_half_migrated(path: Path, before: int) -> None:
    """Before anybody opens it again, the file is at the version it says it is, whole."""
    connection = connect(path)
    try:
        assert_sound(connection)
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        assert version in (before, SCHEMA_VERSION)
    finally:
        connection.close()


def main() -> None:
    """Kill, look, and print the tally."""
    folder, kills, seed = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    print(json.dumps(Harness(folder, seed).run(kills)))


if __name__ == "__main__":
    main()
