"""Places for what floats over the window: beside what stands still, over what can be scrolled from under it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QTimer, Slot
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from crm_desktop.ui.kit.following import ground_of

_GAP: Final = 8
_THIN: Final = 8
"""A rule or an edge says nothing and may be covered."""
_TALL: Final = 72
"""What is painted and taller than a row is a page or a picture of its own: there is no going round it."""
_FARTHEST: Final = 0.6
"""How much of the window's height something may give way; where that is not enough it stays where it belongs."""
_SOON_MS: Final = 60
_WHOLE: Final = (QAbstractButton, QLineEdit, QComboBox, QAbstractSpinBox)
STANDS: Final = "stands"
"""The property of something that floats but must not be covered either."""


def clear_place(floating: QWidget, goal: QPoint, *, below: bool = False) -> QPoint:
    """Return where `floating` covers no button, field or words that stand still: at `goal`, or above or below it."""
    ground = ground_of(floating)
    place = QRect(goal, floating.size())
    way = int(ground.height() * _FARTHEST)
    lane = place.adjusted(0, 0, 0, way) if below else place.adjusted(0, -way, 0, 0)
    still = [rect.adjusted(0, -_GAP, 0, _GAP) for rect in _standing_still(ground, QPoint(), lane, floating)]
    while hit := [rect for rect in still if rect.intersects(place)]:
        if below:
            place.moveTop(max(rect.bottom() for rect in hit) + 1)
        else:
            place.moveBottom(min(rect.top() for rect in hit) - 1)
    return place.topLeft() if ground.rect().contains(place) and lane.contains(place) else goal


def _standing_still(parent: QWidget, origin: QPoint, lane: QRect, but: QWidget) -> Iterator[QRect]:
    for child in parent.children():
        if not isinstance(child, QWidget) or child is but or child.isWindow() or not child.isVisible():
            continue
        rect = child.geometry().translated(origin)
        floats = isinstance(parent, QMainWindow) and child is not parent.centralWidget()
        if not rect.intersects(lane) or (floats and not child.property(STANDS)):
            continue
        if isinstance(child, (QPlainTextEdit, QTextEdit)):
            if not child.isReadOnly():
                yield rect
        elif isinstance(child, _WHOLE):
            yield rect
        elif not isinstance(child, QAbstractScrollArea):
            if any(isinstance(one, QWidget) and one.isVisible() for one in child.children()):
                yield from _standing_still(child, rect.topLeft(), lane, but)
            elif _THIN < rect.height() <= _TALL:
                yield rect


class StandingClear(QObject):
    """Keeps something that floats clear as the window changes under it; not from under the mouse or the keyboard."""

    def __init__(self, floating: QWidget, place: Callable[[], QPoint]) -> None:
        super().__init__(floating)
        self._floating = floating
        self._place = place
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self.settle)
        ground_of(floating).installEventFilter(self)

    @Slot()
    def settle(self) -> None:
        """Go to where it is clear now."""
        floating = self._floating
        focus: QWidget | None = floating.window().focusWidget()
        has_keyboard = focus is not None and floating.isAncestorOf(focus)
        has_mouse = floating.rect().contains(floating.mapFromGlobal(QCursor.pos()))
        if floating.isHidden() or has_mouse or has_keyboard:
            return
        goal = self._place()
        if floating.pos() != goal:
            floating.move(goal)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Whatever is shown, moved or hidden in the window makes it paint itself anew.
        if event.type() == QEvent.Type.UpdateRequest and self._floating.isVisible() and not self._soon.isActive():
            self._soon.start()
        return False
