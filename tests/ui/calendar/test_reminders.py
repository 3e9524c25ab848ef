"""Bells ring once, in one card; what fell due meanwhile comes as one list."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtWidgets import QMainWindow, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.core.clock import FixedClock
from crm_desktop.services.calendar.views import DueReminder, TaskDraft
from crm_desktop.services.services import Services
from crm_desktop.ui.calendar.desktop_notification import DesktopNotification
from crm_desktop.ui.calendar.reminder_card import ReminderCard, choice_words, when_words
from crm_desktop.ui.calendar.reminders import ReminderService
from crm_desktop.ui.pane.pane import PaneContext

Settle = Callable[[], None]


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2025, 11, 20, hour, minute, tzinfo=UTC)


class Heard:
    """What a service said, in order."""

    def __init__(self, service: ReminderService) -> None:
        self.said: list[tuple[str, list[str]]] = []
        service.due.connect(self._due)
        service.missed.connect(self._missed)

    def _due(self, found: list[DueReminder]) -> None:
        self.said.append(("due", [one.title for one in found]))

    def _missed(self, found: list[DueReminder]) -> None:
        self.said.append(("missed", [one.title for one in found]))


@pytest.fixture
def service(context: PaneContext) -> ReminderService:
    return ReminderService(context)


@pytest.fixture
def card(context: PaneContext, service: ReminderService, qtbot: QtBot) -> Iterator[ReminderCard]:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.resize(1220, 840)
    window.setCentralWidget(QWidget())
    window.show()
    made = ReminderCard(context, window)
    service.due.connect(made.show_due)
    service.missed.connect(made.show_missed)
    service.ringing_changed.connect(made.update_ringing)
    yield made
    window.hide()


def test_a_bell_rings_when_its_time_comes_and_only_once(
    service: ReminderService, plan_task: Callable[[TaskDraft], str], clock: FixedClock, settle: Settle
) -> None:
    plan_task(TaskDraft("Call Amelia", "call", due_at=at(9, 12), remind_minutes=10))
    heard = Heard(service)
    service.start()
    settle()
    assert heard.said == []
    clock.advance(timedelta(minutes=1))
    service.look()
    settle()
    assert heard.said == []
    clock.advance(timedelta(minutes=1))
    for _ in range(3):
        service.look()
        settle()
    assert heard.said == [("due", ["Call Amelia"])]
    service.stop()


def test_a_clock_set_back_and_forward_rings_no_bell_twice(
    service: ReminderService, plan_task: Callable[[TaskDraft], str], clock: FixedClock, settle: Settle
) -> None:
    plan_task(TaskDraft("Call Amelia", "call", due_at=at(9, 12), remind_minutes=10))
    heard = Heard(service)
    service.start()
    settle()
    for minutes in (2, -90, 30, 60, 300, -299, 1, 1440, -2880, 2880):
        clock.advance(timedelta(minutes=minutes))
        service.look()
        settle()
    assert heard.said == [("due", ["Call Amelia"])]
    service.stop()


def test_a_bell_that_is_set_while_the_program_runs_rings(
    service: ReminderService, context: PaneContext, services: Services, clock: FixedClock, settle: Settle
) -> None:
    heard = Heard(service)
    service.start()
    settle()
    draft = TaskDraft("Call Ben", due_at=at(9, 1), remind_minutes=0)
    context.operations.write(service, lambda: services.calendar_commands.save_task(draft))
    settle()
    clock.advance(timedelta(minutes=1))
    service.look()
    settle()
    assert heard.said == [("due", ["Call Ben"])]
    service.stop()


def test_after_a_restart_or_sleep_there_is_one_list(
    service: ReminderService,
    context: PaneContext,
    plan_task: Callable[[TaskDraft], str],
    clock: FixedClock,
    settle: Settle,
) -> None:
    for hour in (10, 11, 12, 20):
        plan_task(TaskDraft(f"At {hour}", due_at=at(hour), remind_minutes=0))
    clock.advance(timedelta(hours=4))
    heard = Heard(service)
    service.start()
    settle()
    assert heard.said == [("missed", ["At 12", "At 11", "At 10"])]
    clock.advance(timedelta(hours=8))
    service.look()
    settle()
    assert heard.said[1:] == [("missed", ["At 20"])]
    service.stop()
    again = ReminderService(context)
    heard = Heard(again)
    again.start()
    settle()
    assert heard.said == [("due", ["At 20", "At 12", "At 11", "At 10"])]  # unanswered, but seen before
    again.stop()


@pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True)
def test_the_card_finishes_snoozes_and_opens(
    service: ReminderService,
    card: ReminderCard,
    services: Services,
    plan_task: Callable[[TaskDraft], str],
    person: str,
    clock: FixedClock,
    settle: Settle,
    qtbot: QtBot,
) -> None:
    call = plan_task(TaskDraft("Call Amelia", "call", due_at=at(10), remind_minutes=0, person_id=person))
    bake = plan_task(TaskDraft("Bake", due_at=at(10), remind_minutes=0))
    clock.advance(timedelta(hours=1))
    window = card.window()
    assert isinstance(window, QMainWindow)
    head = QPushButton("Log call", window.centralWidget())
    head.setGeometry(window.width() - 120, 80, 100, 32)
    head.show()
    service.start()
    settle()
    assert card.isVisible()
    assert card.heading.text() == "While you were away"
    assert card.geometry().top() > head.geometry().bottom(), "it lies over the head of what is open"
    assert card.geometry().top() < window.height() // 3
    by_title = {row.reminder.title: row for row in card.rows()}
    assert set(by_title) == {"Call Amelia", "Bake"}
    with qtbot.waitSignal(card.log_call_requested) as asked:
        by_title["Call Amelia"].done.click()
    assert asked.args == [person]
    settle()
    assert services.calendar.task(call).status == "done"
    assert [row.reminder.title for row in card.rows()] == ["Bake"]
    with qtbot.waitSignal(card.record_requested) as opened:
        card.rows()[0].open.click()
    assert opened.args == ["task", bake]
    assert card.isHidden()
    card.show_due(service.ringing)
    card.rows()[0].snooze.click()
    settle()
    menu = card.menu
    assert menu is not None
    assert [action.text() for action in menu.actions()] == [
        "10 minutes", "An hour", "This evening 18:00", "Tomorrow 09:00",
    ]  # fmt: skip
    menu.actions()[1].trigger()
    menu.close()
    settle()
    assert card.isHidden()
    assert services.calendar.due_reminders() == []
    service.look()
    clock.advance(timedelta(minutes=61))
    service.look()
    settle()
    assert [row.reminder.title for row in card.rows()] == ["Bake"]
    assert card.isVisible()
    service.stop()


def test_all_can_be_dismissed_in_one_step(
    service: ReminderService,
    card: ReminderCard,
    services: Services,
    plan_task: Callable[[TaskDraft], str],
    clock: FixedClock,
    settle: Settle,
) -> None:
    for number in range(12):
        plan_task(TaskDraft(f"Task {number}", due_at=at(10), remind_minutes=0))
    clock.advance(timedelta(hours=2))
    service.start()
    settle()
    assert len(card.rows()) == 12
    assert card.geometry().bottom() < card.window().height()
    card.dismiss_all.click()
    settle()
    assert card.isHidden()
    services.history.undo()
    assert len(services.calendar.due_reminders()) == 12
    service.stop()


def test_when_it_is_said_in_words(services: Services, clock: FixedClock) -> None:
    def words(when: datetime, *, timed: bool = True) -> str:
        bell = DueReminder("", "task", "", "call", "x", when, timed, "", None, when)
        return when_words(bell, clock.now(), clock.zone)

    assert words(at(9)) == "Now, 09:00"
    assert words(at(9, 10)) == "In 10 min, 09:10"
    assert words(at(8, 30)) == "08:30"
    assert words(at(9) - timedelta(days=2)) == "Tue 18 Nov 09:00"
    assert words(at(9), timed=False) == "Today"
    clock.advance(timedelta(days=1))
    choices = {choice.key: choice_words(choice, clock.zone) for choice in services.calendar.snooze_choices()}
    assert choices["next_working_day"] == "Next working day, Mon 24 Nov 09:00"


def test_a_desktop_without_a_bus_is_left_in_peace(
    context: PaneContext, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
    crashed: list[object] = []
    context.operations.crashed.connect(crashed.append)
    DesktopNotification(context).notify("Call <b>Ben</b>", "10:30")
    settle()
    assert crashed == []
