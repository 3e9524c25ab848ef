"""Encrypting and opening encrypted workspaces on the command line; the passphrase is never an argument."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crm_desktop.cli import main
from crm_desktop.services import encryption
from tests.secrets.test_key_ring import InMemory
from tests.services.encryption.conftest import PASSPHRASE, quick_keys, vault

__all__ = ["quick_keys", "vault"]

OTHER = "purple mustard violin otter"
Run = Callable[..., Any]


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "shop.crm"
    monkeypatch.setenv("CRM_WORKSPACE", str(path))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return path


@pytest.fixture
def run(file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    def call(*words: str, given: str = "", code: int = 0) -> Any:
        monkeypatch.setattr("sys.stdin", io.StringIO(given))
        capsys.readouterr()
        ended = main(words, window=None)
        said = capsys.readouterr()
        assert ended == code, said.out + said.err
        if code:
            return said.err
        return json.loads(said.out) if "--json" in words else said.out

    call("new", str(file), "--name", "Smoke bakery", "--country", "DE")
    call("create", "contact", given='{"kind": "person", "name": "Zanzibarina Neu"}')
    return call


@pytest.fixture
def words(tmp_path: Path) -> Path:
    path = tmp_path / "words.txt"
    path.write_text(f"{PASSPHRASE}\nnot this line\n", "utf-8")
    return path


def test_there_and_back_with_the_passphrase_in_a_file(run: Run, file: Path, words: Path, tmp_path: Path) -> None:
    plain = run("list", "contact")
    run("backup")
    sheet = tmp_path / "sheet.pdf"
    said = run("encrypt", "--passphrase-file", str(words), "--sheet", str(sheet))
    assert "Older backups that do not take this passphrase: 1" in said
    assert sheet.read_bytes().startswith(b"%PDF")
    assert sheet.stat().st_mode & 0o77 == 0
    assert b"Zanzib" not in file.read_bytes()
    assert run("list", "contact", "--passphrase-file", str(words)) == plain
    assert run("--passphrase-file=-", "list", "contact", given=PASSPHRASE) == plain
    assert "is encrypted already" in run("encrypt", "--passphrase-file", str(words), code=1)
    answer = run(
        "change-passphrase", "--passphrase-file", "-", "--new-passphrase-file", "-", "--backups", "encrypt", "--json",
        given=f"{PASSPHRASE}\n{OTHER}\n",
    )  # fmt: skip
    assert answer["other_backups"] == []
    assert "does not open" in run("list", "contact", "--passphrase-file", str(words), code=1)
    run("recovery-sheet", "-o", str(tmp_path / "second.pdf"), "--passphrase-file", "-", given=OTHER)
    run("decrypt", "--passphrase-file", "-", given=OTHER)
    assert run("list", "contact") == plain
    assert "is not encrypted" in run("decrypt", code=1)
    assert "is not encrypted" in run("recovery-sheet", "-o", str(tmp_path / "third.pdf"), code=1)
    assert "is not encrypted" in run("change-passphrase", code=1)


def test_without_a_passphrase_one_sentence_says_so(run: Run, words: Path) -> None:
    assert "nobody can be asked" in run("encrypt", code=1)
    run("encrypt", "--passphrase-file", str(words))
    said = run("list", "contact", code=1)
    assert "“shop.crm” is encrypted." in said
    assert said.count("\n") == 1
    assert "holds no passphrase" in run("list", "contact", "--passphrase-file", "-", code=1)
    assert "could not be read" in run("list", "contact", "--passphrase-file", "nowhere.txt", code=1)


def test_a_weak_passphrase_and_a_sheet_that_is_there_change_nothing(run: Run, file: Path, words: Path) -> None:
    before = file.read_bytes()
    assert "at least 12" in run("encrypt", "--passphrase-file", "-", given="short", code=1)
    assert "tries first" in run("encrypt", "--passphrase-file", "-", given="Smoke Bakery 12", code=1)
    assert "is there already" in run("encrypt", "--passphrase-file", str(words), "--sheet", str(words), code=1)
    run("encrypt", "--passphrase-file", str(words), "--backups", "burn", code=2)
    assert file.read_bytes() == before


def test_the_keyring_answers_for_the_person(run: Run, words: Path, vault: InMemory) -> None:
    run("encrypt", "--passphrase-file", str(words), "--remember", "--backups", "delete")
    assert "Zanzibarina" in run("list", "contact")
    vault.kept.clear()
    run("list", "contact", code=1)


def test_somebody_at_the_keyboard_is_asked(run: Run, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    typed: list[str] = []
    monkeypatch.setattr("crm_desktop.cli.passphrases.can_ask", lambda: True)
    monkeypatch.setattr("crm_desktop.cli.protecting.can_ask", lambda: True)
    monkeypatch.setattr("getpass.getpass", lambda *_words, **_more: typed.pop(0))
    typed[:] = [PASSPHRASE, "something else"]
    assert "not the same" in run("encrypt", code=1)
    typed[:] = [PASSPHRASE, PASSPHRASE]
    run("encrypt")
    typed[:] = ["wrong wrong wrong", "wrong again wrong", PASSPHRASE]
    assert "Zanzibarina" in run("list", "contact")
    typed[:] = ["wrong wrong wrong"] * 3
    assert "does not open" in run("list", "contact", code=1)
    key = encryption.key_from(file, PASSPHRASE)
    typed[:] = [encryption.recovery_code(key)]
    assert "Zanzibarina" in run("list", "contact")


def test_enter_takes_the_passphrase_that_is_suggested(
    run: Run, file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("crm_desktop.cli.protecting.can_ask", lambda: True)
    monkeypatch.setattr("crm_desktop.services.encryption.suggest_passphrase", lambda: OTHER)
    typed = ["", OTHER]
    monkeypatch.setattr("getpass.getpass", lambda *_words, **_more: typed.pop(0))
    run("encrypt")
    assert encryption.key_from(file, OTHER)
