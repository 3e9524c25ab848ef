"""Beside the calendar: a small month, what is to do today, what is shown, and a line to plan with words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, tzinfo
from typing import Final

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from crm_desktop.services.calendar.views import TodoRow
from crm_desktop.ui.calendar.looks import LOOKS, Look
from crm_desktop.ui.calendar.todo_list import TodoList
from crm_desktop.ui.kit.button import IconButton
from crm_desktop.ui.kit.field import FieldMessage, mark_input
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.month_grid import MonthGrid
from crm_desktop.ui.kit.paint import draw_icon, draw_rounded, draw_text, mirrored
from crm_desktop.ui.kit.scroll_page import ScrollPage
from crm_desktop.ui.kit.surface import Rule, Surface
from crm_desktop.ui.theme.theme import Theme
from crm_desktop.ui.theme.tokens import tone_text

WIDTH: Final = 268


class ShowCheck(QAbstractButton):
    """A check in a kind's colour: whether it is shown."""

    def __init__(self, theme: Theme, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.look = look
        self.setCheckable(True)
        self.setChecked(True)
        self.setText(look.words)
        self.setAccessibleName(look.words)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFixedHeight(26)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, rect, direction = self._theme, QRectF(self.rect()), self.layoutDirection()
        box = mirrored(QRectF(2, rect.center().y() - 8, 16, 16), rect, direction)
        if self.isChecked():
            draw_rounded(painter, theme, box, 4, tone_text(self.look.tone))
            draw_icon(painter, theme, box.x() + 2, box.y() + 2, "check", "bg.surface", 12)
        else:
            painter.setPen(QPen(theme.colour("line.control"), 1.2))
            painter.setBrush(theme.colour("bg.surface"))
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        words = mirrored(QRectF(30, 0, rect.width() - 30, rect.height()), rect, direction)
        token = "text.primary" if self.isChecked() else "text.secondary"
        draw_text(painter, theme, words, self.look.words, "body", token, direction=direction)


class PlanBox(QWidget):
    """A line of plain words; Enter plans it.

    Signals:
        plan_requested(text): Enter.
        planned: what was written is stored.
    """

    plan_requested = Signal(str)
    planned = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        label = Label(self.tr("Plan with words"), "small", "secondary")
        self.line = PlanLine()
        self.line.setPlaceholderText(self.tr("call ben tue 3pm 30m"))
        self.line.setAccessibleName(self.tr("Plan with words"))
        label.setBuddy(self.line)
        self.message = FieldMessage(theme)
        column.addWidget(label)
        column.addWidget(self.line)
        column.addWidget(self.message)
        self.line.returnPressed.connect(self._on_return)
        self.line.textEdited.connect(self._on_edited)

    def accept(self) -> None:
        """What was written is planned: make room for the next."""
        self.line.clear()
        self._on_edited("")
        self.planned.emit()

    def refuse(self, words: str) -> None:
        """Say why it could not be; the line stays as it is."""
        mark_input(self.line, "error")
        self.message.show_error(words)

    @Slot()
    def _on_return(self) -> None:
        if self.line.text().strip():
            self.plan_requested.emit(self.line.text().strip())

    @Slot(str)
    def _on_edited(self, _text: str) -> None:
        mark_input(self.line, "")
        self.message.show_error("")


class PlanLine(QLineEdit):
    """Esc empties the line."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            event.accept()
        else:
            super().keyPressEvent(event)


class SidePanel(Surface):
    """Month, list of the day, kinds shown, and plain words.

    Signals:
        day_chosen(date): in the small month; month_changed(date): it shows another month.
        todo_ticked(task_id, done), todo_opened(task_id), todo_requested: of the list.
        shown_changed: other kinds are to be shown.
        plan_requested(text): a line to be planned.
    """

    day_chosen = Signal(object)
    month_changed = Signal(object)
    todo_ticked = Signal(str, bool)
    todo_opened = Signal(str)
    todo_requested = Signal()
    shown_changed = Signal()
    plan_requested = Signal(str)

    def __init__(self, theme: Theme, zone: tzinfo, today: date, parent: QWidget | None = None) -> None:
        super().__init__("page", parent)
        self._theme = theme
        self.setFixedWidth(WIDTH)
        self.setAccessibleName(self.tr("Side panel"))
        self.month = MonthGrid(theme, today)
        self.month.days.set_cell_height(27)
        self.todo = TodoList(theme, zone)
        self.add_todo = IconButton(theme, "plus", self.tr("New to-do"), compact=True)
        self.checks = [ShowCheck(theme, look) for look in LOOKS]
        self.plan = PlanBox(theme)
        self._build()
        self._connect()

    def _build(self) -> None:
        page = ScrollPage(self.tr("Side panel"), margins=(18, 10, 18, 4), spacing=7)
        page.add(self.month)
        page.add(Rule())
        head = QHBoxLayout()
        head.addWidget(Label(self.tr("To do today"), "title3"), 1)
        head.addWidget(self.add_todo)
        page.body.addLayout(head)
        page.add(self.todo)
        page.add(Rule())
        page.add(Label(self.tr("Show"), "title3"))
        checks = QGridLayout()
        checks.setSpacing(0)
        for number, check in enumerate(self.checks):
            checks.addWidget(check, number // 2, number % 2)
        page.body.addLayout(checks)
        page.add_stretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(page, 1)
        holder = QWidget()
        foot = QVBoxLayout(holder)
        foot.setContentsMargins(18, 6, 18, 16)
        foot.addWidget(self.plan)
        column.addWidget(holder)

    def _connect(self) -> None:
        self.month.day_chosen.connect(self.day_chosen)
        self.month.month_changed.connect(self.month_changed)
        self.todo.ticked.connect(self.todo_ticked)
        self.todo.opened.connect(self.todo_opened)
        self.add_todo.clicked.connect(self.todo_requested)
        self.plan.plan_requested.connect(self.plan_requested)
        for check in self.checks:
            check.toggled.connect(self._on_check_toggled)

    def set_days(self, day: date, shown: Sequence[date]) -> None:
        """Show the month of this day, and which days the calendar shows (unless it is all of them)."""
        self.month.set_day(day)
        self.month.days.set_range(*((shown[0], shown[-1]) if 1 < len(shown) <= 7 else (None, None)))

    def set_marked(self, days: Iterable[date]) -> None:
        """Put dots under these days."""
        self.month.days.set_marked(days)

    def set_todo(self, rows: list[TodoRow], now: datetime) -> None:
        """Show the list of today."""
        self.todo.set_rows(rows, now)

    def hidden_kinds(self) -> frozenset[str]:
        """The kinds that are not shown."""
        return frozenset(check.look.key for check in self.checks if not check.isChecked())

    def set_hidden_kinds(self, keys: Iterable[str]) -> None:
        """Take up what was hidden before, without announcing it."""
        hidden = set(keys)
        for check in self.checks:
            check.blockSignals(True)
            check.setChecked(check.look.key not in hidden)
            check.blockSignals(False)

    @Slot()
    def _on_check_toggled(self) -> None:
        self.shown_changed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        x = self.width() - 1 if self.isRightToLeft() else 0
        painter.fillRect(x, 0, 1, self.height(), self._theme.colour("line.subtle"))
