"""Odd vCards of the world: damaged ones, old encodings, cards inside cards."""

from __future__ import annotations

import pytest

from crm_desktop.core.errors import CrmError
from crm_desktop.exchange.vcard import Card, Entry, Extra, Name, Organization, read_vcards, write_vcards


def card_of(*lines: str, version: str = "3.0", encoding: str = "utf-8") -> Card:
    text = "\r\n".join(("BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""))
    (card,) = read_vcards(text.encode(encoding)).cards
    return card


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "windows-1252"])
def test_every_encoding_of_a_file(encoding: str) -> None:
    assert card_of("FN:Jürgen Größe – Čapek"[: 18 if encoding == "windows-1252" else None], encoding=encoding).full_name


def test_lines_of_different_encodings_in_one_file() -> None:
    data = b"".join(
        (
            b"BEGIN:VCARD\nVERSION:2.1\nN:", "Größe".encode("windows-1252"), b";", "Zoë".encode("windows-1252"),
            b"\nTITLE:", "Żołnierz Ñ".encode(), b"\nNOTE;CHARSET=ISO-8859-2:", "Łódź".encode("iso-8859-2"),
            b"\nEND:VCARD\n",
        )
    )  # fmt: skip
    (card,) = read_vcards(data).cards
    assert card.name == Name("Größe", "Zoë")
    assert (card.title, card.notes) == ("Żołnierz Ñ", ("Łódź",))


def test_one_bad_card_never_stops_the_file() -> None:
    data = (
        b"BEGIN:VCARD\nVERSION:3.0\nFN:One\nwithout a colon\nPHOTO;ENCODING=b:@@@\nEND:VCARD\n"
        b"BEGIN:VCARD\nFN:Two\n"
        b"BEGIN:VCARD\nVERSION:3.0\nEND:VCARD\n"
        b"stray\nEND:VCARD\n"
        b"BEGIN:VCARD\nFN:Three\nEND:VCARD\n"
        b"BEGIN:VCARD\nFN:Four\n"
    )
    file = read_vcards(data)
    assert [card.full_name for card in file.cards] == ["One", "Two", "Three", "Four"]
    assert [problem.line for problem in file.problems] == [4, 5, 7, 9, 12, 13, 17]
    assert "“without a colon”" in file.problems[0].sentence
    assert file.cards[0].extras == (Extra("PHOTO", "@@@", (("ENCODING", ("b",)),)),)


def test_a_file_without_cards_is_said_so() -> None:
    with pytest.raises(CrmError, match="no contact cards"):
        read_vcards(b"name,email\nAda,ada@example.org\n")


def test_a_company_by_each_of_its_marks() -> None:
    assert card_of("FN:Acme", "ORG:Acme;").kind == "company"
    assert card_of("N:;;;;", "FN:A. C. Me", "ORG:Acme", "X-ABShowAs:COMPANY").kind == "company"
    assert card_of("FN:Acme", "KIND:org", version="4.0").kind == "company"
    assert card_of("FN:Frank", "ORG:Acme").kind == "person"
    assert card_of("FN:Acme", "N:Acme;;;;", "ORG:Acme").kind == "person"


def test_agents_inline_and_escaped() -> None:
    inline = card_of("FN:Boss", "AGENT:", "BEGIN:VCARD", "FN:Helper", "TEL:123", "END:VCARD", "TEL:456", version="2.1")
    assert [agent.full_name for agent in inline.agents] == ["Helper"]
    assert [phone.value for phone in inline.phones] == ["456"]
    escaped = card_of(r"FN:Boss", r"AGENT:BEGIN:VCARD\nFN:Helper\, the\nEND:VCARD\n")
    assert escaped.agents[0].full_name == "Helper, the"


def test_cards_inside_cards_are_bounded() -> None:
    file = read_vcards(b"BEGIN:VCARD\nFN:x\nAGENT:\n" * 3000)
    assert len(file.cards) == 600
    assert read_vcards(write_vcards(file.cards)).cards


def test_apple_birthday_without_a_year() -> None:
    assert card_of("FN:A", "BDAY;X-APPLE-OMIT-YEAR=1604:1604-03-09").birthday == "--03-09"
    assert card_of("FN:A", "BDAY;VALUE=text:circa 1800", version="4.0").birthday == "circa 1800"


def test_labels_of_groups_in_either_order() -> None:
    card = card_of("FN:A", "item1.X-ABLabel:_$!<HomePage>!$_", "item1.URL:https\\://a.org", "item2.X-ABLabel:alone")
    assert card.urls == (Entry("https://a.org", label="HomePage"),)
    assert card.extras == (Extra("X-ABLABEL", "alone", (), "item2"),)


def test_an_extra_stays_with_the_entry_of_its_group() -> None:
    card = card_of("FN:A", "item7.ADR;TYPE=HOME:;;Street;;;;", "item7.X-ABADR:de", "EMAIL:a@b.de")
    labelled = Card(
        full_name="A", emails=(Entry("a@b.de", label="Club"),), addresses=card.addresses, extras=card.extras
    )
    (again,) = read_vcards(write_vcards([labelled], "3.0")).cards
    assert again.addresses[0].group == again.extras[0].group == "item7"
    assert again.emails[0].group not in {"", "item7"}


def test_quoted_printable_with_a_break_before_the_end() -> None:
    card = card_of("NOTE;ENCODING=QUOTED-PRINTABLE:a=C3=A9=", version="2.1")
    assert card.notes == ("aé",)


def test_old_backslashes_are_kept() -> None:
    assert card_of(r"NOTE:C:\new\table", version="2.1").notes == (r"C:\new\table",)
    assert card_of(r"ORG:A\;B;C", version="2.1").org == Organization("A;B", ("C",))


def test_preferences() -> None:
    card = card_of("FN:A", "TEL;PREF=2:1", "TEL;PREF=1;TYPE=cell:2", "TEL;TYPE=HOME,pref:3", version="4.0")
    assert [phone.preferred for phone in card.phones] == [False, True, True]


def test_a_name_to_show_for_a_card_without_one() -> None:
    assert card_of("EMAIL:a@b.de").display_name == "a@b.de"
    assert card_of("N:Lovelace;Ada;;Dr.;").display_name == "Dr. Ada Lovelace"
