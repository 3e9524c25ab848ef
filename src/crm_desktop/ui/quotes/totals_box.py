"""What the quote comes to, to the cent, with the tax of every rate; and the discount on the whole."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from crm_desktop.core.totals import Totals
from crm_desktop.services.quotes.views import QuoteDraft
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.quotes.cells import NumberCell
from crm_desktop.ui.quotes.words import figures, money, percent_words, read_percent
from crm_desktop.ui.theme.theme import Theme

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_AMOUNT_WIDTH = 112


class TotalsBox(QWidget):
    """Buttons on the left, sums on the right.

    Signals:
        discount_changed: the percentage off the whole, or `None`
        line_discounts_wanted: a discount is to be on single lines
        text_line_wanted: a line of words is to be added
    """

    discount_changed = Signal(object)
    line_discounts_wanted = Signal()
    text_line_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tax = ""
        self._discounts = False
        self._sealed = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        self.discount_button = Button(theme, self.tr("Discount"), "ghost", "percent")
        self.text_button = Button(theme, self.tr("Text line"), "ghost", "text")
        buttons.addWidget(self.discount_button)
        buttons.addWidget(self.text_button)
        left = QVBoxLayout()
        left.addLayout(buttons)
        left.addStretch(1)
        row.addLayout(left)
        row.addStretch(1)
        self._grid = QGridLayout()
        self._grid.setVerticalSpacing(2)
        self._grid.setHorizontalSpacing(8)
        row.addLayout(self._grid)
        self._pairs: list[tuple[Label, Label]] = []
        self.discount = NumberCell(theme, self.tr("Discount on the whole quote"), read_percent, percent_words, self)
        self.discount.setFixedWidth(64)
        self.discount.setPlaceholderText("0%")
        self.discount.hide()
        self.discount_button.clicked.connect(self._open_menu)
        self.text_button.clicked.connect(self.text_line_wanted)
        self.discount.value_changed.connect(self.discount_changed)
        self.discount.removal_wanted.connect(self._drop_discount)

    def set_tax(self, label: str) -> None:
        """What the firm calls its tax."""
        self._tax = label or self.tr("Tax")

    def show_draft(self, draft: QuoteDraft, totals: Totals, *, sealed: bool) -> None:
        """Show the sums of a draft."""
        self._sealed = sealed
        self.discount_button.setVisible(not sealed)
        self.text_button.setVisible(not sealed)
        self.discount.setReadOnly(sealed)
        if self.discount.value() != draft.discount_percent and not self.discount.hasFocus():
            self.discount.set_value(draft.discount_percent)
        self._discounts = bool(draft.discount_percent) or (self._discounts and not sealed)
        self._arrange(draft, totals)

    def rows(self) -> list[tuple[str, str]]:
        """What is shown, as (words, amount)."""
        return [(one.text(), other.text()) for one, other in self._pairs if not other.isHidden()]

    @Slot()
    def open_discount(self) -> None:
        """Go to the discount on the whole quote."""
        self._discounts = True
        self.discount.show()
        self.discount.setFocus(Qt.FocusReason.OtherFocusReason)
        self.discount_changed.emit(self.discount.value())

    def _arrange(self, draft: QuoteDraft, totals: Totals) -> None:
        currency = draft.currency
        rows = [(self.tr("Subtotal"), figures(totals.sum_of_lines, currency), "body")]
        if self._discounts:
            rows.append((self.tr("Discount"), figures(-totals.document_discount, currency), "discount"))
            if not draft.prices_include_tax:
                rows.append((self.tr("Net"), figures(totals.net, currency), "body"))
        for tax in totals.tax_rows:
            name = f"{self._tax} {percent_words(tax.rate)}"
            words = self.tr("incl. {tax}").format(tax=name) if draft.prices_include_tax else name
            rows.append((words, figures(tax.tax, currency), "body"))
        rows.append((self.tr("Total"), money(totals.gross, currency), "total"))
        while len(self._pairs) < len(rows):
            self._add_pair()
        self.discount.setVisible(self._discounts)
        for place, (name_label, amount_label) in enumerate(self._pairs):
            shown = place < len(rows)
            name_label.setVisible(shown)
            amount_label.setVisible(shown)
            if not shown:
                continue
            words, amount, role = rows[place]
            is_total = role == "total"
            name_label.setText(words)
            amount_label.setText(amount)
            name_label.set_role("bodyStrong" if is_total else "body")
            name_label.set_tone("primary" if is_total else "secondary")
            amount_label.set_role("title2" if is_total else "body")
            if role == "discount":
                self._grid.addWidget(self.discount, place, 2)
        self.setAccessibleDescription("; ".join(f"{words} {amount}" for words, amount, _ in rows))

    def _add_pair(self) -> None:
        place = len(self._pairs)
        pair = Label("", "body", "secondary"), Label("", "body", tabular=True)
        for label in pair:
            label.setAlignment(_RIGHT)
            label.setMinimumHeight(24)
        pair[1].setContentsMargins(0, 0, 10, 0)
        # The figures stay under the column of totals; the percentage stands before its words.
        self._grid.addWidget(pair[0], place, 3)
        self._grid.addWidget(pair[1], place, 4)
        self._grid.setColumnMinimumWidth(4, _AMOUNT_WIDTH)
        self._pairs.append(pair)

    @Slot()
    def _open_menu(self) -> None:
        menu = QMenu(self)
        menu.addAction(self.tr("On the whole quote"), self.open_discount)
        menu.addAction(self.tr("On single lines"), self._want_line_discounts)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.discount_button.mapToGlobal(self.discount_button.rect().bottomLeft()))

    @Slot()
    def _want_line_discounts(self) -> None:
        self.line_discounts_wanted.emit()

    @Slot()
    def _drop_discount(self) -> None:
        self._discounts = False
        self.discount.set_value(None)
        self.discount_changed.emit(None)

    def reset(self) -> None:
        """Forget that the last quote had a discount open."""
        self._discounts = False
        self.discount.set_value(None)
