"""One name in any spelling, one number in any form, one slip of the finger."""

from __future__ import annotations

import pytest

from crm_desktop.core.spelling import prefix_terms
from crm_desktop.services.contacts.views import ChannelDraft, ContactDraft
from crm_desktop.services.search.typos import Typos, slips
from crm_desktop.services.search.views import Group
from crm_desktop.services.services import Services

NAMES = ("Jürgen Müller", "Klaus Mueller", "Anna Muller")


def add(services: Services, name: str, phone: str = "", kind: str = "person") -> None:
    channels = (ChannelDraft("phone", phone),) if phone else ()
    services.contact_commands.save(ContactDraft(kind=kind, name=name, channels=channels))


def titles(groups: list[Group]) -> set[str]:
    return {hit.title for group in groups for hit in group.rows}


@pytest.fixture
def millers(services: Services) -> Services:
    for name in NAMES:
        add(services, name)
    for name in ("Søren Sørensen", "Soeren Bo", "Blue Door", "Samuel Sauer"):
        add(services, name)
    return services


@pytest.mark.parametrize("text", ["müller", "mueller", "muller", "MÜLLER", "Mueller", "mülle", "muelle", "mulle"])
def test_all_three_spellings_find_all_three(millers: Services, text: str) -> None:
    assert titles(millers.search.search(text)) == set(NAMES)
    assert {row.name for row in millers.contacts.pick(text)} == set(NAMES)


def test_the_name_as_it_was_typed_comes_first(millers: Services) -> None:
    for text, first in (("klaus mueller", "Klaus Mueller"), ("jürgen müller", "Jürgen Müller")):
        assert millers.search.search(text)[0].rows[0].title == first


@pytest.mark.parametrize("text", ["søren", "soeren", "soren"])
def test_letters_of_the_north(millers: Services, text: str) -> None:
    assert titles(millers.search.search(text)) == {"Søren Sørensen", "Soeren Bo"}


def test_other_words_with_these_letters_are_found_as_they_are(millers: Services) -> None:
    assert titles(millers.search.search("blue")) == {"Blue Door"}
    assert titles(millers.search.search("samuel sauer")) == {"Samuel Sauer"}


def test_a_renamed_contact_is_found_by_the_new_spelling_only(millers: Services) -> None:
    klaus = millers.contacts.pick("klaus")[0].id
    millers.records.update("contact", klaus, {"name": "Klaus Schroeder"})
    assert titles(millers.search.search("schröder")) == {"Klaus Schroeder"}
    assert "Klaus Schroeder" not in titles(millers.search.search("muller"))


def test_a_word_is_doubled_only_where_it_may_stand_for_another() -> None:
    assert prefix_terms("miller") == '"miller"*'
    assert prefix_terms("mueller") == '("mueller"* OR "muller"*)'


@pytest.mark.parametrize(
    "text",
    [
        "+44 20 7946 0958", "0044 20 7946 0958", "020 7946 0958", "02079460958", "(020) 7946-0958",
        "+44 (0)20 7946 0958", "7946 0958", "+442079460958", "0044 (0) 20 79 46 09 58",
    ],
)  # fmt: skip
@pytest.mark.parametrize("written", ["020 7946 0958", "+44 20 7946 0958", "0044 (0)20 79460958"])
def test_digits_in_any_form(services: Services, text: str, written: str) -> None:
    add(services, "Nora Lind", written)
    assert titles(services.search.search(text)) == {"Nora Lind"}


@pytest.mark.parametrize("text", ["mülelr", "mulller", "mullre", "jurgne muller", "okafro"])
def test_one_slip_is_forgiven(millers: Services, text: str) -> None:
    add(millers, "Amelia Okafor")
    assert titles(millers.search.search(text)) & {*NAMES, "Amelia Okafor"}


def test_every_long_word_may_have_a_slip_and_the_words_may_not_fit_together(millers: Services) -> None:
    add(millers, "Amelia Okafor")
    assert titles(millers.search.search("amleia okafro")) == {"Amelia Okafor"}
    assert titles(millers.search.search("jurgen mullet")) == {"Jürgen Müller"}
    assert millers.search.search("amleia okafrro xx") == []


def test_a_word_just_written_is_known_to_the_next_search(millers: Services) -> None:
    assert millers.search.search("zabaglioni") == []
    add(millers, "Zabaglione Ltd", kind="company")
    assert titles(millers.search.search("zabaglioni")) == {"Zabaglione Ltd"}


def test_slips_in_other_scripts(services: Services) -> None:
    for name in ("Иванов Пётр", "Παπαδόπουλος"):
        add(services, name)
    assert titles(services.search.search("ивонов")) == {"Иванов Пётр"}
    assert titles(services.search.search("παπαδοπουλας")) == {"Παπαδόπουλος"}


def test_slips_are_all_there_and_none_is_the_word() -> None:
    found = slips("baker")
    for slip in ("baekr", "bker", "bakker", "baxer", "bakers", "aker", "xbaker"):
        assert slip in found
    assert "baker" not in found
    assert len(found) == len(set(found)) < 400


def test_a_hostile_word_is_only_a_word(services: Services) -> None:
    assert Typos(services.database).near('a"b OR c*') == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Γιώργος Παπαδόπουλος", "παπαδόπουλος"), ("Γιώργος Παπαδόπουλος", "παπαδοπουλος"),
        ("Γιώργος Παπαδόπουλος", "ΓΙΩΡΓΟΣ"), ("Андрей Йовков", "андрей"), ("Андрей Йовков", "йовков"),
        ("Łukasz Żółć", "żółć"), ("Straße & Söhne", "straße"), ("Straße & Söhne", "strasse"), ("محمد علي", "محمد"),
    ],
)  # fmt: skip
def test_names_in_every_script_are_found_as_they_are_written(services: Services, name: str, text: str) -> None:
    add(services, name)
    assert titles(services.search.search(text)) == {name}
