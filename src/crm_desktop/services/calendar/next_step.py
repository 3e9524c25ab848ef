"""The next step of a contact or deal: its earliest open task, in SQL and in a few words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from crm_desktop.core.clock import Clock, from_millis, today
from crm_desktop.services.calendar.views import NextStep

ICONS = {
    "todo": "circle-check",
    "call": "phone",
    "email": "mail",
    "meeting": "calendar-days",
    "visit": "map-pin",
}
NEXT_STEP_COLUMNS = "next_step.id, next_step.kind, next_step.title, next_step.due_on, next_step.due_at"
"""What `next_step` wants to be given, of a query that has `next_step_join` in it."""

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def next_step_id_sql(alias: str, column: str) -> str:
    """Return a scalar subquery: id of the earliest open task of `alias.id`.

    `column` is person_id, company_id, deal_id, case_id or document_id of the task, or "contact" for
    tasks that name the contact either as the person or as the company.
    """
    if column == "contact":
        # One index each, put together: with OR, SQLite remembers every row it saw and takes twice as long.
        either = " UNION ALL ".join(
            f"SELECT n.id, n.due_on, n.due_at FROM task n WHERE {_belongs(alias, one)}"
            for one in ("person_id", "company_id")
        )
        return f"(SELECT n.id FROM ({either}) n ORDER BY {_ORDER} LIMIT 1)"
    return f"(SELECT n.id FROM task n WHERE {_belongs(alias, column)} ORDER BY {_ORDER} LIMIT 1)"


def next_due_sql(alias: str, column: str) -> str:
    """Return a scalar subquery: the day (ISO) of the next step, for sorting and filtering."""
    return f"(SELECT min(n.due_on) FROM task n WHERE {_belongs(alias, column)})"


def next_step_join(alias: str, column: str) -> str:
    """Return a LEFT JOIN that brings in the next step as `next_step`."""
    return f"LEFT JOIN task next_step ON next_step.id = {next_step_id_sql(alias, column)}"


def every_next_step(column: str, value: str = "title") -> str:
    """Return the title of the next step, its `due_on`, or `when` it is to the minute, of all records at once.

    `column` is that of the task which names the record.
    """
    when = "coalesce(due_on, '9999') || printf('%015d', coalesce(due_at, 999999999999999))"
    shown = f"min({when})" if value == "when" else value
    first = "" if value == "when" else f", min({when} || id)"
    return (
        f"SELECT {column} AS record_id, {shown} AS value{first} FROM task "
        f"WHERE status = 'open' AND deleted_at IS NULL AND {column} IS NOT NULL GROUP BY {column}"
    )


_ORDER = "n.due_on IS NULL, n.due_on, n.due_at IS NULL, n.due_at, n.id"


_NONE = NextStep("No next step", "none", "triangle-alert", None)


def _belongs(alias: str, column: str) -> str:
    owner = (
        f"(n.person_id = {alias}.id OR n.company_id = {alias}.id)"
        if column == "contact"
        else f"n.{column} = {alias}.id"
    )
    # The plus keeps SQLite from walking all open tasks for each record by the index of statuses.
    return f"{owner} AND +n.status = 'open' AND n.deleted_at IS NULL"


def next_step(row: Sequence[Any], clock: Clock) -> NextStep:
    """Return the next step of a row's NEXT_STEP_COLUMNS; all null means that nothing is planned."""
    task_id, kind, title, due_on, due_at = row
    if task_id is None:
        return _NONE
    moment = None if due_at is None else from_millis(due_at)
    day = None if not due_on else date.fromisoformat(due_on)
    if moment is not None:
        day = moment.astimezone(clock.zone).date()
    now_day = today(clock)
    icon = ICONS.get(kind, "circle-check")
    if day is None:
        return NextStep("Any time", "neutral", icon, task_id, title, kind)
    if day < now_day:
        text, tone = f"Overdue {(now_day - day).days} d", "late"
    elif moment is not None and moment < clock.now():
        text, tone = f"Today {_clock_text(moment.astimezone(clock.zone))}", "late"
    else:
        tone = "today" if day == now_day else "neutral"
        text = day_words(day, now_day)
        if moment is not None:
            text = f"{text} {_clock_text(moment.astimezone(clock.zone))}"
    return NextStep(text, tone, icon, task_id, title, kind, day, moment)


def day_words(day: date, now_day: date) -> str:
    """Return a day in the fewest words that say which: Today, Tomorrow, Fri, 28 Nov, 3 Jan 2027."""
    if day == now_day:
        return "Today"
    if day == now_day + timedelta(days=1):
        return "Tomorrow"
    if now_day < day < now_day + timedelta(days=7):
        return _WEEKDAYS[day.weekday()]
    short = f"{day.day} {_MONTHS[day.month - 1]}"
    return short if day.year == now_day.year else f"{short} {day.year}"


def _clock_text(moment: Any) -> str:
    return f"{moment:%H:%M}"
