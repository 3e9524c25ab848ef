"""Products as rows of a table; cells are edited in place."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLineEdit, QStyleOptionViewItem, QWidget

from crm_desktop.services.products.views import ProductRow
from crm_desktop.ui.kit.field import mark_input
from crm_desktop.ui.kit.format import amount_text
from crm_desktop.ui.kit.label import line_up_figures
from crm_desktop.ui.kit.money_edit import read_amount, write_amount
from crm_desktop.ui.kit.paint import LEADING, TRAILING, draw_icon, draw_text, mirrored
from crm_desktop.ui.kit.row_delegate import RowState
from crm_desktop.ui.kit.table_view import CellDelegate
from crm_desktop.ui.kit.windowed_models import TableColumn, WindowedTableModel
from crm_desktop.ui.theme.theme import Theme

AnyIndex = QModelIndex | QPersistentModelIndex

PRICE_DIGITS: Final = 6
RATE_DIGITS: Final = 4
_DIGITS: Final = {"price": PRICE_DIGITS, "cost": PRICE_DIGITS, "tax_rate": RATE_DIGITS}


def plain(number: Decimal | None) -> str:
    """A number as it is edited: without needless zeros."""
    if number is None:
        return ""
    return write_amount(number, max(0, -int(number.normalize().as_tuple().exponent)))


class ProductTableModel(WindowedTableModel):
    """Products by window of rows.

    Signals:
        cell_edited: a product's id, the field's key, and what it should hold.
    """

    cell_edited = Signal(str, str, object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__((), parent)
        self.set_columns(
            (
                TableColumn("name", self.tr("Name"), 280),
                TableColumn("code", self.tr("Code"), 110),
                TableColumn("unit", self.tr("Unit"), 90),
                TableColumn("price", self.tr("Price"), 110, is_number=True),
                TableColumn("tax_rate", self.tr("Tax"), 80, is_number=True),
                TableColumn("cost", self.tr("Cost"), 110, is_number=True),
                TableColumn("category", self.tr("Category"), 160),
                TableColumn("active", self.tr("Active"), 90),
            )
        )

    def cell_text(self, row: object, key: str) -> str:
        assert isinstance(row, ProductRow)
        match key:
            case "price":
                return amount_text(row.price, row.currency)
            case "cost":
                return amount_text(row.cost, row.currency)
            case "tax_rate":
                return self.tr("{rate} %").format(rate=plain(row.tax_rate))
            case "active":
                return self.tr("Active") if row.active else self.tr("Archived")
            case _:
                return str(getattr(row, key))

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        flags = super().flags(index)
        if isinstance(self.row_at(index.row()), ProductRow) and self.columns[index.column()].key != "active":
            return flags | Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.EditRole:
            return super().data(index, role)
        row, key = self.row_at(index.row()), self.columns[index.column()].key
        if not isinstance(row, ProductRow):
            return None
        value = getattr(row, key)
        return plain(value) if key in _DIGITS else str(value)

    def setData(self, index: AnyIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        row, key = self.row_at(index.row()), self.columns[index.column()].key
        if role != Qt.ItemDataRole.EditRole or not isinstance(row, ProductRow):
            return False
        text = str(value).strip()
        if text == self.data(index, Qt.ItemDataRole.EditRole):
            return False
        if not is_value(key, text):
            return False
        typed: object = text
        if key in _DIGITS:
            typed = read_amount(text, _DIGITS[key]) if text else None
        self.cell_edited.emit(row.id, key, typed)
        return True


def is_value(key: str, text: str) -> bool:
    """Whether a text can stand in a cell."""
    if key == "name":
        return bool(text)
    if key not in _DIGITS:
        return True
    if not text:
        return key == "cost"
    number = read_amount(text, _DIGITS[key])
    return number is not None and number >= 0


class ProductCellDelegate(CellDelegate):
    """Archived products are pale; numbers that are none stay in the editor, marked."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)

    def paint_cell(
        self, painter: QPainter, rect: QRectF, row: object, column: TableColumn, text: str, state: RowState
    ) -> None:
        assert isinstance(row, ProductRow)
        inner = rect.adjusted(10, 0, -10, 0)
        if column.key == "active":
            icon, token = ("check", "success") if row.active else ("archive", "text.tertiary")
            place = mirrored(QRectF(10, rect.center().y() - 8, 16, 16), rect, state.direction)
            draw_icon(painter, self.theme, place.x(), place.y(), icon, token, 16, direction=state.direction)
            inner = (
                rect.adjusted(32, 0, -4, 0)
                if state.direction == Qt.LayoutDirection.LeftToRight
                else rect.adjusted(4, 0, -32, 0)
            )
        token = "text.primary" if row.active else "text.tertiary"
        role = "bodyStrong" if column.key == "name" else "body"
        align = TRAILING if column.is_number else LEADING
        draw_text(
            painter, self.theme, inner, text, role, token, align, direction=state.direction, tabular=column.is_number
        )

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: AnyIndex) -> QWidget:
        model = index.model()
        assert isinstance(model, ProductTableModel)
        column = model.columns[index.column()]
        editor = QLineEdit(parent)
        editor.setAccessibleName(column.title)
        if column.is_number:
            editor.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            line_up_figures(editor)
        return editor

    def setModelData(self, editor: QWidget, model: Any, index: AnyIndex) -> None:
        assert isinstance(editor, QLineEdit)
        key = model.columns[index.column()].key
        if not is_value(key, editor.text().strip()):
            mark_input(editor, "error")
            return
        model.setData(index, editor.text())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: AnyIndex) -> None:
        editor.setGeometry(option.rect.adjusted(2, 4, -2, -4))
