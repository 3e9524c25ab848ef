"""Garbage is collected on the main thread, and when nobody waits for it.

Left to itself Python collects on whatever thread happens to make an object: in the middle of a key press,
or on a reading thread, where freeing a Qt object is not allowed. So it is told to wait: the young objects
are looked through every few seconds, or as soon as long work beside the window has made many of them; everything
while the window is not in front.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication, QWidget

_EVERY_MS = 3000
_LOOKS = 10
"""So often in that time is looked whether there are many."""
_MANY = 40_000
"""Young objects; looking through as many takes a few milliseconds, of which the window may stand still."""
_YOUNG, _ALL = 0, 2
_LONGEST_WAIT = 400
"""Rounds (20 minutes) after which everything is looked through even in front of somebody."""


class Tidying(QObject):
    """Collects garbage for one window from `start` to `stop`."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._rounds = self._looks = 0
        self._timer = QTimer(self, interval=_EVERY_MS // _LOOKS)
        self._timer.timeout.connect(self._look)

    def start(self) -> None:
        """Take over from Python."""
        gc.disable()
        self._timer.start()

    def stop(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.enable()

    @Slot()
    def _look(self) -> None:
        self._looks += 1
        if self._looks % _LOOKS == 0:
            self._on_round()
        elif gc.get_count()[_YOUNG] > _MANY:
            gc.collect(_YOUNG)

    def _on_round(self) -> None:
        self._rounds += 1
        away = QApplication.activeWindow() is None
        if self._rounds >= _LONGEST_WAIT or (away and self._rounds >= _LONGEST_WAIT // 20):
            self._rounds = 0
            gc.collect(_ALL)
        else:
            gc.collect(_YOUNG)
