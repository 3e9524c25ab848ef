"""Labels, envelopes, letters and the quality of the data without a window."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pypdf
import pytest

from crm_desktop.cli import main
from crm_desktop.services.services import Services

QUAY = {"street": "14 Quay Street", "city": "Bristol", "postcode": "BS1 4AB", "country": "GB"}


@pytest.fixture
def common(services: Services) -> list[str]:
    def add(name: str, **data: Any) -> None:
        services.records.create("contact", {"kind": "person", "name": name, **data})

    add("Amelia Okafor", addresses=[QUAY], lifecycle="customer")
    add("Ben Okafor", addresses=[QUAY])
    add("Nowhere Man", emails=[{"value": "nowhere..man@example.com"}])
    path: Path = services.database.path
    services.close()
    return ["--workspace", str(path)]


def pages(path: Path) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(path).pages]


def test_labels_are_written_and_who_is_left_out_is_named(
    common: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "labels.pdf"
    assert main([*common, "labels", "-o", str(out), "--sheet", "3475", "--start", "3"]) == 0
    said = capsys.readouterr().out
    assert "1 labels on Avery Zweckform 3475 for 2 contacts" in said
    assert "Nowhere Man" in said
    assert "Amelia and Ben Okafor" in pages(out)[0]
    assert main([*common, "labels", "-o", str(out)]) == 1
    assert "--force" in capsys.readouterr().err
    assert main([*common, "labels", "-o", str(out), "--force", "--no-households", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["pieces"], answer["people"]) == (2, 2)
    assert [one["name"] for one in answer["without_address"]] == ["Nowhere Man"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--sheet", "L716"], "Did you mean"),
        (["--start", "99"], "cannot start at label 99"),
        (["--segment", "Nope"], "no segment “Nope”"),
        (["--where", "city = Bristol", "--segment", "x"], "not both"),
        (["--where", 'city = "Nowhere"'], "nobody with an address"),
        (["--sort", "size"], "cannot be put in order"),
    ],
)
def test_wrong_wishes_are_refused_in_words(
    common: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    out = tmp_path / "labels.pdf"
    assert main([*common, "labels", "-o", str(out), *arguments]) == 1
    assert said in capsys.readouterr().err
    assert not out.exists()


def test_envelopes_of_a_filter(common: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "envelopes.pdf"
    where = ["--where", "lifecycle = customer", "--size", "C5", "--no-sender"]
    assert main([*common, "envelopes", "-o", str(out), *where]) == 0
    assert pages(out)[0].split("\n")[0] == "Amelia Okafor"


def test_letters_are_logged_and_taken_back(
    common: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text, out = tmp_path / "text.txt", tmp_path / "letters.pdf"
    text.write_text("{salutation}\n\nCome and see us in {city}.", "utf-8")
    letters = [*common, "letters", "-o", str(out), "--text", str(text), "--subject", "For {name}", "--log"]
    assert main([*letters, "--json"]) == 0
    entry = json.loads(capsys.readouterr().out)["entry"]
    assert "Dear Amelia and Ben," in pages(out)[0]
    assert main([*common, "list", "activity", "--where", "kind = letter", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["subject"] == "For Amelia and Ben Okafor"
    assert main([*common, "undo", str(entry)]) == 0
    capsys.readouterr()
    monkeypatch.setattr("sys.stdin", io.StringIO("Dear {firstname}"))
    assert main([*common, "letters", "-o", str(out), "--force", "--text", "-"]) == 1
    assert "Did you mean {first_name}" in capsys.readouterr().err
    assert main([*common, "letters", "-o", str(out), "--text", str(tmp_path / "none.txt")]) == 1


def test_quality_is_said_and_answered_in_json(common: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*common, "quality"]) == 0
    said = capsys.readouterr().out
    assert "Completeness" in said
    assert "1 of 1: Emails that cannot be right" in said
    assert main([*common, "quality", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert set(answer["scores"]) == {"completeness", "validity", "uniqueness", "consistency", "timeliness"}
    bad = {one["key"]: one["bad"] for one in answer["measures"]}
    assert bad["email_malformed"] == 1
    assert bad["person_without_phone"] == 3
