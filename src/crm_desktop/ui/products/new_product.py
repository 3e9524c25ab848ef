"""A new product: name and price are enough."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from crm_desktop.services.products.views import ProductDraft
from crm_desktop.ui.kit.field import Field
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.money_edit import MoneyEdit
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.pane.saving_popover import Call, SavingPopover


class NewProductPopover(SavingPopover):
    """Enter adds the product and keeps the panel open for the next one; what is typed stays when it is closed.

    Signals:
        created: the new product's id.
    """

    created = Signal(str)

    def __init__(self, context: PaneContext, parent: QWidget) -> None:
        super().__init__(context, self.tr("New product"), parent, width=440)
        theme = context.theme
        self.body.addWidget(Label(self.tr("New product"), "title3"))
        self.name = QLineEdit()
        self.name.setProperty("kind", "large")
        self.name.setPlaceholderText(self.tr("Honey cake"))
        self.price = MoneyEdit(self.tr("Price"))
        self.code = QLineEdit()
        self.unit = QLineEdit()
        self.unit.setPlaceholderText(self.tr("piece, hour, kg"))
        self.category = QLineEdit()
        self.body.addWidget(Field(theme, self.tr("Name"), self.name))
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.addWidget(Field(theme, self.tr("Price"), self.price), 0, 0)
        grid.addWidget(Field(theme, self.tr("Unit"), self.unit), 0, 1)
        grid.addWidget(Field(theme, self.tr("Code"), self.code), 1, 0)
        grid.addWidget(Field(theme, self.tr("Category"), self.category), 1, 1)
        self.body.addLayout(grid)
        self.add_foot(self.tr("Add product"), self.tr("Enter adds it"), "plus")
        parts = {
            "name": self.name, "price": self.price, "code": self.code, "unit": self.unit, "category": self.category,
        }  # fmt: skip
        self._kept = self.keep("product.new", parts, whole=True)
        self.opened.connect(self._kept.begin)
        for field in (self.name, self.price, self.code, self.unit, self.category):
            field.returnPressed.connect(self.save)

    def call(self) -> Call | None:
        name = self.name.text().strip()
        if not name:
            self.message.show_error(self.tr("A product needs a name."))
            self.name.setFocus()
            return None
        if not self.price.is_understood():
            self.price.setFocus()
            return None
        draft = ProductDraft(
            name,
            code=self.code.text().strip(),
            unit=self.unit.text().strip(),
            price=self.price.amount() or Decimal(0),
            category=self.category.text().strip(),
        )
        return partial(self.context.services.product_commands.save, draft)

    @Slot(object)
    def _on_saved(self, change: Any) -> None:
        self._is_saving = False
        self.message.show_error("")
        for field in (self.name, self.code):
            field.clear()
        self.price.set_amount(None)
        self._kept.forget()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)
        for product_id in change.touched.get("product", ()):
            self.created.emit(product_id)
