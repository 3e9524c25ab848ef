"""When a reply is owed and a case should be solved, from the firm's hours and the case's priority."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from crm_desktop.core.kinds import PRIORITIES
from crm_desktop.services.cases.business_hours import BusinessHours, Span
from crm_desktop.services.workspace.views import Business

HOLIDAYS_KEY = "holidays"
"""Setting: list of ISO days on which the firm is closed."""
SOLVE_HOURS_KEY = "case_solve_hours"
"""Setting: business hours until a case should be solved, by priority."""

_SOLVE_HOURS = {"urgent": 9.0, "high": 17.0, "normal": 42.0, "low": 85.0}
_FALLBACK_REPLY = 8.0

Run = Callable[[str], list[tuple[Any, ...]]]
"""Runs one SELECT and returns its rows: a transaction's `execute` or a database's `rows`."""


@dataclass(frozen=True, slots=True)
class Targets:
    """The firm's promises: hours until the first reply and until the solution."""

    hours: BusinessHours
    reply: Mapping[str, timedelta]
    solve: Mapping[str, timedelta]

    def reply_due(self, since: datetime, priority: str) -> datetime:
        """Return when a reply is owed to who has waited `since`."""
        return self.hours.due(since, self.reply[priority])

    def solve_due(self, opened: datetime, priority: str) -> datetime:
        """Return when a case that was opened then should be solved."""
        return self.hours.due(opened, self.solve[priority])

    def resumed(self, due: datetime | None, stopped: datetime, now: datetime) -> datetime | None:
        """Return a deadline whose clock stood still from `stopped` until now; a missed one stays missed."""
        if due is None or due <= stopped:
            return due
        return self.hours.due(now, self.hours.elapsed(stopped, due))

    def reprioritised(self, due: datetime | None, opened: datetime, old: str, new: str) -> datetime | None:
        """Return the time of solution under another priority; time once waited stays added."""
        if due is None:
            return None
        waited = max(timedelta(), self.hours.elapsed(opened, due) - self.solve[old])
        return self.hours.due(opened, self.solve[new] + waited)


def read_targets(run: Run, zone: tzinfo) -> Targets:
    """Read the firm's hours and promises from its settings."""
    stored: dict[str, str] = dict(
        (row[0], row[1])
        for row in run(f"SELECT id, value FROM setting WHERE id IN ('business', '{HOLIDAYS_KEY}', '{SOLVE_HOURS_KEY}')")
    )
    business = json.loads(stored.get("business", "{}"))
    known = Business()
    spans = spans_of(business.get("work_hours", known.work_hours))
    holidays = frozenset(date.fromisoformat(day) for day in json.loads(stored.get(HOLIDAYS_KEY, "[]")))
    hours = BusinessHours(zone, spans, holidays)
    reply = {str(key): float(value) for key, value in business.get("case_hours", known.case_hours)}
    solve = _SOLVE_HOURS | json.loads(stored.get(SOLVE_HOURS_KEY, "{}"))
    keys = [key for key, _ in PRIORITIES]
    return Targets(
        hours,
        {key: timedelta(hours=reply.get(key, _FALLBACK_REPLY)) for key in keys},
        {key: timedelta(hours=float(solve[key])) for key in keys},
    )


def spans_of(rows: Sequence[tuple[int, str, str]]) -> dict[int, list[Span]]:
    """Return opening hours by weekday from (weekday, opens, closes)."""
    spans: dict[int, list[Span]] = {}
    for weekday, opens, closes in rows:
        spans.setdefault(int(weekday), []).append((_time(opens), _time(closes)))
    return spans


def _time(text: str) -> time:
    """A time of day; 24:00 is midnight at its end."""
    return time() if text == "24:00" else time.fromisoformat(text)
