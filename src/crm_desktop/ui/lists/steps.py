"""The next step of a record in a list, in words and in a colour."""

from __future__ import annotations

from datetime import date, datetime

from crm_desktop.core.clock import Clock, today
from crm_desktop.services.calendar.next_step import ICONS
from crm_desktop.services.lists.views import ListRow
from crm_desktop.ui.kit.format import day_text
from crm_desktop.ui.theme.tokens import Tone


def step_text(row: ListRow, clock: Clock) -> str:
    """Return when and what: “Today 10:30 · Call”; the time only where the table reads that."""
    title, day = str(row.value("next_step") or ""), row.value("next_step_on")
    if not title or not day:
        return title
    at, when = _moment(row), day_text(date.fromisoformat(day), today(clock))
    return f"{when} {at.astimezone(clock.zone):%H:%M} · {title}" if at else f"{when} · {title}"


def step_tone(row: ListRow, clock: Clock) -> Tone:
    """Return the colour of a next step: late, today, or later."""
    day, now, at = row.value("next_step_on"), today(clock).isoformat(), _moment(row)
    if at is not None and at < clock.now():
        return "danger"
    return "slate" if not day or day > now else "warning" if day == now else "danger"


def step_icon(row: ListRow) -> str:
    """Return the icon of what kind of step it is, where the table reads that."""
    return ICONS.get(str(row.value("next_step_kind")), "")


def _moment(row: ListRow) -> datetime | None:
    at = row.value("next_step_at")
    return datetime.fromisoformat(at) if at else None
