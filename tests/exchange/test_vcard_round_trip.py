"""What is written to a vCard comes back, and no bytes whatever break the reader."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from crm_desktop.core.errors import CrmError
from crm_desktop.exchange.vcard import (
    Address,
    Card,
    Entry,
    Extra,
    Messaging,
    Name,
    Organization,
    Photo,
    iter_vcards,
    read_vcards,
    write_vcards,
)
from crm_desktop.exchange.vcard_writer import Version

letters = st.characters(codec="utf-8", exclude_characters="\r")
texts = st.text(letters, min_size=1, max_size=90)
words = texts.map(str.strip).filter(bool)
optional = st.just("") | texts
plain = st.from_regex(r"[a-z][a-z0-9-]{0,8}", fullmatch=True).filter(lambda word: word != "pref")
types = st.lists(plain, max_size=3, unique=True).map(tuple)
preferences = st.sampled_from((0, 0, 1))
param_names = st.from_regex(r"X-[A-Z]{1,6}", fullmatch=True).filter(lambda name: name != "X-APPLE-OMIT-YEAR")
params = st.lists(
    st.tuples(param_names, st.text(letters, max_size=20)),
    max_size=2, unique_by=lambda pair: pair[0],
).map(tuple)  # fmt: skip
labels = st.just("") | words.filter(lambda text: not text.startswith("_$!<"))
# An anniversary may stand as a labelled date in the file; the card has a field for it.
date_labels = labels.filter(lambda label: label != "Anniversary")
dates = st.one_of(
    st.dates().map(lambda day: day.isoformat()),
    st.dates().map(lambda day: f"--{day:%m-%d}"),
    st.dates().map(lambda day: f"{day:%Y}"[-4:].zfill(4) + f"-{day:%m}"),
    st.datetimes(timezones=st.none()).map(lambda moment: moment.replace(microsecond=0).isoformat() + "Z"),
    st.just("in spring, 1980; perhaps"),
)


def entries(
    values: st.SearchStrategy[str], label: st.SearchStrategy[str] = labels
) -> st.SearchStrategy[tuple[Entry, ...]]:
    return st.lists(st.builds(Entry, values, types, label, preferences, params, group=st.just("")), max_size=2).map(
        tuple
    )


addresses = st.lists(
    st.builds(
        Address, words, *[optional.map(str.strip) for _ in range(6)], formatted=optional, types=types, label=labels,
        preference=preferences, params=params, group=st.just(""),
    ),
    max_size=3,
).map(tuple)  # fmt: skip
photos = st.lists(
    st.builds(Photo, st.binary(min_size=1, max_size=120), st.sampled_from(("image/jpeg", "image/png")))
    | st.builds(Photo, st.just(b""), st.just(""), st.just("https://example.org/a,b;c.jpg")),
    max_size=2,
).map(tuple)
extras = st.lists(
    st.builds(
        Extra,
        st.sampled_from(("X-FAVOURITE", "KEY", "CALURI", "X-ABADR")),
        st.text(letters.filter(lambda letter: letter != "\n"), min_size=1, max_size=100),
        st.lists(st.tuples(param_names, st.tuples(st.text(letters, min_size=1, max_size=9))), max_size=2).map(tuple),
        st.sampled_from(("", "item1", "Item2", "x")),
    ),
    max_size=3,
).map(tuple)  # fmt: skip


def cards_of(agents: st.SearchStrategy[tuple[Card, ...]]) -> st.SearchStrategy[Card]:
    return st.builds(
        Card,
        kind=st.sampled_from(("person", "company", "group")),
        full_name=texts,
        name=st.builds(Name, optional, optional, optional, optional, optional),
        nicknames=st.lists(words, max_size=2).map(tuple),
        phonetic=st.builds(Name, optional, optional, optional),
        orgs=st.lists(st.builds(Organization, texts, st.lists(texts, max_size=2).map(tuple)), max_size=2).map(tuple),
        titles=st.lists(texts, max_size=2).map(tuple),
        roles=st.lists(texts, max_size=1).map(tuple),
        phones=entries(words.filter(lambda text: not text.lower().startswith("tel:"))),
        emails=entries(words),
        addresses=addresses,
        urls=entries(words),
        messaging=st.lists(
            st.builds(Messaging, st.sampled_from(("AIM", "Skype", "Some, service")), words, types, labels, preferences),
            max_size=2,
        ).map(tuple),
        birthday=st.just("") | dates,
        anniversary=st.just("") | dates,
        dates=entries(dates, date_labels),
        related=entries(texts),
        agents=agents,
        notes=st.lists(texts, max_size=2).map(tuple),
        photos=photos,
        categories=st.lists(words, max_size=3).map(tuple),
        uid=optional,
        revised=st.sampled_from(("", "2012-10-12T21:05:25Z")),
        gender=st.sampled_from(("", "F", "O;other")),
        geo=st.none() | st.just((46.772673, -71.282945)) | st.just((0.0, 9.5)),
        time_zone=st.sampled_from(("", "-05:00", "Europe/Berlin")),
        languages=entries(st.sampled_from(("fr", "de-CH"))),
        sort_as=optional,
        extras=extras,
    )  # fmt: skip


cards = cards_of(st.lists(cards_of(st.just(())), max_size=1).map(tuple))


def assert_comes_back(card: Card, version: Version) -> None:
    (found,) = read_vcards(write_vcards([card], version)).cards
    assert found == card
    assert found.problems == ()


@given(cards, st.sampled_from(("3.0", "4.0")))
def test_a_card_comes_back_as_it_was_written(card: Card, version: Version) -> None:
    assert_comes_back(card, version)


@settings(max_examples=20, deadline=None)
@given(cards, st.sampled_from(("3.0", "4.0")))
def test_lines_are_folded_at_75_octets_between_characters(card: Card, version: Version) -> None:
    data = write_vcards([card], version)
    for line in data.split(b"\r\n"):
        assert len(line) <= 75
        line.decode("utf-8")


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(noise: bytes) -> None:
    head = b"BEGIN:VCARD\r\nVERSION:3.0\r\n"
    good = b"\r\nEND:VCARD\r\nBEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ada\r\nEND:VCARD\r\n"
    list(iter_vcards(noise))
    assert any(isinstance(item, Card) for item in iter_vcards(head + noise + good)) or b"\0" in noise


@given(
    st.lists(
        st.sampled_from(
            (
                "BEGIN:VCARD", "END:VCARD", "VERSION:2.1", "VERSION:4.0", "AGENT:", "AGENT:BEGIN:VCARD\\nFN:x",
                "N;ENCODING=QUOTED-PRINTABLE:=", "PHOTO;BASE64:", "PHOTO:data:,", "a.b.c:", ";:", "\":\"", "BDAY:--",
                "X;Y=\"", "ADR:;;;;;;;;;;;", "N:;;;;;;;;;", "item1.X-ABLabel:_$!<>!$_", "TEL;PREF=²:1", " folded",
                "GEO:1", "GEO:nan;nan", "LABEL:x", "BDAY;X-APPLE-OMIT-YEAR=1604:1604-", "\t", "", "REV:T", "TZ:+",
            )
        ),
        max_size=12,
    ),
    st.sampled_from(("\r\n", "\n", "\r", "\r\r\n")),
)  # fmt: skip
def test_no_order_of_odd_lines_breaks_the_reader(odd: list[str], line_end: str) -> None:
    try:
        file = read_vcards(line_end.join(odd).encode())
    except CrmError:
        # A folded line goes on with the one above, and makes another word of it.
        assert not any(line == "BEGIN:VCARD" and after != " folded" for line, after in pairwise([*odd, ""]))
        return
    again = read_vcards(write_vcards(file.cards)).cards if file.cards else ()
    assert len(again) == len(file.cards)
