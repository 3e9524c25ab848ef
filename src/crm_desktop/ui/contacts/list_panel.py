"""The list of people or companies, with its filter and order."""

from __future__ import annotations

from array import array
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from crm_desktop.core.errors import CrmError
from crm_desktop.services.contacts.list_sql import Order
from crm_desktop.services.contacts.views import ContactCounts, ContactRow
from crm_desktop.ui.contacts.list_reader import ListAnswer, ListQuery, WindowAnswer, read_list, read_window
from crm_desktop.ui.contacts.nothing_found import NothingFound
from crm_desktop.ui.contacts.row_list import ContactRowList
from crm_desktop.ui.contacts.row_model import ContactDelegate, ContactListModel
from crm_desktop.ui.contacts.words import number_text
from crm_desktop.ui.kit.button import IconButton
from crm_desktop.ui.kit.field import FieldMessage
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.search_box import SearchBox
from crm_desktop.ui.kit.segmented import Segmented
from crm_desktop.ui.kit.skeleton import Skeleton
from crm_desktop.ui.kit.surface import Rule, Surface
from crm_desktop.ui.pane.pane import PaneContext

WIDTH = 340


class ContactListPanel(Surface):
    """Filter, People or Companies, order, and the rows themselves.

    Signals:
        contact_chosen(str): this contact is to be shown; empty when the list has none.
        contact_opened(str): Enter or double click: go into the contact.
        counted(ContactCounts): how many contacts there are in all.
        create_requested(str): nothing matched; make a contact of what was typed.
        selection_changed(int): how many rows are selected.
        context_requested(QPoint): a menu for the selected rows.
        failed(CrmError): the list could not be read.
    """

    contact_chosen = Signal(str)
    contact_opened = Signal(str)
    counted = Signal(object)
    create_requested = Signal(str)
    selection_changed = Signal(int)
    context_requested = Signal(QPoint)
    failed = Signal(object)

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__("pane", parent)
        self._context = context
        self._query = ListQuery()
        self._rowids: array[int] = array("q")
        self._chosen = ""
        self._follows_selection = True
        self._is_new_list = True
        self._counts = ContactCounts(0, 0)
        self.setFixedWidth(WIDTH)
        self._build()
        self._connect()

    def _build(self) -> None:
        theme = self._context.theme
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 14, 0, 0)
        column.setSpacing(8)
        first, second = QHBoxLayout(), QHBoxLayout()
        for row in (first, second):
            row.setContentsMargins(14, 0, 14, 0)
            row.setSpacing(4)
        self.search = SearchBox(theme, self.tr("Filter contacts"), "/")
        self.filter_button = IconButton(theme, "list-filter", self.tr("Filters ready to use"))
        self.order_button = IconButton(theme, "arrow-up-down", self.tr("Order of the list"))
        first.addWidget(self.search, 1)
        first.addWidget(self.filter_button)
        first.addWidget(self.order_button)
        self.kind_switch = Segmented(
            self.tr("What is listed"), (("person", self.tr("People")), ("company", self.tr("Companies")))
        )
        self._order_label = Label("", "caption", "tertiary")
        second.addWidget(self.kind_switch)
        second.addStretch(1)
        second.addWidget(self._order_label)
        self._message = FieldMessage(theme)
        self._message.setContentsMargins(14, 0, 14, 0)
        column.addLayout(first)
        column.addLayout(second)
        column.addWidget(self._message)
        column.addWidget(Rule())
        self.model = ContactListModel(self)
        self.list = ContactRowList(self.tr("Contacts"), ContactDelegate(theme, self))
        self.list.setModel(self.model)
        self._skeleton = Skeleton(theme, self.tr("Reading the contacts…"))
        self.nothing = NothingFound(theme)
        self._stack = QStackedWidget()
        for page in (self.list, self._skeleton, self.nothing):
            self._stack.addWidget(page)
        column.addWidget(self._stack, 1)
        self._build_menus()
        self.setTabOrder(self.search, self.filter_button)

    def _build_menus(self) -> None:
        orders: tuple[tuple[Order, str], ...] = (
            ("next_step", self.tr("By next step")),
            ("name", self.tr("By name")),
            ("last_contact", self.tr("By last contact")),
            ("money", self.tr("By money")),
        )
        self._order_texts = dict(orders)
        menu = QMenu(self)
        self._order_actions = QActionGroup(menu)
        for key, text in orders:
            action = QAction(text, menu, checkable=True, checked=key == "next_step")
            action.setData(key)
            self._order_actions.addAction(action)
            menu.addAction(action)
        self.order_button.setMenu(menu)
        ready = (
            (self.tr("Late"), "next_step_on before today"),
            (self.tr("Next step this week"), "next_step_on within this week"),
            (self.tr("No next step"), "next_step is empty"),
            (self.tr("Customers"), "lifecycle = customer"),
            (self.tr("Leads and prospects"), "lifecycle in (lead, prospect)"),
            (self.tr("Not spoken to for 60 days"), "last_contact before 60 days ago"),
            (self.tr("Without an e-mail address"), "email is empty"),
            (self.tr("Added in the last 30 days"), "created_at within last 30 days"),
        )
        filters = QMenu(self)
        for text, expression in ready:
            action = filters.addAction(text)
            action.setData(expression)
            action.setToolTip(expression)
        filters.setToolTipsVisible(True)
        filters.addSeparator()
        filters.addAction(self.tr("Show all")).setData("")
        self.filter_button.setMenu(filters)
        filters.triggered.connect(self._on_filter_chosen)
        menu.triggered.connect(self._on_order_chosen)
        self._order_label.setText(self._order_texts["next_step"])

    def _connect(self) -> None:
        self.search.query_changed.connect(self._on_query_changed)
        self.search.results_wanted.connect(self.focus_list)
        self.kind_switch.current_changed.connect(self._on_kind_changed)
        self.model.rows_needed.connect(self._read_window)
        self.list.current_row_changed.connect(self._on_current_changed)
        self.list.row_opened.connect(self.contact_opened)
        self.list.row_peeked.connect(self.contact_opened)
        self.list.selection_count_changed.connect(self.selection_changed)
        self.list.context_requested.connect(self.context_requested)
        self.nothing.clear_requested.connect(self.search.clear)
        self.nothing.create_requested.connect(self._on_create_requested)

    # what others ask

    @property
    def query(self) -> ListQuery:
        """What is listed."""
        return self._query

    @property
    def counts(self) -> ContactCounts:
        """How many contacts there are in all."""
        return self._counts

    def reload(self) -> None:
        """Read the list again; place and selection stay."""
        if not self._rowids:
            self._stack.setCurrentWidget(self._skeleton)
            self._skeleton.start()
        self._context.operations.read(
            self, partial(read_list, self._context.services, self._query, self._chosen), self._on_list, self._on_failed
        )

    def show_contact(self, contact_id: str, kind: str = "") -> None:
        """Choose a contact; the list changes to its kind, and lets go of a filter that hides it."""
        self._chosen = contact_id
        if kind and kind != self._query.kind:
            self.kind_switch.set_current(kind)
            self._query = ListQuery(kind, self._query.order, self._query.text)
            self._is_new_list = True
        self.reload()

    def set_query(self, query: ListQuery) -> None:
        """List something else."""
        self.search.setText(query.text)
        self.kind_switch.set_current(query.kind)
        self._order_label.setText(self._order_texts[query.order])
        for action in self._order_actions.actions():
            action.setChecked(action.data() == query.order)
        if query != self._query:
            self._query = query
            self._is_new_list = True
            self.reload()

    def selected_rowids(self) -> list[int]:
        """Where the selected contacts stand in the file; also of rows that are not loaded."""
        found: list[int] = []
        parts = self.list.selectionModel().selection()
        for number in range(parts.count()):
            part = parts.at(number)
            found += self._rowids[part.top() : part.bottom() + 1]
        return found

    def current_row(self) -> ContactRow | None:
        """The row with the focus, if it is loaded."""
        row = self.model.row_at(self.list.currentIndex().row()) if self.list.currentIndex().isValid() else None
        return row if isinstance(row, ContactRow) else None

    @Slot()
    def focus_list(self) -> None:
        """Put the keyboard into the rows."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        if not self.list.currentIndex().isValid():
            self.list.select_row(0)

    @Slot()
    def clear_selection(self) -> None:
        """Leave only the row with the focus selected."""
        if self.list.currentIndex().isValid():
            self.list.select_row(self.list.currentIndex().row())

    # answers

    @Slot(object)
    def _on_list(self, answer: ListAnswer) -> None:
        if answer.query != self._query:
            return
        self._message.show_error("")
        self._skeleton.stop()
        self._counts = answer.counts
        row = self.list.currentIndex().row()
        self._follows_selection = False
        self._rowids = answer.rowids
        if self._is_new_list:
            self.model.set_count(len(answer.rowids))
        else:
            self.model.refresh(len(answer.rowids))
        self._follows_selection = True
        total = answer.counts.people if self._query.kind == "person" else answer.counts.companies
        what = self.tr("Filter {count} people") if self._query.kind == "person" else self.tr("Filter {count} companies")
        self.search.set_placeholder(what.format(count=number_text(total)))
        if answer.rowids:
            self._stack.setCurrentWidget(self.list)
            self._choose(answer, row)
        else:
            self.nothing.set_query(self._query)
            self._stack.setCurrentWidget(self.nothing)
            self._chosen = ""
            self.contact_chosen.emit("")
        self._is_new_list = False
        self.counted.emit(answer.counts)

    def _choose(self, answer: ListAnswer, row: int) -> None:
        """Keep the chosen contact; without it, the row in its place, or the first of a new list."""
        if answer.position >= 0:
            self._select_quietly(answer.position)
            return
        if answer.wanted and answer.wanted != self._chosen:
            return
        target = 0 if self._is_new_list or row < 0 else min(row, len(answer.rowids) - 1)
        self._select_quietly(target)
        self._chosen = ""
        self._read_window(target - target % 100, min(100, len(answer.rowids) - target + target % 100))

    def _select_quietly(self, row: int) -> None:
        if self.list.currentIndex().row() == row and len(self.list.selectionModel().selectedIndexes()) > 1:
            return
        self._follows_selection = False
        self.list.select_row(row)
        self._follows_selection = True

    @Slot(object)
    def _on_failed(self, error: CrmError) -> None:
        self._skeleton.stop()
        self._stack.setCurrentWidget(self.list)
        if self._query.is_filter:
            self._message.show_error(error.detail or error.title)
        else:
            self.failed.emit(error)

    @Slot(int, int)
    def _read_window(self, first: int, count: int) -> None:
        rowids = self._rowids[first : first + count]
        call = partial(read_window, self._context.services, rowids, first, self.model.epoch)
        self._context.operations.read(self, call, self._on_window)

    @Slot(object)
    def _on_window(self, answer: WindowAnswer) -> None:
        self.model.set_rows(answer.first, answer.rows, answer.epoch)
        current = self.current_row()
        if current is not None and current.id != self._chosen and answer.epoch == self.model.epoch:
            self._on_current_changed(current.id)

    # the person

    @Slot(str)
    def _on_current_changed(self, contact_id: str) -> None:
        if self._follows_selection and contact_id and contact_id != self._chosen:
            self._chosen = contact_id
            self.contact_chosen.emit(contact_id)

    @Slot(str)
    def _on_query_changed(self, text: str) -> None:
        self._change(ListQuery(self._query.kind, self._query.order, text))

    @Slot(str)
    def _on_kind_changed(self, kind: str) -> None:
        self._change(ListQuery(kind, self._query.order, self._query.text))

    @Slot(QAction)
    def _on_order_chosen(self, action: QAction) -> None:
        self._order_label.setText(action.text())
        self._change(ListQuery(self._query.kind, action.data(), self._query.text))

    @Slot(QAction)
    def _on_filter_chosen(self, action: QAction) -> None:
        self.search.setText(action.data())

    @Slot()
    def _on_create_requested(self) -> None:
        self.create_requested.emit("" if self._query.is_filter else self._query.text)

    def _change(self, query: ListQuery) -> None:
        self._query = query
        self._is_new_list = True
        self._message.show_error("")
        self.reload()
