"""A month of days with what is on them in words; what does not fit is counted and one click away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta, tzinfo
from typing import Final

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from crm_desktop.services.calendar.views import CalendarItem
from crm_desktop.ui.calendar.ghost import Ghost
from crm_desktop.ui.calendar.item_buttons import ItemButtons
from crm_desktop.ui.calendar.spans import Span, Strip, day_strips, whole_days
from crm_desktop.ui.calendar.words import day_words, range_words, short_day_words, weekday_words
from crm_desktop.ui.kit.announce import announce
from crm_desktop.ui.kit.paint import CENTRED, draw_rounded, draw_text, mirrored
from crm_desktop.ui.theme.theme import Theme

_HEAD: Final = 32
_CHIP: Final = 24
_STEP: Final = 25
_FIRST_CHIP: Final = 34


class MoreButton(QAbstractButton):
    """Says how many more there are on a day, and opens that day.

    Signals:
        day_requested(date): clicked.
    """

    day_requested = Signal(object)

    def __init__(self, theme: Theme, day: date, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._day = day
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.clicked.connect(self._on_clicked)

    def set_count(self, count: int) -> None:
        """Say how many are not shown."""
        words = self.tr("%n more", "", count)
        self.setText(words)
        self.setAccessibleName(f"{words}, {day_words(self._day)}")
        self.update()

    @Slot()
    def _on_clicked(self) -> None:
        self.day_requested.emit(self._day)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        if self.underMouse():
            draw_rounded(painter, self._theme, rect, 5, "bg.pressed")
        inner = rect.adjusted(8, 0, -6, 0)
        draw_text(
            painter, self._theme, inner, self.text(), "caption", "text.secondary", direction=self.layoutDirection()
        )


class MonthView(QWidget):
    """Five or six weeks. Arrows move the day, Shift+arrows mark several, Enter plans something.

    Signals:
        span_chosen(Span, QWidget, QRect): days were marked, double-clicked or entered.
        item_opened(key, QWidget): an item was clicked or entered.
        item_moved(key, Span): an item was dragged or stepped to another day.
        delete_requested(key), menu_requested(key, place): of an item.
        day_requested(date): show this day by itself.
        page_requested(int): the cursor left the month; cursor_moved(date): it is on this day.
    """

    span_chosen = Signal(object, QWidget, QRect)
    item_opened = Signal(str, QWidget)
    item_moved = Signal(str, object)
    delete_requested = Signal(str)
    menu_requested = Signal(str, QPoint)
    day_requested = Signal(object)
    page_requested = Signal(int)
    cursor_moved = Signal(object)

    def __init__(self, theme: Theme, zone: tzinfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._month = date.today().replace(day=1)
        self._first = self._month
        self._rows = 5
        self._today: date | None = None
        self._work_days: frozenset[int] = frozenset(range(5))
        self._items: list[CalendarItem] = []
        self._places: dict[str, tuple[int, Strip]] = {}
        self._more: dict[date, MoreButton] = {}
        self._cursor = self._month
        self._marked = 0
        self._pressed: date | None = None
        self.buttons = ItemButtons(theme, zone, "chip", self)
        self.ghost = Ghost(theme, self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.buttons.opened.connect(self._on_opened)
        self.buttons.drag_moved.connect(self._on_drag_moved)
        self.buttons.drag_dropped.connect(self._on_drag_dropped)
        self.buttons.drag_cancelled.connect(self.ghost.hide)
        self.buttons.stepped.connect(self._on_stepped)
        self.buttons.delete_requested.connect(self.delete_requested)
        self.buttons.menu_requested.connect(self.menu_requested)

    # what is shown

    def set_month(self, month: date, days: Sequence[date], today: date, work_days: frozenset[int]) -> None:
        """Show whole weeks of days around a month."""
        self._month, self._first, self._rows = month, days[0], len(days) // 7
        self._today, self._work_days = today, work_days
        if not days[0] <= self._cursor <= days[-1]:
            self._cursor = month
        self._name_cursor()
        self.update()

    def set_items(self, items: Sequence[CalendarItem]) -> None:
        """Show these items, as many as have room."""
        self._items = list(items)
        self._lay_out()

    def set_cursor(self, day: date) -> None:
        """Put the keyboard on a day."""
        self._cursor, self._marked = day, 0
        self._name_cursor()
        self.update()

    def clear_ghost(self) -> None:
        """Take away the outline of what was to be planned."""
        self.ghost.hide()

    def focus_items(self) -> None:
        """Give the days the keyboard."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def focused_key(self) -> str:
        """The item with the keyboard; empty when none has."""
        focused = self.buttons.focused
        return "" if focused is None else focused.item.key

    def button(self, key: str) -> QWidget | None:
        """The button of an item that is shown."""
        return self.buttons.by_key(key)

    # geometry

    def cell(self, day: date) -> QRectF:
        """Where a day is, already mirrored."""
        number = (day - self._first).days
        return self._cells(number // 7, number % 7, number % 7)

    def _cells(self, row: int, first: int, last: int) -> QRectF:
        width, height = self.width() / 7, (self.height() - _HEAD) / self._rows
        rect = QRectF(first * width, _HEAD + row * height, (last - first + 1) * width, height)
        return mirrored(rect, QRectF(self.rect()), self.layoutDirection())

    def day_at(self, place: QPoint) -> date:
        """The day under a place, or the nearest."""
        x = self.width() - place.x() if self.isRightToLeft() else place.x()
        height = (self.height() - _HEAD) / self._rows
        column = max(0, min(int(x / (self.width() / 7)), 6))
        row = max(0, min(int((place.y() - _HEAD) / height), self._rows - 1))
        return self._first + timedelta(days=row * 7 + column)

    def _lay_out(self) -> None:
        height = (self.height() - _HEAD) / self._rows
        room = max(int((height - _FIRST_CHIP) // _STEP), 1)
        self._places, hidden = {}, Counter[date]()
        for row in range(self._rows):
            start = self._first + timedelta(days=7 * row)
            strips = day_strips(self._items, start, 7)
            full = {n for strip in strips if strip.lane >= room for n in range(strip.first, strip.last + 1)}
            for strip in strips:
                columns = range(strip.first, strip.last + 1)
                last_lane = room - 2 if full.intersection(columns) else room - 1
                if strip.lane > last_lane:
                    hidden.update(start + timedelta(days=n) for n in columns)
                else:
                    self._places[f"{strip.item.key}@{row}"] = (row, strip)
        self.buttons.set_items([(name, strip.item) for name, (_, strip) in self._places.items()])
        self._place_buttons()
        self.buttons.show_all()
        self._place_more(hidden, room)

    def _place_buttons(self) -> None:
        for name, (row, strip) in self._places.items():
            button = self.buttons.get(name)
            if button is not None:
                rect = self._cells(row, strip.first, strip.last)
                top = rect.y() + _FIRST_CHIP + strip.lane * _STEP
                button.setGeometry(QRectF(rect.x() + 6, top, rect.width() - 12, _CHIP).toRect())

    def _place_more(self, hidden: Counter[date], room: int) -> None:
        for day in list(self._more):
            if day not in hidden:
                gone = self._more.pop(day)
                gone.hide()
                gone.deleteLater()
        for day, count in hidden.items():
            button = self._more.get(day)
            if button is None:
                button = self._more[day] = MoreButton(self._theme, day, self)
                button.day_requested.connect(self.day_requested)
            button.set_count(count)
            rect = self.cell(day)
            top = rect.y() + _FIRST_CHIP + (room - 1) * _STEP
            button.setGeometry(QRectF(rect.x() + 6, top, rect.width() - 12, _CHIP).toRect())
            button.show()

    # planning

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and event.position().y() >= _HEAD:
            self._pressed = self.day_at(event.position().toPoint())
            self.set_cursor(self._pressed)
            self.cursor_moved.emit(self._cursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is not None:
            self._marked = (self.day_at(event.position().toPoint()) - self._pressed).days
            self.update()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        if pressed is not None and self._marked:
            self._choose()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.position().y() >= _HEAD:
            self.set_cursor(self.day_at(event.position().toPoint()))
            self._choose()

    def _choose(self) -> None:
        first, last = self.marked_days
        self.span_chosen.emit(whole_days(first, last), self, self.cell(self._cursor).toRect())

    @property
    def marked_days(self) -> tuple[date, date]:
        """First and last of the days that are marked."""
        other = self._cursor + timedelta(days=self._marked)
        return min(self._cursor, other), max(self._cursor, other)

    # moving

    def _moved(self, place: QPoint) -> Span | None:
        button = self.buttons.pressed
        if button is None:
            return None
        grabbed = self.day_at(button.mapToParent(button.press_offset))
        return button.span.moved(timedelta(days=(self.day_at(place) - grabbed).days))

    @Slot(str, str, QPoint)
    def _on_drag_moved(self, _key: str, _grip: str, place: QPoint) -> None:
        span = self._moved(place)
        if span is not None:
            cell = self.cell(self.day_at(place)).toRect().adjusted(4, 4, -4, -4)
            self.ghost.show_at(cell, short_day_words(span.starts.date()), self.buttons.pressed_title)

    @Slot(str, str, QPoint)
    def _on_drag_dropped(self, key: str, _grip: str, place: QPoint) -> None:
        span, button = self._moved(place), self.buttons.pressed
        self.ghost.hide()
        if span is not None and button is not None and span != button.span:
            self.item_moved.emit(key, span)

    @Slot(str, int, int)
    def _on_stepped(self, key: str, days: int, rows: int) -> None:
        button = self.buttons.by_key(key)
        if button is not None:
            span = button.span.moved(timedelta(days=days + 7 * rows))
            announce(self, day_words(span.starts.date()))
            self.item_moved.emit(key, span)

    @Slot(str)
    def _on_opened(self, key: str) -> None:
        button = self.buttons.focused or self.buttons.by_key(key)
        if button is not None:
            self.item_opened.emit(key, button)

    # keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        plain = not event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        across = -1 if self.isRightToLeft() else 1
        steps = {Qt.Key.Key_Left: -across, Qt.Key.Key_Right: across, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}
        if plain and key in steps:
            self._step(steps[Qt.Key(key)], extend=shift)
        elif plain and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose()
        elif key == Qt.Key.Key_Escape and self._marked:
            self.set_cursor(self._cursor)
        else:
            super().keyPressEvent(event)

    def _step(self, days: int, *, extend: bool) -> None:
        if extend:
            self._marked += days
        else:
            self._marked = 0
            self._cursor += timedelta(days=days)
        self._name_cursor()
        announce(self, self.accessibleName())
        self.update()
        self.cursor_moved.emit(self._cursor)
        if not self._first <= self._cursor < self._first + timedelta(days=7 * self._rows):
            self.page_requested.emit(1 if days > 0 else -1)

    def focus_rect(self) -> QRect:
        """Where the focus ring goes: the day of the keyboard."""
        return self.cell(self._cursor).toRect().adjusted(3, 3, -3, -3)

    def _name_cursor(self) -> None:
        first, last = self.marked_days
        count = sum(1 for item in self._items if item.first_day <= last and item.last_day >= first)
        self.setAccessibleName(f"{range_words(first, last)}, " + self.tr("%n planned", "", count))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    # painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._theme
        painter.fillRect(self.rect(), theme.colour("bg.surface"))
        for column in range(7):
            rect = self._cells(0, column, column)
            day = self._first + timedelta(days=column)
            head = QRectF(rect.x(), 0, rect.width(), _HEAD)
            draw_text(painter, theme, head, weekday_words(day), "caption", "text.tertiary", CENTRED)
        marked = self.marked_days
        for number in range(7 * self._rows):
            self._paint_day(painter, self._first + timedelta(days=number), marked)

    def _paint_day(self, painter: QPainter, day: date, marked: tuple[date, date]) -> None:
        theme, rect = self._theme, self.cell(day)
        inside = (day.year, day.month) == (self._month.year, self._month.month)
        if not inside or day.weekday() not in self._work_days:
            painter.fillRect(rect, theme.colour("bg.lane" if theme.is_dark else "bg.subtle"))
        is_marked = marked[0] <= day <= marked[1] and (self.hasFocus() or self._marked)
        if is_marked:
            painter.setPen(QPen(theme.colour("focus"), 1))
            painter.setBrush(theme.colour("bg.selected"))
            painter.drawRoundedRect(rect.adjusted(3.5, 3.5, -3.5, -3.5), 6, 6)
        line = theme.colour("line.subtle")
        painter.fillRect(QRectF(rect.x(), rect.y(), rect.width(), 1), line)
        edge = rect.right() if self.isRightToLeft() else rect.x()
        painter.fillRect(QRectF(edge, rect.y(), 1, rect.height()), line)
        disc = mirrored(QRectF(rect.x() + 8, rect.y() + 6, 26, 24), rect, self.layoutDirection())
        if day == self._today:
            draw_rounded(painter, theme, disc, 8, "accent")
        token = "text.onAccent" if day == self._today else "text.primary" if inside else "text.tertiary"
        draw_text(painter, theme, disc, f"{day.day}", "smallStrong", token, CENTRED, elide=False, tabular=True)


def month_days(day: date, first_weekday: int) -> list[date]:
    """The whole weeks that cover the month of `day`."""
    first = day.replace(day=1)
    start = first - timedelta(days=(first.weekday() - first_weekday) % 7)
    following = (first + timedelta(days=32)).replace(day=1)
    weeks = -(-(following - start).days // 7)
    return [start + timedelta(days=n) for n in range(7 * weeks)]
