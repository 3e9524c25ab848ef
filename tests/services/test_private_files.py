"""Files put aside for another program: private, and gone with us; a dead program's go with the next."""

from __future__ import annotations

import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from crm_desktop.services import private_files


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_what_was_put_aside_is_private_overwritten_and_deleted(own_folder: Path) -> None:
    folder = private_files.fresh_folder()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    path = folder / "note.txt"
    path.write_bytes(b"words of a customer")
    path.chmod(0o400)
    (own_folder / "crm-file-notes.txt").touch()
    with path.open("rb") as held:
        private_files.clear()
        assert not held.read().strip(b"\0")
    assert [one.name for one in own_folder.iterdir()] == ["crm-file-notes.txt"]


def test_only_what_dead_programs_left_goes_with_the_next(own_folder: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left = own_folder / f"crm-file-{ended.pid}-abc"
    left.mkdir(mode=0o700)
    (left / "note.txt").write_text("words")
    living = own_folder / "crm-file-1-abc"
    living.mkdir()
    mine = private_files.fresh_folder()
    private_files.clear(own=False)
    assert sorted(own_folder.iterdir()) == sorted([living, mine])
