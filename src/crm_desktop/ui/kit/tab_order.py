"""The way of the Tab key through what is made after its neighbours."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def in_tab_order(widgets: Iterable[QWidget]) -> None:
    """Have Tab go through these, and what is in each, one after the other. All stand in one window.

    Qt asks for widgets that take the keyboard: of a row that only holds some it does nothing.
    """
    stops = [
        stop
        for widget in widgets
        for stop in (widget, *widget.findChildren(QWidget))
        # The list that a combo box opens is in it, but a window of its own.
        if stop.focusPolicy() & Qt.FocusPolicy.TabFocus and stop.window() is widget.window()
    ]
    for before, after in pairwise(stops):
        QWidget.setTabOrder(before, after)


def tab_before(place: QWidget, widgets: Iterable[QWidget]) -> None:
    """Have Tab go through these just before it comes to `place`, which need not take the keyboard itself."""
    before = place.previousInFocusChain()
    while before is not None and before is not place and not before.focusPolicy() & Qt.FocusPolicy.TabFocus:
        before = before.previousInFocusChain()
    if before is not None and before is not place:
        in_tab_order((before, *widgets))
