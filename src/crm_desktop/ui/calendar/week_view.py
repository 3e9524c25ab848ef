"""Day and week: names of the days, the strip of whole days, and the hours below."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta, tzinfo
from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from crm_desktop.services.calendar.views import CalendarItem
from crm_desktop.ui.calendar.ghost import Ghost
from crm_desktop.ui.calendar.item_buttons import ItemButtons
from crm_desktop.ui.calendar.spans import Span, day_strips, whole_days
from crm_desktop.ui.calendar.time_grid import GUTTER, TimeGrid, WorkHours
from crm_desktop.ui.calendar.words import range_words, weekday_words
from crm_desktop.ui.kit.announce import announce
from crm_desktop.ui.kit.paint import CENTRED, TRAILING, draw_rounded, draw_text, mirrored
from crm_desktop.ui.theme.theme import Theme

_HEAD: Final = 56
_LANE: Final = 29
_MOST_LANES: Final = 4
_SHOWN_HOURS: Final = 10.2
_LEAST_HOUR: Final = 50.0


class DayStrip(QWidget):
    """Names of the days, and above the hours what lasts whole days.

    Signals:
        day_requested(date): a day's name was clicked: show that day.
        span_chosen(Span): whole days were clicked or dragged, to plan something.
        item_moved(key, Span): a strip was dragged to other days.
    """

    day_requested = Signal(object)
    span_chosen = Signal(object)
    item_moved = Signal(str, object)

    def __init__(self, theme: Theme, zone: tzinfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._days: list[date] = []
        self._today: date | None = None
        self._work_days: frozenset[int] = frozenset()
        self._lanes: dict[str, tuple[int, int, int]] = {}
        self._trailing = 0
        self._pressed: int | None = None
        self.buttons = ItemButtons(theme, zone, "chip", self)
        self.ghost = Ghost(theme, self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(_HEAD + 36)
        self.buttons.drag_moved.connect(self._on_drag_moved)
        self.buttons.drag_dropped.connect(self._on_drag_dropped)
        self.buttons.drag_cancelled.connect(self.ghost.hide)
        self.buttons.stepped.connect(self._on_stepped)

    def set_days(self, days: Sequence[date], today: date, work_days: frozenset[int]) -> None:
        """Show the names of these days."""
        self._days, self._today, self._work_days = list(days), today, work_days
        self.setAccessibleName(self.tr("Whole days of {range}").format(range=range_words(days[0], days[-1])))
        self.update()

    def set_items(self, items: Sequence[CalendarItem]) -> None:
        """Show what lasts whole days; beyond four lanes the strip is cut, and the agenda has it all."""
        strips = day_strips([item for item in items if item.all_day], self._days[0], len(self._days))
        shown = [strip for strip in strips if strip.lane < _MOST_LANES]
        self._lanes = {strip.item.key: (strip.first, strip.last, strip.lane) for strip in shown}
        self.buttons.set_items([(strip.item.key, strip.item) for strip in shown])
        lanes = max((strip.lane for strip in shown), default=0) + 1
        self.setFixedHeight(_HEAD + lanes * _LANE + 7)
        self._place_buttons()
        self.buttons.show_all()

    def set_trailing(self, width: int) -> None:
        """Leave room for the scroll bar of the hours below."""
        if width != self._trailing:
            self._trailing = width
            self._place_buttons()
            self.update()

    def column_rect(self, first: int, last: int | None = None) -> QRectF:
        """From one day's column to another's, already mirrored."""
        width = (self.width() - self._trailing - GUTTER) / max(len(self._days), 1)
        count = (first if last is None else last) - first + 1
        rect = QRectF(GUTTER + first * width, 0, count * width, self.height())
        return mirrored(rect, QRectF(self.rect()), self.layoutDirection())

    def _place_buttons(self) -> None:
        for key, (first, last, lane) in self._lanes.items():
            button = self.buttons.get(key)
            if button is not None:
                rect = self.column_rect(first, last)
                place = QRectF(rect.x() + 3, _HEAD + 5 + lane * _LANE, rect.width() - 6, 26)
                button.setGeometry(place.toRect())

    def _column_at(self, x: float) -> int:
        across = self.width() - x if self.isRightToLeft() else x
        width = (self.width() - self._trailing - GUTTER) / max(len(self._days), 1)
        return max(0, min(int((across - GUTTER) // width), len(self._days) - 1))

    def _dragged_to(self, place: QPoint) -> Span | None:
        button = self.buttons.pressed
        if button is None:
            return None
        shown_first = max((button.item.first_day - self._days[0]).days, 0)
        grabbed = self._column_at(button.x() + button.press_offset.x()) - shown_first
        return button.span.moved(timedelta(days=self._column_at(place.x()) - grabbed - shown_first))

    @Slot(str, str, QPoint)
    def _on_drag_moved(self, _key: str, _grip: str, place: QPoint) -> None:
        span, button = self._dragged_to(place), self.buttons.pressed
        if span is None or button is None:
            return
        first = max((span.starts.date() - self._days[0]).days, 0)
        last = min((span.ends.date() - self._days[0]).days, len(self._days) - 1)
        if first > last:
            return
        rect = self.column_rect(first, last)
        outline = QRect(int(rect.x()) + 3, button.y(), int(rect.width()) - 6, 26)
        self.ghost.show_at(outline, range_words(span.starts.date(), span.ends.date()), "")

    @Slot(str, str, QPoint)
    def _on_drag_dropped(self, key: str, _grip: str, place: QPoint) -> None:
        span, button = self._dragged_to(place), self.buttons.pressed
        self.ghost.hide()
        if span is not None and button is not None and span != button.span:
            self.item_moved.emit(key, span)

    @Slot(str, int, int)
    def _on_stepped(self, key: str, days: int, _rows: int) -> None:
        button = self.buttons.by_key(key)
        if button is not None and days:
            span = button.span.moved(timedelta(days=days))
            announce(self, range_words(span.starts.date(), span.ends.date()))
            self.item_moved.emit(key, span)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and event.position().y() >= _HEAD:
            self._pressed = self._column_at(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is not None:
            first, last = sorted((self._pressed, self._column_at(event.position().x())))
            rect = self.column_rect(first, last)
            outline = QRect(int(rect.x()) + 3, _HEAD + 5, int(rect.width()) - 6, 26)
            self.ghost.show_at(outline, range_words(self._days[first], self._days[last]), "")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        column = self._column_at(event.position().x())
        if self._pressed is not None:
            first, last = sorted((self._pressed, column))
            dragged = not self.ghost.isHidden()
            self._pressed = None
            if dragged:
                self.span_chosen.emit(whole_days(self._days[first], self._days[last]))
        elif event.position().y() < _HEAD and event.button() == Qt.MouseButton.LeftButton:
            self.day_requested.emit(self._days[column])

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.position().y() >= _HEAD:
            day = self._days[self._column_at(event.position().x())]
            self.span_chosen.emit(whole_days(day, day))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_buttons()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, whole = self._theme, QRectF(self.rect())
        painter.fillRect(whole, theme.colour("bg.surface"))
        line = theme.colour("line.subtle")
        for column, day in enumerate(self._days):
            rect = self.column_rect(column)
            if day.weekday() not in self._work_days:
                shade = theme.colour("bg.lane" if theme.is_dark else "bg.subtle")
                painter.fillRect(QRectF(rect.x(), _HEAD, rect.width(), rect.height() - _HEAD), shade)
            edge = rect.right() if self.isRightToLeft() else rect.x()
            painter.fillRect(QRectF(edge, _HEAD, 1, rect.height() - _HEAD), line)
            is_today = day == self._today
            name = QRectF(rect.x(), 8, rect.width(), 16)
            token = "accent.text" if is_today else "text.tertiary"
            draw_text(painter, theme, name, weekday_words(day), "caption", token, CENTRED)
            disc = QRectF(rect.center().x() - 15, 25, 30, 28)
            if is_today:
                draw_rounded(painter, theme, disc, 9, "accent")
            token = "text.onAccent" if is_today else "text.primary"
            draw_text(painter, theme, disc, f"{day.day}", "title3", token, CENTRED, elide=False, tabular=True)
        painter.fillRect(QRectF(0, _HEAD, whole.width(), 1), line)
        painter.fillRect(QRectF(0, whole.height() - 1, whole.width(), 1), line)
        label = mirrored(QRectF(0, _HEAD + 4, GUTTER - 8, 28), whole, self.layoutDirection())
        words = self.tr("All day")
        draw_text(painter, theme, label, words, "caption", "text.tertiary", TRAILING, direction=self.layoutDirection())


class WeekView(QWidget):
    """A row of days with their hours.

    Signals: those of `TimeGrid` and `DayStrip`, joined; and
        item_opened(key, QWidget), delete_requested(key), menu_requested(key, place).
    """

    span_chosen = Signal(object, QWidget, QRect)
    item_opened = Signal(str, QWidget)
    item_moved = Signal(str, object)
    delete_requested = Signal(str)
    menu_requested = Signal(str, QPoint)
    page_requested = Signal(int)
    cursor_moved = Signal(object)
    day_requested = Signal(object)

    def __init__(self, theme: Theme, zone: tzinfo, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.strip = DayStrip(theme, zone)
        self.grid = TimeGrid(theme, zone)
        self._scroll = QScrollArea()
        self._scroll.setAccessibleName(self.tr("Hours"))
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self.grid)
        self._work_start = 9 * 60
        self._has_scrolled = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.strip)
        column.addWidget(self._scroll, 1)
        self._connect()

    def _connect(self) -> None:
        self._scroll.viewport().installEventFilter(self)
        self.grid.span_chosen.connect(self._on_grid_span)
        self.strip.span_chosen.connect(self._on_strip_span)
        self.grid.reach_requested.connect(self._on_reach_requested)
        for source in (self.grid, self.strip):
            source.item_moved.connect(self.item_moved)
            source.buttons.opened.connect(self._on_opened)
            source.buttons.delete_requested.connect(self.delete_requested)
            source.buttons.menu_requested.connect(self.menu_requested)
        self.grid.page_requested.connect(self.page_requested)
        self.grid.cursor_moved.connect(self.cursor_moved)
        self.strip.day_requested.connect(self.day_requested)

    def set_days(self, days: Sequence[date], today: date, work_hours: WorkHours) -> None:
        """Show these days; their items follow."""
        self.strip.set_days(days, today, frozenset(work_hours))
        self.grid.set_days(days, work_hours)
        self._work_start = min((start for start, _ in work_hours.values()), default=9 * 60)

    def set_items(self, items: Sequence[CalendarItem]) -> None:
        """Show these items."""
        self.strip.set_items(items)
        self.grid.set_items(items)

    def set_now(self, now: datetime) -> None:
        """Draw the present, local wall clock."""
        self.grid.set_now(now)

    def set_cursor(self, day: date) -> None:
        """Put the keyboard's cell on a day."""
        self.grid.set_cursor(day)

    def clear_ghost(self) -> None:
        """Take away the outline of what was to be planned."""
        self.grid.ghost.hide()
        self.strip.ghost.hide()

    def focus_items(self) -> None:
        """Give the hours the keyboard."""
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def focused_key(self) -> str:
        """The item with the keyboard; empty when none has."""
        focused = self.grid.buttons.focused or self.strip.buttons.focused
        return "" if focused is None else focused.item.key

    def button(self, key: str) -> QWidget | None:
        """The button of an item that is shown."""
        return self.grid.buttons.by_key(key) or self.strip.buttons.by_key(key)

    @Slot(object)
    def _on_grid_span(self, span: Span) -> None:
        ghost = self.grid.ghost
        area = ghost.geometry() if ghost.isVisible() else self.grid.focus_rect()
        self.span_chosen.emit(span, self.grid, area)

    @Slot(object)
    def _on_strip_span(self, span: Span) -> None:
        ghost = self.strip.ghost
        self.span_chosen.emit(span, self.strip, ghost.geometry() if ghost.isVisible() else self.strip.rect())

    @Slot(str)
    def _on_opened(self, key: str) -> None:
        button = self.button(key)
        if button is not None:
            self.item_opened.emit(key, button)

    @Slot(QRect)
    def _on_reach_requested(self, area: QRect) -> None:
        center = area.center()
        self._scroll.ensureVisible(center.x(), area.top(), 0, 12)
        if area.height() < self._scroll.viewport().height():
            self._scroll.ensureVisible(center.x(), area.bottom(), 0, 12)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self._scroll.viewport():
            height = self._scroll.viewport().height()
            self.grid.set_hour_height(max(height / _SHOWN_HOURS, _LEAST_HOUR))
            self.strip.set_trailing(self._scroll.width() - self._scroll.viewport().width())
            if not self._has_scrolled:
                self.scroll_to_work()
        return False

    def scroll_to_work(self) -> None:
        """Show the day from an hour before work."""
        bar = self._scroll.verticalScrollBar()
        bar.setMaximum(max(bar.maximum(), self.grid.height() - self._scroll.viewport().height()))
        # A little further, so that no hour's words are cut in half.
        bar.setValue(int(self.grid.y_of(max(self._work_start - 60, 0))) + 10)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._has_scrolled:
            self.grid.resize(self.grid.sizeHint())
            self.scroll_to_work()
            self._has_scrolled = True


def week_of(day: date, first_weekday: int) -> list[date]:
    """The seven days of the week that `day` is in."""
    first = day - timedelta(days=(day.weekday() - first_weekday) % 7)
    return [first + timedelta(days=n) for n in range(7)]
