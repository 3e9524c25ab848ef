"""The calendar page as a person uses it, by mouse and by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.errors import CrmError
from crm_desktop.services.calendar.views import EventDraft, TaskDraft
from crm_desktop.services.services import Services
from crm_desktop.ui.calendar.item_button import ItemButton
from crm_desktop.ui.calendar.item_menu import item_menu
from crm_desktop.ui.calendar.pane import CalendarPane
from tests.watchdog import Watchdog

Plan = Callable[..., str]
Settle = Callable[[], None]
TODAY = date(2025, 11, 20)
BOTH = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton


def titles(pane: CalendarPane) -> list[str]:
    return [button.item.title for button in pane.week_view.grid.buttons.all()]


def button(pane: CalendarPane, title: str) -> ItemButton:
    found = [one for one in pane.findChildren(ItemButton) if one.item.title == title and one.isVisible()]
    assert found, title
    return found[0]


def mouse(widget: QWidget, kind: QEvent.Type, place: QPoint, modifiers: Qt.KeyboardModifier = NONE) -> None:
    pressed = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else LEFT
    which = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else LEFT
    event = QMouseEvent(kind, QPointF(place), QPointF(widget.mapToGlobal(place)), which, pressed, modifiers)
    QApplication.sendEvent(widget, event)


def drag(widget: QWidget, start: QPoint, by: QPoint, *, drop: bool = True) -> None:
    mouse(widget, QEvent.Type.MouseButtonPress, start)
    mouse(widget, QEvent.Type.MouseMove, start + by / 2)
    mouse(widget, QEvent.Type.MouseMove, start + by)
    if drop:
        mouse(widget, QEvent.Type.MouseButtonRelease, start + by)


def local(services: Services, event: str) -> tuple[datetime, datetime]:
    draft = services.calendar.event(event).draft
    assert draft.starts_at is not None
    assert draft.ends_at is not None
    zone = services.clock.zone
    return draft.starts_at.astimezone(zone).replace(tzinfo=None), draft.ends_at.astimezone(zone).replace(tzinfo=None)


def test_the_week_shows_what_is_planned_in_reading_order(pane: CalendarPane, plan: Plan, settle: Settle) -> None:
    assert pane.toolbar.title.text() == "17 – 23 November 2025"
    assert "Nothing planned" in pane.toolbar.hint.text()
    plan("Tasting", 20, 13)
    plan("Stand-up", 18, 9)
    plan("Next week", 25, 9)
    pane.reload()
    settle()
    assert titles(pane) == ["Stand-up", "Tasting"]
    assert pane.toolbar.hint.text() == ""
    assert button(pane, "Tasting").accessibleName() == "Tasting, Meetings, Thursday 20 November 2025 13:00 – 14:00"


def test_dragging_moves_and_undo_brings_back(
    pane: CalendarPane, plan: Plan, services: Services, settle: Settle, qtbot: QtBot
) -> None:
    event = plan("Tasting", 20, 13)
    pane.reload()
    settle()
    grid, block = pane.week_view.grid, button(pane, "Tasting")
    column = grid.column_rect(1).x() - grid.column_rect(0).x()
    hour = grid.y_of(60)
    start = QPoint(20, 30)
    drag(block, start, QPoint(int(column), int(hour * 1.5)), drop=False)
    assert grid.ghost.words == "14:30 – 15:30"
    mouse(block, QEvent.Type.MouseButtonRelease, start + QPoint(int(column), int(hour * 1.5)))
    settle()
    assert local(services, event) == (datetime(2025, 11, 21, 14, 30), datetime(2025, 11, 21, 15, 30))
    assert pane.editing.editor is None  # a drag is no click
    services.history.undo()
    assert local(services, event)[0] == datetime(2025, 11, 20, 13)


def test_escape_cancels_a_drag(pane: CalendarPane, plan: Plan, services: Services, settle: Settle) -> None:
    event = plan("Tasting", 20, 13)
    pane.reload()
    settle()
    block = button(pane, "Tasting")
    block.setFocus()
    drag(block, QPoint(20, 30), QPoint(0, 120), drop=False)
    QTest.keyClick(block, Qt.Key.Key_Escape)
    mouse(block, QEvent.Type.MouseButtonRelease, QPoint(20, 150))
    settle()
    assert pane.week_view.grid.ghost.words == ""
    assert local(services, event)[0] == datetime(2025, 11, 20, 13)


def test_dragging_an_edge_changes_the_length(
    pane: CalendarPane, plan: Plan, services: Services, settle: Settle
) -> None:
    event = plan("Tasting", 20, 13)
    pane.reload()
    settle()
    block = button(pane, "Tasting")
    half = int(pane.week_view.grid.y_of(30))
    drag(block, QPoint(20, block.height() - 2), QPoint(0, half))
    settle()
    assert local(services, event) == (datetime(2025, 11, 20, 13), datetime(2025, 11, 20, 14, 30))
    drag(button(pane, "Tasting"), QPoint(20, 2), QPoint(0, -half))
    settle()
    assert local(services, event) == (datetime(2025, 11, 20, 12, 30), datetime(2025, 11, 20, 14, 30))


def test_dragging_over_the_hours_plans_something(pane: CalendarPane, services: Services, settle: Settle) -> None:
    grid = pane.week_view.grid
    place = QPoint(int(grid.column_rect(2).center().x()), int(grid.y_of(11 * 60 + 31)))
    drag(grid, place, QPoint(0, int(grid.y_of(40))))
    editor = pane.editing.editor
    assert editor is not None
    assert editor.isVisible()
    assert grid.ghost.words == "11:30 – 12:30"
    QTest.keyClicks(editor.form.title, "Demo")
    QTest.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert editor.isHidden()
    assert grid.ghost.isHidden()
    (item,) = services.calendar.window(date(2025, 11, 19), date(2025, 11, 19))
    assert item.title == "Demo"
    assert local(services, item.record_id) == (datetime(2025, 11, 19, 11, 30), datetime(2025, 11, 19, 12, 30))
    assert titles(pane) == ["Demo"]


def test_everything_goes_by_keyboard(pane: CalendarPane, services: Services, settle: Settle) -> None:
    grid = pane.week_view.grid
    grid.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Down):
        QTest.keyClick(grid, key)
    QTest.keyClick(grid, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(grid, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert grid.accessibleName() == "Friday 21 November 2025 10:00 – 11:30"
    QTest.keyClick(grid, Qt.Key.Key_Return)
    editor = pane.editing.editor
    assert editor is not None
    QTest.keyClicks(editor.form.title, "Baking")
    QTest.keyClick(editor.form.title, Qt.Key.Key_Return)
    settle()
    assert QApplication.focusWidget() is grid
    block = button(pane, "Baking")
    event = block.item.record_id
    block.setFocus()
    QTest.keyClick(block, Qt.Key.Key_Left, BOTH)
    settle()
    block = button(pane, "Baking")
    assert block.hasFocus()
    QTest.keyClick(block, Qt.Key.Key_Down, BOTH)
    settle()
    assert local(services, event) == (datetime(2025, 11, 20, 10, 30), datetime(2025, 11, 20, 12, 0))
    QTest.keyClick(button(pane, "Baking"), Qt.Key.Key_Delete)
    settle()
    assert titles(pane) == []
    services.history.undo()
    assert len(services.calendar.window(TODAY, TODAY)) == 1


def test_the_cursor_leaves_the_week_into_the_next(pane: CalendarPane, settle: Settle) -> None:
    grid = pane.week_view.grid
    grid.setFocus()
    for _ in range(4):
        QTest.keyClick(grid, Qt.Key.Key_Right)
    settle()
    assert pane.toolbar.title.text() == "24 – 30 November 2025"
    assert grid.cursor_date == date(2025, 11, 24)
    QTest.keyClick(grid, Qt.Key.Key_Left)
    settle()
    assert grid.cursor_date == date(2025, 11, 23)


def test_the_four_views_and_paging_are_actions(pane: CalendarPane, settle: Settle) -> None:
    actions = {action.shortcut: action for action in pane.actions_here() if action.shortcut}
    for keys, view, title in (
        ("1", "day", "Thursday 20 November 2025"),
        ("3", "month", "November 2025"),
        ("4", "agenda", "20 November – 19 December 2025"),
        ("2", "week", "17 – 23 November 2025"),
    ):
        actions[keys].trigger()
        settle()
        assert (pane.view, pane.toolbar.title.text()) == (view, title)
    actions["PgDown"].trigger()
    assert pane.day == date(2025, 11, 27)
    actions["T"].trigger()
    assert pane.day == TODAY
    shortcuts = [action.shortcut for action in pane.actions_here() if action.shortcut]
    assert len(shortcuts) == len(set(shortcuts))


def test_a_series_asks_which_ones(pane: CalendarPane, plan: Plan, services: Services, settle: Settle) -> None:
    plan("Stand-up", 18, 9, rule="FREQ=WEEKLY")
    pane.reload()
    settle()
    block = button(pane, "Stand-up")
    block.setFocus()
    QTest.keyClick(block, Qt.Key.Key_Down, BOTH)
    question = pane.editing.question
    assert question is not None
    assert question.isVisible()
    QTest.keyClick(question, Qt.Key.Key_Escape)
    settle()
    hours = [item.starts_at.hour for item in services.calendar.window(TODAY, date(2025, 12, 10)) if item.starts_at]
    assert hours == [9, 9, 9][: len(hours)]
    QTest.keyClick(button(pane, "Stand-up"), Qt.Key.Key_Down, BOTH)
    question.later.click()
    settle()
    items = services.calendar.window(date(2025, 11, 17), date(2025, 12, 10))
    assert [(item.starts_at.hour, item.starts_at.minute) for item in items if item.starts_at] == [(9, 30)] * 4


def test_a_month_counts_what_does_not_fit(pane: CalendarPane, plan: Plan, settle: Settle) -> None:
    for hour in range(8, 18):
        plan(f"Visit {hour}", 20, hour)
    pane.set_view("month")
    settle()
    more = [one for one in pane.month_view._more.values() if one.isVisible()]
    shown = [one for one in pane.month_view.buttons.all() if one.isVisible()]
    assert len(more) == 1
    assert more[0].text() == f"{10 - len(shown)} more"
    more[0].click()
    settle()
    assert (pane.view, pane.day) == ("day", TODAY)
    assert len(pane.day_view.grid.buttons) == 10


def test_a_month_moves_days_and_keeps_the_hour(
    pane: CalendarPane, plan: Plan, services: Services, settle: Settle
) -> None:
    event = plan("Tasting", 20, 13)
    pane.set_view("month")
    settle()
    chip = button(pane, "Tasting")
    cell = pane.month_view.cell(TODAY)
    drag(chip, QPoint(10, 8), QPoint(int(cell.width()), int(cell.height())))
    settle()
    assert local(services, event)[0] == datetime(2025, 11, 28, 13)
    chip = button(pane, "Tasting")
    chip.setFocus()
    QTest.keyClick(chip, Qt.Key.Key_Up, BOTH)
    settle()
    assert local(services, event)[0] == datetime(2025, 11, 21, 13)


def test_ticking_off_a_call_asks_what_was_said(
    pane: CalendarPane,
    plan_task: Callable[[TaskDraft], str],
    person: str,
    services: Services,
    settle: Settle,
    qtbot: QtBot,
) -> None:
    task = plan_task(TaskDraft("Call Amelia", "call", due_on=TODAY, person_id=person))
    pane.reload()
    settle()
    (line,) = pane.panel.todo.lines()
    with qtbot.waitSignal(pane.request) as asked:
        QTest.mouseClick(line, LEFT, NONE, QPoint(10, 20))
    assert asked.args == ["log_call", "contact", person]
    settle()
    assert services.calendar.task(task).status == "done"
    (line,) = pane.panel.todo.lines()
    assert line.detail.startswith("\u2068Done") or line.detail.startswith("Done")
    QTest.keyClick(line, Qt.Key.Key_Space)
    settle()
    assert services.calendar.task(task).status == "open"


def test_the_menu_of_a_task_opens_finishes_and_deletes(
    pane: CalendarPane,
    plan_task: Callable[[TaskDraft], str],
    person: str,
    services: Services,
    settle: Settle,
    qtbot: QtBot,
) -> None:
    at_ten = datetime(2025, 11, 20, 10, tzinfo=services.clock.zone)
    task = plan_task(TaskDraft("Call Amelia", "call", due_at=at_ten, person_id=person))
    pane.reload()
    settle()
    item = button(pane, "Call Amelia").item
    opened: list[str] = []

    def note() -> None:
        opened.append(item.key)

    menu = item_menu(item, pane, note, pane.editing, pane.record_requested, pane.request)
    actions = {action.text(): action for action in menu.actions() if action.text()}
    assert list(actions) == ["Open", "Done", "Show Amelia Okafor", "History", "Delete"]
    actions["Open"].trigger()
    assert opened == [item.key]
    with qtbot.waitSignal(pane.record_requested) as shown:
        actions["Show Amelia Okafor"].trigger()
    assert shown.args == ["contact", person]
    actions["Done"].trigger()
    settle()
    assert services.calendar.task(task).status == "done"
    actions["Delete"].trigger()
    settle()
    assert titles(pane) == []
    menu.deleteLater()


@pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True)
def test_the_menu_comes_up_and_opens(pane: CalendarPane, plan: Plan, settle: Settle) -> None:
    plan("Tasting", 20, 13)
    pane.reload()
    settle()
    item = button(pane, "Tasting").item
    pane.acts.show_menu(item.key, QPoint(10, 10))
    (menu,) = pane.findChildren(QMenu)
    menu.actions()[0].trigger()
    menu.close()
    settle()
    assert pane.editing.editor is not None
    assert pane.editing.editor.form.title.text() == "Tasting"


def test_kinds_can_be_switched_off_and_stay_so(pane: CalendarPane, plan: Plan, settle: Settle) -> None:
    plan("Tasting", 20, 13, kind="visit")
    plan("Team", 20, 9)
    pane.reload()
    settle()
    check = next(one for one in pane.panel.checks if one.look.key == "visits")
    check.click()
    assert titles(pane) == ["Team"]
    state = pane.state()
    pane.restore({"view": "day", "hidden": [], "panel": True})
    settle()
    assert len(pane.day_view.grid.buttons) == 2
    pane.restore(state)
    settle()
    assert titles(pane) == ["Team"]


def test_a_line_of_words_is_planned(pane: CalendarPane, person: str, services: Services, settle: Settle) -> None:
    box = pane.panel.plan
    QTest.keyClicks(box.line, "call amelia fri 15:00 30m")
    QTest.keyClick(box.line, Qt.Key.Key_Return)
    settle()
    assert box.line.text() == ""
    (item,) = services.calendar.window(date(2025, 11, 21), date(2025, 11, 21))
    assert (item.source, item.kind, item.person_id) == ("task", "call", person)
    assert titles(pane) == [item.title]


def test_the_form_understands_its_title_and_warns_of_overlaps(
    pane: CalendarPane, plan: Plan, person: str, services: Services, settle: Settle, qtbot: QtBot
) -> None:
    plan("Tasting", 21, 14, 90)
    pane.new_record()
    editor = pane.editing.editor
    assert editor is not None
    QTest.keyClicks(editor.form.title, "meet amelia fri 15:00 30m")
    qtbot.waitUntil(lambda: editor.form.day.value() == date(2025, 11, 21))
    qtbot.waitUntil(lambda: "Overlaps" in editor.message.text())
    assert editor.message.text() == "Overlaps “Tasting”, 14:00 – 15:30."
    assert editor.form.customer.picked_id() == person
    editor.save()
    settle()
    item = next(
        one for one in services.calendar.window(date(2025, 11, 21), date(2025, 11, 21)) if one.title != "Tasting"
    )
    assert (item.kind, item.person_id) == ("meeting", person)
    assert item.starts_at is not None
    assert item.starts_at.hour == 15


def test_the_form_keeps_what_was_typed_when_it_is_refused(pane: CalendarPane, settle: Settle) -> None:
    pane.new_record()
    editor = pane.editing.editor
    assert editor is not None
    editor.save()
    assert "Write what happens" in editor.message.text()
    editor.form.title.setText("Tasting")
    editor.form.starts.setText("half past")
    editor.save()
    assert "cannot be read" in editor.message.text()
    assert editor.isVisible()
    assert editor.form.title.text() == "Tasting"


def test_opening_a_record_goes_to_its_day(pane: CalendarPane, services: Services, settle: Settle) -> None:
    draft = EventDraft("Trade fair", starts_on=date(2026, 1, 12), ends_on=date(2026, 1, 14))
    (event,) = services.calendar_commands.save_event(draft).touched["event"]
    pane.open_record("event", event)
    settle()
    assert pane.day == date(2026, 1, 12)
    editor = pane.editing.editor
    assert editor is not None
    assert editor.form.title.text() == "Trade fair"
    assert editor.form.all_day.isChecked()
    editor.form.title.setText("Big fair")
    editor.save()
    settle()
    detail = services.calendar.event(event)
    assert (detail.draft.title, detail.draft.ends_on) == ("Big fair", date(2026, 1, 14))


def test_a_failed_reading_says_so_and_can_be_tried_again(
    pane: CalendarPane, services: Services, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise CrmError("The file cannot be read.", "Nothing is lost.")

    with monkeypatch.context() as patch:
        patch.setattr(services.calendar, "window", refuse)
        patch.setattr(services.calendar, "marked_days", lambda *_: frozenset())
        pane.reload()
        settle()
        assert pane.error.isVisible()
        assert pane.error.title() == "The file cannot be read."
    pane.error.action_button.click()
    settle()
    assert pane.error.isHidden()


def test_a_new_day_begins_while_the_page_is_open(pane: CalendarPane, clock: FixedClock, settle: Settle) -> None:
    clock.advance(timedelta(days=1))
    pane._on_tick()
    settle()
    assert pane.week_view.strip._today == date(2025, 11, 21)


def test_every_control_has_a_name(pane: CalendarPane, plan: Plan, settle: Settle) -> None:
    plan("Tasting", 20, 13)
    pane.reload()
    pane.new_record()
    settle()
    unnamed = [
        widget
        for widget in pane.window().findChildren(QWidget)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.isVisible() and not widget.accessibleName()
    ]
    assert [type(widget).__name__ for widget in unnamed if not widget.property("floating")] == []
    for region in pane.regions():
        assert region.isVisible()


@pytest.mark.watchdog
def test_four_hundred_events_do_not_hold_up_the_window(
    pane: CalendarPane, services: Services, qtbot: QtBot, watchdog: Watchdog
) -> None:
    base = int(datetime(2025, 11, 3, 8).timestamp() * 1000)
    starts = [base + (n % 28) * 86_400_000 + (n % 10) * 3_600_000 for n in range(400)]
    with watchdog.paused(), services.database.write("Many", bulk=True) as work:
        work.execute_many(
            "INSERT INTO event (id, created_at, kind, title, starts_at, ends_at, zone)"
            " VALUES (?, 0, 'visit', ?, ?, ?, 'UTC')",
            [(f"{n:032x}", f"Visit {n}", start, start + 1_800_000) for n, start in enumerate(starts)],
        )
    pane.set_view("month")
    qtbot.waitUntil(lambda: len(pane.month_view.buttons) > 50)
    pane.set_view("week")
    qtbot.waitUntil(lambda: len(pane.week_view.grid.buttons) > 90)
