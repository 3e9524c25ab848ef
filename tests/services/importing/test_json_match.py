"""JSON of another workspace: its ids are unknown here, so records are known by their fields, as rows of a table are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from crm_desktop.core.errors import Refused
from crm_desktop.core.ids import new_id
from crm_desktop.services.custom_fields.views import CustomFieldDraft
from crm_desktop.services.importing.plan import Outcome
from crm_desktop.services.services import Services
from tests.services.importing.tables import contents


def write(path: Path, *records: dict[str, Any]) -> Path:
    path.write_text(json.dumps([{"id": new_id(), **one} for one in records]), encoding="utf-8")
    return path


def test_a_contact_of_another_workspace_is_known_and_added_to(services: Services, tmp_path: Path) -> None:
    nora, _ = services.records.create(
        "contact",
        {"name": "Nora Lind", "emails": ["nora@example.org"], "phones": ["07700 900461"], "about": "ours",
         "tags": ["vip"], "addresses": [{"street": "2 Mill Lane", "city": "Bath"}]},
    )  # fmt: skip
    theirs = {
        "kind": "person", "name": "Nora Lind", "job_title": "Cook", "about": "", "company": "Harbor", "tags": ["fair"],
        "emails": [{"value": "NORA@example.org"}, {"value": "n.lind@example.net", "primary": True}], "phones": [],
        "addresses": [{"street": "2 mill lane", "city": "Bath"}, {"street": "9 Quay", "city": "Hull"}],
        "affiliations": [{"company": "Harbor", "role": "Cook"}], "given_name": "Nora", "family_name": "Lind",
    }  # fmt: skip
    path = write(tmp_path / "contacts.json", theirs, {**theirs, "emails": [{"value": "nora@elsewhere.org"}]})
    before = contents(services)
    plan = services.importing.look(path)
    assert services.importing.check(plan).counts[Outcome.UPDATE] == 1

    done = services.importing.run(plan)

    # Two of one file have their own ids, so the second is somebody else of that name.
    assert (done.created, done.updated) == (1, 1)
    found = services.records.read("contact", nora)
    assert [one["value"] for one in found["emails"]] == ["nora@example.org", "n.lind@example.net"]
    assert not found["emails"][1]["primary"]
    assert [one["city"] for one in found["addresses"]] == ["Bath", "Hull"]
    assert (found["about"], found["job_title"], len(found["phones"])) == ("ours", "Cook", 1)
    assert sorted(found["tags"]) == ["fair", "vip"]
    for _ in range(2):
        again = services.importing.run(services.importing.look(path))
        assert (again.created, again.updated, again.unchanged) == (0, 0, 2), again
    services.history.undo(done.change.entry)
    assert contents(services) == before


@pytest.mark.parametrize(
    ("kind", "mine", "theirs", "match"),
    [
        ("product", {"name": "Rye", "code": "R1"}, {"name": "Rye bread", "code": "r1", "price": "4.2"}, "sku"),
        ("deal", {"title": "Cakes", "amount": "10"}, {"title": "cakes", "amount": "25", "currency": "GBP"}, "title"),
        ("lead", {"name": "Ada", "email": "a@x.org"}, {"name": "Ada Lark", "email": "A@x.org", "city": "Ely"}, "email"),
        ("case", {"subject": "Late"}, {"subject": "Late", "number": "C-9", "priority": "high"}, "subject"),
        ("task", {"title": "Call"}, {"title": "Call", "notes": "twice", "kind": "call"}, "title"),
        ("event", {"title": "Fair", "starts_on": "2026-01-02", "ends_on": "2026-01-02"},
         {"title": "Fair", "starts_on": "2026-01-02", "ends_on": "2026-01-02", "place": "Hall"}, "starts_on"),
        ("quote", {"title": "Wedding"}, {"title": "Wedding", "note": "thanks", "currency": "GBP"}, "title"),
        ("activity", {"kind": "note", "body": "said so", "subject": "S", "contact": "Zoe"},
         {"kind": "note", "body": "said so, twice", "subject": "S", "minutes": 5}, "subject"),
        ("contact", {"name": "Nora", "tax_id": "17"}, {"name": "Somebody", "tax_id": "17", "kind": "person"}, "tax_id"),
    ],
)  # fmt: skip
def test_any_kind_is_known_by_the_fields_that_are_chosen(
    kind: str, mine: dict[str, Any], theirs: dict[str, Any], match: str, services: Services, tmp_path: Path
) -> None:
    if kind == "activity":
        zoe, _ = services.records.create("contact", {"name": "Zoe"})
        theirs = {**theirs, "links": [{"kind": "contact", "id": zoe}]}
    here, _ = services.records.create(kind, mine)
    count = len(services.records.row_ids(kind))
    plan = services.importing.look(write(tmp_path / "them.json", theirs), kind)
    assert plan.is_fixed
    usual = services.importing.check(plan)
    assert usual.counts[Outcome.READY] == 1  # by its id it is another one
    plan = services.importing.with_rules(plan, match=(match,))
    done = services.importing.run(plan)
    assert (done.created, done.updated, done.refused) == (0, 1, ())
    assert len(services.records.row_ids(kind)) == count
    again = services.importing.run(plan)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 1)
    assert services.records.read(kind, here)


def test_own_fields_can_tell_and_what_is_no_field_cannot(services: Services, tmp_path: Path) -> None:
    services.custom_field_commands.add(CustomFieldDraft("deal", "Order no"))
    here, _ = services.records.create("deal", {"title": "Cakes", "order_no": "17"})
    path = write(tmp_path / "d.json", {"title": "Torte", "order_no": "17", "amount": "5", "currency": "GBP"})
    plan = services.importing.look(path, "deal")
    done = services.importing.run(services.importing.with_rules(plan, match=("own:order_no",)))
    assert (done.created, done.updated) == (0, 1)
    assert services.records.read("deal", here)["title"] == "Torte"
    with pytest.raises(Refused, match="cannot be recognised"):
        services.importing.with_rules(plan, match=("nonsense",))
