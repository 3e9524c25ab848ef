"""Merging loses nothing, leaves nothing behind, and undo brings everybody back whole."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_desktop.core.errors import RecordMissing, Refused
from crm_desktop.core.fields import FieldType
from crm_desktop.services.bin.commands import BinCommands
from crm_desktop.services.calendar.views import TaskDraft
from crm_desktop.services.contacts.views import AffiliationDraft, CallDraft, ChannelDraft, ContactDraft
from crm_desktop.services.custom_fields.views import CustomFieldDraft
from crm_desktop.services.drafts import draft_id
from crm_desktop.services.services import Services
from tests.services.duplicates.people import add, dump, links_to_contact, plant, tables

_NOT_JOURNALLED = ("draft", "erasure", "quality_figure", "blob_text", "number_series")


@pytest.fixture
def amelia(services: Services) -> str:
    return add(
        services, "Amelia Okafor", email="amelia@vine.example", phone="07700 900142", company="Harbor & Vine",
        tags=("VIP",), job_title="Owner",
    )  # fmt: skip


@pytest.fixture
def double(services: Services) -> str:
    return add(
        services, "Amélia Okafor", email="Amelia@Vine.example", phone="0117 496 0123", company="Vine Catering",
        tags=("VIP", "Fair"), job_title="Buyer", birthday="--03-09", city="Bristol",
    )  # fmt: skip


def _notes(services: Services, contact_id: str) -> list[str]:
    return [one.body for one in services.timeline.page("contact", contact_id).items if one.kind in ("note", "call")]


def _one(services: Services, sql: str, *values: Any) -> Any:
    return services.database.value(sql, values)


def test_values_lines_and_tags_come_together_once(services: Services, amelia: str, double: str) -> None:
    services.duplicate_commands.merge(amelia, [double])
    found = services.contacts.detail(amelia)
    assert [line.normalised for line in found.channels] == ["+447700900142", "+441174960123", "amelia@vine.example"]
    assert (found.name, found.job_title, found.birthday) == ("Amelia Okafor", "Owner", "--03-09")
    assert [place.city for place in found.addresses] == ["Bristol"]
    assert [(firm.name, firm.is_primary) for firm in found.affiliations] == [
        ("Harbor & Vine", True), ("Vine Catering", False),
    ]  # fmt: skip
    assert sorted(tag.name for tag in found.tags) == ["Fair", "VIP"]
    assert services.contacts.counts().people == 1


def test_what_was_not_taken_is_a_note(services: Services, amelia: str, double: str) -> None:
    services.duplicate_commands.merge(amelia, [double])
    (note,) = _notes(services, amelia)
    assert note.splitlines() == [
        "Merged with Amélia Okafor. Not kept in the fields:", "Name: Amélia Okafor", "Job title: Buyer",
    ]  # fmt: skip


def test_values_are_chosen(services: Services, amelia: str, double: str) -> None:
    services.duplicate_commands.merge(amelia, [double], {"name": double, "job_title": double})
    found = services.contacts.detail(amelia)
    assert (found.name, found.given_name, found.job_title) == ("Amélia Okafor", "Amélia", "Buyer")
    assert next(hit.title for group in services.search.search("Amelia Okafor") for hit in group.rows) == found.name


def test_two_that_say_the_same_need_no_note(services: Services) -> None:
    one, other = (add(services, "Nora Lind", email="nora@example.com") for _ in range(2))
    services.duplicate_commands.merge(one, [other])
    assert not _notes(services, one)


def test_an_opt_out_and_a_consent_are_kept(services: Services) -> None:
    said = datetime(2025, 3, 1, tzinfo=UTC)
    one = add(services, "Nora Lind", email="nora@example.com")
    line = ChannelDraft("email", "NORA@example.com", opted_out_at=said, consent="newsletter", label="Home")
    other = add(services, "Nora Lind", channels=(line,))
    services.duplicate_commands.merge(one, [other])
    (kept,) = services.contacts.detail(one).channels
    assert (kept.value, kept.opted_out_at, kept.consent, kept.label) == ("nora@example.com", said, "newsletter", "Home")


def test_the_same_firm_twice_is_one_place_with_all_that_is_known(services: Services) -> None:
    one = add(services, "Nora Lind", company="Vine")
    other = add(services, "N. Lind")
    services.contact_commands.save_affiliation(other, AffiliationDraft(company="Vine", role="Buyer"))
    former = AffiliationDraft(company="Quay", role="Baker", ended_on=datetime(2020, 1, 1, tzinfo=UTC).date())
    services.contact_commands.save_affiliation(other, former)
    services.duplicate_commands.merge(one, [other])
    assert [(firm.name, firm.role) for firm in services.contacts.detail(one).affiliations] == [
        ("Vine", "Buyer"), ("Quay", "Baker"),
    ]  # fmt: skip


def test_companies_bring_their_people(services: Services) -> None:
    for person, firm in (("Ann Alder", "Vine"), ("Bo Birch", "Vine Ltd"), ("Ann Alder", "Vine Ltd")):
        known = services.contacts.find(person)
        if known is None:
            add(services, person, company=firm)
        else:
            services.contact_commands.save_affiliation(known, AffiliationDraft(company=firm))
    vine, limited = services.contacts.find("Vine"), services.contacts.find("Vine Ltd")
    assert vine is not None
    assert limited is not None
    services.duplicate_commands.merge(vine, [limited])
    assert [one.person.name for one in services.contacts.staff_of(vine)] == ["Ann Alder", "Bo Birch"]
    assert _one(services, "SELECT count(*) FROM affiliation") == 2


def test_own_fields_are_chosen_or_united(services: Services) -> None:
    for label, kind in (("Flour", FieldType.TEXT), ("Wants", FieldType.TAGS), ("Oven", FieldType.NUMBER)):
        services.custom_field_commands.add(CustomFieldDraft("contact", label, kind))
    one, other = add(services, "Nora Lind"), add(services, "Nora Lind")
    services.records.update("contact", one, {"flour": "rye", "wants": ["bread"]})
    services.records.update("contact", other, {"flour": "spelt", "wants": ["buns"], "oven": 4})
    services.duplicate_commands.merge(one, [other])
    assert services.custom_fields.values("contact", one) == {"flour": "rye", "wants": ["bread", "buns"], "oven": 4}
    assert "Flour: spelt" in _notes(services, one)[0]


def test_no_column_of_the_file_is_left_with_who_went(services: Services, amelia: str, double: str) -> None:
    database = services.database
    places = [(table, column) for table in tables(services) for column, _ in links_to_contact(services, table)]
    assert len(places) > 25
    with database.write("Planted") as work:
        for table, column in places:
            if table not in ("erasure", "contact"):
                plant(services, work, table, **{column: double})
        before = add_row_of_merged(services, work, double)
        field = plant(services, work, "custom_field", type="record", target="contact", record_kind="deal")
        plant(services, work, "custom_value", field_id=field, record_id="d" * 32, record_kind="deal", text=double)
    services.drafts.keep("contact.note", double, "A note", {"text": "half", "contact": double})
    services.duplicate_commands.merge(amelia, [double])
    left = {}
    for table in tables(services):
        for (column,) in database.rows(f"SELECT name FROM pragma_table_info('{table}')"):
            count = database.value(
                f'SELECT count(*) FROM "{table}" WHERE instr(CAST("{column}" AS TEXT), ?)', (double,)
            )
            if count:
                left[table, column] = count
    assert left == {("contact", "id"): 1}
    assert _one(services, "SELECT merged_into_id FROM contact WHERE id = ?", before) == amelia
    assert services.drafts.find(draft_id("contact.note", amelia)) is not None
    assert _one(services, "SELECT count(*) FROM pragma_foreign_key_check") == 0


def add_row_of_merged(services: Services, work: Any, into: str) -> str:
    """A contact that was merged earlier into the one that is merged now."""
    return plant(services, work, "contact", kind="person", name="Old", merged_into_id=into, deleted_at=1)


def test_links_and_names_lead_on_to_the_one_that_stays(services: Services, amelia: str, double: str) -> None:
    third = add(services, "A. Okafor")
    services.duplicate_commands.merge(double, [third])
    services.duplicate_commands.merge(amelia, [double])
    assert services.duplicates.survivor_of(third) == amelia
    assert services.contacts.detail(third).id == amelia
    assert services.contacts.find(third) == amelia
    bin_commands = BinCommands(services.database, services.clock)
    ways: list[Callable[[], object]] = [
        partial(bin_commands.restore, "contact", double),
        partial(bin_commands.restore_many, [("contact", third), ("contact", double)]),
    ]
    for restore in ways:
        with pytest.raises(Refused, match="Amelia Okafor"):
            restore()
    bin_commands.empty()
    assert _one(services, "SELECT count(*) FROM contact WHERE kind = 'person'") == 1


def test_it_is_one_entry_and_undo_brings_both_back(services: Services, amelia: str, double: str) -> None:
    before = dump(services)
    entries = _one(services, "SELECT count(*) FROM journal_entry")
    change = services.duplicate_commands.merge(amelia, [double])
    assert change.label == "Merged Amélia Okafor into Amelia Okafor"
    assert _one(services, "SELECT count(*) FROM journal_entry") == entries + 1
    assert services.history.undo().conflicts == ()
    assert dump(services) == before
    services.history.redo()
    assert services.contacts.counts().people == 1


def test_undo_keeps_and_names_what_was_changed_later(services: Services, amelia: str, double: str) -> None:
    services.contact_commands.plan([double], TaskDraft("Ask about buns"))
    entry = services.duplicate_commands.merge(amelia, [double]).entry
    services.contact_commands.log_call(CallDraft(amelia, "Called later"))
    services.contact_commands.save_field(amelia, "birthday", "--04-01")
    undone = services.history.undo(entry)
    assert [(one.table, one.field, one.reason) for one in undone.conflicts] == [("contact", "birthday", "changed")]
    assert services.contacts.detail(amelia).birthday == "--04-01"
    assert _notes(services, amelia) == ["Called later"]
    back = services.contacts.detail(double)
    assert (back.id, back.job_title, back.birthday) == (double, "Buyer", "--03-09")
    assert back.next_step is not None


def test_what_cannot_be_merged_is_refused_and_nothing_changes(services: Services, amelia: str, double: str) -> None:
    before = dump(services)
    firm = services.contacts.find("Harbor & Vine")
    merge = services.duplicate_commands.merge
    for others, chosen, error in (
        ([], {}, Refused),
        ([amelia], {}, Refused),
        ([firm], {}, Refused),
        (["0" * 32], {}, RecordMissing),
        ([double], {"shoes": double}, Refused),
        ([double], {"name": "0" * 32}, Refused),
    ):
        with pytest.raises(error):
            merge(amelia, others, chosen)  # type: ignore[arg-type]
    assert dump(services) == before


def test_many_rows_are_handed_on_and_taken_back_whole(services: Services, amelia: str, double: str) -> None:
    with services.database.write("Planted") as work:
        activity = [plant(services, work, "activity", subject=f"Call {number}") for number in range(600)]
        for number, one in enumerate(activity):
            plant(services, work, "activity_link", activity_id=one, record_id=double if number % 7 else amelia)
    before = dump(services)
    services.duplicate_commands.merge(amelia, [double])
    assert _one(services, "SELECT count(*) FROM activity_link WHERE record_id = ?", amelia) == 601
    services.history.undo()
    assert dump(services) == before


_EXTRA = st.sampled_from([None, '{"external_id": "7"}', '{"external_id": "8", "vcard": {"X-A": ["1"]}}'])
_PERSON = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["Ann Alder", "ann alder", "A. Alder", "Ánn Älder"]),
        "job_title": st.sampled_from(["", "Owner", "Buyer"]),
        "birthday": st.sampled_from([None, "1980-03-09", "--03-09"]),
        "email": st.sampled_from([None, "ann@x.example", "ANN@x.example", "a@y.example"]),
        "phone": st.sampled_from([None, "07700 900142", "0770 0900142"]),
        "company": st.sampled_from(["", "Vine", "Quay"]),
        "tags": st.sampled_from([(), ("VIP",), ("VIP", "Fair")]),
        "pinned": st.booleans(),
        "city": st.sampled_from(["", "Bristol", "bristol"]),
    }
)
_HUNG = st.lists(
    st.tuples(st.sampled_from(["deal", "task", "case", "document", "event", "lead", "attachment", "activity_link",
                               "segment_member", "relation", "not_duplicate", "tag_link", "case_message"]),
              st.integers(0, 2), st.integers(0, 5)),
    max_size=6,
)  # fmt: skip


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_PERSON, min_size=2, max_size=3), _HUNG, st.lists(_EXTRA, min_size=3, max_size=3), st.integers(0, 2))
def test_merge_and_undo_is_as_before(
    services: Services, people: list[dict[str, Any]], hung: list[tuple[str, int, int]], extras: list[str | None],
    stays: int,
) -> None:  # fmt: skip
    ids = [add(services, **dict(one)) for one in people]
    with services.database.write("Planted") as work:
        for one, extra in zip(ids, extras, strict=False):
            work.execute("UPDATE contact SET extra = ? WHERE id = ?", (extra, one))
        for table, who, which in hung:
            columns = links_to_contact(services, table)
            column = columns[which % len(columns)][0]
            plant(services, work, table, **{column: ids[who % len(ids)]})
    before = dump(services, _NOT_JOURNALLED)
    keep = ids[stays % len(ids)]
    chosen = {"name": ids[0]}
    entry = services.duplicate_commands.merge(keep, [one for one in ids if one != keep], chosen).entry
    extra = json.loads(_one(services, "SELECT extra FROM contact WHERE id = ?", keep) or "{}")
    assert ("external_id" in extra) == any(extras[: len(ids)])
    assert services.history.undo(entry).conflicts == ()
    assert dump(services, _NOT_JOURNALLED) == before


def test_what_was_typed_for_a_new_contact_goes_to_the_one_there_is(services: Services, amelia: str) -> None:
    before = dump(services)
    typed = ContactDraft(
        name="Amelia Okafr", tags=("Fair",), affiliations=(AffiliationDraft(company="Harbor & Vine"),),
        channels=(ChannelDraft("phone", "0117 496 0123"), ChannelDraft("email", "AMELIA@vine.example")),
    )  # fmt: skip
    change = services.duplicate_commands.take_in(amelia, typed)
    assert change.label == "Added what was typed to Amelia Okafor"
    found = services.contacts.detail(amelia)
    assert [line.normalised for line in found.channels] == ["+447700900142", "+441174960123", "amelia@vine.example"]
    assert sorted(tag.name for tag in found.tags) == ["Fair", "VIP"]
    assert len(found.affiliations) == 1
    assert not _notes(services, amelia)
    assert _one(services, "SELECT count(*) FROM contact WHERE kind = 'person'") == 1
    services.history.undo()
    assert dump(services) == before
