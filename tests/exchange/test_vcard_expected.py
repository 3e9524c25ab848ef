"""Every value that the makers of the vCard samples say is in them is on our cards."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from crm_desktop.exchange.vcard import Card, read_vcards
from crm_desktop.exchange.vcard_lines import Property, properties
from crm_desktop.exchange.vcard_values import base64_bytes, iso_date, iso_offset, unescaped

FILES = (
    "John_Doe_ANDROID.vcf", "John_Doe_BLACK_BERRY.vcf", "John_Doe_EVOLUTION.vcf", "John_Doe_GMAIL.vcf",
    "John_Doe_IPHONE.vcf", "fullcontact.vcf", "gmail-list.vcf", "gmail-single.vcf", "outlook-2003.vcf",
    "rfc2426-example.vcf", "rfc6350-example.vcf",
)  # fmt: skip

PROPERTY_OF_KIND = {
    "email": "EMAIL", "telephone": "TEL", "structuredName": "N", "address": "ADR", "impp": "IMPP", "geo": "GEO",
    "simpleProperty:FormattedName": "FN", "simpleProperty:Note": "NOTE", "simpleProperty:Url": "URL",
    "simpleProperty:Language": "LANG", "simpleProperty:FreeBusyUrl": "FBURL", "dateProperty:Birthday": "BDAY",
    "listProperty:Organization": "ORG", "binaryProperty:Photo": "PHOTO", "binaryProperty:Key": "KEY",
    "rawProperty:X-AIM": "X-AIM", "rawProperty:X-ABLABEL": "X-ABLABEL", "rawProperty:X-ABDATE": "X-ABDATE",
    "rawProperty:X-ABRELATEDNAMES": "X-ABRELATEDNAMES", "rawProperty:X-ABADR": "X-ABADR",
}  # fmt: skip
DATES = {
    "PartialDate.builder().month(2).date(3).build()": "--02-03",
    "PartialDate.builder().year(2009).month(8).date(8).hour(14).minute(30).offset(ZoneOffset.ofHours(-5)).build()":
        "2009-08-08T14:30-05:00",
}  # fmt: skip

Expected = dict[str, Any]


def flat(value: Any) -> list[str]:
    """Flatten the extracted assertions, which nest a list where an assertion had several arguments."""
    if isinstance(value, list):
        return [text for item in value for text in flat(item)]
    return [str(value)]


def lines(text: str) -> str:
    """Treat line ends alike: cards hold LF, quoted-printable text says CRLF."""
    return text.replace("\r\n", "\n")


def types_of(expected: Expected) -> set[str]:
    return {kind.lower() for kind in flat(expected.get("types", []))} - {"pref"}


def check_types(expected: Expected, types: tuple[str, ...], preferred: bool) -> None:
    assert set(types) == types_of(expected)
    if "PREF" in flat(expected.get("types", [])):
        assert preferred


def emails(card: Card, wanted: list[Expected]) -> None:
    assert len(card.emails) == len(wanted)
    for entry, expected in zip(card.emails, wanted, strict=True):
        assert [entry.value] == expected["value"]
        check_types(expected, entry.types, entry.preferred)
        assert entry.group == "".join(expected.get("group", []))


def phones(card: Card, wanted: list[Expected]) -> None:
    assert len(card.phones) == len(wanted)
    for entry, expected in zip(card.phones, wanted, strict=True):
        assert [entry.value.replace(" ext. ", "")] == expected.get("text", expected.get("uri"))
        check_types(expected, entry.types, entry.preferred)
        assert entry.group == "".join(expected.get("group", []))


def addresses(card: Card, wanted: list[Expected]) -> None:
    assert len(card.addresses) == len(wanted)
    fields = {
        "poBox": "po_box", "extendedAddress": "extended", "streetAddress": "street", "locality": "city",
        "region": "region", "postalCode": "postcode", "country": "country", "label": "formatted",
    }  # fmt: skip
    for address, expected in zip(card.addresses, wanted, strict=True):
        for theirs, ours in fields.items():
            parts = [part for part in flat(expected.get(theirs, [])) if part]
            assert getattr(address, ours) == lines(", ".join(parts)), theirs
        check_types(expected, address.types, address.preferred)
        assert address.group == "".join(expected.get("group", []))


def name(card: Card, wanted: list[Expected]) -> None:
    (expected,) = wanted
    assert card.name.family == " ".join(flat(expected.get("family", [])))
    assert card.name.given == " ".join(flat(expected.get("given", [])))
    assert card.name.additional == " ".join(flat(expected.get("additional", [])))
    assert card.name.prefix == " ".join(flat(expected.get("prefixes", [])))
    assert card.name.suffix == ", ".join(flat(expected.get("suffixes", [])))


def birthday(card: Card, wanted: list[Expected]) -> None:
    first, *others = wanted
    if "partialDate" in first:
        assert card.birthday == DATES[first["partialDate"][0]]
    else:
        assert [card.birthday] == first["date"]
    kept = [extra.value for extra in card.extras if extra.name == "BDAY"]
    assert kept == [text for other in others for text in flat(other.get("text", other.get("date")))]


def photos(card: Card, wanted: list[Expected]) -> None:
    assert len(card.photos) == len(wanted)
    for picture, expected in zip(card.photos, wanted, strict=True):
        if "url" in expected:
            assert [picture.uri] == expected["url"]
        else:
            assert [len(picture.data)] == expected["dataLength"]
            assert picture.media_type == "image/jpeg"
            assert flat(expected.get("contentType", ["JPEG"])) == ["JPEG"]


def keys(card: Card, wanted: list[Expected]) -> None:
    for extra, expected in zip((e for e in card.extras if e.name == "KEY"), wanted, strict=True):
        if "url" in expected:
            assert [extra.value] == expected["url"]
        else:
            assert [len(base64_bytes(extra.value) or b"")] == expected["dataLength"]
            assert ("TYPE", tuple(expected["contentType"])) in extra.params


def labels(card: Card, wanted: list[Expected]) -> None:
    """Each label stands on the entry of its group, without Apple's brackets."""
    entries = (*card.phones, *card.urls, *card.dates, *card.related, *card.emails)
    found = {entry.group: entry.label for entry in entries if entry.label}
    found |= {address.group: address.label for address in card.addresses if address.label}
    for expected in wanted:
        (label,) = expected["value"]
        word = re.sub(r"_\$!<(.*)>!\$_", r"\1", label)
        if word == "Anniversary":
            assert card.anniversary
        else:
            assert found[expected["group"][0]] == word


def labelled_dates(card: Card, wanted: list[Expected]) -> None:
    found = [card.anniversary, *(entry.value for entry in card.dates)]
    for expected in wanted:
        assert expected["value"][0] in found


def related(card: Card, wanted: list[Expected]) -> None:
    found = [([entry.group], [entry.value]) for entry in card.related]
    assert found == [(expected["group"], expected["value"]) for expected in wanted]


def chats(card: Card, wanted: list[Expected]) -> None:
    for chat, expected in zip(card.messaging, wanted, strict=True):
        assert [chat.value] == expected["uri"]
        assert [["X-SERVICE-TYPE", chat.service]] == expected["param"]


def place(card: Card, wanted: list[Expected]) -> None:
    assert card.geo is not None
    assert [card.geo[0]] == wanted[0]["latitude"]
    assert [card.geo[1]] == wanted[0]["longitude"]


def languages(card: Card, wanted: list[Expected]) -> None:
    found = [(entry.value, str(entry.preference)) for entry in card.languages]
    assert found == [(expected["value"][0], expected["param"][0][1]) for expected in wanted]


def urls(card: Card, wanted: list[Expected]) -> None:
    found = [([entry.value], entry.group) for entry in card.urls]
    assert found == [(expected["value"], "".join(expected.get("group", []))) for expected in wanted]


def organizations(card: Card, wanted: list[Expected]) -> None:
    found = [[org.name, *org.units] for org in card.orgs]
    assert found == [flat(expected["values"]) for expected in wanted]


def values(read: Callable[[Card], list[str]]) -> Callable[[Card, list[Expected]], None]:
    def check(card: Card, wanted: list[Expected]) -> None:
        texts = [lines(text) for expected in wanted for text in flat(expected.get("value", expected.get("values")))]
        assert read(card) == [text for text in texts if text]

    return check


def gender(card: Card, wanted: list[Expected]) -> None:
    assert flat([expected["expected"] for expected in wanted]) == ["Gender.male()"]
    assert card.gender == "M"


def anniversary(card: Card, wanted: list[Expected]) -> None:
    assert card.anniversary == DATES[wanted[0]["partialDate"][0]]


def zone(card: Card, wanted: list[Expected]) -> None:
    assert flat(wanted[0]["offset"]) == ["ZoneOffset.ofHours(-5)"]
    assert card.time_zone == "-05:00"


def relation(label: str) -> Callable[[Card], list[str]]:
    return lambda card: [entry.value for entry in card.related if entry.label == label]


def chat_of(service: str) -> Callable[[Card], list[str]]:
    return lambda card: [chat.value for chat in card.messaging if chat.service == service]


CHECKS: dict[str, Callable[[Card, list[Expected]], None]] = {
    "email": emails,
    "telephone": phones,
    "address": addresses,
    "structuredName": name,
    "dateProperty:Birthday": birthday,
    "dateProperty:Anniversary": anniversary,
    "binaryProperty:Photo": photos,
    "binaryProperty:Key": keys,
    "impp": chats,
    "geo": place,
    "timezone": zone,
    "property:Gender": gender,
    "simpleProperty:Language": languages,
    "simpleProperty:Url": urls,
    "listProperty:Organization": organizations,
    "listProperty:Categories": values(lambda card: list(card.categories)),
    "listProperty:Nickname": values(lambda card: list(card.nicknames)),
    "simpleProperty:FormattedName": values(lambda card: [card.full_name]),
    "simpleProperty:Note": values(lambda card: list(card.notes)),
    "simpleProperty:Title": values(lambda card: list(card.titles)),
    "simpleProperty:Role": values(lambda card: list(card.roles)),
    "simpleProperty:Uid": values(lambda card: [card.uid]),
    "simpleProperty:Revision": values(lambda card: [card.revised]),
    "rawProperty:X-PHONETIC-FIRST-NAME": values(lambda card: [card.phonetic.given]),
    "rawProperty:X-PHONETIC-LAST-NAME": values(lambda card: [card.phonetic.family]),
    "rawProperty:X-ABLABEL": labels,
    "rawProperty:X-ABDATE": labelled_dates,
    "rawProperty:X-ABRELATEDNAMES": related,
    "rawProperty:X-AIM": values(chat_of("AIM")),
    "rawProperty:X-ICQ": values(chat_of("ICQ")),
    "rawProperty:X-EVOLUTION-SPOUSE": values(relation("Spouse")),
    "rawProperty:X-EVOLUTION-MANAGER": values(relation("Manager")),
    "rawProperty:X-EVOLUTION-ASSISTANT": values(relation("Assistant")),
    "rawProperty:X-EVOLUTION-ANNIVERSARY": values(lambda card: [card.anniversary]),
}
KEPT_AS_EXTRAS = {"simpleProperty:ProductId": "PRODID", "simpleProperty:FreeBusyUrl": "FBURL"}


def cards_with_expectations(folder: Path, file: str) -> Iterator[tuple[int, Card, list[Expected]]]:
    expected = json.loads((folder / "EXPECTED.json").read_text(encoding="utf-8"))[file]
    cards = read_vcards((folder / file).read_bytes()).cards
    assert len(cards) == len(expected)
    for index, (card, wanted) in enumerate(zip(cards, expected, strict=True)):
        yield index, card, [wanted, *wanted["props"]]


@pytest.mark.parametrize("file", FILES)
def test_every_expected_value_is_on_the_card(shared_data: Path, file: str) -> None:
    for index, card, (whole, *wanted) in cards_with_expectations(shared_data / "vcards", file):
        assert card.version == whole["version"]
        for prop in wanted:
            kind = prop["kind"]
            check = CHECKS.get(kind)
            if check is not None:
                check(card, prop["values"])
                continue
            extra_name = KEPT_AS_EXTRAS.get(kind) or kind.removeprefix("rawProperty:")
            assert extra_name.startswith(("X-", "PRODID", "FBURL")), f"nothing checks {kind}"
            kept = [extra.value for extra in card.extras if extra.name == extra_name]
            assert kept == [text for value in prop["values"] for text in value["value"]], (index, kind)


@pytest.mark.parametrize("file", FILES)
def test_no_value_was_reported_as_unreadable(shared_data: Path, file: str) -> None:
    assert read_vcards((shared_data / "vcards" / file).read_bytes()).problems == ()


@pytest.mark.parametrize("file", FILES)
def test_parameters_and_groups_are_read_as_written(shared_data: Path, file: str) -> None:
    folder = shared_data / "vcards"
    expected = json.loads((folder / "EXPECTED.json").read_text(encoding="utf-8"))[file]
    cards: list[list[Property]] = []
    for found in properties((folder / file).read_bytes()):
        assert isinstance(found, Property)
        if found.name == "BEGIN":
            cards.append([])
        cards[-1].append(found)
    compared = 0
    for found_card, wanted in zip(cards, expected, strict=True):
        for prop in wanted["props"]:
            if not any("param" in value or "group" in value for value in prop["values"]):
                continue
            property_name = PROPERTY_OF_KIND[prop["kind"]]
            found_props = [found for found in found_card if found.name == property_name]
            for found, value in zip(found_props, prop["values"], strict=True):
                pairs = {(key, text.lower()) for key, texts in found.params for text in texts}
                for key, text in value.get("param", []):
                    assert (key, text.lower()) in pairs
                    compared += 1
                assert found.group == "".join(value.get("group", []))
    assert compared or file in {"John_Doe_BLACK_BERRY.vcf", "gmail-list.vcf", "gmail-single.vcf",
                                "rfc2426-example.vcf"}  # fmt: skip


def test_apple_values_that_stay_verbatim(shared_data: Path) -> None:
    (card,) = read_vcards((shared_data / "vcards" / "John_Doe_IPHONE.vcf").read_bytes()).cards
    kept = {extra.group: extra.value for extra in card.extras if extra.name == "X-ABADR"}
    assert kept["item4"] == r"Street 4, Building 6,\n Floor 8\nNew York\nUSA"
    assert {address.group for address in card.addresses} == set(kept)


def test_dates_of_all_versions() -> None:
    assert iso_date("19800321") == "1980-03-21"
    assert iso_date("1980-03") == "1980-03"
    assert iso_date("---09") == "---09"
    assert iso_date("20121012T210525Z") == "2012-10-12T21:05:25Z"
    assert iso_date("circa 1800") == ""
    assert iso_date("1980-13-01") == ""
    assert iso_offset("-0500") == "-05:00"
    assert unescaped(r"a\;b\\c\Nd") == "a;b\\c\nd"
