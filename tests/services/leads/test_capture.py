"""A lead is captured with whatever is known of it, and found, changed and undone like any record."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.clock import FixedClock
from crm_desktop.core.errors import CrmError, RecordMissing, Refused
from crm_desktop.core.filters import parse
from crm_desktop.services.calendar.views import TaskDraft
from crm_desktop.services.leads.views import LeadCall, LeadDraft
from crm_desktop.services.lists.views import ListQuery
from crm_desktop.services.services import Services


def lead(services: Services, **values: object) -> str:
    """Add a lead and return its id."""
    change = services.lead_commands.save(LeadDraft(**values))  # type: ignore[arg-type]
    return one_of(change)


def one_of(change: ChangeSet, table: str = "lead") -> str:
    (found,) = change.touched[table]
    return found


def names(services: Services, text: str = "", where: str = "", order: str = "score", *, down: bool = True) -> list[str]:
    query = ListQuery("lead", parse(where) if where else None, text, ((order, down),))
    return [row.value("name") for row in services.lists.rows("lead", services.lists.row_ids(query), ["name"]) if row]


@pytest.mark.parametrize(
    ("values", "called"),
    [
        ({"name": "  Nora   Lind "}, "Nora Lind"),
        ({"phone": "0770 090 0461"}, "0770 090 0461"),
        ({"email": "Nora@Example.com "}, "Nora@Example.com"),
    ],
)
def test_a_name_or_a_phone_or_an_email_is_enough(services: Services, values: dict[str, str], called: str) -> None:
    lead_id = lead(services, **values)
    assert services.leads.name_of(lead_id) == called
    assert names(services) == [called]


def test_without_any_of_the_three_it_is_refused_and_nothing_is_kept(services: Services) -> None:
    with pytest.raises(Refused, match="a name, a phone number or an e-mail"):
        services.lead_commands.save(LeadDraft(company_name="Harbor & Vine"))
    assert services.leads.counts().total == 0


def test_everything_that_was_said_is_kept(services: Services) -> None:
    draft = LeadDraft(
        "Nora Lind", "Harbor & Vine", "Owner", "07700 900461", "nora@vine.example", "vine.example", "Bath", "GB",
        "Trade fair", "Winter", "Wedding cake", "Asked for the price of three tiers", Decimal("1250.50"), "GBP",
        tags=("fair",),
    )  # fmt: skip
    lead_id = one_of(services.lead_commands.save(draft))
    found = services.records.read("lead", lead_id)
    assert (found["name"], found["company"], found["amount"], found["currency"]) == (
        "Nora Lind", "Harbor & Vine", "1250.50", "GBP",
    )  # fmt: skip
    assert found["tags"] == ["fair"]
    assert found["notes"] == "Asked for the price of three tiers"
    # Whoever enters it looks after it where no rule says otherwise.
    assert found["owner"] == "Sofia"
    again, _ = services.records.create("lead", {key: value for key, value in found.items() if key != "id"})
    copy = services.records.read("lead", again)
    assert {key: copy[key] for key in copy if key not in ("id", "created_at")} == {
        key: found[key] for key in found if key not in ("id", "created_at")
    }


def test_capture_is_one_step_that_undo_takes_back_whole(services: Services) -> None:
    before = services.database.value("SELECT max(id) FROM journal_entry")
    change = services.lead_commands.save(LeadDraft("Nora Lind", source="Website", tags=("fair",)))
    assert services.database.value("SELECT count(*) FROM journal_entry WHERE id > ?", (before,)) == 1
    assert change.label == "Added the lead “Nora Lind”"
    services.history.undo(change.entry or 0)
    assert services.leads.counts().total == 0
    assert services.database.value("SELECT count(*) FROM tag_link") == 0


def test_a_field_is_changed_alone(services: Services) -> None:
    lead_id = lead(services, name="Nora Lind", phone="07700 900461")
    services.lead_commands.save_field(lead_id, "phone", "07700 900999")
    services.lead_commands.save_field(lead_id, "amount", Decimal(80))
    found = services.leads.detail(lead_id)
    assert (found.phone, found.row.amount, found.row.name) == ("07700 900999", 8000, "Nora Lind")
    assert services.database.value("SELECT phone_normalised FROM lead") == "+447700900999"


def test_who_is_called_by_a_number_is_called_by_the_new_one(services: Services) -> None:
    lead_id = lead(services, phone="07700 900461")
    services.lead_commands.save_field(lead_id, "phone", "07700 900999")
    assert services.leads.name_of(lead_id) == "07700 900999"


def test_json_changes_only_what_it_names_and_refuses_what_it_does_not_know(services: Services) -> None:
    lead_id = lead(services, name="Nora Lind", source="Website", email="nora@vine.example")
    services.records.update("lead", lead_id, {"status": "Qualified", "owner": None})
    found = services.records.read("lead", lead_id)
    assert (found["status"], found["owner"], found["source"]) == ("qualified", None, "Website")
    with pytest.raises(Refused, match="sourze") as refused:
        services.records.update("lead", lead_id, {"sourze": "x"})
    assert "source" in refused.value.detail
    with pytest.raises(Refused, match="no status"):
        services.records.update("lead", lead_id, {"status": "warm"})


def test_found_by_name_email_and_phone(services: Services) -> None:
    lead_id = lead(services, name="Nora Lind", email="nora@vine.example", phone="07700 900461")
    for text in ("nora lind", "NORA@vine.example", "07700 900461", "+447700900461", lead_id):
        assert services.records.find("lead", text) == lead_id
    with pytest.raises(RecordMissing):
        services.records.find("lead", "Nobody")


def test_search_finds_leads_in_a_group_of_their_own(services: Services) -> None:
    lead_id = lead(services, name="Jürgen Müller", company_name="Backhaus", phone="07700 900461")
    for text in ("mueller", "backh", "00461"):
        groups = {group.title: [hit.id for hit in group.rows] for group in services.search.search(text, 5)}
        assert groups == {"Leads": [lead_id]}, text


def test_deleted_leads_lie_in_the_bin_and_come_back(services: Services) -> None:
    from crm_desktop.services.bin.commands import BinCommands
    from crm_desktop.services.bin.queries import BinQueries

    lead_id = lead(services, name="Nora Lind")
    services.lead_commands.bin([lead_id])
    assert names(services) == []
    (row,) = BinQueries(services.database, services.clock).rows()
    assert (row.kind, row.title) == ("lead", "Nora Lind")
    BinCommands(services.database, services.clock).restore("lead", lead_id)
    assert names(services) == ["Nora Lind"]


def test_many_are_added_as_one_entry(services: Services) -> None:
    drafts = [LeadDraft(f"Lead {number}", email=f"l{number}@x.example") for number in range(150)]
    change = services.lead_commands.add_all(drafts)
    assert change.label == "Added 150 leads"
    assert services.leads.counts().total == 150
    assert services.records.count("lead", "score = 5") == 150
    services.history.undo(change.entry or 0)
    assert services.leads.counts().total == 0


def test_one_that_is_refused_leaves_none(services: Services) -> None:
    with pytest.raises(CrmError):
        services.lead_commands.add_all([LeadDraft("Nora"), LeadDraft(company_name="Nobody’s")])
    assert services.leads.counts().total == 0


def test_the_list_is_filtered_and_ordered(services: Services) -> None:
    lead(services, name="Anna Berg", source="Website", amount=Decimal(90))
    lead(services, name="Bela Cox", company_name="Cox Ltd", amount=Decimal(9000))
    lead(services, name="Carl Dahl", status="qualified")
    assert names(services, order="name", down=False) == [
        "Anna Berg",
        "Bela Cox",
        "Carl Dahl",
    ]
    # Empty values stand last either way.
    for down, found in ((True, ["Bela Cox", "Anna Berg"]), (False, ["Anna Berg", "Bela Cox"])):
        assert names(services, order="amount", down=down) == [*found, "Carl Dahl"]
    assert names(services, "cox") == ["Bela Cox"]
    assert names(services, where="amount > 100 and owner = Sofia") == ["Bela Cox"]
    assert names(services, where="status = Qualified") == ["Carl Dahl"]


def test_a_list_is_few_statements_and_a_window_is_one(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    services.lead_commands.add_all([LeadDraft(f"Lead {number}") for number in range(30)])
    columns = ("name", "score", "scored_for", "next_step", "next_step_on", "tags", "owner")
    services.lists.fields("lead")
    asked: list[str] = []
    read = services.database.rows

    def counted(sql: str, values: Any = ()) -> Any:
        asked.append(sql)
        return read(sql, values)

    monkeypatch.setattr(services.database, "rows", counted)
    ids = services.lists.row_ids(ListQuery("lead", None, "", (("next_step", False),)))
    listed = [sql for sql in asked if " FROM lead" in sql]
    assert len(listed) == 1
    asked.clear()
    assert len(services.lists.rows("lead", ids, columns)) == 30
    assert len([sql for sql in asked if " FROM lead" in sql]) == 1


def test_a_call_makes_a_new_lead_contacted_and_plans_what_comes_next(services: Services) -> None:
    lead_id = lead(services, name="Nora Lind")
    task = TaskDraft("Send samples", due_on=date(2025, 11, 24))
    change = services.lead_commands.log_call(LeadCall(lead_id, "Wants to taste", next=task))
    row = services.leads.detail(lead_id).row
    assert (row.status, row.step.title) == ("contacted", "Send samples")
    assert [item.body for item in services.timeline.page("lead", lead_id).items] == ["Wants to taste"]
    services.history.undo(change.entry or 0)
    row = services.leads.detail(lead_id).row
    assert (row.status, row.step.task_id) == ("new", None)
    assert services.timeline.page("lead", lead_id).items == ()


def test_nobody_reached_leaves_a_lead_new(services: Services) -> None:
    lead_id = lead(services, name="Nora Lind")
    services.lead_commands.log_call(LeadCall(lead_id, outcome="no_answer"))
    assert services.leads.detail(lead_id).row.status == "new"


def test_not_now_asks_again_on_a_day(services: Services, clock: FixedClock) -> None:
    lead_id = lead(services, name="Nora Lind")
    services.list_commands.follow_up("lead", [lead_id], TaskDraft("Call", due_on=date(2025, 11, 21)))
    change = services.lead_commands.not_now([lead_id], "Timing", date(2026, 2, 20))
    found = services.leads.detail(lead_id)
    assert (found.row.status, found.status_reason, found.ask_again_on) == ("not_now", "Timing", date(2026, 2, 20))
    # What was planned before is called off; what remains is to ask again.
    assert (found.row.step.title, found.row.step.due_on) == ("Ask Nora Lind again", date(2026, 2, 20))
    services.history.undo(change.entry or 0)
    found = services.leads.detail(lead_id)
    assert (found.row.status, found.row.step.title) == ("new", "Call")


def test_a_task_of_a_lead_names_it_wherever_tasks_are_shown(services: Services) -> None:
    lead_id = lead(services, name="Nora Lind")
    call = TaskDraft("Call about cakes", due_on=date(2025, 11, 20))
    change = services.list_commands.follow_up("lead", [lead_id], call)
    task = one_of(change, "task")
    assert services.calendar.task(task).customer == "Nora Lind"
    assert [row.customer for row in services.calendar.todo()] == ["Nora Lind"]
    # Editing the task elsewhere does not take it from the lead.
    services.records.update("task", task, {"title": "Call soon"})
    assert services.leads.detail(lead_id).row.step.title == "Call soon"
    assert services.records.listed("task", "lead contains Nora", ["lead"])[0]["lead"] == "Nora Lind"


def test_counts_what_waits(services: Services) -> None:
    lead(services, name="New one")
    free = lead(services, name="Free one", status="contacted")
    services.list_commands.assign("lead", [free], None)
    lead(services, name="Old one", status="contacted")
    counts = services.leads.counts()
    assert (counts.total, counts.open, counts.waiting) == (3, 3, 2)


def test_the_same_lead_is_noticed_while_typing(services: Services) -> None:
    lead_id = lead(services, name="Nora Lind", email="nora@vine.example", phone="07700 900461")
    contact = services.contact_commands.quick_create("Rosa Delgado 07700 900777")
    person = one_of(contact, "contact")
    assert [(one.kind, one.id, one.reason) for one in services.leads.same(LeadDraft(email="NORA@vine.example"))] == [
        ("lead", lead_id, "email")
    ]
    assert services.leads.same(LeadDraft(phone="+44 7700 900461"))[0].reason == "phone"
    assert services.leads.same(LeadDraft("nora lind"))[0].id == lead_id
    assert [(one.kind, one.id) for one in services.leads.same(LeadDraft(phone="07700900777"))] == [("contact", person)]
    assert services.leads.same(LeadDraft("Somebody Else")) == []


def test_history_of_a_lead_is_told_in_words(services: Services) -> None:
    lead_id = lead(services, name="Nora Lind")
    services.lead_commands.set_status([lead_id], "qualified")
    outline = services.record_history.outline("lead", lead_id)
    assert len(outline.lines) == 2  # its birth and the status; a score is counted, not entered


def test_erasing_the_person_takes_the_lead_along(services: Services) -> None:
    lead_id = lead(services, name="Nora Lind", email="nora@vine.example")
    services.lead_commands.convert(services.leads.proposal(lead_id).conversion)
    person = services.leads.detail(lead_id).person_id
    assert person is not None
    services.privacy_commands.erase(person)
    assert services.database.value("SELECT count(*) FROM lead") == 0
    assert services.database.value("SELECT count(*) FROM search_document WHERE title LIKE '%Nora%'") == 0
