"""Tasks: due days and moments, finishing, moving, the Bin, and undo of each."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.errors import RecordMissing, Refused
from crm_desktop.services.bin.commands import BinCommands
from crm_desktop.services.calendar.next_step import NEXT_STEP_COLUMNS, next_due_sql, next_step, next_step_join
from crm_desktop.services.calendar.views import TaskDraft
from crm_desktop.services.services import Services

TODAY = date(2025, 11, 20)


def at(hour: int, minute: int = 0, day: int = 20) -> datetime:
    return datetime(2025, 11, day, hour, minute, tzinfo=UTC)


def add(services: Services, draft: TaskDraft) -> str:
    change = services.calendar_commands.save_task(draft)
    (task_id,) = change.touched["task"]
    return task_id


def person(services: Services, name: str = "Amelia Okafor") -> str:
    with services.database.write("Added a person") as work:
        work.execute(
            "INSERT INTO contact (id, created_at, kind, name, sort_key) VALUES (?, 0, 'person', ?, ?)",
            (name.encode().hex().zfill(32)[:32], name, name.lower()),
        )
    return name.encode().hex().zfill(32)[:32]


def test_a_task_with_a_time_is_due_on_that_local_day(services: Services) -> None:
    task = add(services, TaskDraft("Call Ben", kind="call", due_at=datetime(2025, 7, 1, 23, 30, tzinfo=UTC)))
    detail = services.calendar.task(task)
    assert detail.draft.due_on == date(2025, 7, 2)  # half past midnight in London's summer
    assert detail.draft.zone == "Europe/London"
    assert detail.draft.owner_id == services.database.actor


def test_the_day_list_puts_late_first_then_today_then_undated_then_done(services: Services) -> None:
    add(services, TaskDraft("Check sesame stock"))
    call = add(services, TaskDraft("Call Amelia", kind="call", due_at=at(10, 30), person_id=person(services)))
    add(services, TaskDraft("Send quote to Ben", due_on=TODAY - timedelta(days=2)))
    add(services, TaskDraft("Next week", due_on=TODAY + timedelta(days=7)))
    done = add(services, TaskDraft("Confirm van booking", due_on=TODAY))
    services.calendar_commands.finish_task(done)
    rows = services.calendar.todo()
    assert [row.title for row in rows] == [
        "Send quote to Ben",
        "Call Amelia",
        "Check sesame stock",
        "Confirm van booking",
    ]
    assert [row.overdue_days for row in rows] == [2, 0, 0, 0]
    assert rows[1].task_id == call
    assert rows[1].customer == "Amelia Okafor"
    assert [row.done for row in rows] == [False, False, False, True]


def test_finishing_is_undone_by_undo_and_by_reopening(services: Services) -> None:
    task = add(services, TaskDraft("Bake", due_on=TODAY))
    change = services.calendar_commands.finish_task(task)
    assert change.label == "Finished “Bake”"
    services.history.undo()
    assert services.calendar.task(task).status == "open"
    services.calendar_commands.finish_task(task)
    services.calendar_commands.reopen_task(task)
    detail = services.calendar.task(task)
    assert (detail.status, detail.done_at) == ("open", None)
    services.calendar_commands.cancel_task(task)
    assert services.calendar.todo() == []


def test_moving_a_task_says_where_and_can_lose_its_hour(services: Services) -> None:
    task = add(services, TaskDraft("Call Ben", due_at=at(15)))
    change = services.calendar_commands.reschedule_task(task, None, at(11, day=21))
    assert change.label == "Moved “Call Ben” to Tomorrow 11:00"
    change = services.calendar_commands.reschedule_task(task, date(2025, 11, 28))
    assert change.label == "Moved “Call Ben” to 28 Nov"
    assert services.calendar.task(task).draft.due_at is None


def test_the_bin_hides_and_gives_back(services: Services) -> None:
    task = add(services, TaskDraft("Bake", due_on=TODAY))
    services.calendar_commands.bin_tasks([task])
    assert services.calendar.todo() == []
    with pytest.raises(RecordMissing):
        services.calendar.task(task)
    with pytest.raises(RecordMissing):
        services.calendar_commands.finish_task(task)
    BinCommands(services.database, services.clock).restore("task", task)
    assert [row.title for row in services.calendar.todo()] == ["Bake"]


def test_a_task_without_a_title_is_refused_and_leaves_no_entry(services: Services) -> None:
    before = len(services.history.entries())
    with pytest.raises(Refused):
        services.calendar_commands.save_task(TaskDraft("  "))
    assert len(services.history.entries()) == before


def _next(services: Services, contact: str) -> tuple[object, ...]:
    row = services.database.row(
        f"SELECT {NEXT_STEP_COLUMNS} FROM contact c {next_step_join('c', 'contact')} WHERE c.id = ?", (contact,)
    )
    assert row is not None
    step = next_step(row, services.clock)
    return step.text, step.tone, step.icon


def test_the_next_step_is_the_earliest_open_task(services: Services, clock: FixedClock) -> None:
    contact = person(services)
    assert _next(services, contact) == ("No next step", "none", "triangle-alert")
    add(services, TaskDraft("Some day", person_id=contact))
    assert _next(services, contact) == ("Any time", "neutral", "circle-check")
    add(services, TaskDraft("Visit", kind="visit", company_id=contact, due_on=date(2025, 11, 28)))
    assert _next(services, contact) == ("28 Nov", "neutral", "map-pin")
    add(services, TaskDraft("Meet", kind="meeting", person_id=contact, due_at=at(14, day=24)))
    assert _next(services, contact) == ("Mon 14:00", "neutral", "calendar-days")
    call = add(services, TaskDraft("Call", kind="call", person_id=contact, due_at=at(10, 30)))
    assert _next(services, contact) == ("Today 10:30", "today", "phone")
    clock.advance(timedelta(hours=2))
    assert _next(services, contact) == ("Today 10:30", "late", "phone")
    clock.advance(timedelta(days=2))
    assert _next(services, contact) == ("Overdue 2 d", "late", "phone")
    assert services.database.value(f"SELECT {next_due_sql('c', 'contact')} FROM contact c") == "2025-11-20"
    services.calendar_commands.finish_task(call)
    assert _next(services, contact)[0] == "Mon 14:00"


def test_a_task_survives_the_way_through_json(services: Services) -> None:
    contact = person(services)
    task, _ = services.records.create(
        "task",
        {
            "title": "Call back",
            "kind": "Call",
            "due_at": "2025-11-21T09:30",
            "person": "Amelia Okafor",
            "remind_minutes": 15,
        },
    )
    record = services.records.read("task", task)
    assert record["due_at"] == "2025-11-21T09:30:00Z"
    assert (record["person"], record["person_name"], record["kind"]) == (contact, "Amelia Okafor", "call")
    again, _ = services.records.create("task", record)
    copy = services.records.read("task", again)
    assert {**copy, "id": "", "created_at": ""} == {**record, "id": "", "created_at": ""}
    services.records.update("task", task, {"due_on": "2025-12-01", "status": "done"})
    changed = services.records.read("task", task)
    assert (changed["due_on"], changed["due_at"], changed["status"]) == ("2025-12-01", None, "done")
    with pytest.raises(Refused, match="Did you mean “priority”"):
        services.records.update("task", task, {"priorty": "high"})
    with pytest.raises(Refused, match="no kind"):
        services.records.create("task", {"title": "x", "kind": "party"})
    assert [row["title"] for row in services.records.listed("task", 'person = "Amelia Okafor" and status = open')] == [
        "Call back"
    ]
