"""PySide6 6.12.0 on Python < 3.12 gives away references to None and True that it does not own.

The interpreter aborts once their count reaches zero, long after the call that stole them (each call that
returns nothing takes one None). On Python 3.12 and newer both are immortal: there is nothing to lose there.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QStandardItem
from PySide6.QtWidgets import QApplication, QLabel, QWidget

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

CALLS, BATCH = 10_000, 100
SHARED = (None, True, False)
SLACK = 50  # what the interpreter itself may take or give meanwhile

pytestmark = pytest.mark.skipif(
    sys.version_info >= (3, 12), reason="None and True are immortal from Python 3.12 on: they cannot be lost"
)


class Listener(QObject):
    """Answers Qt's own calls into Python."""

    heard = Signal(bool)
    told = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.last: object = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        return True

    def keep(self, value: object) -> None:
        self.last = value


def drift(call: Callable[[], object]) -> dict[str, int]:
    """Return how far each shared value's count moved over many calls; stops before the interpreter would."""
    call()
    before = [sys.getrefcount(value) for value in SHARED]
    lost: dict[str, int] = {}
    for _ in range(CALLS // BATCH):
        for _ in range(BATCH):
            call()
        for value, old in zip(SHARED, before, strict=True):
            moved = sys.getrefcount(value) - old
            if abs(moved) > SLACK:
                lost[repr(value)] = moved
        if lost:
            break
    return lost


@pytest.mark.parametrize(
    "kind", ["returns nothing", "returns a bool", "takes a bool", "property", "signal", "into Python", "item"]
)
def test_shared_values_keep_their_references(qtbot: QtBot, kind: str) -> None:
    widget, label, watched, listener = QWidget(), QLabel(), QObject(), Listener()
    qtbot.addWidget(widget)
    qtbot.addWidget(label)
    item, event = QStandardItem("a"), QEvent(QEvent.Type.User)
    watched.installEventFilter(listener)
    listener.heard.connect(widget.setEnabled)
    listener.told.connect(listener.keep)

    def takes_a_bool() -> None:
        widget.setEnabled(True)
        widget.setEnabled(False)

    def emits() -> None:
        listener.heard.emit(True)
        listener.told.emit(None)

    def holds() -> None:
        item.setData(None, Qt.ItemDataRole.UserRole)
        item.data(Qt.ItemDataRole.UserRole)

    calls: dict[str, Callable[[], object]] = {
        "returns nothing": partial(label.setText, "a"),
        "returns a bool": lambda: (widget.isVisible(), widget.isEnabled(), item.isEditable()),
        "takes a bool": takes_a_bool,
        "property": lambda: (widget.setProperty("kept", True), widget.property("kept"), widget.layout()),
        "signal": emits,
        "into Python": partial(QApplication.sendEvent, watched, event),
        "item": holds,
    }
    assert drift(calls[kind]) == {}
