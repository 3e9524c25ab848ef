"""The lines of a quote: rows edited in place, the last one always empty and waiting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from itertools import pairwise

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from crm_desktop.core.ids import new_id
from crm_desktop.core.totals import LineTotal
from crm_desktop.services.products.views import ProductDraft, ProductPick
from crm_desktop.services.quotes.views import LineDraft
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.surface import Rule
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.quotes.line_row import (
    DISCOUNT_WIDTH,
    GRIP_WIDTH,
    PRICE_WIDTH,
    QUANTITY_WIDTH,
    TAX_WIDTH,
    TOTAL_WIDTH,
    LineRow,
)
from crm_desktop.ui.quotes.pasted import lines_of_text

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class LinesTable(QWidget):
    """Headings and rows.

    Signals:
        changed: a line was edited, added, moved or removed
    """

    changed = Signal()

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = context.theme
        self._services = context.services
        self._operations = context.operations
        self._currency = "EUR"
        self._usual_rate = Decimal(0)
        self._sealed = False
        self._discounts = False
        self._rows: list[LineRow] = []
        self.setAccessibleName(self.tr("Lines"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._build_head())
        column.addWidget(Rule())
        self._body = QVBoxLayout()
        self._body.setSpacing(0)
        column.addLayout(self._body)

    def _build_head(self) -> QWidget:
        head = QWidget()
        head.setFixedHeight(38)
        row = QHBoxLayout(head)
        row.setContentsMargins(GRIP_WIDTH + 8, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(Label(self.tr("Item"), "smallStrong", "secondary"), 1)
        self._tax_head = Label(self.tr("Tax"), "smallStrong", "secondary")
        self._discount_head = Label(self.tr("Discount"), "smallStrong", "secondary")
        for label, width, margin in (
            (Label(self.tr("Qty"), "smallStrong", "secondary"), QUANTITY_WIDTH, 6),
            (Label(self.tr("Price"), "smallStrong", "secondary"), PRICE_WIDTH, 6),
            (self._discount_head, DISCOUNT_WIDTH, 6),
            (self._tax_head, TAX_WIDTH, 6),
            (Label(self.tr("Total"), "smallStrong", "secondary"), TOTAL_WIDTH, 10),
        ):
            label.setFixedWidth(width)
            label.setAlignment(_RIGHT)
            label.setContentsMargins(0, 0, margin, 0)
            row.addWidget(label)
        self._discount_head.hide()
        return head

    # what it holds

    def set_tax(self, label: str, usual_rate: Decimal) -> None:
        """What the firm calls its tax, and the rate that new items start with."""
        self._tax_head.setText(label or self.tr("Tax"))
        self._usual_rate = usual_rate

    def set_lines(self, lines: Sequence[LineDraft], currency: str, *, sealed: bool) -> None:
        """Show other lines; rows of lines that stay are kept, and with them the keyboard's place."""
        self._currency, self._sealed = currency, sealed
        kept = {row.line().id: row for row in self._rows}
        rows: list[LineRow] = []
        for line in lines:
            row = kept.pop(line.id, None)
            if row is None:
                row = self._make_row(line)
            else:
                row.set_currency(currency)
                if row.line() != line:
                    row.set_line(line)
            rows.append(row)
        if not sealed:
            waiting = next((row for row in kept.values() if row.is_empty()), None)
            if waiting is not None:
                del kept[waiting.line().id]
            rows.append(waiting or self._make_row(self._empty_line()))
        for row in kept.values():
            self._drop(row)
        self._rows = rows
        self._arrange()
        for row in rows:
            row.set_sealed(sealed)
        self.show_discounts(self._discounts or any(line.discount_percent for line in lines))

    def lines(self) -> tuple[LineDraft, ...]:
        """The lines that hold something, in order."""
        return tuple(row.line() for row in self._rows if not row.is_empty())

    def rows(self) -> list[LineRow]:
        """The rows, the empty one included."""
        return list(self._rows)

    def show_totals(self, totals: Sequence[LineTotal | None]) -> None:
        """Show what the lines of `lines()` come to."""
        parts = iter(totals)
        for row in self._rows:
            row.set_total(None if row.is_empty() else next(parts))

    def show_discounts(self, shown: bool) -> None:
        """Show or hide the column of discounts on single lines."""
        self._discounts = shown
        self._discount_head.setVisible(shown)
        for row in self._rows:
            row.show_discount(shown)

    def focus_last(self) -> None:
        """Put the keyboard into the empty row at the end."""
        if self._rows:
            self._rows[-1].item.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def add_text(self) -> None:
        """Put a line of words before the empty row and go there."""
        row = self._make_row(LineDraft(kind="text", quantity=Decimal(0)))
        self._rows.insert(len(self._rows) - 1, row)
        self._arrange()
        row.item.setFocus(Qt.FocusReason.OtherFocusReason)

    # rows

    def _empty_line(self) -> LineDraft:
        return LineDraft(tax_rate=self._usual_rate)

    def _make_row(self, line: LineDraft) -> LineRow:
        row = LineRow(self._theme, line, self._currency)
        row.edited.connect(self._on_edited)
        row.products_wanted.connect(self._find_products)
        row.product_wanted.connect(self._create_product)
        row.going_on.connect(self._go_on)
        row.stepped.connect(self._step)
        row.move_wanted.connect(self._move)
        row.dragged.connect(self._drag)
        row.removal_wanted.connect(self._remove)
        row.rows_pasted.connect(self._paste)
        row.menu_wanted.connect(self._open_menu)
        row.show_discount(self._discounts)
        return row

    def _arrange(self) -> None:
        for place, row in enumerate(self._rows):
            if self._body.indexOf(row) != place:
                self._body.insertWidget(place, row)
                row.show()
        order = [cell for row in self._rows for cell in row.cells()]
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _drop(self, row: LineRow) -> None:
        self._body.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _row_of_sender(self) -> LineRow:
        row = self.sender()
        assert isinstance(row, LineRow)
        return row

    @Slot()
    def _on_edited(self) -> None:
        if not self._rows[-1].is_empty():
            self._rows.append(self._make_row(self._empty_line()))
            self._arrange()
        self.changed.emit()

    @Slot()
    def _go_on(self) -> None:
        place = self._rows.index(self._row_of_sender())
        following = self._rows[min(place + 1, len(self._rows) - 1)]
        following.item.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(str, int)
    def _step(self, cell: str, by: int) -> None:
        place = self._rows.index(self._row_of_sender()) + by
        if 0 <= place < len(self._rows):
            target = getattr(self._rows[place], cell)
            (target if target.isVisible() else self._rows[place].item).setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(int)
    def _move(self, by: int) -> None:
        row = self._row_of_sender()
        self._put(row, self._rows.index(row) + by)

    @Slot(int)
    def _drag(self, y: int) -> None:
        row = self._row_of_sender()
        own = self._rows.index(row)
        for place, other in enumerate(self._rows[:-1]):
            middle = other.mapToGlobal(QPoint(0, other.height() // 2)).y()
            if (place < own and y < middle) or (place > own and y > middle):
                self._put(row, place)
                if place < own:
                    break

    def _put(self, row: LineRow, place: int) -> None:
        last = len(self._rows) - 1
        if self._sealed or row is self._rows[last] or not 0 <= place < last:
            return
        current = QApplication.focusWidget()
        focused = current if current is not None and row.isAncestorOf(current) else None
        self._rows.remove(row)
        self._rows.insert(place, row)
        self._arrange()
        if focused is not None:
            focused.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    @Slot()
    def _remove(self) -> None:
        self._take_away(self._row_of_sender())

    def _take_away(self, row: LineRow) -> None:
        if self._sealed or row is self._rows[-1]:
            return
        place = self._rows.index(row)
        self._rows.remove(row)
        self._rows[place].item.setFocus(Qt.FocusReason.OtherFocusReason)
        self._drop(row)
        self.changed.emit()

    @Slot(str)
    def _paste(self, text: str) -> None:
        row = self._row_of_sender()
        if self._sealed:
            return
        place = self._rows.index(row)
        made = [self._make_row(line) for line in lines_of_text(text, self._usual_rate)]
        if row.is_empty() and row is not self._rows[-1]:
            self._rows.remove(row)
            self._drop(row)
        elif not row.is_empty():
            place += 1
        self._rows[place:place] = made
        self._arrange()
        self.focus_last()
        self.changed.emit()

    # products

    @Slot(str)
    def _find_products(self, text: str) -> None:
        row = self._row_of_sender()
        self._operations.read(row, partial(self._services.products.pick, text), partial(self._offer, row, text))

    def _offer(self, row: LineRow, text: str, products: list[ProductPick]) -> None:
        row.item.set_products(products, text)

    @Slot(str)
    def _create_product(self, name: str) -> None:
        row = self._row_of_sender()
        line = row.line()
        draft = ProductDraft(
            name, description=line.description, unit=line.unit, price=max(line.unit_price, Decimal(0)),
            currency=self._currency, tax_rate=line.tax_rate,
        )  # fmt: skip
        row.quantity.setFocus(Qt.FocusReason.OtherFocusReason)
        self._operations.write(
            row, partial(self._services.product_commands.save, draft), partial(self._find_made, row, name)
        )

    def _find_made(self, row: LineRow, name: str, _change: object) -> None:
        self._operations.read(row, partial(self._services.products.pick, name), partial(self._tie, row, name))

    def _tie(self, row: LineRow, name: str, products: list[ProductPick]) -> None:
        made = next((one for one in products if one.name == " ".join(name.split())), None)
        if made is not None:
            row.set_line(replace(row.line(), product_id=made.id, name=made.name))
            self.changed.emit()

    # the menu of a row

    @Slot(QPoint)
    def _open_menu(self, place: QPoint) -> None:
        row = self._row_of_sender()
        menu = self.menu_of(row)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    def menu_of(self, row: LineRow) -> QMenu:
        """Return what can be done with a row."""
        menu = QMenu(self)
        if self._sealed or row is self._rows[-1]:
            menu.addAction(self.tr("Add a text line"), self.add_text).setEnabled(not self._sealed)
            return menu
        place, line = self._rows.index(row), row.line()
        is_item = line.kind == "item"
        if is_item:
            menu.addAction(self.tr("Description…"), row.describe)
            menu.addAction(self.tr("Discount on this line"), partial(self._discount, row))
            for text, key, on in (
                (self.tr("Optional"), "optional", line.optional),
                (self.tr("Alternative to the item above"), "alternative", line.alternative),
            ):
                action = menu.addAction(text, partial(self._flag, row, key, not on))
                action.setCheckable(True)
                action.setChecked(on)
            if line.product_id is None and line.name.strip():
                menu.addAction(self.tr("Create product"), partial(row.product_wanted.emit, line.name))
        else:
            words = self.tr("Make it a heading") if line.kind == "text" else self.tr("Make it a text")
            menu.addAction(words, partial(self._turn, row, "section" if line.kind == "text" else "text"))
        menu.addSeparator()
        menu.addAction(self.tr("Move up\tAlt+Up"), partial(self._put, row, place - 1)).setEnabled(place > 0)
        menu.addAction(self.tr("Move down\tAlt+Down"), partial(self._put, row, place + 1)).setEnabled(
            place < len(self._rows) - 2
        )
        menu.addAction(self.tr("Duplicate"), partial(self._copy, row))
        menu.addAction(self.tr("Remove\tCtrl+Delete"), partial(self._take_away, row))
        return menu

    def _discount(self, row: LineRow) -> None:
        self.show_discounts(True)
        row.discount.setFocus(Qt.FocusReason.OtherFocusReason)

    def _flag(self, row: LineRow, key: str, on: bool) -> None:
        flags = {"optional": False, "alternative": False, key: on}
        row.set_line(replace(row.line(), **flags))  # type: ignore[arg-type]
        self.changed.emit()

    def _turn(self, row: LineRow, kind: str) -> None:
        row.set_line(replace(row.line(), kind=kind))
        self.changed.emit()

    def _copy(self, row: LineRow) -> None:
        self._rows.insert(self._rows.index(row) + 1, self._make_row(replace(row.line(), id=new_id())))
        self._arrange()
        self.changed.emit()
