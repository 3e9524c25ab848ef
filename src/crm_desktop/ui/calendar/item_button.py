"""One thing in the calendar: a button that paints itself, and can be dragged."""

from __future__ import annotations

from datetime import timedelta, tzinfo
from typing import Final, Literal

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QEnterEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from crm_desktop.services.calendar.views import CalendarItem
from crm_desktop.ui.calendar.looks import look_of, title_of
from crm_desktop.ui.calendar.spans import Span, span_of
from crm_desktop.ui.calendar.words import day_words, range_words, span_words, time_words
from crm_desktop.ui.kit.paint import draw_icon, draw_rounded, draw_text, mirrored
from crm_desktop.ui.kit.plain_tip import plain_tip
from crm_desktop.ui.theme.theme import Theme
from crm_desktop.ui.theme.tokens import tone_text

Shape = Literal["block", "chip"]
Grip = Literal["move", "start", "end"]

_EDGE: Final = 6
_SMALL_CHIP: Final = 24
"""Chips of a month are no taller, and their words are all of one size; those over a week stand alone."""
_STEPS: Final = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class ItemSignals(QObject):
    """What all buttons of a view say, by one object: hundreds of buttons need no wiring each.

    Signals:
        opened(key): clicked, or Enter.
        drag_moved(key, grip, place): the `pressed` one is dragged to a place in its parent's coordinates.
        drag_dropped(key, grip, place): let go there.
        drag_cancelled: Esc while dragging.
        stepped(key, days, rows): Ctrl+Shift+arrow: so many columns and rows on.
        delete_requested(key): Delete.
        menu_requested(key, place): context menu at a global place.
    """

    opened = Signal(str)
    drag_moved = Signal(str, str, QPoint)
    drag_dropped = Signal(str, str, QPoint)
    drag_cancelled = Signal()
    stepped = Signal(str, int, int)
    delete_requested = Signal(str)
    menu_requested = Signal(str, QPoint)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.pressed: ItemButton | None = None
        """The button that is being dragged."""


class ItemButton(QAbstractButton):
    """A block among the hours or a chip on a day. Enter and click open it; edges of a block resize it."""

    def __init__(
        self, theme: Theme, item: CalendarItem, zone: tzinfo, shape: Shape, said: ItemSignals, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._zone = zone
        self._shape: Shape = shape
        self._said = said
        self._pressed_at: QPoint | None = None
        self._grip: Grip = "move"
        self._dragging = False
        self._is_cancelled = False
        self.press_offset = QPoint()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.clicked.connect(self._on_clicked)
        self.set_item(item)

    def set_item(self, item: CalendarItem) -> None:
        """Show another state of the same thing."""
        self.item = item
        self.span: Span = span_of(item, self._zone)
        self._look = look_of(item)
        self._title = title_of(item)
        self.setText(self._title.replace("&", "&&"))
        when = self._when_words()
        parts = [self._title, self._look.words, when, item.customer, item.place]
        if item.repeats:
            parts.append(self.tr("Repeats"))
        if item.done:
            parts.append(self.tr("Done"))
        said = [part for part in parts if part]
        self.setAccessibleName(", ".join(said))
        self.setToolTip(plain_tip("\n".join(part for part in (self._title, when, item.customer, item.place) if part)))
        self.update()

    @property
    def movable(self) -> bool:
        """Whether it can be dragged; a birthday cannot."""
        return self.item.source in ("event", "task")

    @property
    def resizable(self) -> bool:
        """Whether its edges can be dragged."""
        return self.movable and self._shape == "block" and self.span.starts.date() == self._last_day()

    def cancel_drag(self) -> None:
        """Put it back where it was."""
        if self._dragging:
            self._dragging = False
            self._is_cancelled = True
            self.setDown(False)
            self._said.pressed = None
            self._said.drag_cancelled.emit()

    def _on_clicked(self) -> None:
        self._said.opened.emit(self.item.key)

    def _when_words(self) -> str:
        if self.span.all_day:
            return range_words(self.item.first_day, self.item.last_day)
        return f"{day_words(self.item.first_day)} {span_words(self.span.starts, self.span.ends)}"

    def _last_day(self) -> object:
        return (self.span.ends - timedelta(milliseconds=1)).date()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and self.movable:
            self._pressed_at = event.globalPosition().toPoint()
            self.press_offset = event.position().toPoint()
            self._grip = self._grip_at(event.position())
            self._is_cancelled = False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed_at is None or self._is_cancelled:
            if not event.buttons():
                self._show_cursor(self._grip_at(event.position()))
            return
        if not self._dragging:
            far = (event.globalPosition().toPoint() - self._pressed_at).manhattanLength()
            if far < QApplication.startDragDistance():
                return
            self._dragging = True
            self._said.pressed = self
        self._said.drag_moved.emit(self.item.key, self._grip, self.mapToParent(event.position().toPoint()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        dragged, self._dragging, self._pressed_at = self._dragging, False, None
        if dragged or self._is_cancelled:
            # Not a click: the button must not think it was pressed.
            self._is_cancelled = False
            self.setDown(False)
            if dragged:
                self._said.drag_dropped.emit(self.item.key, self._grip, self.mapToParent(event.position().toPoint()))
                self._said.pressed = None
            return
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = event.key(), event.modifiers()
        both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        if key == Qt.Key.Key_Escape and self._dragging:
            self.cancel_drag()
        elif key in _STEPS and modifiers & both == both and self.movable:
            days, rows = _STEPS[Qt.Key(key)]
            self._said.stepped.emit(self.item.key, -days if self.isRightToLeft() else days, rows)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._said.opened.emit(self.item.key)
        elif key == Qt.Key.Key_Delete and self.movable:
            self._said.delete_requested.emit(self.item.key)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._said.menu_requested.emit(self.item.key, event.globalPos())

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.item.done:
            painter.setOpacity(0.6)
        paint_item(painter, self._theme, QRectF(self.rect()), self, hovered=self.underMouse())

    def paint_words(self, painter: QPainter, rect: QRectF) -> None:
        """Write title and time into a block or chip."""
        theme, token, direction = self._theme, tone_text(self._look.tone), self.layoutDirection()
        if self._shape == "chip":
            inner = rect.adjusted(8, 0, -6, 0)
            text = self._title if self.span.all_day else f"{time_words(self.span.starts)} {self._title}"
            role = "smallStrong" if self.span.all_day and self.height() > _SMALL_CHIP else "caption"
            draw_text(painter, theme, inner, text, role, token, direction=direction)
            return
        inner = mirrored(QRectF(10, 0, rect.width() - 14, rect.height()), rect, direction)
        if self.item.repeats and rect.width() > 90 and rect.height() > 30:
            place = mirrored(QRectF(rect.right() - 18, 6, 12, 12), rect, direction)
            draw_icon(painter, theme, place.x(), place.y(), "refresh-cw", token, 12)
            inner = mirrored(QRectF(10, 0, rect.width() - 30, rect.height()), rect, direction)
        if rect.height() <= 30:
            draw_text(painter, theme, inner, self._title, "smallStrong", token, direction=direction)
            return
        line = QRectF(inner.x(), 4, inner.width(), 18)
        draw_text(painter, theme, line, self._title, "smallStrong", token, direction=direction)
        if rect.height() > 40:
            words = span_words(self.span.starts, self.span.ends)
            line = QRectF(inner.x(), 22, inner.width(), 16)
            draw_text(painter, theme, line, words, "caption", "text.secondary", direction=direction)
        if rect.height() > 62 and (self.item.customer or self.item.place):
            line = QRectF(inner.x(), 39, inner.width(), 16)
            words = self.item.customer or self.item.place
            draw_text(painter, theme, line, words, "caption", "text.secondary", direction=direction)

    @property
    def tone(self) -> str:
        """The colour that says what it is."""
        return self._look.tone

    @property
    def shape(self) -> Shape:
        """Block or chip."""
        return self._shape

    def _grip_at(self, place: QPointF) -> Grip:
        if not self.resizable or self.height() < 3 * _EDGE:
            return "move"
        if place.y() < _EDGE:
            return "start"
        return "end" if place.y() > self.height() - _EDGE else "move"

    def _show_cursor(self, grip: Grip) -> None:
        if not self.movable or grip == "move":
            self.unsetCursor()
        else:
            self.setCursor(Qt.CursorShape.SizeVerCursor)


def paint_item(painter: QPainter, theme: Theme, rect: QRectF, button: ItemButton, *, hovered: bool) -> None:
    """A soft ground in the kind's colour; a block has a strong edge at its start."""
    tone = tone_text(button.tone)
    edge = tone if hovered or theme.is_high_contrast else ""
    draw_rounded(painter, theme, rect, 6 if button.shape == "block" else 5, f"{button.tone}.soft", edge)
    if button.shape == "block":
        bar = mirrored(QRectF(0, 0, 3.5, rect.height()), rect, button.layoutDirection())
        draw_rounded(painter, theme, bar, 1.75, tone)
    button.paint_words(painter, rect)
