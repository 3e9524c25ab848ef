"""Cases by their declared fields: lists, filters and JSON."""

from __future__ import annotations

import pytest

from crm_desktop.core.errors import Refused
from crm_desktop.services.services import Services
from tests.services.cases.opening import open_case
from tests.services.pipeline.people import add_contact


def test_what_is_written_as_json_is_read_back(services: Services) -> None:
    farid = add_contact(services, "Farid Haddad")
    services.records.create(
        "case",
        {
            "subject": "Oven timer stops",
            "person": "Farid Haddad",
            "priority": "High",
            "channel": "email",
            "kind": "warranty",
            "status": "waiting_customer",
            "opened_at": "2025-11-19T10:00:00Z",
            "number": "T-77",
            "messages": [
                {"kind": "customer", "body": "It stops.", "written_at": "2025-11-19T10:00:00Z"},
                {"kind": "reply", "body": "Which model?", "written_at": "2025-11-19T11:00:00Z"},
            ],
        },
    )
    case_id = services.records.find("case", "t-77")
    record = services.records.access("case").read(services, case_id)
    assert record["person_id"] == farid
    assert record["status"] == "waiting_customer"
    assert record["first_reply_at"] == "2025-11-19T11:00:00Z"
    assert [(m["kind"], m["author"]) for m in record["messages"]] == [("customer", "Farid Haddad"), ("reply", "Sofia")]
    services.records.update("case", case_id, {"status": "solved", "messages": record["messages"]})
    again = services.records.access("case").read(services, case_id)
    assert again["status"] == "solved"
    assert again["solved_at"] is not None
    assert again["messages"] == record["messages"]


def test_the_whole_record_can_be_written_into_another_workspace(services: Services) -> None:
    case_id = open_case(services, text="Hello.", priority="high")
    services.case_commands.solve(case_id)
    record = services.records.access("case").read(services, case_id)
    services.records.create("case", record | {"number": "C-0900"})
    copy = services.records.access("case").read(services, services.records.find("case", "C-0900"))
    for key in ("subject", "status", "priority", "opened_at", "solved_at", "reply_due_at"):
        assert copy[key] == record[key], key


def test_lists_and_filters(services: Services) -> None:
    farid = add_contact(services, "Farid Haddad")
    open_case(services, "Oven timer stops", priority="high", person_id=farid)
    open_case(services, "Wrong pedals", kind="complaint")
    services.case_commands.solve(open_case(services, "Install question"))

    def listed(where: str) -> list[str]:
        return [row["number"] for row in services.records.listed("case", where)]

    assert listed("status not in (solved, closed)") == ["C-0001", "C-0002"]
    assert listed('customer contains "farid"') == ["C-0001"]
    assert listed("priority = high and reply_due_at before tomorrow") == ["C-0001"]
    assert listed("kind = complaint") == ["C-0002"]
    assert listed("status = solved") == ["C-0003"]


@pytest.mark.parametrize(
    ("data", "hint"),
    [
        ({"subject": "x", "prioritty": "high"}, "priority"),
        ({"subject": "x", "status": "asleep"}, "Waiting for customer"),
        ({"subject": "x", "owner": "Zed"}, "Nothing"),
        ({"subject": "x", "opened_at": "soon"}, "2026"),
        ({"subject": ""}, "few words"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_a_hint(services: Services, data: dict[str, str], hint: str) -> None:
    with pytest.raises(Refused) as refused:
        services.records.create("case", data)
    assert hint in str(refused.value)
    assert not services.cases.any()


def test_a_subject_that_two_cases_have_finds_neither(services: Services) -> None:
    access = services.records.access("case")
    first = open_case(services, "Door")
    assert access.find(services, "Door") == first
    open_case(services, "Door")
    assert access.find(services, "Door") is None
    assert access.find(services, "c-0001") == first
    assert access.label(services, first) == "C-0001 Door"
