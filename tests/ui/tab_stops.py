"""What Tab goes through, read off the window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def tab_stops(root: QWidget) -> list[str]:
    """Return the names of what Tab reaches within a widget, in its order."""
    found: list[str] = []
    widget = root.nextInFocusChain()
    while widget is not None and widget is not root:
        takes_tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.isEnabled()
        if takes_tab and root.isAncestorOf(widget) and widget.isVisible():
            found.append(widget.accessibleName())
        widget = widget.nextInFocusChain()
    return found
