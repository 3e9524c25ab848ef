"""The power goes at any moment: what was acknowledged is there, what was not is wholly absent, nothing is damaged."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crm_desktop.core.errors import CrmError
from crm_desktop.core.ids import new_id
from crm_desktop.storage import driver
from crm_desktop.storage.backup import back_up
from crm_desktop.storage.database import Database
from crm_desktop.storage.driver import DatabaseError, connect
from crm_desktop.storage.numbers import next_number
from crm_desktop.storage.undo import redo_last, undo_last
from crm_desktop.storage.workspace import create_workspace, open_workspace
from tests.storage.people import put_people
from tests.storage.power import Disk, Image, disk_below, images
from tests.storage.whole import assert_sound, assert_whole, digest

NAME = "shop.crm"


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("power") / NAME
    create_workspace(path).close()
    return path


class Working:
    """Writes as the program does, and notes after every commit what must be there from now on."""

    def __init__(self, database: Database, disk: Disk, dice: random.Random) -> None:
        self._database, self._disk, self._dice = database, disk, dice
        self._looking = database.new_connection()
        self.states: list[str] = [digest(self._looking)]
        self.copies: dict[str, str] = {}
        self._disk.mark((0, ()))

    def go_on(self, steps: int) -> None:
        for _ in range(steps):
            self._step()
            self._acknowledge()

    def close(self) -> None:
        self._looking.close()
        self._database.close()
        self._acknowledge()

    def _acknowledge(self) -> None:
        now = digest(self._looking) if not self._database._closed else self.states[-1]
        if now != self.states[-1]:
            self.states.append(now)
        self._disk.mark((len(self.states) - 1, tuple(self.copies)))

    def _step(self) -> None:
        database, dice = self._database, self._dice
        match dice.choice("eeeiimnurcb"):
            case "e":
                with database.write("Edited") as work:
                    work.execute(
                        "UPDATE contact SET nickname = ? WHERE id = (SELECT id FROM contact ORDER BY random() LIMIT 1)",
                        (new_id(),),
                    )
            case "i" | "m":
                many = dice.choice((1, 2, 40))
                with database.write("Imported", bulk=many > 2) as work:
                    put_people(work, [new_id() for _ in range(many)])
            case "n":
                with database.write("Issued") as work:
                    ids = [new_id()]
                    put_people(work, ids)
                    work.execute("UPDATE contact SET tax_id = ?", (next_number(work, "quote", 2026),))
            case "u" | "r" as way:
                try:
                    (undo_last if way == "u" else redo_last)(database, groups={})
                except CrmError:
                    return
            case "c":
                mode = dice.choice(("PASSIVE", "FULL", "TRUNCATE"))
                database._writer.execute(f"PRAGMA wal_checkpoint({mode})").fetchall()
            case "b" if len(self.copies) < 2:
                copy = back_up(database, database.path.with_name(f"{new_id()}.crm"), moment=datetime.now(UTC))
                self.copies[copy.name] = digest(self._looking)


class Verdict:
    """What became of the images of many cuts."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.count: Counter[str] = Counter()

    def look_at(self, image: Image, said: tuple[int, tuple[str, ...]], work: Working, *, closely: bool) -> None:
        self.count["cuts"] += 1
        self.count["acknowledged"] += said[0]
        folder = self._folder
        for old in folder.iterdir():
            old.unlink()
        for name, content in image.items():
            (folder / name).write_bytes(content)
        try:
            found = self._state(folder / NAME, closely=closely)
            copies = {name: self._state(folder / name, closely=False) for name in said[1] if closely}
        except (DatabaseError, CrmError, AssertionError, FileNotFoundError) as error:
            self.count["damaged"] += 1
            print(repr(error)[:200], said, {n: len(c) for n, c in image.items()})
            return
        at = work.states.index(found) if found in work.states else -1
        if at < 0:
            self.count["half"] += 1
        elif at < said[0]:
            self.count["lost"] += said[0] - at
        if any(work.copies[name] != state for name, state in copies.items()):
            self.count["lost copies"] += 1

    @staticmethod
    def _state(path: Path, *, closely: bool) -> str:
        if closely:
            database = open_workspace(path)
            try:
                assert_whole(database)
            finally:
                database.close()
        connection = connect(path)
        try:
            assert_sound(connection)
            return digest(connection)
        finally:
            connection.close()


def cut(
    monkeypatch: pytest.MonkeyPatch, folder: Path, empty: Path, seeds: range, *, steps: int, moments: int
) -> Counter[str]:
    """Work, cut the power at many moments in every way, and count what became of it."""
    verdict = Verdict(folder / "image")
    (folder / "image").mkdir()
    for seed in seeds:
        dice = random.Random(seed)
        here = folder / str(seed)
        here.mkdir()
        path = here / NAME
        path.write_bytes(empty.read_bytes())
        with disk_below(monkeypatch, f"cut{seed}") as disk:
            disk.hold(path)
            work = Working(open_workspace(path), disk, dice)
            work.go_on(steps)
            work.close()
        for number, (said, image) in enumerate(images(disk, dice, moments)):
            verdict.look_at(image, said, work, closely=number % 25 == 7)
    return verdict.count


def weaken(monkeypatch: pytest.MonkeyPatch, word: str, number: int) -> None:
    pragmas = [one if one[0] != "synchronous" else ("synchronous", word, number) for one in driver._PRAGMAS]
    monkeypatch.setattr(driver, "_PRAGMAS", tuple(pragmas))


def test_a_few_cuts_lose_and_damage_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, empty: Path) -> None:
    count = cut(monkeypatch, tmp_path, empty, range(2), steps=20, moments=10)
    assert count["cuts"] >= 80
    assert count - Counter({"cuts": count["cuts"], "acknowledged": count["acknowledged"]}) == Counter()


@pytest.mark.torture
def test_the_harness_sees_a_weaker_sync(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, empty: Path) -> None:
    """Were commits synced less, this very harness would say so: it is no harness that cannot fail."""
    weaken(monkeypatch, "NORMAL", 1)
    count = cut(monkeypatch, tmp_path, empty, range(1), steps=15, moments=10)
    assert count["lost"] > 0
    assert count["damaged"] == 0  # NORMAL forgets, it does not break


@pytest.mark.torture
def test_the_harness_sees_no_sync_at_all(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, empty: Path) -> None:
    weaken(monkeypatch, "OFF", 0)
    count = cut(monkeypatch, tmp_path, empty, range(2), steps=15, moments=10)
    assert count["damaged"] + count["half"] > 0


@pytest.mark.torture
@pytest.mark.parametrize("seed", range(100, 132, 4))
def test_ten_thousand_cuts_lose_and_damage_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, empty: Path, seed: int
) -> None:
    """More than a thousand cuts each; prints how many there were."""
    count = cut(monkeypatch, tmp_path, empty, range(seed, seed + 4), steps=60, moments=80)
    print(dict(count))
    assert count["cuts"] >= 1250
    assert count - Counter({"cuts": count["cuts"], "acknowledged": count["acknowledged"]}) == Counter()
