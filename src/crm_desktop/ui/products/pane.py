"""The products page."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QModelIndex, QPoint, Qt, Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.errors import CrmError
from crm_desktop.ui.fields.own_fields import OwnFields
from crm_desktop.ui.kit.button import IconButton
from crm_desktop.ui.kit.empty_state import EmptyState
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.popover import Popover
from crm_desktop.ui.lists.record_table import RecordTable
from crm_desktop.ui.pane.action_menu import action_menu
from crm_desktop.ui.pane.actions import Action
from crm_desktop.ui.pane.page_error import PageError
from crm_desktop.ui.pane.pane import Pane, PaneContext
from crm_desktop.ui.products.new_product import NewProductPopover
from crm_desktop.ui.products.prices import PricesDialog
from crm_desktop.ui.products.product_table import WATCHED, product_setting


class ProductsPane(Pane):
    """All products in one table; cells are edited in place, what is used is archived and never lost."""

    key = "products"

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._new_product: NewProductPopover | None = None
        self._build()
        self._connect()

    def _build(self) -> None:
        theme = self.theme
        self._stack = QStackedWidget(self)
        self.list = RecordTable(self.context, product_setting(theme), self._stack)
        self.view = self.list.table
        self.prices_button = IconButton(theme, "percent", self.tr("Change prices…"))
        self.list.toolbar.put_last(self.prices_button)
        self.empty = EmptyState(
            theme, "package", self.tr("Add products once, then pick them in quotes"),
            self.tr("Name and price are enough. Everything else can follow."), self.tr("Add your first product"),
            parent=self._stack,
        )  # fmt: skip
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.empty)
        whole = QVBoxLayout(self)
        self._error = PageError(self, whole)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack, 1)

    def _connect(self) -> None:
        table = self.list
        table.counted.connect(self._on_counted)
        table.failed.connect(self._on_failed)
        table.noticed.connect(self.notice)
        table.context_requested.connect(self._on_context_requested)
        table.create_requested.connect(self._on_create_requested)
        table.bulk_requested.connect(self._on_bulk)
        self.view.clicked.connect(self._on_clicked)
        self.prices_button.clicked.connect(self.change_prices)
        self.empty.primary_requested.connect(self.new_record)

    # reading

    def reload(self) -> None:
        """Read which products there are."""
        self._error.hide()
        self.list.reload()

    def apply_change(self, change: ChangeSet) -> None:
        self.list.apply_change(change, *WATCHED)

    @Slot(int)
    def _on_counted(self, total: int) -> None:
        self._stack.setCurrentWidget(self.list if total else self.empty)
        self.focus_what_came()

    @Slot(object)
    def _on_failed(self, error: CrmError) -> None:
        self._error.show(error)

    # what a person does

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        row, column = self.list.current_row(), self.view.records.columns[index.column()]
        if column.key == "active" and row is not None and len(self.list.selected_rowids()) == 1:
            self.list.doing.write(row.id, "active", value=not row.value("active"))

    @Slot()
    def new_record(self) -> None:
        self._on_create_requested("")

    @Slot(str)
    def _on_create_requested(self, text: str) -> None:
        if self._new_product is None:
            self._new_product = NewProductPopover(self.context, self)
            self._new_product.created.connect(self.list.show_record)
        is_empty = self._stack.currentWidget() is self.empty
        self._new_product.open_at(self.empty.primary_button if is_empty else self.list.search)
        if text:
            self._new_product.name.setText(text)

    @property
    def new_product(self) -> NewProductPopover | None:
        """The form of a new product, once it was opened."""
        return self._new_product

    @Slot(str)
    def _on_bulk(self, key: str) -> None:
        if key == "prices":
            self.change_prices()

    @Slot()
    def change_prices(self) -> None:
        """Change many prices: those of the selected products when there are several, else of all."""
        rowids = self.list.selected_rowids()
        if len(rowids) > 1:
            call = partial(self.services.lists.ids_of, "product", rowids)
            self.operations.read(self, call, self._open_prices)
        else:
            self._open_prices([])

    @Slot(object)
    def _open_prices(self, product_ids: list[str]) -> None:
        dialog = PricesDialog(self.context, product_ids, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def show_own_fields(self) -> None:
        """Show the fields of your own that the product has, to be changed."""
        row = self.list.current_row()
        if row is None:
            return
        popover = Popover(self.tr("Own fields"), self.window(), width=320)
        own = OwnFields(self.context, "product", popover, ruled=False)
        own.resized.connect(popover.adjustSize)
        none = Label(self.tr("Fields of your own are added in Settings, Fields."), "small", "secondary", wrap=True)
        popover.body.addWidget(own)
        popover.body.addWidget(none)
        own.show_record(row.id)
        popover.closed.connect(popover.deleteLater)
        popover.open_at(self.view.viewport(), area=self.list.current_place())

    def step(self, by: int) -> None:
        """Go to the next or previous product of the list as it is filtered (Alt+Down, Alt+Up)."""
        self.list.step(by)

    # the shell

    def export_list(self) -> bool:
        self.list.doing.export()
        return True

    def actions_here(self) -> list[Action]:
        row, doing = self.list.current_row(), self.list.doing
        here = row is not None
        history = partial(self.request.emit, "history", "product", row.id if row is not None else "")
        return [
            Action("product_history", self.tr("History"), history, "", "history", here, "edit"),
            Action("product_edit", self.tr("Edit the cell"), doing.edit_cell, "F2", "pencil", here, "edit"),
            Action("product_fields", self.tr("Own fields…"), self.show_own_fields, "", "text", here, "edit"),
            Action("product_copy", self.tr("Copy"), doing.copy, "Ctrl+C", "copy", here, "edit"),
            Action("product_bin", self.tr("Delete or archive"), doing.delete, "Delete", "trash-2", here, "edit"),
            Action("product_new", self.tr("New product…"), self.new_record, icon="plus", group="page"),
            Action("product_prices", self.tr("Change prices…"), self.change_prices, icon="percent", group="page"),
            Action("product_filter", self.tr("Add a filter"), doing.add_filter, "F", "list-filter", group="page"),
            Action(
                "product_next", self.tr("Next in the list"), partial(self.step, 1), "Alt+Down", "arrow-down", here,
                "page",
            ),
            Action(
                "product_previous", self.tr("Previous in the list"), partial(self.step, -1), "Alt+Up", "arrow-up",
                here, "page",
            ),
        ]  # fmt: skip

    @Slot(QPoint)
    def _on_context_requested(self, place: QPoint) -> None:
        action_menu(self.theme, self.actions_here(), self).popup(place)

    def open_record(self, kind: str, record_id: str) -> None:
        if kind == "product":
            self.list.show_view("")
            self.list.show_record(record_id)

    def focus_filter(self) -> None:
        self.list.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.list.search.selectAll()

    def regions(self) -> list[QWidget]:
        if self._stack.currentWidget() is self.empty:
            return [self.empty]
        return [self.list.search, self.view if self.view.isVisibleTo(self) else self.list]

    def state(self) -> dict[str, Any]:
        return {"table": self.list.kept()}

    def restore(self, state: dict[str, Any]) -> None:
        if isinstance(kept := state.get("table"), dict):
            self.list.restore(kept)
