"""Watching the widget that something floats over."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QWidget


def ground_of(floating: QWidget) -> QWidget:
    """The widget that a floating one lies on; a floating widget always has one."""
    ground = floating.parentWidget()
    assert ground is not None, "A floating widget needs the window it floats over as its parent."
    return ground


def application() -> QApplication:
    """The application; widgets exist only while it does."""
    running = QApplication.instance()
    assert isinstance(running, QApplication)
    return running
