"""The bar that floats over the list while several contacts are selected."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.surface import Surface
from crm_desktop.ui.theme.theme import Theme


class BulkBar(Surface):
    """How many are selected, and what can be done with all of them at once.

    Signals:
        tag_requested, follow_up_requested, mail_requested, merge_requested, delete_requested: for every
            selected contact.
        clear_requested: select nothing.
    """

    tag_requested = Signal()
    follow_up_requested = Signal()
    mail_requested = Signal()
    merge_requested = Signal()
    delete_requested = Signal()
    clear_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__("raised", parent)
        self.setAccessibleName(self.tr("Selected contacts"))
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 10, 8)
        row.setSpacing(8)
        self._count = Label("", "bodyStrong")
        row.addWidget(self._count)
        row.addSpacing(8)
        self.tag_button = Button(theme, self.tr("Tag"), icon="tag")
        self.follow_up_button = Button(theme, self.tr("Follow-up"), icon="calendar-plus")
        self.mail_button = Button(theme, self.tr("Letters…"), icon="printer", tip=self.tr("Labels and letters…"))
        self.merge_button = Button(theme, self.tr("Merge…"), icon="git-compare-arrows")
        self.delete_button = Button(theme, self.tr("Delete"), icon="trash-2")
        self.clear_button = Button(theme, self.tr("Esc clears"), "ghost")
        for button, signal in (
            (self.tag_button, self.tag_requested),
            (self.follow_up_button, self.follow_up_requested),
            (self.mail_button, self.mail_requested),
            (self.merge_button, self.merge_requested),
            (self.delete_button, self.delete_requested),
            (self.clear_button, self.clear_requested),
        ):
            button.clicked.connect(signal)
            row.addWidget(button)
        self.hide()

    def show_count(self, count: int) -> None:
        """Appear while more than one contact is selected."""
        self._count.setText(self.tr("%n selected", "", count))
        self.setVisible(count > 1)
        self.place()

    def place(self) -> None:
        """Stand at the bottom in the middle of the page."""
        page = self.parentWidget()
        if page is not None and not self.isHidden():
            self.adjustSize()
            self.move((page.width() - self.width()) // 2, page.height() - self.height() - 20)
            self.raise_()
