"""What can be done with a task inside a unit of work."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from crm_desktop.core.clock import Clock
from crm_desktop.core.errors import RecordMissing, Refused
from crm_desktop.services.calendar import bells, rows
from crm_desktop.services.calendar.views import TaskDraft
from crm_desktop.services.system_clock import SystemClock
from crm_desktop.storage.database import Transaction


def put_task(work: Transaction, draft: TaskDraft, clock: Clock | None = None, task_id: str | None = None) -> str:
    """Store a task (a new one without `task_id`) with its bell, and return its id.

    `clock` says which zone an untold one is, and keeps the bell of what is past silent; without one the
    computer's zone counts, and a bell always rings.
    """
    title = draft.title.strip()
    if not title:
        raise Refused("A task needs a title.", "Nothing was saved. Write what is to be done.")
    if draft.minutes is not None and draft.minutes < 0:
        raise Refused("A task cannot last less than no time.", "Nothing was saved. Correct the minutes.")
    now = clock.now() if clock else None
    known = clock or SystemClock()
    values: dict[str, Any] = {
        "title": title,
        "kind": draft.kind,
        "minutes": draft.minutes,
        "priority": draft.priority,
        "notes": draft.notes,
        "waiting_for": draft.waiting_for,
        "person_id": draft.person_id,
        "company_id": draft.company_id,
        "deal_id": draft.deal_id,
        "case_id": draft.case_id,
        "document_id": draft.document_id,
        "lead_id": draft.lead_id,
        **_when(draft.due_on, draft.due_at, draft.zone, known),
    }
    previous = None if task_id is None else _anchor(work, task_id, known)
    if task_id is None:
        values["owner_id"] = draft.owner_id or work.actor
        values["created_at"] = known.now()
        values["status"] = "open"
        task_id = rows.insert(work, "task", values)
    else:
        if draft.owner_id:
            values["owner_id"] = draft.owner_id
        rows.update(work, "task", task_id, values)
    anchor = _anchor(work, task_id, known)
    bells.set_bell(work, "task", task_id, draft.remind_minutes, anchor, now, previous)
    return task_id


def finish_task(work: Transaction, task_id: str, now: datetime) -> str:
    """Mark a task as done; returns its title. A finished task's bell is silent."""
    title, status = task_title(work, task_id)
    if status != "done":
        rows.update(work, "task", task_id, {"status": "done", "done_at": now})
    return title


def reopen_task(work: Transaction, task_id: str) -> str:
    """Make a finished or cancelled task open again; returns its title."""
    title, status = task_title(work, task_id)
    if status != "open":
        rows.update(work, "task", task_id, {"status": "open", "done_at": None})
    return title


def cancel_task(work: Transaction, task_id: str) -> str:
    """Close a task that will not be done; returns its title."""
    title, status = task_title(work, task_id)
    if status != "cancelled":
        rows.update(work, "task", task_id, {"status": "cancelled", "done_at": None})
    return title


def reschedule_task(
    work: Transaction,
    task_id: str,
    due_on: date | None,
    due_at: datetime | None,
    minutes: int | None,
    clock: Clock,
) -> str:
    """Give a task another day or moment (and length, unless None) and move its bell; returns the title."""
    title, _ = task_title(work, task_id)
    zone = work.execute("SELECT zone FROM task WHERE id = ?", (task_id,))[0][0]
    values = _when(due_on, due_at, zone, clock)
    if minutes is not None:
        values["minutes"] = minutes
    rows.update(work, "task", task_id, values)
    bells.follow_task(work, task_id, clock, clock.now())
    return title


def bin_task(work: Transaction, task_id: str, now: datetime) -> str:
    """Put a task into the Bin; returns its title."""
    title, _ = task_title(work, task_id)
    rows.update(work, "task", task_id, {"deleted_at": now})
    return title


def task_title(work: Transaction, task_id: str) -> tuple[str, str]:
    """Return the title and status of a task. Raises RecordMissing."""
    found = work.execute("SELECT title, status FROM task WHERE id = ? AND deleted_at IS NULL", (task_id,))
    if not found:
        raise RecordMissing("This task is no longer there.", "Nothing was changed. It may lie in the Bin.")
    return str(found[0][0]), str(found[0][1])


def _anchor(work: Transaction, task_id: str, clock: Clock) -> datetime | None:
    found = work.execute(f"SELECT {bells.TASK_COLUMNS} FROM task WHERE id = ?", (task_id,))
    return bells.task_anchor(found[0], clock) if found else None


def _when(due_on: date | None, due_at: datetime | None, zone: str, clock: Clock) -> dict[str, Any]:
    if due_at is not None:
        moment = rows.utc(due_at)
        name = zone or rows.zone_name(clock.zone)
        return {
            "due_at": moment,
            "due_on": moment.astimezone(rows.zone_of(name, clock.zone)).date(),
            "zone": name,
        }
    return {"due_at": None, "due_on": due_on, "zone": zone or rows.zone_name(clock.zone)}
