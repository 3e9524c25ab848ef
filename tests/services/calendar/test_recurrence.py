"""Series keep their wall-clock time, whatever the clocks do, and can be cut and moved without loss."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_desktop.core.errors import Refused
from crm_desktop.services.calendar import recurrence

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
START = datetime(2025, 1, 6, 9, 0)  # a Monday

RULES = st.builds(
    lambda freq, interval, count: f"FREQ={freq};INTERVAL={interval}" + (f";COUNT={count}" if count else ""),
    st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]),
    st.integers(1, 5),
    st.one_of(st.none(), st.integers(2, 60)),
)


def _all(rule: str, start: datetime = START, years: int = 3) -> list[datetime]:
    return list(recurrence.occurrences(rule, start, BERLIN, start, start + timedelta(days=366 * years)))


def test_a_weekly_nine_stays_at_nine_when_the_clocks_change() -> None:
    start = datetime(2025, 3, 24, 9, 0)
    found = list(recurrence.occurrences("FREQ=WEEKLY", start, BERLIN, start, datetime(2025, 4, 8)))
    assert found == [datetime(2025, 3, 24, 9), datetime(2025, 3, 31, 9), datetime(2025, 4, 7, 9)]
    moments = [recurrence.as_utc(one, BERLIN).hour for one in found]
    assert moments == [8, 7, 7]


def test_until_in_utc_is_read_in_the_events_own_zone() -> None:
    # Midnight UTC on the 13th is the evening of the 12th in New York.
    start = datetime(2025, 1, 10, 20, 0)
    rule = "FREQ=DAILY;UNTIL=20250113T010000Z"
    found = list(recurrence.occurrences(rule, start, NEW_YORK, start, datetime(2025, 2, 1)))
    assert [one.day for one in found] == [10, 11, 12]


@given(RULES, st.integers(0, 2000), st.integers(0, 60))
def test_a_window_shows_what_the_whole_series_has_there(rule: str, skip: int, days: int) -> None:
    first = START + timedelta(days=skip)
    last = first + timedelta(days=days)
    whole = [one for one in _all(rule, years=7) if first <= one <= last]
    assert list(recurrence.occurrences(rule, START, BERLIN, first, last)) == whole


@given(RULES, st.integers(1, 20))
def test_a_cut_series_and_its_rest_are_the_series(rule: str, at: int) -> None:
    whole = _all(rule, years=30)
    if at >= len(whole):
        return
    cut = whole[at]
    before = _all(recurrence.end_before(rule, START, BERLIN, cut), years=30)
    rest_rule = recurrence.continue_from(rule, START, BERLIN, cut)
    rest = [one for one in recurrence.occurrences(rest_rule, cut, BERLIN, cut, whole[-1])]
    assert before + rest == whole


@given(st.sampled_from(["FREQ=WEEKLY;BYDAY=MO,WE", "FREQ=WEEKLY", "FREQ=DAILY;COUNT=5"]), st.integers(-3, 3))
@settings(max_examples=30, deadline=None)
def test_moving_a_series_moves_every_occurrence_alike(rule: str, days: int) -> None:
    by = timedelta(days=days, hours=2)
    moved = recurrence.moved_rule(rule, START, START + by, BERLIN)
    expected = [one + by for one in _all(rule, years=1)][:20]
    assert _all(moved, START + by, years=1)[:20] == expected


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "weekly",
        "FREQ=SECONDLY",
        "FREQ=WEEKLY;COUNT=2;UNTIL=20250101",
        "FREQ=DAILY;INTERVAL=x",
        "FREQ=DAILY;FREQ=DAILY",
    ],
)
def test_what_is_no_rule_is_refused_in_words(rule: str) -> None:
    with pytest.raises(Refused) as error:
        recurrence.check_rule(rule, START, BERLIN)
    assert error.value.detail.startswith("Nothing was saved")


def test_a_rule_that_never_happens_is_refused() -> None:
    with pytest.raises(Refused, match="never happens"):
        recurrence.check_rule("FREQ=DAILY;UNTIL=20240101T000000Z", START, BERLIN)


def test_the_next_occurrence_leaves_out_what_was_taken_out() -> None:
    excluded = recurrence.excluded_moments('["2025-01-13T09:00", "2025-01-20"]', BERLIN)
    assert recurrence.next_occurrence("FREQ=WEEKLY", START, BERLIN, START, excluded) == datetime(2025, 1, 27, 9)
    assert date(2025, 1, 20) in excluded
