"""Entries one under another, each as tall as its words need at this width."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from crm_desktop.ui.timeline.item import TimelineEntry


class Stream(QWidget):
    """Places its entries itself and says one height.

    A box layout would ask every entry for its height each time that anything on the page changes: a hundred times
    each until a contact is shown.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.entries: list[TimelineEntry] = []
        self.setFixedHeight(0)

    def add(self, entries: list[TimelineEntry]) -> None:
        """Put entries, made as children of this, under the others."""
        self.entries += entries
        self._arrange()
        for entry in entries:
            entry.show()

    def clear(self) -> None:
        """Take all of them away."""
        for entry in self.entries:
            entry.hide()
            entry.deleteLater()
        self.entries = []
        self.setFixedHeight(0)

    def event(self, event: QEvent) -> bool:
        # An entry that unfolds says so by `updateGeometry`; other fonts make other heights.
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.StyleChange):
            self._arrange()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._arrange()

    def _arrange(self) -> None:
        top, width = 0, self.width()
        for entry in self.entries:
            height = entry.heightForWidth(width)
            entry.setGeometry(0, top, width, height)
            top += height
        if top != self.minimumHeight():
            self.setFixedHeight(top)
