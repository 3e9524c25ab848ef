"""The table of quotes: its columns, and how a cell is written and painted."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRectF
from PySide6.QtGui import QPainter

from crm_desktop.services.quotes.views import QuoteRow
from crm_desktop.ui.kit.date_words import write_date
from crm_desktop.ui.kit.format import money_text
from crm_desktop.ui.kit.paint import CHIP_HEIGHT, draw_placed_chip
from crm_desktop.ui.kit.row_delegate import RowState
from crm_desktop.ui.kit.table_view import CellDelegate
from crm_desktop.ui.kit.windowed_models import TableColumn, WindowedTableModel
from crm_desktop.ui.quotes.words import TONES, status_word


class QuoteTableModel(WindowedTableModel):
    """Quotes as rows."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__((), parent)
        self.set_columns(
            (
                TableColumn("number", self.tr("No"), 130),
                TableColumn("customer", self.tr("Customer"), 250),
                TableColumn("title", self.tr("Title"), 250),
                TableColumn("dated_on", self.tr("Date"), 120),
                TableColumn("valid_until", self.tr("Valid until"), 120),
                TableColumn("gross", self.tr("Total"), 130, is_number=True),
                TableColumn("status", self.tr("Status"), 130),
            )
        )

    def cell_text(self, row: object, key: str) -> str:
        """The words in a cell."""
        assert isinstance(row, QuoteRow)
        match key:
            case "number":
                return row.number or self.tr("Draft")
            case "customer":
                return row.customer or self.tr("No customer yet")
            case "dated_on":
                return write_date(row.dated_on)
            case "valid_until":
                return "" if row.valid_until is None else write_date(row.valid_until)
            case "gross":
                return money_text(row.gross, row.currency, decimals=True)
            case "status":
                return status_word(row.status)
            case _:
                return row.title


class QuoteCells(CellDelegate):
    """Paints the status as a chip."""

    def paint_cell(
        self, painter: QPainter, rect: QRectF, row: object, column: TableColumn, text: str, state: RowState
    ) -> None:
        if column.key == "status" and isinstance(row, QuoteRow):
            top = rect.center().y() - CHIP_HEIGHT / 2
            draw_placed_chip(
                painter, self.theme, rect.left() + 10, top, rect, text, TONES[row.status], direction=state.direction
            )
        else:
            super().paint_cell(painter, rect, row, column, text, state)
