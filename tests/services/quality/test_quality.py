"""What is counted, what its list holds, and that the button puts right exactly that."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.core.clock import FixedClock, today
from crm_desktop.core.errors import Refused
from crm_desktop.services.quality.checks import is_email, is_possible_phone
from crm_desktop.services.quality.commands import STEPS, name_in_email
from crm_desktop.services.quality.measures import MEASURES, measure_named
from crm_desktop.services.quality.views import DIMENSIONS
from crm_desktop.services.quality.words import TITLES
from crm_desktop.services.services import Services

YEAR_AND_MORE = 400 * 86_400_000


def add(services: Services, name: str, kind: str = "person", **data: Any) -> str:
    return services.records.create("contact", {"kind": kind, "name": name, **data})[0]


def mail(value: str) -> dict[str, Any]:
    return {"emails": [{"value": value}]}


def counted(services: Services) -> dict[str, int]:
    report = services.quality.report()
    assert report is not None
    return {one.measure.key: one.bad for one in report.figures}


def _fill(services: Services) -> dict[str, str]:
    """One contact or deal for every measure."""
    film = add(services, "Lantern Film", "company", website="https://www.lanternfilm.example/about")
    made = {
        "company_without_people": film,
        "company_by_domain": add(services, "Pia Moreau", **mail("pia@lanternfilm.example")),
        "person_without_name": add(services, "nora.lind@example.com", **mail("nora.lind@example.com")),
        "email_malformed": add(services, "Ola Berg", **mail("ola..berg@example.com")),
        "phone_impossible": add(services, "Una Lee", phones=[{"value": "12"}]),
        "unreachable": add(services, "Silent One"),
        "only_invalid": add(services, "Gone Away", emails=[{"value": "gone@example.com", "invalid": True}]),
        "postcode_untidy": _at(services, "Untidy", "D-10115", "Germany"),
        "postcode_wrong": _at(services, "Wrong", "10115", "GB"),
        "country_missing": _at(services, "No country", "bs1 4ab", ""),
        "country_unknown": _at(services, "Atlantis", "1", "Atlantis"),
        "stale": add(services, "Old Friend", keep_in_touch_days=30, **mail("old@example.com")),
        "duplicates": add(services, "Twin One", **mail("twin@example.com")),
    }
    add(services, "Twin Two", **mail("TWIN@example.com"))
    with services.database.write("Aged") as work:
        aged = work.execute("SELECT created_at FROM contact WHERE id = ?", (made["stale"],))[0][0] - YEAR_AND_MORE
        work.execute("UPDATE contact SET created_at = ? WHERE id = ?", (aged, made["stale"]))
    return made


def _at(services: Services, name: str, postcode: str, country: str) -> str:
    address = {"street": "1 High Street", "city": "Town", "postcode": postcode, "country": country}
    return add(services, name, addresses=[address])


@pytest.fixture
def faults(services: Services) -> dict[str, str]:
    return _fill(services)


def test_every_fault_is_counted_and_stands_in_its_list(services: Services, faults: dict[str, str]) -> None:
    numbers = counted(services)
    for key, record in faults.items():
        ids = services.quality.ids(key)
        assert record in ids, key
        assert len(ids) == len(set(ids)) == numbers[key], key


def test_every_list_is_as_long_as_its_number_says(services: Services, faults: dict[str, str]) -> None:
    from crm_desktop.services.sample.shop import fill_sample

    fill_sample(services)
    numbers = counted(services)
    for measure in MEASURES:
        ids = services.quality.ids(measure.key)
        assert len(ids) == numbers[measure.key], measure.key
        if measure.where:
            assert services.records.count(measure.kind, measure.where) == numbers[measure.key], measure.key
        rows = services.quality.rows(measure.key, ids[:20])
        assert [row.id for row in rows] == ids[:20], measure.key


def test_who_lies_in_the_bin_is_not_counted(services: Services, faults: dict[str, str]) -> None:
    services.contact_commands.bin(
        [row[0] for row in services.database.rows("SELECT id FROM contact WHERE deleted_at IS NULL")]
    )
    assert set(counted(services).values()) == {0}
    report = services.quality.report()
    assert report is not None
    assert [report.score(one).percent for one in DIMENSIONS] == [100.0] * len(DIMENSIONS)


def test_numbers_agree_with_the_shares(services: Services, faults: dict[str, str]) -> None:
    report = services.quality.report()
    assert report is not None
    for figure in report.figures:
        assert 0 <= figure.bad <= figure.total
    for dimension in DIMENSIONS:
        score = report.score(dimension)
        mine = [one for one in report.figures if one.measure.dimension == dimension]
        assert score.total == sum(one.total for one in mine)
        assert score.total - score.good == sum(one.bad for one in mine)


FIXED = ("email_malformed", "phone_impossible", "postcode_untidy", "country_missing", "company_by_domain",
         "person_without_name", "without_owner", "without_source")  # fmt: skip


@pytest.mark.parametrize("key", FIXED)
def test_the_button_puts_right_as_one_entry_and_undo_brings_it_back(
    services: Services, faults: dict[str, str], key: str
) -> None:
    if key == "without_owner":
        with services.database.write("Disowned") as work:
            work.execute("UPDATE contact SET owner_id = NULL")
    before = counted(services)
    assert before[key] > 0
    newest = services.history.newest()
    change = services.quality_commands.fix(key, choice="Referral" if key == "without_source" else "")
    assert change.entry is not None
    assert services.history.newest() == newest + 1
    assert counted(services)[key] == 0
    services.history.undo()
    assert counted(services) == before


def test_the_fixes_say_the_right_thing(services: Services, faults: dict[str, str]) -> None:
    fix = services.quality_commands.fix
    fix("postcode_untidy")
    assert services.records.read("contact", faults["postcode_untidy"])["addresses"][0]["postcode"] == "10115"
    fix("country_missing")
    assert services.records.read("contact", faults["country_missing"])["addresses"][0]["country"] == "GB"
    fix("company_by_domain")
    person = services.records.read("contact", faults["company_by_domain"])
    assert person["affiliations"][0]["company"] == "Lantern Film"
    fix("person_without_name")
    assert services.contacts.name_of(faults["person_without_name"]) == "Nora Lind"


@pytest.mark.parametrize("key", [one.key for one in MEASURES if one.fix == "follow_up" and one.kind == "contact"])
def test_a_step_is_planned_once_with_each(services: Services, faults: dict[str, str], key: str) -> None:
    ids = services.quality.ids(key)
    assert ids
    services.quality_commands.fix(key)
    assert services.records.count("task", f'title = "{STEPS[key]}"') == len(ids)
    with pytest.raises(Refused, match="planned with all of them already"):
        services.quality_commands.fix(key)
    assert services.quality.rows(key, ids[:1])[0].next_step


def test_only_the_chosen_ones_are_put_right(services: Services, faults: dict[str, str]) -> None:
    ids = services.quality.ids("without_source")
    services.quality_commands.fix("without_source", ids[:2], "Fair")
    assert counted(services)["without_source"] == len(ids) - 2


def test_a_country_is_not_invented(services: Services) -> None:
    _at(services, "Berlin", "10115", "")
    assert counted(services)["country_missing"] == 1
    with pytest.raises(Refused, match="without looking"):
        services.quality_commands.fix("country_missing")


def test_a_domain_of_two_companies_or_of_a_mail_provider_says_nothing(services: Services) -> None:
    for name in ("One", "Two"):
        add(services, name, "company", website="https://shared.example")
    add(services, "Free", "company", **mail("shop@gmail.com"))
    add(services, "Pia Moreau", **mail("pia@shared.example"))
    add(services, "Ola Berg", **mail("ola@gmail.com"))
    assert counted(services)["company_by_domain"] == 0


def test_a_line_that_many_share_is_no_duplicate(services: Services) -> None:
    for number in range(21):
        add(services, f"Guest {number}", phones=[{"value": "+44 117 496 0000"}])
    assert counted(services)["duplicates"] == 0


def test_a_company_is_reached_through_its_people_and_they_through_it(services: Services) -> None:
    firm = add(services, "Quiet Ltd", "company")
    add(services, "Pia Moreau", affiliations=[{"company_id": firm}])
    assert counted(services)["unreachable"] == 2
    services.records.update("contact", firm, {"phones": [{"value": "0117 496 0000"}]})
    assert counted(services)["unreachable"] == 0


def test_deals_are_measured(services: Services) -> None:
    services.records.create("deal", {"title": "Empty deal"})
    numbers = counted(services)
    assert numbers["deal_without_amount"] == numbers["deal_without_close"] == numbers["deal_without_step"] == 1
    services.quality_commands.fix("deal_without_step")
    assert counted(services)["deal_without_step"] == 0
    services.history.undo()
    assert counted(services)["deal_without_step"] == 1


def test_the_figures_of_a_day_are_kept_once_without_an_entry(
    services: Services, faults: dict[str, str], clock: FixedClock
) -> None:
    newest = services.history.newest()
    assert services.quality.is_due()
    report = services.quality.report()
    assert report is not None
    for _ in range(2):
        services.quality_commands.keep(report)
    assert services.history.newest() == newest
    assert not services.quality.is_due()
    days = services.quality.days()
    assert [day.day for day in days] == [today(clock)]
    assert days[0].scores["validity"] == report.score("validity")
    rows = services.database.value("SELECT count(*) FROM quality_figure")
    assert rows == len(MEASURES)


def test_the_figures_of_the_day_are_counted_once_when_nobody_works(services: Services) -> None:
    add(services, "Silent One")
    assert services.quality_commands.keep_of_the_day()
    assert not services.quality_commands.keep_of_the_day()
    assert len(services.quality.days()) == 1


def test_old_figures_are_read_in_order_and_strangers_are_left_out(services: Services, clock: FixedClock) -> None:
    put: Callable[..., None] = services.database.keep_aside
    for ago in (3, 1, 500):
        day = (today(clock) - timedelta(days=ago)).isoformat()
        put("INSERT INTO quality_figure (id, day, measure, good, total) VALUES (?, ?, 'stale', 1, 2)", (day, day))
    put("INSERT INTO quality_figure (id, day, measure, good, total) VALUES ('x', '2025-11-01', 'gone', 1, 2)")
    days = services.quality.days()
    assert [(today(clock) - one.day).days for one in days] == [3, 1]
    assert days[0].scores["timeliness"].percent == 50.0


def test_counting_stops_when_asked(services: Services) -> None:
    assert services.quality.report(lambda done, _total: done < 3) is None


def test_every_measure_has_words_and_a_step() -> None:
    assert set(TITLES) == {one.key for one in MEASURES}
    assert set(STEPS) == {one.key for one in MEASURES if one.fix == "follow_up"}
    with pytest.raises(Refused, match="Did you mean “stale”"):
        measure_named("stal")


@pytest.mark.parametrize(
    "text",
    ["a@b.co", "amelia.okafor+x@sub.example.co.uk", "müller@exämple.de", "o'neil@example.com", '"odd one"@example.com',
     "x_y@b-c.example"],
)  # fmt: skip
def test_good_addresses(text: str) -> None:
    assert is_email(text)


@pytest.mark.parametrize(
    "text",
    ["", "a", "a@b", "@b.com", "a@.com", "a..b@c.com", ".a@c.com", "a.@c.com", "a b@c.com", "a@b..com", "a@-b.com",
     "a@b.c", "a@1.2.3.4", "a@b,com", "x" * 65 + "@b.com", "a@" + "b" * 64 + ".com", "a@b.com;c@d.com"],
)  # fmt: skip
def test_bad_addresses(text: str) -> None:
    assert not is_email(text)


@given(st.lists(st.one_of(
    st.text(alphabet="ab1._-@+ä ;", max_size=14),
    st.from_regex(r"[a-z0-9._-]{1,6}@[a-z0-9._-]{1,6}\.[a-z0-9]{1,3}", fullmatch=True),
), min_size=1, max_size=30))  # fmt: skip
def test_the_statement_leaves_out_no_bad_address(texts: list[str]) -> None:
    import sqlite3

    from crm_desktop.services.quality.finding import _EMAILS

    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE contact (id, kind, deleted_at)")
    connection.execute("CREATE TABLE channel (id, contact_id, medium, value, normalised, invalid)")
    connection.executemany(
        "INSERT INTO channel VALUES (?, ?, 'email', ?, ?, 0)",
        [(str(n), str(n), text, text.lower()) for n, text in enumerate(texts)],
    )
    looked_at = {int(row[0]) for row in connection.execute(_EMAILS)}
    connection.close()
    for number, text in enumerate(texts):
        if not is_email(text.lower() or text):
            assert number in looked_at


@pytest.mark.parametrize(
    ("number", "good"),
    [("+441174960000", True), ("+4411", False), ("12", False), ("", False), ("+4930901820", True),
     ("+441174960000;ext=12", True), ("+999123456789", False), ("+12125550123", True)],
)  # fmt: skip
def test_phones(number: str, good: bool) -> None:
    assert is_possible_phone(number) is good


def test_names_in_addresses() -> None:
    assert name_in_email("amelia.okafor@example.com") == ("Amelia", "Okafor")
    assert name_in_email("amelia.okafor+news@example.com") == ("Amelia", "Okafor")
    for text in ("info@example.com", "sales.team@example.com", "a.okafor@example.com", "x", "one.two.three@b.co"):
        assert name_in_email(text) is None
