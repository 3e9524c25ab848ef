"""How contacts are known again by any field, whom they belong to, and how conventions change what is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_desktop.core.errors import Refused
from crm_desktop.core.fields import FieldType
from crm_desktop.services.importing.values import with_phone_country, with_values
from crm_desktop.services.services import Services
from tests.services.importing.tables import contents, table


def run(services: Services, path: Path, **rules: object) -> tuple[int, int, int, int]:
    importing = services.importing
    result = importing.run(importing.with_rules(importing.look(path), **rules))  # type: ignore[arg-type]
    return result.created, result.updated, result.unchanged, len(result.refused)


@pytest.mark.parametrize(
    ("match", "header", "first", "second"),
    [
        ("external_id", "Contact ID", "C-17", "C-17"),
        ("tax_id", "Tax number", "GB 123", "gb 123"),
        ("website", "Website", "https://nora.example/", "nora.example"),
        ("own:shoe", "Shoe", "Blue", "blue"),
        ("Nickname", "Nickname", "Nono", "nono"),
    ],
)
def test_known_by_any_field(
    services: Services, tmp_path: Path, match: str, header: str, first: str, second: str
) -> None:
    path = table(tmp_path, f"Name,Job title,{header}\nNora Lind,Owner,{first}\nOla Berg,Chef,other\n")
    assert run(services, path)[0] == 2
    path = table(tmp_path, f"Name,Job title,{header}\nN. Strand,Partner,{second}\n")
    assert run(services, path, match=(match,)) == (0, 1, 0, 0)
    assert services.database.value("SELECT count(*) FROM contact") == 2
    assert run(services, path, match=(match,)) == (0, 0, 1, 0)


def test_a_number_of_another_program_needs_a_name_that_may_be(services: Services, tmp_path: Path) -> None:
    assert run(services, table(tmp_path, "Contact ID,Name,Email\n1,Nora Lind,n@x.example\n")) == (1, 0, 0, 0)
    assert run(services, table(tmp_path, "Contact ID,Name,Email\n1,Nora Lind,new@x.example\n")) == (0, 1, 0, 0)
    assert run(services, table(tmp_path, "Contact ID,Name,Email\n1,Karl Strand,k@x.example\n")) == (1, 0, 0, 0)


def test_known_by_what_nobody_has_is_refused(services: Services, tmp_path: Path) -> None:
    plan = services.importing.look(table(tmp_path, "Name\nNora\n"))
    with pytest.raises(Refused, match="cannot be recognised by “colour”"):
        services.importing.with_rules(plan, match=("colour",))


@pytest.mark.parametrize(("kind", "header"), [("deals", "Deal name,Amount"), ("products", "Product,Price")])
def test_deals_and_products_are_known_by_an_own_field(
    services: Services, tmp_path: Path, kind: str, header: str
) -> None:
    text = f"{header},Batch\nBread,100,7\nCake,200,8\n"
    assert run(services, table(tmp_path, text, f"{kind}.csv"))[0] == 2
    changed = table(tmp_path, f"{header},Batch\nRye bread,100,7\n", f"{kind}.csv")
    plan = services.importing.look(changed, kind)
    assert plan.columns[2].field == "own:batch"
    assert run(services, changed, match=("own:batch",)) == (0, 1, 0, 0)
    listed = services.records.listed(kind, columns=["title" if kind == "deals" else "name"])
    assert {*listed[0].values(), *listed[1].values()} >= {"Rye bread", "Cake"}


def test_columns_become_fields_typed_by_all_their_values(services: Services, tmp_path: Path) -> None:
    before = contents(services)
    path = table(
        tmp_path,
        "Name;Weight;Since;Member;Card code;Remark;Later;Nothing\n"
        "Nora Lind;1.234,5;31.12.2024;ja;007;short;1;\n"
        f"Ola Berg;7,25;01.02.2024;nein;010;{'long ' * 60};x;\n",
    )
    result = services.importing.run(services.importing.look(path))
    assert (result.created, result.problems) == (2, ())
    types = {one.label: (one.type, one.scale) for one in services.custom_fields.fields("contact")}
    assert types == {
        "Weight": (FieldType.NUMBER, 2), "Since": (FieldType.DATE, 0), "Member": (FieldType.YES_NO, 0),
        "Card code": (FieldType.TEXT, 0), "Remark": (FieldType.LONG_TEXT, 0), "Later": (FieldType.TEXT, 0),
    }  # fmt: skip
    nora = services.records.read("contact", services.records.find("contact", "Nora Lind"))
    assert [nora[key] for key in ("weight", "since", "member", "card_code", "later")] == [
        "1234.5", "2024-12-31", True, "007", "1",
    ]  # fmt: skip
    plan = services.importing.look(path)
    assert [column.field for column in plan.columns][1:4] == ["own:weight", "own:since", "own:member"]
    assert services.importing.run(plan).unchanged == 2
    services.history.undo(result.change.entry or 0)
    assert contents(services) == before


def test_a_value_that_does_not_fit_its_field_is_told(services: Services, tmp_path: Path) -> None:
    run(services, table(tmp_path, "Name,Shoe size\nNora Lind,38\n"))
    result = services.importing.run(services.importing.look(table(tmp_path, "Name,Shoe size\nOla Berg,large\n")))
    assert [problem.reason for problem in result.problems] == [
        "“large” in “Shoe size” does not fit the field “Shoe size”; it was left out."
    ]


def test_an_owner_is_found_by_name_or_address_and_kept_when_not(services: Services, tmp_path: Path) -> None:
    services.importing.run(
        services.importing.look(table(tmp_path, "Name,Email\nAda Lind,ada@firm.example\n", "team.csv"), "members")
    )
    path = table(tmp_path, "Name,Email,Contact owner\nNora,n@x.example,ADA@firm.example\nOla,o@x.example,Nobody\n")
    result = services.importing.run(services.importing.look(path))
    assert [(note.text, note.meant) for note in result.names] == [("Nobody", "")]
    owners = {one["name"]: one["owner"] for one in services.records.listed("contact", columns=["name", "owner"])}
    assert owners == {"Nora": "Ada Lind", "Ola": "Sofia"}
    assert '"Owner": "Nobody"' in services.database.value("SELECT extra FROM contact WHERE name = 'Ola'")
    assert services.importing.run(services.importing.look(path)).unchanged == 2


def test_conventions_are_said_and_changed(services: Services, tmp_path: Path) -> None:
    path = table(tmp_path, "Name,Phone,Birthday\nNora Lind,030 123456,03/04/1980\n")
    plan = services.importing.look(path)
    assert "day first" in plan.words
    changed = with_phone_country(with_values(plan, date_order="month"), "de")
    services.importing.run(changed)
    nora = services.records.read("contact", services.records.find("contact", "Nora Lind"))
    assert (nora["birthday"], nora["phones"][0]["normalised"]) == ("1980-03-04", "+4930123456")
    with pytest.raises(Refused, match="is no country"):
        with_phone_country(plan, "Germany")


def test_a_word_is_read_as_another_wherever_it_stands(services: Services, tmp_path: Path) -> None:
    path = table(tmp_path, "Name,Company\nNora Lind,HV\nOla Berg,HV\n")
    plan = services.importing.look(path).with_meaning(1, "HV", "Harbor & Vine")
    services.importing.run(plan)
    companies = services.database.rows("SELECT name FROM contact WHERE kind = 'company'")
    assert companies == [("Harbor & Vine",)]
