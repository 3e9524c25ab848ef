"""Things that overlap never cover each other, in hours and over days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.services.calendar.views import CalendarItem
from crm_desktop.ui.calendar.spans import Block, day_blocks, day_strips

DAY = date(2025, 11, 20)


def timed(number: int, start: int, minutes: int) -> CalendarItem:
    starts = datetime(2025, 11, 20, tzinfo=UTC) + timedelta(minutes=start)
    ends = starts + timedelta(minutes=minutes)
    return CalendarItem("event", str(number), "meeting", "x", starts.date(), ends.date(), starts, ends)


def days(number: int, first: int, length: int) -> CalendarItem:
    begin = DAY + timedelta(days=first)
    return CalendarItem("event", str(number), "meeting", "x", begin, begin + timedelta(days=length))


TIMES = st.lists(st.tuples(st.integers(0, 1380), st.integers(0, 300)), max_size=25)


@given(TIMES)
def test_blocks_of_a_day_are_all_there_and_none_covers_another(times: list[tuple[int, int]]) -> None:
    items = [timed(number, start, length) for number, (start, length) in enumerate(times)]
    blocks = day_blocks(items, DAY, UTC)
    assert sorted(block.item.record_id for block in blocks) == sorted(item.record_id for item in items)
    for one in blocks:
        assert 0 <= one.lane < one.lanes
        for other in blocks:
            if one is not other and one.starts < other.ends and other.starts < one.ends:
                assert one.lanes == other.lanes
                assert one.lane != other.lane


def test_what_stands_alone_has_the_whole_width() -> None:
    blocks = day_blocks([timed(1, 540, 60), timed(2, 600, 60), timed(3, 630, 60)], DAY, UTC)
    assert [(block.lane, block.lanes) for block in blocks] == [(0, 1), (0, 2), (1, 2)]


def test_an_event_over_midnight_has_a_part_on_each_day() -> None:
    item = timed(1, 23 * 60, 120)
    assert day_blocks([item], DAY, UTC) == [Block(item, 1380, 1440)]
    assert day_blocks([item], DAY + timedelta(days=1), UTC) == [Block(item, 0, 60)]


@given(st.lists(st.tuples(st.integers(-10, 10), st.integers(0, 12)), max_size=20))
def test_strips_of_a_row_never_cross(spans: list[tuple[int, int]]) -> None:
    items = [days(number, first, length) for number, (first, length) in enumerate(spans)]
    strips = day_strips(items, DAY, 7)
    taken: set[tuple[int, int]] = set()
    for strip in strips:
        assert 0 <= strip.first <= strip.last <= 6
        cells = {(strip.lane, column) for column in range(strip.first, strip.last + 1)}
        assert not cells & taken
        taken |= cells
    expected = {item.record_id for item in items if item.last_day >= DAY and item.first_day <= DAY + timedelta(days=6)}
    assert {strip.item.record_id for strip in strips} == expected
