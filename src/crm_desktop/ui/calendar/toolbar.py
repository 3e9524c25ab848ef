"""Above the calendar: today, before and after, what is shown, and the four views."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from crm_desktop.ui.kit.button import Button, IconButton
from crm_desktop.ui.kit.label import ElidedLabel
from crm_desktop.ui.kit.segmented import Segmented
from crm_desktop.ui.theme.theme import Theme


class Toolbar(QWidget):
    """One row of controls.

    Signals:
        today_requested, page_requested(int): go there; view_requested(key): day, week, month or agenda.
    """

    today_requested = Signal()
    page_requested = Signal(int)
    view_requested = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(58)
        self.today = Button(theme, self.tr("Today"), tip=self.tr("Go to today (T)"))
        self.before = IconButton(theme, "chevron-left", self.tr("Before (Page Up)"))
        self.after = IconButton(theme, "chevron-right", self.tr("After (Page Down)"))
        self.title = ElidedLabel("", "title2")
        self.hint = ElidedLabel("", "small", "tertiary")
        self.title.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.views = Segmented(
            self.tr("View"),
            [
                ("day", self.tr("Day")),
                ("week", self.tr("Week")),
                ("month", self.tr("Month")),
                ("agenda", self.tr("Agenda")),
            ],
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 0, 20, 0)
        row.setSpacing(8)
        row.addWidget(self.today)
        row.addWidget(self.before)
        row.addWidget(self.after)
        row.addSpacing(4)
        row.addWidget(self.title)
        row.addSpacing(8)
        row.addWidget(self.hint, 1)
        row.addWidget(self.views)
        self.today.clicked.connect(self.today_requested)
        self.before.clicked.connect(self._on_before)
        self.after.clicked.connect(self._on_after)
        self.views.current_changed.connect(self.view_requested)

    def _on_before(self) -> None:
        self.page_requested.emit(-1)

    def _on_after(self) -> None:
        self.page_requested.emit(1)
