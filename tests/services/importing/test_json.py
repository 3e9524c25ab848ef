"""JSON: what this program wrote comes back as it was, under its own ids; what others wrote is read as a table."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.errors import CrmError
from crm_desktop.core.fields import FieldType
from crm_desktop.services.custom_fields.views import CustomFieldDraft
from crm_desktop.services.exporting.commands import export_records
from crm_desktop.services.opening import open_services
from crm_desktop.services.services import Services
from tests.services.importing.tables import contents

KINDS = ("contact", "lead", "product", "deal", "quote", "case", "task", "event", "activity")
"""In the order in which one needs the other."""
OURS = {"score", "score_reasons", "next_step", "next_step_on", "revision"}
"""What each workspace works out for itself."""

words = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Sm", "Sc")), min_size=1, max_size=12)
texts = st.one_of(st.just(""), st.lists(words, min_size=1, max_size=4).map(" ".join))
days = st.dates(min_value=date(2020, 1, 1), max_value=date(2030, 12, 31))
amounts = st.decimals(min_value=0, max_value=10**7, places=2).map(str)
moments = st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2030, 1, 1)).map(
    lambda moment: moment.replace(microsecond=0).isoformat() + "+00:00"
)


@st.composite
def records(draw: st.DrawFn) -> list[tuple[str, dict[str, Any]]]:
    """Return one record of each kind, linked to each other by name."""
    firm, person, deal, product = (f"{draw(words)} {kind}" for kind in ("firm", "person", "deal", "product"))
    stage = draw(st.sampled_from(("New", "Negotiation", "Won")))
    day = draw(days).isoformat()
    return [
        ("contact", {"kind": "company", "name": firm, "websites": [f"https://{draw(st.integers(1, 9))}.example"],
                     "about": draw(texts)}),
        ("contact", {"kind": "person", "name": person, "company": firm, "job_title": draw(texts),
                     "birthday": draw(st.sampled_from(("1980-02-29", "--03-09", None))),
                     "emails": [{"value": "ada@example.com", "type": "work", "opted_out_at": draw(moments)}],
                     "phones": ["07700 900461", {"value": "+49 30 123456", "label": draw(texts)}],
                     "tags": draw(st.lists(words.map(lambda tag: tag.replace(",", "")).filter(bool), max_size=2,
                                           unique_by=str.casefold)),
                     "addresses": [{"street": draw(texts), "city": "Bristol", "postcode": "BS1"}],
                     "loyalty": draw(st.integers(0, 10**6))}),
        ("lead", {"name": f"{draw(words)} lead", "company": draw(texts), "email": "lead@example.com",
                  "amount": draw(amounts), "notes": draw(texts), "source": "Website"}),
        ("product", {"name": product, "code": "R1", "price": draw(amounts), "unit": "loaf",
                     "active": draw(st.booleans()), "description": draw(texts)}),
        ("deal", {"title": deal, "company": firm, "person": person, "amount": draw(amounts), "stage": stage,
                  "expected_close": day, "notes": draw(texts),
                  "lines": [{"product": product, "quantity": "2.5", "unit_price": draw(amounts)}]}),
        ("quote", {"title": f"{draw(words)} quote", "company": firm, "person": person, "deal": deal, "dated_on": day,
                   "note": draw(texts), "lines": [{"product": product, "quantity": "3"}, {"name": "Delivery",
                   "unit_price": draw(amounts), "tax_rate": "20"}]}),
        ("case", {"subject": f"{draw(words)} case", "person": person, "priority": "high", "opened_at": draw(moments),
                  "text": f"{draw(words)} broke", "status": draw(st.sampled_from(("new", "open", "solved")))}),
        ("task", {"title": f"{draw(words)} task", "person": person, "deal": deal, "due_on": day,
                  "notes": draw(texts), "status": draw(st.sampled_from(("open", "done"))),
                  "remind_minutes": draw(st.sampled_from((None, 30)))}),
        ("event", {"title": f"{draw(words)} event", "company": firm, "starts_at": "2026-03-01T10:00:00Z",
                   "ends_at": "2026-03-01T11:30:00Z", "place": draw(texts)}),
        ("activity", {"kind": "call", "contact": person, "subject": draw(texts), "body": f"{draw(words)} said",
                      "minutes": draw(st.integers(0, 90)), "happened_at": draw(moments)}),
    ]  # fmt: skip


def _bare(value: Any) -> Any:
    """A record without the ids of its parts and what each workspace works out for itself."""
    if isinstance(value, list):
        return [_bare(one) for one in value]
    if isinstance(value, dict):
        return {key: _bare(one) for key, one in value.items() if key != "id" and key not in OURS}
    return value


def _exported(services: Services, folder: Path, kind: str) -> list[Any]:
    path = folder / f"{kind}.json"
    export_records(services, kind, path, force=True)
    found: list[Any] = json.loads(path.read_text("utf-8"))
    return sorted(found, key=lambda one: one["id"])


@settings(max_examples=2, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=records())
def test_every_kind_comes_back_as_it_was(
    made: list[tuple[str, dict[str, Any]]],
    tmp_path_factory: pytest.TempPathFactory,
    clock: FixedClock,
    new_shop: Callable[[FixedClock], Path],
) -> None:
    folder = tmp_path_factory.mktemp("json")
    first = open_services(Path(shutil.copyfile(new_shop(clock), folder / "first.crm")), clock=clock)
    second = open_services(Path(shutil.copyfile(new_shop(clock), folder / "second.crm")), clock=clock)
    try:
        first.custom_field_commands.add(CustomFieldDraft("contact", "Loyalty", FieldType.NUMBER))
        for kind, data in made:
            first.records.create(kind, data)
        before = contents(first)
        for kind in KINDS:
            written = _exported(first, folder, kind)
            here = first.importing.run(first.importing.look(folder / f"{kind}.json"))
            assert (here.created, here.updated, here.refused) == (0, 0, ()), (kind, here)
            plan = second.importing.look(folder / f"{kind}.json")
            assert (plan.kind, plan.is_fixed) == (kind, True)
            result = second.importing.run(plan)
            assert (result.created, result.refused, result.problems) == (len(written), (), ()), (kind, result)
            again = second.importing.run(second.importing.look(plan.path))
            assert (again.created, again.updated, again.unchanged) == (0, 0, len(written)), (kind, written)
            read = _exported(second, folder, kind)
            assert [one["id"] for one in read] == [one["id"] for one in written]
        for kind in KINDS:
            assert _bare(_exported(second, folder, kind)) == _bare(_exported(first, folder, kind))
        assert contents(first) == before
        labels = [one.label for kind in KINDS for one in second.custom_fields.fields(kind)]
        assert labels == ["Loyalty"]
    finally:
        first.close()
        second.close()


def test_a_list_with_chosen_columns_changes_what_is_here_and_undo_takes_it_back(
    services: Services, tmp_path: Path
) -> None:
    services.contact_commands.quick_create("Nora Lind nora@harbor.example")
    path = tmp_path / "list.json"
    listed = services.records.listed("contact", columns=["name", "email", "job_title", "lifecycle"])
    path.write_text(json.dumps(listed), "utf-8")
    before = contents(services)
    assert services.importing.run(services.importing.look(path, "contact")).unchanged == 1
    assert contents(services) == before
    listed[0]["job_title"] = "Owner"
    path.write_text(json.dumps(listed), "utf-8")
    result = services.importing.run(services.importing.look(path, "contact"))
    assert result.updated == 1
    nora = services.records.read("contact", listed[0]["id"])
    assert (nora["job_title"], nora["emails"][0]["value"]) == ("Owner", "nora@harbor.example")
    services.history.undo(result.change.entry or 0)
    assert contents(services) == before


def test_json_of_another_program_is_read_as_a_table(services: Services, tmp_path: Path) -> None:
    path = tmp_path / "crm.json"
    path.write_text(
        json.dumps({"total": 2, "results": [
            {"id": 7, "properties": {"firstname": "Nora", "lastname": "Lind", "email": "nora@harbor.example",
                                     "Shoe size": 38, "company": "Harbor"}},
            {"id": 8, "properties": {"firstname": "Ola", "lastname": "Berg", "email": "ola@harbor.example"}},
        ]}), "utf-8",
    )  # fmt: skip
    plan = services.importing.look(path)
    assert (plan.rows, plan.is_fixed) == ("people", False)
    assert services.importing.run(plan).created == 2
    nora = services.records.read("contact", services.records.find("contact", "Nora Lind"))
    assert (nora["company"], nora["shoe_size"]) == ("Harbor", 38)
    assert services.importing.run(services.importing.look(path)).unchanged == 2


def test_an_object_a_line(services: Services, tmp_path: Path) -> None:
    path = tmp_path / "people.json"
    path.write_text('{"Name": "Nora Lind", "Email": "n@x.example"}\n{"Name": "Ola Berg"}\n', "utf-8")
    assert services.importing.run(services.importing.look(path)).created == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "is empty"), ("[1, 2]", "no list of records"), ("{oops", "is no JSON"), ("[]", "holds no records"),
     ("[" * 100_000, "is no JSON"), ('"text"', "no list of records")],
)  # fmt: skip
def test_what_is_no_list_of_records_is_refused(services: Services, tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(text, "utf-8")
    with pytest.raises(CrmError, match=said):
        services.importing.look(path)


def test_a_record_with_wrong_values_is_refused_and_comes_back_in_a_file(services: Services, tmp_path: Path) -> None:
    services.records.create("task", {"title": "Bake"})
    (record,) = services.records.listed("task", columns=["title", "due_on", "status"])
    path = tmp_path / "tasks.json"
    path.write_text(json.dumps([record | {"due_on": "soon"}, record | {"id": "0" * 32, "title": ""}]), "utf-8")
    plan = services.importing.look(path, "tasks")
    result = services.importing.run(plan)
    assert [row.row for row in result.refused] == [1, 2]
    target = tmp_path / "refused.csv"
    services.importing.save_refused(plan, result.refused, target)
    assert "“soon” is no day for “Due”." in target.read_text("utf-8-sig")


def test_a_lead_of_another_firm_comes_without_its_owner_or_with_the_one_of_that_name(
    services: Services, tmp_path: Path
) -> None:
    path = tmp_path / "leads.json"
    lead = {"name": "Orla Byrne", "email": "orla@example.com", "status": "new", "source": "Website"}
    owners = {"a" * 32: "Ada", "b" * 32: "Sofia"}
    leads = [{**lead, "id": f"{key[:31]}c", "owner_id": key, "owner": name} for key, name in owners.items()]
    leads[1] |= {"name": "Ben Castillo", "email": "ben@example.com"}
    path.write_text(json.dumps(leads), "utf-8")
    result = services.importing.run(services.importing.look(path))
    assert (result.created, result.refused) == (2, ())
    assert [one[3] for one in result.names] == [1]
    assert "“Ada” (owner) is not here" in result.problems[0].reason
    here = {one["name"]: one["owner"] for one in services.records.listed("lead", columns=["name", "owner"])}
    assert here["Ben Castillo"] == "Sofia"
