"""A small month to pick a day from, painted, with arrow keys."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from PySide6.QtCore import QLocale, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from crm_desktop.ui.kit.announce import announce
from crm_desktop.ui.kit.button import IconButton
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.paint import CENTRED, draw_rounded, draw_text, mirrored
from crm_desktop.ui.theme.theme import Theme

_ROWS: Final = 6
_HEAD: Final = 24
_CELL: Final = 32


class MonthDays(QWidget):
    """Six weeks of days. The arrows move by a day or a week, PageUp and PageDown by a month.

    Signals:
        day_chosen: clicked, or Enter.
        day_moved: the day with the focus is another one.
    """

    day_chosen = Signal(object)
    day_moved = Signal(object)

    def __init__(self, theme: Theme, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._today = today
        self._day = today
        self._month = today.replace(day=1)
        self._marked: frozenset[date] = frozenset()
        self._hovered: date | None = None
        self._range: tuple[date, date] | None = None
        self._cell_height = _CELL
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._name_day()

    @property
    def month(self) -> date:
        """The first day of the month shown."""
        return self._month

    @property
    def day(self) -> date:
        """The day with the focus."""
        return self._day

    def set_today(self, today: date) -> None:
        """Another day has begun."""
        self._today = today
        self.update()

    def set_day(self, day: date) -> None:
        """Give a day the focus and show its month."""
        self._month = day.replace(day=1)
        self._day = day
        self._name_day()
        self.update()

    def set_marked(self, days: Iterable[date]) -> None:
        """Put a dot under days that hold something."""
        self._marked = frozenset(days)
        self.update()

    def set_cell_height(self, height: int) -> None:
        """Make the weeks lower where room is short."""
        self._cell_height = height
        self.updateGeometry()

    def set_range(self, first: date | None, last: date | None) -> None:
        """Lay a band under the days that a larger view shows; None takes it away."""
        self._range = None if first is None or last is None else (first, last)
        self.update()

    def first_shown(self) -> date:
        """The day in the upper corner; weeks begin as the locale has it."""
        first_weekday = QLocale().firstDayOfWeek().value - 1
        return self._month - timedelta(days=(self._month.weekday() - first_weekday) % 7)

    def cell(self, day: date) -> QRectF:
        """Where a day is drawn."""
        number = (day - self.first_shown()).days
        width = self.width() / 7
        rect = QRectF(number % 7 * width, _HEAD + number // 7 * self._cell_height, width, self._cell_height)
        return mirrored(rect, QRectF(self.rect()), self.layoutDirection())

    def sizeHint(self) -> QSize:
        return QSize(7 * 34, _HEAD + _ROWS * self._cell_height)

    def minimumSizeHint(self) -> QSize:
        return QSize(7 * 28, _HEAD + _ROWS * self._cell_height)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        across = -1 if self.isRightToLeft() else 1
        steps = {
            Qt.Key.Key_Left: -across, Qt.Key.Key_Right: across, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7
        }  # fmt: skip
        if key in steps:
            self._go_to(self._day + timedelta(days=steps[Qt.Key(key)]))
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self._go_to(month_away(self._day, -1 if key == Qt.Key.Key_PageUp else 1))
        elif key == Qt.Key.Key_Home or (key == Qt.Key.Key_T and not event.modifiers()):
            self._go_to(self._today)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.day_chosen.emit(self._day)
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        hovered = self._day_at(event.position().x(), event.position().y())
        if hovered != self._hovered:
            self._hovered = hovered
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        day = self._day_at(event.position().x(), event.position().y())
        if day is not None and event.button() == Qt.MouseButton.LeftButton:
            self._go_to(day)
            self.day_chosen.emit(day)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.angleDelta().y():
            self._go_to(month_away(self._day, -1 if event.angleDelta().y() > 0 else 1))
        event.accept()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        locale = QLocale()
        first = self.first_shown()
        for offset in range(7):
            day = first + timedelta(days=offset)
            head = self.cell(day)
            head = QRectF(head.x(), 0, head.width(), _HEAD)
            name = locale.standaloneDayName(day.isoweekday(), QLocale.FormatType.NarrowFormat)
            draw_text(painter, self._theme, head, name, "caption", "text.tertiary", CENTRED, elide=False)
        for row in range(_ROWS):
            self._paint_band(painter, first + timedelta(days=7 * row))
        for offset in range(7 * _ROWS):
            self._paint_day(painter, first + timedelta(days=offset), locale)

    def _paint_band(self, painter: QPainter, start: date) -> None:
        if self._range is None:
            return
        first, last = max(self._range[0], start), min(self._range[1], start + timedelta(days=6))
        if first <= last:
            band = self.cell(first).united(self.cell(last)).adjusted(1, 2, -1, -2)
            draw_rounded(painter, self._theme, band, 8, "bg.selected")

    def _paint_day(self, painter: QPainter, day: date, locale: QLocale) -> None:
        cell = self.cell(day)
        side = min(28, self._cell_height)
        disc = QRectF(cell.center().x() - side / 2, cell.center().y() - side / 2, side, side)
        token = "text.primary" if day.month == self._month.month else "text.tertiary"
        if day == self._today:
            draw_rounded(painter, self._theme, disc, 8, "accent")
            token = "text.onAccent"
        elif day == self._day:
            draw_rounded(painter, self._theme, disc, 8, "bg.selected")
        elif day == self._hovered:
            draw_rounded(painter, self._theme, disc, 8, "bg.hover")
        if day == self._day and self.hasFocus():
            draw_rounded(painter, self._theme, disc.adjusted(-2, -2, 2, 2), 10, "", "focus", self._theme.focus_width)
        role = "smallStrong" if day == self._today else "small"
        draw_text(painter, self._theme, disc, locale.toString(day.day), role, token, CENTRED, elide=False, tabular=True)
        if day in self._marked:
            dot = QRectF(cell.center().x() - 2, disc.bottom() - 6, 4, 4)
            draw_rounded(painter, self._theme, dot, 2, "text.onAccent" if day == self._today else "accent")

    def _day_at(self, x: float, y: float) -> date | None:
        if y < _HEAD or not 0 <= x < self.width():
            return None
        column = int(x / (self.width() / 7))
        if self.isRightToLeft():
            column = 6 - column
        row = int((y - _HEAD) / self._cell_height)
        return self.first_shown() + timedelta(days=row * 7 + column) if row < _ROWS else None

    def _go_to(self, day: date) -> None:
        if day != self._day:
            self.set_day(day)
            self.day_moved.emit(day)
            announce(self, self.accessibleName())

    def _name_day(self) -> None:
        self.setAccessibleName(QLocale().toString(self._day, QLocale.FormatType.LongFormat))  # type: ignore[call-overload]


class MonthGrid(QWidget):
    """The month's name with arrows, and its days.

    Signals:
        day_chosen: a day was clicked or entered.
        month_changed: the first day of the month now shown.
    """

    day_chosen = Signal(object)
    month_changed = Signal(object)

    def __init__(self, theme: Theme, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.days = MonthDays(theme, today)
        self._title = Label("", "title3")
        self._before = IconButton(theme, "chevron-left", self.tr("Month before"), compact=True, icon_size=16)
        self._after = IconButton(theme, "chevron-right", self.tr("Month after"), compact=True, icon_size=16)
        head = QHBoxLayout()
        head.setContentsMargins(8, 0, 0, 0)
        head.addWidget(self._title, 1)
        head.addWidget(self._before)
        head.addWidget(self._after)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.days)
        self.setFocusProxy(self.days)
        self._before.clicked.connect(self._on_before_clicked)
        self._after.clicked.connect(self._on_after_clicked)
        self.days.day_chosen.connect(self.day_chosen)
        self.days.day_moved.connect(self._on_day_moved)
        self._name_month()

    def set_day(self, day: date) -> None:
        """Give a day the focus and show its month."""
        self.days.set_day(day)
        self._name_month()

    def title(self) -> str:
        """The month's name and year."""
        return self._title.text()

    @Slot()
    def _on_before_clicked(self) -> None:
        self._turn(-1)

    @Slot()
    def _on_after_clicked(self) -> None:
        self._turn(1)

    @Slot(object)
    def _on_day_moved(self, _day: date) -> None:
        self._name_month()
        self.month_changed.emit(self.days.month)

    def _turn(self, months: int) -> None:
        self.set_day(month_away(self.days.day, months))
        self.month_changed.emit(self.days.month)

    def _name_month(self) -> None:
        month = self.days.month
        name = QLocale().standaloneMonthName(month.month, QLocale.FormatType.LongFormat)
        self._title.setText(f"{name} {month.year}")


def month_away(day: date, months: int) -> date:
    """The same day so many months on, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    following = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (following - timedelta(days=1)).day))
