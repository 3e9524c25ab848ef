"""One column of a board: its ground, its head and its cards."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QVBoxLayout

from crm_desktop.ui.kit.board_card import CardDelegate
from crm_desktop.ui.kit.board_cards import ColumnData
from crm_desktop.ui.kit.board_column import BoardColumnView
from crm_desktop.ui.kit.board_head import BoardColumnHead
from crm_desktop.ui.kit.board_model import BoardColumnModel
from crm_desktop.ui.kit.surface import Surface
from crm_desktop.ui.theme.theme import Theme

_LEAST_COLUMN: Final = 180


class BoardLane(Surface):
    """The ground of one column with its head and its cards."""

    def __init__(self, theme: Theme, column: ColumnData, delegate: CardDelegate) -> None:
        super().__init__("lane")
        self.column = column
        self._unseen = 0
        self.setMinimumWidth(_LEAST_COLUMN)
        self.head = BoardColumnHead(theme, column)
        self.model = BoardColumnModel(self)
        self.view = BoardColumnView(delegate, self.model)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 6)
        rows.setSpacing(2)
        rows.addWidget(self.head)
        rows.addWidget(self.view, 1)
        self._name_view()

    def set_column(self, column: ColumnData) -> None:
        """Show new figures for the same stage."""
        self.column = column
        self._unseen = max(column.count - self.model.rowCount(), 0)
        self.head.set_column(column)
        self._name_view()

    def recount(self) -> None:
        """The number in the head follows the cards until new figures come; a column may hold more than it shows."""
        self.head.set_count(self.model.rowCount() + self._unseen)
        self._name_view()

    def _name_view(self) -> None:
        self.view.setAccessibleName(self.head.summary())
