from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from crm_desktop.ui.kit.paint import draw_text
from crm_desktop.ui.kit.row_delegate import ROW_ROLE, RowDelegate, RowState
from crm_desktop.ui.kit.row_list import RowList
from crm_desktop.ui.kit.row_windows import MOST_WINDOWS, WINDOW_ROWS, RowWindows
from crm_desktop.ui.kit.table_view import CachedTableView, CellDelegate
from crm_desktop.ui.kit.windowed_models import TableColumn, WindowedListModel, WindowedTableModel
from crm_desktop.ui.theme.theme import Theme

MILLION = 1_000_000
COLUMNS = (TableColumn("name", "Name"), TableColumn("amount", "Amount", is_number=True))


@dataclass(frozen=True, slots=True)
class Line:
    id: str
    name: str
    amount: int = 0


def lines(first: int, count: int, word: str = "Name") -> list[Line]:
    return [Line(str(number), f"{word} {number}", number) for number in range(first, first + count)]


class CountingDelegate(RowDelegate):
    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, 40)
        self.painted: list[str] = []

    def paint_row(self, painter: QPainter, rect: QRectF, row: object, state: RowState) -> None:
        assert isinstance(row, Line)
        self.painted.append(row.id)
        draw_text(painter, self.theme, rect, row.name)


class NamedModel(WindowedListModel):
    def row_text(self, row: object) -> str:
        assert isinstance(row, Line)
        return row.name


@pytest.fixture
def model() -> NamedModel:
    return NamedModel()


def answer(model: WindowedListModel | WindowedTableModel) -> list[tuple[int, int]]:
    """Answer every need at once; the list that is returned remembers them."""
    asked: list[tuple[int, int]] = []

    def give(first: int, count: int) -> None:
        asked.append((first, count))
        model.set_rows(first, lines(first, count))

    model.rows_needed.connect(give)
    return asked


def test_list_model_keeps_the_rules_of_models(
    model: NamedModel, qtmodeltester: ModelTester, qapp: QApplication
) -> None:
    model.set_count(250)
    model.set_rows(0, lines(0, 100))
    qtmodeltester.check(model, force_py=True)
    model.refresh(120)
    model.refresh(260)
    model.set_rows(0, lines(0, 100))


def test_table_model_keeps_the_rules_of_models(qtmodeltester: ModelTester, qapp: QApplication) -> None:
    table = WindowedTableModel(COLUMNS)
    table.set_count(250)
    table.set_rows(0, lines(0, 100))
    qtmodeltester.check(table, force_py=True)
    table.refresh(120)
    table.refresh(260)


def test_a_million_rows_are_shown_by_loading_one_window(theme: Theme, model: NamedModel, qtbot: QtBot) -> None:
    asked = answer(model)
    view = RowList("People", CountingDelegate(theme))
    qtbot.addWidget(view)
    view.setModel(model)
    view.resize(300, 400)
    with qtbot.waitExposed(view):
        view.show()
    model.set_count(MILLION)
    with qtbot.waitSignal(model.rows_needed):
        view.viewport().repaint()
    assert asked == [(0, WINDOW_ROWS)]
    asked.clear()
    with qtbot.waitSignal(model.rows_needed):
        view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    assert asked == [(MILLION - WINDOW_ROWS, WINDOW_ROWS)]
    assert model.row_at(MILLION - 1) == Line(str(MILLION - 1), f"Name {MILLION - 1}", MILLION - 1)


def test_a_row_is_painted_once_until_it_or_the_theme_changes(theme: Theme, model: NamedModel, qtbot: QtBot) -> None:
    delegate = CountingDelegate(theme)
    view = RowList("People", delegate)
    qtbot.addWidget(view)
    view.setModel(model)
    model.set_count(3)
    model.set_rows(0, lines(0, 3))
    view.resize(300, 200)
    with qtbot.waitExposed(view):
        view.show()
    view.viewport().repaint()
    delegate.painted.clear()
    view.viewport().repaint()
    assert delegate.painted == []
    model.set_rows(0, [Line("0", "Name 0"), Line("1", "Nora"), *lines(2, 1)])
    view.viewport().repaint()
    assert "1" in delegate.painted
    assert "2" not in delegate.painted
    delegate.painted.clear()
    theme.toggle()
    view.viewport().repaint()
    theme.toggle()
    assert {"0", "1", "2"} <= set(delegate.painted)


def test_rows_of_a_list_no_longer_shown_are_dropped(model: NamedModel) -> None:
    model.set_count(10)
    before = model.epoch
    model.set_count(10)
    model.set_rows(0, lines(0, 10, "Old"), before)
    assert model.row_at(0) is None
    model.set_rows(0, lines(0, 10, "New"), model.epoch)
    assert model.index(0, 0).data() == "New 0"


def test_refresh_shows_old_rows_until_new_ones_come(model: NamedModel, qtbot: QtBot) -> None:
    model.set_count(10)
    model.set_rows(0, lines(0, 10, "Old"))
    model.refresh(11)
    with qtbot.waitSignal(model.rows_needed) as needed:
        assert model.index(0, 0).data() == "Old 0"
    assert needed.args == [0, 11]
    model.set_rows(0, lines(0, 11, "New"))
    assert model.index(10, 0).data() == "New 10"


def test_screen_readers_hear_the_row(model: NamedModel) -> None:
    model.set_count(1)
    model.set_rows(0, [Line("a", "Amelia Okafor")])
    assert model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "Amelia Okafor"
    assert model.index(0, 0).data(ROW_ROLE) == Line("a", "Amelia Okafor")


def test_keys_of_a_list(theme: Theme, model: NamedModel, qtbot: QtBot) -> None:
    view = RowList("People", CountingDelegate(theme))
    qtbot.addWidget(view)
    view.setModel(model)
    model.set_count(5)
    model.set_rows(0, [Line("a", "Nora"), *lines(1, 4)])
    view.resize(300, 300)
    view.show()
    view.select_row(1)
    with qtbot.waitSignal(view.row_opened) as opened:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    with qtbot.waitSignal(view.row_peeked) as peeked:
        qtbot.keyClick(view, Qt.Key.Key_Space)
    with qtbot.waitSignal(view.row_opened_apart) as apart:
        qtbot.keyClick(view, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert [signal.args for signal in (opened, peeked, apart)] == [["1"], ["1"], ["1"]]
    qtbot.keyClick(view, Qt.Key.Key_N)
    assert view.current_id() == "1"
    qtbot.keyClick(view, Qt.Key.Key_X)
    assert view.selected_ids() == []
    with qtbot.waitSignal(view.selection_count_changed) as counted:
        qtbot.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert counted.args == [5]


def test_table_opens_sorts_and_counts(theme: Theme, qtbot: QtBot) -> None:
    model = WindowedTableModel(COLUMNS)
    asked = answer(model)
    table = CachedTableView("People", model, CellDelegate(theme))
    qtbot.addWidget(table)
    table.resize(500, 300)
    with qtbot.waitExposed(table):
        table.show()
    with qtbot.waitSignal(model.rows_needed):
        model.set_count(MILLION)
        table.viewport().repaint()
    assert asked == [(0, WINDOW_ROWS)]
    table.selectRow(2)
    with qtbot.waitSignal(table.row_opened) as opened:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert opened.args == ["2"]
    heads = table.horizontalHeader()
    place = heads.viewport().rect().center()
    place.setX(heads.sectionViewportPosition(0) + 20)
    for ascending in (True, False, True):
        with qtbot.waitSignal(table.sort_requested) as sorting:
            qtbot.mouseClick(heads.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert sorting.args == ["name", ascending]
    with qtbot.waitSignal(table.selection_count_changed) as counted:
        table.selectAll()
    assert counted.args == [MILLION]


@given(looked=st.lists(st.integers(0, 49_999), max_size=60), count=st.integers(1, 50_000))
def test_windows_only_ask_for_rows_that_exist_and_give_back_what_came(looked: list[int], count: int) -> None:
    windows = RowWindows()
    windows.reset(count)
    for position in (place for place in looked if place < count):
        windows.row(position)
        for first, number in windows.take_wanted():
            assert first % WINDOW_ROWS == 0
            assert 0 < number <= WINDOW_ROWS
            assert first + number <= count
            windows.put(first, range(first, first + number))
        assert windows.row(position) == position
        assert not windows.is_wanting


def test_windows_forget_the_oldest() -> None:
    windows = RowWindows()
    windows.reset(MILLION)
    for number in range(MOST_WINDOWS + 5):
        windows.put(number * WINDOW_ROWS, range(WINDOW_ROWS))
    assert windows.peek(0) is None
    assert windows.peek((MOST_WINDOWS + 4) * WINDOW_ROWS) == 0
    with pytest.raises(ValueError, match="multiple of 100"):
        windows.put(3, [1])


def test_wide_columns_give_way_in_a_narrow_window_until_a_person_sizes_one(theme: Theme, qtbot: QtBot) -> None:
    columns = [TableColumn("a", "A", 250), TableColumn("b", "B", 100, is_number=True), TableColumn("c", "C", 250)]
    table = CachedTableView("Rows", WindowedTableModel(columns), CellDelegate(theme))
    qtbot.addWidget(table)
    table.resize(700, 200)
    table.show()
    assert table.columnWidth(0) == 250
    table.resize(420, 200)
    assert (table.columnWidth(0), table.columnWidth(1)) == (160, 100)
    assert not table.horizontalScrollBar().isVisible()
    table.horizontalHeader().resizeSection(0, 200)
    table.resize(400, 200)
    assert table.columnWidth(0) == 200


def test_a_row_chosen_by_the_program_is_the_only_one_while_control_is_down(qtbot: QtBot, theme: Theme) -> None:
    """Ctrl+Enter saves, the list comes back in another order, and the key is still down."""
    model = NamedModel()
    view = RowList("People", CountingDelegate(theme))
    qtbot.addWidget(view)
    view.setModel(model)
    model.set_count(9)
    view.select_row(3)
    QTest.keyPress(view, Qt.Key.Key_Control, Qt.KeyboardModifier.ControlModifier)
    try:
        assert QApplication.keyboardModifiers() & Qt.KeyboardModifier.ControlModifier
        view.select_row(0)
    finally:
        QTest.keyRelease(view, Qt.Key.Key_Control)
    assert [index.row() for index in view.selectedIndexes()] == [0]
