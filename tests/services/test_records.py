"""Any kind of record by its declared fields."""

from __future__ import annotations

from typing import Any

import pytest

from crm_desktop.core.errors import CrmError, RecordMissing, Refused
from crm_desktop.core.fields import FieldType
from crm_desktop.services.services import Services


@pytest.fixture
def people(services: Services) -> Services:
    for name, email in (("Amelia Okafor", "amelia@harborvine.example"), ("Ben Castillo", "ben@northwind.example")):
        services.records.create("contact", {"name": name, "emails": [{"type": "work", "value": email}]})
    return services


def test_a_kind_is_found_by_singular_plural_and_near_miss(services: Services) -> None:
    assert services.records.access("contacts") is services.records.access("contact")
    assert services.records.access("Activities").kind == "activity"
    with pytest.raises(Refused, match="Did you mean “contact”"):
        services.records.access("contcat")


@pytest.mark.parametrize("kind", ["contact", "deal", "product", "activity", "task", "event", "quote", "case"])
def test_every_listed_field_of_every_kind_can_be_read_sorted_and_filtered(services: Services, kind: str) -> None:
    access = services.records.access(kind)
    listed = [field for field in access.fields if field.sql is not None]
    assert services.records.listed(kind, columns=[field.key for field in listed]) == []
    for field in listed:
        test = "= yes" if field.type is FieldType.YES_NO else "is empty"
        assert services.records.count(kind, f"{field.key} {test}") == 0
        if field.sortable:
            assert len(services.records.row_ids(kind, order=[(field.key, True)])) == 0
    assert set(access.columns) <= {field.key for field in listed}


def test_what_create_takes_show_gives_back(people: Services) -> None:
    found = people.records.find("contact", "Amelia Okafor")
    shown = people.records.read("contact", found)
    assert shown["name"] == "Amelia Okafor"
    assert [email["value"] for email in shown["emails"]] == ["amelia@harborvine.example"]
    again, _ = people.records.create("contact", {k: v for k, v in shown.items() if k != "id"})
    copy = people.records.read("contact", again)
    for record in (shown, copy):
        for part in [record, *record["emails"]]:
            part.pop("id", None)
            part.pop("created", None)
            part.pop("created_at", None)
    assert copy == shown


def test_lists_are_filtered_and_ordered(people: Services) -> None:
    names = [row["name"] for row in people.records.listed("contacts", columns=["name"], order=[("name", True)])]
    assert names == ["Ben Castillo", "Amelia Okafor"]
    assert [row["name"] for row in people.records.listed("contact", 'name contains "ame"', ["name"])] == [
        "Amelia Okafor"
    ]
    assert people.records.count("contact", "email = ben@northwind.example") == 1


def test_the_bin_hides_and_undo_gives_back(people: Services) -> None:
    amelia = people.records.find("contact", "Amelia Okafor")
    change = people.records.bin("contact", [amelia])
    assert change.label == "Moved “Amelia Okafor” to the Bin"
    assert people.records.count("contact") == 1
    people.history.undo()
    assert people.records.count("contact") == 2


def test_wrong_names_and_values_are_refused_in_words(people: Services) -> None:
    with pytest.raises(RecordMissing, match="There is no contact “Nobody”"):
        people.records.find("contact", "Nobody")
    for _ in range(2):
        people.records.create("contact", {"name": "Twin Berg"})
    with pytest.raises(RecordMissing, match="More than one contact is called “Twin Berg”"):
        people.records.find("contact", "Twin Berg")
    with pytest.raises(CrmError, match="nmae"):
        people.records.create("contact", {"nmae": "Amelia"})
    with pytest.raises(CrmError):
        people.records.listed("contact", "nmae = x")
    with pytest.raises(Refused, match="no column “nmae”"):
        people.records.listed("contact", columns=["nmae"])


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"birthday": "1970-13-45"}, "is not a day"),
        ({"owner": "Nobody"}, "Nobody here is called “Nobody”"),
        ({"tags": 5}, "is no list of tags"),
        ({"emails": [{"value": "a@b.example", "consent_at": "2026-01-05T10:00"}]}, "is not a date"),
    ],
)
def test_values_that_cannot_be_are_refused_in_words(people: Services, values: dict[str, Any], words: str) -> None:
    with pytest.raises(Refused, match=words):
        people.records.create("contact", {"name": "Amelia", **values})


def test_values_as_people_write_them(people: Services) -> None:
    member = people.database.value("SELECT name FROM member")
    nora, _ = people.records.create(
        "contact",
        {"name": "Nora Lind", "birthday": "5.3.1980", "owner": str(member).upper(), "tags": "VIP, Fair",
         "emails": [{"value": "nora@lind.example", "consent_at": "2026-01-05"}]},
    )  # fmt: skip
    found = people.records.read("contact", nora)
    assert (found["birthday"], found["owner"], sorted(found["tags"])) == ("1980-03-05", member, ["Fair", "VIP"])
    assert found["emails"][0]["consent_at"] == "2026-01-05T12:00:00+00:00"
    call, _ = people.records.create("activity", {"kind": "call", "links": [{"kind": "contact", "id": "Nora Lind"}]})
    assert people.records.read("activity", call)["links"] == [{"kind": "contact", "id": nora}]
    with pytest.raises(RecordMissing, match="There is no contact “Nobody”"):
        people.records.create("activity", {"kind": "call", "links": [{"kind": "contact", "id": "Nobody"}]})
    lead, _ = people.records.create(
        "lead", {"name": "Ola Berg", "status": "not_now", "status_reason": "No money", "ask_again_on": "2027-02-01"}
    )
    found = people.records.read("lead", lead)
    assert (found["status_reason"], found["ask_again_on"]) == ("No money", "2027-02-01")
    assert [one["title"] for one in people.records.listed("task")] == ["Ask Ola Berg again"]
