"""What people do with contacts: each is one entry that can be undone whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.errors import RecordMissing, Refused
from crm_desktop.core.ids import new_id
from crm_desktop.services.bin.commands import BinCommands
from crm_desktop.services.calendar.views import TaskDraft
from crm_desktop.services.contacts.views import (
    AddressDraft,
    AffiliationDraft,
    CallDraft,
    ChannelDraft,
    ContactDraft,
)
from crm_desktop.services.services import Services
from crm_desktop.services.timeline.views import Only

AMELIA = ContactDraft(
    name="Amelia Okafor",
    job_title="Owner",
    birthday="--03-09",
    channels=(
        ChannelDraft("phone", "07700 900142", "mobile", is_primary=True),
        ChannelDraft("email", "Amelia@HarborVine.example"),
    ),
    addresses=(AddressDraft("14 Quay Street", "Bristol", postcode="BS1 4DJ"),),
    affiliations=(AffiliationDraft(company="Harbor & Vine Catering", role="Owner"),),
    tags=("VIP",),
)


@pytest.fixture
def amelia(services: Services) -> str:
    contact_id = new_id()
    services.contact_commands.save(replace(AMELIA, id=contact_id))
    return contact_id


def test_a_new_contact_comes_with_its_parts_and_its_company(services: Services, amelia: str) -> None:
    found = services.contacts.detail(amelia)
    assert (found.given_name, found.family_name) == ("Amelia", "Okafor")
    assert [channel.normalised for channel in found.channels] == ["+447700900142", "amelia@harborvine.example"]
    assert found.company is not None
    assert found.company.name == "Harbor & Vine Catering"
    assert found.owner == "Sofia"
    assert found.owner_is_me
    assert [tag.name for tag in found.tags] == ["VIP"]
    assert services.contacts.counts().companies == 1


def test_saving_the_same_again_changes_nothing(services: Services, amelia: str) -> None:
    draft = services.contacts.draft(amelia)
    assert not services.contact_commands.save(draft)


def test_unchanged_channels_keep_their_ids(services: Services, amelia: str) -> None:
    before = services.contacts.draft(amelia)
    channels = (*before.channels[1:], ChannelDraft("web", "harborvine.example"))
    services.contact_commands.save(replace(before, channels=channels))
    after = services.contacts.draft(amelia)
    assert after.channels[0].id == before.channels[1].id
    assert [channel.medium for channel in after.channels] == ["email", "web"]


def test_undo_takes_a_new_contact_back_whole(services: Services, amelia: str) -> None:
    del amelia
    services.history.undo()
    assert services.contacts.counts().total == 0
    assert services.database.value("SELECT count(*) FROM channel") == 0
    services.history.redo()
    assert services.contacts.counts().total == 2


def test_a_known_company_is_found_by_its_name(services: Services, amelia: str) -> None:
    del amelia
    services.contact_commands.quick_create("Ben Castillo ben@x.example, harbor & vine CATERING")
    assert services.contacts.counts().companies == 1


def test_a_contact_needs_something_to_be_known_by(services: Services) -> None:
    with pytest.raises(Refused, match="needs a name"):
        services.contact_commands.save(ContactDraft())
    services.contact_commands.quick_create("07700 900461")
    assert services.contacts.pick("900461")[0].name == "07700 900461"


@pytest.mark.parametrize(
    ("key", "value", "column", "stored"),
    [
        ("job_title", "Head chef", "job_title", "Head chef"),
        ("name", "Amelia Okafor-Reid", "family_name", "Okafor-Reid"),
        ("family_name", "Reid", "name", "Amelia Reid"),
        ("birthday", "9 March 1980", "birthday", "1980-03-09"),
        ("lifecycle", "Customer", "lifecycle", "customer"),
        ("pinned", True, "pinned", True),
        ("about", "Likes sesame.", "about", "Likes sesame."),
    ],
)
def test_one_field_is_changed_and_named_in_the_entry(
    services: Services, amelia: str, key: str, value: object, column: str, stored: object
) -> None:
    change = services.contact_commands.save_field(amelia, key, value)
    assert "of Amelia" in change.label
    assert getattr(services.contacts.detail(amelia), column) == stored
    services.history.undo()
    assert getattr(services.contacts.detail(amelia), column) != stored


def test_fields_of_parts_change_their_first_part(services: Services, amelia: str) -> None:
    save = services.contact_commands.save_field
    save(amelia, "phone", "020 7946 0958")
    save(amelia, "city", "Bath")
    save(amelia, "company", "Northwind Bikes")
    save(amelia, "tags", ["VIP", "fair"])
    found = services.contacts.detail(amelia)
    assert found.channels[0].normalised == "+442079460958"
    assert found.channels[0].type == "mobile"
    assert found.addresses[0].city == "Bath"
    assert found.company is not None
    assert (found.company.name, found.company.role) == ("Northwind Bikes", "Owner")
    assert [tag.name for tag in found.tags] == ["fair", "VIP"]


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("birthday", "someday", "9 March"),
        ("lifecycle", "friend", "Prospect"),
        ("owner", "Nobody", "your people"),
        ("job_titel", "x", "job_title"),
        ("email", "not an address", "an @"),
        ("name", " ", "Nothing was changed"),
    ],
)
def test_a_wrong_value_is_refused_with_the_way_out(
    services: Services, amelia: str, key: str, value: str, words: str
) -> None:
    with pytest.raises(Refused) as refusal:
        services.contact_commands.save_field(amelia, key, value)
    assert words in refusal.value.detail


def test_channels_and_addresses_are_added_and_removed(services: Services, amelia: str) -> None:
    commands = services.contact_commands
    added = commands.save_channel(amelia, ChannelDraft("phone", "020 7946 0958"))
    assert added.label == "Added the phone number of Amelia Okafor"
    second = services.contacts.detail(amelia).channels[1]
    assert not second.is_primary
    assert commands.save_channel(amelia, ChannelDraft("phone", "", id=second.id)).label.startswith("Removed")
    address = services.contacts.detail(amelia).addresses[0]
    commands.save_address(amelia, AddressDraft(id=address.id))
    assert services.contacts.detail(amelia).addresses == ()


def test_logging_a_call_finishes_one_step_and_plans_the_next_in_one_entry(services: Services, amelia: str) -> None:
    task = TaskDraft("Call about Tuesday deliveries", "call", due_on=date(2025, 11, 20))
    services.contact_commands.plan([amelia], task)
    step = services.contacts.detail(amelia).next_step
    assert step is not None
    change = services.contact_commands.log_call(
        CallDraft(
            amelia,
            "Wants Tuesdays.",
            minutes=12,
            next=TaskDraft("Call back", "call", due_on=date(2025, 11, 27), person_id=amelia),
            finishes_task_id=step.step.task_id,
        )
    )
    assert change.label == "Logged a call with Amelia Okafor"
    after = services.contacts.detail(amelia)
    assert after.next_step is not None
    assert after.next_step.step.title == "Call back"
    company = after.company
    assert company is not None
    for contact_id in (amelia, company.contact_id):
        page = services.timeline.page("contact", contact_id, only=Only.CALLS)
        assert [item.body for item in page.items] == ["Wants Tuesdays."]
    services.history.undo()
    restored = services.contacts.detail(amelia).next_step
    assert restored is not None
    assert restored.step.title == "Call about Tuesday deliveries"
    assert services.timeline.page("contact", amelia, only=Only.CALLS).items == ()


def test_bulk_commands_are_one_entry(services: Services, amelia: str) -> None:
    services.contact_commands.quick_create("Ben Castillo")
    ben = services.contacts.find("Ben Castillo")
    assert ben is not None
    both = [amelia, ben]
    assert services.contact_commands.tag(both, "#fair").label == "Tagged 2 contacts “fair”"
    assert not services.contact_commands.tag(both, "FAIR")
    assert services.contact_commands.bin(both).label == "Deleted 2 contacts"
    assert services.contacts.counts().people == 0
    services.history.undo()
    assert services.contacts.counts().people == 2
    services.contact_commands.untag(both, "fair")
    assert [tag.name for tag in services.contacts.detail(ben).tags] == []
    services.contact_commands.bin([ben])
    BinCommands(services.database, services.clock).restore("contact", ben)
    assert services.contacts.find("Ben Castillo") == ben


def test_files_are_kept_once_and_come_back(services: Services, amelia: str) -> None:
    services.contact_commands.attach(amelia, "menu.pdf", b"%PDF menu")
    services.contact_commands.attach(amelia, "copy.pdf", b"%PDF menu")
    files = services.contacts.files(amelia)
    assert {row.name: row.media_type for row in files} == {"menu.pdf": "application/pdf", "copy.pdf": "application/pdf"}
    assert services.database.value("SELECT count(*) FROM blob") == 1
    assert services.contacts.file_content(files[0].id)[1] == b"%PDF menu"
    services.contact_commands.detach(files[0].id)
    assert len(services.contacts.files(amelia)) == 1
    services.history.undo()
    assert len(services.contacts.files(amelia)) == 2


def test_what_is_gone_is_said_so(services: Services) -> None:
    def gone(change: ChangeSet) -> None:
        pytest.fail(f"changed {change}")

    for call in (
        lambda: gone(services.contact_commands.save_field("0" * 32, "job_title", "x")),
        lambda: gone(services.contact_commands.add_note("0" * 32, "x")),
        lambda: services.contacts.detail("0" * 32),
    ):
        with pytest.raises(RecordMissing):
            call()
    with pytest.raises(Refused):
        services.contact_commands.add_note("0" * 32, "  ")


def test_a_follow_up_names_person_and_company(services: Services, amelia: str) -> None:
    services.contact_commands.plan([amelia], TaskDraft("Send menu", due_on=date(2025, 11, 20) + timedelta(days=3)))
    company = services.contacts.detail(amelia).company
    assert company is not None
    assert services.contacts.detail(company.contact_id).next_step is not None
