"""One line of what needs the person: circle, icon, words, time and the one button."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from crm_desktop.services.today.views import Need, Today
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.paint import TRAILING, draw_icon, draw_rounded, draw_text, mirrored, text_width
from crm_desktop.ui.kit.plain_tip import plain_tip
from crm_desktop.ui.theme.theme import Theme
from crm_desktop.ui.today.words import finish_text, need_button, need_context, need_time, need_title

HEIGHT = 58
_BUTTON = 108
_TILE = 34
_CIRCLE = 28
_LEFT = 83


class NeedCircle(QAbstractButton):
    """The circle that finishes a thing; a tick shows while it is being saved."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setCheckable(True)
        self.setFixedSize(_CIRCLE, _CIRCLE)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        circle = QRectF(self.rect()).adjusted(5, 5, -5, -5)
        if self.isChecked():
            draw_rounded(painter, self._theme, circle, circle.width() / 2, "success")
            draw_icon(painter, self._theme, circle.x() + 2, circle.y() + 2, "check", "bg.surface", 14)
            return
        hot = self.underMouse() or self.hasFocus()
        painter.setPen(QPen(self._theme.colour("success" if hot else "line.control"), 1.5))
        painter.setBrush(self._theme.colour("success.soft") if hot else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(circle.adjusted(0.75, 0.75, -0.75, -0.75))
        if hot:
            draw_icon(painter, self._theme, circle.x() + 2, circle.y() + 2, "check", "success", 14)


class NeedRow(QWidget):
    """A line of the list; painted, with two real buttons on it.

    Only the current row and its buttons are in the tab order; Up and Down make another one current.

    Signals:
        chosen(row): this row became the current one.
        opened(row): double click: show the record.
        acted(row): its button, or Enter.
        finished(row): its circle.
        stepped(row, by): Up, Down, Home or End.
    """

    chosen = Signal(object)
    opened = Signal(object)
    acted = Signal(object)
    finished = Signal(object)
    stepped = Signal(object, int)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._need: Need | None = None
        self._title = self._context = self._time = ""
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setProperty("focus_ring", 8)
        self.circle = NeedCircle(theme, self)
        self.button = Button(theme, "", parent=self)
        self.button.setFixedWidth(_BUTTON)
        self.circle.clicked.connect(self._on_circle)
        self.button.clicked.connect(self._on_button)
        self.set_current(False)

    @property
    def need(self) -> Need:
        """What the row stands for."""
        assert self._need is not None, "A row is given its need before it is shown."
        return self._need

    def set_need(self, need: Need, today: Today) -> None:
        """Stand for another thing."""
        self._need = need
        self._title = need_title(need, today)
        self._context = need_context(need)
        self._time = need_time(need, today)
        self.circle.setChecked(False)
        self.circle.setVisible(need.finishable)
        self.circle.setToolTip(plain_tip(finish_text(need)))
        self.circle.setAccessibleName(finish_text(need))
        self.button.set_text(need_button(need))
        self.button.setAccessibleName(f"{need_button(need)}: {self._title}")
        self.setAccessibleName(", ".join(part for part in (self._title, self._context, self._time) if part))
        self.update()

    def set_current(self, current: bool) -> None:
        """Be the row that Tab comes to, or not."""
        tab = Qt.FocusPolicy.StrongFocus if current else Qt.FocusPolicy.ClickFocus
        self.setFocusPolicy(tab)
        part = Qt.FocusPolicy.TabFocus if current else Qt.FocusPolicy.NoFocus
        self.button.setFocusPolicy(part)
        self.circle.setFocusPolicy(part)

    def title(self) -> str:
        """The first line."""
        return self._title

    def context(self) -> str:
        """The second line."""
        return self._context

    def time(self) -> str:
        """When it is due."""
        return self._time

    def _on_circle(self) -> None:
        self.finished.emit(self)

    def _on_button(self) -> None:
        self.chosen.emit(self)
        self.acted.emit(self)

    def sizeHint(self) -> QSize:
        return QSize(400, HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Home: -10_000,
            Qt.Key.Key_End: 10_000,
        }
        step = steps.get(Qt.Key(event.key()))
        if step is not None:
            event.accept()
            self.stepped.emit(self, step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
            self.acted.emit(self)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.chosen.emit(self)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        whole, direction = QRectF(self.rect()), self.layoutDirection()
        circle = mirrored(QRectF(-3, (HEIGHT - _CIRCLE) / 2, _CIRCLE, _CIRCLE), whole, direction)
        self.circle.move(circle.topLeft().toPoint())
        height = self.button.sizeHint().height()
        button = QRectF(whole.width() - _BUTTON - 4, (HEIGHT - height) / 2, _BUTTON, height)
        self.button.move(mirrored(button, whole, direction).topLeft().toPoint())

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._need is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, direction, need = self._theme, self.layoutDirection(), self._need
        whole = QRectF(self.rect())
        if self.hasFocus() or self.underMouse():
            ground = "bg.selected" if self.hasFocus() else "bg.hover"
            draw_rounded(painter, theme, whole.adjusted(-2, 2, 2, -2), 8, ground)
        tile = mirrored(QRectF(36, (HEIGHT - _TILE) / 2, _TILE, _TILE), whole, direction)
        draw_rounded(painter, theme, tile, 8, f"{need.tone}.soft")
        draw_icon(painter, theme, tile.x() + 8, tile.y() + 8, need.icon, need.tone, 18, direction=direction)
        right = whole.width() - _BUTTON - 18
        time_width = text_width(theme, self._time, "small", tabular=True) + 2
        time = QRectF(right - time_width, 0, time_width, HEIGHT)
        late = need.group == "late"
        draw_text(
            painter, theme, mirrored(time, whole, direction), self._time, "small",
            "danger" if late else "text.tertiary", TRAILING, direction=direction, elide=False, tabular=True,
        )  # fmt: skip
        room = right - time_width - 16 - _LEFT
        middle = HEIGHT / 2
        title = QRectF(_LEFT, middle - 19 if self._context else middle - 10, room, 20)
        draw_text(painter, theme, mirrored(title, whole, direction), self._title, "bodyStrong", direction=direction)
        context = QRectF(_LEFT, middle, room, 20)
        draw_text(
            painter, theme, mirrored(context, whole, direction), self._context, "small", "text.secondary",
            direction=direction,
        )  # fmt: skip
