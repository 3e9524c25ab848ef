"""What comes next with a deal, from a line of plain words."""

from __future__ import annotations

from datetime import datetime, timedelta

from crm_desktop.core.clock import Clock, today
from crm_desktop.core.kinds import TASK_KINDS
from crm_desktop.core.plain_words import parse
from crm_desktop.services.calendar.views import TaskDraft
from crm_desktop.storage.database import Database

_WEEKEND = 5


def read_next_step(database: Database, clock: Clock, deal_id: str, text: str) -> TaskDraft:
    """Understand a line as a task of a deal; without a day it is for tomorrow, without a title it says what it is."""
    draft = parse(text, now=clock.now().astimezone(clock.zone).replace(tzinfo=None), people=_nobody)
    kind = draft.kind if draft.kind in dict(TASK_KINDS) else "todo"
    day = draft.when or today(clock) + timedelta(days=1)
    person_id, company_id, customer = _customer(database, deal_id)
    moment = datetime.combine(day, draft.time, clock.zone) if draft.time else None
    title = draft.title
    if title.strip().lower() in ("", kind):
        title = f"{dict(TASK_KINDS)[kind]} {customer}".strip()
    return TaskDraft(
        title[:1].upper() + title[1:],
        kind,
        due_on=None if moment else day,
        due_at=moment,
        minutes=draft.minutes,
        priority=draft.priority or "normal",
        person_id=person_id,
        company_id=company_id,
        deal_id=deal_id,
        remind_minutes=draft.remind_minutes,
    )


def thank_you_call(database: Database, clock: Clock, deal_id: str) -> TaskDraft:
    """A call on the next working day to say thank you."""
    day = today(clock) + timedelta(days=1)
    while day.weekday() >= _WEEKEND:
        day += timedelta(days=1)
    person_id, company_id, customer = _customer(database, deal_id)
    title = f"Thank {customer}" if customer else "Say thank you"
    return TaskDraft(title, "call", due_on=day, person_id=person_id, company_id=company_id, deal_id=deal_id)


def _customer(database: Database, deal_id: str) -> tuple[str | None, str | None, str]:
    row = database.row(
        "SELECT d.person_id, d.company_id, coalesce(p.name, c.name, '') FROM deal d "
        "LEFT JOIN contact p ON p.id = d.person_id LEFT JOIN contact c ON c.id = d.company_id WHERE d.id = ?",
        (deal_id,),
    )
    return (row[0], row[1], row[2]) if row else (None, None, "")


def _nobody(_phrase: str) -> tuple[()]:
    return ()
