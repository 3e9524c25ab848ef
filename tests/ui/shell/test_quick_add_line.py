"""Ctrl+Shift+A: type, see what will be made, Enter."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from crm_desktop.services.contacts.views import ContactDraft
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.shell.main_window import MainWindow
from crm_desktop.ui.shell.quick_add import QuickAdd
from tests.ui.shell.conftest import pane

Key = Qt.Key
CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def line(window: MainWindow, context: PaneContext, qtbot: QtBot) -> QuickAdd:
    for name in ("Amelia Okafor", "Ben Castillo", "Ben Stone"):
        context.services.contact_commands.save(ContactDraft(name=name))
    qtbot.keyClick(window, Key.Key_A, CTRL_SHIFT)
    found = window.findChild(QuickAdd)
    assert found is not None
    return found


def type_text(line: QuickAdd, qtbot: QtBot, text: str) -> None:
    qtbot.keyClicks(line.edit, text)
    qtbot.waitUntil(lambda: not line._asking)


def test_the_card_says_what_will_be_made(line: QuickAdd, qtbot: QtBot) -> None:
    type_text(line, qtbot, "call amelia about racks next tue 10:30 remind 15m")
    assert line.card_title.text() == "Call Amelia Okafor: racks"
    assert "10:30 – 11:00" in line.card_detail.text()
    assert "reminder 10:15" in line.card_detail.text()
    assert len(line.edit.extraSelections()) == 5


def test_two_keys_make_a_deal(line: QuickAdd, window: MainWindow, context: PaneContext, qtbot: QtBot) -> None:
    qtbot.keyClicks(line.edit, "deal Holiday cakes 1860 amelia")
    qtbot.keyClick(line.edit, Key.Key_Return)
    qtbot.waitUntil(lambda: line.isHidden())
    assert context.services.database.value("SELECT amount FROM deal WHERE title = 'Holiday cakes'") == 186_000
    assert "Holiday cakes" in window.undoing.toast.text()
    assert window.undoing.toast.action_text() == "Undo"


def test_ctrl_enter_creates_and_opens(line: QuickAdd, window: MainWindow, qtbot: QtBot) -> None:
    type_text(line, qtbot, "deal Racks 500 amelia")
    qtbot.keyClick(line.edit, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.host.current_key == "pipeline")
    assert "open" in {call[0] for call in pane(window).calls}


def test_a_name_of_two_people_is_asked_for(line: QuickAdd, context: PaneContext, qtbot: QtBot) -> None:
    type_text(line, qtbot, "call ben fri")
    offered = [button for button in line.findChildren(Button) if button.isVisible()]
    assert sorted(button.text() for button in offered) == ["Ben Castillo", "Ben Stone"]
    qtbot.keyClick(line.edit, Key.Key_Return)
    assert line.message.text()
    next(button for button in offered if button.text() == "Ben Stone").click()
    qtbot.waitUntil(lambda: line.card_title.text() == "Call Ben Stone")
    qtbot.keyClick(line.edit, Key.Key_Return)
    qtbot.waitUntil(lambda: line.isHidden())
    assert context.services.database.value("SELECT title FROM task") == "Call Ben Stone"


def test_tab_goes_through_the_understood_parts(line: QuickAdd, qtbot: QtBot) -> None:
    type_text(line, qtbot, "call amelia fri 10:30")
    seen = []
    for _ in range(4):
        qtbot.keyClick(line.edit, Key.Key_Tab)
        seen.append(line.edit.textCursor().selectedText())
    assert seen == ["call", "amelia", "fri", "10:30"]
    qtbot.keyClick(line.edit, Key.Key_Backtab)
    assert line.edit.textCursor().selectedText() == "fri"


def test_esc_keeps_the_line_for_next_time(line: QuickAdd, window: MainWindow, qtbot: QtBot) -> None:
    type_text(line, qtbot, "call amelia")
    qtbot.keyClick(line.edit, Key.Key_Escape)
    assert line.isHidden()
    window.panels.open_quick_add()
    assert line.edit.toPlainText() == "call amelia"


def test_an_empty_line_makes_nothing(line: QuickAdd, context: PaneContext, qtbot: QtBot) -> None:
    qtbot.keyClick(line.edit, Key.Key_Return)
    qtbot.waitUntil(lambda: context.operations.idle)
    assert context.services.database.value("SELECT count(*) FROM task") == 0


def test_letters_outside_the_first_plane_do_not_shift_the_tints(line: QuickAdd, qtbot: QtBot) -> None:
    line.set_text("🎂🎂 cake fri")
    qtbot.waitUntil(lambda: not line._asking and bool(line.edit.extraSelections()))
    assert [selection.cursor.selectedText() for selection in line.edit.extraSelections()] == ["fri"]
