"""The lines of a quote: rows edited in place, the last one always empty and waiting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from itertools import pairwise

from PySide6.QtCore import QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication, QMenu, QVBoxLayout, QWidget

from crm_desktop.core.ids import new_id
from crm_desktop.core.totals import LineTotal
from crm_desktop.services.products.views import ProductDraft, ProductPick
from crm_desktop.services.quotes.views import LineDraft
from crm_desktop.ui.kit.surface import Rule
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.quotes.line_row import LineRow, is_empty
from crm_desktop.ui.quotes.lines_head import LinesHead
from crm_desktop.ui.quotes.pasted import lines_of_text

FIRST_ROWS = 8
ROWS_AT_A_TIME = 5


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
        self.field_above: QWidget | None = None
        self.tax_word = self.tr("Tax")
        self._usual_rate = Decimal(0)
        self._sealed = False
        self._discounts = False
        self._rows: list[LineRow] = []
        self._later: list[LineDraft] = []
        self._totals: list[LineTotal | None] = []
        self._more = QTimer(self, singleShot=True, interval=0)
        self._more.timeout.connect(self._build_more)
        self.setAccessibleName(self.tr("Lines"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._head = LinesHead()
        column.addWidget(self._head)
        column.addWidget(Rule())
        self._body = QVBoxLayout()
        self._body.setSpacing(0)
        column.addLayout(self._body)

    # what it holds

    def set_tax(self, label: str, usual_rate: Decimal) -> None:
        """What the firm calls its tax, and the rate that new items start with."""
        self.tax_word = label or self.tr("Tax")
        self._head.tax.setText(self.tax_word)
        for row in self._rows:
            row.tax.setAccessibleName(self.tax_word)
        self._usual_rate = usual_rate

    def set_lines(self, lines: Sequence[LineDraft], currency: str, *, sealed: bool) -> None:
        """Show other lines; rows of lines that stay are kept, and with them the keyboard's place."""
        self._currency, self._sealed = currency, sealed
        kept = {row.line().id: row for row in self._rows}
        rows: list[LineRow] = []
        budget = FIRST_ROWS
        self._later = []
        for place, line in enumerate(lines):
            row = kept.pop(line.id, None)
            if row is None and not budget:
                self._later = list(lines[place:])
                break
            if row is None:
                row = self._make_row(line)
                budget -= 1
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
        if self._later:
            self._more.start()

    def lines(self) -> tuple[LineDraft, ...]:
        """The lines that hold something, in order; those whose rows are still to come among them."""
        shown = [row.line() for row in self._rows]
        shown[self._end :] = [*self._later, *shown[self._end :]]
        return tuple(line for line in shown if not is_empty(line))

    @property
    def _end(self) -> int:
        """Where a further row goes: before the empty one."""
        return len(self._rows) if self._sealed else len(self._rows) - 1

    @Slot()
    def _build_more(self) -> None:
        self._build_later(ROWS_AT_A_TIME)
        if self._later:
            self._more.start()

    def _build_later(self, most: int) -> None:
        """Make the rows of lines that have none yet: a long quote must not hold up the window."""
        made = [self._make_row(line) for line in self._later[:most]]
        if made:
            del self._later[:most]
            for row in made:
                row.set_sealed(self._sealed)
            self._rows[self._end : self._end] = made
            self._arrange()
            self.show_totals(self._totals)

    def _finish(self) -> None:
        self._build_later(len(self._later))

    def rows(self) -> list[LineRow]:
        """The rows, the empty one included."""
        return list(self._rows)

    def show_totals(self, totals: Sequence[LineTotal | None]) -> None:
        """Show what the lines of `lines()` come to."""
        self._totals = list(totals)
        parts = iter(self._totals)
        for row in self._rows:
            row.set_total(None if row.is_empty() else next(parts, None))

    def show_discounts(self, shown: bool) -> None:
        """Show or hide the column of discounts on single lines."""
        self._discounts = shown
        self._head.discount.setVisible(shown)
        for row in self._rows:
            row.show_discount(shown)

    def focus_last(self) -> None:
        """Put the keyboard into the empty row at the end."""
        if self._rows:
            self._rows[-1].item.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def add_text(self) -> None:
        """Put a line of words before the empty row and go there."""
        self._finish()
        row = self._make_row(LineDraft(kind="text", quantity=Decimal(0)))
        self._rows.insert(len(self._rows) - 1, row)
        self._arrange()
        row.item.setFocus(Qt.FocusReason.OtherFocusReason)

    # rows

    def _empty_line(self) -> LineDraft:
        return LineDraft(tax_rate=self._usual_rate)

    def _make_row(self, line: LineDraft) -> LineRow:
        row = LineRow(self._theme, line, self._currency, self)
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
        row.tax.setAccessibleName(self.tax_word)
        return row

    def _arrange(self) -> None:
        for place, row in enumerate(self._rows):
            if self._body.indexOf(row) != place:
                self._body.insertWidget(place, row)
                row.show()
        # Rows are made late, which would put them behind all that is in the window: Tab comes from the field above.
        above = [] if self.field_above is None else [self.field_above]
        order = [*above, *(cell for row in self._rows for cell in row.cells())]
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
            self._finish()
        if not self._rows[-1].is_empty():
            self._rows.append(self._make_row(self._empty_line()))
            self._arrange()
        elif len(self._rows) > 1 and self._rows[-2].is_waiting():
            # A name that was taken back leaves one empty row, not two.
            self._drop(self._rows.pop())
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
        self._finish()
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
        self._finish()
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
        self._finish()
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
        self._finish()
        self._rows.insert(self._rows.index(row) + 1, self._make_row(replace(row.line(), id=new_id())))
        self._arrange()
        self.changed.emit()
