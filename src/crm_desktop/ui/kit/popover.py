"""A panel that opens at a button or row, and goes when it is no longer wanted."""

from __future__ import annotations

from typing import Literal

import shiboken6
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from crm_desktop.ui.kit.following import application, ground_of
from crm_desktop.ui.kit.surface import Surface

Side = Literal["below", "beside"]

_GAP = 6
_EDGE = 8
_TOP = 110


class Popover(Surface):
    """Lies over the window of its anchor; Esc or a click elsewhere closes it and focus goes back.

    It is a child of the window, not a window: it needs no help from the window manager, and what is
    typed into it stays when it is closed and opened again. Content goes into ``body``.

    Signals:
        opened: it is on the screen.
        closed: it has gone, however that came.
    """

    opened = Signal()
    closed = Signal()

    def __init__(self, name: str, parent: QWidget, *, width: int = 360) -> None:
        super().__init__("raised", parent)
        self.setAccessibleName(name)
        self.setFixedWidth(width)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._anchor: QWidget | None = None
        self._return_focus: QWidget | None = None
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(16, 14, 16, 14)
        self.body.setSpacing(10)
        self.hide()

    def open_at(self, anchor: QWidget, *, side: Side = "below", area: QRect | None = None) -> None:
        """Open at a widget, or at ``area`` within it; focus goes to the first field."""
        window = anchor.window()
        if self.parent() is not window:
            self.setParent(window)
        self._return_focus = QApplication.focusWidget()
        self._watch(anchor)
        self.body.activate()
        self.adjustSize()
        target = area if area is not None else anchor.rect()
        self.move(self._place(QRect(anchor.mapTo(window, target.topLeft()), target.size()), side))
        self.show()
        self.raise_()
        application().installEventFilter(self)
        self._focus_first_field()
        self.opened.emit()

    def open_centred(self, window: QWidget) -> None:
        """Open in the middle of a window, near its upper edge."""
        if self.parent() is not window:
            self.setParent(window)
        self._return_focus = QApplication.focusWidget()
        self._watch(None)
        self.adjustSize()
        self.move((window.width() - self.width()) // 2, max(_EDGE, min(_TOP, window.height() - self.height() - _EDGE)))
        self.show()
        self.raise_()
        application().installEventFilter(self)
        self._focus_first_field()
        self.opened.emit()

    def anchored_in(self, widget: QWidget) -> bool:
        """Whether it hangs on something within `widget`."""
        return self._anchor is not None and widget.isAncestorOf(self._anchor)

    @Slot()
    def close_popover(self) -> None:
        """Take the panel away and give the focus back."""
        if self.isHidden():
            return
        focused = QApplication.focusWidget()
        had_focus = focused is None or focused is self or self.isAncestorOf(focused)
        self.hide()
        self._watch(None)
        # A window that goes takes the focused field with it, maybe before its panels.
        if had_focus and self._return_focus is not None and shiboken6.isValid(self._return_focus):
            self._return_focus.setFocus(Qt.FocusReason.PopupFocusReason)
        self._return_focus = None
        self.closed.emit()

    @Slot()
    def _on_anchor_destroyed(self) -> None:
        self._anchor = None
        self.close_popover()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            # Only the widget itself, not the QWindow that the same press passes through first.
            if isinstance(watched, QWidget) and watched.window() is self.window() and not self._owns(watched):
                inside_anchor = self._anchor is not None and (
                    watched is self._anchor or self._anchor.isAncestorOf(watched)
                )
                self._return_focus = self._return_focus if inside_anchor else None
                self.close_popover()
                # A press on the anchor that opened it only closes it.
                return inside_anchor
        elif event.type() == QEvent.Type.Resize and watched is self.window() and self.isVisible():
            self.keep_inside()
        return False

    def hideEvent(self, event: QHideEvent) -> None:
        application().removeEventFilter(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            event.accept()
            self.close_popover()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, next: bool) -> bool:  # Qt's name
        """Keep Tab inside the panel while it is open."""
        fields = [
            field
            for field in self.findChildren(QWidget)
            if field.isVisible() and field.isEnabled() and field.focusPolicy() & Qt.FocusPolicy.TabFocus
        ]
        current = QApplication.focusWidget()
        if not fields or current not in fields:
            return super().focusNextPrevChild(next)
        step = 1 if next else -1
        reason = Qt.FocusReason.TabFocusReason if next else Qt.FocusReason.BacktabFocusReason
        fields[(fields.index(current) + step) % len(fields)].setFocus(reason)
        return True

    def _watch(self, anchor: QWidget | None) -> None:
        if self._anchor is not None:
            self._anchor.destroyed.disconnect(self._on_anchor_destroyed)
        self._anchor = anchor
        if anchor is not None:
            anchor.destroyed.connect(self._on_anchor_destroyed)

    def _owns(self, widget: QWidget) -> bool:
        return widget is self or self.isAncestorOf(widget) or bool(widget.property("floating"))

    def _focus_first_field(self) -> None:
        for field in self.findChildren(QWidget):
            if field.focusPolicy() & Qt.FocusPolicy.TabFocus and field.isEnabled() and field.isVisible():
                field.setFocus(Qt.FocusReason.PopupFocusReason)
                return
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def _place(self, anchor: QRect, side: Side) -> QPoint:
        right_to_left = self.isRightToLeft()
        if side == "below":
            x = anchor.right() + 1 - self.width() if right_to_left else anchor.left()
            y = anchor.bottom() + 1 + _GAP
            if y + self.height() > ground_of(self).height() - _EDGE and anchor.top() - _GAP - self.height() >= _EDGE:
                y = anchor.top() - _GAP - self.height()
        else:
            after, before = anchor.right() + 1 + _GAP, anchor.left() - _GAP - self.width()
            fits_after = after + self.width() <= ground_of(self).width() - _EDGE
            x = before if (right_to_left and before >= _EDGE) or not fits_after else after
            y = anchor.top()
        return self._inside(QPoint(x, y))

    def _inside(self, place: QPoint) -> QPoint:
        window = ground_of(self)
        return QPoint(
            max(_EDGE, min(place.x(), window.width() - self.width() - _EDGE)),
            max(_EDGE, min(place.y(), window.height() - self.height() - _EDGE)),
        )

    def keep_inside(self) -> None:
        self.move(self._inside(self.pos()))
