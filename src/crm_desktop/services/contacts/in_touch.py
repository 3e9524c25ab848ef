"""Keeping in touch: how often somebody means to hear from a contact, and by when the next touch is due.

A touch is anything logged with the contact that is no note: a call, an e-mail, a meeting, a visit, a letter,
a message. Somebody who was never in touch is reckoned from the day they were added.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from crm_desktop.core.clock import Clock, from_millis, today
from crm_desktop.core.errors import Refused
from crm_desktop.services.timeline.touches import touch_sql

LONGEST = 3650
_SOON = 7
"""So many days before it is due, at most, a touch is called for; a quarter of a short rhythm."""

LAST_TOUCH = touch_sql("contact.id", "max")
TOUCH_COLUMNS = (
    "contact.keep_in_touch_days, "
    f"CASE WHEN contact.keep_in_touch_days > 0 THEN coalesce({LAST_TOUCH}, contact.created_at) END"
)
"""What `in_touch` wants to be given; costs nothing for a contact without a rhythm."""

_DUE = "date({since} / 1000 + {days} * 86400, 'unixepoch')"
DUE_SQL = (
    "CASE WHEN contact.keep_in_touch_days > 0 THEN "
    + _DUE.format(since=f"coalesce({LAST_TOUCH}, contact.created_at)", days="contact.keep_in_touch_days")
    + " END"
)


def every_due(touches: str) -> str:
    """Return by which day a touch is due, of every contact with a rhythm; `touches` are their last ones."""
    due = _DUE.format(since="coalesce(t.value, k.created_at)", days="k.keep_in_touch_days")
    return (
        f"SELECT k.id AS record_id, {due} AS value FROM contact k LEFT JOIN ({touches}) t ON t.record_id = k.id "
        "WHERE k.keep_in_touch_days > 0"
    )


@dataclass(frozen=True, slots=True)
class InTouch:
    """A rhythm of `days`; the next touch is due `by` a day. `tone` is none, today (soon or now) or late."""

    days: int
    by: date
    tone: Literal["none", "today", "late"]


def in_touch(days: int | None, since: int | None, clock: Clock) -> InTouch | None:
    """Return how a contact stands with its rhythm; None without one."""
    if not days or days < 1 or since is None:
        return None
    by = from_millis(since).date() + timedelta(days=days)
    left = (by - today(clock)).days
    tone: Literal["none", "today", "late"] = "none"
    if left < 0:
        tone = "late"
    elif left <= min(_SOON, days // 4):
        tone = "today"
    return InTouch(days, by, tone)


def read_rhythm(value: Any) -> int | None:
    """Return a rhythm in days as a form or file gives it; nothing or 0 is none. Raises `Refused`."""
    text = str(value if value is not None else "").strip()
    if text in ("", "0"):
        return None
    if not (text.isascii() and text.isdigit() and int(text) <= LONGEST):
        raise Refused(
            f"“{text}” is no number of days to keep in touch by.",
            f"Nothing was changed. Give a whole number from 1 to {LONGEST}, or nothing.",
        )
    return int(text)
