"""No bell is missed, none rings for what is over, and a moved record takes its bell along."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from crm_desktop.core.clock import FixedClock
from crm_desktop.services.calendar.snoozing import snooze_choices
from crm_desktop.services.calendar.views import EditScope, EventDraft, TaskDraft
from crm_desktop.services.services import Services


def at(hour: int, minute: int = 0, day: int = 20) -> datetime:
    return datetime(2025, 11, day, hour, minute, tzinfo=UTC)


def add_task(services: Services, draft: TaskDraft) -> str:
    (task_id,) = services.calendar_commands.save_task(draft).touched["task"]
    return task_id


def add_event(services: Services, draft: EventDraft) -> str:
    (event_id,) = services.calendar_commands.save_event(draft).touched["event"]
    return event_id


def ringing(services: Services) -> list[str]:
    return [one.title for one in services.calendar.due_reminders()]


def test_a_bell_rings_minutes_before_and_stays_until_answered(services: Services, clock: FixedClock) -> None:
    add_task(services, TaskDraft("Call Amelia", kind="call", due_at=at(10, 30), remind_minutes=10))
    clock.advance(timedelta(minutes=79))
    assert ringing(services) == []
    assert services.calendar.next_ring() == at(10, 20)
    clock.advance(timedelta(minutes=1))
    (bell,) = services.calendar.due_reminders()
    assert (bell.when, bell.timed, bell.kind) == (at(10, 30), True, "call")
    clock.advance(timedelta(days=3))
    assert ringing(services) == ["Call Amelia"]
    services.calendar_commands.dismiss([bell.id])
    assert ringing(services) == []
    services.history.undo()
    assert ringing(services) == ["Call Amelia"]


def test_a_finished_cancelled_or_binned_task_is_silent(services: Services, clock: FixedClock) -> None:
    tasks = [add_task(services, TaskDraft(f"Task {n}", due_at=at(10), remind_minutes=0)) for n in range(3)]
    clock.advance(timedelta(hours=2))
    assert len(ringing(services)) == 3
    services.calendar_commands.finish_task(tasks[0])
    services.calendar_commands.cancel_task(tasks[1])
    services.calendar_commands.bin_tasks([tasks[2]])
    assert ringing(services) == []


def test_a_day_without_a_time_rings_at_nine(services: Services, clock: FixedClock) -> None:
    add_task(services, TaskDraft("VAT return", due_on=date(2025, 11, 21), remind_minutes=0))
    clock.advance(timedelta(hours=23, minutes=59))
    assert ringing(services) == []
    clock.advance(timedelta(minutes=1))
    (bell,) = services.calendar.due_reminders()
    assert (bell.when, bell.timed) == (at(9, day=21), False)


def test_moving_a_record_moves_its_bell(services: Services, clock: FixedClock) -> None:
    event = add_event(services, EventDraft("Tasting", "visit", at(10), at(11), remind_minutes=10))
    task = add_task(services, TaskDraft("Call", due_at=at(10), remind_minutes=5))
    clock.advance(timedelta(hours=1))
    assert sorted(ringing(services)) == ["Call", "Tasting"]
    services.calendar_commands.move_event(event, EventDraft("", starts_at=at(15), ends_at=at(16)))
    services.calendar_commands.reschedule_task(task, None, at(14))
    assert ringing(services) == []
    clock.advance(timedelta(hours=3, minutes=55))
    assert ringing(services) == ["Call"]
    clock.advance(timedelta(minutes=55))
    assert sorted(ringing(services)) == ["Call", "Tasting"]
    services.history.undo()
    assert services.calendar.task(task).draft.due_at == at(10)


def test_what_is_entered_after_the_fact_does_not_ring(services: Services) -> None:
    event = add_event(services, EventDraft("Was yesterday", "other", at(8, day=19), at(9, day=19), remind_minutes=10))
    assert ringing(services) == []
    services.calendar_commands.move_event(event, EventDraft("", starts_at=at(9, 5), ends_at=at(10)))
    assert ringing(services) == ["Was yesterday"]


def test_a_new_title_does_not_ring_an_answered_bell_again(services: Services, clock: FixedClock) -> None:
    task = add_task(services, TaskDraft("Call", due_at=at(9, 20), remind_minutes=15))
    clock.advance(timedelta(minutes=6))
    (bell,) = services.calendar.due_reminders()
    services.calendar_commands.snooze(bell.id, at(9, 16))
    services.calendar_commands.save_task(TaskDraft("Call Ben", due_at=at(9, 20), remind_minutes=15), task)
    assert ringing(services) == []
    clock.advance(timedelta(minutes=10))
    assert ringing(services) == ["Call Ben"]


def test_a_series_rings_for_every_occurrence(services: Services, clock: FixedClock) -> None:
    event = add_event(
        services, EventDraft("Stand-up", "other", at(9, 30), at(10), rule="FREQ=DAILY", remind_minutes=10)
    )
    clock.advance(timedelta(minutes=25))
    (bell,) = services.calendar.due_reminders()
    assert bell.when == at(9, 30)
    services.calendar_commands.dismiss([bell.id])
    assert ringing(services) == []
    clock.advance(timedelta(days=1))
    (bell,) = services.calendar.due_reminders()
    assert bell.when == at(9, 30, day=21)
    services.calendar_commands.snooze(bell.id, clock.now() + timedelta(minutes=10))
    clock.advance(timedelta(minutes=10))
    assert services.calendar.due_reminders()[0].when == at(9, 30, day=21)
    services.calendar_commands.bin_event(event, "2025-11-21T09:30", EditScope.ONLY_THIS)
    assert ringing(services) == []
    assert services.calendar.next_ring() == at(9, 20, day=22)


def test_after_an_absence_there_is_one_list_of_what_was_missed(services: Services, clock: FixedClock) -> None:
    for hour in (10, 11, 12):
        add_task(services, TaskDraft(f"At {hour}", due_at=at(hour), remind_minutes=0))
    clock.advance(timedelta(hours=1))
    services.calendar_commands.mark_seen()
    clock.advance(timedelta(hours=5))
    assert services.calendar.last_seen() == at(10)
    assert [one.title for one in services.calendar.due_reminders()] == ["At 12", "At 11", "At 10"]


def test_remembering_what_was_shown_is_no_step_of_undo(services: Services) -> None:
    add_task(services, TaskDraft("Call", due_at=at(10)))
    services.calendar_commands.mark_seen()
    found = services.history.next_undo()
    assert found is not None
    assert found[1] == "Planned “Call”"


def test_only_what_lies_ahead_is_offered(services: Services, clock: FixedClock) -> None:
    def keys() -> list[str]:
        return [choice.key for choice in services.calendar.snooze_choices()]

    assert keys() == ["minutes_10", "hour", "evening", "tomorrow"]  # Thursday 9:00
    clock.advance(timedelta(hours=10))
    assert keys() == ["minutes_10", "hour", "tomorrow"]
    clock.advance(timedelta(days=1))
    choices = {choice.key: choice.until for choice in services.calendar.snooze_choices()}
    assert choices["next_working_day"] == at(9, day=24)  # from Friday to Monday
    assert choices["tomorrow"] == at(9, day=22)


def test_tomorrow_at_nine_is_nine_after_the_clocks_change(clock: FixedClock) -> None:
    from zoneinfo import ZoneInfo

    saturday = datetime(2025, 10, 25, 12, tzinfo=UTC)
    choices = {one.key: one.until for one in snooze_choices(saturday, ZoneInfo("Europe/London"), frozenset(range(5)))}
    assert choices["tomorrow"] == datetime(2025, 10, 26, 9, tzinfo=UTC)
