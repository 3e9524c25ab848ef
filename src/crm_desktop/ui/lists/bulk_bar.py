"""The bar that floats over a table while several records are selected."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from crm_desktop.services.lists.commands import PLANNED, TAGGED
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.surface import Rule, Surface
from crm_desktop.ui.theme.theme import Theme


class RecordsBulkBar(Surface):
    """How many are selected, and what can be done with all of them as one step.

    Signals:
        assign_requested, tag_requested, follow_up_requested, change_requested, mail_requested,
            merge_requested, delete_requested: for all of them.
        clear_requested: select nothing.
    """

    assign_requested = Signal()
    tag_requested = Signal()
    follow_up_requested = Signal()
    change_requested = Signal()
    mail_requested = Signal()
    merge_requested = Signal()
    delete_requested = Signal()
    clear_requested = Signal()

    def __init__(self, theme: Theme, kind: str, *, assigned: bool, parent: QWidget) -> None:
        super().__init__("raised", parent)
        self.setAccessibleName(self.tr("Selected records"))
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 10, 8)
        row.setSpacing(6)
        self.count_label = Label("", "bodyStrong", tabular=True)
        row.addWidget(self.count_label)
        row.addWidget(Rule(vertical=True))
        self.assign_button = Button(theme, self.tr("Assign"), "ghost", "user")
        self.tag_button = Button(theme, self.tr("Tag"), "ghost", "tag")
        self.follow_up_button = Button(theme, self.tr("Follow-up"), "ghost", "calendar-plus")
        self.change_button = Button(theme, self.tr("Change"), "ghost", "pencil")
        self.mail_button = Button(theme, self.tr("Letters…"), "ghost", "printer", tip=self.tr("Labels and letters…"))
        self.merge_button = Button(theme, self.tr("Merge…"), "ghost", "git-compare-arrows")
        self.delete_button = Button(theme, self.tr("Delete"), "ghost", "trash-2")
        self.clear_button = Button(theme, self.tr("Esc clears"), "ghost", size="compact")
        for button, signal, fits in (
            (self.assign_button, self.assign_requested, assigned),
            (self.tag_button, self.tag_requested, kind in TAGGED),
            (self.follow_up_button, self.follow_up_requested, kind in PLANNED),
            (self.change_button, self.change_requested, True),
            (self.mail_button, self.mail_requested, kind == "contact"),
            (self.merge_button, self.merge_requested, kind == "contact"),
            (self.delete_button, self.delete_requested, True),
            (self.clear_button, self.clear_requested, True),
        ):
            button.clicked.connect(signal)
            button.setVisible(fits)
            if button is self.clear_button:
                row.addWidget(Rule(vertical=True))
            row.addWidget(button)
        self.hide()

    def show_count(self, count: int) -> None:
        """Appear while more than one record is selected."""
        self.count_label.setText(self.tr("%n selected", "", count))
        self.setVisible(count > 1)
        self.place()

    def place(self) -> None:
        """Stand at the bottom in the middle of the table."""
        page = self.parentWidget()
        if page is not None and not self.isHidden():
            self.adjustSize()
            self.move((page.width() - self.width()) // 2, page.height() - self.height() - 20)
            self.raise_()
