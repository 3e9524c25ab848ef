"""Clocks that are set back and forward, change their zone or pass a change to summer time."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.ids import new_id
from crm_desktop.services.backups import back_up_now, is_due
from crm_desktop.services.calendar.views import TaskDraft
from crm_desktop.services.opening import make_services, open_services
from crm_desktop.services.workspace.views import Business
from tests.storage.whole import assert_whole

NOON = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)  # half an hour before summer time begins in Europe
LEAPS = (
    timedelta(hours=1), timedelta(days=3650), timedelta(days=-7300), timedelta(0), timedelta(milliseconds=1),
    timedelta(days=3650), timedelta(hours=-1), timedelta(microseconds=-1),
)  # fmt: skip


def test_identifiers_keep_their_order_whatever_the_clock_says(monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time_ns()
    made = []
    for leap in (0, 10**9, -(10**15), 5, -(10**12), 10**16, -(10**16), 0):
        moment = now + leap
        monkeypatch.setattr(time, "time_ns", lambda moment=moment: moment)
        made += [new_id() for _ in range(50)]
    assert made == sorted(set(made))
    assert {len(one) for one in made} == {32}


def test_entries_keep_their_order_whatever_the_clock_says(tmp_path: Path) -> None:
    path = tmp_path / "shop.crm"
    moment = NOON
    services = make_services(path, Business(name="B"), "Me", clock=FixedClock(moment, ZoneInfo("Europe/Berlin")))
    services.close()
    zones = ("Europe/Berlin", "Pacific/Kiritimati", "America/St_Johns", "UTC")
    for number, leap in enumerate(LEAPS):
        moment += leap
        clock = FixedClock(moment, ZoneInfo(zones[number % len(zones)]))
        services = open_services(path, clock=clock)
        services.contact_commands.quick_create(f"Person {number}")
        clock.advance(-leap)
        services.contact_commands.quick_create(f"Person {number} again")
        services.close()
    services = open_services(path, clock=FixedClock(NOON - timedelta(days=9000)))
    stamps = services.database.rows("SELECT stamp_ms, stamp_counter FROM journal_entry ORDER BY id")
    assert stamps == sorted(set(stamps))
    uids = [uid for (uid,) in services.database.rows("SELECT uid FROM journal_entry ORDER BY id")]
    assert uids == sorted(set(uids))
    for number in reversed(range(len(LEAPS))):
        assert f"Person {number} again" in services.history.undo().change.label
        assert f"Person {number}" in services.history.undo().change.label
    assert_whole(services.database)
    services.close()


@pytest.mark.parametrize("leap", [timedelta(days=-400), timedelta(days=400)])
def test_the_daily_backup_is_neither_forgotten_nor_made_without_end(tmp_path: Path, leap: timedelta) -> None:
    clock = FixedClock(NOON, ZoneInfo("Europe/Berlin"))
    services = make_services(tmp_path / "shop.crm", Business(name="B"), "Me", clock=clock)
    clock.advance(leap)
    services.contact_commands.quick_create("First")
    back_up_now(services.database, clock)
    assert not is_due(services.database, clock)
    clock.advance(-leap)
    services.contact_commands.quick_create("Second")
    assert is_due(services.database, clock) or leap < timedelta(0)
    clock.advance(timedelta(days=2))
    services.contact_commands.quick_create("Third")
    assert is_due(services.database, clock)
    services.close()


def test_an_answered_bell_stays_silent_when_the_clock_goes_back(tmp_path: Path) -> None:
    clock = FixedClock(NOON, ZoneInfo("Europe/Berlin"))
    services = make_services(tmp_path / "shop.crm", Business(name="B"), "Me", clock=clock)
    services.calendar_commands.save_task(TaskDraft("Call Amelia", due_at=NOON + timedelta(hours=1), remind_minutes=0))
    clock.advance(timedelta(hours=2))
    (bell,) = services.calendar.due_reminders()
    services.calendar_commands.dismiss([bell.id])
    for leap in (timedelta(hours=-3), timedelta(hours=3), timedelta(days=-400), timedelta(days=800)):
        clock.advance(leap)
        assert services.calendar.due_reminders() == []
    services.close()
