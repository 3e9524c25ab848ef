"""Phone numbers, e-mail addresses, one-line contacts and days without a year."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.core.errors import Refused
from crm_desktop.services.contacts.days import read_partial_day
from crm_desktop.services.contacts.normalise import PhoneReader, looks_like_email, normalise_email
from crm_desktop.services.contacts.one_line import OneLine, read_one_line

_READERS = {country: PhoneReader(country) for country in ("GB", "US", "DE", "FR", "ES", "AU", "IT")}
_FRONTS = ("", "0", "00", "+", "+44", "+1", "+49 (0)", "+33", "1", "44", "49", "07", "011")


def test_every_published_example_number_is_read(shared_data: Path) -> None:
    for number in json.loads((shared_data / "people" / "phones.json").read_text(encoding="utf-8")):
        reader = PhoneReader(number["region"])
        for form in ("national_input", "international_input", "rfc3966", "e164"):
            assert reader.normalise(number[form]) == number["e164"]


@given(st.sampled_from(sorted(_READERS)), st.sampled_from(_FRONTS), st.text("0123456789 ", min_size=4, max_size=14))
def test_the_short_way_reads_as_the_library_does(country: str, front: str, rest: str) -> None:
    reader = _READERS[country]
    assert reader.normalise(front + rest) == reader._by_library(front + rest)


def test_what_is_no_number_keeps_its_digits() -> None:
    assert PhoneReader("GB").normalise("ext. 12") == "12"
    assert PhoneReader("GB").problem("0770 9") == "This number looks too short. Saved anyway."
    assert PhoneReader("GB").problem("07700 900142") == ""


def test_emails_are_compared_in_small_letters() -> None:
    assert normalise_email(" <Amelia@HarborVine.Example> ") == "amelia@harborvine.example"
    assert looks_like_email("a.b+c@d-e.example")
    assert not looks_like_email("a@b")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "Nora Lind 0770 900461 nora@x.com, Harbor & Vine",
            OneLine("Nora Lind", "0770 900461", "nora@x.com", "Harbor & Vine"),
        ),
        (
            "Nora Lind, Harbor & Vine, Ltd #fair #vip",
            OneLine("Nora Lind", company="Harbor & Vine, Ltd", tags=("fair", "vip")),
        ),
        ("+44 7700 900142", OneLine(phone="+44 7700 900142")),
        ("nora@x.com", OneLine(email="nora@x.com")),
        ("Nora Lind at Harbor & Vine", OneLine("Nora Lind", company="Harbor & Vine")),
        ("Agent 47", OneLine("Agent 47")),
        ("王小明 (020) 7946 0958", OneLine("王小明", "(020) 7946 0958")),
        ("", OneLine()),
    ],
)
def test_a_contact_in_one_line(line: str, expected: OneLine) -> None:
    assert read_one_line(line) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9 March", "--03-09"),
        ("March 9, 1980", "1980-03-09"),
        ("9. Mar 1980", "1980-03-09"),
        ("1980-03-09", "1980-03-09"),
        ("--02-29", "--02-29"),
        ("1980-03", "1980-03"),
        ("March 1980", "1980-03"),
        ("9/3/80", "1980-03-09"),
        ("9.3.", "--03-09"),
        ("", None),
    ],
)
def test_birthdays_as_people_write_them(text: str, expected: str | None) -> None:
    assert read_partial_day(text) == expected


def test_a_day_that_is_none_is_refused_with_an_example() -> None:
    assert read_partial_day("3/9/1980", month_first=True) == "1980-03-09"
    for text in ("31 February", "sometime", "1981-02-29", "March"):
        with pytest.raises(Refused) as refusal:
            read_partial_day(text)
        assert "9 March" in refusal.value.detail
