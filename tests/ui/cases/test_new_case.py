"""Opening a case from the page."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from crm_desktop.services.services import Services
from crm_desktop.ui.pane.pane import PaneContext
from tests.services.cases.opening import open_case
from tests.services.pipeline.people import add_contact
from tests.ui.cases.page import CTRL, show, shown


def test_a_new_case_takes_ctrl_n_one_line_and_enter(
    qtbot: QtBot, context: PaneContext, services: Services, farid: str
) -> None:
    open_case(services, "other")
    pane = show(qtbot, context)
    pane.window().activateWindow()
    pane.new_record()
    panel = pane._new
    assert panel is not None
    assert panel.line.hasFocus()
    QTest.keyClicks(panel.line, "oven timer stops farid !high")
    QTest.keyClick(panel.line, Qt.Key.Key_Return)
    shown(qtbot, pane, "oven timer stops")
    assert not panel.isVisible()
    assert pane.case is not None
    assert pane.case.customer is not None
    assert (pane.case.priority, pane.case.customer.id) == ("high", farid)
    row = pane.queue.current_row()
    assert row is not None
    assert row.subject == "oven timer stops"


def test_a_name_two_people_have_is_asked_back(qtbot: QtBot, context: PaneContext, services: Services) -> None:
    add_contact(services, "Anna Berg")
    lind = add_contact(services, "Anna Lind")
    open_case(services, "other")
    pane = show(qtbot, context)
    pane.new_case(text="door squeaks anna")
    panel = pane._new
    assert panel is not None
    qtbot.waitUntil(panel._names.isVisible)
    names = {button.accessibleName(): button for button in panel._names.findChildren(type(panel.save_button))}
    assert set(names) == {"Anna Berg", "Anna Lind"}
    QTest.mouseClick(names["Anna Lind"], Qt.MouseButton.LeftButton)
    panel.said.setPlainText("It squeaks when it rains.")
    QTest.keyClick(panel.said, Qt.Key.Key_Return, CTRL)
    shown(qtbot, pane, "door squeaks")
    assert pane.case is not None
    assert pane.case.customer is not None
    assert pane.case.customer.id == lind
    assert [m.body for m in pane.case.messages] == ["It squeaks when it rains."]


def test_an_empty_line_opens_nothing(qtbot: QtBot, context: PaneContext, services: Services) -> None:
    pane = show(qtbot, context)
    QTest.mouseClick(pane.first.primary_button, Qt.MouseButton.LeftButton)
    assert pane._new is not None
    pane._new.save()
    assert pane._new._line_field.message() == "Write in a few words what it is about."
    assert not services.cases.any()
