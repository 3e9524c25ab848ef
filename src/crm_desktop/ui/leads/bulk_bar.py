"""The bar that floats over the table while several leads are selected."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.surface import Rule, Surface
from crm_desktop.ui.theme.theme import Theme


class LeadBulkBar(Surface):
    """How many are selected, and what can be done with all of them at once.

    Signals:
        assign_requested, tag_requested, follow_up_requested, convert_requested, not_now_requested,
        delete_requested: for every selected lead.
        clear_requested: select nothing.
    """

    assign_requested = Signal()
    tag_requested = Signal()
    follow_up_requested = Signal()
    convert_requested = Signal()
    not_now_requested = Signal()
    delete_requested = Signal()
    clear_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__("raised", parent)
        self.setAccessibleName(self.tr("Selected leads"))
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 8, 10, 8)
        row.setSpacing(4)
        self._count = Label("", "bodyStrong")
        row.addWidget(self._count)
        row.addSpacing(6)
        rule = Rule(vertical=True)
        rule.setFixedHeight(28)
        row.addWidget(rule)
        self.assign_button = Button(theme, self.tr("Assign"), "ghost", "user")
        self.tag_button = Button(theme, self.tr("Tag"), "ghost", "tag")
        self.follow_up_button = Button(theme, self.tr("Follow-up"), "ghost", "calendar-plus")
        self.convert_button = Button(theme, self.tr("Convert to deal"), "ghost", "square-kanban")
        self.not_now_button = Button(theme, self.tr("Not now"), "ghost", "moon")
        self.delete_button = Button(theme, self.tr("Delete"), "ghost", "trash-2")
        self.clear_button = Button(theme, self.tr("Esc clears"), "ghost")
        for button, signal in (
            (self.assign_button, self.assign_requested),
            (self.tag_button, self.tag_requested),
            (self.follow_up_button, self.follow_up_requested),
            (self.convert_button, self.convert_requested),
            (self.not_now_button, self.not_now_requested),
            (self.delete_button, self.delete_requested),
            (self.clear_button, self.clear_requested),
        ):
            button.clicked.connect(signal)
            row.addWidget(button)
        self.hide()

    def show_count(self, count: int) -> None:
        """Appear while more than one lead is selected."""
        self._count.setText(self.tr("%n selected", "", count))
        self.setVisible(count > 1)
        self.place()

    def button(self, key: str) -> Button:
        """Where the panel of an action opens."""
        return {
            "assign": self.assign_button, "tag": self.tag_button, "follow_up": self.follow_up_button,
            "not_now": self.not_now_button, "delete": self.delete_button,
        }.get(key, self.convert_button)  # fmt: skip

    def place(self) -> None:
        """Stand at the bottom in the middle of the page."""
        page = self.parentWidget()
        if page is not None and not self.isHidden():
            self.adjustSize()
            self.move(max((page.width() - self.width()) // 2, 8), page.height() - self.height() - 20)
            self.raise_()
