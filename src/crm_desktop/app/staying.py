"""Keeping the process alive while a file is still being worked upon and no window may be left."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication


class Staying:
    """Counts what must end before the program may; then it ends by itself if no window is left."""

    def __init__(self, application: QApplication) -> None:
        self._application = application
        self._by_itself = application.quitOnLastWindowClosed()
        self._held = 0

    def hold(self) -> None:
        """Something has begun that must end first."""
        self._held += 1
        self._application.setQuitOnLastWindowClosed(False)

    def let_go(self) -> None:
        """It has ended."""
        self._held -= 1
        if self._held == 0 and self._by_itself:
            self._application.setQuitOnLastWindowClosed(True)
            if not any(widget.isVisible() for widget in QApplication.topLevelWidgets()):
                self._application.quit()
