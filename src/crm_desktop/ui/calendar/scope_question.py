"""The question which of a series' dates an edit means."""

from __future__ import annotations

from PySide6.QtCore import QRect, Signal, Slot
from PySide6.QtWidgets import QWidget

from crm_desktop.services.calendar.views import EditScope
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.popover import Popover
from crm_desktop.ui.theme.theme import Theme


class ScopeQuestion(Popover):
    """Only this one, this and later, or all; Esc leaves everything as it was.

    Signals:
        chosen(EditScope): answered.
    """

    chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__("", parent, width=264)
        self._title = Label("", "title3", wrap=True)
        self.body.addWidget(self._title)
        self.only = Button(theme, self.tr("Only this one"), "primary")
        self.later = Button(theme, self.tr("This and later"))
        self.every = Button(theme, self.tr("All"))
        self.keep = Button(theme, self.tr("Leave as it was"), "ghost")
        for button in (self.only, self.later, self.every, self.keep):
            self.body.addWidget(button)
        self.only.clicked.connect(self._on_only)
        self.later.clicked.connect(self._on_later)
        self.every.clicked.connect(self._on_all)
        self.keep.clicked.connect(self.close_popover)

    def ask(self, title: str, anchor: QWidget, area: QRect | None = None) -> None:
        """Open at what is being changed."""
        self._title.setText(title)
        self.setAccessibleName(title)
        self.open_at(anchor, side="beside", area=area)

    def title(self) -> str:
        """The question."""
        return self._title.text()

    @Slot()
    def _on_only(self) -> None:
        self._answer(EditScope.ONLY_THIS)

    @Slot()
    def _on_later(self) -> None:
        self._answer(EditScope.THIS_AND_LATER)

    @Slot()
    def _on_all(self) -> None:
        self._answer(EditScope.ALL)

    def _answer(self, scope: EditScope) -> None:
        self.chosen.emit(scope)
        self.close_popover()
