"""Over the thread: what the case is, how it stands, and the two things done to it most."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.core.clock import Clock
from crm_desktop.core.clock import today as today_of
from crm_desktop.services.cases.views import ENDED, CaseDetail
from crm_desktop.ui.cases.words import PRIORITY_TONES, due_icon, due_text, due_tone, priority_word, tr
from crm_desktop.ui.kit.button import Button, IconButton
from crm_desktop.ui.kit.chip import Chip
from crm_desktop.ui.kit.label import ElidedLabel
from crm_desktop.ui.kit.surface import Surface
from crm_desktop.ui.theme.theme import Theme


class CaseHead(Surface):
    """Title, chips and buttons.

    Signals:
        assign_requested, finish_requested, more_requested: a button was pressed.
        panel_requested: show what is known beside the thread.
    """

    assign_requested = Signal()
    finish_requested = Signal()
    more_requested = Signal()
    panel_requested = Signal()

    def __init__(self, theme: Theme, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__("surface", parent)
        self._clock = clock
        self.title_label = ElidedLabel("", "title2")
        self.number_chip = Chip(theme, "")
        self.priority_chip = Chip(theme, "")
        self.due_chip = Chip(theme, "")
        self.assign_button = Button(theme, tr("Assign"), icon="user-plus", tip=tr("Give the case to somebody (A)"))
        self.finish_button = Button(theme, tr("Solve"), icon="check", tip=tr("Mark the case as solved (W)"))
        self.more_button = IconButton(theme, "ellipsis", tr("More for this case"))
        self.panel_button = IconButton(theme, "panel-right", tr("Customer and details (F9)"))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 12, 14, 10)
        column.setSpacing(3)
        first, chips = QHBoxLayout(), QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(self.title_label, 1)
        for button in (self.assign_button, self.finish_button, self.panel_button, self.more_button):
            first.addWidget(button)
        chips.setSpacing(6)
        for chip in (self.number_chip, self.priority_chip, self.due_chip):
            chips.addWidget(chip)
        chips.addStretch(1)
        column.addLayout(first)
        column.addLayout(chips)
        self.assign_button.clicked.connect(self.assign_requested)
        self.finish_button.clicked.connect(self.finish_requested)
        self.more_button.clicked.connect(self.more_requested)
        self.panel_button.clicked.connect(self.panel_requested)

    def set_panel_shown(self, shown: bool) -> None:
        """Offer the panel while it is hidden; shown, it is closed by F9 or the menu."""
        self.panel_button.setVisible(not shown)

    def set_case(self, case: CaseDetail) -> None:
        """Show another case, or what has become of this one."""
        self.title_label.setText(case.subject)
        self.number_chip.set_chip(case.number, "slate")
        self.number_chip.setVisible(bool(case.number))
        pressing = case.priority in ("high", "urgent")
        self.priority_chip.set_chip(
            priority_word(case.priority), PRIORITY_TONES.get(case.priority, "slate"), "flame" if pressing else ""
        )
        words = due_text(case.due, today_of(self._clock))
        self.due_chip.set_chip(words, due_tone(case.due), due_icon(case.due))
        ended = case.status in ENDED
        self.finish_button.set_text(tr("Reopen") if ended else tr("Solve"))
        self.finish_button.set_icon("rotate-ccw" if ended else "check")
        self.finish_button.setToolTip(tr("Open the case again (W)") if ended else tr("Mark the case as solved (W)"))
