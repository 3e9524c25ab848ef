"""A lead becomes a person, a company and a deal: linked or made, exactly once, undone whole."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.errors import CrmError, RecordMissing, Refused
from crm_desktop.services.calendar.views import TaskDraft
from crm_desktop.services.leads.views import LeadCall, LeadDraft
from crm_desktop.services.opening import open_services
from crm_desktop.services.services import Services
from tests.storage.rows import assert_search_agrees, contents

NORA = LeadDraft(
    "Nora Lind", "Harbor & Vine", "Owner", "07700 900461", "nora@vine.example", "vine.example", "Bath", "GB",
    "Trade fair", "Winter", "wedding cakes", "Three tiers", Decimal(1250), "GBP", tags=("fair",),
)  # fmt: skip


@pytest.fixture
def nora(services: Services) -> str:
    """A lead with all that can hang on one."""
    (lead_id,) = services.lead_commands.save(NORA).touched["lead"]
    services.lead_commands.log_call(LeadCall(lead_id, "Liked the honey cake"))
    services.lead_commands.add_note(lead_id, "Met at the fair")
    services.list_commands.follow_up("lead", [lead_id], TaskDraft("Send samples", due_on=date(2025, 11, 24)))
    services.lead_commands.attach_all(lead_id, [("sketch.txt", b"three tiers")])
    return lead_id


def counts(services: Services) -> tuple[int, int]:
    return (
        services.database.value("SELECT count(*) FROM contact WHERE deleted_at IS NULL"),
        services.database.value("SELECT count(*) FROM deal WHERE deleted_at IS NULL"),
    )


def test_makes_a_person_a_company_and_a_deal_and_loses_nothing(services: Services, nora: str) -> None:
    change = services.lead_commands.convert(services.leads.proposal(nora).conversion)
    assert change.label == "Converted “Nora Lind”"
    lead = services.leads.detail(nora)
    assert lead.person_id
    assert lead.company_id
    assert lead.deal_id
    person = services.records.read("contact", lead.person_id)
    assert (person["name"], person["job_title"], person["company"]) == ("Nora Lind", "Owner", "Harbor & Vine")
    assert [one["value"] for one in person["phones"] + person["emails"] + person["websites"]] == [
        "07700 900461", "nora@vine.example", "vine.example",
    ]  # fmt: skip
    assert (person["source"], person["about"], person["tags"]) == ("Trade fair", "Three tiers", ["fair"])
    assert person["addresses"][0]["city"] == "Bath"
    deal = services.records.read("deal", lead.deal_id)
    assert (deal["title"], deal["amount"], deal["person"], deal["company"], deal["source"]) == (
        "Wedding cakes", "1250.00", "Nora Lind", "Harbor & Vine", "Trade fair",
    )  # fmt: skip
    assert "Winter" in deal["notes"]
    for kind, record in (("contact", lead.person_id), ("contact", lead.company_id), ("deal", lead.deal_id)):
        told = [item.body for item in services.timeline.page(kind, record).items if item.editable]
        assert sorted(told) == ["Liked the honey cake", "Met at the fair"]
    assert [file.name for file in services.contacts.files(lead.person_id)] == ["sketch.txt"]
    (task,) = services.records.listed("task", columns=["title", "person", "company", "deal", "lead"])
    assert (task["title"], task["person"], task["company"], task["deal"], task["lead"]) == (
        "Send samples", "Nora Lind", "Harbor & Vine", "Wedding cakes", None,
    )  # fmt: skip
    # It has left the list, and is still found where it is asked for.
    assert services.records.count("lead", "converted = no") == 0
    assert services.records.count("lead", "converted = yes") == 1
    assert_search_agrees(services.database)


def test_undo_brings_back_everything_as_it_was(services: Services, nora: str) -> None:
    before = contents(services.database)
    change = services.lead_commands.convert(services.leads.proposal(nora).conversion)
    assert not services.history.undo(change.entry or 0).conflicts
    assert contents(services.database) == before
    # And then it can be converted again.
    services.lead_commands.convert(services.leads.proposal(nora).conversion)
    assert counts(services) == (2, 1)


def test_a_second_time_is_refused(services: Services, nora: str) -> None:
    conversion = services.leads.proposal(nora).conversion
    services.lead_commands.convert(conversion)
    made = counts(services)
    with pytest.raises(Refused, match="has been converted already"):
        services.lead_commands.convert(conversion)
    with pytest.raises(Refused, match="has been converted already"):
        services.leads.proposal(nora)
    assert counts(services) == made == (2, 1)


def test_two_programs_at_the_same_moment_convert_it_once(services: Services, nora: str, clock: FixedClock) -> None:
    other = open_services(services.database.path, clock=clock)
    conversion = services.leads.proposal(nora).conversion
    start = threading.Barrier(2)
    outcomes: list[object] = []

    def run(one: Services) -> None:
        start.wait()
        try:
            outcomes.append(one.lead_commands.convert(conversion))
        except CrmError as error:
            outcomes.append(error)

    threads = [threading.Thread(target=run, args=(one,)) for one in (services, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.close()
    assert sorted(isinstance(outcome, CrmError) for outcome in outcomes) == [False, True]
    assert counts(services) == (2, 1)


def test_links_the_contacts_that_are_there(services: Services, nora: str) -> None:
    known = services.contact_commands.quick_create("Nora K. Lind nora@vine.example")
    firm = services.contact_commands.quick_create("Harbor & Vine", kind="company")
    (person_id,), (firm_id,) = known.touched["contact"], firm.touched["contact"]
    proposal = services.leads.proposal(nora)
    assert (proposal.conversion.person_id, proposal.conversion.company_id) == (person_id, firm_id)
    services.lead_commands.convert(proposal.conversion)
    assert counts(services) == (2, 1)
    person = services.records.read("contact", person_id)
    # The known name stays, the new phone number is added, and the company is hers from now on.
    assert (person["name"], person["company"]) == ("Nora K. Lind", "Harbor & Vine")
    assert [one["value"] for one in person["phones"]] == ["07700 900461"]
    assert [one["value"] for one in person["emails"]] == ["nora@vine.example"]


def test_a_person_alone_a_company_alone_and_no_deal(services: Services) -> None:
    (first,) = services.lead_commands.save(LeadDraft("Nora Lind")).touched["lead"]
    services.lead_commands.convert(replace(services.leads.proposal(first).conversion, deal_title=""))
    lead = services.leads.detail(first)
    assert (bool(lead.person_id), lead.company_id, lead.deal_id) == (True, None, None)
    (second,) = services.lead_commands.save(LeadDraft(company_name="Vine", email="office@vine.example")).touched["lead"]
    proposal = services.leads.proposal(second)
    # An address at a company without a name: the company is whom one deals with.
    assert (proposal.conversion.with_person, proposal.conversion.with_company) == (False, True)
    services.lead_commands.convert(proposal.conversion)
    lead = services.leads.detail(second)
    assert (lead.person_id, bool(lead.company_id), bool(lead.deal_id)) == (None, True, True)
    assert services.records.read("contact", lead.company_id or "")["emails"][0]["value"] == "office@vine.example"


def test_neither_is_refused_and_a_missing_contact_too(services: Services, nora: str) -> None:
    conversion = services.leads.proposal(nora).conversion
    with pytest.raises(Refused, match="a person, a company or both"):
        services.lead_commands.convert(replace(conversion, with_person=False, with_company=False))
    with pytest.raises(RecordMissing, match="to link is no longer there"):
        services.lead_commands.convert(replace(conversion, person_id="0" * 32))
    assert counts(services) == (0, 0)
    assert services.leads.detail(nora).converted_at is None


def test_several_are_one_entry_and_share_their_company(services: Services) -> None:
    drafts = [
        LeadDraft("Nora Lind", "Vine", email="nora@vine.example"),
        LeadDraft("Olaf Berg", "Vine", email="olaf@vine.example"),
        LeadDraft("Nora L.", "", email="nora@vine.example"),
    ]
    ids = list(services.lead_commands.add_all(drafts).touched["lead"])
    change = services.lead_commands.convert_all(ids)
    assert change.label == "Converted 3 leads"
    # Two people and one company: the third lead had the first one's address.
    assert counts(services) == (3, 3)
    services.history.undo(change.entry or 0)
    assert counts(services) == (0, 0)
    assert services.leads.counts().open == 3
