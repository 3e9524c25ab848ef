"""Files that are no workspace, or none that this program can keep safe: a sentence each, the file as it was."""

from __future__ import annotations

import os
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from crm_desktop.core.errors import CrmError
from crm_desktop.services.backups import bring_back
from crm_desktop.services.opening import open_services
from crm_desktop.storage.driver import APPLICATION_ID, connect
from tests.robustness.conftest import Command, contents

Make = Callable[[Path], object]


def _foreign(path: Path) -> None:
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE recipe (id)")
    other.close()


def _claims_to_be_ours(path: Path) -> None:
    other = sqlite3.connect(path)
    other.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    other.execute("CREATE TABLE recipe (id)")
    other.close()


def _newer(path: Path) -> None:
    _claims_to_be_ours(path)
    other = sqlite3.connect(path)
    other.execute("PRAGMA user_version = 999")
    other.close()


WRONG: dict[str, tuple[Make, str]] = {
    "missing": (lambda path: None, "There is no file"),
    "folder": (lambda path: path.mkdir(), "is a folder"),
    "empty": (lambda path: path.touch(), "is empty"),
    "text": (lambda path: path.write_text("name;phone\nAmelia;1\n" * 20), "is not a workspace"),
    "short": (lambda path: path.write_bytes(b"SQLite format 3\0"), "database of another program"),
    "foreign": (_foreign, "database of another program"),
    "ours-in-name": (_claims_to_be_ours, "is damaged and was not opened"),
    "newer": (_newer, "newer version"),
    "fifo": (lambda path: os.mkfifo(path), "not an ordinary file"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_file_ends_in_one_sentence(tmp_path: Path, command: Command, what: str) -> None:
    make, words = WRONG[what]
    path = tmp_path / "shop.crm"
    make(path)
    before = contents(tmp_path)
    for words_typed in (("list", "contact"), ("check",), ("backup",), ("undo",)):
        assert words in command(path, *words_typed).refusal()
    command(path, "rescue", path, "-o", tmp_path / "rescued.crm").refusal()
    assert contents(tmp_path) == before


def test_a_pipe_is_neither_restored_nor_rescued(shop: Path, tmp_path: Path, command: Command) -> None:
    pipe = tmp_path / "pipe.crm"
    os.mkfifo(pipe)
    before = shop.read_bytes()
    assert "not an ordinary file" in command(shop, "restore", pipe).refusal()
    assert "not an ordinary file" in command(shop, "rescue", pipe, "-o", tmp_path / "rescued.crm").refusal()
    assert shop.read_bytes() == before


@pytest.mark.parametrize("what", ["text", "newer", "ours-in-name"])
def test_so_does_a_process(tmp_path: Path, process: Command, what: str) -> None:
    make, words = WRONG[what]
    path = tmp_path / "shop.crm"
    make(path)
    before = contents(tmp_path)
    assert words in process(path, "list", "contact").refusal()
    assert contents(tmp_path) == before


def test_a_newer_version_is_noticed_while_it_is_only_in_the_log(shop: Path) -> None:
    newer = connect(shop)
    newer.execute("PRAGMA user_version = 999")
    newer.execute("PRAGMA wal_checkpoint(PASSIVE)")
    reader = connect(shop)  # keeps the log from being folded into the file
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM contact").fetchone()
    newer.close()
    with pytest.raises(CrmError, match="newer version"):
        open_services(shop)
    reader.close()


@pytest.mark.parametrize(
    "patched", [False, pytest.param(True, marks=pytest.mark.torture)], ids=["raw", "with our mark"]
)
def test_a_hundred_malformed_files_end_in_a_sentence_each(
    shared_data: Path, tmp_path: Path, command: Command, patched: bool
) -> None:
    sentences = 0
    with zipfile.ZipFile(shared_data / "robustness" / "sqlite_malformed_100.zip") as archive:
        for name in archive.namelist():
            data = bytearray(archive.read(name))
            if patched and len(data) >= 72:
                data[68:72] = APPLICATION_ID.to_bytes(4, "big")
            path = tmp_path / "given.crm"
            path.write_bytes(data)
            said = command(path, "list", "contact").refusal()
            assert any(one in said for one in ("another program", "is damaged", "newer version")), (name, said)
            assert contents(tmp_path) == {"given.crm": bytes(data)}, name
            sentences += 1
    assert sentences == 100


def test_a_damaged_copy_brought_back_is_found_before_it_is_used(shop: Path, tmp_path: Path) -> None:
    data = bytearray(shop.read_bytes())
    data[18:20] = b"\x01\x01"  # as a backup is kept: not in use, so that opening checks the whole of it
    broken = len(data) // 4096 // 2 * 4096
    data[broken : broken + 4096] = b"\xff" * 4096
    backup = tmp_path / "backup.crm"
    backup.write_bytes(data)
    with pytest.raises(CrmError, match="is damaged and was not brought back"):
        bring_back(backup, tmp_path / "back.crm")
    assert backup.read_bytes() == bytes(data)
    assert not (tmp_path / "back.crm").exists()
