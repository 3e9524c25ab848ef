"""What is to do today: each line is ticked off with one click."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from crm_desktop.services.calendar.views import TodoRow
from crm_desktop.ui.calendar.words import sentence, time_words
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.paint import draw_icon, draw_rounded, draw_text, mirrored
from crm_desktop.ui.kit.plain_tip import plain_tip
from crm_desktop.ui.theme.theme import Theme

_CIRCLE = 20
_TEXT_LEFT = 31


class TodoItem(QAbstractButton):
    """One line: a circle to tick, what it is, and when and who. Clicking the words opens it.

    Signals:
        ticked(task_id, done): the circle was clicked, or Space.
        opened(task_id): the words were clicked, or Enter.
    """

    ticked = Signal(str, bool)
    opened = Signal(str)

    def __init__(self, theme: Theme, row: TodoRow, zone: tzinfo, now: datetime, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.row = row
        self._zone = zone
        self._late = row.overdue_days > 0 or (row.due_at is not None and not row.done and row.due_at < now)
        self._detail = self._detail_words()
        self.setText(row.title.replace("&", "&&"))
        self.setCheckable(True)
        self.setChecked(row.done)
        self.setAccessibleName(f"{row.title}, {self._detail}")
        self.setToolTip(plain_tip(row.title))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def detail(self) -> str:
        """The second line."""
        return self._detail

    def _detail_words(self) -> str:
        row = self.row
        if row.done_at is not None:
            return self.tr("Done {time}").format(time=time_words(row.done_at.astimezone(self._zone)))
        if row.overdue_days:
            when = self.tr("Overdue %n days", "", row.overdue_days)
        elif row.due_at is not None:
            when = time_words(row.due_at.astimezone(self._zone))
        else:
            when = self.tr("Any time")
        return sentence(when, row.customer or row.subject)

    def sizeHint(self) -> QSize:
        return QSize(180, 46)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, 46)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        inside = self.rect().contains(event.position().toPoint()) and self.isDown()
        self.setDown(False)
        if not inside or event.button() != Qt.MouseButton.LeftButton:
            return
        x = self.width() - event.position().x() if self.isRightToLeft() else event.position().x()
        if x < _TEXT_LEFT:
            self._tick()
        else:
            self.opened.emit(self.row.task_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self._tick()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(self.row.task_id)
        else:
            super().keyPressEvent(event)

    def _tick(self) -> None:
        self.setChecked(not self.row.done)
        self.ticked.emit(self.row.task_id, not self.row.done)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, rect, direction = self._theme, QRectF(self.rect()), self.layoutDirection()
        if self.underMouse():
            draw_rounded(painter, theme, rect.adjusted(-4, 1, 4, -1), 8, "bg.hover")
        circle = mirrored(QRectF(1, 7, _CIRCLE, _CIRCLE), rect, direction)
        done = self.isChecked()
        colour = theme.colour("success" if done else "line.control")
        painter.setPen(QPen(colour, 1.5))
        painter.setBrush(theme.colour("success") if done else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(circle.adjusted(1, 1, -1, -1))
        if done:
            token = "bg.surface" if theme.is_dark else "text.onAccent"
            draw_icon(painter, theme, circle.x() + 4, circle.y() + 4, "check", token, 12)
        title = mirrored(QRectF(_TEXT_LEFT, 6, rect.width() - _TEXT_LEFT, 20), rect, direction)
        token = "text.tertiary" if done else "text.primary"
        draw_text(painter, theme, title, self.row.title, "body", token, direction=direction)
        detail = mirrored(QRectF(_TEXT_LEFT, 26, rect.width() - _TEXT_LEFT, 17), rect, direction)
        if done or (self.row.due_at is None and not self._late):
            token = "text.tertiary"
        else:
            token = "danger" if self._late else "warning"
        draw_text(painter, theme, detail, self._detail, "caption", token, direction=direction)
        if self.row.priority in ("high", "urgent") and not done:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("danger"))
            dot = mirrored(QRectF(rect.width() - 8, 13, 6, 6), rect, direction)
            painter.drawEllipse(QPointF(dot.center()), 3, 3)


class TodoList(QWidget):
    """The lines of a day.

    Signals:
        ticked(task_id, done), opened(task_id): of a line.
    """

    ticked = Signal(str, bool)
    opened = Signal(str)

    def __init__(self, theme: Theme, zone: tzinfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._zone = zone
        self._lines: list[TodoItem] = []
        self.setAccessibleName(self.tr("To do today"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._nothing = Label(self.tr("Nothing to do today."), "small", "tertiary")
        self._column.addWidget(self._nothing)

    def set_rows(self, rows: Sequence[TodoRow], now: datetime) -> None:
        """Show these lines; the focus stays on its line."""
        if [line.row for line in self._lines] == list(rows):
            return
        focused = next((line.row.task_id for line in self._lines if line.hasFocus()), "")
        for line in self._lines:
            line.hide()
            line.deleteLater()
        self._lines = []
        for row in rows:
            line = TodoItem(self._theme, row, self._zone, now, self)
            line.ticked.connect(self.ticked)
            line.opened.connect(self.opened)
            self._lines.append(line)
            self._column.addWidget(line)
            if row.task_id == focused:
                line.setFocus(Qt.FocusReason.OtherFocusReason)
        self._nothing.setVisible(not rows)

    def lines(self) -> list[TodoItem]:
        """The lines as shown."""
        return list(self._lines)

    @property
    def focused_id(self) -> str:
        """The task with the keyboard; empty when none has."""
        return next((line.row.task_id for line in self._lines if line.hasFocus()), "")

    @Slot()
    def focus_first(self) -> None:
        """Give the first line the keyboard."""
        if self._lines:
            self._lines[0].setFocus(Qt.FocusReason.TabFocusReason)
