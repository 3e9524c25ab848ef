"""`export` from the command line: styles of a table, versions of a card, segments, one card per file."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdf
import pytest

from crm_desktop.cli import main
from crm_desktop.core.fields import FieldType
from crm_desktop.services.contacts.views import ContactDraft
from crm_desktop.services.custom_fields.views import CustomFieldDraft
from crm_desktop.services.opening import make_services
from crm_desktop.services.saved_views.views import SavedViewDraft
from crm_desktop.services.workspace.views import Business

Run = Callable[..., Any]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    path = tmp_path / "shop.crm"
    monkeypatch.setenv("CRM_WORKSPACE", str(path))
    services = make_services(path, Business(name="Backhaus", country="DE", currency="EUR", language="de"), "Sofia")
    for name in ("Nora Lind", "Ben Castillo"):
        services.contact_commands.save(ContactDraft(name=name))
    services.records.create("deal", {"title": "Torte", "amount": "12.50"})
    nora = services.contacts.pick("nora")[0].id
    services.contact_commands.attach(nora, "racks.txt", b"Twelve proofing racks")
    services.saved_view_commands.save(
        SavedViewDraft(kind="contact", name="Noras", filter="name contains Nora", segment=True)
    )
    view = SavedViewDraft("contact", "Everybody", "", ("name", "floor"), (("name", True),))
    services.custom_field_commands.add(CustomFieldDraft("contact", "Floor", FieldType.NUMBER, scale=1))
    services.records.update("contact", nora, {"floor": "1234.5"})
    services.saved_view_commands.save(view)
    services.close()

    def call(*words: str, code: int = 0) -> str:
        capsys.readouterr()
        ended = main(words)
        said = capsys.readouterr()
        assert ended == code, said.out + said.err
        return said.err if code else said.out

    return call


def test_a_table_is_written_as_the_country_does_unless_told(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "deals.csv"
    words = ("export", "deals", "-o", str(target), "--columns", "title,amount", "--force")
    run(*words)
    assert target.read_bytes().decode("utf-8-sig").splitlines()[1] == "Torte;12,50"
    run(*words, "--delimiter", ",", "--decimal", ".", "--no-bom")
    assert target.read_bytes().splitlines()[1] == b"Torte,12.50"
    run(*words, "--delimiter", "tab", "--no-bom")
    assert target.read_bytes().splitlines()[1] == b"Torte\t12,50"
    assert "cannot be used" in run(*words, "--delimiter", "x", code=1)
    assert "cannot be used" in run(*words, "--decimal", "'", code=1)


def test_a_segment_and_both_versions(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "a.vcf"
    for version in ("3", "4"):
        words = ("export", "contact", "-o", str(target), "--segment", "noras", "--vcard", version, "--force")
        said = run(*words, "--json")
        assert json.loads(said)["count"] == 1
        assert f"VERSION:{version}.0".encode() in target.read_bytes()
    assert "no segment" in run("export", "contact", "-o", str(target), "--segment", "x", "--force", code=1)
    assert "cannot be used" in run("export", "contact", "-o", str(target), "--vcard", "2.1", code=1)


def test_a_saved_view_gives_its_records_its_order_and_its_columns(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "a.csv"
    words = ("export", "contacts", "-o", str(target), "--view", "everybody", "--no-bom", "--force")
    run(*words)
    assert target.read_text("utf-8").splitlines()[1:] == ["Nora Lind;1234,5", "Ben Castillo;"]
    run(*words, "--where", "name contains ben", "--columns", "name")
    assert target.read_text("utf-8").splitlines()[1:] == ["Ben Castillo"]
    assert "“Everybody”" in run(*words, "--view", "nobody", code=1)
    pdf = tmp_path / "a.pdf"
    run("export", "contact", "-o", str(pdf), "--view", "Everybody")
    text = pypdf.PdfReader(pdf).pages[0].extract_text()
    assert text.index("Everybody") < text.index("1.234,5")


def test_the_people_of_the_firm_go_out_and_come_in(run: Run, tmp_path: Path) -> None:
    for name in ("people.csv", "people.json", "people.xlsx"):
        target = tmp_path / name
        run("export", "members", "-o", str(target))
        said = json.loads(run("import", str(target), "--json"))
        assert (said["created"], said["unchanged"], said["refused"]) == (0, 1, [])
    assert "cannot be written" in run("export", "members", "-o", str(tmp_path / "people.vcf"), code=1)


def test_one_card_per_file(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "cards"
    run("export", "contact", "-o", str(folder), "--each")
    assert sorted(file.name for file in folder.iterdir()) == ["Ben Castillo.vcf", "Nora Lind.vcf"]
    run("export", "contact", "-o", str(tmp_path / "cards.zip"))
    assert (tmp_path / "cards.zip").read_bytes().startswith(b"PK")


def test_search_looks_into_files(run: Run) -> None:
    assert "racks.txt" in run("search", "proofing")
