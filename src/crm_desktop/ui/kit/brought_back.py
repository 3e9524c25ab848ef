"""The line over a form that says that what was typed earlier is back."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.icon_label import IconLabel
from crm_desktop.ui.kit.label import ElidedLabel
from crm_desktop.ui.kit.surface import Surface
from crm_desktop.ui.theme.theme import Theme


class BroughtBack(Surface):
    """Says since when the text waits; its button throws it away.

    Signals:
        discard_requested: the person wants the form as it is without.
    """

    discard_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("segmented", parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 3, 4, 3)
        row.setSpacing(8)
        self._words = ElidedLabel("", "small", "secondary")
        self.discard_button = Button(theme, self.tr("Discard"), "ghost", size="compact")
        row.addWidget(IconLabel(theme, "history", "info", 16))
        row.addWidget(self._words, 1)
        row.addWidget(self.discard_button)
        self.discard_button.clicked.connect(self.discard_requested)
        self.hide()

    def show_since(self, moment: str) -> None:
        """Appear, for what was typed at this moment."""
        self._words.setText(self.tr("Not saved yet, typed {moment}").format(moment=moment))
        self.setAccessibleName(self._words.text())
        self.show()
