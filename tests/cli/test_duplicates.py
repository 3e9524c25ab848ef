"""Duplicates without a window: listed with reasons, merged, and brought back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crm_desktop.cli import main
from crm_desktop.services.services import Services
from tests.services.duplicates.people import add, plant


@pytest.fixture
def common(services: Services) -> list[str]:
    add(services, "Ann Alder", email="ann@example.com", phone="07700 900142")
    add(services, "Anne Alder", email="ann@example.com", job_title="Owner")
    add(services, "Bo Birch", email="bo@example.com")
    with services.database.write("Planted") as work:
        plant(services, work, "lead", name="B. Birch", email="bo@example.com")
    path: Path = services.database.path
    services.close()
    return ["--workspace", str(path)]


def test_pairs_are_listed_merged_and_brought_back(common: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*common, "duplicates", "--json"]) == 0
    (pair,) = json.loads(capsys.readouterr().out)
    assert {pair["first"]["name"], pair["second"]["name"]} == {"Ann Alder", "Anne Alder"}
    assert pair["group"] == 1
    assert pair["score"] > 0.5
    assert "same e-mail address" in pair["reasons"]
    assert main([*common, "duplicates", "--limit", "0"]) == 0
    assert "No duplicates" in capsys.readouterr().out
    assert main([*common, "duplicates"]) == 0
    said = capsys.readouterr().out
    assert "same e-mail address" in said
    assert "1 pairs in 1 groups" not in said
    assert main([*common, "merge", "Ann Alder", "Anne Alder", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert sorted([answer["kept"], *answer["merged"]]) == sorted((pair["first"]["id"], pair["second"]["id"]))
    assert main([*common, "show", "contact", answer["merged"][0], "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["id"] == answer["kept"]
    assert main([*common, "merge", "Ann Alder", answer["merged"][0]]) == 1
    assert "two contacts" in capsys.readouterr().err
    assert main([*common, "undo", str(answer["entry"])]) == 0
    capsys.readouterr()
    assert main([*common, "duplicates", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == 1


def test_leads_that_are_contacts_are_listed(common: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*common, "duplicates", "--leads", "--json"]) == 0
    (known,) = json.loads(capsys.readouterr().out)
    assert (known["lead"], known["contact"], known["reason"]) == ("B. Birch", "Bo Birch", "email")
    assert main([*common, "duplicates", "--leads"]) == 0
    assert "B. Birch" in capsys.readouterr().out
