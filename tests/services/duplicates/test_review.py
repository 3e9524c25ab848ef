"""The queue of what may be one: remembered, shrinking with every decision, and only said to be old."""

from __future__ import annotations

from typing import Any

import pytest

from crm_desktop.core.errors import Refused
from crm_desktop.services.contacts.views import ChannelDraft
from crm_desktop.services.duplicates.views import Pair
from crm_desktop.services.duplicates.words import reason_words
from crm_desktop.services.services import Services
from tests.services.duplicates.people import add, plant

_PEOPLE = ("Ann Alder", "Bo Birch", "Cy Cedar", "Di Dogwood", "Ed Elder", "Flo Fir")


@pytest.fixture
def town(services: Services) -> list[str]:
    """Six people, two of them twice and one of those three times."""
    ids = [
        add(services, name, email=f"{name.split()[0].lower()}@example.com", phone=f"07700 90{number}142")
        for number, name in enumerate(_PEOPLE)
    ]
    ids.append(add(services, "Ann Alder", email="ann@example.com", job_title="Owner"))
    ids.append(add(services, "Annie Alder", email="ANN@example.com", phone="07700 900142"))
    ids.append(add(services, "Bo Birch", phone="07700 901142"))
    return ids


def test_nothing_is_known_before_a_look(services: Services, town: list[str]) -> None:
    assert services.duplicates.found is None
    assert services.duplicates.groups() == []
    assert not services.duplicates.is_old()


def test_a_look_finds_groups_with_reasons_in_words(services: Services, town: list[str]) -> None:
    found = services.duplicates.look()
    assert found is not None
    assert found.contacts == len(town)
    rows = services.duplicates.rows_of(services.duplicates.groups())
    assert [{member.name for member in row.members} for row in rows] == [{"Ann Alder", "Annie Alder"}, {"Bo Birch"}]
    assert [len(row.group.ids) for row in rows] == [3, 2]
    assert "same e-mail address" in rows[0].reasons
    assert set(rows[1].reasons) == {"same phone number", "same name"}
    assert all(0.5 <= row.group.score <= 1 for row in rows)


def test_every_decision_leaves_the_queue_and_undo_brings_it_back(services: Services, town: list[str]) -> None:
    queries, commands = services.duplicates, services.duplicate_commands
    queries.look()
    three, two = queries.groups()
    commands.merge(three.ids[0], three.ids[1:])
    assert [group.ids for group in queries.groups()] == [two.ids]
    change = commands.not_duplicates(two.ids)
    assert change.label == "Kept two called Bo Birch apart"
    assert queries.groups() == []
    assert not queries.is_old()
    services.history.undo()
    services.history.undo()
    assert queries.groups() == [three, two]
    assert not queries.is_old()
    services.history.redo()
    assert not queries.is_old()


def test_who_was_found_different_is_not_shown_again(services: Services, town: list[str]) -> None:
    services.duplicates.look()
    services.duplicate_commands.not_duplicates(services.duplicates.groups()[1].ids)
    services.duplicates.look()
    assert len(services.duplicates.groups()) == 1
    assert not services.duplicate_commands.not_duplicates(town[1::7])


def _apart(services: Services) -> set[tuple[str, str]]:
    return {(row[0], row[1]) for row in services.database.rows("SELECT first_id, second_id FROM not_duplicate")}


def test_a_decision_goes_on_to_the_one_that_stays(services: Services, town: list[str]) -> None:
    services.duplicate_commands.not_duplicates([town[0], town[2]])
    services.duplicate_commands.merge(town[6], [town[0]])
    assert _apart(services) == {tuple(sorted((town[2], town[6])))}
    services.history.undo()
    assert _apart(services) == {tuple(sorted((town[2], town[0])))}


def test_changed_contacts_make_it_old_and_a_new_look_makes_it_new(services: Services, town: list[str]) -> None:
    queries = services.duplicates
    queries.look()
    services.contact_commands.add_note(town[0], "Called")
    assert not queries.is_old()
    services.contact_commands.save_channel(town[0], ChannelDraft("phone", "07700 900999"))
    assert queries.is_old()
    assert len(queries.groups()) == 2
    queries.look()
    assert not queries.is_old()


def test_stopping_forgets_nothing(services: Services, town: list[str]) -> None:
    assert services.duplicates.look(lambda done, total: False) is None
    assert services.duplicates.look(lambda done, total: not total) is None
    assert services.duplicates.found is None
    services.duplicates.look()
    assert services.duplicates.look(lambda done, total: not total) is None
    assert len(services.duplicates.groups()) == 2


def test_what_an_import_brought_is_counted(services: Services, town: list[str]) -> None:
    change = services.contact_commands.quick_create("Cy Cedar cy@example.com")
    services.duplicates.look()
    assert services.duplicates.count_among(change.entry or 0) == 1


def test_a_comparison_puts_side_by_side_what_differs(services: Services, town: list[str]) -> None:
    with services.database.write("Planted") as work:
        plant(services, work, "activity_link", record_id=town[6])
    found = services.duplicates.compare([town[0], town[6], town[7]])
    assert found.ids == (town[6], town[0], town[7])
    assert found.sides[0].connected == 1
    by_key = {field.key: field for field in found.fields}
    assert by_key["name"].texts == ("Ann Alder", "Ann Alder", "Annie Alder")
    assert by_key["name"].differs
    assert (by_key["job_title"].texts, by_key["job_title"].differs) == (("Owner", "", ""), False)
    assert by_key["owner"].texts == ("Sofia",) * 3
    assert not by_key["phone"].is_choice
    assert by_key["phone"].texts == ("", "07700 900142", "07700 900142")
    assert by_key["phone"].shared == {"07700 900142"}
    assert "tags" not in by_key


def test_identical_contacts_still_show_what_they_are(services: Services) -> None:
    one, other = (add(services, "Ann Alder", email="ann@example.com") for _ in range(2))
    found = services.duplicates.compare([one, other])
    assert [field.key for field in found.fields] == ["name", "owner", "email"]
    assert not any(field.differs for field in found.fields)


def test_one_contact_is_no_comparison(services: Services, town: list[str]) -> None:
    with pytest.raises(Refused, match="two contacts"):
        services.duplicates.compare([town[0], town[0]])


def test_leads_that_are_contacts(services: Services, town: list[str]) -> None:
    with services.database.write("Planted") as work:
        for email, phone in (("ann@example.com", ""), ("", "+447700901142"), ("who@example.com", "")):
            plant(services, work, "lead", name="Lead", email=email, phone_normalised=phone)
    found = {(one.contact, one.reason) for one in services.duplicates.known_leads()}
    assert found == {("Ann Alder", "email"), ("Annie Alder", "email"), ("Bo Birch", "phone")}


def test_the_queue_is_read_in_few_statements(
    services: Services, town: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    services.duplicates.look()
    asked: list[str] = []
    rows = services.database.rows

    def counted(sql: str, values: Any = ()) -> Any:
        asked.append(sql)
        return rows(sql, values)

    monkeypatch.setattr(services.database, "rows", counted)
    services.duplicates.rows_of(services.duplicates.groups())
    assert len(asked) == 4  # the groups' contacts and decisions, the names, the names of own fields


@pytest.mark.parametrize(
    ("reasons", "words"),
    [
        ((("given", "same"), ("family", "close")), ("name nearly the same",)),
        ((("family", "different"), ("email", "same"), ("given", "same")), ("different name", "same e-mail address")),
        ((("member_no", "close"),), ("“Member no.” with one slip",)),
        (
            Pair("a", "b", 1.0, (("phone", "close"), ("city", "alike"))).reasons,
            ("phone number with one slip", "similar city"),
        ),
    ],
)
def test_reasons_read_as_words(reasons: tuple[tuple[str, str], ...], words: tuple[str, ...]) -> None:
    assert reason_words(reasons, {"member_no": "Member no."}) == words
