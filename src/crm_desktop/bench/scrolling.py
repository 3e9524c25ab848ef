"""The table of all people, scrolled: against a table of as many rows whose model answers every cell with one word."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from crm_desktop.bench.board import say
from crm_desktop.bench.result import Result, processor_milliseconds
from crm_desktop.bench.workspace import BigWorkspace

if TYPE_CHECKING:
    from PySide6.QtCore import QAbstractTableModel
    from PySide6.QtWidgets import QTableView, QWidget

_COLUMNS = ("name", "company", "email", "phone", "tags", "last_contact", "next_step", "owner")
_BESIDE = ("next_step_on", "kind", "pinned")
_STEP, _FAR, _EVERY = 57, 0.137, 20
"""Pixels of a turn of the wheel; now and then a part of the whole list, as the scroll bar is drawn."""


def measure(big: BigWorkspace) -> Iterator[Result]:
    """Turn by turn, in the processor's time.

    The rows are read aside, as in the program, where another thread reads them; everything else counts.
    """
    from PySide6.QtCore import qInstallMessageHandler
    from PySide6.QtWidgets import QApplication, QWidget

    qInstallMessageHandler(say)
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    parent = QWidget()
    reading: list[float] = []
    ours = _table(big, parent, reading)
    null = _null_table(ours, big.people, parent)
    for place, view in enumerate((ours, null)):
        view.setGeometry(0, 820 * place, 1200, 800)
    parent.resize(1200, 1640)
    parent.show()
    application.processEvents()
    took: dict[QTableView, float] = {ours: 0.0, null: 0.0}
    steps = big.rounds(200)
    for number in range(-5, steps):
        for view in took:
            bar = view.verticalScrollBar()
            to = bar.value() + (int(bar.maximum() * _FAR) if number % _EVERY == 0 else _STEP)

            def turn(view: QTableView = view, to: int = to) -> None:
                view.verticalScrollBar().setValue(to % view.verticalScrollBar().maximum())
                application.processEvents()

            reading.clear()
            spent = processor_milliseconds(turn) - sum(reading)
            if number >= 0:  # the first ones warm up
                took[view] += spent
    parent.close()
    yield Result(f"scroll of {big.many}, a frame", took[ours] / steps, took[null] / steps, "ms", 1.1)


def _table(big: BigWorkspace, parent: QWidget, reading: list[float]) -> QTableView:
    """Return the program's own table of people; how long its rows were read is noted."""
    from crm_desktop.core.filters import parse
    from crm_desktop.services.lists.views import ListQuery
    from crm_desktop.ui.lists.columns import table_columns
    from crm_desktop.ui.lists.layout import ListLayout
    from crm_desktop.ui.lists.reading import WindowAnswer, read_window
    from crm_desktop.ui.lists.setting import TableSetting
    from crm_desktop.ui.lists.table import RecordTableView
    from crm_desktop.ui.theme.theme import Theme

    services = big.services
    theme = Theme(_application(), "light", reduced_motion=True)
    setting = TableSetting("contact", "People", "", _COLUMNS, (("name", False),), pictures=True, beside=_BESIDE)
    table = RecordTableView(theme, services.clock, setting, parent)
    layout = ListLayout(services.lists.found(ListQuery("contact", parse("kind = person"), "", setting.sorting)))
    fields = services.lists.fields("contact")
    table.records.set_fields(fields)
    table.put_columns(table_columns(fields, _COLUMNS, {}))
    table.records.set_count(layout.count)

    def put(first: int, count: int) -> None:
        found: list[WindowAnswer] = []
        wanted = (*_COLUMNS, *_BESIDE)
        reading.append(
            processor_milliseconds(
                lambda: found.append(read_window(services, layout, "contact", wanted, first, count, 0))
            )
        )
        table.records.set_rows(first, found[0].rows)

    table.records.rows_needed.connect(put)
    return table


def _application() -> Any:
    from PySide6.QtWidgets import QApplication

    return QApplication.instance()


def _null_table(like: QTableView, rows: int, parent: QWidget) -> QTableView:
    """Return Qt's table as high and with as many columns, over a model that knows one word."""
    from PySide6.QtWidgets import QAbstractItemView, QTableView

    null = QTableView(parent)
    null.setModel(_null_model(rows, null))
    null.verticalHeader().hide()
    null.verticalHeader().setDefaultSectionSize(like.verticalHeader().defaultSectionSize())
    null.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    for number in range(len(_COLUMNS)):
        null.setColumnWidth(number, like.columnWidth(number))
    return null


def _null_model(rows: int, parent: QTableView) -> QAbstractTableModel:
    from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt

    class Null(QAbstractTableModel):
        def rowCount(self, _parent: Any = QModelIndex()) -> int:  # noqa: N802
            return rows

        def columnCount(self, _parent: Any = QModelIndex()) -> int:  # noqa: N802
            return len(_COLUMNS)

        def data(self, _index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
            return "Bakery" if role == Qt.ItemDataRole.DisplayRole else None

    return Null(parent)
