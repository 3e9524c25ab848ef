"""The line over a narrow list that names the saved view or table whose records it shows."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from crm_desktop.ui.kit.chip import FilterChip
from crm_desktop.ui.theme.theme import Theme


class ViewLine(QWidget):
    """The name of the saved view that is shown, with a cross; hidden while there is none.

    Signals:
        removed: the view is to go.
    """

    removed = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.chip: FilterChip | None = None
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(14, 0, 14, 0)
        self.hide()

    def show_name(self, name: str) -> None:
        """Show this name; an empty one shows nothing."""
        if self.chip is not None and self.chip.text() != name:
            self._row.removeWidget(self.chip)
            self.chip.hide()
            self.chip.deleteLater()
            self.chip = None
        if name and self.chip is None:
            self.chip = FilterChip(self._theme, name, "bookmark", self)
            self.chip.removed.connect(self.removed)
            self._row.insertWidget(0, self.chip)
            self._row.addStretch(0)
        self.setVisible(bool(name))
