"""The whole workspace as it stood at an earlier moment: the same services, over what was."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from crm_desktop.core.clock import Clock, FixedClock, from_millis, local_midnight, to_millis, today
from crm_desktop.core.errors import Refused
from crm_desktop.services.services import Services
from crm_desktop.storage.as_of import AsOf, entry_at
from crm_desktop.storage.horizon import horizon


def moment_named(text: str, clock: Clock) -> datetime:
    """Return the moment a person means by a day (its end) or a moment in ISO 8601. Raises `Refused`."""
    wanted = text.strip()
    try:
        if len(wanted) <= 10:
            return end_of(date.fromisoformat(wanted), clock)
        moment = datetime.fromisoformat(wanted)
    except ValueError:
        raise Refused(
            f"“{text}” is no day and no moment.", "Write 2026-03-31 for the end of that day, or 2026-03-31T14:30."
        ) from None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=clock.zone)


def end_of(day: date, clock: Clock) -> datetime:
    """Return the last moment of a day where the person is; of today, now."""
    if day == today(clock):
        return clock.now()
    return local_midnight(day + timedelta(days=1), clock.zone) - timedelta(milliseconds=1)


def services_as_of(services: Services, moment: datetime) -> Services:
    """Return services over the workspace as it stood at `moment`, for looking only; the caller closes them.

    Their clock stands still at that moment: what was late then is late. Raises `Refused` for a moment that is
    yet to come, before the workspace began, or in the part of the history that was dropped.
    """
    clock, database = services.clock, services.database
    if moment > clock.now():
        raise Refused("That moment is yet to come.", "The workspace can be shown as it stood up to now.")
    first = first_moment(services)
    if first is None or moment < first:
        raise Refused(
            f"There is nothing to show: {_said(moment, clock)} is before the first thing this workspace knows.",
            f"Its history begins on {_said(first, clock)}." if first else "Nothing was ever entered.",
        )
    return Services(AsOf(database, entry_at(database, to_millis(moment))), FixedClock(moment, clock.zone))


def first_moment(services: Services) -> datetime | None:
    """Return the earliest moment that can be shown, None in a workspace without any history."""
    kept = horizon(services.database)
    if kept is not None:
        return from_millis(kept.at_ms)
    at = services.database.value("SELECT at FROM journal_entry ORDER BY id LIMIT 1")
    return None if at is None else from_millis(at)


def _said(moment: datetime, clock: Clock) -> str:
    return f"{moment.astimezone(clock.zone):%Y-%m-%d %H:%M}"
