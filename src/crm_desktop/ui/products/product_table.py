"""The table of products; words and numbers are edited where they stand."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from PySide6.QtCore import QCoreApplication, QRectF
from PySide6.QtGui import QPainter

from crm_desktop.services.lists.views import ListRow
from crm_desktop.ui.fields.words import number_text
from crm_desktop.ui.kit.format import amount_text
from crm_desktop.ui.kit.paint import draw_icon, draw_text, mirrored
from crm_desktop.ui.kit.row_delegate import RowState
from crm_desktop.ui.lists.bulk_bar import BulkAction
from crm_desktop.ui.lists.look import RecordLook
from crm_desktop.ui.lists.setting import TableSetting
from crm_desktop.ui.theme.theme import Theme

COLUMNS: Final = ("name", "code", "unit", "price", "tax_rate", "cost", "category", "active")
WATCHED: Final = ("product", "deal_line", "document_line", "case")
"""What a change must touch for the products to be read again."""


def tr(text: str) -> str:
    """A sentence of the products page in the person's language."""
    return QCoreApplication.translate("Products", text)


def product_setting(theme: Theme) -> TableSetting:
    """Return what the table of products is like."""
    return TableSetting(
        "product", tr("Products"), tr("Filter products"), COLUMNS, (("name", False),),
        beside=("name", "active", "currency"), assigned=False, new_text=tr("New product"), look=ProductLook(theme),
        bulk=(BulkAction("prices", tr("Change prices…"), "percent"),),
        unsummed=frozenset(("price", "tax_rate", "cost")), in_place=True, opens=False,
    )  # fmt: skip


class ProductLook(RecordLook):
    """Prices in their currency; what is no longer sold is pale."""

    def text(self, row: ListRow, key: str) -> str | None:
        value = row.value(key)
        if key == "active":
            return tr("Active") if value else tr("Archived")
        if value is None:
            return None
        if key in ("price", "cost"):
            return amount_text(Decimal(str(value)), str(row.value("currency") or ""))
        return tr("{rate}%").format(rate=number_text(Decimal(str(value)))) if key == "tax_rate" else None

    def token(self, row: ListRow) -> str:
        return "text.primary" if row.value("active") else "text.tertiary"

    def paint(self, painter: QPainter, rect: QRectF, row: ListRow, key: str, text: str, state: RowState) -> bool:
        if key != "active":
            return False
        icon, token = ("check", "success") if row.value("active") else ("archive", "text.tertiary")
        place = mirrored(QRectF(10, rect.center().y() - 8, 16, 16), rect, state.direction)
        draw_icon(painter, self.theme, place.x(), place.y(), icon, token, 16, direction=state.direction)
        words = mirrored(rect.adjusted(32, 0, -4, 0), rect, state.direction)
        draw_text(painter, self.theme, words, text, "body", self.token(row), direction=state.direction)
        return True
