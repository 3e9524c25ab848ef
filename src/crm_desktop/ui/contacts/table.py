"""Contacts as a table: the same list, filter and selection with more of each contact to see."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import QWidget

from crm_desktop.core.clock import Clock
from crm_desktop.services.contacts.list_sql import Order
from crm_desktop.services.contacts.views import ContactTableRow
from crm_desktop.ui.contacts.words import STEP_TONES, tr
from crm_desktop.ui.kit.format import moment_text
from crm_desktop.ui.kit.paint import draw_avatar, draw_icon, draw_placed_chip, draw_text, mirrored, text_width
from crm_desktop.ui.kit.row_delegate import RowState
from crm_desktop.ui.kit.table_view import CachedTableView, CellDelegate
from crm_desktop.ui.kit.windowed_models import TableColumn, WindowedTableModel
from crm_desktop.ui.theme.theme import Theme

_PAD = 10
_AVATAR = 26
# A click on a heading sorts upwards, and upwards is the oldest first; the list's own order has the newest first.
_NEWEST_FIRST = frozenset(("last_contact",))
COLUMN_ORDERS: dict[str, Order] = {
    "name": "name", "company": "company", "email": "email", "phone": "phone", "tags": "tags",
    "last_contact": "last_contact", "next_step": "next_step", "owner": "owner",
}  # fmt: skip


def contact_columns(kind: str) -> tuple[TableColumn, ...]:
    """The columns for people or companies, in the person's language."""
    company = (TableColumn("company", tr("Company"), 170),) if kind == "person" else ()
    return (
        TableColumn("name", tr("Name"), 210),
        *company,
        TableColumn("email", tr("Email"), 200),
        TableColumn("phone", tr("Phone"), 136),
        TableColumn("tags", tr("Tags"), 120),
        TableColumn("last_contact", tr("Last contact"), 136),
        TableColumn("next_step", tr("Next step"), 150),
        TableColumn("owner", tr("Owner"), 110),
    )


def sorting_of(order: Order, *, descending: bool) -> tuple[str, bool]:
    """Which heading shows an order of the list, and whether it points upwards."""
    return order, descending == (order in _NEWEST_FIRST)


def order_of(key: str, *, ascending: bool) -> tuple[Order, bool]:
    """The order of the list that a heading asks for, and whether it goes down."""
    return COLUMN_ORDERS[key], ascending == (key in _NEWEST_FIRST)


class ContactTableModel(WindowedTableModel):
    """Contacts as they come from the file, a window at a time."""

    def __init__(self, clock: Clock, parent: QWidget) -> None:
        super().__init__(contact_columns("person"), parent)
        self._clock = clock

    def cell_text(self, row: object, key: str) -> str:
        assert isinstance(row, ContactTableRow)
        match key:
            case "tags":
                return ", ".join(row.tags)
            case "last_contact":
                last = row.last_contact
                return "" if last is None else moment_text(last, self._clock.now(), self._clock.zone)
            case "next_step":
                return row.step.text if row.step.task_id else ""
            case _:
                return str(getattr(row, key))


class ContactCellDelegate(CellDelegate):
    """The name has its avatar, tags and the next step are chips."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)

    def paint_cell(
        self, painter: QPainter, rect: QRectF, row: object, column: TableColumn, text: str, state: RowState
    ) -> None:
        assert isinstance(row, ContactTableRow)
        if column.key == "name":
            self._paint_name(painter, rect, row, state)
        elif column.key == "next_step" and text:
            draw_placed_chip(
                painter, self.theme, _PAD, rect.center().y() - 10, rect, text, STEP_TONES.get(row.step.tone, "slate"),
                row.step.icon, direction=state.direction, room=rect.width() - 2 * _PAD,
            )  # fmt: skip
        elif column.key == "tags" and row.tags:
            self._paint_tags(painter, rect, row.tags, state)
        else:
            super().paint_cell(painter, rect, row, column, text, state)

    def _paint_name(self, painter: QPainter, rect: QRectF, row: ContactTableRow, state: RowState) -> None:
        theme, direction = self.theme, state.direction
        middle = rect.center().y()
        place = mirrored(QRectF(_PAD, middle - _AVATAR / 2, _AVATAR, _AVATAR), rect, direction)
        draw_avatar(painter, theme, place, row.name, square=row.kind == "company")
        left = _PAD + _AVATAR + 8
        room = rect.width() - left - _PAD - (20 if row.pinned else 0)
        name = mirrored(QRectF(left, middle - 10, max(room, 8), 20), rect, direction)
        draw_text(painter, theme, name, row.name, "bodyStrong", direction=direction)
        if row.pinned:
            wide = min(text_width(theme, row.name, "bodyStrong") + 1, room)
            star = mirrored(QRectF(left + wide + 5, middle - 6, 13, 13), rect, direction)
            draw_icon(painter, theme, star.x(), star.y(), "star", "warning", 13)

    def _paint_tags(self, painter: QPainter, rect: QRectF, tags: tuple[str, ...], state: RowState) -> None:
        x = float(_PAD)
        for tag in tags:
            room = rect.width() - x - _PAD
            if room < 36:
                return
            wide = draw_placed_chip(
                painter, self.theme, x, rect.center().y() - 10, rect, tag, "slate", "", direction=state.direction,
                room=room,
            )  # fmt: skip
            x += wide + 4


class ContactTable(CachedTableView):
    """The table.

    Signals:
        current_row_changed(str): the id of the row with the focus; empty when it is not loaded.
        copy_requested, delete_requested: of the selected rows.
        selection_clear_requested: Esc: only the row with the focus stays selected.
    """

    current_row_changed = Signal(str)
    copy_requested = Signal()
    delete_requested = Signal()
    selection_clear_requested = Signal()

    def __init__(self, theme: Theme, clock: Clock, parent: QWidget) -> None:
        self.contacts = ContactTableModel(clock, parent)
        super().__init__(tr("Contacts"), self.contacts, ContactCellDelegate(theme, parent), parent=parent)

    def show_kind(self, kind: str) -> None:
        """Show the columns of people or of companies."""
        columns = contact_columns(kind)
        if [column.key for column in columns] != [column.key for column in self.contacts.columns]:
            self.contacts.set_columns(columns)
            self.apply_column_widths()

    def select_row(self, row: int) -> None:
        """Give a row the focus and the selection, and bring it into view."""
        if 0 <= row < self.contacts.rowCount():
            index = self.contacts.index(row, max(self.currentIndex().column(), 0))
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        parts = self.selectionModel().selection()
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_requested.emit()
        elif event.key() == Qt.Key.Key_Delete and not event.modifiers():
            self.delete_requested.emit()
        elif event.key() == Qt.Key.Key_X and not event.modifiers():
            model = self.selectionModel()
            model.select(self.currentIndex(), model.SelectionFlag.Toggle | model.SelectionFlag.Rows)
        elif event.key() == Qt.Key.Key_Escape and sum(parts.at(number).height() for number in range(parts.count())) > 1:
            self.selection_clear_requested.emit()
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().currentChanged(current, previous)
        if current.row() != previous.row():
            self.current_row_changed.emit(self.current_id())
