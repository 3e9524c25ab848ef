"""Many prices changed at once, each shown before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from crm_desktop.core.errors import CrmError
from crm_desktop.services.products.views import PriceChange, PricePreview
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.field import Field, FieldMessage
from crm_desktop.ui.kit.format import amount_text
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.money_edit import read_amount
from crm_desktop.ui.kit.table_view import CachedTableView, CellDelegate
from crm_desktop.ui.kit.windowed_models import TableColumn, WindowedTableModel
from crm_desktop.ui.pane.pane import PaneContext

_STEPS = ("", "0.05", "0.10", "0.50", "1", "5", "10")


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One price as it is and as it would be."""

    id: str
    name: str
    old: str
    new: str


class PricesDialog(QDialog):
    """A percentage and a step to round to; the list says what becomes of each price before Apply."""

    def __init__(self, context: PaneContext, product_ids: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._ids = list(product_ids) or None
        self._change: PriceChange | None = None
        self.setWindowTitle(self.tr("Change prices"))
        self.resize(620, 560)
        self._build()
        self._refresh()

    def _build(self) -> None:
        theme = self._context.theme
        whole = QVBoxLayout(self)
        whole.setContentsMargins(24, 20, 24, 20)
        whole.setSpacing(12)
        whole.addWidget(Label(self.tr("Change prices"), "title2"))
        words = (
            self.tr("The prices of all active products.")
            if self._ids is None
            else self.tr("The prices of %n chosen products.", "", len(self._ids))
        )
        whole.addWidget(Label(words, "small", "secondary"))
        row = QHBoxLayout()
        row.setSpacing(12)
        self.percent = QLineEdit("5")
        self.step = QComboBox()
        for step in _STEPS:
            self.step.addItem(step if step else self.tr("the smallest coin"), step)
        self._percent_field = Field(theme, self.tr("Raise by percent (− lowers)"), self.percent)
        row.addWidget(self._percent_field)
        row.addWidget(Field(theme, self.tr("Round to"), self.step))
        whole.addLayout(row)
        columns = (
            TableColumn("name", self.tr("Product"), 280, is_sortable=False),
            TableColumn("old", self.tr("Now"), 120, is_number=True, is_sortable=False),
            TableColumn("new", self.tr("After"), 120, is_number=True, is_sortable=False),
        )
        self.model = WindowedTableModel(columns, self)
        self.view = CachedTableView(
            self.tr("Prices before and after"), self.model, CellDelegate(theme, self), compact=True, parent=self
        )
        whole.addWidget(self.view, 1)
        self.message = FieldMessage(theme)
        whole.addWidget(self.message)
        foot = QHBoxLayout()
        self.cancel_button = Button(theme, self.tr("Keep the prices"), "ghost")
        self.apply_button = Button(theme, self.tr("Change prices"), "primary")
        foot.addStretch(1)
        foot.addWidget(self.cancel_button)
        foot.addWidget(self.apply_button)
        whole.addLayout(foot)
        self.percent.textChanged.connect(self._refresh)
        self.step.currentIndexChanged.connect(self._refresh)
        self.cancel_button.clicked.connect(self.reject)
        self.apply_button.clicked.connect(self.apply)

    @Slot()
    def _refresh(self, *_: object) -> None:
        percent = read_amount(self.percent.text().strip().removesuffix("%"), 4)
        self.apply_button.setEnabled(False)
        if percent is None or percent <= -100:
            self._percent_field.set_error(self.tr("Write a number of percent, for example 5 or −2.5."))
            return
        self._percent_field.set_error("")
        step = str(self.step.currentData())
        self._change = PriceChange(percent, Decimal(step) if step else None)
        call = partial(self._context.services.products.price_preview, self._change, self._ids)
        self._context.operations.read(self, call, partial(self._on_preview, self._change))

    def _on_preview(self, change: PriceChange, rows: list[PricePreview]) -> None:
        if change == self._change:
            shown = [
                PreviewRow(row.id, row.name, amount_text(row.old, row.currency), amount_text(row.new, row.currency))
                for row in rows
            ]
            self.model.set_count(len(shown))
            self.model.set_rows(0, shown)
            self.apply_button.setEnabled(any(row.old != row.new for row in rows))

    @Slot()
    def apply(self) -> None:
        """Change the prices as shown."""
        if self._change is not None:
            call = partial(self._context.services.product_commands.change_prices, self._change, self._ids)
            self._context.operations.write(self, call, self._on_done, self._on_failed)

    @Slot(object)
    def _on_done(self, _change: object) -> None:
        self.accept()

    @Slot(object)
    def _on_failed(self, error: CrmError) -> None:
        self.message.show_error(f"{error.title} {error.detail}")
