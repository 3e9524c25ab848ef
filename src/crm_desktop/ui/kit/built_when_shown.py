"""A part of a page that most visits never see: made when it is shown for the first time."""

from __future__ import annotations

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QWidget


class BuiltWhenShown(QFrame):
    """Fills itself, by `_fill`, when it is shown or somebody asks for one of its parts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_built = False

    def setVisible(self, visible: bool) -> None:
        if visible:
            self._build()
        super().setVisible(visible)

    def showEvent(self, event: QShowEvent) -> None:
        self._build()
        super().showEvent(event)

    def _build(self) -> None:
        if not self._is_built:
            self._is_built = True
            self._fill()

    def _fill(self) -> None:
        raise NotImplementedError
