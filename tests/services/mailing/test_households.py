"""Families are written to once; nobody is lost and nobody is written to twice."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.services.mailing.households import addressee, apart, merged
from crm_desktop.services.mailing.merge_fields import salutation
from crm_desktop.services.mailing.views import Recipient
from crm_desktop.services.postal import PostalAddress

QUAY = PostalAddress("14 Quay Street", "Bristol", "", "BS1 4AB", "GB")


def person(name: str, family: str = "Okafor", address: PostalAddress = QUAY, prefix: str = "") -> Recipient:
    full = f"{name} {family}".strip()
    return Recipient(full + address.street, "person", full, prefix, name, family, address=address)


@st.composite
def recipients(draw: st.DrawFn) -> list[Recipient]:
    count = draw(st.integers(0, 12))
    return [
        Recipient(
            str(number),
            draw(st.sampled_from(("person", "company"))),
            draw(st.sampled_from(("Amelia", "Ben", ""))),
            "",
            draw(st.sampled_from(("Amelia", "Ben", "Cleo", ""))),
            draw(st.sampled_from(("Okafor", "OKAFOR", "Lind", ""))),
            address=PostalAddress(
                draw(st.sampled_from(("14 Quay Street", "14, quay street", "2 Mill Lane", ""))),
                draw(st.sampled_from(("Bristol", "Bath", ""))),
                "",
                draw(st.sampled_from(("BS1 4AB", "bs14ab", "BA1 1AA", ""))),
                draw(st.sampled_from(("GB", ""))),
            ),
            at_company=draw(st.booleans()),
        )
        for number in range(count)
    ]


@given(recipients())
def test_everybody_is_in_exactly_one_household(people: list[Recipient]) -> None:
    found = merged(people)
    reached = [one for household in found for one in household.ids]
    assert sorted(reached) == sorted(one.id for one in people)
    assert len(found) <= len(people)


@given(recipients())
def test_only_families_at_one_address_are_merged(people: list[Recipient]) -> None:
    for household in merged(people):
        if len(household.members) > 1:
            assert len({one.family.casefold() for one in household.members}) == 1
            assert household.first.family
            assert all(one.kind == "person" and not one.at_company for one in household.members)
            streets = {one.address.street.replace(",", "").casefold() for one in household.members}
            assert len(streets) == 1
            assert len({one.address.postcode.replace(" ", "").upper() for one in household.members}) == 1


@given(recipients(), st.randoms())
def test_the_order_does_not_change_who_belongs_together(people: list[Recipient], random: object) -> None:
    shuffled = list(people)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one = {frozenset(household.ids) for household in merged(people)}
    other = {frozenset(household.ids) for household in merged(shuffled)}
    assert one == other


@given(recipients())
def test_merging_again_changes_nothing(people: list[Recipient]) -> None:
    once = merged(people)
    again = merged([one for household in once for one in household.members])
    assert {frozenset(one.ids) for one in once} == {frozenset(one.ids) for one in again}


@given(recipients(), st.sampled_from(("en", "de-AT", "fr", "xx")))
def test_every_household_has_a_name_unless_nobody_in_it_has(people: list[Recipient], language: str) -> None:
    for household in merged(people):
        name = addressee(household.members, language)
        assert name or not any(one.name or len(household.members) > 1 for one in household.members)
        assert "\n" not in name


def test_a_couple_shares_one_label() -> None:
    couple = merged([person("Amelia"), person("Ben")])
    assert [addressee(one.members) for one in couple] == ["Amelia and Ben Okafor"]
    assert addressee(couple[0].members, "de") == "Amelia und Ben Okafor"
    assert salutation(couple[0].members, "en") == "Dear Amelia and Ben,"


def test_three_are_named_and_more_are_a_family() -> None:
    three = [person("Amelia"), person("Ben"), person("Cleo")]
    assert addressee(three) == "Amelia, Ben and Cleo Okafor"
    assert addressee([*three, person("Dan")]) == "The Okafor family"
    assert addressee([*three, person("Dan")], "de") == "Familie Okafor"


def test_a_title_stays_with_its_person() -> None:
    assert addressee([person("Amelia", prefix="Dr"), person("Ben")]) == "Dr Amelia and Ben Okafor"
    assert addressee([person("Amelia", prefix="Dr")]) == "Dr Amelia Okafor"
    assert salutation((person("Amelia", prefix="Dr"),), "en") == "Dear Dr Okafor,"


def test_the_same_person_twice_is_named_once() -> None:
    assert addressee([person("Amelia"), person("Amelia")]) == "Amelia Okafor"


def test_other_families_and_other_houses_stay_apart() -> None:
    mill = PostalAddress("2 Mill Lane", "Bristol", "", "BS1 4AB", "GB")
    assert len(merged([person("Amelia"), person("Ben", "Lind"), person("Cleo", address=mill)])) == 3
    assert len(apart([person("Amelia"), person("Ben")])) == 2


def test_a_company_is_greeted_without_a_name() -> None:
    firm = Recipient("1", "company", "Harbor & Vine", address=QUAY)
    assert salutation((firm,), "en") == "Dear Sir or Madam,"
    assert salutation((firm,), "de-DE") == "Sehr geehrte Damen und Herren,"
