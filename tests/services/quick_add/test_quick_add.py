"""One line of plain words becomes the record it describes, and no word is lost."""

from __future__ import annotations

from datetime import date

import pytest

from crm_desktop.core.errors import Refused
from crm_desktop.services.contacts.views import AffiliationDraft, ContactDraft
from crm_desktop.services.quick_add.commands import QuickAddCommands
from crm_desktop.services.quick_add.queries import QuickAddQueries
from crm_desktop.services.quick_add.views import Created
from crm_desktop.services.services import Services


@pytest.fixture
def shop(services: Services) -> Services:
    for name, company in (
        ("Amelia Okafor", "Harbor & Vine"), ("Farid Haddad", "Bluebird Bakery"), ("Ben Castillo", ""), ("Ben Stone", "")
    ):  # fmt: skip
        affiliations = (AffiliationDraft(company=company),) if company else ()
        services.contact_commands.save(ContactDraft(name=name, affiliations=affiliations))
    return services


def add(services: Services, line: str) -> Created:
    return QuickAddCommands(services).create(QuickAddQueries(services).read(line))


def test_a_call_is_a_task_with_its_time_bell_and_people(shop: Services) -> None:
    made = add(shop, "call amelia about racks next tue 10:30 remind 15m")
    assert (made.kind, made.change.label) == ("task", "Planned “Call Amelia Okafor: racks”")
    row = shop.database.row(
        "SELECT kind, due_on, minutes, (SELECT name FROM contact WHERE id = person_id), "
        "(SELECT name FROM contact WHERE id = company_id) FROM task WHERE id = ?",
        (made.id,),
    )
    assert row == ("call", "2025-11-25", 30, "Amelia Okafor", "Harbor & Vine")
    assert shop.database.value("SELECT minutes_before FROM reminder WHERE record_id = ?", (made.id,)) == 15


def test_a_meeting_with_a_time_is_an_event(shop: Services) -> None:
    made = add(shop, "meet farid tomorrow 14:00 1h")
    row = shop.database.row("SELECT title, (ends_at - starts_at) / 60000 FROM event WHERE id = ?", (made.id,))
    assert row == ("Meeting with Farid Haddad", 60)


def test_a_deal_takes_amount_customer_and_stage(shop: Services) -> None:
    made = add(shop, "deal Holiday cakes 1860 amelia /quote sent")
    row = shop.database.row(
        "SELECT d.title, d.amount, d.currency, s.name FROM deal d JOIN stage s ON s.id = d.stage_id WHERE d.id = ?",
        (made.id,),
    )
    assert row == ("Holiday cakes", 186_000, "GBP", "Quote sent")


def test_a_quote_is_a_draft_with_one_line(shop: Services) -> None:
    made = add(shop, "quote Proofing racks 500 amelia")
    row = shop.database.row("SELECT title, status, number, net, gross FROM document WHERE id = ?", (made.id,))
    assert row == ("Proofing racks", "draft", None, 50_000, 60_000)


def test_a_case_takes_subject_person_and_priority(shop: Services) -> None:
    made = add(shop, "case oven timer stops farid !high")
    row = shop.database.row('SELECT number, subject, priority FROM "case" WHERE id = ?', (made.id,))
    assert row == ("C-0001", "Oven timer stops", "high")


def test_a_note_goes_to_the_timeline(shop: Services) -> None:
    made = add(shop, "note amelia opens a second kitchen in March")
    assert made.kind == "activity"
    body = shop.database.value("SELECT body FROM activity WHERE id = ?", (made.id,))
    assert "second kitchen in March" in body


def test_a_contact_keeps_phone_mail_and_company(shop: Services) -> None:
    made = add(shop, "contact Nora Lind 0770 900461 nora@example.com, Foxglove")
    assert shop.contacts.name_of(made.id) == "Nora Lind"
    detail = shop.contacts.detail(made.id)
    assert detail.email == "nora@example.com"


def test_a_lead_is_captured_with_all_that_was_typed(shop: Services) -> None:
    made = add(shop, "lead Nora Lind 0770 900461, Harbor Bikes #fair")
    assert made.kind == "lead"
    found = shop.records.read("lead", made.id)
    assert (found["name"], found["phone"], found["company"], found["tags"]) == (
        "Nora Lind", "0770 900461", "Harbor Bikes", ["fair"],
    )  # fmt: skip


@pytest.mark.parametrize("line", ["paid INV-1038 620 bank", "invoice amelia 620 for November"])
def test_what_is_not_built_yet_is_a_task_with_every_word(shop: Services, line: str) -> None:
    made = add(shop, line)
    assert (made.kind, shop.database.value("SELECT title FROM task WHERE id = ?", (made.id,))) == ("task", line)


def test_parts_without_a_field_are_kept_as_notes(shop: Services) -> None:
    made = add(shop, "check stock fri #fair Q-0318")
    assert shop.database.row("SELECT title, due_on, notes FROM task WHERE id = ?", (made.id,)) == (
        "Check stock", "2025-11-21", "#fair Q-0318"
    )  # fmt: skip


def test_a_name_that_two_people_have_is_asked_for(shop: Services) -> None:
    queries = QuickAddQueries(shop)
    reading = queries.read("call ben fri")
    assert sorted(match.name for match in reading.asks) == ["Ben Castillo", "Ben Stone"]
    assert not reading.can_create
    with pytest.raises(Refused):
        QuickAddCommands(shop).create(reading)
    chosen = queries.read("call ben fri", {"ben": reading.asks[0].id})
    assert chosen.who == reading.asks[0]
    assert chosen.on == date(2025, 11, 21)


def test_a_name_typed_after_the_line_was_begun_is_known_at_once(shop: Services) -> None:
    queries = QuickAddQueries(shop)
    assert queries.read("call nora fri").who is None
    shop.contact_commands.save(ContactDraft(name="Nora Lind"))
    found = queries.read("call nora fri").who
    assert found is not None
    assert found.name == "Nora Lind"


def test_nothing_is_nothing(shop: Services) -> None:
    reading = QuickAddQueries(shop).read("   ")
    assert not reading.can_create


def test_it_can_be_undone_in_one_step(shop: Services) -> None:
    made = add(shop, "call amelia next tue 10:30 remind 15m")
    shop.history.undo()
    assert shop.database.row("SELECT 1 FROM task WHERE id = ?", (made.id,)) is None
    assert shop.database.row("SELECT 1 FROM reminder WHERE record_id = ?", (made.id,)) is None
