"""Rhythms of tags and segments: whom they hold for, what wins, where they show."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.errors import RecordMissing, Refused
from crm_desktop.core.filters import parse
from crm_desktop.core.ids import new_id
from crm_desktop.services.saved_views.views import SavedViewDraft
from crm_desktop.services.services import Services
from crm_desktop.services.timeline.views import ActivityDraft

ADDED = date(2025, 11, 20)


@pytest.fixture
def amelia(services: Services) -> str:
    contact_id = new_id()
    services.contact_commands.quick_create("Amelia Okafor #VIP", contact_id)
    services.contact_commands.quick_create("Ben Castillo #VIP", new_id())
    services.contact_commands.quick_create("Nora Lind", new_id())
    return contact_id


def _group(services: Services, name: str) -> tuple[str, str]:
    found = next(one for one in services.contacts.group_rhythms() if one.name == name)
    return found.kind, found.id


def _set(services: Services, name: str, days: int | None) -> None:
    services.contact_commands.set_group_rhythm(*_group(services, name), days)


def _stand(services: Services, contact_id: str) -> tuple[date, str, str] | None:
    """What the page, the list, the field and the JSON of a contact say, which is the same."""
    found = services.contacts.detail(contact_id).in_touch
    by = found.by if found is not None else None
    rows = services.contacts.rows_at(services.contacts.row_ids())
    row = next(one for one in rows if one.id == contact_id)
    assert (row.touch.by if row.touch else None) == by
    said = by.isoformat() if by else None
    assert services.records.read("contact", contact_id)["in_touch_by"] == said
    assert services.records.of_ids("contact", [contact_id], ["in_touch_by"])[0]["in_touch_by"] == said
    where = f'in_touch_by = {said or "2000-01-01"} and name = "Amelia Okafor"'
    assert len(services.records.row_ids("contact", where)) == (by is not None)
    return (found.by, found.group, found.group_name) if found is not None else None


def test_a_tag_gives_its_rhythm_and_one_of_their_own_wins(services: Services, amelia: str) -> None:
    assert _stand(services, amelia) is None
    _set(services, "VIP", 30)
    assert services.history.entries(1)[0].label == "In touch with everybody tagged “VIP” every 30 days"
    assert _stand(services, amelia) == (ADDED + timedelta(days=30), "tag", "VIP")
    for own, by in (("60", ADDED + timedelta(days=60)), ("0", None)):
        services.contact_commands.save_field(amelia, "keep_in_touch_days", own)
        assert _stand(services, amelia) == ((by, "", "") if by else None)
    services.contact_commands.save_field(amelia, "keep_in_touch_days", "")
    assert _stand(services, amelia) == (ADDED + timedelta(days=30), "tag", "VIP")
    services.contact_commands.untag([amelia], "vip")
    assert _stand(services, amelia) is None
    services.history.undo()
    _set(services, "VIP", None)
    assert _stand(services, amelia) is None
    services.history.undo()
    assert _stand(services, amelia) is not None


@pytest.mark.parametrize("frozen", [False, True])
def test_a_segment_gives_its_rhythm_and_the_shortest_holds(services: Services, amelia: str, frozen: bool) -> None:
    # Words that would end a literal must not end it.
    where = 'name != "it\'s; DROP TABLE contact --" and created_at within last 30 days and tags = VIP'
    services.saved_view_commands.save(SavedViewDraft("contact", "O'Hara's", where, segment=True, frozen=frozen))
    _set(services, "O'Hara's", 20)
    _set(services, "VIP", 30)
    assert _stand(services, amelia) == (ADDED + timedelta(days=20), "segment", "O'Hara's")
    assert len(services.contacts.row_ids(where=parse("in_touch_by before 2025-12-11"))) == 2
    _set(services, "O'Hara's", 45)
    assert _stand(services, amelia) == (ADDED + timedelta(days=30), "tag", "VIP")


def test_a_live_segment_follows_its_filter_and_the_day(services: Services, clock: FixedClock, amelia: str) -> None:
    services.saved_view_commands.save(SavedViewDraft("contact", "New", "created_at within last 10 days", segment=True))
    _set(services, "New", 3)
    assert _stand(services, amelia) == (ADDED + timedelta(days=3), "segment", "New")
    clock.advance(timedelta(days=20))
    assert _stand(services, amelia) is None


def test_a_segment_that_asks_for_the_rhythm_is_no_circle_and_a_broken_one_is_passed_over(
    services: Services, amelia: str
) -> None:
    services.saved_view_commands.save(SavedViewDraft("contact", "Due", "in_touch_by before 2026-06-01", segment=True))
    _set(services, "Due", 10)
    assert _stand(services, amelia) is None
    services.contact_commands.save_field(amelia, "keep_in_touch_days", "50")
    assert _stand(services, amelia) == (ADDED + timedelta(days=50), "", "")
    with services.database.write("Broke it") as work:
        work.execute("UPDATE saved_view SET filter = 'gone = 1'")
    assert _stand(services, amelia) == (ADDED + timedelta(days=50), "", "")


def test_today_names_who_is_due_and_why(services: Services, clock: FixedClock, amelia: str) -> None:
    _set(services, "VIP", 30)
    assert services.today.going_quiet() == []
    clock.advance(timedelta(days=33))
    found = services.today.going_quiet()
    assert [(one.name, one.days, one.group, one.group_name) for one in found] == [
        ("Ben Castillo", 3, "tag", "VIP"),
        ("Amelia Okafor", 3, "tag", "VIP"),
    ]
    services.contact_commands.save_field(amelia, "keep_in_touch_days", "20")
    services.timeline_commands.add(ActivityDraft("call", "Hello"), [("contact", found[0].contact_id)])
    (only,) = services.today.going_quiet()
    assert (only.contact_id, only.days, only.group) == (amelia, 13, "own")


def test_a_rhythm_that_is_none_is_refused(services: Services, amelia: str) -> None:
    del amelia
    with pytest.raises(Refused, match="no number of days"):
        services.contact_commands.set_group_rhythm(*_group(services, "VIP"), -3)
    with pytest.raises(RecordMissing):
        services.contact_commands.set_group_rhythm("tag", new_id(), 3)
