"""Deadlines in business time, proved by vectors of another engine and by laws that always hold."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.services.cases.business_hours import BusinessHours, Span
from crm_desktop.services.cases.targets import read_targets
from crm_desktop.services.services import Services
from crm_desktop.services.workspace.commands import put_setting

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LONDON = ZoneInfo("Europe/London")
OFFICE = {day: [(time(9), time(17, 30))] for day in range(5)}


def _span(pair: list[str]) -> Span:
    return time.fromisoformat(pair[0]), time.fromisoformat(pair[1])


def _calendar(data: dict[str, object]) -> BusinessHours:
    hours: dict[str, list[list[str]]] = data["hours"]  # type: ignore[assignment]
    breaks: dict[str, list[list[str]]] = data.get("breaks", {})  # type: ignore[assignment]
    holidays: list[str] = data.get("holidays", [])  # type: ignore[assignment]
    return BusinessHours(
        ZoneInfo(str(data["tz"])),
        {DAYS.index(day): [_span(pair) for pair in spans] for day, spans in hours.items()},
        frozenset(date.fromisoformat(day) for day in holidays),
        {date.fromisoformat(day): [_span(pair) for pair in spans] for day, spans in breaks.items()},
    )


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text.replace(" UTC", "+00:00"))


def test_the_vectors_of_another_engine(shared_data: Path) -> None:
    given_data = json.loads((shared_data / "sla" / "vectors_biz.json").read_text(encoding="utf-8"))
    calendars = {name: _calendar(data) for name, data in given_data["calendars"].items()}
    assert len(given_data["vectors"]) >= 6
    for vector in given_data["vectors"]:
        hours, start = calendars[vector["calendar"]], _moment(vector["start"])
        if vector["op"] == "due":
            assert hours.due(start, timedelta(minutes=vector["minutes"])) == _moment(vector["due"]), vector
        else:
            elapsed = hours.elapsed(start, _moment(vector["end"]))
            assert elapsed == timedelta(minutes=vector["minutes"]), vector


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2025-11-20T09:00", 4, "2025-11-20T13:00"),
        ("2025-11-20T16:00", 4, "2025-11-21T11:30"),
        ("2025-11-21T17:00", 1, "2025-11-24T09:30"),
        ("2025-11-22T12:00", 1, "2025-11-24T10:00"),
        ("2025-11-20T06:00", 8.5, "2025-11-20T17:30"),
        ("2025-12-24T17:00", 1, "2025-12-29T09:30"),
    ],
)
def test_deadlines_of_an_office(start: str, hours: float, due: str) -> None:
    closed = frozenset({date(2025, 12, 25), date(2025, 12, 26)})
    office = BusinessHours(LONDON, OFFICE, closed)
    begin = datetime.fromisoformat(start).replace(tzinfo=LONDON)
    assert office.due(begin, timedelta(hours=hours)) == datetime.fromisoformat(due).replace(tzinfo=LONDON)


def test_an_hour_is_an_hour_where_the_clocks_change_while_the_firm_is_open() -> None:
    night = BusinessHours(LONDON, {day: [(time(0), time(6))] for day in range(7)})
    # On 30 March 2025 the clocks go from 1:00 to 2:00: the night is five hours long.
    begin = datetime(2025, 3, 30, 0, 0, tzinfo=LONDON)
    assert night.elapsed(begin, datetime(2025, 3, 30, 12, tzinfo=LONDON)) == timedelta(hours=5)
    assert night.due(begin, timedelta(hours=5)) == datetime(2025, 3, 30, 6, tzinfo=LONDON)
    # A case of Saturday is still answered by the wall clock of Monday.
    office = BusinessHours(LONDON, OFFICE)
    due = office.due(datetime(2025, 3, 29, 12, tzinfo=LONDON), timedelta(hours=1))
    assert due == datetime(2025, 3, 31, 10, tzinfo=LONDON)
    assert due.astimezone(UTC).hour == 9


def test_a_bar_that_closes_after_midnight() -> None:
    bar = BusinessHours(LONDON, {4: [(time(18), time(2))]})
    friday = datetime(2025, 11, 21, 23, tzinfo=LONDON)
    assert bar.is_open(friday)
    assert bar.is_open(friday + timedelta(hours=2))
    assert not bar.is_open(friday + timedelta(hours=4))
    assert bar.due(friday, timedelta(hours=4)) == datetime(2025, 11, 28, 19, tzinfo=LONDON)


def test_a_firm_without_hours_is_always_open() -> None:
    always = BusinessHours(LONDON, {})
    start = datetime(2025, 11, 22, 3, tzinfo=UTC)
    assert always.due(start, timedelta(hours=4)) == start + timedelta(hours=4)
    assert always.elapsed(start, start + timedelta(days=2)) == timedelta(days=2)
    assert always.is_open(start)


def test_a_firm_that_is_closed_for_ever_still_answers() -> None:
    holidays = frozenset(date(2025, 1, 1) + timedelta(days=day) for day in range(1200))
    closed = BusinessHours(LONDON, OFFICE, holidays)
    start = datetime(2025, 6, 1, tzinfo=UTC)
    assert closed.due(start, timedelta(hours=1)) == start + timedelta(hours=1)


moments = st.datetimes(min_value=datetime(2024, 1, 1), max_value=datetime(2027, 1, 1), timezones=st.just(UTC))
lengths = st.integers(min_value=0, max_value=60 * 200).map(lambda minutes: timedelta(minutes=minutes))


@given(start=moments, length=lengths, more=lengths)
def test_a_deadline_has_just_that_much_open_time_before_it(start: datetime, length: timedelta, more: timedelta) -> None:
    office = BusinessHours(LONDON, OFFICE, frozenset({date(2025, 12, 25)}))
    due = office.due(start, length)
    assert due >= start
    assert office.elapsed(start, due) == length
    assert office.due(due, more) == office.due(start, length + more) or more == timedelta()


def test_the_targets_come_from_the_settings(services: Services) -> None:
    from dataclasses import replace

    business = services.workspace.business()
    services.workspace_commands.save_business(
        replace(business, work_hours=((5, "10:00", "24:00"),), case_hours=(("urgent", 1), ("normal", 3)))
    )
    with services.database.write("Closed on a Saturday") as work:
        put_setting(work, "holidays", ["2025-11-22"])
    targets = read_targets(services.database.rows, LONDON)
    opened = datetime(2025, 11, 20, 9, tzinfo=LONDON)
    assert targets.reply_due(opened, "urgent") == datetime(2025, 11, 29, 11, tzinfo=LONDON)
    assert targets.reply_due(opened, "normal") == datetime(2025, 11, 29, 13, tzinfo=LONDON)
    # What the firm never promised has the usual eight hours.
    assert targets.reply_due(opened, "low") == datetime(2025, 11, 29, 18, tzinfo=LONDON)
