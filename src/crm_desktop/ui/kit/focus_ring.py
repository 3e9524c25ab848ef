"""A ring around what has the keyboard's focus, shown only to people who use the keyboard."""

from __future__ import annotations

from typing import Final

import shiboken6
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QTabBar, QWidget

from crm_desktop.ui.kit.following import application, ground_of
from crm_desktop.ui.theme.theme import Theme

_REACH: Final = 4
_DEFAULT_RADIUS: Final = 6
_MOVING_KEYS: Final = frozenset({
    Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_F6, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up,
    Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End,
})  # fmt: skip
_KEYS: Final = frozenset({QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride})
"""F6 is a shortcut: it never becomes a key press, only the question whether anybody else wants it."""
_PLACE_CHANGES: Final = frozenset({
    QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.LayoutRequest,
})  # fmt: skip


class FocusRing(QWidget):
    """One overlay per window; follows the focus of buttons, tabs and whoever asks for it.

    A widget asks with the property ``focus_ring`` (its corner radius); text fields show focus by their
    edge, lists by their row. A widget's ``focus_rect()`` narrows the ring to a part of it.
    """

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._theme = theme
        self._target: QWidget | None = None
        self._watched: list[QWidget] = []
        self._by_keyboard = False
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        application().focusChanged.connect(self._on_focus_changed)
        window.installEventFilter(self)
        self._watch_window_handle()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _KEYS:
            if isinstance(event, QKeyEvent) and event.key() in _MOVING_KEYS and not self._by_keyboard:
                self._by_keyboard = True
                self._follow()
        elif kind == QEvent.Type.MouseButtonPress:
            self._by_keyboard = False
            self.hide()
        elif kind == QEvent.Type.WinIdChange:
            self._watch_window_handle()
        elif kind == QEvent.Type.Show and watched is ground_of(self):
            self._watch_window_handle()
            self._follow()
        elif kind in _PLACE_CHANGES and self._target is not None:
            self._follow()
        return False

    def _watch_window_handle(self) -> None:
        # Keys and presses reach the window's handle first: one quiet place instead of every event there is.
        handle = ground_of(self).window().windowHandle()
        if handle is not None:
            handle.removeEventFilter(self)
            handle.installEventFilter(self)

    @Slot(QWidget, QWidget)
    def _on_focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        for widget in self._watched:
            if shiboken6.isValid(widget) and widget is not ground_of(self):
                widget.removeEventFilter(self)
        self._watched = []
        inside = new is not None and ground_of(self).isAncestorOf(new)
        self._target = new if inside and new is not None and _takes_ring(new) else None
        ancestor = self._target
        while ancestor is not None and ancestor is not ground_of(self):
            ancestor.installEventFilter(self)
            self._watched.append(ancestor)
            ancestor = ancestor.parentWidget()
        self._follow()

    def _follow(self) -> None:
        target, window = self._target, ground_of(self)
        if target is None or not self._by_keyboard or not target.isVisible():
            self.hide()
            return
        focus_rect = getattr(target, "focus_rect", None)
        part: QRect = focus_rect() if focus_rect is not None else target.rect()
        place = QRect(target.mapTo(window, part.topLeft()), part.size())
        visible = QRect(target.mapTo(window, QPoint(0, 0)), target.size())
        if not place.intersects(visible) or target.visibleRegion().isEmpty():
            self.hide()
            return
        self.setGeometry(place.adjusted(-_REACH, -_REACH, _REACH, _REACH))
        self.raise_()
        self.show()

    def paintEvent(self, _event: QPaintEvent) -> None:
        width = self._theme.focus_width
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.colour("focus"), width))
        radius = (self._target.property("focus_ring") if self._target is not None else None) or _DEFAULT_RADIUS
        inset = width / 2
        rect = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(rect, float(radius) + 3, float(radius) + 3)


def _takes_ring(widget: QWidget) -> bool:
    return isinstance(widget, QAbstractButton | QTabBar) or widget.property("focus_ring") is not None
