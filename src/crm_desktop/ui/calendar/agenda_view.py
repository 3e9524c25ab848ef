"""What comes next, day by day, as a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPoint, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QStackedLayout, QWidget

from crm_desktop.services.calendar.views import CalendarItem
from crm_desktop.ui.calendar.looks import look_of, title_of
from crm_desktop.ui.calendar.spans import span_of
from crm_desktop.ui.calendar.words import day_words, sentence, span_words
from crm_desktop.ui.kit.empty_state import EmptyState
from crm_desktop.ui.kit.paint import TRAILING, draw_icon, draw_rounded, draw_text, mirrored
from crm_desktop.ui.kit.row_delegate import ROW_ROLE, RowDelegate, RowState
from crm_desktop.ui.kit.row_list import RowList
from crm_desktop.ui.theme.theme import Theme
from crm_desktop.ui.theme.tokens import tone_text

AnyIndex = QModelIndex | QPersistentModelIndex
_ROW = 52


@dataclass(frozen=True, slots=True)
class AgendaRow:
    """A line of the agenda: a day's heading (`icon` empty) or an item."""

    id: str
    title: str
    when: str = ""
    detail: str = ""
    icon: str = ""
    tone: str = ""
    is_today: bool = False
    done: bool = False


class AgendaModel(QAbstractListModel):
    """Days and what is on them."""

    def __init__(self, zone: tzinfo, parent: QWidget) -> None:
        super().__init__(parent)
        self._zone = zone
        self._rows: list[AgendaRow] = []

    def set_items(self, items: Sequence[CalendarItem], first: date, today: date) -> None:
        """Show these items under the day they begin on, or `first` when they began before."""
        rows: list[AgendaRow] = []
        day: date | None = None
        for item in items:
            shown_day = max(item.first_day, first)
            if shown_day != day:
                day = shown_day
                rows.append(AgendaRow("", day_words(day), is_today=day == today))
            rows.append(self._row(item))
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def _row(self, item: CalendarItem) -> AgendaRow:
        span, look = span_of(item, self._zone), look_of(item)
        if not item.all_day:
            when = span_words(span.starts, span.ends)
        elif item.source == "task":
            when = self.tr("Any time")
        else:
            when = self.tr("All day")
        detail = item.customer if item.source in ("event", "task") else ""
        return AgendaRow(
            item.key, title_of(item), when, sentence(detail, item.place), look.icon, look.tone, done=item.done
        )

    def row_of(self, key: str) -> int:
        """The row of an item, -1 when it is not listed."""
        return next((number for number, row in enumerate(self._rows) if row.id == key), -1)

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return ", ".join(part for part in (row.title, row.when, row.detail) if part)
        return None

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        if index.isValid() and not self._rows[index.row()].id:
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)


class AgendaDelegate(RowDelegate):
    """Time, a soft tile with the kind's icon, title, and who and where."""

    def paint_row(self, painter: QPainter, rect: QRectF, row: object, state: RowState) -> None:
        """Draw a heading or an item."""
        if not isinstance(row, AgendaRow):
            return
        theme, direction = self.theme, state.direction
        if not row.id:
            place = QRectF(24, rect.y() + 14, rect.width() - 48, rect.height() - 16)
            token = "accent.text" if row.is_today else "text.primary"
            draw_text(painter, theme, mirrored(place, rect, direction), row.title, "title3", token, direction=direction)
            return
        if state.selected or state.hovered:
            fill = "bg.selected" if state.selected else "bg.hover"
            draw_rounded(painter, theme, rect.adjusted(12, 2, -12, -2), 8, fill, "focus" if state.focused else "")
        if row.done:
            painter.setOpacity(0.6)
        middle = rect.center().y()
        when = mirrored(QRectF(24, middle - 10, 108, 20), rect, direction)
        draw_text(painter, theme, when, row.when, "small", "text.secondary", direction=direction, tabular=True)
        tile = mirrored(QRectF(144, middle - 16, 32, 32), rect, direction)
        draw_rounded(painter, theme, tile, 8, f"{row.tone}.soft")
        draw_icon(painter, theme, tile.x() + 8, tile.y() + 8, row.icon, tone_text(row.tone), 16, direction=direction)
        half = (rect.width() - 188 - 24) * (0.6 if row.detail else 1.0)
        title = mirrored(QRectF(188, middle - 10, half, 20), rect, direction)
        draw_text(painter, theme, title, row.title, "bodyStrong", direction=direction)
        if row.detail:
            place = mirrored(QRectF(188 + half + 8, middle - 10, rect.width() - 188 - half - 32, 20), rect, direction)
            draw_text(painter, theme, place, row.detail, "small", "text.secondary", TRAILING, direction=direction)


class AgendaList(RowList):
    """The rows; Delete asks to take one away.

    Signals:
        delete_requested(key): Delete.
    """

    delete_requested = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and self.current_id():
            self.delete_requested.emit(self.current_id())
        else:
            super().keyPressEvent(event)


class AgendaView(QWidget):
    """The list, or a word about there being nothing.

    Signals:
        item_opened(key, QWidget): Enter or double click.
        delete_requested(key), menu_requested(key, place): of an item.
        new_requested: the button of the empty agenda.
    """

    item_opened = Signal(str, QWidget)
    delete_requested = Signal(str)
    menu_requested = Signal(str, QPoint)
    new_requested = Signal()

    def __init__(self, theme: Theme, zone: tzinfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = AgendaModel(zone, self)
        self.list = AgendaList(self.tr("Agenda"), AgendaDelegate(theme, _ROW, parent=self))
        self.list.setModel(self.model)
        self.empty = EmptyState(
            theme,
            "calendar-days",
            self.tr("Nothing planned in these 30 days"),
            self.tr("Events, and tasks that have a day, are listed here in their order."),
            self.tr("New event"),
        )
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.empty)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.list.row_opened.connect(self._on_row_opened)
        self.list.delete_requested.connect(self.delete_requested)
        self.list.context_requested.connect(self._on_context_requested)
        self.empty.primary_requested.connect(self.new_requested)

    def set_items(self, items: Sequence[CalendarItem], first: date, today: date) -> None:
        """Show these items; the selected one stays selected."""
        current = self.list.current_id()
        self.model.set_items(items, first, today)
        row = self.model.row_of(current)
        if row >= 0:
            self.list.select_row(row)
        elif items:
            self.list.select_row(1)
        self._stack.setCurrentWidget(self.list if items else self.empty)

    def focus_items(self) -> None:
        """Give the list the keyboard."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def focused_key(self) -> str:
        """The item with the keyboard; empty when none has."""
        return self.list.current_id() if self.list.hasFocus() else ""

    @Slot(str)
    def _on_row_opened(self, key: str) -> None:
        self.item_opened.emit(key, self.list)

    @Slot(QPoint)
    def _on_context_requested(self, place: QPoint) -> None:
        if self.list.current_id():
            self.menu_requested.emit(self.list.current_id(), place)
