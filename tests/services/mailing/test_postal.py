"""Addresses as each country writes them."""

from __future__ import annotations

import pytest

from crm_desktop.services.postal import (
    PostalAddress,
    address_lines,
    country_code,
    country_name,
    postal_form,
    postcode_first,
)


def lines(*parts: str, home: str = "GB", company: str = "", language: str = "en") -> list[str]:
    return address_lines(PostalAddress(*parts), ["Amelia Okafor"], company, home=home, language=language)


def test_our_own_country_is_left_out_and_others_stand_last() -> None:
    british = ("14 Quay Street", "Bristol", "Avon", "BS1 4AB", "GB")
    assert lines(*british) == ["Amelia Okafor", "14 Quay Street", "BRISTOL", "BS1 4AB"]
    assert lines(*british, home="DE", language="de")[-1] == "VEREINIGTES KÖNIGREICH"
    assert lines("14 Quay Street", "Bristol", "", "BS1 4AB", "") == lines(*british)


@pytest.mark.parametrize(
    ("parts", "wanted"),
    [
        (("1 Main St\nApt 2", "Springfield", "IL", "62701", "US"), ["1 Main St", "Apt 2", "SPRINGFIELD, IL 62701"]),
        (("Hauptstr. 1", "Berlin", "", "10115", "Germany"), ["Hauptstr. 1", "10115 Berlin"]),
        (("Bahnhofstr. 1", "Zürich", "", "CH-8001", "Schweiz"), ["Bahnhofstr. 1", "CH-8001 Zürich"]),
        (("Rua 1", "Lisboa", "", "1000-001", "PT"), ["Rua 1", "1000-001 Lisboa"]),
        (("Somewhere 1", "Town", "", "42", "Atlantis"), ["Somewhere 1", "42 Town"]),
    ],
)
def test_each_country_has_its_order(parts: tuple[str, ...], wanted: list[str]) -> None:
    assert [line for line in lines(*parts) if line != "Amelia Okafor"][:-1] == wanted


def test_japan_begins_with_the_place_and_ends_with_the_name() -> None:
    found = lines("千代田1-1", "千代田区", "東京都", "100-0001", "日本", company="カキ")
    assert found[0] == "〒100-0001"
    assert found[-2] == "Amelia Okafor"
    assert any("千代田区" in line for line in found)


def test_a_company_stands_where_the_country_has_it() -> None:
    assert lines("A 1", "Bristol", "", "BS1 4AB", "GB", company="Harbor & Vine")[:2] == [
        "Amelia Okafor", "Harbor & Vine"
    ]  # fmt: skip
    assert lines("A 1", "Paris", "", "75001", "FR", company="Vigne")[0] == "Vigne"


@pytest.mark.parametrize(
    ("text", "code"),
    [("gb", "GB"), ("United Kingdom", "GB"), ("UK", "GB"), ("England", "GB"), ("Deutschland", "DE"), ("DEU", "DE"),
     ("Österreich", "AT"), ("the netherlands", "NL"), ("Frankreich", "FR"), ("Atlantis", ""), ("", ""), ("ZZ", "")],
)  # fmt: skip
def test_countries_are_known_by_code_and_name(text: str, code: str) -> None:
    assert country_code(text) == code


def test_country_names_are_of_the_language() -> None:
    assert country_name("DE", "fr") == "Allemagne"
    assert country_name("DE", "xx") == "Germany"


@pytest.mark.parametrize(
    ("code", "written", "wanted"),
    [("GB", "bs1 4ab", "BS1 4AB"), ("GB", "GB-BS1 4AB", "BS14AB"), ("DE", "D-10115", "10115"),
     ("DE", "101 15", "10115"),
     ("NL", "1234ab", "1234AB"), ("PT", "1000001", "1000-001"), ("CA", "k1a0b1", "K1A0B1"),
     ("US", "9501 4", "95014")],
)  # fmt: skip
def test_postcodes_are_tidied(code: str, written: str, wanted: str) -> None:
    form = postal_form(code)
    assert form.tidied(written) == wanted
    assert form.fits(wanted)


def test_a_postcode_that_is_none_stays_as_it_is() -> None:
    assert postal_form("DE").tidied("1011") == "1011"
    assert not postal_form("DE").fits("1011")
    assert postal_form("AE").fits("anything")


@pytest.mark.parametrize(
    ("country", "first"), [("DE", True), ("Germany", True), ("United Kingdom", False), ("US", False), ("", False)]
)
def test_the_postcode_stands_where_the_country_has_it(country: str, first: bool) -> None:
    assert postcode_first(country, home="GB") is first


def test_what_is_known_without_the_forms_is_what_they_say() -> None:
    from babel import Locale

    for code in (str(one) for one in Locale("en").territories if str(one).isalpha() and country_code(str(one))):
        form = postal_form(code).latin_form
        assert postcode_first(code) is ("%Z" in form and form.find("%Z") < form.find("%C")), code
