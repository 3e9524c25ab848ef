"""The Cases page as a person uses it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.core.clock import FixedClock
from crm_desktop.services.cases.views import Queue
from crm_desktop.services.services import Services
from crm_desktop.ui.pane.pane import PaneContext
from tests.services.cases.opening import open_case
from tests.ui.cases.page import listed, show, shown, trigger


def test_the_most_pressing_case_is_shown_first(
    qtbot: QtBot, context: PaneContext, services: Services, farid: str
) -> None:
    open_case(services, "low", priority="low")
    open_case(services, "Oven timer stops", priority="urgent", person_id=farid, text="It stops.", channel="email")
    pane = show(qtbot, context)
    shown(qtbot, pane, "Oven timer stops")
    assert listed(pane) == ["Oven timer stops", "low"]
    assert pane.head.title_label.text() == "Oven timer stops"
    assert (pane.head.number_chip.text(), pane.head.due_chip.text()) == ("C-0002", "Reply due in 2 h")
    (item,) = pane.thread_view.items()
    assert item.message.body == "It stops."
    assert item.caption.text() == "Farid Haddad  ·  Today 09:00  ·  email"
    assert pane.side.name_button.text() == "Farid Haddad"
    assert pane.queue.counts_label.text() == "2 open  ·  0 waiting"
    spoken = pane.queue.model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Oven timer stops, Farid Haddad, Urgent priority, Reply due in 2 h, C-0002"


def test_w_solves_and_reopens(qtbot: QtBot, context: PaneContext, services: Services) -> None:
    case = open_case(services, "Oven timer stops")
    pane = show(qtbot, context)
    shown(qtbot, pane, "Oven timer stops")
    trigger(pane, "cases.solve")
    qtbot.waitUntil(lambda: pane.head.finish_button.text() == "Reopen")
    assert services.cases.detail(case).status == "solved"
    trigger(pane, "cases.solve")
    qtbot.waitUntil(lambda: pane.head.finish_button.text() == "Solve")
    trigger(pane, "cases.close")
    qtbot.waitUntil(lambda: pane.case is not None and pane.case.status == "closed")


def test_fields_are_changed_beside_the_thread(qtbot: QtBot, context: PaneContext, services: Services) -> None:
    case = open_case(services, "Oven timer stops")
    pane = show(qtbot, context)
    shown(qtbot, pane, "Oven timer stops")
    pane.side.choices["priority"].chosen.emit("high")
    qtbot.waitUntil(lambda: pane.head.priority_chip.text() == "High")
    pane.side.choices["owner_id"].chosen.emit("")
    qtbot.waitUntil(lambda: pane.case is not None and pane.case.owner_id is None)
    pane.side.subject.start_editing()
    editor = pane.side.subject.editor()
    assert isinstance(editor, QLineEdit)
    editor.setText("Oven timer stops early")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: pane.head.title_label.text() == "Oven timer stops early")
    assert services.cases.detail(case).subject == "Oven timer stops early"


def test_the_customer_is_chosen_by_typing(qtbot: QtBot, context: PaneContext, services: Services, farid: str) -> None:
    case = open_case(services, "Oven timer stops")
    pane = show(qtbot, context)
    shown(qtbot, pane, "Oven timer stops")
    pane.window().activateWindow()
    QTest.mouseClick(pane.side.choose_button, Qt.MouseButton.LeftButton)
    panel = pane.doing._customer
    assert panel is not None
    QTest.keyClicks(panel.picker, "fari")
    qtbot.waitUntil(panel.picker.list_is_open)
    QTest.keyClick(panel.picker, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: pane.side.name_button.text() == "Farid Haddad")
    assert services.cases.detail(case).customer is not None
    assert pane.composer.wait_button.text() == "Mail and wait"


def test_the_first_time_and_the_end_of_the_queue(qtbot: QtBot, context: PaneContext, services: Services) -> None:
    pane = show(qtbot, context)
    assert pane.first.isVisible()
    case = open_case(services, "Oven timer stops")
    services.case_commands.solve(case)
    pane.reload()
    shown(qtbot, pane, "Oven timer stops")
    assert not pane.first.isVisible()
    clock = services.clock
    assert isinstance(clock, FixedClock)
    clock.advance(timedelta(days=1))
    pane.reload()
    qtbot.waitUntil(pane.queue.nothing.isVisible)
    assert pane.queue.nothing.title() == "Nobody waits for an answer"


def test_filtering_and_finding_nothing(qtbot: QtBot, context: PaneContext, services: Services) -> None:
    open_case(services, "Oven timer stops")
    open_case(services, "Wrong pedals")
    pane = show(qtbot, context)
    pane.focus_filter()
    pane.queue.search.setText("pedals")
    qtbot.waitUntil(lambda: pane.operations.idle and listed(pane) == ["Wrong pedals"])
    pane.queue.search.setText("nothing like it")
    qtbot.waitUntil(pane.queue.nothing.isVisible)
    assert pane.queue.nothing.title() == "Nothing matches “nothing like it”"
    QTest.mouseClick(pane.queue.nothing.primary_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: pane.queue.shown_count() == 2)


def test_a_case_is_found_in_whichever_queue_it_is(qtbot: QtBot, context: PaneContext, services: Services) -> None:
    old = open_case(services, "Door seal worn")
    services.case_commands.solve(old)
    clock = services.clock
    assert isinstance(clock, FixedClock)
    clock.advance(timedelta(days=2))
    open_case(services, "Oven timer stops")
    pane = show(qtbot, context)
    shown(qtbot, pane, "Oven timer stops")
    pane.open_record("case", old)
    shown(qtbot, pane, "Door seal worn")
    qtbot.waitUntil(lambda: pane.queue.query.queue is Queue.SOLVED)
    assert pane.queue.switch.current() == "solved"
    row = pane.queue.current_row()
    assert row is not None
    assert row.id == old


def test_deleting_shows_the_neighbour_and_undo_brings_it_back(
    qtbot: QtBot, context: PaneContext, services: Services
) -> None:
    open_case(services, "first", priority="urgent")
    open_case(services, "second")
    pane = show(qtbot, context)
    shown(qtbot, pane, "first")
    trigger(pane, "cases.delete")
    shown(qtbot, pane, "second")
    assert listed(pane) == ["second"]
    pane.operations.write(pane, services.history.undo)
    qtbot.waitUntil(lambda: listed(pane) == ["first", "second"])


def test_files_are_attached_and_copied_out(
    qtbot: QtBot, context: PaneContext, services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from PySide6.QtWidgets import QFileDialog

    case = open_case(services, "Oven timer stops")
    (tmp_path / "timer.txt").write_text("stops at 20")
    pane = show(qtbot, context)
    shown(qtbot, pane, "Oven timer stops")
    pane.doing.attach([tmp_path / "timer.txt"])
    qtbot.waitUntil(lambda: pane.case is not None and len(pane.case.files) == 1)
    (file,) = services.cases.detail(case).files
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(tmp_path / "copy.txt"), ""))
    with qtbot.waitSignal(pane.notice):
        pane.doing.handle_file("save", file.id)
    assert (tmp_path / "copy.txt").read_text() == "stops at 20"
    pane.doing.attach([tmp_path / "not there.txt"])
    qtbot.waitUntil(lambda: not pane.banner.isHidden())
    assert "could not be read" in pane.banner.title()
    pane.doing.handle_file("delete", file.id)
    qtbot.waitUntil(lambda: pane.case is not None and not pane.case.files)


def test_a_narrow_window_folds_the_details_away(qtbot: QtBot, context: PaneContext, services: Services) -> None:
    open_case(services, "Oven timer stops")
    pane = show(qtbot, context, width=1000)
    shown(qtbot, pane, "Oven timer stops")
    assert pane.side.isHidden()
    assert pane.head.panel_button.isVisible()
    trigger(pane, "cases.panel")
    assert pane.side.isVisible()
    trigger(pane, "cases.panel")
    pane.window().resize(1400, 840)
    # Closed by hand, it stays closed.
    assert pane.side.isHidden()


def test_chips_follow_the_clock(qtbot: QtBot, context: PaneContext, services: Services, clock: FixedClock) -> None:
    open_case(services, "Oven timer stops", priority="urgent")
    pane = show(qtbot, context)
    shown(qtbot, pane, "Oven timer stops")
    clock.advance(timedelta(minutes=85))
    pane._clock_timer.timeout.emit()
    qtbot.waitUntil(lambda: pane.head.due_chip.text() == "Reply due in 35 min")
    assert pane.queue.now_label.text() == "1 answer now"


def test_everything_that_takes_the_focus_has_a_name(
    qtbot: QtBot, context: PaneContext, services: Services, farid: str
) -> None:
    open_case(services, "Oven timer stops", person_id=farid, text="Hello.")
    pane = show(qtbot, context)
    shown(qtbot, pane, "Oven timer stops")
    focusable = [
        widget
        for widget in pane.findChildren(QWidget)
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    nameless = [widget for widget in focusable if not widget.accessibleName() and not hasattr(widget, "text")]
    assert nameless == []
    assert [widget for widget in focusable if min(widget.width(), widget.height()) < 24] == []
    keys = [action.shortcut for action in pane.actions_here() if action.shortcut]
    assert len(keys) == len(set(keys))
    assert {"R", "N", "W", "Shift+W", "A", "M"} <= set(keys)
    assert all(region.isVisible() for region in pane.regions())
