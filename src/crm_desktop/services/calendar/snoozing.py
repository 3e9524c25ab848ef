"""When a bell may ring again."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from crm_desktop.services.calendar.bells import DAY_BELL
from crm_desktop.services.calendar.views import SnoozeChoice

EVENING = time(18, 0)


def snooze_choices(now: datetime, zone: ZoneInfo, work_days: frozenset[int]) -> list[SnoozeChoice]:
    """Return the choices that lie ahead of `now`; work days are 0 (Monday) to 6.

    The next working day is left out where it is tomorrow.
    """
    day = now.astimezone(zone).date()
    tomorrow = day + timedelta(days=1)
    choices = [
        SnoozeChoice("minutes_10", now + timedelta(minutes=10)),
        SnoozeChoice("hour", now + timedelta(hours=1)),
        SnoozeChoice("evening", _at(day, EVENING, zone)),
        SnoozeChoice("tomorrow", _at(tomorrow, DAY_BELL, zone)),
    ]
    working = next(
        (day + timedelta(days=n) for n in range(1, 8) if (day + timedelta(days=n)).weekday() in work_days),
        None,
    )
    if working is not None and working != tomorrow:
        choices.append(SnoozeChoice("next_working_day", _at(working, DAY_BELL, zone)))
    return [choice for choice in choices if choice.until > now]


def _at(day: date, hour: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, hour, zone)
