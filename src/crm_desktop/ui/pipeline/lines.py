"""The products of a deal: quantity, text and price of each, and always an empty line for the next."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from crm_desktop.services.pipeline.views import DealDetail, DealLine, DealLineDraft
from crm_desktop.services.products.views import ProductPick
from crm_desktop.ui.kit.button import IconButton
from crm_desktop.ui.kit.field import mark_input
from crm_desktop.ui.kit.format import amount_text, money_text
from crm_desktop.ui.kit.label import Label, line_up_figures
from crm_desktop.ui.kit.money_edit import read_amount, write_amount
from crm_desktop.ui.kit.pick_list import PickItem
from crm_desktop.ui.kit.search_picker import SearchPicker
from crm_desktop.ui.pane.pane import PaneContext

_PLACES = 6


def plain(number: Decimal) -> str:
    """A number as it is edited: without needless zeros, in the person's way of writing."""
    places = max(0, -int(number.normalize().as_tuple().exponent))
    return write_amount(number, places)


class LineRow(QWidget):
    """One line in two rows: what it is, and quantity, price and sum under it.

    Signals:
        edited: something was changed and left.
        removed: the line is to go.
    """

    edited = Signal()
    removed = Signal()

    def __init__(self, context: PaneContext, line: DealLine, currency: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.line = line
        self.text = QLineEdit(line.text)
        self.text.setAccessibleName(self.tr("Text of the line"))
        self.quantity = QLineEdit(plain(line.quantity))
        self.quantity.setAccessibleName(self.tr("Quantity of {line}").format(line=line.text))
        self.price = QLineEdit(plain(line.unit_price))
        self.price.setAccessibleName(self.tr("Price of {line}").format(line=line.text))
        line_up_figures(self.quantity)
        line_up_figures(self.price)
        remove = IconButton(
            context.theme, "x", self.tr("Remove {line}").format(line=line.text), icon_size=14, compact=True
        )
        self.sum = Label(money_text(line.amount, currency, decimals=True), "smallStrong", tabular=True)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 4)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(4)
        grid.addWidget(self.text, 0, 0, 1, 4)
        grid.addWidget(remove, 0, 4)
        grid.addWidget(self.quantity, 1, 0)
        grid.addWidget(Label(f"{line.unit} ×".strip(), "small", "tertiary"), 1, 1)
        grid.addWidget(self.price, 1, 2)
        grid.addWidget(self.sum, 1, 3, 1, 2)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(2, 3)
        grid.setColumnStretch(3, 2)
        for field in (self.text, self.quantity, self.price):
            field.editingFinished.connect(self._on_finished)
        remove.clicked.connect(self.removed)

    def draft(self) -> DealLineDraft | None:
        """The line as it is typed now; None while a number is none (it is marked)."""
        numbers: list[Decimal] = []
        for field in (self.quantity, self.price):
            number = read_amount(field.text(), _PLACES)
            mark_input(field, "error" if number is None else "")
            if number is not None:
                numbers.append(number)
        if len(numbers) < 2:
            return None
        return DealLineDraft(self.text.text(), numbers[0], numbers[1], self.line.product_id, self.line.id)

    @Slot()
    def _on_finished(self) -> None:
        draft = self.draft()
        line = self.line
        if draft is not None and (draft.text, draft.quantity, draft.unit_price) != (
            line.text,
            line.quantity,
            line.unit_price,
        ):
            self.edited.emit()


class LinesEditor(QWidget):
    """All lines of the open deal.

    Signals:
        lines_changed: the lines as they should be (tuple of `DealLineDraft`).
        typed_into: what stands in a field is another text now.
    """

    lines_changed = Signal(object)
    typed_into = Signal()

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._rows: list[LineRow] = []
        self._picks: dict[str, ProductPick] = {}
        self._shown: tuple[object, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self._list = QVBoxLayout()
        self._list.setSpacing(6)
        column.addLayout(self._list)
        self.picker = SearchPicker(context.theme, self.tr("Add a product"), self.tr("Add a product or a line…"))
        column.addWidget(self.picker)
        foot = QHBoxLayout()
        self._total_word = Label(self.tr("Total"), "small", "secondary")
        self._total = Label("", "bodyStrong", tabular=True)
        foot.addWidget(self._total_word)
        foot.addStretch(1)
        foot.addWidget(self._total)
        column.addLayout(foot)
        self.picker.textChanged.connect(self.typed_into)
        self.picker.query_changed.connect(self._on_query)
        self.picker.picked.connect(self._on_picked)
        self.picker.create_requested.connect(self._on_plain_line)

    def set_deal(self, detail: DealDetail) -> bool:
        """Show the lines of a deal, and whether they are others.

        Somebody who is typing in one is not disturbed by the same lines.
        """
        shown = (detail.id, detail.lines, detail.currency)
        if shown == self._shown:
            return False
        self._shown = shown
        for row in self._rows:
            self._list.removeWidget(row)
            row.blockSignals(True)
            row.hide()
            row.deleteLater()
        self._rows = [LineRow(self._context, line, detail.currency, self) for line in detail.lines]
        for row in self._rows:
            self._list.addWidget(row)
            row.edited.connect(self._emit_lines)
            row.removed.connect(self._on_removed)
            for field in (row.text, row.quantity, row.price):
                field.textChanged.connect(self.typed_into)
        has_lines = bool(detail.lines)
        self._total.setText(money_text(detail.amount, detail.currency, decimals=True) if has_lines else "")
        self._total_word.setVisible(has_lines)
        self._total.setVisible(has_lines)
        return True

    def typed(self) -> list[list[str]]:
        """What stands in the fields of every line, and last in the empty one."""
        fields = [[row.text.text(), row.quantity.text(), row.price.text()] for row in self._rows]
        return [*fields, [self.picker.text()]]

    def write(self, typed: list[list[str]]) -> None:
        """Write back what `typed` returned, if there are still as many lines; nothing of it is saved by that."""
        *lines, (last,) = typed
        if len(lines) == len(self._rows):
            for row, texts in zip(self._rows, lines, strict=True):
                for field, text in zip((row.text, row.quantity, row.price), texts, strict=True):
                    field.setText(text)
        self.picker.setText(last)

    def rows(self) -> list[LineRow]:
        """The lines, from top to bottom."""
        return list(self._rows)

    @Slot(str)
    def _on_query(self, query: str) -> None:
        call = partial(self._context.services.products.pick, query, 8)
        self._context.operations.read(self, call, partial(self._on_found, query))

    def _on_found(self, query: str, picks: list[ProductPick]) -> None:
        self._picks = {pick.id: pick for pick in picks}
        items = []
        for pick in picks:
            price = amount_text(pick.price, pick.currency)
            items.append(PickItem(pick.id, pick.name, " · ".join(filter(None, (pick.code, price))), "package"))
        self.picker.set_results(items, query)

    @Slot(str)
    def _on_picked(self, product_id: str) -> None:
        pick = self._picks.get(product_id)
        if pick is not None:
            self._add(DealLineDraft(pick.name, Decimal(1), pick.price, pick.id))

    @Slot(str)
    def _on_plain_line(self, text: str) -> None:
        self._add(DealLineDraft(text, Decimal(1), Decimal(0)))

    def _add(self, line: DealLineDraft) -> None:
        self.picker.set_picked("", "")
        drafts = self._drafts()
        if drafts is not None:
            self.lines_changed.emit((*drafts, line))

    @Slot()
    def _emit_lines(self) -> None:
        drafts = self._drafts()
        if drafts is not None:
            self.lines_changed.emit(drafts)

    @Slot()
    def _on_removed(self) -> None:
        gone = self.sender()
        drafts = tuple(draft for row in self._rows if row is not gone for draft in (row.draft(),) if draft is not None)
        self.lines_changed.emit(drafts)

    def _drafts(self) -> tuple[DealLineDraft, ...] | None:
        drafts = [row.draft() for row in self._rows]
        if any(draft is None for draft in drafts):
            return None
        return tuple(draft for draft in drafts if draft is not None)
