"""Backups, restore, the doctor and the rescue on the command line."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crm_desktop.cli import main
from crm_desktop.storage.driver import APPLICATION_ID, connect

Run = Callable[..., Any]


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "shop.crm"
    monkeypatch.setenv("CRM_WORKSPACE", str(path))
    return path


@pytest.fixture
def run(file: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*words: str | Path, code: int = 0) -> Any:
        capsys.readouterr()
        ended = main([str(word) for word in words])
        said = capsys.readouterr()
        assert ended == code, said.out + said.err
        assert "Traceback" not in said.err
        if code:
            assert len(said.err.splitlines()) == 1, said.err
            return said.err
        return json.loads(said.out) if "--json" in words else said.out

    call("new", file, "--name", "Smoke bakery", "--country", "DE")
    return call


def _create(run: Run, tmp_path: Path, name: str) -> None:
    person = tmp_path / "person.json"
    person.write_text(json.dumps({"kind": "person", "given_name": name}))
    run("create", "contact", person)


def _names(run: Run) -> list[str]:
    return [one["name"] for one in run("list", "contact", "--json")]


def test_a_backup_is_listed_and_brought_back_by_its_name(run: Run, file: Path, tmp_path: Path) -> None:
    assert "no backup" in run("backup", "--list")
    _create(run, tmp_path, "Amelia")
    made = Path(run("backup", "--json")["file"])
    _create(run, tmp_path, "René")
    listed = run("backup", "--list", "--json")
    assert [Path(one["file"]) for one in listed] == [made]
    assert listed[0]["before"] == ""
    assert made.name in run("backup", "--list")
    answer = run("restore", made.name, "--json")
    assert answer["label"].startswith("Restored the backup of")
    assert answer["numbers_go_on"]
    assert _names(run) == ["Amelia"]
    said = run("restore", answer["aside"])
    assert "The file before is “shop (before restore " in said
    assert sorted(_names(run)) == ["Amelia", "René"]
    assert run("restore", "nothing.crm", code=1).startswith("There is no file")
    assert run("backup", "-o", made, code=1).endswith("Name another file.\n")
    assert sorted(_names(run)) == ["Amelia", "René"]


def test_a_backup_becomes_a_workspace_where_there_is_none(run: Run, file: Path, tmp_path: Path) -> None:
    _create(run, tmp_path, "Amelia")
    made = run("backup", "--json")["file"]
    other = tmp_path / "other.crm"
    said = run("restore", made, "--workspace", other)
    assert said.startswith("Restored “shop ")
    assert "file before" not in said
    assert [one["name"] for one in run("list", "contact", "--json", "--workspace", other)] == ["Amelia"]


def test_the_doctor_says_what_is_well_and_what_to_do(run: Run, file: Path) -> None:
    said = run("check")
    assert "✓ The file’s pages are whole." in said
    assert "! There is no backup yet." in said
    assert "→ Make one" in said
    assert "MB free" in said
    assert "SQLite 3." in said
    run("backup")
    findings = run("check", "--json")
    assert {one["ok"] for one in findings} == {True}
    assert next(one for one in findings if "backup" in one["name"])["advice"] == ""


def test_the_doctor_finds_a_rotten_backup(
    run: Run, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = Path(run("backup", "--json")["file"])
    first.rename(first.with_name("shop 2020-01-01 120000.crm"))
    _create(run, tmp_path, "Amelia")
    second = Path(run("backup", "--json")["file"])
    data = bytearray(second.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 4096] = b"\xff" * 4096
    second.write_bytes(data)
    assert run("check", code=1) == "Something is wrong around the workspace. Make a new one: “crm-desktop backup”.\n"
    main(["check"])
    assert "✗ There is a good backup of late: no. The newest, of " in capsys.readouterr().out


def test_the_doctor_mends_what_follows_from_the_records(run: Run, file: Path, tmp_path: Path) -> None:
    _create(run, tmp_path, "Amelia")
    connection = connect(file)
    connection.execute("DELETE FROM search_document")
    connection.close()
    assert "--mend" in run("check", code=1)
    assert "✗" not in run("check", "--mend")
    assert [one["title"] for one in run("search", "amelia", "--json")] == ["Amelia"]


def test_a_damaged_workspace_is_answered_with_its_backup_and_the_rescue(run: Run, file: Path, tmp_path: Path) -> None:
    for name in ("Amelia", "René", "Zora"):
        _create(run, tmp_path, name)
    made = Path(run("backup", "--json")["file"])
    data = bytearray(file.read_bytes())
    data[100:3000] = b"\xff" * 2900
    file.write_bytes(data)
    said = run("check", code=1)
    assert "is damaged and was not opened" in said
    assert f'crm-desktop restore "{made.name}"' in said  # quotes that a shell knows
    assert f'crm-desktop rescue "{file}" -o "{file.with_name("shop rescued.crm")}"' in said
    rescued = tmp_path / "rescued.crm"
    said = run("rescue", file, "-o", rescued)
    assert "The new file was opened and checked." in said
    assert file.read_bytes() == bytes(data)
    again = run("list", "contact", "--json", "--workspace", rescued)
    assert sorted(one["name"] for one in again) == ["Amelia", "René", "Zora"]
    assert "is there already" in run("rescue", file, "-o", rescued, code=1)
    report = run("rescue", file, "-o", tmp_path / "again.crm", "--json")
    assert report["lost"] == 0
    assert {one["name"]: one["read"] for one in report["tables"]}["contact"] == 3
    assert _names_after_restore(run, made) == ["Amelia", "René", "Zora"]


def _names_after_restore(run: Run, made: Path) -> list[str]:
    run("restore", made)
    return sorted(_names(run))


LONG = pytest.mark.torture


@pytest.mark.parametrize(
    ("patched", "every"),
    [(False, 8), pytest.param(False, 1, marks=LONG), pytest.param(True, 1, marks=LONG)],
    ids=["some", "raw", "with our mark"],
)
def test_malformed_files_are_not_rescued_and_say_so(
    shared_data: Path, tmp_path: Path, run: Run, patched: bool, every: int
) -> None:
    count = 0
    new = tmp_path / "new.crm"
    with zipfile.ZipFile(shared_data / "robustness" / "sqlite_malformed_100.zip") as archive:
        names = archive.namelist()
        assert len(names) == 100
        for name in names[::every]:
            data = bytearray(archive.read(name))
            if patched and len(data) >= 72:
                data[68:72] = APPLICATION_ID.to_bytes(4, "big")
            given = tmp_path / "given.crm"
            given.write_bytes(data)
            assert "Nothing of a workspace" in run("rescue", given, "-o", new, code=1), name
            assert given.read_bytes() == bytes(data)
            assert not new.exists()
            count += 1
    assert count == len(range(0, 100, every))
