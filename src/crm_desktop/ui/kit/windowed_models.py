"""Models for lists and tables of any length: only the rows near the screen are in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
    Slot,
)

from crm_desktop.ui.kit.row_delegate import ROW_ROLE
from crm_desktop.ui.kit.row_windows import RowWindows

AnyIndex = QModelIndex | QPersistentModelIndex


class WindowedListModel(QAbstractListModel):
    """A list whose rows come when they are looked at.

    Answer ``rows_needed`` with ``set_rows``. Give back the ``epoch`` you had when you began to read, and
    rows of a list that is no longer shown are dropped.

    Signals:
        rows_needed: first row and how many; sent after painting, latest place first.
    """

    rows_needed = Signal(int, int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._windows = RowWindows()
        self.epoch = 0
        self._ask = QTimer(self, singleShot=True, interval=0)
        self._ask.timeout.connect(self._ask_for_rows)

    def row_text(self, row: object) -> str:
        """What a row is called; override to suit the rows."""
        return str(row)

    def row_spoken(self, row: object) -> str:
        """What a screen reader says of a row; override to suit the rows."""
        return self.row_text(row)

    def set_count(self, count: int) -> None:
        """Show another list of so many rows, from its top."""
        self.beginResetModel()
        self.epoch += 1
        self._windows.reset(count)
        self.endResetModel()

    def refresh(self, count: int) -> None:
        """The same list has changed: scroll position stays, old rows show until the new ones come."""
        self.epoch += 1
        _resize(self, self._windows, count)
        if count:
            self.dataChanged.emit(self.index(0, 0), self.index(count - 1, 0))

    def set_rows(self, first: int, rows: Sequence[object], epoch: int | None = None) -> None:
        """Rows have arrived, beginning where ``rows_needed`` said."""
        if (epoch is None or epoch == self.epoch) and rows:
            self._windows.put(first, rows)
            last = min(first + len(rows), self._windows.count) - 1
            if last >= first:
                self.dataChanged.emit(self.index(first, 0), self.index(last, 0))

    def row_at(self, position: int) -> object | None:
        """The row at a position if it is in memory."""
        return self._windows.peek(position)

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else self._windows.count

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or role not in _ROW_ROLES:
            return None
        row = self._windows.row(index.row())
        if self._windows.is_wanting and not self._ask.isActive():
            self._ask.start()
        if role == ROW_ROLE or row is None:
            return row
        return self.row_text(row) if role == Qt.ItemDataRole.DisplayRole else self.row_spoken(row)

    @Slot()
    def _ask_for_rows(self) -> None:
        for first, count in self._windows.take_wanted():
            self.rows_needed.emit(first, count)


_ROW_ROLES = (ROW_ROLE, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column of a table: its key, what heads it, its width, and whether numbers line up at the end."""

    key: str
    title: str
    width: int = 140
    is_number: bool = False
    is_sortable: bool = True


class WindowedTableModel(QAbstractTableModel):
    """A table whose rows come when they are looked at; cells are named by column keys.

    Signals:
        rows_needed: first row and how many; sent after painting, latest place first.
    """

    rows_needed = Signal(int, int)

    def __init__(self, columns: Sequence[TableColumn] = (), parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self._windows = RowWindows()
        self.epoch = 0
        self._ask = QTimer(self, singleShot=True, interval=0)
        self._ask.timeout.connect(self._ask_for_rows)

    def cell_text(self, row: object, key: str) -> str:
        """The words in a cell; override to format. By default the row's attribute of that name."""
        value = getattr(row, key)
        return "" if value is None else str(value)

    @property
    def columns(self) -> tuple[TableColumn, ...]:
        """The columns as shown."""
        return self._columns

    def set_columns(self, columns: Sequence[TableColumn]) -> None:
        """Show other columns of the same rows."""
        self.beginResetModel()
        self._columns = tuple(columns)
        self.endResetModel()

    def set_count(self, count: int) -> None:
        """Show another list of so many rows, from its top."""
        self.beginResetModel()
        self.epoch += 1
        self._windows.reset(count)
        self.endResetModel()

    def refresh(self, count: int) -> None:
        """The same list has changed: scroll position stays, old rows show until the new ones come."""
        self.epoch += 1
        _resize(self, self._windows, count)
        self._announce_rows(0, count - 1)

    def set_rows(self, first: int, rows: Sequence[object], epoch: int | None = None) -> None:
        """Rows have arrived, beginning where ``rows_needed`` said."""
        if (epoch is None or epoch == self.epoch) and rows:
            self._windows.put(first, rows)
            self._announce_rows(first, min(first + len(rows), self._windows.count) - 1)

    def row_at(self, position: int) -> object | None:
        """The row at a position if it is in memory."""
        return self._windows.peek(position)

    def wanted_row(self, position: int) -> object | None:
        """The row at a position; if it is not in memory it is asked for."""
        row = self._windows.row(position)
        if self._windows.is_wanting and not self._ask.isActive():
            self._ask.start()
        return row

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else self._windows.count

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        column = self._columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.is_number else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or role not in _ROW_ROLES:
            return None
        row = self.wanted_row(index.row())
        if role == ROW_ROLE or row is None:
            return row
        return self.cell_text(row, self._columns[index.column()].key)

    def _announce_rows(self, first: int, last: int) -> None:
        if last >= first and self._columns:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self._columns) - 1))

    @Slot()
    def _ask_for_rows(self) -> None:
        for first, count in self._windows.take_wanted():
            self.rows_needed.emit(first, count)


def _resize(model: QAbstractListModel | QAbstractTableModel, windows: RowWindows, count: int) -> None:
    before = windows.count
    if count > before:
        model.beginInsertRows(QModelIndex(), before, count - 1)
        windows.refresh(count)
        model.endInsertRows()
    elif count < before:
        model.beginRemoveRows(QModelIndex(), count, before - 1)
        windows.refresh(count)
        model.endRemoveRows()
    else:
        windows.refresh(count)
