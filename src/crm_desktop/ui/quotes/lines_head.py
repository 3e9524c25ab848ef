"""The headings over the lines of a quote."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.quotes.line_row import (
    DISCOUNT_WIDTH,
    GRIP_WIDTH,
    PRICE_WIDTH,
    QUANTITY_WIDTH,
    TAX_WIDTH,
    TOTAL_WIDTH,
)

_HEIGHT = 38
_MARGIN = 10


class LinesHead(QWidget):
    """One word over every column; the discount's is hidden until a line has one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(_HEIGHT)
        row = QHBoxLayout(self)
        row.setContentsMargins(GRIP_WIDTH + _MARGIN, 0, 0, 0)
        row.setSpacing(2)
        self.tax = self._label(self.tr("Tax"), TAX_WIDTH)
        self.discount = self._label(self.tr("Discount"), DISCOUNT_WIDTH)
        row.addWidget(Label(self.tr("Item"), "smallStrong", "secondary"), 1)
        row.addWidget(self._label(self.tr("Qty"), QUANTITY_WIDTH))
        row.addWidget(self._label(self.tr("Price"), PRICE_WIDTH))
        row.addWidget(self.discount)
        row.addWidget(self.tax)
        row.addWidget(self._label(self.tr("Total"), TOTAL_WIDTH))
        self.discount.hide()

    def _label(self, words: str, width: int) -> Label:
        label = Label(words, "smallStrong", "secondary", self)
        label.setFixedWidth(width)
        label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        label.setContentsMargins(0, 0, _MARGIN, 0)
        return label
