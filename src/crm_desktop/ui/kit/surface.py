"""Grounds that other widgets lie on: surfaces, cards and rules, dressed by the style sheet."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.ui.kit.label import Label

SurfaceKind = Literal[
    "page", "surface", "rail", "topbar", "pane", "card", "raised", "lane", "desk", "rule", "segmented"
]


class Surface(QFrame):
    """A frame with the ground and edge of one kind of place."""

    def __init__(self, kind: SurfaceKind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", kind)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)


class Card(Surface):
    """A white panel with an optional heading; content goes into ``body``, tools beside the heading."""

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__("card", parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        self.head = QHBoxLayout()
        self.head.setSpacing(8)
        self.title_label = Label(title, "title2", parent=self)
        self.head.addWidget(self.title_label)
        self.head.addStretch(1)
        self.title_label.setVisible(bool(title))
        if title:
            column.addLayout(self.head)
            self.setAccessibleName(title)
        self.body = QVBoxLayout()
        self.body.setSpacing(8)
        column.addLayout(self.body, 1)

    def add_tool(self, widget: QWidget) -> None:
        """Put a button or link at the end of the heading row."""
        self.head.addWidget(widget)


class Rule(Surface):
    """A hairline between groups."""

    def __init__(self, parent: QWidget | None = None, *, vertical: bool = False) -> None:
        super().__init__("rule", parent)
        if vertical:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)
