"""Two computers that share a file are kept apart; what a crash left behind hinders nobody."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from crm_desktop.core.errors import OpenElsewhere
from crm_desktop.storage import claim
from crm_desktop.storage.claim import SILENT_SECONDS, claim_of
from crm_desktop.storage.database import Database
from crm_desktop.storage.workspace import create_workspace, open_workspace

Elsewhere = Callable[[], object]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "shop.crm"
    create_workspace(path).close()
    return path


@contextmanager
def _on_another_computer(monkeypatch: pytest.MonkeyPatch, name: str = "office") -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setattr(claim, "_name", lambda: name)
        patch.setattr(claim, "_machine", lambda: name)
        yield


def _age(path: Path, seconds: float) -> None:
    then = time.time() - seconds
    os.utime(claim_of(path), (then, then))


def _write(database: Database) -> None:
    with database.write("Added") as work:
        work.execute("INSERT INTO tag (id, name, created_at) VALUES (hex(randomblob(8)), 'x', 0)")


def test_another_computer_is_told_who_has_it_open(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with _on_another_computer(monkeypatch, "office"):
        there = open_workspace(path)
    before = path.read_bytes()
    with pytest.raises(OpenElsewhere, match="open on “office”"):
        open_workspace(path)
    assert path.read_bytes() == before
    there.close()
    open_workspace(path).close()


def test_on_one_computer_many_may_have_it_open(path: Path) -> None:
    first, second = open_workspace(path), open_workspace(path)
    _write(first)
    _write(second)
    first.close()
    _write(second)
    second.close()
    assert not claim_of(path).exists()


def test_nothing_is_left_when_it_is_closed(path: Path) -> None:
    database = open_workspace(path)
    assert claim_of(path).stat().st_mode & 0o777 == 0o600
    database.close()
    assert [one.name for one in path.parent.iterdir()] == ["shop.crm"]


def test_a_crash_on_this_computer_hinders_nobody(path: Path) -> None:
    program = "import os, sys; from pathlib import Path; from crm_desktop.storage.workspace import open_workspace\n"
    program += "database = open_workspace(Path(sys.argv[1])); os.kill(os.getpid(), 9)"
    subprocess.run([sys.executable, "-c", program, path], check=False)
    assert claim_of(path).exists()
    database = open_workspace(path)
    assert json.loads(claim_of(path).read_text())["pid"] == os.getpid()
    database.close()
    assert not claim_of(path).exists()


def test_a_crash_while_it_is_being_said_hinders_nobody(path: Path) -> None:
    program = "import os, sys; from pathlib import Path; from crm_desktop.storage.workspace import open_workspace\n"
    program += "os.write = lambda *_: os.kill(os.getpid(), 9); open_workspace(Path(sys.argv[1]))"
    assert subprocess.run([sys.executable, "-c", program, path], check=False).returncode == -9
    database = open_workspace(path)
    (left,) = path.parent.glob(".shop.crm.lock.*")
    long_ago = time.time() - SILENT_SECONDS - 60
    os.utime(left, (long_ago, long_ago))
    database.close()
    assert [one.name for one in path.parent.iterdir()] == ["shop.crm"]


def test_it_is_said_on_a_disk_that_knows_no_second_names_too(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_names: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", refuse)
    database = open_workspace(path)
    assert json.loads(claim_of(path).read_text())["pid"] == os.getpid()
    database.close()
    assert [one.name for one in path.parent.iterdir()] == ["shop.crm"]


def test_a_crash_on_another_computer_hinders_for_three_minutes(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with _on_another_computer(monkeypatch):
        open_workspace(path)  # and never closed
    _age(path, SILENT_SECONDS - 30)
    with pytest.raises(OpenElsewhere):
        open_workspace(path)
    _age(path, SILENT_SECONDS + 1)
    database = open_workspace(path)
    _write(database)
    database.close()


def test_a_clock_that_is_wrong_does_not_matter(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The silence is measured by the clock that stamps the files, not by that of this computer."""
    with _on_another_computer(monkeypatch):
        there = open_workspace(path)
    monkeypatch.setattr(time, "time", lambda: 0.0)
    with pytest.raises(OpenElsewhere):
        open_workspace(path)
    there.close()


def test_who_slept_while_another_opened_it_writes_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asleep = open_workspace(path)
    _write(asleep)
    _age(path, SILENT_SECONDS + 1)
    with _on_another_computer(monkeypatch):
        there = open_workspace(path)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 3600)
    for _ in range(2):
        with pytest.raises(OpenElsewhere, match="was opened on another computer meanwhile"):
            _write(asleep)
    assert there.value("SELECT count(*) FROM tag") == 1
    asleep.close()
    assert claim_of(path).exists()  # the other one's word stands
    there.close()


def test_it_is_said_again_every_minute(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time()
    database = open_workspace(path)
    _age(path, 100)
    database.stay()
    assert now - claim_of(path).stat().st_mtime > 90  # a minute has not passed
    monkeypatch.setattr(time, "time", lambda: now + 61)
    database.stay()
    assert now - claim_of(path).stat().st_mtime < 30
    claim_of(path).unlink()
    monkeypatch.setattr(time, "time", lambda: now + 130)
    database.stay()
    assert claim_of(path).exists()
    database.close()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"name": 1}', "\x00" * 40])
def test_nonsense_in_its_place_hinders_for_three_minutes_at_most(path: Path, content: str) -> None:
    claim_of(path).write_text(content)
    with pytest.raises(OpenElsewhere, match="another computer"):
        open_workspace(path)
    _age(path, SILENT_SECONDS + 1)
    open_workspace(path).close()
    assert not claim_of(path).exists()


def test_where_no_file_can_be_made_it_opens_all_the_same(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: object, file: Path) -> None:
        raise PermissionError

    monkeypatch.setattr(claim.Claim, "_make", refuse)
    database = open_workspace(path)
    _write(database)
    database.close()
