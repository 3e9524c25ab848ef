"""Import on the command line: how a file is read can be said, and what is not understood is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.test_commands import Run, file, run

__all__ = ["file", "run"]


def test_conventions_columns_and_meanings(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "deals.csv"
    table.write_text("What;Worth;Till;Who;Step\nBread;1.234;03.04.2025;Ada;Parked\n", "utf-8")
    options = [
        "import", str(table), "--kind", "deals", "--map", "What=Title", "--map", "Worth=Value",
        "--map", "Till=closed_on", "--map", "Who=owner", "--map", "Step=stage",
    ]  # fmt: skip
    dry = run(*options, "--dry-run", "--json")
    assert {one["text"]: one["read_as"] for one in dry["names"]} == {"Ada": None, "Parked": "New"}
    said = run(*options, "--dry-run")
    assert "Who: “Ada” in 1 row is nothing here." in said
    run(*options, "--decimals", "point", "--dates", "month", "--read-as", "Step:Parked=Negotiation", "--add-members")
    (deal,) = run("list", "deal", "--columns", "title,amount,expected_close,stage,owner", "--json")
    assert deal["amount"] == "1.23"
    assert (deal["expected_close"], deal["stage"], deal["owner"]) == ("2025-03-04", "Negotiation", "Ada")


def test_numbers_of_another_country_and_known_by_an_own_field(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "people.tsv"
    table.write_text("Name\tPhone\tMember no\nNora Lind\t07700 900461\t17\n", "utf-8")
    first = run("import", str(table), "--phone-country", "GB", "--json")
    assert first["created"] == 1
    (nora,) = run("list", "contact", "--columns", "name,member_no", "--json")
    assert nora["member_no"] == 17
    nora = run("show", "contact", "Nora Lind", "--json")
    assert nora["phones"][0]["normalised"] == "+447700900461"
    table.write_text("Name\tPhone\tMember no\nNora Strand\t\t17\n", "utf-8")
    again = run("import", str(table), "--match", "own:member_no", "--json")
    assert (again["created"], again["updated"]) == (0, 1)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--dates", "year"), "Write day or month"),
        (("--decimals", "dot"), "Write point or comma"),
        (("--phone-country", "Germany"), "is no country"),
        (("--map", "Nobody=name"), "There is no column"),
        (("--map", "Name=colour"), "no field “colour”"),
        (("--read-as", "Name"), "says no meaning"),
        (("--match", "shoe"), "cannot be recognised by “shoe”"),
        (("--kind", "invoices"), "cannot be imported"),
    ],
)
def test_what_cannot_be_meant_is_refused(run: Run, tmp_path: Path, options: tuple[str, ...], said: str) -> None:
    table = tmp_path / "people.csv"
    table.write_text("Name,Since\nNora Lind,2020-01-01\n", "utf-8")
    assert said in run("import", str(table), *options, code=1)
    assert run("list", "contact", "--json") == []
