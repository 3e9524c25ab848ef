"""Every list as it stood: filters, sorts, parts, and records deleted or added since; compacting ends it in words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.errors import Refused
from crm_desktop.services.bin.commands import BinCommands
from crm_desktop.services.bin.queries import BinQueries
from crm_desktop.services.compacting import compact, look_at_history, usual_day
from crm_desktop.services.past import moment_named, services_as_of
from crm_desktop.services.services import Services


def _names(services: Services, where: str = "") -> list[str]:
    return [row["name"] for row in services.records.listed("contact", where or None, ("name",))]


@pytest.fixture
def eventful(services: Services, clock: FixedClock) -> dict[str, str]:
    """Two people on the first day; on the second one is deleted for good, one changed, a third added."""
    ids = {}
    for name in ("Ada Stone", "Ben Gold"):
        ids[name], _ = services.records.create("contact", {"name": name, "tags": ["old"], "source": "Fair"})
    services.records.create("deal", {"title": "Bread", "amount": "90.00", "person_id": ids["Ada Stone"]})
    clock.advance(timedelta(days=1))
    services.records.bin("contact", [ids["Ben Gold"]])
    BinCommands(services.database, clock).empty()
    services.records.update("contact", ids["Ada Stone"], {"tags": ["new"], "source": "Web", "family_name": "Zorn"})
    services.records.create("contact", {"name": "Cy Young", "source": "Fair"})
    deal = services.records.listed("deal", limit=1)[0]["id"]
    services.records.update("deal", deal, {"amount": "120.00"})
    return ids


def test_filters_sorts_parts_and_values_are_those_of_then(
    services: Services, clock: FixedClock, eventful: dict[str, str]
) -> None:
    past = services_as_of(services, moment_named("2025-11-20", clock))
    try:
        assert _names(past) == ["Ben Gold", "Ada Stone"]
        assert _names(past, "source = Fair") == ["Ben Gold", "Ada Stone"]
        assert _names(past, "tags = old and source = Fair") == ["Ben Gold", "Ada Stone"]
        assert _names(services, "source = Fair") == ["Cy Young"]
        assert past.records.read("contact", eventful["Ben Gold"])["tags"] == ["old"]
        assert past.records.find("contact", "Ada Stone") == eventful["Ada Stone"]
        assert (
            past.records.listed("deal", "amount < 100", ("title", "amount", "customer"))[0]["customer"] == "Ada Stone"
        )
        assert past.records.listed("deal", "created_at = today")
        with pytest.raises(Refused, match="only be looked at"):
            past.records.update("contact", eventful["Ada Stone"], {"source": "x"})
    finally:
        past.close()


def test_moments_are_understood_or_refused_in_words(services: Services, clock: FixedClock) -> None:
    assert moment_named("2025-11-20", clock) == clock.now()
    assert moment_named("2025-11-19", clock).isoformat() == "2025-11-19T23:59:59.999000+00:00"
    assert moment_named("2025-07-01T12:00", clock).isoformat() == "2025-07-01T12:00:00+01:00"
    with pytest.raises(Refused, match="no day"):
        moment_named("last week", clock)
    with pytest.raises(Refused, match="yet to come"):
        services_as_of(services, clock.now() + timedelta(days=1))
    with pytest.raises(Refused, match="before the first thing"):
        services_as_of(services, clock.now() - timedelta(days=400))


def test_compacting_backs_up_first_and_says_what_goes(
    services: Services, clock: FixedClock, eventful: dict[str, str]
) -> None:
    day = date(2025, 11, 21)
    look = look_at_history(services, day)
    assert look.backup is None
    assert look.thinned.changes
    assert "2025-11-21" in look.sentences()[0]
    assert len(look.sentences()) == 2 + bool(look.thinned.contents), "what is not lost is not said to be"
    done = compact(services, day)
    assert done.thinned == look.thinned
    assert done.backup is not None
    assert done.backup.is_file()
    assert "compacting" in done.backup.name
    with pytest.raises(Refused, match="before the first thing"):
        services_as_of(services, moment_named("2025-11-20", clock))
    past = services_as_of(services, moment_named("2025-11-21T08:00", clock))
    assert _names(past) == ["Ben Gold", "Ada Stone"]
    past.close()
    outline = services.record_history.outline("contact", eventful["Ada Stone"])
    assert outline.dropped_before is not None
    with pytest.raises(Refused, match="no history before"):
        compact(services, day)


def test_compacting_keeps_a_year_unless_asked(services: Services, clock: FixedClock) -> None:
    assert usual_day(services) == date(2024, 11, 20)
    with pytest.raises(Refused, match="yet to come"):
        look_at_history(services, date(2025, 11, 21))


def test_the_bin_knows_who_and_gives_back_or_throws_away_what_is_chosen(services: Services, clock: FixedClock) -> None:
    ids = [services.records.create("contact", {"name": name})[0] for name in ("Ada Stone", "Ben Gold", "Cy Young")]
    services.records.bin("contact", ids)
    queries, commands = BinQueries(services.database, clock), BinCommands(services.database, clock)
    keys = queries.keys()
    assert {key[1] for key in keys} == set(ids)
    assert queries.keys("gold") == [("contact", ids[1])]
    assert [(row.title, row.deleted_by) for row in queries.rows_of([("contact", ids[1])])] == [("Ben Gold", "Sofia")]
    commands.restore_many([("contact", ids[0]), ("contact", ids[1])])
    assert _names(services) == ["Ben Gold", "Ada Stone"]
    _, emptied = commands.throw_away([("contact", ids[2])])
    assert emptied.gone == 1
    assert not queries.keys()
    services.history.undo()
    assert queries.keys() == [("contact", ids[2])]


def test_the_undo_list_is_searched_by_words_and_by_who(services: Services) -> None:
    services.records.create("contact", {"name": "Ada Stone"})
    services.records.create("contact", {"name": "Ben_Gold"})
    history = services.history
    assert [one.entry.label for one in history.entries_of(history.entry_ids("n_g"))] == ["Added “Ben_Gold”"]
    listed = history.entries_of(history.entry_ids("Sofia"))
    assert [one.entry.label for one in listed][:2] == ["Added “Ben_Gold”", "Added “Ada Stone”"]
    assert listed[0].records == 1
    assert listed[0].can_be_undone
    history.undo()
    assert not history.entries_of(history.entry_ids("Ben"))[-1].can_be_undone
