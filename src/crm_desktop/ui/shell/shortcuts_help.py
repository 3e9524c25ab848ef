"""F1: every key of the window and of the page that is shown, built from the declared actions."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.label import ElidedLabel, Label
from crm_desktop.ui.kit.scroll_page import ScrollPage
from crm_desktop.ui.pane.actions import Action
from crm_desktop.ui.theme.theme import Theme


class ShortcutsHelp(QDialog):
    """Two columns: this page, and everywhere."""

    def __init__(
        self, theme: Theme, title: str, everywhere: Sequence[Action], here: Sequence[Action], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keys"))
        self.resize(860, 620)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(24, 20, 24, 18)
        whole.addWidget(Label(self.tr("Keys"), "title1", parent=self))
        page = ScrollPage(self.tr("Keys"), margins=(0, 4, 8, 8), parent=self)
        columns = QHBoxLayout()
        columns.setSpacing(40)
        # A page that says more exactly what a key of every list does there has the word.
        said = {action.shortcut for action in here}
        lists = [action for action in self._lists() if action.shortcut not in said]
        columns.addLayout(self._column(page.column, title, [*here, *lists]), 1)
        columns.addLayout(self._column(page.column, self.tr("Everywhere"), everywhere), 1)
        page.body.addLayout(columns)
        whole.addWidget(page, 1)
        foot = QHBoxLayout()
        foot.addWidget(Label(self.tr("Single letters act while no text is being typed."), "small", "tertiary", self))
        foot.addStretch(1)
        close = Button(theme, self.tr("Close"), "primary", parent=self)
        close.clicked.connect(self.accept)
        close.setDefault(True)
        foot.addWidget(close)
        whole.addLayout(foot)

    def _column(self, place: QWidget, title: str, actions: Sequence[Action]) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addWidget(Label(title, "title3", parent=place))
        grid = QGridLayout()
        grid.setVerticalSpacing(6)
        grid.setHorizontalSpacing(18)
        grid.setColumnStretch(0, 1)
        for row, action in enumerate(action for action in actions if action.shortcut):
            grid.addWidget(ElidedLabel(action.text, "small", "secondary", place), row, 0)
            keys = Label(_native(action.shortcut), "smallStrong", parent=place)
            grid.addWidget(keys, row, 1, Qt.AlignmentFlag.AlignTop)
        column.addLayout(grid)
        column.addStretch(1)
        return column

    def _lists(self) -> list[Action]:
        """Keys that lists answer themselves."""
        keys = (
            ("Return", self.tr("Open")), ("Space", self.tr("Peek")), ("X", self.tr("Select")),
            ("Shift+Down", self.tr("Extend the selection")), ("Ctrl+A", self.tr("Select all of the filter")),
            ("Delete", self.tr("Put into the Bin")), ("Ctrl+C", self.tr("Copy rows as a table")),
        )  # fmt: skip
        return [Action(f"list.{key}", text, _nothing, key) for key, text in keys]


def _native(shortcut: str) -> str:
    parts = [QKeySequence(part).toString(QKeySequence.SequenceFormat.NativeText) for part in shortcut.split("; ")]
    return " · ".join(part or shortcut for part in parts)


def _nothing() -> None:
    """The list shows keys; it does not act."""
