"""Whatever a contact holds goes out as a vCard and comes back: export and import are each other's inverse."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.fields import FieldType
from crm_desktop.core.kinds import CUSTOMER_TYPES, LIFECYCLES
from crm_desktop.exchange.vcard_writer import Version
from crm_desktop.services.contacts.relation_views import RelationDraft
from crm_desktop.services.custom_fields.views import CustomFieldDraft
from crm_desktop.services.exporting.commands import export_records
from crm_desktop.services.exporting.options import ExportOptions
from crm_desktop.services.importing.plan import ImportResult
from crm_desktop.services.opening import open_services
from crm_desktop.services.services import Services

NewShop = Callable[[FixedClock], Path]
_DERIVED = (
    "id", "owner_id", "company", "last_contact", "first_contact", "next_step", "next_step_on", "in_touch_by",
    "open_deals", "created_at",
)  # fmt: skip
_PART = ("id", "normalised", "company_id", "contact_id")

letters = st.sampled_from("abcdeABCDEäøΩж中0123456789.,;:'\"\\&<>^|=*#-_/()")
word = st.text(letters, min_size=1, max_size=12)
line = st.lists(word, min_size=1, max_size=3).map(" ".join)
text = st.lists(line, min_size=1, max_size=3).map("\n".join)
name_word = st.text(st.sampled_from("abcdeABCDEäøΩж中"), min_size=1, max_size=8)
maybe = st.just("")
day = st.dates(datetime(1990, 1, 1).date(), datetime(2030, 1, 1).date()).map(lambda one: one.isoformat())
partial_day = st.sampled_from(("1980-03-09", "--03-09", "1980-03", "1980"))
moment = st.datetimes(datetime(2001, 1, 1), datetime(2030, 1, 1)).map(
    lambda one: one.replace(microsecond=0, tzinfo=UTC).isoformat()
)
degrees = st.decimals(-90, 90, places=6, allow_nan=False).map(str)


def channel(value: st.SearchStrategy[str], types: tuple[str, ...]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {"value": value, "type": st.sampled_from(types), "label": maybe | line, "invalid": st.booleans()},
        optional={
            "opted_out_at": moment, "consent": line, "consent_at": moment, "consent_source": line,
        },
    )  # fmt: skip


def lines(one: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Return up to three lines, one of them the first choice."""
    many = st.lists(one, max_size=3, unique_by=lambda line: line["value"])
    return st.tuples(many, st.integers(0, 2)).map(
        lambda pair: [{**line, "primary": place == pair[1] % len(pair[0])} for place, line in enumerate(pair[0])]
    )


digits = st.integers(10_000_000, 99_999_999).map(lambda number: f"+44 20 {number}")
emails = st.integers(0, 99_999).map(lambda number: f"who{number}@example.org")
pages = st.integers(0, 99_999).map(lambda number: f"https://example.org/{number}?a=b,c;d")
handles = st.integers(0, 99_999).map(lambda number: f"handle{number}")
addresses = st.lists(
    st.fixed_dictionaries(
        {"street": text, "city": line, "type": st.sampled_from(("", "work", "home", "billing"))},
        optional={
            "region": line, "postcode": word, "country": st.sampled_from(("GB", "DE")), "label": line,
            "valid_from": day, "valid_until": day, "where": st.tuples(degrees, degrees),
        },
    ),
    max_size=2, unique_by=lambda one: " ".join(f"{one['street']}{one['city']}".lower().split()),
)  # fmt: skip
jobs = st.lists(
    st.fixed_dictionaries(
        {"company": st.sampled_from(("Harbor & Vine", "Ægir; Sons", "North, Ltd")), "role": maybe | line},
        optional={"department": line, "started_on": day, "ended_on": day},
    ),
    max_size=3,
)  # fmt: skip
simple = {
    "nickname": word.filter(lambda one: "," not in one), "phonetic_name": name_word, "job_title": line,
    "birthday": partial_day, "anniversary": partial_day, "about": text, "interests": text, "family": text,
    "preferences": text, "language": st.sampled_from(("de", "en-GB")), "source": line, "tax_id": word,
    "registration_id": word, "lifecycle": st.sampled_from([key for key, _ in LIFECYCLES]),
    "customer_type": st.sampled_from([key for key, _ in CUSTOMER_TYPES]), "pinned": st.just(True),
    "keep_in_touch_days": st.integers(1, 900),
    "tags": st.lists(name_word, max_size=2, unique_by=str.casefold),
    "phones": lines(channel(digits, ("", "mobile", "work", "home", "fax", "work_fax", "pager", "main", "other"))),
    "emails": lines(channel(emails, ("", "work", "home", "other"))),
    "websites": lines(channel(pages, ("", "work", "home"))),
    "messaging": lines(channel(handles, ("Skype", "Signal", "Matrix"))),
    "social": lines(channel(handles, ("", "linkedin", "mastodon"))),
    "addresses": addresses,
    "own_text": text, "own_long": text, "own_number": st.decimals(-999, 999, places=2, allow_nan=False).map(str),
    "own_money": st.decimals(0, 999, places=2, allow_nan=False).map(str), "own_day": day, "own_moment": moment,
    "own_choice": st.sampled_from(("red_wine", "beer")), "own_yes": st.booleans(),
    "own_tags": st.lists(name_word, min_size=1, max_size=3, unique=True), "own_person": st.just("Sofia"),
}  # fmt: skip
person = st.fixed_dictionaries(
    {"kind": st.just("person"), "given_name": name_word, "family_name": name_word},
    optional={**simple, "prefix": name_word, "additional_name": name_word, "suffix": name_word, "affiliations": jobs},
)  # fmt: skip
company = st.fixed_dictionaries({"kind": st.just("company"), "name": line}, optional=simple)
OWN = (
    ("Own text", FieldType.TEXT), ("Own long", FieldType.LONG_TEXT), ("Own number", FieldType.NUMBER),
    ("Own money", FieldType.MONEY), ("Own day", FieldType.DATE), ("Own moment", FieldType.MOMENT),
    ("Own choice", FieldType.CHOICE), ("Own yes", FieldType.YES_NO), ("Own tags", FieldType.TAGS),
    ("Own person", FieldType.PERSON),
)  # fmt: skip


@pytest.fixture
def empty(new_shop: NewShop, clock: FixedClock, tmp_path: Path) -> Callable[[], Services]:
    """Open another new workspace at every call."""
    count = iter(range(10_000))
    template = new_shop(clock)

    def make() -> Services:
        return open_services(Path(shutil.copyfile(template, tmp_path / f"shop{next(count)}.crm")), clock=clock)

    return make


def declare(services: Services) -> None:
    for label, kind in OWN:
        choices = ("Red wine", "Beer") if kind is FieldType.CHOICE else ()
        services.custom_field_commands.add(
            CustomFieldDraft("contact", label, kind, choices, scale=2 if kind is FieldType.NUMBER else 0)
        )


def put(services: Services, data: dict[str, Any]) -> str:
    """Make a contact; only one address is the first choice, and one place in a company."""
    shaped = dict(data)
    if "own_person" in data:
        shaped["own_person"] = services.workspace.members()[0].id
    for key in ("addresses", "affiliations"):
        if key in data:
            shaped[key] = [{**_possible(one), "primary": place == 0} for place, one in enumerate(data[key])]
    return services.records.create("contact", shaped)[0]


def _possible(part: dict[str, Any]) -> dict[str, Any]:
    """Return a part whose days are in their order; a place on the map is two numbers."""
    shaped = {key: value for key, value in part.items() if key != "where"}
    for first, last in (("valid_from", "valid_until"), ("started_on", "ended_on")):
        if first in shaped and last in shaped:
            shaped[first], shaped[last] = sorted((shaped[first], shaped[last]))
    if "where" in part:
        shaped["latitude"], shaped["longitude"] = part["where"]
    return shaped


def held(services: Services) -> dict[str, dict[str, Any]]:
    """Return every contact as its JSON by its id, without ids of parts and what is derived; lists without an order."""
    found = {}
    for (contact_id,) in services.database.rows("SELECT id FROM contact WHERE deleted_at IS NULL"):
        whole = services.records.read("contact", contact_id)
        found[contact_id] = {key: _plain(value) for key, value in whole.items() if key not in _DERIVED}
    return found


def different(one: dict[str, dict[str, Any]], other: dict[str, dict[str, Any]]) -> list[Any]:
    """Return (contact, field, before, after) of what is not the same."""
    assert one.keys() == other.keys()
    return [
        (contact, key, value, other[contact].get(key))
        for contact, fields in one.items()
        for key, value in fields.items()
        # A field of people's own that no card fills is not declared on the other side.
        if (other[contact].get(key) or None) != (value or None)
    ]


def written(services: Services, result: ImportResult) -> list[Any]:
    """Return what an import wrote."""
    sql = "SELECT table_name, action, fields FROM journal_line WHERE entry_id = ?"
    return services.database.rows(sql, (result.change.entry,))


def unfolded(path: Path) -> list[bytes]:
    return path.read_bytes().replace(b"\r\n ", b"").splitlines()


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return sorted((_plain(one) for one in value), key=repr)
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items() if key not in _PART}
    return value


people_in_a_file = st.lists(person | company, min_size=1, max_size=4)
versions = st.sampled_from(("3.0", "4.0"))
# Without shrinking: a workspace is opened for every try.
quickly = settings(deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])


@settings(quickly, max_examples=6)
@given(people=people_in_a_file, version=versions)
def test_what_goes_out_comes_back(
    people: list[dict[str, Any]], version: Version, empty: Callable[[], Services], tmp_path: Path
) -> None:
    there_and_back(people, version, empty, tmp_path)


@pytest.mark.torture
@settings(quickly, max_examples=200)
@given(people=people_in_a_file, version=versions)
def test_what_goes_out_comes_back_often(
    people: list[dict[str, Any]], version: Version, empty: Callable[[], Services], tmp_path: Path
) -> None:
    there_and_back(people, version, empty, tmp_path)


def there_and_back(
    people: list[dict[str, Any]], version: Version, empty: Callable[[], Services], tmp_path: Path
) -> None:
    ours, other = empty(), empty()
    try:
        declare(ours)
        ids = [put(ours, one) for one in people]
        for first, second in pairwise(ids):
            choice = next(one for one in ours.contacts.relation_choices("person") if one.words == "Referred")
            tie = RelationDraft(second, choice.type_id, True, "at the fair; twice")
            ours.contact_commands.save_relation(first, tie)
        target = tmp_path / "all.vcf"
        count = export_records(ours, "contact", target, force=True, options=ExportOptions(version=version))

        done = other.importing.run(other.importing.look(target))

        assert (done.created, done.refused, done.problems) == (count, (), ())
        assert different(held(ours), held(other)) == []
        again = other.importing.run(other.importing.look(target))
        assert written(other, again) == []
        assert again.unchanged == count
        back = tmp_path / "back.vcf"
        export_records(other, "contact", back, force=True, options=ExportOptions(version=version))
        # Own fields were declared in the order of the cards, so only the order of lines may be another.
        assert sorted(unfolded(back)) == sorted(unfolded(target))
        mine = ours.importing.run(ours.importing.look(target))
        assert written(ours, mine) == []
        assert mine.unchanged == count
    finally:
        ours.close()
        other.close()
