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


def due_sql(days: str, since: str) -> str:
    """Return the day by which a touch is due, of a rhythm in days and the last touch; NULL without a rhythm."""
    return f"CASE WHEN {days} > 0 THEN date({since} / 1000 + {days} * 86400, 'unixepoch') END"


DUE_SQL = due_sql("contact.keep_in_touch_days", f"coalesce({LAST_TOUCH}, contact.created_at)")
TOUCH_COLUMNS = (
    "contact.keep_in_touch_days, "
    f"CASE WHEN contact.keep_in_touch_days > 0 THEN coalesce({LAST_TOUCH}, contact.created_at) END"
)
"""What `in_touch` wants to be given, where no tag and no segment has a rhythm; nothing for a contact without one."""


def every_due(touches: str) -> str:
    """Return by which day a touch is due, of every contact with a rhythm of its own; `touches` are their last ones."""
    due = due_sql("k.keep_in_touch_days", "coalesce(t.value, k.created_at)")
    return (
        f"SELECT k.id AS record_id, {due} AS value FROM contact k LEFT JOIN ({touches}) t ON t.record_id = k.id "
        "WHERE k.keep_in_touch_days > 0"
    )


@dataclass(frozen=True, slots=True)
class InTouch:
    """A rhythm of `days`; the next touch is due `by` a day. `tone` is none, today (soon or now) or late.

    `group` (tag or segment) and `group_name` say what gives the rhythm; empty when it is the contact's own.
    """

    days: int
    by: date
    tone: Literal["none", "today", "late"]
    group: str = ""
    group_name: str = ""


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
    """Return a rhythm in days as a form or file gives it; 0 is none at all, nothing leaves it to tags and segments.

    Raises `Refused`.
    """
    text = str(value if value is not None else "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and int(text) <= LONGEST):
        raise Refused(
            f"“{text}” is no number of days to keep in touch by.",
            f"Nothing was changed. Give a whole number from 1 to {LONGEST}, 0 for none, or nothing.",
        )
    return int(text)
