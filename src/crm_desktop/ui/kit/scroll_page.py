"""A page, form or side panel that scrolls when the window is small."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget


class ScrollPage(QScrollArea):
    """A column of widgets in ``body``, at most ``max_width`` wide, that never scrolls sideways."""

    def __init__(
        self,
        name: str,
        *,
        margins: tuple[int, int, int, int] = (24, 20, 24, 24),
        spacing: int = 16,
        max_width: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        content = QWidget(self.viewport())
        content.setProperty("surface", "body")
        row = QHBoxLayout(content)
        row.setContentsMargins(*margins)
        column = self.column = QWidget(content)
        """What the widgets of `body` are best born into: moved there, they would be styled twice."""
        if max_width:
            column.setMaximumWidth(max_width)
        self.body = QVBoxLayout(column)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(spacing)
        row.addWidget(column, 1)
        if max_width:
            row.addStretch(0)
        self.setWidget(content)
        # Qt fills both with the window's colour; the ground is whatever the page lies on.
        content.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """Put a widget under the others."""
        self.body.addWidget(widget, stretch)

    def add_stretch(self) -> None:
        """Push what came before to the top."""
        self.body.addStretch(1)
