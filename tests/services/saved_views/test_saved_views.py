"""Saved views and segments: kept, named in filters, frozen, undone."""

from __future__ import annotations

from typing import Any

import pytest

from crm_desktop.core.errors import CrmError, Refused
from crm_desktop.core.expressions import FilterError
from crm_desktop.services.saved_views.views import SavedViewDraft
from crm_desktop.services.services import Services


@pytest.fixture
def people(services: Services) -> dict[str, str]:
    made: dict[str, str] = {}
    for name, city in (("Amelia", "Bath"), ("Ben", "Bath"), ("Chloé", "Leeds")):
        made[name] = services.records.create("contact", {"name": name, "city": city})[0]
    return made


def _names(services: Services, where: str) -> list[Any]:
    return sorted(row["name"] for row in services.records.listed("contact", where))


def _segment(services: Services, name: str, where: str, *, frozen: bool = False) -> str:
    return services.saved_view_commands.save(SavedViewDraft("contact", name, where, segment=True, frozen=frozen))[0]


def test_a_view_comes_back_as_it_was_saved(services: Services) -> None:
    draft = SavedViewDraft(
        "contact", "Bath by name", 'city = "Bath"', ("name", "city"), (("name", True),), "city", '{"widths": [1]}'
    )
    view_id, change = services.saved_view_commands.save(draft)
    found = services.saved_views.view(view_id)
    assert SavedViewDraft(*(getattr(found, name) for name in SavedViewDraft.__slots__)) == draft
    assert change.label == "Saved the view “Bath by name”"
    assert [one.id for one in services.saved_views.views("contact")] == [view_id]
    assert services.saved_views.views("deal") == []


def test_a_live_segment_follows_its_filter(services: Services, people: dict[str, str]) -> None:
    _segment(services, "Bathonians", 'city = "Bath"')
    assert _names(services, 'segment = "bathonians"') == ["Amelia", "Ben"]
    assert _names(services, 'segment != "Bathonians"') == ["Chloé"]
    assert _names(services, 'segment = "Bathonians" and name = "Ben"') == ["Ben"]
    services.records.update("contact", people["Chloé"], {"city": "Bath"})
    assert _names(services, 'segment = "Bathonians"') == ["Amelia", "Ben", "Chloé"]


def test_a_frozen_segment_keeps_its_records(services: Services, people: dict[str, str]) -> None:
    view_id = _segment(services, "Then in Bath", 'city = "Bath"', frozen=True)
    services.records.update("contact", people["Amelia"], {"city": "York"})
    assert _names(services, 'segment = "Then in Bath"') == ["Amelia", "Ben"]
    view = services.saved_views.view(view_id)
    assert (view.members, services.saved_views.count(view)) == (2, 2)
    services.saved_view_commands.set_members(view_id, [people["Chloé"]], inside=True)
    services.saved_view_commands.set_members(view_id, [people["Ben"]], inside=False)
    assert _names(services, 'segment = "Then in Bath"') == ["Amelia", "Chloé"]
    services.saved_view_commands.refreeze(view_id)
    assert _names(services, 'segment = "Then in Bath"') == ["Ben"]


def test_segments_name_segments_but_not_in_a_circle(services: Services, people: dict[str, str]) -> None:
    first = _segment(services, "One", 'city = "Bath"')
    _segment(services, "Two", 'segment = "One" and name = "Ben"')
    assert _names(services, 'segment in ("Two", "One")') == ["Amelia", "Ben"]
    with services.database.write("Made a circle") as work:
        work.execute("UPDATE saved_view SET filter = 'segment = \"Two\"' WHERE id = ?", (first,))
    with pytest.raises(FilterError, match="circle"):
        _names(services, 'segment = "One"')


def test_the_windows_own_lists_know_segments(services: Services, people: dict[str, str]) -> None:
    from crm_desktop.core.filters import parse

    _segment(services, "Bathonians", 'city = "Bath"')
    assert len(services.contacts.row_ids("person", "name", parse('segment = "Bathonians"'))) == 2


def test_an_unknown_segment_is_refused_with_those_there_are(services: Services) -> None:
    _segment(services, "Bathonians", 'city = "Bath"')
    with pytest.raises(FilterError, match="there are “Bathonians”"):
        _names(services, 'segment = "Bath"')


@pytest.mark.parametrize(
    ("draft", "words"),
    [
        (SavedViewDraft("contact", " "), "needs a name"),
        (SavedViewDraft("contact", "BATHONIANS"), "already"),
        (SavedViewDraft("contact", "New", "cty = 1"), "no field"),
    ],
)
def test_what_cannot_be_saved_is_refused(services: Services, draft: SavedViewDraft, words: str) -> None:
    _segment(services, "Bathonians", 'city = "Bath"')
    with pytest.raises(CrmError, match=words):
        services.saved_view_commands.save(draft)


def test_a_live_segment_takes_no_members(services: Services, people: dict[str, str]) -> None:
    view_id = _segment(services, "Bathonians", 'city = "Bath"')
    with pytest.raises(Refused, match="follows its filter"):
        services.saved_view_commands.set_members(view_id, list(people.values()), inside=True)


def test_a_removed_view_comes_back_with_undo(services: Services) -> None:
    view_id = _segment(services, "Bathonians", 'city = "Bath"')
    removed = services.saved_view_commands.remove(view_id)
    assert services.saved_views.segments("contact") == []
    assert removed.entry is not None
    services.history.undo(removed.entry)
    assert [one.name for one in services.saved_views.segments("contact")] == ["Bathonians"]
