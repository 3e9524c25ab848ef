"""The hours of one or more days: drag to plan, drag to move, or do both with the keyboard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from crm_desktop.services.calendar.views import CalendarItem
from crm_desktop.ui.calendar.ghost import Ghost
from crm_desktop.ui.calendar.grid_paint import paint_cursor, paint_ground, paint_now
from crm_desktop.ui.calendar.item_button import ItemButton
from crm_desktop.ui.calendar.item_buttons import ItemButtons
from crm_desktop.ui.calendar.spans import DAY_MINUTES, Block, Span, day_blocks, moved_to, resized
from crm_desktop.ui.calendar.words import day_words, span_words, time_words
from crm_desktop.ui.kit.announce import announce
from crm_desktop.ui.kit.paint import TRAILING, draw_text, mirrored
from crm_desktop.ui.theme.theme import Theme

GUTTER: Final = 56
SNAP: Final = 30
FINE_SNAP: Final = 15
_LEAST_HEIGHT: Final = 24
_DEFAULT_LENGTH: Final = 60

WorkHours = Mapping[int, tuple[int, int]]
"""Weekday (Monday 0) → first and last working minute of the day."""


class TimeGrid(QWidget):
    """Day columns by hours. Its buttons are children; it paints the rest.

    Signals:
        span_chosen(Span): a stretch was dragged, double-clicked or entered.
        item_opened(key): an item was clicked or entered.
        item_moved(key, Span): an item was dragged or stepped to another time.
        page_requested(int): the cursor left at the first (-1) or last (1) day.
        cursor_moved(date): the keyboard's cell is on this day.
        reach_requested(QRect): this part should be scrolled into view.
    """

    span_chosen = Signal(object)
    item_moved = Signal(str, object)
    page_requested = Signal(int)
    cursor_moved = Signal(object)
    reach_requested = Signal(QRect)

    def __init__(self, theme: Theme, zone: tzinfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._zone = zone
        self._days: list[date] = []
        self._items: list[CalendarItem] = []
        self._blocks: dict[str, tuple[Block, int]] = {}
        self._work_hours: WorkHours = {}
        self._now: datetime | None = None
        self._hour_height = 58.0
        self._cursor_day = 0
        self._cursor_minute = 9 * 60
        self._cursor_length = SNAP
        self._shows_cursor = False
        self._pressed: tuple[int, int] | None = None
        self._drawn: Span | None = None
        self.buttons = ItemButtons(theme, zone, "block", self)
        self.ghost = Ghost(theme, self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.buttons.drag_moved.connect(self._on_drag_moved)
        self.buttons.drag_dropped.connect(self._on_drag_dropped)
        self.buttons.drag_cancelled.connect(self.ghost.hide)
        self.buttons.stepped.connect(self._on_stepped)

    # what is shown

    def set_days(self, days: Sequence[date], work_hours: WorkHours) -> None:
        """Show these days; items follow by `set_items`."""
        keep = self.cursor_date if self._days else None
        self._days = list(days)
        self._work_hours = work_hours
        if keep in self._days:
            self._cursor_day = self._days.index(keep)
        else:
            self._cursor_day = min(self._cursor_day, len(self._days) - 1)
        self._name_cursor()
        self.update()

    def set_items(self, items: Sequence[CalendarItem]) -> None:
        """Show these items; buttons of things that stay are kept."""
        self._items = [item for item in items if item.starts_at is not None]
        self._blocks = {}
        wanted: list[tuple[str, CalendarItem]] = []
        for column, day in enumerate(self._days):
            for block in day_blocks(self._items, day, self._zone):
                name = f"{block.item.key}@{day.isoformat()}"
                self._blocks[name] = (block, column)
                wanted.append((name, block.item))
        self.buttons.set_items(wanted)
        self._place_buttons()
        self.buttons.show_all()

    def set_now(self, now: datetime | None) -> None:
        """Draw the line of the present, local wall clock."""
        self._now = now
        self.update()

    def set_hour_height(self, height: float) -> None:
        """Give an hour so many pixels."""
        if height != self._hour_height:
            self._hour_height = height
            self.setFixedHeight(int(24 * height) + 1)
            self._place_buttons()

    def set_cursor(self, day: date, minute: int | None = None) -> None:
        """Put the keyboard's cell on a day."""
        if day in self._days:
            self._cursor_day = self._days.index(day)
        if minute is not None:
            self._cursor_minute = minute
        self._cursor_length = SNAP
        self._name_cursor()
        self.update()

    @property
    def cursor_date(self) -> date:
        """The day of the keyboard's cell."""
        return self._days[self._cursor_day]

    @property
    def cursor_span(self) -> Span:
        """The stretch the keyboard has marked."""
        starts = datetime.combine(self.cursor_date, time()) + timedelta(minutes=self._cursor_minute)
        return Span(starts, starts + timedelta(minutes=self._cursor_length))

    def y_of(self, minute: float) -> float:
        """Where a minute of the day is."""
        return minute / 60 * self._hour_height

    def sizeHint(self) -> QSize:
        return QSize(600, int(24 * self._hour_height) + 1)

    # geometry

    def column_rect(self, column: int) -> QRectF:
        """The column of a day, already mirrored."""
        width = (self.width() - GUTTER) / max(len(self._days), 1)
        rect = QRectF(GUTTER + column * width, 0, width, self.height())
        return mirrored(rect, QRectF(self.rect()), self.layoutDirection())

    def _span_rect(self, column: int, starts: float, ends: float) -> QRect:
        rect = self.column_rect(column)
        top, bottom = self.y_of(starts), self.y_of(ends)
        return QRectF(rect.x() + 3, top + 1, rect.width() - 6, max(bottom - top - 2, 16)).toRect()

    def _place_buttons(self) -> None:
        for name, (block, column) in self._blocks.items():
            button = self.buttons.get(name)
            if button is None:
                continue
            rect = self.column_rect(column)
            width = (rect.width() - 6) / block.lanes
            lane = block.lanes - 1 - block.lane if self.isRightToLeft() else block.lane
            top, bottom = self.y_of(block.starts), self.y_of(block.ends)
            height = max(bottom - top - 3, _LEAST_HEIGHT)
            place = QRectF(rect.x() + 3 + lane * width, top + 1, width - 2, height)
            button.setGeometry(place.toRect())

    def _column_at(self, x: float) -> int:
        across = self.width() - x if self.isRightToLeft() else x
        width = (self.width() - GUTTER) / max(len(self._days), 1)
        return max(0, min(int((across - GUTTER) // width), len(self._days) - 1))

    def _minute_at(self, y: float, snap: int) -> int:
        return int(y / self._hour_height * 60 // snap) * snap

    def _snap(self) -> int:
        alt = QApplication.keyboardModifiers() & Qt.KeyboardModifier.AltModifier
        return FINE_SNAP if alt else SNAP

    # planning by mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = event.position()
        if event.button() != Qt.MouseButton.LeftButton or self._in_gutter(place):
            return
        column, minute = self._column_at(place.x()), self._minute_at(place.y(), self._snap())
        self._pressed = (column, max(0, min(minute, DAY_MINUTES - SNAP)))
        self._cursor_day, self._cursor_minute = self._pressed
        self._cursor_length = SNAP
        self._name_cursor()
        self.cursor_moved.emit(self.cursor_date)
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            return
        column, start = self._pressed
        snap = self._snap()
        here = self._minute_at(event.position().y(), snap)
        first, last = (start, here + snap) if here >= start else (here, start + snap)
        self._draw(column, max(first, 0), min(last, DAY_MINUTES))

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        drawn, self._drawn, self._pressed = self._drawn, None, None
        if drawn is not None:
            self.span_chosen.emit(drawn)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and not self._in_gutter(event.position()):
            minute = min(self._minute_at(event.position().y(), SNAP), DAY_MINUTES - _DEFAULT_LENGTH)
            self._draw(self._column_at(event.position().x()), minute, minute + _DEFAULT_LENGTH)
            drawn, self._drawn, self._pressed = self._drawn, None, None
            self.span_chosen.emit(drawn)

    def _in_gutter(self, place: QPointF) -> bool:
        x = self.width() - place.x() if self.isRightToLeft() else place.x()
        return x < GUTTER

    def _draw(self, column: int, first: int, last: int) -> None:
        midnight = datetime.combine(self._days[column], time())
        self._drawn = Span(midnight + timedelta(minutes=first), midnight + timedelta(minutes=last))
        self._show_ghost(column, first, last, self.tr("New event…"))

    def _show_ghost(self, column: int, first: int, last: int, what: str) -> None:
        midnight = datetime.combine(self._days[column], time())
        words = span_words(midnight + timedelta(minutes=first), midnight + timedelta(minutes=last))
        place = self._span_rect(column, first, last)
        self.ghost.show_at(place, words, what)
        self.reach_requested.emit(place)

    # moving

    def _dragged_to(self, key: str, grip: str, place: QPoint) -> tuple[Span, int] | None:
        button = self.buttons.pressed
        if button is None or button.item.key != key:
            return None
        snap, span = self._snap(), button.span
        if grip == "move":
            column = self._column_at(place.x())
            minute = self._nearest(place.y() - button.press_offset.y(), snap)
            top = max(0, min(minute, DAY_MINUTES - snap))
            return moved_to(span, button_day(button, self._days), self._days[column], top), column
        column = self._days.index(span.starts.date())
        return resized(span, grip, self._nearest(place.y(), snap), FINE_SNAP), column

    def _nearest(self, y: float, snap: int) -> int:
        return round(y / self._hour_height * 60 / snap) * snap

    @Slot(str, str, QPoint)
    def _on_drag_moved(self, key: str, grip: str, place: QPoint) -> None:
        found = self._dragged_to(key, grip, place)
        if found is None:
            return
        span, column = found
        midnight = datetime.combine(self._days[column], time())
        first = int((span.starts - midnight) // timedelta(minutes=1))
        self._show_ghost(column, max(first, 0), min(first + span.minutes, DAY_MINUTES), self.buttons.pressed_title)

    @Slot(str, str, QPoint)
    def _on_drag_dropped(self, key: str, grip: str, place: QPoint) -> None:
        found = self._dragged_to(key, grip, place)
        button = self.buttons.pressed
        self.ghost.hide()
        if found is None or button is None or found[0] == button.span:
            return
        button.setGeometry(self.ghost.geometry())
        self.item_moved.emit(key, found[0])

    @Slot(str, int, int)
    def _on_stepped(self, key: str, days: int, rows: int) -> None:
        button = self.buttons.by_key(key)
        if button is not None:
            span = button.span.moved(timedelta(days=days, minutes=rows * SNAP))
            announce(self, f"{day_words(span.starts.date())} {span_words(span.starts, span.ends)}")
            self.item_moved.emit(key, span)

    # the keyboard's cell

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        plain = not event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        across = -1 if self.isRightToLeft() else 1
        if key == Qt.Key.Key_Escape and self._drawn is not None:
            self._drawn = self._pressed = None
            self.ghost.hide()
        elif not plain:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._step_rows(-1 if key == Qt.Key.Key_Up else 1, extend=shift)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and not shift:
            self._step_days(-across if key == Qt.Key.Key_Left else across)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.span_chosen.emit(self._wished_span())
        else:
            super().keyPressEvent(event)

    def _wished_span(self) -> Span:
        span = self.cursor_span
        if self._cursor_length == SNAP:
            return Span(span.starts, span.starts + timedelta(minutes=min(60, DAY_MINUTES - self._cursor_minute)))
        return span

    def _step_rows(self, rows: int, *, extend: bool) -> None:
        if extend:
            most = DAY_MINUTES - self._cursor_minute
            self._cursor_length = max(SNAP, min(self._cursor_length + rows * SNAP, most))
        else:
            self._cursor_length = SNAP
            self._cursor_minute = max(0, min(self._cursor_minute + rows * SNAP, DAY_MINUTES - SNAP))
        self._show_cursor()

    def _step_days(self, days: int) -> None:
        column = self._cursor_day + days
        if not 0 <= column < len(self._days):
            self._cursor_day = len(self._days) - 1 if column < 0 else 0
            self.page_requested.emit(days)
            return
        self._cursor_day = column
        self._show_cursor()
        self.cursor_moved.emit(self.cursor_date)

    def _show_cursor(self) -> None:
        self._name_cursor()
        announce(self, self.accessibleName())
        self._shows_cursor = True
        self.reach_requested.emit(self.focus_rect())
        self.update()

    def focus_rect(self) -> QRect:
        """Where the focus ring goes: the keyboard's cell."""
        return self._span_rect(self._cursor_day, self._cursor_minute, self._cursor_minute + self._cursor_length)

    def _name_cursor(self) -> None:
        span = self.cursor_span
        self.setAccessibleName(f"{day_words(self.cursor_date)} {span_words(span.starts, span.ends)}")

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        # Who came by the mouse, or was brought here with the page, sees the cell with the first key.
        self._shows_cursor = event.reason() != Qt.FocusReason.OtherFocusReason
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_buttons()

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, whole = self._theme, QRectF(self.rect())
        painter.fillRect(event.rect(), theme.colour("bg.surface"))
        line = theme.colour("line.subtle")
        for column, day in enumerate(self._days):
            rect = self.column_rect(column)
            paint_ground(painter, theme, rect, self._work_hours.get(day.weekday()), self._hour_height)
            painter.fillRect(QRectF(rect.right() if self.isRightToLeft() else rect.x(), 0, 1, rect.height()), line)
        hours = mirrored(QRectF(GUTTER, 0, whole.width() - GUTTER, 1), whole, self.layoutDirection())
        label = mirrored(QRectF(0, 0, GUTTER - 8, 18), whole, self.layoutDirection())
        for hour in range(1, 24):
            y = round(self.y_of(hour * 60))
            painter.fillRect(QRectF(hours.x(), y, hours.width(), 1), line)
            words = time_words(datetime(2000, 1, 1, hour))
            place = QRectF(label.x(), y - 9, label.width(), 18)
            draw_text(
                painter, theme, place, words, "caption", "text.tertiary", TRAILING,
                direction=self.layoutDirection(), tabular=True,
            )  # fmt: skip
        if self.hasFocus() and self._shows_cursor:
            paint_cursor(painter, theme, self.focus_rect())
        if self._now is not None and self._now.date() in self._days:
            present = self.column_rect(self._days.index(self._now.date()))
            line_y = self.y_of(self._now.hour * 60 + self._now.minute)
            paint_now(painter, theme, present, line_y, self.layoutDirection())


def button_day(button: ItemButton, days: Sequence[date]) -> date:
    """The day in whose column a button stands: of an item over midnight, the later part has its own."""
    name = button.objectName()
    shown = date.fromisoformat(name.rpartition("@")[2]) if "@" in name else button.span.starts.date()
    return shown if shown in days else button.span.starts.date()
