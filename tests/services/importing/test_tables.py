"""Tables of people, companies, deals and products: recognised, matched, refused in words, undone whole."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from crm_desktop.core.errors import Refused
from crm_desktop.services.importing.plan import LEAVE_OUT, NEW_FIELD, Outcome, Stopped
from crm_desktop.services.services import Services
from tests.services.importing.tables import contents, table

PEOPLE = """First name,Last name,Company,Job title,Email,Mobile,Street,City,Postcode,Favourite bread,Tags
Nora,Lind,Harbor & Vine,Owner,nora@harbor.example,07700 900461,1 Quay,Bristol,BS1 1AA,Rye,"VIP, Fair"
Ola,Berg,Harbor & Vine,Chef,ola@harbor.example,07700 900462,1 Quay,Bristol,BS1 1AA,,
Iris,Tanaka,,,iris@example.com,,,,,Sesame,Fair
"""


def run(services: Services, path: Path, **rules: object) -> tuple[int, int, int, int]:
    importing = services.importing
    plan = importing.with_rules(importing.look(path), **rules)  # type: ignore[arg-type]
    result = importing.run(plan)
    return result.created, result.updated, result.unchanged, len(result.refused)


def test_companies_of_a_real_sales_year(services: Services, shared_data: Path) -> None:
    before = contents(services)
    plan = services.importing.look(shared_data / "crm" / "maven" / "accounts.csv")
    assert (plan.kind, plan.rows) == ("contact", "companies")
    assert "decimal point" in plan.words
    result = services.importing.run(plan)
    assert result.created == 85
    assert result.change.label == "Imported 85 companies from “accounts.csv”"
    acme = services.records.read("contact", services.records.find("contact", "Acme Corporation"))
    assert acme["kind"] == "company"
    assert acme["addresses"][0]["country"] == "United States"
    own = ("sector", "year_established", "revenue", "employees")
    assert {key: acme[key] for key in own} == {
        "sector": "technolgy", "year_established": 1996, "revenue": "1100.04", "employees": 2822,
    }  # fmt: skip
    labels = [one.label for one in services.custom_fields.fields("contact")]
    assert labels == ["Sector", "Year established", "Revenue", "Employees", "Subsidiary of"]
    assert services.records.count("contact", "revenue > 5000 and employees > 10000") == 7
    assert run(services, plan.path) == (0, 0, 85, 0)
    services.history.undo(result.change.entry)
    assert contents(services) == before


def test_people_with_their_firms(services: Services, tmp_path: Path) -> None:
    path = table(tmp_path, PEOPLE)
    plan = services.importing.look(path)
    assert [column.header for column in plan.new_fields] == ["Favourite bread"]
    assert plan.columns[4].samples == ("nora@harbor.example", "ola@harbor.example", "iris@example.com")
    assert run(services, path) == (3, 0, 0, 0)
    nora = services.records.read("contact", services.records.find("contact", "Nora Lind"))
    assert (nora["company"], nora["job_title"], nora["tags"]) == ("Harbor & Vine", "Owner", ["Fair", "VIP"])
    assert nora["phones"][0].items() >= {
        "type": "mobile", "label": "", "value": "07700 900461", "normalised": "+447700900461",
        "primary": True, "invalid": False, "opted_out_at": None, "consent": "",
    }.items()  # fmt: skip
    assert services.database.value("SELECT count(*) FROM contact WHERE kind = 'company'") == 1
    assert [hit.title for group in services.search.search("sesame") for hit in group.rows] == ["Iris Tanaka"]
    assert [hit.title for group in services.search.search("900461") for hit in group.rows] == ["Nora Lind"]
    assert run(services, path) == (0, 0, 3, 0)


def test_a_changed_row_changes_its_contact_and_undo_brings_the_old_back(services: Services, tmp_path: Path) -> None:
    run(services, table(tmp_path, PEOPLE))
    before = contents(services)
    result = services.importing.run(
        services.importing.look(table(tmp_path, PEOPLE.replace("Owner", "Partner").replace("900462", "900999")))
    )
    assert (result.created, result.updated, result.unchanged) == (0, 2, 1)
    ola = services.records.read("contact", services.records.find("contact", "Ola Berg"))
    assert [phone["value"] for phone in ola["phones"]] == ["07700 900462", "07700 900999"]
    services.history.undo(result.change.entry)
    assert contents(services) == before


def test_many_rows_at_once_are_found_by_search_and_history_and_undone(services: Services, tmp_path: Path) -> None:
    rows = "".join(f"Given{n},Family{n},Firm {n % 7},,g{n}@example.com,0770090{n:04d},,,,,\n" for n in range(900))
    head = PEOPLE.splitlines(keepends=True)[0]
    run(services, table(tmp_path, PEOPLE))
    before = contents(services)
    result = services.importing.run(services.importing.look(table(tmp_path, head + rows)))
    assert result.created == 900
    assert len(result.change.touched["contact"]) == 907
    found = services.search.search("Family777")
    assert [hit.title for group in found for hit in group.rows] == ["Given777 Family777"]
    assert len(services.history.of_record(found[0].rows[0].id)) == 1
    renamed = head + rows.replace("Given777", "Gerda")
    again = services.importing.run(services.importing.with_rules(services.importing.look(table(tmp_path, renamed)),
                                                                  match=("email",)))  # fmt: skip
    assert (again.created, again.updated, again.unchanged) == (0, 1, 899)
    assert [hit.title for group in services.search.search("gerda") for hit in group.rows] == ["Gerda Family777"]
    services.history.undo(again.change.entry)
    services.history.undo(result.change.entry)
    assert contents(services) == before


@pytest.mark.parametrize(("mode", "counts"), [("create", (2, 0, 0, 1)), ("update", (0, 1, 0, 2))])
def test_modes(services: Services, tmp_path: Path, mode: str, counts: tuple[int, ...]) -> None:
    services.contact_commands.quick_create("Nora Lind nora@harbor.example")
    assert run(services, table(tmp_path, PEOPLE), mode=mode) == counts


def test_who_is_the_same(services: Services, tmp_path: Path) -> None:
    head = "Name,Email,Phone,Company\n"
    run(services, table(tmp_path, head + "Nora Lind,family@example.com,07700 900461,Harbor\n"))
    for row, expected in (
        ("Nora Lind,new@example.com,,Harbor\n", (0, 1, 0, 0)),  # name and company
        ("Nora K Lind,,0770 0900461,\n", (0, 1, 0, 0)),  # number, one name within the other
        ("Emil Lind,,07700 900461,\n", (1, 0, 0, 0)),  # a family shares its telephone
        ("Karl Strand,family@example.com,,\n", (0, 0, 0, 1)),  # same address, quite another name: a person decides
        ("Nora Lind,other@example.com,07700 900777,\n", (1, 0, 0, 0)),  # nothing but the name
    ):
        assert run(services, table(tmp_path, head + row)) == expected, row
    assert run(
        services, table(tmp_path, head + "Karla Strand,family@example.com,,\n"), match=("email",)
    ) == (0, 1, 0, 0)  # fmt: skip


def test_rows_of_one_file_that_are_one_person(services: Services, tmp_path: Path) -> None:
    path = table(
        tmp_path,
        "Name,Email,Phone,Job title\nNora Lind,nora@example.com,,Owner\nNora Lind,NORA@example.com,07700 900461,Chef\n",
    )
    assert run(services, path) == (1, 1, 0, 0)
    nora = services.records.read("contact", services.records.find("contact", "Nora Lind"))
    assert (nora["job_title"], [phone["value"] for phone in nora["phones"]]) == ("Owner", ["07700 900461"])
    assert run(services, path) == (0, 0, 2, 0)


def test_what_cannot_be_used_is_said(services: Services, tmp_path: Path) -> None:
    path = table(
        tmp_path, "Name,Email,Birthday\nNora,not an address,9 March\n,,4 May\nOla,ola@example.com,someday\n,,\n"
    )
    plan = services.importing.look(path)
    result = services.importing.run(plan)
    assert result.created == 2
    assert {refusal.row for refusal in result.problems} == {2, 4}
    nora = services.records.read("contact", services.records.find("contact", "Nora"))
    assert nora["birthday"] == "--03-09"
    assert nora["emails"][0]["invalid"]
    refused = tmp_path / "refused.csv"
    services.importing.save_refused(plan, result.refused, refused)
    assert [row.row for row in result.refused] == [3]
    text = refused.read_text(encoding="utf-8-sig")
    assert "no name, no phone number and no e-mail address" in text
    # Mended, it is read as the file was; why rows were refused becomes no field.
    refused.write_text(text.replace(",,4 May", "Ada,,4 May").replace(',""', ","), encoding="utf-8")
    mended = services.importing.look(refused)
    assert [column.field for column in mended.columns] == ["name", "email", "birthday", LEAVE_OUT]
    assert run(services, refused) == (1, 0, 0, 0)


def test_a_ragged_row_is_imported_and_reported(services: Services, tmp_path: Path) -> None:
    path = table(tmp_path, "Name,Email,City\nNora Lind,nora@example.com,Bath\nOla Berg,ola@example.com\nA,a@b.de,C,D\n")
    result = services.importing.run(services.importing.look(path))
    assert result.created == 3
    assert {problem.row for problem in result.problems} == {3, 4}


def test_columns_can_be_given_other_fields_and_that_is_remembered(services: Services, tmp_path: Path) -> None:
    path = table(tmp_path, "Who,Letter,Mail\nNora Lind,A7,nora@example.com\n")
    plan = services.importing.look(path)
    assert plan.columns[0].field == NEW_FIELD
    plan = plan.with_field(0, "name").with_field(1, LEAVE_OUT)
    with pytest.raises(Refused, match="fills Name already"):
        plan.with_field(2, "name")
    services.importing.run(plan)
    again = services.importing.look(path)
    assert [column.field for column in again.columns] == ["name", LEAVE_OUT, "email"]


def test_a_cell_is_mended_in_place(services: Services, tmp_path: Path) -> None:
    plan = services.importing.look(table(tmp_path, "Name,Email\nNora Lind,nora@\nOla Berg,ola@example.com\n"))
    services.importing.run(plan.with_fix(2, 1, "nora@example.com").without_rows(frozenset({3})))
    assert services.database.rows("SELECT value FROM channel") == [("nora@example.com",)]


class _Impatient:
    def progress(self, done: int, total: int) -> bool:
        return False


def test_stopping_changes_nothing(services: Services, tmp_path: Path) -> None:
    before = contents(services)
    newest = services.history.newest()
    with pytest.raises(Stopped):
        services.importing.run(services.importing.look(table(tmp_path, PEOPLE)), _Impatient())
    assert contents(services) == before
    assert services.history.newest() == newest


def test_a_check_writes_nothing_and_tells_what_the_import_does(services: Services, tmp_path: Path) -> None:
    services.contact_commands.quick_create("Nora Lind nora@harbor.example")
    before = contents(services)
    plan = services.importing.look(table(tmp_path, PEOPLE))
    checked = services.importing.check(plan)
    assert [row.outcome for row in checked.rows] == [Outcome.UPDATE, Outcome.READY, Outcome.READY]
    assert contents(services) == before
    result = services.importing.run(replace(plan))
    assert (result.created, result.updated) == (2, 1)


def test_a_workbook_is_read_like_a_table(services: Services, tmp_path: Path) -> None:
    from crm_desktop.exchange.table_writers import write_xlsx

    path = tmp_path / "people.xlsx"
    path.write_bytes(write_xlsx(["Name", "Email"], [["Nora Lind", "nora@example.com"]]))
    assert run(services, path) == (1, 0, 0, 0)


def test_a_wrong_file_is_refused_in_words(services: Services, tmp_path: Path) -> None:
    from crm_desktop.core.errors import CrmError

    picture = tmp_path / "picture.csv"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    with pytest.raises(CrmError, match="is no table"):
        services.importing.look(picture)
    with pytest.raises(CrmError, match="could not be opened"):
        services.importing.look(tmp_path / "missing.csv")
