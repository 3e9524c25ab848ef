"""The cell that names the item: a few letters find a product, anything else is an item of this quote only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from crm_desktop.services.products.views import ProductPick
from crm_desktop.ui.kit.announce import announce
from crm_desktop.ui.kit.format import amount_text
from crm_desktop.ui.kit.paint import isolated
from crm_desktop.ui.kit.pick_list import PickItem, PickList
from crm_desktop.ui.quotes.cells import Cell
from crm_desktop.ui.theme.theme import Theme

_DELAY_MS: Final = 40
_LEAST_LETTERS: Final = 2
_KEEP: Final = "@keep"
_CREATE: Final = "@create"


class ItemCell(Cell):
    """Text with a list of products under it.

    Signals:
        products_wanted(str): find products by these letters and answer with `set_products`
        product_taken(ProductPick): this product goes on the line
        product_wanted(str): make a product of this name and put it on the line
        name_changed(str): the words of the line now
        named: the words stand as they are; go on to the quantity
    """

    products_wanted = Signal(str)
    product_taken = Signal(object)
    product_wanted = Signal(str)
    name_changed = Signal(str)
    named = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "", parent)
        self._finds = True
        self._asked = ""
        self._takes_first = False
        self._products: dict[str, ProductPick] = {}
        # Made when it is first needed: a long quote has a hundred of these cells, and one of them is typed into.
        self._made_list: PickList | None = None
        self._pause = QTimer(self, singleShot=True, interval=_DELAY_MS)
        self._pause.timeout.connect(self._ask)
        self.textEdited.connect(self._on_text_edited)
        self.set_finds(True)

    def set_finds(self, finds: bool) -> None:
        """Whether letters find products; on a text line they are only words."""
        self._finds = finds
        name = self.tr("Item") if finds else self.tr("Text")
        self.setAccessibleName(name)
        self.setPlaceholderText(
            self.tr("Add an item — type to search products") if finds else self.tr("Text on the quote")
        )

    def list_is_open(self) -> bool:
        """Whether products are offered."""
        return self._made_list is not None and self._made_list.isVisible()

    @property
    def _list(self) -> PickList:
        if self._made_list is None:
            self._made_list = PickList(self._theme, self.tr("Products"), self)
            self._made_list.item_chosen.connect(self._take)
            self.destroyed.connect(self._made_list.deleteLater)
        return self._made_list

    def _hide_list(self) -> None:
        if self._made_list is not None:
            self._made_list.hide()

    def set_products(self, products: Sequence[ProductPick], query: str) -> None:
        """Answers to the last letters; answers to older ones are dropped."""
        if query != self._asked or not self.hasFocus():
            return
        self._products = {product.id: product for product in products}
        shown = [PickItem(one.id, one.name, _about(one), icon="package") for one in products]
        name = self.text().strip()
        if name and not any(one.name.casefold() == name.casefold() for one in products):
            shown.append(PickItem(_KEEP, self.tr("Use “{name}” on this quote only").format(name=isolated(name)),
                                  icon="pencil"))  # fmt: skip
            shown.append(PickItem(_CREATE, self.tr("Create product “{name}”").format(name=isolated(name)),
                                  icon="plus", is_create=True))  # fmt: skip
        self._list.show_items(shown, self)
        announce(self, self.tr("%n products", "", len(products)))
        if self._takes_first:
            self._takes_first = False
            self._take_current()

    @Slot(str)
    def _on_text_edited(self, text: str) -> None:
        self.name_changed.emit(text)
        if not self._finds or len(text.strip()) < _LEAST_LETTERS:
            self._pause.stop()
            self._hide_list()
        else:
            self._pause.start()

    @Slot()
    def _ask(self) -> None:
        self._asked = self.text().strip()
        self.products_wanted.emit(self._asked)

    def _take_current(self) -> None:
        item = self._list.current_item()
        if item is not None:
            self._take(item)

    @Slot(object)
    def _take(self, item: PickItem) -> None:
        self._hide_list()
        self._asked = ""
        if item.id == _CREATE:
            self.product_wanted.emit(self.text().strip())
        elif item.id == _KEEP:
            self.named.emit()
        elif item.id in self._products:
            self.product_taken.emit(self._products[item.id])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        listed = self.list_is_open()
        plain = not event.modifiers() & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ControlModifier)
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and listed and plain:
            self._list.step(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            if listed and not self._pause.isActive():
                self._take_current()
            elif self._finds and (self._pause.isActive() or self._asked) and self.text().strip():
                # Typed faster than the answer came: it takes the first one when it is here.
                self._takes_first = True
                if self._pause.isActive():
                    self._pause.stop()
                    self._ask()
            else:
                self.named.emit()
        elif key == Qt.Key.Key_Escape and listed:
            self._hide_list()
            self._asked = ""
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def event(self, event: QEvent) -> bool:
        # Tab takes the selected product, as Enter does, and then moves on.
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Tab:
            item = self._list.current_item() if self.list_is_open() else None
            if item is not None and item.id in self._products:
                self._take(item)
                return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._takes_first = False
        if event.reason() != Qt.FocusReason.ActiveWindowFocusReason:
            self._pause.stop()
            self._asked = ""
            self._hide_list()
            self.setCursorPosition(0)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._hide_list()


def _about(product: ProductPick) -> str:
    price = amount_text(product.price, product.currency)
    return " · ".join(part for part in (price, product.code) if part)
