"""Garbage is collected on the main thread, and when nobody waits for it.

Left to itself Python collects on whatever thread happens to make an object: in the middle of a key press,
or on a reading thread, where freeing a Qt object is not allowed. So it is told to wait: the young objects
are looked through every few seconds, or as soon as long work beside the window has made many of them; everything
while the window is not in front.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication, QWidget

from crm_desktop.ui.pane.operations import Operations

_EVERY_MS = 3000
_LOOK_MS, _LOOK_AT_WORK_MS = 300, 20
"""So often are the young ones looked through, or looked whether there are many: work makes a million in a second."""
_MANY = 40_000
"""Young objects; looking through as many takes a few milliseconds, of which the window may stand still."""
_YOUNG, _ALL = 0, 2
_LONGEST_WAIT = 400
"""Rounds (20 minutes) after which everything is looked through even in front of somebody."""


class Tidying(QObject):
    """Collects garbage for one window from `start` to `stop`."""

    def __init__(self, window: QWidget, operations: Operations) -> None:
        super().__init__(window)
        self._operations = operations
        self._rounds = 0
        self._round = QElapsedTimer()
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self._look)
        operations.began.connect(self._look_often)

    def start(self) -> None:
        """Take over from Python."""
        gc.disable()
        self._round.start()
        self._timer.start()

    def stop(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.enable()

    @Slot()
    def _look_often(self) -> None:
        self._timer.setInterval(_LOOK_AT_WORK_MS)

    @Slot()
    def _look(self) -> None:
        working = not self._operations.idle
        if not working:
            self._timer.setInterval(_LOOK_MS)
        if self._round.hasExpired(_EVERY_MS):
            self._round.restart()
            self._on_round()
        elif working or gc.get_count()[_YOUNG] > _MANY:  # what work frees is taken off the count, old or young
            gc.collect(_YOUNG)

    def _on_round(self) -> None:
        self._rounds += 1
        away = QApplication.activeWindow() is None
        if self._rounds >= _LONGEST_WAIT or (away and self._rounds >= _LONGEST_WAIT // 20):
            self._rounds = 0
            gc.collect(_ALL)
        else:
            gc.collect(_YOUNG)
