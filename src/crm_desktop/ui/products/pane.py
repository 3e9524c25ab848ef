"""The products page."""

from __future__ import annotations

from array import array
from functools import partial
from typing import Any

from PySide6.QtCore import QModelIndex, QPoint, Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.errors import CrmError
from crm_desktop.core.expressions import Expression
from crm_desktop.core.filters import check, parse
from crm_desktop.services.products.fields import FIELDS
from crm_desktop.services.products.views import ProductRow
from crm_desktop.ui.fields.own_fields import OwnFields
from crm_desktop.ui.kit.banner import Banner
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.empty_state import EmptyState
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.popover import Popover
from crm_desktop.ui.kit.search_box import SearchBox
from crm_desktop.ui.kit.skeleton import Skeleton
from crm_desktop.ui.kit.table_view import CachedTableView
from crm_desktop.ui.pane.action_menu import action_menu
from crm_desktop.ui.pane.actions import Action
from crm_desktop.ui.pane.pane import Pane, PaneContext
from crm_desktop.ui.products.new_product import NewProductPopover
from crm_desktop.ui.products.prices import PricesDialog
from crm_desktop.ui.products.table_model import ProductCellDelegate, ProductTableModel

_TOUCHING = ("product", "deal_line", "document_line", "case")
_EDIT = (
    QAbstractItemView.EditTrigger.DoubleClicked
    | QAbstractItemView.EditTrigger.EditKeyPressed
    | QAbstractItemView.EditTrigger.SelectedClicked
)


class ProductsPane(Pane):
    """All products in one table; cells are edited in place, what is used is archived and never lost."""

    key = "products"

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._ids: array[int] = array("q")
        self._sorted = ("name", True)
        self._shown: tuple[object, ...] = ()
        self._loaded = False
        self._select_after = ""
        self._new_product: NewProductPopover | None = None
        self._build()
        self._connect()

    def _build(self) -> None:
        theme = self.theme
        self.search = SearchBox(theme, self.tr("Filter products"), key_hint="/")
        self.search.setMaximumWidth(300)
        self.count = Label("", "small", "secondary")
        self.prices_button = Button(theme, self.tr("Change prices…"), icon="percent")
        self.new_button = Button(theme, self.tr("New product"), icon="plus")
        bar = QHBoxLayout()
        bar.setSpacing(8)
        bar.addWidget(self.search, 1)
        bar.addStretch(1)
        bar.addWidget(self.count)
        bar.addWidget(self.prices_button)
        bar.addWidget(self.new_button)
        self.error = Banner(theme, "danger", "", action=self.tr("Try again"), parent=self)
        self.error.hide()
        self.model = ProductTableModel(self)
        self.stack = QStackedWidget(self)
        cells = ProductCellDelegate(theme, self)
        self.view = CachedTableView(self.tr("Products"), self.model, cells, parent=self.stack)
        self.view.setEditTriggers(_EDIT)
        self.view.show_sorting("name")
        self.empty = EmptyState(
            theme, "package", self.tr("Add products once, then pick them in quotes"),
            self.tr("Name and price are enough. Everything else can follow."), self.tr("Add your first product"),
            parent=self.stack,
        )  # fmt: skip
        self.nothing = EmptyState(
            theme, "search", self.tr("Nothing matches"), "", self.tr("Clear filter"), self.tr("New product"),
            primary_icon="x", secondary_icon="plus", parent=self.stack,
        )  # fmt: skip
        reading = self.tr("Reading the products…")
        self.waiting = Skeleton(theme, reading, row_height=44, avatars=False, parent=self.stack)
        for page in (self.waiting, self.view, self.empty, self.nothing):
            self.stack.addWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(20, 12, 20, 16)
        whole.setSpacing(12)
        whole.addLayout(bar)
        whole.addWidget(self.error)
        whole.addWidget(self.stack, 1)

    def _connect(self) -> None:
        self.search.query_changed.connect(self._on_query)
        self.search.results_wanted.connect(self._on_results_wanted)
        self.prices_button.clicked.connect(self.change_prices)
        self.new_button.clicked.connect(self.new_record)
        self.error.action_requested.connect(self.reload)
        self.empty.primary_requested.connect(self.new_record)
        self.nothing.primary_requested.connect(self.search.clear)
        self.nothing.secondary_requested.connect(self.new_record)
        self.model.rows_needed.connect(self._on_rows_needed)
        self.model.cell_edited.connect(self._on_cell_edited)
        self.view.sort_requested.connect(self._on_sort_requested)
        self.view.context_requested.connect(self._on_context_requested)
        self.view.row_opened.connect(self._on_row_opened)
        self.view.clicked.connect(self._on_clicked)

    # reading

    def reload(self) -> None:
        """Read which products there are."""
        if not self._loaded:
            self.stack.setCurrentWidget(self.waiting)
            self.waiting.start()
        key, ascending = self._sorted
        text, where = self._asked()
        question = (text, where, self._sorted)
        call = partial(self.services.products.row_ids, text, where, key, descending=not ascending)
        self.operations.read(self, call, partial(self._on_ids, question), self._on_error)

    def _asked(self) -> tuple[str, Expression | None]:
        """A typed filter when it is one, else words to look for."""
        text = self.search.text().strip()
        if not any(mark in text for mark in "=<>"):
            return text, None
        try:
            expression = parse(text)
            check(expression, FIELDS)
        except CrmError:
            return text, None
        return "", expression

    def _on_ids(self, question: tuple[object, ...], ids: array[int]) -> None:
        self._loaded = True
        self.error.hide()
        self.waiting.stop()
        self._ids = ids
        if question == self._shown:
            self.model.refresh(len(ids))
        else:
            self._shown = question
            self.model.set_count(len(ids))
        self.count.setText(self.tr("%n products", "", len(ids)))
        text = self.search.text().strip()
        self.prices_button.setEnabled(bool(ids))
        if ids:
            self.stack.setCurrentWidget(self.view)
        elif text:
            self.nothing.set_message(
                self.tr("Nothing matches “{text}”").format(text=text),
                "",
                self.tr("Clear filter"),
                self.tr("New product"),
            )
            self.stack.setCurrentWidget(self.nothing)
        else:
            self.stack.setCurrentWidget(self.empty)

    @Slot(object)
    def _on_error(self, error: CrmError) -> None:
        self.waiting.stop()
        self.error.set_message(error.title, error.detail)
        self.error.show()

    @Slot(int, int)
    def _on_rows_needed(self, first: int, count: int) -> None:
        call = partial(self.services.products.rows_at, self._ids[first : first + count])
        self.operations.read(self, call, partial(self._on_rows, first, self.model.epoch))

    def _on_rows(self, first: int, epoch: int, rows: list[ProductRow]) -> None:
        self.model.set_rows(first, rows, epoch)
        if self._select_after and epoch == self.model.epoch:
            for number, row in enumerate(rows, first):
                if row.id == self._select_after:
                    self._select_after = ""
                    self.view.setCurrentIndex(self.model.index(number, 0))
                    self.view.scrollTo(self.model.index(number, 0))

    @Slot(str)
    def _on_query(self, _query: str) -> None:
        self.reload()

    @Slot()
    def _on_results_wanted(self) -> None:
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(str, bool)
    def _on_sort_requested(self, key: str, ascending: bool) -> None:
        self._sorted = (key, ascending)
        self.reload()

    def apply_change(self, change: ChangeSet) -> None:
        if change.touches(*_TOUCHING):
            self.reload()

    # writing

    @Slot(str, str, object)
    def _on_cell_edited(self, product_id: str, key: str, value: object) -> None:
        call = partial(self.services.product_commands.save_field, product_id, key, value)
        self.operations.write(self, call, None, self._on_refused)

    @Slot(object)
    def _on_refused(self, error: CrmError) -> None:
        self.operations.failed.emit(error)
        self.reload()

    @Slot(str)
    def _on_row_opened(self, _product_id: str) -> None:
        # The Enter that ends an edit also reaches the table; it must not begin another.
        index = self.view.currentIndex()
        at_rest = self.view.state() != QAbstractItemView.State.EditingState
        if at_rest and index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.view.edit(index)

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        if self.model.columns[index.column()].key == "active" and self.view.selectionModel().isRowSelected(index.row()):
            row = self.model.row_at(index.row())
            if isinstance(row, ProductRow) and len(self.view.selected_ids()) == 1:
                call = partial(self.services.product_commands.save_field, row.id, "active", not row.active)
                self.operations.write(self, call, None, self._on_refused)

    @Slot()
    def new_record(self) -> None:
        if self._new_product is None:
            self._new_product = NewProductPopover(self.context, self)
            self._new_product.created.connect(self._on_created)
        self._new_product.open_at(self.new_button)

    @property
    def new_product(self) -> NewProductPopover | None:
        """The form of a new product, once it was opened."""
        return self._new_product

    @Slot(str)
    def _on_created(self, product_id: str) -> None:
        self._select_after = product_id

    @Slot()
    def change_prices(self) -> None:
        """Change many prices: those of the selected products when there are several, else of all."""
        ids = self.view.selected_ids()
        dialog = PricesDialog(self.context, ids if len(ids) > 1 else [], self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def show_own_fields(self) -> None:
        """Show the fields of your own that the product has, to be changed."""
        ids = self.view.selected_ids()
        if len(ids) != 1:
            return
        popover = Popover(self.tr("Own fields"), self.window(), width=320)
        own = OwnFields(self.context, "product", popover, ruled=False)
        own.resized.connect(popover.adjustSize)
        none = Label(self.tr("Fields of your own are added in Settings, Fields."), "small", "secondary", wrap=True)
        popover.body.addWidget(own)
        popover.body.addWidget(none)
        own.show_record(ids[0])
        popover.closed.connect(popover.deleteLater)
        popover.open_at(self.view.viewport(), area=self.view.visualRect(self.view.currentIndex()))

    def bin_selected(self) -> None:
        """Put the selected products into the Bin; used ones are archived."""
        ids = self.view.selected_ids()
        if ids:
            self.operations.write(self, partial(self.services.product_commands.bin, ids))

    def copy_selected(self) -> None:
        """Copy the selected products as tab-separated text."""
        keys = [column.key for column in self.model.columns]
        rows = [
            "\t".join(self.model.cell_text(row, key) for key in keys)
            for number in sorted({index.row() for index in self.view.selectionModel().selectedRows()})
            for row in (self.model.row_at(number),)
            if row is not None
        ]
        QGuiApplication.clipboard().setText("\n".join(rows))

    # the shell

    def actions_here(self) -> list[Action]:
        here = bool(self.view.selected_ids())
        edit = partial(self._on_row_opened, "")
        history = partial(self.request.emit, "history", "product", self.view.selected_ids()[0] if here else "")
        return [
            Action("product_history", self.tr("History"), history, "", "history", here, "edit"),
            Action("product_edit", self.tr("Edit the cell"), edit, "F2", "pencil", here, "edit"),
            Action("product_fields", self.tr("Own fields…"), self.show_own_fields, "", "text", here, "edit"),
            Action("product_copy", self.tr("Copy"), self.copy_selected, "Ctrl+C", "copy", here, "edit"),
            Action("product_bin", self.tr("Delete or archive"), self.bin_selected, "Delete", "trash-2", here, "edit"),
            Action("product_new", self.tr("New product…"), self.new_record, icon="plus", group="page"),
            Action("product_prices", self.tr("Change prices…"), self.change_prices, icon="percent", group="page"),
        ]

    @Slot(QPoint)
    def _on_context_requested(self, place: QPoint) -> None:
        action_menu(self.theme, self.actions_here(), self).popup(place)

    def open_record(self, kind: str, record_id: str) -> None:
        if kind == "product":
            self._select_after = record_id
            self.search.clear()
            self._shown = ()
            self.reload()

    def focus_filter(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def regions(self) -> list[QWidget]:
        return [self.search, self.view if self.stack.currentWidget() is self.view else self.stack]

    def state(self) -> dict[str, Any]:
        return {"filter": self.search.text(), "sort": list(self._sorted)}

    def restore(self, state: dict[str, Any]) -> None:
        key, ascending = state.get("sort") or ("name", True)
        if str(key) in {column.key for column in self.model.columns}:
            self._sorted = (str(key), bool(ascending))
            self.view.show_sorting(str(key), ascending=bool(ascending))
        self.search.setText(str(state.get("filter", "")))
