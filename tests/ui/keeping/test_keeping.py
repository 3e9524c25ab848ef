"""The undo list, a record's history, the Bin and the workspace as it stood, as hands use them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.core.clock import FixedClock
from crm_desktop.services.services import Services
from crm_desktop.ui.keeping.as_of_dialog import AsOfDialog
from crm_desktop.ui.keeping.bin_dialog import BinDialog
from crm_desktop.ui.keeping.history_list import RecordHistoryList
from crm_desktop.ui.keeping.two_lines import TwoLineModel, TwoLineRow
from crm_desktop.ui.keeping.undo_dialog import UndoDialog
from crm_desktop.ui.pane.file_job import ClosedFile, FileJob
from crm_desktop.ui.pane.operations import JobControl
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.settings.compacting import CompactDialog


@pytest.fixture
def ground(qtbot: QtBot, context: PaneContext) -> Iterator[QWidget]:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    yield made
    for dialog in made.findChildren(QDialog):
        dialog.close()
    qtbot.waitUntil(lambda: context.operations.idle)


@pytest.fixture
def until(qtbot: QtBot, context: PaneContext) -> Callable[[Callable[[], bool]], None]:
    """Wait until everything asked for has come and something is so."""

    def wait(true: Callable[[], bool]) -> None:
        qtbot.waitUntil(lambda: context.operations.idle and true(), timeout=8000)

    return wait


Until = Callable[[Callable[[], bool]], None]


@pytest.fixture
def nora(services: Services) -> str:
    record, _ = services.records.create("contact", {"name": "Nora Lind", "source": "Fair"})
    services.records.update("contact", record, {"source": "Web", "nickname": "No"})
    return record


def shown(model: TwoLineModel) -> list[TwoLineRow]:
    rows = [model.row_at(number) for number in range(model.rowCount())]
    return [row for row in rows if isinstance(row, TwoLineRow)]


def test_an_older_entry_is_looked_at_and_undone(
    services: Services, context: PaneContext, ground: QWidget, until: Until, nora: str
) -> None:
    services.records.update("contact", nora, {"nickname": "Nono"})
    services.records.create("contact", {"name": "Ole Berg"})
    dialog = UndoDialog(context, ground)
    results: list[object] = []
    dialog.undone.connect(results.append)
    dialog.open()
    until(lambda: len(shown(dialog.model)) >= 4 and dialog.undo_button.isEnabled())
    assert shown(dialog.model)[0].title == "Added “Ole Berg”"
    dialog.list.setFocus()
    QTest.keyClick(dialog.list, Qt.Key.Key_Down)
    QTest.keyClick(dialog.list, Qt.Key.Key_Down)
    until(lambda: len(shown(dialog.lines_model)) == 2)
    said = [(row.title, row.chip) for row in shown(dialog.lines_model)]
    assert said == [("Nickname is Nono by now", "Stays"), ("Source: Web → Fair", "")]
    assert services.records.read("contact", nora)["source"] == "Web"
    QTest.keyClick(dialog.list, Qt.Key.Key_Return)
    until(lambda: bool(results))
    assert services.records.read("contact", nora)["source"] == "Fair"
    assert services.records.read("contact", nora)["nickname"] == "Nono"


def test_the_undo_list_is_searched_and_crosses_out_what_was_undone(
    services: Services, context: PaneContext, ground: QWidget, until: Until, nora: str
) -> None:
    services.history.undo()
    dialog = UndoDialog(context, ground)
    dialog.open()
    until(lambda: len(shown(dialog.model)) > 2)
    dialog.search.setText("Changed")
    until(lambda: dialog.model.rowCount() == 2 and len(shown(dialog.model)) == 2)
    first, second = shown(dialog.model)
    assert (first.title, first.struck) == ("Undone: Changed “Nora Lind”", False)
    assert (second.title, second.struck, second.chip) == ("Changed “Nora Lind”", True, "Undone")
    dialog.list.select_row(1)
    until(lambda: "undone already" in dialog.summary.text())
    assert not dialog.undo_button.isEnabled()
    dialog.search.setText("nobody did this")
    until(lambda: dialog.model.rowCount() == 0)


def test_a_value_is_put_back_from_the_history(
    services: Services, context: PaneContext, ground: QWidget, until: Until, nora: str
) -> None:
    history = RecordHistoryList(context, ground)
    history.resize(600, 500)
    history.show()
    history.show_record("contact", nora)
    until(lambda: len(history.shown_rows()) == 3)
    titles = [row.title for row in shown(history.model)]
    assert titles[-1] == "Added"
    history.list.select_row(titles.index("Source: Fair → Web"))
    until(lambda: history.restore_button.isEnabled())
    assert history.chosen.text() == "Put back Source: Fair"
    history.restore_button.click()
    until(lambda: services.records.read("contact", nora)["source"] == "Fair")
    until(lambda: any("Source: Web → Fair" in row.title for row in shown(history.model)))


def test_the_bin_gives_back_several_and_asks_before_throwing_away(
    services: Services, context: PaneContext, ground: QWidget, until: Until, nora: str
) -> None:
    ole, _ = services.records.create("contact", {"name": "Ole Berg"})
    services.records.bin("contact", [nora])
    services.records.bin("contact", [ole])
    dialog = BinDialog(context, ground)
    asked: list[int] = []
    dialog.throw_away_requested.connect(asked.append)
    dialog.open()
    until(lambda: len(shown(dialog.model)) == 2)
    assert {row.title for row in shown(dialog.model)} == {"Nora Lind", "Ole Berg"}
    assert "Sofia" in shown(dialog.model)[0].detail
    dialog.list.selectAll()
    dialog.restore_button.click()
    until(lambda: dialog.model.rowCount() == 0)
    assert dialog.stack.currentWidget() is dialog.empty
    services.records.bin("contact", [nora])
    dialog.search.setText("nora")
    until(lambda: len(shown(dialog.model)) == 1)
    dialog.away_button.click()
    assert asked == [1]
    assert services.database.value("SELECT count(*) FROM contact") == 2
    dialog.throw_away()
    until(lambda: services.database.value("SELECT count(*) FROM contact") == 1)


def test_a_day_is_shown_as_it_stood(
    services: Services, clock: FixedClock, context: PaneContext, ground: QWidget, until: Until, nora: str
) -> None:
    clock.advance(timedelta(days=2))
    services.records.update("contact", nora, {"family_name": "Holm"})
    services.records.create("contact", {"name": "Ole Berg"})
    dialog = AsOfDialog(context, ground)
    dialog.open()

    def names() -> list[str]:
        rows = [dialog.model.row_at(number) for number in range(dialog.model.rowCount())]
        return [dialog.model.cell_text(row, "name") for row in rows if row is not None]

    until(lambda: set(names()) == {"Nora Holm", "Ole Berg"})
    dialog.day.set_value(date(2025, 11, 20))
    dialog.day.date_changed.emit(date(2025, 11, 20))
    until(lambda: names() == ["Nora Lind"])
    dialog.filter.setText("nonsense = 3")
    until(lambda: not dialog.error.isHidden())
    dialog.filter.setText("source = Web")
    until(lambda: dialog.error.isHidden() and names() == ["Nora Lind"])
    dialog.day.set_value(date(2001, 1, 1))
    dialog.day.date_changed.emit(date(2001, 1, 1))
    until(lambda: not dialog.error.isHidden())
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    until(lambda: True)


def test_compacting_says_what_goes_before_it_is_asked_for(
    services: Services, clock: FixedClock, context: PaneContext, ground: QWidget, until: Until, nora: str
) -> None:
    clock.advance(timedelta(days=500))
    services.records.update("contact", nora, {"source": "Phone"})
    dialog = CompactDialog(context, ground)
    jobs: list[object] = []
    dialog.file_job.connect(jobs.append)
    dialog.open()
    until(lambda: dialog.accept_button.isEnabled())
    assert "no longer be undone" in dialog.said.text()
    dialog.accept_button.click()
    (job,) = jobs
    assert isinstance(job, FileJob)
    file = ClosedFile(services.database.path, None)
    assert job.call(file, JobControl(1, "", context.operations.progressed)) == file
    assert services.history.whole_since() is not None
    assert list(file.path.parent.rglob("*compacting*.crm"))
