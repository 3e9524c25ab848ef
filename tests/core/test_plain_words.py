"""Quick add: what people type becomes what they mean, and no word is ever lost."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_desktop.core.plain_words import Draft, Match, parse
from crm_desktop.core.word_lists import ENGLISH, WORD_LISTS

NOW = datetime(2025, 11, 20, 9, 40)  # a Thursday
PEOPLE = [
    Match("1", "Amelia Okafor"),
    Match("2", "Ben Castillo"),
    Match("3", "Farid Haddad"),
    Match("4", "Harbor & Vine Catering", "company"),
    Match("5", "Rosa Delgado"),
    Match("6", "Rosa Lindt"),
    Match("7", "Sunday Adeyemi"),
]


def people(phrase: str) -> list[Match]:
    wanted = phrase.casefold()
    found = []
    for match in PEOPLE:
        names = {match.name} if match.kind == "company" else {match.name, *match.name.split()}
        if wanted in {name.casefold() for name in names}:
            found.append(match)
    return found


def read(text: str, **more: Any) -> Draft:
    return parse(text, now=NOW, people=people, **more)


D = date
T = time
AMELIA, BEN, FARID, HARBOR = "Amelia Okafor", "Ben Castillo", "Farid Haddad", "Harbor & Vine Catering"

PHRASES: list[tuple[str, dict[str, Any]]] = [
    # the examples of the design
    (
        "call amelia about racks next tue 10:30 remind 15m",
        {
            "kind": "call",
            "title": "racks",
            "who": AMELIA,
            "when": D(2025, 11, 25),
            "time": T(10, 30),
            "remind_minutes": 15,
        },
    ),
    (
        "call ben tue 3pm 30m",
        {"kind": "call", "title": "", "who": BEN, "when": D(2025, 11, 25), "time": T(15), "minutes": 30},
    ),
    (
        "meet Farid Haddad tomorrow at 14 for 1h",
        {"kind": "meeting", "title": "", "who": FARID, "when": D(2025, 11, 21), "time": T(14), "minutes": 60},
    ),
    (
        "note amelia opening a second kitchen in march",
        {"kind": "note", "title": "opening a second kitchen in march", "who": AMELIA},
    ),
    (
        "deal Holiday cakes 1860 amelia /quote sent",
        {
            "kind": "deal",
            "title": "Holiday cakes",
            "who": AMELIA,
            "amount": Decimal(1860),
            "stage": "quote sent",
        },
    ),
    (
        "case oven timer stops farid !high",
        {"kind": "case", "title": "oven timer stops", "who": FARID, "priority": "high"},
    ),
    (
        "paid INV-1038 620 bank",
        {"kind": "payment", "title": "bank", "document": "INV-1038", "amount": Decimal(620)},
    ),
    (
        "email rosa fri",
        {"kind": "email", "title": "", "who": ["Rosa Delgado", "Rosa Lindt"], "when": D(2025, 11, 21)},
    ),
    ("order sesame in 2 weeks", {"kind": "task", "title": "order sesame", "when": D(2025, 12, 4)}),
    ("check stock", {"kind": "task", "title": "check stock"}),
    (
        "visit Harbor & Vine Catering 5 dec 9:00",
        {"kind": "meeting", "title": "", "who": HARBOR, "when": D(2025, 12, 5), "time": T(9)},
    ),
    ("lead Nora from trade fair #fair", {"kind": "lead", "title": "Nora from trade fair", "tags": ("fair",)}),
    ("quote for ben 5.2k", {"kind": "quote", "title": "", "who": BEN, "amount": Decimal(5200)}),
    ("call back 16:00", {"kind": "call", "title": "call back", "when": D(2025, 11, 20), "time": T(16)}),
    ("invoice run 28 nov", {"kind": "task", "title": "invoice run", "when": D(2025, 11, 28)}),
    # kinds
    ("deal with the oven fri", {"kind": "task", "title": "deal with the oven", "when": D(2025, 11, 21)}),
    ("paid the rent", {"kind": "task", "title": "paid the rent"}),
    ("invoice amelia", {"kind": "invoice", "title": "", "who": AMELIA}),
    ("deal Oven /won", {"kind": "deal", "title": "Oven", "stage": "won"}),
    ("CALL: amelia", {"kind": "call", "title": "", "who": AMELIA}),
    ("phone amelia", {"kind": "call", "who": AMELIA, "title": ""}),
    ("todo call the bank", {"kind": "task", "title": "call the bank"}),
    ("contact Nora Field", {"kind": "contact", "title": "Nora Field"}),
    (
        "contact amelia about the oven",
        {"kind": "task", "title": "contact amelia about the oven", "who": AMELIA},
    ),
    ("lead Amelia's friend Rosa", {"kind": "lead", "title": "Amelia's friend Rosa"}),
    # who
    ("check racks with ben", {"kind": "task", "title": "check racks", "who": BEN}),
    ("check racks @ben", {"kind": "task", "title": "check racks", "who": BEN}),
    ("ask amelia about racks", {"kind": "task", "title": "ask amelia about racks", "who": AMELIA}),
    (
        "call Sunday Adeyemi mon",
        {"kind": "call", "title": "", "who": "Sunday Adeyemi", "when": D(2025, 11, 24)},
    ),
    ("call okafor, about the invoice", {"kind": "call", "title": "the invoice", "who": AMELIA}),
    ("amelia fri", {"kind": "task", "title": "amelia fri", "who": AMELIA, "when": D(2025, 11, 21)}),
    (
        "note ben said that rosa delgado moves",
        {"kind": "note", "title": "ben said that rosa delgado moves", "who": "Rosa Delgado"},
    ),
    # when
    ("stock today", {"title": "stock", "when": D(2025, 11, 20)}),
    ("stock tmr", {"title": "stock", "when": D(2025, 11, 21)}),
    ("stock thu", {"title": "stock", "when": D(2025, 11, 27)}),
    ("stock on friday", {"title": "stock", "when": D(2025, 11, 21)}),
    ("stock next fri", {"title": "stock", "when": D(2025, 11, 28)}),
    ("stock next mon", {"title": "stock", "when": D(2025, 11, 24)}),
    ("stock in 3 days", {"title": "stock", "when": D(2025, 11, 23)}),
    ("stock in 2 months", {"title": "stock", "when": D(2026, 1, 20)}),
    ("stock 2025-12-05", {"title": "stock", "when": D(2025, 12, 5)}),
    ("stock 2025-13-05", {"title": "stock 2025-13-05", "when": None}),
    ("stock 19 nov", {"title": "stock", "when": D(2026, 11, 19)}),
    ("stock nov 28th", {"title": "stock", "when": D(2025, 11, 28)}),
    ("stock 3. feb 2027", {"title": "stock", "when": D(2027, 2, 3)}),
    ("stock fri 5 dec 14:00", {"title": "stock", "when": D(2025, 12, 5), "time": T(14)}),
    ("stock 31 feb", {"title": "stock 31 feb", "when": None}),
    ("stock 29 feb", {"title": "stock", "when": D(2028, 2, 29)}),
    (
        "call ben in 2 hours",
        {"title": "", "who": BEN, "when": D(2025, 11, 20), "time": T(11, 40), "minutes": None},
    ),
    # time and length
    ("stock 9:00", {"title": "stock", "when": D(2025, 11, 21), "time": T(9)}),
    ("stock 9:40", {"title": "stock", "when": D(2025, 11, 21), "time": T(9, 40)}),
    ("stock today 9:00", {"title": "stock", "when": D(2025, 11, 20), "time": T(9)}),
    ("stock tue 3", {"title": "stock", "when": D(2025, 11, 25), "time": T(15)}),
    ("stock tue 7", {"title": "stock", "when": D(2025, 11, 25), "time": T(7)}),
    ("stock tue 12am", {"title": "stock", "time": T(0)}),
    ("stock tue 3:30 pm", {"title": "stock", "time": T(15, 30)}),
    ("stock tue at 10.30", {"title": "stock", "time": T(10, 30)}),
    ("stock tue 25:00", {"title": "stock 25:00", "time": None}),
    ("count 14", {"title": "count 14", "time": None, "when": None}),
    ("order 12 boxes tue", {"title": "order 12 boxes", "when": D(2025, 11, 25), "time": None}),
    ("look at 3 offers", {"title": "look at 3 offers", "time": None}),
    ("meet ben fri 10 1h30", {"title": "", "who": BEN, "time": T(10), "minutes": 90}),
    ("meet ben fri 1.5 hours", {"title": "", "who": BEN, "minutes": 90}),
    ("stock fri remind 1 day", {"title": "stock", "remind_minutes": 1440, "minutes": None}),
    ("remind me to smile", {"kind": "task", "title": "remind me to smile", "remind_minutes": None}),
    # priority, tags, stage
    (
        "stock !low #Shop #fair-2025 #shop",
        {"title": "stock", "priority": "low", "tags": ("Shop", "fair-2025", "shop")},
    ),
    ("order #1234 !soon", {"title": "order #1234 !soon", "tags": (), "priority": None}),
    ("check /etc/hosts", {"kind": "task", "title": "check /etc/hosts", "stage": None}),
    # money
    ("deal Ovens €620", {"kind": "deal", "title": "Ovens", "amount": Decimal(620), "currency": "EUR"}),
    ("deal Ovens 620€ ben", {"amount": Decimal(620), "currency": "EUR", "who": BEN, "title": "Ovens"}),
    ("deal Ovens 1,860.50 USD", {"title": "Ovens", "amount": Decimal("1860.50"), "currency": "USD"}),
    ("deal 3 ovens 1860", {"title": "3 ovens", "amount": Decimal(1860)}),
    ("deal Expo 2026 500", {"title": "Expo 2026", "amount": Decimal(500)}),
    ("deal Ovens 5k 2026", {"title": "Ovens 2026", "amount": Decimal(5000)}),
    (
        "invoice amelia 20 fri",
        {"kind": "invoice", "title": "", "amount": Decimal(20), "when": D(2025, 11, 21), "time": None},
    ),
    ("deal Ovens 12,50", {"title": "Ovens", "amount": Decimal("12.50")}),
    ("order sesame 620", {"kind": "task", "title": "order sesame 620", "amount": None}),
    ("remind ben of q-0318", {"kind": "task", "document": "Q-0318", "who": BEN}),
    ("", {"kind": "task", "title": "", "parts": ()}),
    ("call", {"kind": "call", "title": "call"}),
]


@pytest.mark.parametrize(("text", "expected"), PHRASES, ids=[text for text, _ in PHRASES])
def test_a_phrase_means_what_people_mean_by_it(text: str, expected: dict[str, Any]) -> None:
    found = read(text)
    for name, value in expected.items():
        if name == "who":
            names = value if isinstance(value, list) else [value]
            assert [match.name for match in found.who] == names
        else:
            assert getattr(found, name) == value, name


def test_parts_show_what_was_understood() -> None:
    text = "call amelia about racks next tue 10:30 remind 15m #fair"
    assert [(text[part.start : part.end], part.role) for part in read(text).parts] == [
        ("call", "kind"),
        ("amelia", "who"),
        ("about", "link"),
        ("next tue", "when"),
        ("10:30", "time"),
        ("remind 15m", "remind"),
        ("#fair", "tag"),
    ]


def test_a_word_that_only_looked_like_a_kind_is_not_tinted() -> None:
    assert [part.role for part in read("invoice run 28 nov").parts] == ["when"]


def test_known_stages_end_where_their_name_ends() -> None:
    found = read("deal Ovens 500 /quote sent by mail", stages=("New", "Quote sent"))
    assert (found.stage, found.title) == ("Quote sent", "Ovens by mail")
    assert read("deal Ovens 500 /nowhere", stages=("New",)).title == "Ovens /nowhere"


def test_a_decimal_comma_is_the_person_s_own() -> None:
    assert read("deal Ofen 1.860,50", decimal_mark=",").amount == Decimal("1860.50")
    assert read("deal Ofen 1.860", decimal_mark=",").amount == Decimal(1860)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "anrufen amelia wegen Regal nächsten dienstag um 10:30",
            {"kind": "call", "title": "Regal", "when": D(2025, 11, 25), "time": T(10, 30)},
        ),
        (
            "Sesam bestellen übermorgen !hoch",
            {"title": "Sesam bestellen", "when": D(2025, 11, 22), "priority": "high"},
        ),
        (
            "treffen mit ben in 3 tagen für 2 stunden",
            {"kind": "meeting", "when": D(2025, 11, 23), "minutes": 120},
        ),
        ("Rechnung amelia 5,2k", {"kind": "invoice", "amount": Decimal(5200)}),
        ("call ben 3. märz", {"kind": "call", "when": D(2026, 3, 3)}),
    ],
)
def test_another_language_is_understood_beside_english(text: str, expected: dict[str, Any]) -> None:
    found = read(text, languages=("de",), decimal_mark=",")
    assert {name: getattr(found, name) for name in expected} == expected


def test_every_language_has_every_sort_of_word() -> None:
    for language, words in WORD_LISTS.items():
        for name in ENGLISH.__dataclass_fields__:
            assert getattr(words, name), f"{language} has no {name}"
            assert all(word == word.lower() for word in getattr(words, name))
        assert sorted(set(words.weekdays.values())) == list(range(7))
        assert sorted(set(words.months.values())) == list(range(1, 13))


TOKENS = st.sampled_from(
    [
        "call",
        "deal",
        "quote",
        "paid",
        "note",
        "case",
        "lead",
        "contact",
        "amelia",
        "rosa",
        "Farid Haddad",
        "with",
        "for",
        "about",
        "next",
        "tue",
        "in",
        "3",
        "days",
        "28",
        "nov",
        "2025-12-05",
        "10:30",
        "3pm",
        "at",
        "14",
        "30m",
        "1h",
        "remind",
        "15m",
        "!high",
        "#fair",
        "/quote",
        "sent",
        "1860",
        "5.2k",
        "€620",
        "EUR",
        "INV-1038",
        "on",
        "fri",
        "racks,",
        "2.",
        "may",
        "x" * 30,
        "99999",
        "0m",
        "@ben",
        "#",
        "!",
        "/",
        "@",
        "€",
    ]
)
LINES = st.lists(TOKENS, max_size=12).map(" ".join) | st.text(max_size=40)


@given(LINES, st.sampled_from([("en",), ("de",)]))
def test_no_word_is_ever_lost(text: str, languages: tuple[str, ...]) -> None:
    found = read(text, languages=languages)
    covered = {at for part in found.parts for at in range(part.start, part.end)}
    rest = "".join(letter if at not in covered else " " for at, letter in enumerate(text))
    title = found.title.split()
    for word in rest.split():
        assert word in title
        title.remove(word)
    for word in title:  # what the title has beyond that was typed too
        assert word in text.split()


@given(LINES)
@settings(deadline=None)
def test_parts_are_in_order_and_apart(text: str) -> None:
    parts = read(text).parts
    assert all(0 <= part.start < part.end <= len(text) for part in parts)
    assert all(one.end <= other.start for one, other in pairwise(parts))
