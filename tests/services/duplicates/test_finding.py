"""Duplicates are found in data whose truth is known, and not where people only share a name or a home."""

from __future__ import annotations

import csv
import random
from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path

import pytest

from crm_desktop.services.duplicates.finding import find_pairs
from crm_desktop.services.duplicates.views import Compared

People = tuple[list[Compared], set[tuple[str, str]]]


def _true_pairs(clusters: Iterable[list[str]]) -> set[tuple[str, str]]:
    return {(min(pair), max(pair)) for ids in clusters for pair in combinations(ids, 2)}


def _febrl(folder: Path, number: int) -> People:
    people, clusters = [], defaultdict(list)
    with (folder / f"dedup/febrl/dataset{number}.csv").open(newline="") as file:
        for row in csv.DictReader(file, skipinitialspace=True):
            born = row["date_of_birth"]
            others = {key: row[key] for key in ("soc_sec_id", "address_2") if row[key]}
            people.append(
                Compared(
                    row["rec_id"], given=row["given_name"], family=row["surname"], city=row["suburb"],
                    birthday=f"{born[:4]}-{born[4:6]}-{born[6:]}" if len(born) == 8 else "", region=row["state"],
                    street=f"{row['street_number']} {row['address_1']}".strip(), postcode=row["postcode"],
                    others=others,
                )
            )  # fmt: skip
            clusters[row["rec_id"].split("-")[1]].append(row["rec_id"])
    return people, _true_pairs(clusters.values())


def _fake(folder: Path) -> People:
    people, clusters = [], defaultdict(list)
    with (folder / "dedup/splink/fake_1000.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            emails = (row["email"].lower(),) if row["email"] else ()
            people.append(
                Compared(
                    row["unique_id"], given=row["first_name"].lower(), family=row["surname"].lower(),
                    birthday=row["dob"], city=row["city"].lower(), emails=emails,
                )
            )  # fmt: skip
            clusters[row["cluster"]].append(row["unique_id"])
    return people, _true_pairs(clusters.values())


def _f1(people: People) -> float:
    found = {(min(one.first, one.second), max(one.first, one.second)) for one in find_pairs(people[0])}
    right = len(found & people[1])
    return 2 * right / (len(found) + len(people[1]))


def test_febrl_1(shared_data: Path) -> None:
    assert _f1(_febrl(shared_data, 1)) >= 0.99


def test_febrl_3(shared_data: Path) -> None:
    assert _f1(_febrl(shared_data, 3)) >= 0.95


def test_fake_1000(shared_data: Path) -> None:
    assert _f1(_fake(shared_data)) >= 0.85


@pytest.fixture
def town() -> list[Compared]:
    """A thousand people with sixty given and eighty family names between them, all different people."""
    chance = random.Random(7)
    given = ["".join(chance.choices("abdefgiklmnoprstuvy", k=6)) for _ in range(60)]
    family = ["".join(chance.choices("abdefgiklmnoprstuvy", k=8)) for _ in range(80)]
    return [
        Compared(
            f"{number:04}",
            given=chance.choice(given),
            family=chance.choice(family),
            emails=(f"p{number * 7919}@example.com",),
            phones=(f"+4470{number * 99_991:08}",),
            street=f"{chance.randrange(1, 200)} {chance.choice(('high street', 'mill lane', 'park road'))}",
            city=chance.choice(("bath", "leeds", "york")),
            postcode=f"ab{chance.randrange(1, 90)}",
        )
        for number in range(1000)
    ]


def test_people_of_one_name_are_not_taken_for_one(town: list[Compared]) -> None:
    assert find_pairs(town) == []


def test_relatives_and_colleagues_are_not_taken_for_one(town: list[Compared]) -> None:
    home = Compared(
        "a", given="walter", family="sondergeld", phones=("+445550100",), street="1 rare lane", city="bath",
        postcode="zz9", company="sondergeld bakery",
    )  # fmt: skip
    wife = Compared(
        "b", given="irene", family="sondergeld", phones=("+445550100",), street="1 rare lane", city="bath",
        postcode="zz9", company="sondergeld bakery",
    )  # fmt: skip
    assert find_pairs([*town, home, wife]) == []


def test_a_pair_says_why_and_what_a_person_decided_is_kept(town: list[Compared]) -> None:
    one = Compared("a", given="walter", family="sondergeld", emails=("walter@rare.example",), city="bath")
    same = Compared("b", given="walther", family="sondergeld", emails=("walter@rare.example",), city="leeds")
    (pair,) = find_pairs([*town, one, same])
    assert {pair.first, pair.second} == {"a", "b"}
    assert pair.reasons[0] == ("email", "same")
    assert ("given", "close") in pair.reasons
    assert find_pairs([*town, one, same], apart={("a", "b")}) == []


def test_one_address_and_no_name_is_enough(town: list[Compared]) -> None:
    named = Compared("a", given="walter", family="sondergeld", emails=("walter@rare.example",))
    (pair,) = find_pairs([*town, named, Compared("b", emails=("walter@rare.example",))])
    assert {pair.first, pair.second} == {"a", "b"}


def test_an_address_that_many_share_proves_nothing(town: list[Compared]) -> None:
    office = [Compared(f"o{number}", given=one.given, family=one.family, emails=("office@rare.example",))
              for number, one in enumerate(town[:25])]  # fmt: skip
    assert [one for one in find_pairs([*town[25:], *office]) if one.reasons[0][0] == "email"] == []


def test_a_company_is_no_person(town: list[Compared]) -> None:
    firm = Compared("a", "company", company="rare bakery", emails=("hello@rare.example",))
    owner = Compared(
        "b", "person", given="walter", family="rare", company="rare bakery", emails=("hello@rare.example",)
    )
    assert find_pairs([*town, firm, owner]) == []


def test_stopping_finds_nothing(town: list[Compared]) -> None:
    assert find_pairs([*town, town[0]], progress=lambda done, total: False) == []
