"""Everything held about a person, in one package that reads and unpacks anywhere."""

from __future__ import annotations

import io
import json
import os
import stat
import zipfile
from pathlib import Path

import pypdf
import pytest

from crm_desktop.core.errors import CrmError
from crm_desktop.services.privacy.everything import suggested_name, write_everything
from crm_desktop.services.services import Services
from tests.services.privacy.planted import NAME, PHOTO, live_a_little, plant


def _package(services: Services, person: str, path: Path) -> dict[str, bytes]:
    write_everything(services, person, path)
    with zipfile.ZipFile(path) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def test_it_holds_every_record_to_read_and_to_reuse(services: Services, tmp_path: Path) -> None:
    person = plant(services)
    live_a_little(services, person)
    parts = _package(services, person, tmp_path / "all.zip")
    held = json.loads(parts["everything.json"])
    assert held["person"] == services.records.read("contact", person)
    assert [one["title"] for one in held["deals"]] == ["Zqxvamelia's cake", "Catering for Zqxvokafor"]
    assert {one["body"] for one in held["activities"]} >= {"A note about zqxvamelia and her zqxvdaughter."}
    assert held["cases"][0]["messages"][0]["body"] == "zqxv I felt bad"
    assert held["quotes"][0]["title"] == "For Zqxvamelia"
    assert len(held["tasks"]) == 3
    assert len(held["events"]) == 1
    assert held["history"]
    assert {one["file"] for one in held["files"]} == {name for name in parts if name.startswith("files/")}
    assert parts["files/zqxv-passport.pdf"] == b"zqxv passport " * 400
    assert parts["files/photo.png"] == PHOTO
    assert NAME in parts["README.txt"].decode()
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(parts["everything.pdf"])).pages)
    for words in (NAME, "Sofia's Bakehouse", "zqxv I felt bad", "Zqxvbaker", "zqxv-passport.pdf", "Catering"):
        assert words in " ".join(text.split())


def test_hostile_names_unpack_into_their_own_folder(services: Services, tmp_path: Path) -> None:
    person = plant(services)
    for name in ("../../up.txt", "C:\\Windows\\x.txt", "CON", "up.txt", "a\u202egpj.exe", "n\0ul.txt", "/etc/passwd"):
        services.contact_commands.attach(person, name, name.encode())
    services.contact_commands.save_field(person, "about", "<b>&</para><img src='/etc/passwd'/> \ud7ff \u202e")
    parts = _package(services, person, tmp_path / "all.zip")
    for name in parts:
        path = (tmp_path / "out" / name).resolve()
        assert path.is_relative_to(tmp_path / "out")
        assert not set(name) & set("\\:\0\u202e")
        assert ".." not in name.split("/")
    assert len({name.casefold() for name in parts}) == len(parts)


def test_it_is_private_and_replaces_nothing(services: Services, tmp_path: Path) -> None:
    person = plant(services)
    path = tmp_path / "all.zip"
    _package(services, person, path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = path.read_bytes()
    with pytest.raises(CrmError, match="is there already"):
        write_everything(services, person, path)
    assert path.read_bytes() == before
    with pytest.raises(CrmError):
        write_everything(services, person, tmp_path / "no folder" / "all.zip")
    with pytest.raises(CrmError, match="stopped"):
        write_everything(services, person, tmp_path / "stopped.zip", lambda _done, _total: False)
    assert sorted(os.listdir(tmp_path)) == sorted(
        {"all.zip"} | {one for one in os.listdir(tmp_path) if one.startswith("shop.crm")}
    )


def test_its_name_is_harmless() -> None:
    assert suggested_name("Amelia/../Okafor\u202e") == "Everything about Amelia_.._Okafor.zip"
