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
    assert "--add-members adds owners" in said
    assert "--read-as “Who:Ada=NAME”" in said
    assert "--add-members adds" not in run(*options, "--add-members", "--dry-run")
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


def test_an_empty_column_becomes_no_custom_field(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "people.csv"
    table.write_text("Name,Member no,Empty here\nNora Lind,17,\n", "utf-8")
    for more in ("--dry-run",), ():
        assert run("import", str(table), "--json", *more)["custom_fields"] == ["Member no"]
        run("undo") if not more else None
    assert "New custom fields: Member no.\n" in run("import", str(table))
    assert "custom fields" not in run("import", str(table))


def test_a_file_of_which_nothing_comes_in_leaves_nothing_and_fails(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "people.csv"
    table.write_text("Name,Email,Shoe size\n,,44\n", "utf-8")
    said = run("import", str(table), "--json", code=1)
    assert said == "Nothing of “people.csv” was imported. Every row was refused. Nothing was changed.\n"
    assert "shoe_size" in run("list", "contact", "--columns", "shoe_size", code=1)
    table.write_text("Name,Email,Shoe size\n", "utf-8")
    assert "There are no rows in it." in run("import", str(table), code=1)
    assert run("list", "contact", "--json") == []
    # What is odd in a row that came in is said; the rest of the file comes in.
    rows = "Nora Lind,at home,\n,,Rome\nBen Castillo,b@firm.example,Bonn,more\n"
    table.write_text(f"Name,Email,City\n{rows}", "utf-8")
    said = run("import", str(table))
    assert "Added 2, changed 0, left 0 as they were, refused 1." in said
    assert "Came in, but look at it:\n  Row 2: “at home” does not look like an e-mail address" in said
    assert "\n  Row 4 has 1 cell too many" in said
    assert [one["row"] for one in run("import", str(table), "--dry-run", "--json")["problems"]] == [2, 4]


def test_segments_are_made_used_and_removed(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "people.csv"
    table.write_text("Name,Tags\nNora Lind,vip\nBen Castillo,\n", "utf-8")
    run("import", str(table))
    made = run("segment", "contact", "VIPs", "--where", "tags has vip", "--json")
    assert (made["name"], made["count"], made["frozen"]) == ("VIPs", 1, False)
    assert [one["name"] for one in run("list", "contact", "--where", 'segment = "VIPs"', "--json")] == ["Nora Lind"]
    run("segment", "contact", "vips", "--where", "", "--frozen")
    run("delete", "contact", "Ben Castillo")
    (said,) = run("segment", "contact", "--json")
    assert (said["name"], said["frozen"]) == ("VIPs", True)
    assert "Renewed" in run("segment", "contact", "VIPs", "--renew")
    assert "“VIPs”" in run("segment", "contact", "VIPs", "--remove")
    assert run("segment", "contact", "--json") == []
    assert "There is no segment" in run("segment", "contact", "VIPs", code=1)
    assert "cannot be used together" in run("segment", "contact", "VIPs", "--renew", "--remove", code=1)
    assert "cannot be understood" in run("segment", "contact", "VIPs", "--where", "shoe = 4", code=1)


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


def test_documents_of_a_folder_or_a_table_are_attached(run: Run, tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text("Name,Email\nNora Lind,nora@example.org\n", "utf-8")
    run("import", str(people))
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "Nora Lind contract.txt").write_text("signed")
    dry = run("import", str(folder), "--dry-run", "--json")
    assert (dry["created"], dry["refused"]) == (1, [])
    done = run("import", str(folder), "--json")
    assert done["created"] == 1
    assert run("import", str(folder), "--json")["unchanged"] == 1
    table = folder / "list.csv"
    table.write_text("Path,Contact\nNora Lind contract.txt,nora@example.org\n../people.csv,nora@example.org\n", "utf-8")
    again = run("import", str(table), "--kind", "documents", "--json")
    assert (again["created"], again["unchanged"]) == (0, 1)
    assert "leads out of the folder" in again["refused"][0]["reason"]
    run("undo", str(done["entry"]))
    assert run("import", str(folder), "--kind", "documents", "--dry-run", "--json")["created"] == 1


def test_json_of_another_workspace_is_known_by_the_fields_named(run: Run, tmp_path: Path) -> None:
    first = tmp_path / "products.csv"
    first.write_text("Product name,Code,Price\nRye,R1,4.00\n", "utf-8")
    run("import", str(first), "--kind", "products")
    other = tmp_path / "products.json"
    other.write_text(f'[{{"id": "{"a" * 32}", "name": "Rye bread", "code": "R1", "price": "4.50"}}]', "utf-8")
    options = ("import", str(other), "--kind", "products", "--match", "sku", "--json")
    for counts in ((0, 1, 0), (0, 0, 1)):
        said = run(*options)
        assert (said["created"], said["updated"], said["unchanged"]) == counts
