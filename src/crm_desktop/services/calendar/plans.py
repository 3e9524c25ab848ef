"""What a line of plain words plans: a task, or an event with its hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.clock import today
from crm_desktop.core.errors import Refused
from crm_desktop.core.plain_words import Match, parse
from crm_desktop.services.calendar.views import EventDraft, TaskDraft

if TYPE_CHECKING:
    from crm_desktop.services.services import Services

EVENT_MINUTES = 60
_VISIT = "visit"
_TASK_KINDS = {"call": "call", "email": "email"}


@dataclass(frozen=True, slots=True)
class Plan:
    """What was understood of a line; what was not said is None. Several in `who`: ask which."""

    title: str
    kind: str
    day: date | None
    at: time | None
    minutes: int | None
    remind_minutes: int | None
    priority: str | None
    who: tuple[Match, ...]
    understood: bool


def read_plan(services: Services, text: str) -> Plan:
    """Understand a line. `kind` is that of an event where hours are meant to be kept free, else of a task."""
    now = services.clock.now().astimezone(services.clock.zone)

    def people(phrase: str) -> list[Match]:
        wanted = phrase.casefold()
        return [
            Match(row.id, row.name, row.kind)
            for row in services.contacts.pick(phrase, limit=8)
            if wanted == row.name.casefold() or (row.kind == "person" and wanted in row.name.casefold().split())
        ]

    draft = parse(text, now=now.replace(tzinfo=None), people=people)
    kind = _TASK_KINDS.get(draft.kind, "todo")
    title = draft.title
    if draft.kind == "meeting":
        first = text.split(maxsplit=1)[0].casefold() if text.split() else ""
        kind = "visit" if first == _VISIT else "meeting"
    elif draft.kind not in ("call", "email", "task"):
        # Deals and invoices are not made here: keep every word as something to do.
        title = text.strip()
    if not title or title.casefold() in ("call", "meet", "meeting", "visit", "email"):
        title = _named(kind, draft.who, title)
    understood = bool(draft.when or draft.time or draft.minutes or draft.who or draft.kind != "task")
    return Plan(
        title, kind, draft.when, draft.time, draft.minutes, draft.remind_minutes, draft.priority, draft.who,
        understood,
    )  # fmt: skip


def plan_draft(services: Services, plan: Plan) -> TaskDraft | EventDraft:
    """Return what the plan makes: an event when it is a meeting or visit with a time, else a task."""
    if not plan.title.strip():
        raise Refused("There is nothing to plan yet.", "Write what and when, for example “call ben tue 3pm 30m”.")
    person, company = _customer(plan.who)
    starts = None
    if plan.at is not None:
        day = plan.day or today(services.clock)
        starts = datetime.combine(day, plan.at, services.clock.zone)
    if plan.kind in ("meeting", "visit") and (starts is not None or plan.day is not None):
        length = timedelta(minutes=plan.minutes or EVENT_MINUTES)
        return EventDraft(
            plan.title,
            plan.kind,
            starts_at=starts,
            ends_at=None if starts is None else starts + length,
            starts_on=plan.day if starts is None else None,
            ends_on=plan.day if starts is None else None,
            person_id=person,
            company_id=company,
            remind_minutes=10 if plan.remind_minutes is None and starts is not None else plan.remind_minutes,
        )
    return TaskDraft(
        plan.title,
        plan.kind,
        due_on=plan.day or today(services.clock),
        due_at=starts,
        minutes=plan.minutes,
        priority=plan.priority or "normal",
        person_id=person,
        company_id=company,
        remind_minutes=10 if plan.remind_minutes is None and starts is not None else plan.remind_minutes,
    )


def _customer(who: tuple[Match, ...]) -> tuple[str | None, str | None]:
    if len(who) != 1:
        return None, None
    return (None, who[0].id) if who[0].kind == "company" else (who[0].id, None)


def _named(kind: str, who: tuple[Match, ...], title: str) -> str:
    verbs = {"call": "Call {}", "email": "Email {}", "meeting": "Meeting with {}", "visit": "Visit {}"}
    if len(who) == 1 and kind in verbs:
        return verbs[kind].format(who[0].name)
    return title


def plan_line(services: Services, text: str) -> ChangeSet:
    """Plan what a line says. Raises Refused when it says nothing."""
    draft = plan_draft(services, read_plan(services, text))
    commands = services.calendar_commands
    return commands.save_task(draft) if isinstance(draft, TaskDraft) else commands.save_event(draft)
