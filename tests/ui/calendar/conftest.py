"""A calendar page that is shown, and what it stands on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from crm_desktop.core.clock import FixedClock
from crm_desktop.services.calendar.views import EventDraft, TaskDraft
from crm_desktop.services.services import Services
from crm_desktop.ui.calendar.pane import CalendarPane
from crm_desktop.ui.pane.pane import PaneContext

Settle = Callable[[], None]


@pytest.fixture(autouse=True)
def british() -> Iterator[None]:
    """Weeks begin on Monday and days have 24 hours."""
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    yield
    QLocale.setDefault(before)


@pytest.fixture
def settle(context: PaneContext, qapp: object) -> Settle:
    """Let every started call come back."""
    from PySide6.QtWidgets import QApplication

    def run() -> None:
        for _ in range(5):
            context.operations.drain()
            QApplication.processEvents()

    return run


@pytest.fixture
def plan(services: Services, clock: FixedClock) -> Callable[..., str]:
    """Plan an event on a day of November 2025 and return its id."""

    def put(title: str, day: int, hour: int, minutes: int = 60, **more: object) -> str:
        starts = datetime(2025, 11, day, hour, tzinfo=clock.zone)
        draft = EventDraft(title, starts_at=starts, ends_at=starts + timedelta(minutes=minutes), **more)  # type: ignore[arg-type]
        (event,) = services.calendar_commands.save_event(draft).touched["event"]
        return event

    return put


@pytest.fixture
def plan_task(services: Services) -> Callable[[TaskDraft], str]:
    """Plan a task and return its id."""

    def put(draft: TaskDraft) -> str:
        (task,) = services.calendar_commands.save_task(draft).touched["task"]
        return task

    return put


@pytest.fixture
def person(services: Services) -> str:
    """Amelia Okafor."""
    with services.database.write("Added a person") as work:
        work.execute(
            "INSERT INTO contact (id, created_at, kind, name, given_name, family_name, sort_key)"
            " VALUES (?, 0, 'person', 'Amelia Okafor', 'Amelia', 'Okafor', 'okafor amelia')",
            ("a" * 32,),
        )
    return "a" * 32


@pytest.fixture
def pane(context: PaneContext, qtbot: QtBot, settle: Settle) -> Iterator[CalendarPane]:
    """The page in a window, in the week of Thursday 20 November 2025; changes reach it as in the shell."""
    window = QMainWindow()
    qtbot.addWidget(window)
    made = CalendarPane(context)
    window.setCentralWidget(made)
    window.resize(1220, 840)
    context.operations.data_changed.connect(made.apply_change)
    window.show()
    made.reload()
    settle()
    yield made
    window.hide()
    context.operations.data_changed.disconnect(made.apply_change)
    settle()
