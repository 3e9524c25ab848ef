"""What floats over a window: toast, popover, picker list, progress, ring."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QCursor, QEnterEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.focus_ring import FocusRing
from crm_desktop.ui.kit.pick_list import PickItem
from crm_desktop.ui.kit.popover import Popover
from crm_desktop.ui.kit.progress_dock import ProgressDock
from crm_desktop.ui.kit.scrim import Scrim
from crm_desktop.ui.kit.search_picker import SearchPicker
from crm_desktop.ui.kit.toast import SHOWN_MS, Toast
from crm_desktop.ui.theme.theme import Theme

HARBOR = PickItem("h", "Harbor & Vine", "Bristol")
HARRIET = PickItem("j", "Harriet Jones")


class Window(QWidget):
    """Two buttons and a field, one under another."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.first, self.second = Button(theme, "First"), Button(theme, "Second")
        self.field = QLineEdit()
        column = QVBoxLayout(self)
        for widget in (self.first, self.second, self.field):
            column.addWidget(widget)
        column.addStretch(1)
        self.resize(600, 500)


@pytest.fixture
def window(theme: Theme, qtbot: QtBot) -> Window:
    window = Window(theme)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def handle(window: QWidget) -> QWindow:
    found = window.windowHandle()
    assert found is not None
    return found


def test_toast_replaces_waits_under_the_mouse_and_undoes(theme: Theme, window: Window, qtbot: QtBot) -> None:
    toast = Toast(theme, window)
    toast.show_message("Moved one deal", "Undo", token=1)
    toast.show_message("Archived 3 leads", "Undo", token=2)
    assert toast.text() == toast.accessibleName() == "Archived 3 leads"
    # Qt lets a coarse timer run 5 % late.
    assert 0 < toast.remaining_ms() <= SHOWN_MS * 1.05
    QApplication.sendEvent(toast, QEnterEvent(QPointF(5, 5), QPointF(5, 5), QPointF(5, 5)))
    assert toast.remaining_ms() == -1
    QApplication.sendEvent(toast, QEvent(QEvent.Type.Leave))
    assert toast.remaining_ms() > 0
    with qtbot.waitSignal(toast.action_requested) as undo:
        qtbot.mouseClick(toast._action, Qt.MouseButton.LeftButton)
    assert undo.args == [2]
    assert toast.isHidden()


def test_toast_goes_by_itself_and_stays_inside(theme: Theme, window: Window, qtbot: QtBot) -> None:
    toast = Toast(theme, window)
    toast.show_message("A very long sentence about what was done " * 5)
    assert toast.action_text() == ""
    window.resize(420, 400)
    assert window.rect().contains(toast.geometry())
    with qtbot.waitSignal(toast.dismissed):
        toast._timer.start(1)


def test_what_floats_stays_above_a_foot_and_comes_down_when_it_goes(
    theme: Theme, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QCursor, "pos", lambda: QPoint(-100, -100))
    window, page, foot = QWidget(), QScrollArea(), Button(theme, "Total and paging")
    column = QVBoxLayout(window)
    column.addWidget(page, 1)
    column.addWidget(foot)
    qtbot.addWidget(window)
    window.resize(600, 500)
    with qtbot.waitExposed(window):
        window.show()
    toast = Toast(theme, window)
    toast.show_message("Moved one deal", "Undo")
    assert toast.geometry().bottom() < foot.y()
    # What can be scrolled from under it may be covered.
    assert page.geometry().contains(toast.geometry())
    foot.hide()
    qtbot.waitUntil(lambda: toast.geometry().bottom() > window.height() - 40)


def test_popover_takes_focus_and_gives_it_back(theme: Theme, window: Window, qtbot: QtBot) -> None:
    popover = Popover("Log a call", window)
    note, save = QLineEdit(), Button(theme, "Save")
    popover.body.addWidget(note)
    popover.body.addWidget(save)
    window.first.setFocus()
    popover.open_at(window.first)
    assert note.hasFocus()
    assert window.rect().contains(popover.geometry())
    qtbot.keyClick(note, Qt.Key.Key_Tab)
    assert save.hasFocus()
    qtbot.keyClick(save, Qt.Key.Key_Tab)
    assert note.hasFocus()
    qtbot.keyClicks(note, "talked")
    with qtbot.waitSignal(popover.closed):
        qtbot.keyClick(note, Qt.Key.Key_Escape)
    assert window.first.hasFocus()
    popover.open_at(window.second)
    assert note.text() == "talked"


def test_popover_closes_on_a_press_elsewhere_but_not_inside(theme: Theme, window: Window, qtbot: QtBot) -> None:
    popover = Popover("Log a call", window)
    note = QLineEdit()
    popover.body.addWidget(note)
    popover.open_at(window.first)
    qtbot.mouseClick(note, Qt.MouseButton.LeftButton)
    assert popover.isVisible()
    qtbot.mouseClick(window, Qt.MouseButton.LeftButton, pos=QPoint(590, 490))
    assert popover.isHidden()


def test_pressing_the_anchor_again_only_closes(theme: Theme, window: Window, qtbot: QtBot) -> None:
    popover = Popover("More", window)
    popover.body.addWidget(QLineEdit())
    window.first.clicked.connect(lambda: popover.open_at(window.first))
    qtbot.mouseClick(window.first, Qt.MouseButton.LeftButton)
    assert popover.isVisible()
    qtbot.mouseClick(window.first, Qt.MouseButton.LeftButton)
    assert popover.isHidden()


def test_popover_goes_with_its_anchor(theme: Theme, window: Window, qtbot: QtBot) -> None:
    popover = Popover("More", window)
    anchor = Button(theme, "Row", parent=window)
    anchor.show()
    popover.open_at(anchor)
    with qtbot.waitSignal(popover.closed):
        anchor.deleteLater()


@pytest.fixture
def picker(theme: Theme, window: Window) -> SearchPicker:
    picker = SearchPicker(theme, "Customer")
    layout = window.layout()
    assert isinstance(layout, QVBoxLayout)
    layout.insertWidget(0, picker)
    picker.setFocus()
    return picker


def test_picker_asks_once_and_takes_with_enter(picker: SearchPicker, qtbot: QtBot) -> None:
    with qtbot.waitSignal(picker.query_changed) as asked:
        qtbot.keyClicks(picker, "har")
    assert asked.args == ["har"]
    picker.set_results([HARBOR, HARRIET], "har")
    assert [item.title for item in picker.shown_items()][:2] == ["Harbor & Vine", "Harriet Jones"]
    assert picker.shown_items()[-1].is_create
    qtbot.keyClick(picker, Qt.Key.Key_Down)
    with qtbot.waitSignal(picker.picked) as picked:
        qtbot.keyClick(picker, Qt.Key.Key_Return)
    assert picked.args == ["j"]
    assert (picker.picked_id(), picker.text(), picker.list_is_open()) == ("j", "Harriet Jones", False)


def test_picker_drops_answers_to_an_older_question(picker: SearchPicker, qtbot: QtBot) -> None:
    with qtbot.waitSignal(picker.query_changed):
        qtbot.keyClicks(picker, "har")
    with qtbot.waitSignal(picker.query_changed):
        qtbot.keyClicks(picker, "r")
    picker.set_results([HARBOR], "har")
    assert not picker.list_is_open()


def test_picker_creates_what_was_typed(picker: SearchPicker, qtbot: QtBot) -> None:
    with qtbot.waitSignal(picker.query_changed):
        qtbot.keyClicks(picker, "New Shop")
    picker.set_results([], "New Shop")
    with qtbot.waitSignal(picker.create_requested) as created:
        qtbot.keyClick(picker, Qt.Key.Key_Return)
    assert created.args == ["New Shop"]


def test_picker_offers_nothing_to_create_when_the_name_is_known(picker: SearchPicker, qtbot: QtBot) -> None:
    with qtbot.waitSignal(picker.query_changed):
        qtbot.keyClicks(picker, "harbor & vine")
    picker.set_results([HARBOR], "harbor & vine")
    assert picker.shown_items() == [HARBOR]


def test_leaving_a_picker_half_typed_shows_what_is_chosen(picker: SearchPicker, window: Window, qtbot: QtBot) -> None:
    picker.set_picked("h", "Harbor & Vine")
    picker.selectAll()
    qtbot.keyClicks(picker, "zzz")
    window.field.setFocus()
    assert (picker.text(), picker.picked_id()) == ("Harbor & Vine", "h")
    picker.setFocus()
    picker.clear()
    with qtbot.waitSignal(picker.cleared):
        window.field.setFocus()
    assert picker.picked_id() == ""


def test_a_click_on_an_answer_inside_a_popover_does_not_close_it(theme: Theme, window: Window, qtbot: QtBot) -> None:
    popover = Popover("New deal", window)
    picker = SearchPicker(theme, "Customer")
    popover.body.addWidget(picker)
    popover.open_at(window.first)
    with qtbot.waitSignal(picker.query_changed):
        qtbot.keyClicks(picker, "har")
    picker.set_results([HARBOR, HARRIET], "har")
    view = picker._list.view
    place = view.visualRect(view.model().index(1, 0)).center()
    with qtbot.waitSignal(picker.picked) as picked:
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert picked.args == ["j"]
    assert popover.isVisible()


def test_progress_shows_only_long_work_and_stops_once(theme: Theme, window: Window, qtbot: QtBot) -> None:
    dock = ProgressDock(theme, window)
    dock.start("short", "Saving")
    dock.finish("short")
    assert not dock.is_busy()
    dock.start("import", "Importing contacts", "upload")
    assert dock.isHidden()
    qtbot.waitUntil(dock.isVisible, timeout=3000)
    dock.set_progress("import", 812, 1235)
    entry = dock.entry("import")
    assert entry is not None
    assert entry.detail().startswith("812 of 1,235")
    assert window.rect().contains(dock.geometry())
    with qtbot.waitSignal(dock.stop_requested) as stopped:
        qtbot.mouseClick(entry._stop, Qt.MouseButton.LeftButton)
    assert stopped.args == ["import"]
    assert not entry._stop.isEnabled()
    dock.set_progress("gone", 1, 2)
    dock.finish("import")
    assert dock.isHidden()


def test_ring_follows_the_keyboard_and_not_the_mouse(theme: Theme, window: Window, qtbot: QtBot) -> None:
    ring = FocusRing(theme, window)
    qtbot.mouseClick(window.first, Qt.MouseButton.LeftButton)
    window.first.setFocus()
    assert ring.isHidden()
    QTest.keyClick(handle(window), Qt.Key.Key_Tab)
    assert window.second.hasFocus()
    assert ring.isVisible()
    assert ring.geometry().center() == window.second.geometry().center()
    window.resize(700, 520)
    qtbot.waitUntil(lambda: ring.geometry().center() == window.second.geometry().center())
    QTest.keyClick(handle(window), Qt.Key.Key_Tab)
    assert window.field.hasFocus()
    assert ring.isHidden()
    QTest.keyClick(handle(window), Qt.Key.Key_Backtab)
    assert ring.isVisible()
    QTest.mouseClick(handle(window), Qt.MouseButton.LeftButton, pos=QPoint(5, 510))
    assert ring.isHidden()


def test_ring_hides_when_its_widget_scrolls_away(theme: Theme, window: Window, qtbot: QtBot) -> None:
    area, inner = QScrollArea(), QWidget()
    button = Button(theme, "Deep", parent=inner)
    inner.resize(200, 2000)
    area.setWidget(inner)
    area.setFixedHeight(120)
    layout = window.layout()
    assert isinstance(layout, QVBoxLayout)
    layout.insertWidget(0, area)
    ring = FocusRing(theme, window)
    QTest.keyClick(handle(window), Qt.Key.Key_Tab)
    button.setFocus()
    assert ring.isVisible()
    area.verticalScrollBar().setValue(1000)
    assert ring.isHidden()


def test_scrim_covers_and_catches_clicks(theme: Theme, window: Window, qtbot: QtBot) -> None:
    scrim = Scrim(theme, window)
    scrim.cover()
    window.resize(640, 480)
    assert scrim.geometry() == window.rect()
    with qtbot.waitSignal(scrim.clicked):
        qtbot.mouseClick(scrim, Qt.MouseButton.LeftButton)


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def test_the_keyboard_never_falls_on_a_toast_and_reaches_it_on_purpose(
    theme: Theme, window: Window, qtbot: QtBot
) -> None:
    toast = Toast(theme, window)
    toast.show_message("Moved one deal", "Undo", token=1)
    window.first.setFocus()
    window.first.setEnabled(False)  # the keyboard goes to what comes next
    assert not toast.isAncestorOf(focused())
    window.first.setEnabled(True)
    window.first.setFocus()

    toast.take_focus()
    assert toast.isAncestorOf(focused())
    assert toast.remaining_ms() == -1
    QTest.keyClick(focused(), Qt.Key.Key_Right)
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    assert toast.isHidden()
    assert window.first.hasFocus()
