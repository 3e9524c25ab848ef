"""Events: days and hours, series edited in part, conflicts, birthdays, and what a window shows."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.errors import Refused
from crm_desktop.services.bin.commands import BinCommands
from crm_desktop.services.calendar.views import CalendarItem, EditScope, EventDraft, TaskDraft
from crm_desktop.services.services import Services

LONDON = ZoneInfo("Europe/London")


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2025, month, day, hour, minute, tzinfo=LONDON)


def add(services: Services, draft: EventDraft) -> str:
    change = services.calendar_commands.save_event(draft)
    (event_id,) = change.touched["event"]
    return event_id


def november(services: Services) -> list[CalendarItem]:
    return services.calendar.window(date(2025, 11, 1), date(2025, 11, 30))


def starts(items: list[CalendarItem]) -> list[str]:
    return [
        f"{item.first_day:%d}" if item.starts_at is None else f"{item.starts_at.astimezone(LONDON):%d %H:%M}"
        for item in items
    ]


@pytest.fixture
def stand_up(services: Services) -> str:
    """A series on Tuesdays at 9:00 from 4 November, with a bell ten minutes before."""
    return add(services, EventDraft("Stand-up", "other", at(4, 9), at(4, 10), rule="FREQ=WEEKLY", remind_minutes=10))


def test_whole_days_are_days_wherever_one_is(services: Services, clock: FixedClock) -> None:
    add(services, EventDraft("Winter fair", "other", starts_on=date(2025, 11, 18), ends_on=date(2025, 11, 20)))
    for name in ("America/Los_Angeles", "Pacific/Kiritimati"):
        clock.zone = ZoneInfo(name)
        (item,) = november(services)
        assert (item.first_day, item.last_day, item.all_day) == (date(2025, 11, 18), date(2025, 11, 20), True)
    assert services.calendar.window(date(2025, 11, 20), date(2025, 11, 20)) == [item]
    assert services.calendar.window(date(2025, 11, 21), date(2025, 11, 21)) == []


def test_an_event_that_ends_at_midnight_is_not_on_the_next_day(services: Services) -> None:
    add(services, EventDraft("Late", "other", at(17, 22), at(18, 0)))
    (item,) = november(services)
    assert item.last_day == date(2025, 11, 17)
    assert services.calendar.window(date(2025, 11, 18), date(2025, 11, 18)) == []


@pytest.mark.parametrize(
    ("draft", "words"),
    [
        (EventDraft(" ", starts_on=date(2025, 11, 1)), "needs a title"),
        (EventDraft("x"), "needs a day"),
        (EventDraft("x", starts_at=at(3, 9), ends_at=at(3, 8)), "ends before"),
        (EventDraft("x", starts_on=date(2025, 11, 2), ends_on=date(2025, 11, 1)), "ends before"),
        (EventDraft("x", starts_at=at(1, 9), ends_at=at(1, 9, month=12) + timedelta(days=9)), "31 days"),
    ],
)
def test_impossible_events_are_refused(services: Services, draft: EventDraft, words: str) -> None:
    with pytest.raises(Refused, match=words):
        services.calendar_commands.save_event(draft)


def test_a_series_keeps_its_hour_over_the_change_of_clocks(services: Services) -> None:
    add(
        services, EventDraft("Stand-up", "other", at(14, 9, month=10), at(14, 10, month=10), rule="FREQ=WEEKLY;COUNT=4")
    )
    items = services.calendar.window(date(2025, 10, 1), date(2025, 11, 30))
    assert starts(items) == ["14 09:00", "21 09:00", "28 09:00", "04 09:00"]
    assert [item.starts_at.hour for item in items if item.starts_at] == [8, 8, 9, 9]


def test_only_this_one_moves_and_undo_brings_it_back(services: Services, stand_up: str) -> None:
    when = EventDraft("", starts_at=at(12, 11), ends_at=at(12, 12))
    services.calendar_commands.move_event(stand_up, when, "2025-11-11T09:00", EditScope.ONLY_THIS)
    assert starts(november(services)) == ["04 09:00", "12 11:00", "18 09:00", "25 09:00"]
    services.history.undo()
    assert starts(november(services)) == ["04 09:00", "11 09:00", "18 09:00", "25 09:00"]


def test_this_and_later_begins_a_new_series(services: Services, stand_up: str) -> None:
    services.calendar_commands.bin_event(stand_up, "2025-11-25T09:00", EditScope.ONLY_THIS)
    when = EventDraft("", starts_at=at(19, 8, 30), ends_at=at(19, 9))
    services.calendar_commands.move_event(stand_up, when, "2025-11-18T09:00", EditScope.THIS_AND_LATER)
    items = services.calendar.window(date(2025, 11, 1), date(2025, 12, 4))
    # The one that was cancelled stays cancelled, a day later and half an hour earlier as all others.
    assert starts(items) == ["04 09:00", "11 09:00", "19 08:30", "03 08:30"]
    assert len({item.record_id for item in items}) == 2


def test_all_of_a_series_moves_with_the_one_that_was_dragged(services: Services, stand_up: str) -> None:
    services.calendar_commands.bin_event(stand_up, "2025-11-11T09:00", EditScope.ONLY_THIS)
    when = EventDraft("", starts_at=at(19, 10), ends_at=at(19, 10, 30))
    services.calendar_commands.move_event(stand_up, when, "2025-11-18T09:00", EditScope.ALL)
    items = november(services)
    assert starts(items) == ["05 10:00", "19 10:00", "26 10:00"]
    assert all(
        item.ends_at and item.starts_at and item.ends_at - item.starts_at == timedelta(minutes=30) for item in items
    )


def test_the_form_of_an_occurrence_edits_the_series_it_belongs_to(services: Services, stand_up: str) -> None:
    detail = services.calendar.event(stand_up, "2025-11-18T09:00")
    assert detail.draft.starts_at == at(18, 9)
    from dataclasses import replace

    services.calendar_commands.save_event(
        replace(detail.draft, title="Team breakfast", rule="FREQ=WEEKLY;INTERVAL=2"),
        stand_up,
        detail.occurrence,
        EditScope.ALL,
    )
    items = november(services)
    assert starts(items) == ["04 09:00", "18 09:00"]
    assert {item.title for item in items} == {"Team breakfast"}


def test_cancelling_one_later_ones_and_all(services: Services, stand_up: str) -> None:
    commands = services.calendar_commands
    change = commands.bin_event(stand_up, "2025-11-11T09:00", EditScope.ONLY_THIS)
    assert change.label == "Cancelled one “Stand-up”"
    assert starts(november(services)) == ["04 09:00", "18 09:00", "25 09:00"]
    commands.bin_event(stand_up, "2025-11-25T09:00", EditScope.THIS_AND_LATER)
    assert starts(services.calendar.window(date(2025, 11, 1), date(2026, 3, 1))) == ["04 09:00", "18 09:00"]
    commands.bin_event(stand_up)
    assert november(services) == []
    BinCommands(services.database, services.clock).restore("event", stand_up)
    assert starts(november(services)) == ["04 09:00", "18 09:00"]


def test_overlaps_are_told_and_tasks_with_a_time_count(services: Services, stand_up: str) -> None:
    add(services, EventDraft("Tasting at Bluebird", "visit", at(20, 13), at(20, 14, 30)))
    services.calendar_commands.save_task(TaskDraft("Call Ben", kind="call", due_at=at(20, 14, 15)))
    found = services.calendar.conflicts(at(20, 14), at(20, 15))
    assert [one.title for one in found] == ["Tasting at Bluebird", "Call Ben"]
    assert services.calendar.conflicts(at(20, 14, 45), at(20, 16)) == []
    assert services.calendar.conflicts(at(18, 9), at(18, 10), without=stand_up) == []
    assert len(services.calendar.conflicts(at(18, 9), at(18, 10))) == 1


def contact(services: Services, name: str, **columns: Any) -> None:
    row = {"id": f"{abs(hash(name)):032x}"[:32], "created_at": 0, "kind": "person", "name": name, **columns}
    with services.database.write("Added a contact") as work:
        marks = ", ".join(f":{key}" for key in row)
        work.execute(f"INSERT INTO contact ({', '.join(row)}) VALUES ({marks})", row)


def test_birthdays_with_and_without_a_year(services: Services) -> None:
    contact(services, "Amelia", birthday="1985-11-20")
    contact(services, "Ben", birthday="--11-21")
    contact(services, "Chloe", birthday="19901122")
    contact(services, "Year only", birthday="1985")
    contact(services, "Month only", birthday="1912-11")
    contact(services, "Dev", anniversary="2015-11-23")
    items = november(services)
    assert [(item.title, item.source, item.first_day.day, item.years) for item in items] == [
        ("Amelia", "birthday", 20, 40),
        ("Ben", "birthday", 21, None),
        ("Chloe", "birthday", 22, 35),
        ("Dev", "anniversary", 23, 10),
    ]


def test_the_29th_of_february_falls_on_the_28th(services: Services) -> None:
    contact(services, "Leap", birthday="1992-02-29")
    found = services.calendar.window(date(2025, 2, 1), date(2025, 3, 1))
    assert [item.first_day for item in found] == [date(2025, 2, 28)]
    found = services.calendar.window(date(2028, 2, 1), date(2028, 3, 1))
    assert [item.first_day for item in found] == [date(2028, 2, 29)]


def test_a_window_takes_three_statements_however_much_it_shows(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day in range(1, 29):
        add(services, EventDraft(f"Event {day}", "other", at(day, 9), at(day, 10)))
        services.calendar_commands.save_task(TaskDraft(f"Task {day}", due_at=at(day, 11)))
    asked: list[str] = []
    rows = services.database.rows

    def counted(sql: str, values: Any = ()) -> Any:
        asked.append(sql)
        return rows(sql, values)

    monkeypatch.setattr(services.database, "rows", counted)
    assert len(november(services)) == 56
    assert len(asked) == 3


def test_the_agenda_and_marked_days_hold_tasks_that_have_only_a_day(services: Services) -> None:
    services.calendar_commands.save_task(TaskDraft("Order flour", due_on=date(2025, 11, 24)))
    assert november(services) == []
    agenda = services.calendar.window(date(2025, 11, 20), date(2025, 11, 30), untimed_tasks=True)
    assert [item.title for item in agenda] == ["Order flour"]
    assert services.calendar.marked_days(date(2025, 11, 1), date(2025, 11, 30)) == {date(2025, 11, 24)}


def test_an_event_survives_the_way_through_json(services: Services) -> None:
    event, _ = services.records.create(
        "event",
        {"title": "Stand-up", "kind": "other", "starts_at": "2025-11-04T09:00", "ends_at": "2025-11-04T10:00",
         "rule": "FREQ=WEEKLY", "except_dates": ["2025-11-11T09:00"], "place": "Kitchen", "remind_minutes": 5},
    )  # fmt: skip
    record = services.records.read("event", event)
    assert starts(november(services)) == ["04 09:00", "18 09:00", "25 09:00"]
    copy, _ = services.records.create("event", record)
    again = services.records.read("event", copy)
    assert {**again, "id": "", "created_at": ""} == {**record, "id": "", "created_at": ""}
    services.records.update("event", event, {"starts_at": "2025-11-04T08:00"})
    changed = services.records.read("event", event)
    assert changed["ends_at"] == "2025-11-04T09:00:00Z"
    assert changed["title"] == "Stand-up"
    services.records.update("event", copy, {"starts_on": "2025-11-05"})
    assert services.records.read("event", copy)["all_day"] is True
    assert datetime.fromisoformat(changed["starts_at"]).tzinfo == UTC
