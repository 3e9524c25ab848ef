"""The Today page as a person uses it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.errors import CrmError
from crm_desktop.services.calendar.views import EventDraft, TaskDraft
from crm_desktop.services.services import Services
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.today.need_list import MOST_SHOWN
from crm_desktop.ui.today.need_row import NeedRow
from crm_desktop.ui.today.pane import TodayPane
from tests.services.cases.opening import open_case
from tests.services.pipeline.people import add_contact, add_deal, stages
from tests.ui.tab_stops import tab_stops

LONDON = ZoneInfo("Europe/London")
TODAY = date(2025, 11, 20)


_KEPT: list[QMainWindow] = []


@pytest.fixture(autouse=True)
def _british() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    yield
    QLocale.setDefault(before)
    _KEPT.clear()


@pytest.fixture
def amelia(services: Services) -> str:
    return add_contact(services, "Amelia Okafor")


def show(qtbot: QtBot, context: PaneContext) -> TodayPane:
    """Show the page in a window, with everything read."""
    window = QMainWindow()
    _KEPT.append(window)
    pane = TodayPane(context)
    context.operations.data_changed.connect(pane.apply_change)
    window.setCentralWidget(pane)
    window.resize(1220, 840)
    qtbot.addWidget(window)
    window.show()
    pane.reload()
    settle(qtbot, pane)
    return pane


def settle(qtbot: QtBot, pane: TodayPane) -> None:
    """Wait until nothing is being read or written."""
    qtbot.waitUntil(lambda: pane.operations.idle and pane.today is not None)


def task(services: Services, title: str, **more: object) -> str:
    draft = TaskDraft(title, **({"due_on": TODAY} | more))  # type: ignore[arg-type]
    return next(iter(services.calendar_commands.save_task(draft).touched["task"]))


def rows(pane: TodayPane) -> list[str]:
    return [row.title() for row in pane.needs.rows()]


def key(pane: TodayPane, row: int, pressed: Qt.Key) -> None:
    QTest.keyClick(pane.needs.rows()[row], pressed)


def trigger(pane: TodayPane, name: str) -> None:
    """Press the letter of an action, as the window does."""
    next(action for action in pane.actions_here() if action.key == name).trigger()


def test_a_full_day_reads_as_sentences(qtbot: QtBot, context: PaneContext, services: Services, amelia: str) -> None:
    task(services, "Send the quote", due_on=date(2025, 11, 18))
    half_past_ten = datetime(2025, 11, 20, 10, 30, tzinfo=LONDON)
    task(services, "Call Amelia Okafor", kind="call", due_at=half_past_ten, person_id=amelia)
    task(services, "Tidy the shop")
    open_case(services, "Oven timer stops", priority="urgent")
    pane = show(qtbot, context)
    assert pane.greeting_label.text() == "Good morning, Sofia"
    assert pane.sentence_label.text() == "Thursday 20 November — 1 thing is late, 1 reply is due soon."
    assert rows(pane) == ["Send the quote", "Call Amelia Okafor", "Answer C-0001 Oven timer stops", "Tidy the shop"]
    assert [row.time() for row in pane.needs.rows()] == ["2 d late", "10:30", "11:00 due", "Any time"]
    assert [row.button.text() for row in pane.needs.rows()] == ["Done", "Log call", "Reply", "Done"]
    assert pane.needs.rows()[1].context() == ""
    assert pane.needs.rows()[2].context() == "urgent"
    assert pane.needs.shown_groups() == ["late", "today"]
    assert pane.needs.count_label.text() == "4"
    assert pane.tiles.cases.value() == "1"
    assert pane.tiles.cases.note() == "next reply due today 11:00"
    wanted = [pane.tiles.cases.accessibleName(), "Done: Send the quote", "Open calendar"]
    wanted += [row.accessibleName() for row in pane.starter.rows() if row.isEnabled()] + ["View board"]
    assert [one for one in tab_stops(pane) if one in wanted] == wanted


def test_the_badge_counts_what_is_late_or_due_today(qtbot: QtBot, context: PaneContext, services: Services) -> None:
    task(services, "late", due_on=date(2025, 11, 1))
    task(services, "today")
    task(services, "tomorrow", due_on=date(2025, 11, 21))
    pane = TodayPane(context)
    qtbot.addWidget(pane)
    with qtbot.waitSignal(pane.badge_changed) as told:
        pane.reload()
    assert told.args == [2]


def test_w_finishes_and_the_next_row_takes_its_place(qtbot: QtBot, context: PaneContext, services: Services) -> None:
    task(services, "first")
    task(services, "second")
    pane = show(qtbot, context)
    pane.needs.focus_list()
    trigger(pane, "today.finish")
    qtbot.waitUntil(lambda: rows(pane) == ["second"])
    assert pane.needs.rows()[0].hasFocus()
    services.history.undo()
    pane.reload()
    qtbot.waitUntil(lambda: len(rows(pane)) == 2)


def test_the_circle_finishes_a_task_and_solves_a_case(qtbot: QtBot, context: PaneContext, services: Services) -> None:
    case = open_case(services, "Oven timer stops", priority="urgent")
    services.calendar_commands.save_event(
        EventDraft(
            "tasting",
            starts_at=datetime(2025, 11, 20, 15, tzinfo=LONDON),
            ends_at=datetime(2025, 11, 20, 16, tzinfo=LONDON),
        )
    )
    pane = show(qtbot, context)
    answer, tasting = pane.needs.rows()
    # There is nothing to finish about an event: it has no circle.
    assert tasting.circle.isHidden()
    QTest.mouseClick(answer.circle, Qt.MouseButton.LeftButton)
    assert answer.circle.isChecked()
    qtbot.waitUntil(lambda: rows(pane) == ["tasting"])
    assert services.cases.detail(case).status == "solved"


def test_enter_and_the_button_do_what_the_button_says(
    qtbot: QtBot, context: PaneContext, services: Services, amelia: str
) -> None:
    task(services, "Call Amelia", kind="call", person_id=amelia)
    case = open_case(services, "Oven timer stops", priority="urgent")
    pane = show(qtbot, context)
    asked: list[tuple[str, str, str]] = []
    pane.request.connect(lambda *wish: asked.append(wish))
    key(pane, 0, Qt.Key.Key_Return)
    QTest.mouseClick(pane.needs.rows()[1].button, Qt.MouseButton.LeftButton)
    assert asked == [("reply", "case", case), ("log_call", "contact", amelia)]


def test_arrow_keys_walk_the_list_and_tab_leaves_it(qtbot: QtBot, context: PaneContext, services: Services) -> None:
    for name in "abc":
        task(services, name)
    pane = show(qtbot, context)
    pane.needs.focus_list()
    key(pane, 0, Qt.Key.Key_Down)
    key(pane, 1, Qt.Key.Key_Down)
    key(pane, 2, Qt.Key.Key_Down)
    need = pane.needs.current_need()
    assert need is not None
    assert need.title == "c"
    reached = [row for row in pane.needs.rows() if row.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert reached == [pane.needs.rows()[2]]
    key(pane, 2, Qt.Key.Key_Home)
    need = pane.needs.current_need()
    assert need is not None
    assert need.title == "a"


@pytest.mark.parametrize(
    ("pressed", "day"),
    [(Qt.Key.Key_1, date(2025, 11, 20)), (Qt.Key.Key_2, date(2025, 11, 21)), (Qt.Key.Key_3, date(2025, 11, 24))],
)
def test_s_moves_a_task_to_another_day(
    qtbot: QtBot, context: PaneContext, services: Services, pressed: Qt.Key, day: date
) -> None:
    task_id = task(services, "Call", due_at=datetime(2025, 11, 19, 15, 30, tzinfo=LONDON))
    pane = show(qtbot, context)
    pane.needs.focus_list()
    trigger(pane, "today.reschedule")
    panel = pane._reschedule
    assert panel is not None
    assert panel.isVisible()
    QTest.keyClick(panel.tomorrow_button, pressed)
    settle(qtbot, pane)
    moved = services.calendar.task(task_id).draft
    assert moved.due_at is not None
    # It keeps its hour.
    assert moved.due_at.astimezone(LONDON) == datetime(day.year, day.month, day.day, 15, 30, tzinfo=LONDON)


def test_moving_to_today_after_its_hour_leaves_the_hour_open(
    qtbot: QtBot, context: PaneContext, services: Services
) -> None:
    task_id = task(services, "Call", due_at=datetime(2025, 11, 19, 8, 0, tzinfo=LONDON))
    pane = show(qtbot, context)
    trigger(pane, "today.reschedule")
    assert pane._reschedule is not None
    pane.window().activateWindow()
    pane._reschedule.day_edit.setFocus()
    pane._reschedule.day_edit.setText("today")
    QTest.keyClick(pane._reschedule.day_edit, Qt.Key.Key_Return)
    settle(qtbot, pane)
    moved = services.calendar.task(task_id).draft
    assert (moved.due_on, moved.due_at) == (TODAY, None)


def test_never_more_than_twenty_rows_before_all_are_asked_for(
    qtbot: QtBot, context: PaneContext, services: Services
) -> None:
    for number in range(27):
        task(services, f"task {number:02}")
    pane = show(qtbot, context)
    assert len(pane.needs.rows()) == MOST_SHOWN
    assert pane.needs.show_all_button.text() == "Show all 27"
    QTest.mouseClick(pane.needs.show_all_button, Qt.MouseButton.LeftButton)
    assert len(pane.needs.rows()) == 27
    assert pane.needs.show_all_button.isHidden()


def test_a_day_without_needs_offers_three_things(
    qtbot: QtBot, context: PaneContext, services: Services, clock: FixedClock
) -> None:
    clock.advance(timedelta(days=-70))
    rosa = add_contact(services, "Rosa Delgado")
    won = stages(services)["Won"].id
    services.pipeline_commands.move([add_deal(services, "Bread", "New", "900", person_id=rosa)], won)
    clock.advance(timedelta(days=70))
    task(services, "Site visit", due_on=date(2025, 11, 25))
    pane = show(qtbot, context)
    nothing = pane.needs.nothing
    assert nothing.isVisible()
    assert nothing.next.text() == "Next: Tue, Site visit."
    assert nothing.quiet.text() == "Call Rosa Delgado, quiet for 70 days"
    assert pane.sentence_label.text().endswith("nothing needs you today.")
    with qtbot.waitSignal(pane.record_requested) as asked:
        QTest.mouseClick(nothing.quiet, Qt.MouseButton.LeftButton)
    assert asked.args == ["contact", rosa]
    assert [row.accessibleName() for row in pane.quiet.rows()] == ["Rosa Delgado, 70 days"]


def test_the_starter_list_goes_step_by_step(qtbot: QtBot, context: PaneContext, services: Services) -> None:
    pane = show(qtbot, context)
    assert [row.is_done() for row in pane.starter.rows()] == [False] * 5
    with qtbot.waitSignal(pane.request) as asked:
        QTest.mouseClick(pane.starter.rows()[0], Qt.MouseButton.LeftButton)
    assert asked.args == ["new_contact", "contact", ""]
    add_contact(services, "Amelia Okafor")
    pane.reload()
    qtbot.waitUntil(lambda: pane.starter.rows()[0].is_done())
    assert not pane.starter.rows()[0].isEnabled()
    assert pane.starter.done_label.text() == "1 of 5 done"


@pytest.mark.parametrize(
    ("tile", "wish"),
    [
        ("pipeline", ["pipeline", "deal", "open"]),
        ("won", ["pipeline", "deal", "won"]),
        ("quotes", ["quotes", "quote", "sent"]),
        ("cases", ["cases", "case", "mine"]),
    ],
)
def test_tiles_open_what_they_count(qtbot: QtBot, context: PaneContext, tile: str, wish: list[str]) -> None:
    pane = show(qtbot, context)
    with qtbot.waitSignal(pane.request) as asked:
        QTest.mouseClick(getattr(pane.tiles, tile), Qt.MouseButton.LeftButton)
    assert asked.args == wish


def test_what_was_due_becomes_late_while_the_page_is_open(
    qtbot: QtBot, context: PaneContext, services: Services, clock: FixedClock
) -> None:
    task(services, "Call", due_at=datetime(2025, 11, 20, 10, 30, tzinfo=LONDON))
    pane = show(qtbot, context)
    assert pane.needs.shown_groups() == ["today"]
    clock.advance(timedelta(hours=2))
    pane._clock_timer.timeout.emit()
    qtbot.waitUntil(lambda: pane.needs.shown_groups() == ["late"])
    assert pane._clock_timer.isActive()
    pane.window().hide()
    assert not pane._clock_timer.isActive()


def test_a_write_that_is_refused_says_why_and_gives_the_circle_back(
    qtbot: QtBot, context: PaneContext, services: Services
) -> None:
    task_id = task(services, "Call")
    pane = show(qtbot, context)
    with services.database.write("Gone") as work:
        work.execute("UPDATE task SET deleted_at = 1 WHERE id = ?", (task_id,))
    QTest.mouseClick(pane.needs.rows()[0].circle, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not pane.banner.isHidden())
    assert pane.banner.title() == "This task is no longer there."
    assert not pane.needs.rows()[0].circle.isChecked()


def test_a_failed_reading_can_be_tried_again(
    qtbot: QtBot, context: PaneContext, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise CrmError("The file could not be read.", "Your data is safe.")

    pane = TodayPane(context)
    qtbot.addWidget(pane)
    pane.show()
    monkeypatch.setattr(services.today, "overview", fail)
    pane.reload()
    qtbot.waitUntil(lambda: not pane.banner.isHidden())
    monkeypatch.undo()
    QTest.mouseClick(pane.banner.action_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: pane.banner.isHidden() and pane.today is not None)


def test_everything_that_takes_the_focus_has_a_name(qtbot: QtBot, context: PaneContext, services: Services) -> None:
    from PySide6.QtWidgets import QWidget

    task(services, "Call")
    add_deal(services, "Bread", "New", "100")
    pane = show(qtbot, context)
    nameless = [
        widget
        for widget in pane.findChildren(QWidget)
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not widget.accessibleName()
    ]
    assert nameless == []
    small = [
        widget
        for widget in pane.findChildren(QWidget)
        if widget.isVisible()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and min(widget.width(), widget.height()) < 24
    ]
    assert small == []
    keys = [action.shortcut for action in pane.actions_here() if action.shortcut]
    assert len(keys) == len(set(keys))
    assert all(region.isVisible() for region in pane.regions())


def test_a_row_is_reused_for_another_need(qtbot: QtBot, context: PaneContext, services: Services) -> None:
    task(services, "first")
    pane = show(qtbot, context)
    row = pane.needs.rows()[0]
    task(services, "a new one", due_on=date(2025, 11, 1))
    pane.reload()
    qtbot.waitUntil(lambda: rows(pane) == ["a new one", "first"])
    assert pane.needs.rows()[0] is row
    assert isinstance(row, NeedRow)
