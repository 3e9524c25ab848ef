"""The data quality page over a file with known faults."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from crm_desktop.core.changes import ChangeSet
from crm_desktop.services.quality.measures import MEASURES
from crm_desktop.services.quality.views import DIMENSIONS
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.quality.history_dialog import FiguresDialog
from crm_desktop.ui.quality.pane import QualityPane
from crm_desktop.ui.quality.tiles import percent_text
from crm_desktop.ui.quality.words import measure_words


def settle(context: PaneContext) -> None:
    for _ in range(5):
        context.operations.drain()
        QApplication.processEvents()


def add(context: PaneContext, name: str, **data: Any) -> str:
    return context.services.records.create("contact", {"kind": "person", "name": name, **data})[0]


@pytest.fixture
def faulty(context: PaneContext) -> PaneContext:
    for number in range(3):
        add(context, f"Ola Berg {number}", emails=[{"value": f"ola..{number}@example.com"}])
    add(context, "Nora Lind", source="Fair", phones=[{"value": "0117 496 0000"}])
    return context


@pytest.fixture
def pane(faulty: PaneContext, qtbot: QtBot) -> QualityPane:
    pane = QualityPane(faulty)
    qtbot.addWidget(pane)
    pane.resize(1220, 840)
    pane.show()
    settle(faulty)
    return pane


def choose(pane: QualityPane, key: str) -> None:
    keys = [one.measure.key for one in pane._order]
    pane.measures.select_row(keys.index(key))
    settle(pane.context)


def test_shares_and_measures_are_shown_the_worst_first(pane: QualityPane) -> None:
    assert pane.stack.currentWidget() is pane.body
    assert pane.model.rowCount() == len(MEASURES)
    assert pane.tiles["validity"].value() == percent_text(pane.report.score("validity").percent)  # type: ignore[union-attr]
    first = pane._order[0]
    assert first.bad > 0
    assert pane.problems.title.text() == measure_words(first.measure).title
    assert all(one.bad == 0 for one in pane._order[-3:])
    assert pane.context.services.quality.days()


def test_a_list_is_shown_opened_and_put_right(pane: QualityPane, qtbot: QtBot) -> None:
    announced: list[ChangeSet] = []
    pane.operations.announced.connect(announced.append)
    choose(pane, "email_malformed")
    assert pane.problems.model.rowCount() == 3
    with qtbot.waitSignal(pane.record_requested) as opened:
        pane.problems.list.select_row(0)
        settle(pane.context)
        QTest.keyClick(pane.problems.list, Qt.Key.Key_Return)
    assert opened.args[0] == "contact"
    QTest.mouseClick(pane.problems.fix_button, Qt.MouseButton.LeftButton)
    settle(pane.context)
    assert [one.label for one in announced] == ["Marked email addresses of 3 contacts as invalid"]
    pane.apply_change(announced[0])
    pane.reload()
    settle(pane.context)
    assert pane.problems.stack.currentWidget() is pane.problems.nothing
    assert pane.problems.fix_button.isHidden()


def test_several_chosen_are_put_right_alone(pane: QualityPane) -> None:
    choose(pane, "email_malformed")
    pane.problems.list.selectAll()
    model = pane.problems.list.selectionModel()
    model.select(pane.problems.model.index(0, 0), model.SelectionFlag.Deselect)
    assert pane.problems.chosen.text() == "2 chosen"
    pane.problems.fix()
    settle(pane.context)
    assert len(pane.services.quality.ids("email_malformed")) == 1


def test_a_filter_opens_the_list_on_its_page(pane: QualityPane, qtbot: QtBot) -> None:
    choose(pane, "without_source")
    with qtbot.waitSignal(pane.request) as asked:
        pane.problems.open_button.click()
    assert asked.args == ["filter", "contact", "source is empty"]
    choose(pane, "person_without_email")
    with qtbot.waitSignal(pane.request) as asked:
        pane.problems.open_button.click()
    assert asked.args[:2] == ["filter", "person"]


def test_a_source_is_chosen_from_those_there_are(pane: QualityPane, monkeypatch: pytest.MonkeyPatch) -> None:
    # A menu that is open grabs the keyboard, which there is none of off the screen.
    monkeypatch.setattr(QMenu, "popup", lambda *_: None)
    choose(pane, "without_source")
    pane.problems.fix()
    settle(pane.context)
    menu = pane.problems.findChild(QMenu)
    assert menu is not None
    assert [action.text() for action in menu.actions() if action.text()] == ["Fair", "Another…"]
    menu.actions()[0].trigger()
    settle(pane.context)
    assert pane.services.quality.ids("without_source") == []


def test_what_cannot_be_done_is_said_in_words(pane: QualityPane) -> None:
    choose(pane, "person_without_phone")
    for _ in range(2):
        pane.problems.fix()
        settle(pane.context)
    assert "planned with all of them already" in pane.problems.text.text()


def test_duplicates_lead_to_their_queue(faulty: PaneContext, qtbot: QtBot) -> None:
    for name in ("Twin One", "Twin Two"):
        add(faulty, name, emails=[{"value": "twin@example.com"}])
    pane = QualityPane(faulty)
    qtbot.addWidget(pane)
    pane.show()
    settle(faulty)
    choose(pane, "duplicates")
    with qtbot.waitSignal(pane.request) as asked:
        pane.problems.fix_button.click()
    assert asked.args[0] == "duplicates"


def test_a_tile_shows_the_worst_list_of_its_dimension(pane: QualityPane) -> None:
    pane.tiles["validity"].click()
    settle(pane.context)
    assert pane.state() == {"measure": "email_malformed"}


def test_the_lines_are_a_table_too(pane: QualityPane, qtbot: QtBot) -> None:
    pane.show_figures()
    dialog = pane.findChildren(FiguresDialog)[0]
    assert dialog.table.rowCount() == 1
    assert dialog.table.columnCount() == 1 + len(DIMENSIONS)
    cell = dialog.table.item(0, 1)
    assert cell is not None
    assert cell.text() == pane.tiles["completeness"].value()
    dialog.close()


def test_an_empty_file_says_what_to_do(context: PaneContext, qtbot: QtBot) -> None:
    pane = QualityPane(context)
    qtbot.addWidget(pane)
    pane.show()
    settle(context)
    assert pane.stack.currentWidget() is pane.empty
    with qtbot.waitSignal(pane.request) as asked:
        pane.empty.primary_button.click()
    assert asked.args[0] == "new_contact"


def test_a_change_elsewhere_is_counted_when_the_page_is_seen_again(pane: QualityPane) -> None:
    pane.hide()
    new = add(pane.context, "Silent One")
    pane.apply_change(ChangeSet(1, "", {"contact": frozenset((new,))}))
    assert not pane._settle.isActive()
    pane.show()
    settle(pane.context)
    assert pane.report is not None
    assert pane.report.figure("unreachable").bad >= 1


def test_only_what_is_whole_says_a_hundred() -> None:
    assert percent_text(100).startswith("100")
    assert percent_text(99.99) == "99.9%"


def test_of_nothing_there_is_no_share(context: PaneContext, qtbot: QtBot) -> None:
    pane = QualityPane(context)
    qtbot.addWidget(pane)
    pane.show()
    settle(context)
    assert pane.stack.currentWidget() is pane.empty
    assert {tile.value() for tile in pane.tiles.values()} == {"–"}
