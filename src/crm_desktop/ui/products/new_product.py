"""A new product: name and price are enough."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QWidget

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.errors import CrmError
from crm_desktop.services.products.views import ProductDraft
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.field import Field
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.money_edit import MoneyEdit
from crm_desktop.ui.kit.popover import Popover
from crm_desktop.ui.pane.draft_keeper import DraftKeeper
from crm_desktop.ui.pane.pane import PaneContext


class NewProductPopover(Popover):
    """Enter adds the product and keeps the panel open for the next one; what is typed stays when it is closed.

    Signals:
        created: the new product's id.
    """

    created = Signal(str)

    def __init__(self, context: PaneContext, parent: QWidget) -> None:
        super().__init__(self.tr("New product"), parent, width=440)
        self._context = context
        self._is_saving = False
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
        self._name_field = Field(theme, self.tr("Name"), self.name)
        self.body.addWidget(self._name_field)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.addWidget(Field(theme, self.tr("Price"), self.price), 0, 0)
        grid.addWidget(Field(theme, self.tr("Unit"), self.unit), 0, 1)
        grid.addWidget(Field(theme, self.tr("Code"), self.code), 1, 0)
        grid.addWidget(Field(theme, self.tr("Category"), self.category), 1, 1)
        self.body.addLayout(grid)
        foot = QHBoxLayout()
        foot.addWidget(Label(self.tr("Enter adds it"), "small", "tertiary"), 1)
        self._save = Button(theme, self.tr("Add product"), "primary", "plus")
        foot.addWidget(self._save)
        self.body.addLayout(foot)
        self._drafts = DraftKeeper(
            context, "product.new",
            {
                "name": self.name, "price": self.price, "code": self.code, "unit": self.unit,
                "category": self.category,
            },
            self, whole=True,
        )  # fmt: skip
        self.body.insertWidget(1, self._drafts.note)
        self.opened.connect(self._on_opened)
        for field in (self.name, self.price, self.code, self.unit, self.category):
            field.returnPressed.connect(self.submit)
        self._save.clicked.connect(self.submit)

    @Slot()
    def _on_opened(self) -> None:
        self._drafts.begin()

    @Slot()
    def submit(self) -> None:
        """Add the product."""
        if self._is_saving:
            return  # Ctrl+Enter is also an Enter in the line
        name = self.name.text().strip()
        if not name:
            self._name_field.set_error(self.tr("A product needs a name."))
            self.name.setFocus()
        elif not self.price.is_understood():
            self.price.setFocus()
        else:
            draft = ProductDraft(
                name,
                code=self.code.text().strip(),
                unit=self.unit.text().strip(),
                price=self.price.amount() or Decimal(0),
                category=self.category.text().strip(),
            )
            call = partial(self._context.services.product_commands.save, draft)
            self._is_saving = True
            self._context.operations.write(self, call, self._on_saved, self._on_failed)

    @Slot(object)
    def _on_saved(self, change: ChangeSet) -> None:
        self._is_saving = False
        self._name_field.set_error("")
        for field in (self.name, self.code):
            field.clear()
        self.price.set_amount(None)
        self._drafts.forget()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)
        for product_id in change.touched.get("product", ()):
            self.created.emit(product_id)

    @Slot(object)
    def _on_failed(self, error: CrmError) -> None:
        self._is_saving = False
        self._name_field.set_error(f"{error.title} {error.detail}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        with_control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if with_control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
            self.submit()
        else:
            super().keyPressEvent(event)
