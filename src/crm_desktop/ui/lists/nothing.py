"""What a table shows when no record matches."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.paint import isolated
from crm_desktop.ui.lists.setting import TableSetting
from crm_desktop.ui.lists.state import ListState, is_filter
from crm_desktop.ui.theme.theme import Theme


class NothingHere(QWidget):
    """Says what matched nothing, and offers to clear the filter or make what was looked for.

    Signals:
        clear_requested: show everything again.
        create_requested: make a record of what was typed.
    """

    clear_requested = Signal()
    create_requested = Signal()

    def __init__(self, theme: Theme, setting: TableSetting, parent: QWidget) -> None:
        super().__init__(parent)
        self._setting = setting
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 72, 24, 24)
        column.setSpacing(10)
        self.title = Label("", "title3", wrap=True)
        self.title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.title)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        self.clear_button = Button(theme, self.tr("Clear filter"))
        self.create_button = Button(theme, "", "primary", "plus")
        row.addWidget(self.clear_button)
        row.addWidget(self.create_button)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)
        self.clear_button.clicked.connect(self.clear_requested)
        self.create_button.clicked.connect(self.create_requested)

    def show_state(self, state: ListState, *, filtered: bool) -> None:
        """Say what was looked for."""
        if state.text:
            self.title.setText(self.tr("Nothing matches “{text}”").format(text=isolated(state.text)))
        elif filtered:
            self.title.setText(self.tr("No record meets this filter"))
        else:
            self.title.setText(self.tr("Nothing here now") if state.view_id else self.tr("Nothing here yet"))
        self.clear_button.setVisible(filtered)
        words = self._setting.new_text
        if state.text and self._setting.names_new and not is_filter(state.text):
            words = self.tr("Create “{text}”").format(text=state.text[:24])
        self.create_button.set_text(words)
        self.create_button.setVisible(bool(words))
