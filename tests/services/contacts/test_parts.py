"""Lines, addresses, places of work, ties, rhythm and photo of a contact."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.errors import Refused
from crm_desktop.core.filters import parse
from crm_desktop.core.ids import new_id
from crm_desktop.services.contacts.days import read_partial_day
from crm_desktop.services.contacts.relation_views import RelationChoice, RelationDraft, RelationTypeDraft
from crm_desktop.services.contacts.views import AddressDraft, AffiliationDraft, ChannelDraft, ContactDraft
from crm_desktop.services.services import Services
from crm_desktop.services.timeline.views import ActivityDraft

AT = datetime(2025, 3, 1, 12, tzinfo=UTC)


def _add(services: Services, line: str, kind: str = "person") -> str:
    contact_id = new_id()
    services.contact_commands.quick_create(line, contact_id, kind)
    return contact_id


@pytest.fixture
def amelia(services: Services) -> str:
    return _add(services, "Amelia Okafor amelia@harbor.example, Harbor & Vine")


def test_consent_and_opt_out_stand_on_the_line(services: Services, amelia: str) -> None:
    commands = services.contact_commands
    line = ChannelDraft(
        "email", "shop@harbor.example", "work", consent="Newsletter", consent_at=AT, consent_source="Fair 2025",
        opted_out_at=AT,
    )  # fmt: skip
    commands.save_channel(amelia, line)
    first, second = (one for one in services.contacts.detail(amelia).channels if one.medium == "email")
    assert (first.value, first.consent, first.opted_out_at) == ("amelia@harbor.example", "", None)
    assert (second.consent, second.consent_at, second.consent_source) == ("Newsletter", AT, "Fair 2025")
    assert second.opted_out_at == AT
    # Changing its value keeps what was agreed, and so does a save of the whole form.
    commands.save_channel(amelia, replace(line, id=second.id, value="orders@harbor.example"))
    commands.save(services.contacts.draft(amelia))
    again = services.contacts.detail(amelia).channels[1]
    assert (again.value, again.consent_at, again.opted_out_at) == ("orders@harbor.example", AT, AT)


def test_only_one_line_of_a_sort_comes_first(services: Services, amelia: str) -> None:
    commands = services.contact_commands
    commands.save_channel(amelia, ChannelDraft("phone", "0770 900461"))
    commands.save_channel(amelia, ChannelDraft("phone", "0770 900462", is_primary=True))
    phones = [one for one in services.contacts.detail(amelia).channels if one.medium == "phone"]
    assert [(one.value, one.is_primary) for one in phones] == [("0770 900462", True), ("0770 900461", False)]
    assert any(one.is_primary for one in services.contacts.detail(amelia).channels if one.medium == "email")
    # A line that does not work goes behind, and is not the one to call.
    draft = next(one for one in services.contacts.draft(amelia).channels if one.value == "0770 900462")
    commands.save_channel(amelia, replace(draft, invalid=True))
    assert services.contacts.detail(amelia).phone == "0770 900461"


def test_a_former_address_is_kept_behind(services: Services, amelia: str) -> None:
    commands = services.contact_commands
    commands.save_address(amelia, AddressDraft("1 Old Street", "Bath"))
    old = services.contacts.draft(amelia).addresses[0]
    commands.save_address(amelia, replace(old, valid_until=date(2025, 1, 31)))
    commands.save_address(amelia, AddressDraft("2 New Street", "Bristol", valid_from=date(2025, 2, 1)))
    found = services.contacts.detail(amelia).addresses
    assert [(one.city, one.valid_from, one.valid_until) for one in found] == [
        ("Bristol", date(2025, 2, 1), None), ("Bath", None, date(2025, 1, 31)),
    ]  # fmt: skip
    services.contact_commands.save_field(amelia, "city", "Wells")
    assert services.contacts.detail(amelia).addresses[1].valid_until == date(2025, 1, 31)


def test_who_left_is_kept_as_former(services: Services, amelia: str) -> None:
    place = services.contacts.draft(amelia).affiliations[0]
    firm = place.company_id or ""
    ended = replace(place, role="Owner", started_on=date(2019, 5, 1), ended_on=date(2025, 6, 30))
    services.contact_commands.save_affiliation(amelia, ended)
    services.contact_commands.save_affiliation(amelia, AffiliationDraft(company="Northwind Bikes", role="Cook"))
    _add(services, "Ben Castillo, Harbor & Vine")
    detail = services.contacts.detail(amelia)
    assert detail.company is not None
    assert detail.company.name == "Northwind Bikes"
    assert [(one.name, one.role, one.ended_on) for one in detail.affiliations][1] == (
        "Harbor & Vine", "Owner", date(2025, 6, 30),
    )  # fmt: skip
    staff = services.contacts.staff_of(firm)
    assert [(one.person.name, one.ended_on) for one in staff] == [
        ("Ben Castillo", None), ("Amelia Okafor", date(2025, 6, 30)),
    ]  # fmt: skip
    # A new name for the present company keeps since when, and the former place.
    services.contact_commands.save_field(amelia, "company", "Northwind")
    assert [one.company for one in services.contacts.draft(amelia).affiliations if one.ended_on] == ["Harbor & Vine"]


def _choice(services: Services, kind: str, words: str) -> RelationChoice:
    return next(one for one in services.contacts.relation_choices(kind) if one.words == words)


def test_a_relation_is_seen_from_both_sides(services: Services, amelia: str) -> None:
    ben = _add(services, "Ben Okafor")
    child = _choice(services, "person", "Child of")
    services.contact_commands.save_relation(amelia, RelationDraft(ben, child.type_id, child.forward, "her father"))
    (mine,), (his,) = (services.contacts.detail(one).relations for one in (amelia, ben))
    assert (mine.words, mine.name, mine.note) == ("Child of", "Ben Okafor", "her father")
    assert (his.words, his.name, his.id) == ("Parent of", "Amelia Okafor", mine.id)
    with pytest.raises(Refused, match="related so already"):
        services.contact_commands.save_relation(ben, RelationDraft(amelia, child.type_id, not child.forward))
    services.contact_commands.remove_relation(ben, mine.id)
    assert not services.contacts.detail(amelia).relations
    services.history.undo()
    assert services.contacts.detail(ben).relations


def test_what_reads_alike_from_both_sides_is_there_once(services: Services, amelia: str) -> None:
    ben = _add(services, "Ben Okafor")
    partner = _choice(services, "person", "Partner of")
    assert [one.words for one in services.contacts.relation_choices("person")].count("Partner of") == 1
    services.contact_commands.save_relation(amelia, RelationDraft(ben, partner.type_id))
    with pytest.raises(Refused, match="related so already"):
        services.contact_commands.save_relation(ben, RelationDraft(amelia, partner.type_id))


def test_a_relation_between_companies_is_none_of_people(services: Services, amelia: str) -> None:
    firm = services.contacts.draft(amelia).affiliations[0].company_id or ""
    supplier = _choice(services, "company", "Supplier of")
    assert "Supplier of" not in [one.words for one in services.contacts.relation_choices("person")]
    with pytest.raises(Refused, match="between companies"):
        services.contact_commands.save_relation(firm, RelationDraft(amelia, supplier.type_id))
    with pytest.raises(Refused, match="themselves"):
        services.contact_commands.save_relation(firm, RelationDraft(firm, supplier.type_id))
    referred = _choice(services, "company", "Referred by")
    services.contact_commands.save_relation(firm, RelationDraft(amelia, referred.type_id, referred.forward))
    assert [one.words for one in services.contacts.detail(amelia).relations] == ["Referred"]


@pytest.mark.parametrize(
    ("written", "kept"),
    [("17 May", "--05-17"), ("--05-17", "--05-17"), ("1980", "1980"), ("1980-05", "1980-05"), ("May 1980", "1980-05")],
)
def test_a_day_may_lack_its_year_or_day(written: str, kept: str) -> None:
    assert read_partial_day(written) == kept


def test_soft_facts_and_rhythm_are_fields(services: Services, amelia: str) -> None:
    for key, value in (("interests", "sailing"), ("family", "two sons"), ("preferences", "calls before 9")):
        services.contact_commands.save_field(amelia, key, value)
    services.contact_commands.save_field(amelia, "keep_in_touch_days", "30")
    found = services.contacts.draft(amelia)
    assert (found.interests, found.family, found.preferences) == ("sailing", "two sons", "calls before 9")
    assert found.keep_in_touch_days == 30
    with pytest.raises(Refused, match="number of days"):
        services.contact_commands.save_field(amelia, "keep_in_touch_days", "often")
    services.contact_commands.save_field(amelia, "keep_in_touch_days", "")
    assert services.contacts.detail(amelia).in_touch is None


def test_an_address_has_its_days_and_its_place(services: Services, amelia: str) -> None:
    commands = services.contact_commands
    draft = AddressDraft(
        "Alexanderplatz 1", "Berlin", valid_from=date(2024, 5, 1), valid_until=date(2030, 4, 30),
        latitude=Decimal("52.5219"), longitude=Decimal("13.4132"),
    )  # fmt: skip
    commands.save_address(amelia, draft)
    (found,) = services.contacts.detail(amelia).addresses
    assert (found.valid_from, found.valid_until, str(found.place)) == (
        date(2024, 5, 1), date(2030, 4, 30), "52.5219, 13.4132",
    )  # fmt: skip
    # A field of the list, the whole form and the JSON keep it.
    commands.save_field(amelia, "city", "Berlin-Mitte")
    assert not commands.save(services.contacts.draft(amelia))
    read = services.records.read("contact", amelia)
    assert (read["addresses"][0]["latitude"], read["addresses"][0]["city"]) == ("52.521900", "Berlin-Mitte")
    assert not services.records.update("contact", amelia, {"addresses": read["addresses"]})
    for wrong, said in (
        (replace(draft, valid_until=date(2023, 1, 1)), "ends before it begins"),
        (replace(draft, longitude=None), "its latitude and its longitude"),
        (replace(draft, latitude=Decimal(91)), "no latitude 91"),
    ):
        with pytest.raises(Refused, match=said):
            commands.save_address(amelia, wrong)
    with pytest.raises(Refused, match="is not a number"):
        services.records.update("contact", amelia, {"addresses": [{"street": "x", "latitude": "north"}]})


def test_an_address_that_is_left_makes_way_for_the_one_in_use(services: Services, amelia: str) -> None:
    commands = services.contact_commands
    commands.save_address(amelia, AddressDraft("1 Old Street", "Bath"))
    commands.save_address(amelia, AddressDraft("2 New Street", "Bristol"))
    old, _ = services.contacts.draft(amelia).addresses
    assert old.is_primary
    commands.save_address(amelia, replace(old, valid_until=date(2025, 11, 20)))
    assert services.records.of_ids("contact", [amelia], ["city"])[0]["city"] == "Bristol"
    assert [one.is_primary for one in services.contacts.detail(amelia).addresses] == [True, False]
    services.history.undo()
    assert services.records.of_ids("contact", [amelia], ["city"])[0]["city"] == "Bath"


def test_own_relations_are_added_renamed_and_removed_when_nobody_has_them(services: Services, amelia: str) -> None:
    ben = _add(services, "Ben Okafor")
    firm = _add(services, "Harbor Ltd", "company")
    commands = services.contact_commands
    commands.save_relation(amelia, RelationDraft(ben, "", new_type=RelationTypeDraft(" godparent  of ", "Godchild of")))
    assert [one.words for one in services.contacts.detail(amelia).relations] == ["Godparent of"]
    assert [one.words for one in services.contacts.detail(ben).relations] == ["Godchild of"]
    assert not [one for one in services.contacts.relation_choices("company") if one.words == "Godparent of"]
    own = next(one for one in services.contacts.relation_types() if one.name == "Godparent of")
    assert (own.between, own.used, len(services.contacts.relation_types())) == ("person", 1, 8)
    with pytest.raises(Refused, match="One pair of contacts is related as “Godparent of”"):
        commands.remove_relation_type(own.id)
    commands.save_relation_type(RelationTypeDraft("Sponsor of", "Protégé of", id=own.id))
    assert services.history.entries(1)[0].label == "Renamed a relation to “Sponsor of / Protégé of”"
    assert [one.words for one in services.contacts.detail(ben).relations] == ["Protégé of"]
    with pytest.raises(Refused, match="“Parent of” and “Child of” already"):
        commands.save_relation_type(RelationTypeDraft("Kin of", "parent of", "person"))
    commands.remove_relation(amelia, services.contacts.detail(amelia).relations[0].id)
    commands.remove_relation_type(own.id)
    assert own.id not in {one.id for one in services.contacts.relation_types()}
    services.history.undo()
    assert own.id in {one.id for one in services.contacts.relation_types()}
    # Between a person and a company it ties anybody; alike from both sides it is offered once.
    commands.save_relation(firm, RelationDraft(ben, "", new_type=RelationTypeDraft("Neighbour of")))
    words = [one.words for one in services.contacts.relation_choices("person")]
    assert words.count("Neighbour of") == 1
    with pytest.raises(Refused, match="needs words"):
        commands.save_relation_type(RelationTypeDraft("  "))


def test_a_rhythm_turns_amber_then_red_and_any_touch_resets_it(
    services: Services, clock: FixedClock, amelia: str
) -> None:
    services.contact_commands.save_field(amelia, "keep_in_touch_days", "30")

    def stand() -> tuple[str, date]:
        found = services.contacts.detail(amelia).in_touch
        assert found is not None
        return found.tone, found.by

    assert stand() == ("none", date(2025, 12, 20))
    clock.advance(timedelta(days=24))
    assert stand()[0] == "today"
    clock.advance(timedelta(days=6))
    assert stand()[0] == "today"
    late = parse("in_touch_by < today")
    assert len(services.contacts.row_ids(where=late)) == 0
    clock.advance(timedelta(days=1))
    assert stand()[0] == "late"
    assert len(services.contacts.row_ids(where=late)) == 1
    row = services.contacts.rows_at(services.contacts.row_ids())[0]
    assert row.touch is not None
    assert row.touch.tone == "late"
    services.timeline_commands.add(ActivityDraft("note", "thought of her"), [("contact", amelia)])
    assert stand()[0] == "late"
    services.timeline_commands.add(ActivityDraft("letter", "A card"), [("contact", amelia)])
    assert stand() == ("none", date(2026, 1, 20))
    assert services.records.read("contact", amelia)["in_touch_by"] == "2026-01-20"


def test_a_photo_is_kept_once_and_taken_off(services: Services, amelia: str) -> None:
    services.contact_commands.set_photo(amelia, b"\xff\xd8 a picture")
    photo = services.contacts.detail(amelia).photo_id
    assert services.workspace.blob(photo) == b"\xff\xd8 a picture"
    services.contact_commands.save(services.contacts.draft(amelia))
    assert services.contacts.rows_at(services.contacts.row_ids())[0].photo_id == photo
    services.contact_commands.set_photo(amelia, None)
    assert services.contacts.detail(amelia).photo_id == ""


def test_everything_goes_through_json_and_back(services: Services, amelia: str) -> None:
    ben = _add(services, "Ben Okafor")
    data = {
        "interests": "sailing",
        "keep_in_touch_days": 14,
        "emails": [{"value": "a@b.example", "consent": "Asked", "consent_at": AT.isoformat()}],
        "addresses": [{"street": "1 Old Street", "city": "Bath", "valid_until": "2025-01-31"}],
        "relations": [{"is": "Parent of", "contact": "Ben Okafor", "note": "eldest"}],
    }
    services.records.update("contact", amelia, data)
    read = services.records.read("contact", amelia)
    assert read["emails"][0]["consent_at"] == AT.isoformat()
    assert read["addresses"][0]["valid_until"] == "2025-01-31"
    assert [(one["is"], one["contact_id"], one["note"]) for one in read["relations"]] == [("Parent of", ben, "eldest")]
    kept = read["relations"][0]["id"]
    services.records.update("contact", amelia, {key: read[key] for key in read if key != "id"})
    assert services.records.read("contact", amelia)["relations"][0]["id"] == kept
    with pytest.raises(Refused, match="no relation"):
        services.records.update("contact", amelia, {"relations": [{"is": "Boss of", "contact_id": ben}]})


def test_the_whole_draft_comes_back_unchanged(services: Services) -> None:
    contact_id = new_id()
    draft = ContactDraft(
        id=contact_id, name="Amelia Okafor", given_name="Amelia", family_name="Okafor", birthday="1980",
        interests="sailing", family="two sons", preferences="tea", keep_in_touch_days=7,
        channels=(ChannelDraft("messaging", "@amelia", label="Signal", is_primary=True),),
        addresses=(AddressDraft("1 Old Street", "Bath", is_primary=True, valid_from=date(2020, 1, 1)),),
    )  # fmt: skip
    services.contact_commands.save(draft)
    assert not services.contact_commands.save(services.contacts.draft(contact_id))
