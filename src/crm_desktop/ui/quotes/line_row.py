"""One line of a quote in the form: item, quantity, price, tax, discount and what it comes to."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QEnterEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from crm_desktop.core.ids import new_id
from crm_desktop.core.money import exponent
from crm_desktop.core.totals import LineTotal
from crm_desktop.services.products.views import ProductPick
from crm_desktop.services.quotes.views import LineDraft
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.paint import draw_icon
from crm_desktop.ui.kit.plain_tip import plain_tip
from crm_desktop.ui.quotes.cells import Cell, NumberCell
from crm_desktop.ui.quotes.item_cell import ItemCell
from crm_desktop.ui.quotes.words import figures, number_words, percent_words, read_number, read_percent
from crm_desktop.ui.theme.theme import Theme

QUANTITY_WIDTH: Final = 58
PRICE_WIDTH: Final = 84
TAX_WIDTH: Final = 62
DISCOUNT_WIDTH: Final = 66
TOTAL_WIDTH: Final = 92
GRIP_WIDTH: Final = 14


def is_empty(line: LineDraft) -> bool:
    """Whether there is nothing on a line to keep."""
    return not line.name.strip() and not line.unit_price and not line.description.strip()


class Grip(QWidget):
    """The dots at the start of a row: drag to move it, click for its menu.

    Signals:
        dragged(int): the mouse is this far down on the screen
        clicked(QPoint): pressed and let go in one place
    """

    dragged = Signal(int)
    clicked = Signal(QPoint)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pressed: QPoint | None = None
        self._moved = False
        self.is_shown = False
        self.setFixedWidth(GRIP_WIDTH)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setToolTip(self.tr("Drag to move the line, click for more (Alt+Up and Alt+Down move it too)"))

    def set_usable(self, usable: bool) -> None:
        """Whether the row can be moved; the place of the dots stays either way."""
        self.setEnabled(usable)
        self.setCursor(Qt.CursorShape.OpenHandCursor if usable else Qt.CursorShape.ArrowCursor)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed, self._moved = event.globalPosition().toPoint(), False
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = event.globalPosition().toPoint()
        if self._pressed is not None and (self._moved or abs(place.y() - self._pressed.y()) > 6):
            self._moved = True
            self.dragged.emit(place.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pressed is not None and not self._moved:
            self.clicked.emit(event.globalPosition().toPoint())
        self._pressed = None

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.is_shown and self.isEnabled():
            painter = QPainter(self)
            draw_icon(painter, self._theme, 0, (self.height() - 14) / 2, "grip-vertical", "text.tertiary", 14)


class LineRow(QWidget):
    """A line being edited. The row without a name is the empty one that waits at the end.

    Signals:
        edited: something of the line changed
        product_added: a product was put on the line
        products_wanted(str), product_wanted(str): see `ItemCell`
        going_on: Enter in the last cell that matters
        stepped(str, int): Up or Down in the cell of this name
        move_wanted(int), dragged(int), removal_wanted, rows_pasted(str), menu_wanted(QPoint)
    """

    edited = Signal()
    product_added = Signal()
    products_wanted = Signal(str)
    product_wanted = Signal(str)
    going_on = Signal()
    stepped = Signal(str, int)
    move_wanted = Signal(int)
    dragged = Signal(int)
    removal_wanted = Signal()
    rows_pasted = Signal(str)
    menu_wanted = Signal(QPoint)

    def __init__(self, theme: Theme, line: LineDraft, currency: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._line = replace(line, id=line.id or new_id())
        self._currency = currency
        self._sealed = False
        self.description: Cell | None = None
        self._shows_discount = False
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._build()
        self._connect()
        self._show_line()

    def _build(self) -> None:
        theme = self._theme
        self.grip = Grip(theme, self)
        self.item = ItemCell(theme, self)
        self.flag = Label("", "caption", "tertiary", self)
        self.quantity = NumberCell(theme, self.tr("Quantity"), read_number, number_words, self)
        self.price = NumberCell(theme, self.tr("Price"), read_number, self._price_words, self)
        self.tax = NumberCell(theme, self.tr("Tax"), read_percent, percent_words, self)
        self.discount = NumberCell(theme, self.tr("Discount"), read_percent, percent_words, self)
        self.total = Label("", "body", "primary", self, tabular=True)
        self.total.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.total.setContentsMargins(0, 1, 10, 0)
        cells = QHBoxLayout()
        cells.setContentsMargins(0, 0, 0, 0)
        cells.setSpacing(2)
        cells.addWidget(self.grip)
        cells.addWidget(self.item, 1)
        cells.addWidget(self.flag)
        for widget, width in (
            (self.quantity, QUANTITY_WIDTH), (self.price, PRICE_WIDTH), (self.discount, DISCOUNT_WIDTH),
            (self.tax, TAX_WIDTH), (self.total, TOTAL_WIDTH),
        ):  # fmt: skip
            widget.setFixedWidth(width)
            cells.addWidget(widget)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 4, 0, 5)
        self._column.setSpacing(0)
        self._column.addLayout(cells)

    def _connect(self) -> None:
        self.item.name_changed.connect(self._on_named)
        self.item.products_wanted.connect(self.products_wanted)
        self.item.product_wanted.connect(self.product_wanted)
        self.item.product_taken.connect(self.put_product)
        self.item.named.connect(self._on_name_entered)
        for number in (self.quantity, self.price, self.tax, self.discount):
            number.value_changed.connect(self._on_value_changed)
            number.entered.connect(self.going_on)
        for name, cell in zip(("item", "quantity", "price", "discount", "tax"), self.cells(), strict=True):
            self._connect_cell(name, cell)
        self.grip.dragged.connect(self.dragged)
        self.grip.clicked.connect(self.menu_wanted)

    def _connect_cell(self, name: str, cell: Cell) -> None:
        cell.setObjectName(name)
        cell.stepped.connect(self._on_stepped)
        cell.move_wanted.connect(self.move_wanted)
        cell.removal_wanted.connect(self.removal_wanted)
        cell.rows_pasted.connect(self.rows_pasted)
        cell.menu_wanted.connect(self.menu_wanted)

    # what it holds

    def cells(self) -> list[Cell]:
        """The cells in the order of Tab."""
        cells: list[Cell] = [self.item, self.quantity, self.price, self.discount, self.tax]
        return [*cells, self.description] if self.description is not None else cells

    def line(self) -> LineDraft:
        """The line as it stands; a number that is not understood counts as before."""
        return self._line

    def is_empty(self) -> bool:
        """Whether there is nothing on the line to keep."""
        return is_empty(self._line)

    def is_waiting(self) -> bool:
        """Whether it is an empty item, as the row at the end is."""
        return self._line.kind == "item" and self.is_empty()

    def set_line(self, line: LineDraft) -> None:
        """Show another line, without announcing it."""
        self._line = replace(line, id=line.id or self._line.id)
        self._show_line()

    def set_currency(self, currency: str) -> None:
        """Prices are of another currency."""
        self._currency = currency
        self.price.set_value(self.price.value())

    def set_total(self, total: LineTotal | None) -> None:
        """Show what the line comes to."""
        shown = total is not None and not self.is_empty()
        self.total.setText(figures(total.amount, self._currency) if total is not None and shown else "")
        self.total.set_tone("primary" if total is None or total.counted else "tertiary")

    def show_discount(self, shown: bool) -> None:
        """Whether there is a cell for this line's own discount."""
        self._shows_discount = shown
        self.discount.setVisible(shown and self._line.kind == "item" and not self.is_empty())

    def describe(self) -> None:
        """Open the description under the item."""
        if self.description is None:
            self.description = Cell(self._theme, self.tr("Description"))
            self.description.setPlaceholderText(self.tr("Description under the item"))
            self.description.setFixedHeight(28)
            self.description.setText(self._line.description)
            self.description.textEdited.connect(self._on_described)
            self.description.entered.connect(self.going_on)
            self._connect_cell("description", self.description)
            under = QHBoxLayout()
            under.setContentsMargins(GRIP_WIDTH + 2, 0, TOTAL_WIDTH, 0)
            under.addWidget(self.description)
            self._column.addLayout(under)
        self.description.show()
        self.description.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_sealed(self, sealed: bool) -> None:
        """Show the line without letting it be edited."""
        self._sealed = sealed
        for cell in self.cells():
            cell.setReadOnly(sealed)
        self.grip.set_usable(not sealed)

    @Slot(object)
    def put_product(self, product: ProductPick) -> None:
        """Put a product on the line; the quantity stays."""
        self._line = replace(
            self._line,
            product_id=product.id,
            name=product.name,
            description=product.description,
            unit=product.unit,
            unit_price=product.price,
            tax_rate=product.tax_rate,
        )
        self._show_line()
        self.edited.emit()
        self.product_added.emit()
        self.quantity.setFocus(Qt.FocusReason.OtherFocusReason)

    # inside

    def _price_words(self, price: Decimal) -> str:
        return number_words(price, exponent(self._currency))

    def _show_line(self) -> None:
        line = self._line
        is_item = line.kind == "item"
        self.item.set_finds(is_item)
        if self.item.text() != line.name:
            self.item.setText(line.name)
            self.item.setCursorPosition(0)
        self.item.setToolTip(plain_tip(line.description))
        font = self._theme.font("bodyStrong" if line.kind == "section" else "body")
        if self.item.font() != font:
            self.item.setFont(font)
        waiting = self.is_waiting()
        for cell, value in (
            (self.quantity, line.quantity), (self.price, line.unit_price), (self.tax, line.tax_rate),
            (self.discount, line.discount_percent),
        ):  # fmt: skip
            cell.setVisible(is_item and not waiting and (cell is not self.discount or self._shows_discount))
            cell.set_value(None if waiting else value)
        self.total.setVisible(is_item and not waiting)
        if self.description is not None:
            if self.description.text() != line.description:
                self.description.setText(line.description)
            self.description.setVisible(is_item)
        words = self.tr("Optional") if line.optional else self.tr("Alternative") if line.alternative else ""
        self.flag.setText(words)
        self.flag.setVisible(bool(words))

    @Slot(str)
    def _on_named(self, name: str) -> None:
        was_empty = self.is_empty()
        self._line = replace(self._line, name=name)
        if was_empty != self.is_empty():
            self._show_line()
        self.edited.emit()

    @Slot(str)
    def _on_described(self, text: str) -> None:
        self._line = replace(self._line, description=text)
        self.edited.emit()

    @Slot()
    def _on_name_entered(self) -> None:
        if self._line.kind == "item" and self._line.name.strip():
            self.quantity.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.going_on.emit()

    @Slot()
    def _on_value_changed(self) -> None:
        zero = Decimal(0)
        self._line = replace(
            self._line,
            quantity=zero if self.quantity.value() is None else self.quantity.value() or zero,
            unit_price=self.price.value() or zero,
            tax_rate=self.tax.value() or zero,
            discount_percent=self.discount.value(),
        )
        self.edited.emit()

    @Slot(int)
    def _on_stepped(self, by: int) -> None:
        sender = self.sender()
        self.stepped.emit(sender.objectName() if isinstance(sender, QLineEdit) else "item", by)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.grip.is_shown = True
        self.grip.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.grip.is_shown = False
        self.grip.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), self._theme.colour("line.subtle"))
