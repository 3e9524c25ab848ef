"""The list of people or companies, with its filter and order."""

from __future__ import annotations

from array import array
from dataclasses import replace
from functools import cached_property, partial

from PySide6.QtCore import QPoint, QRect, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QSpacerItem, QStackedWidget, QVBoxLayout, QWidget

from crm_desktop.core.errors import CrmError
from crm_desktop.services.contacts.views import ContactCounts, ContactRow, ContactTableRow
from crm_desktop.ui.contacts.list_choices import order_texts, ready_filters
from crm_desktop.ui.contacts.list_reader import ListAnswer, ListQuery, WindowAnswer, read_list, read_window
from crm_desktop.ui.contacts.nothing_found import NothingFound
from crm_desktop.ui.contacts.row_list import ContactRowList
from crm_desktop.ui.contacts.row_model import ContactDelegate, ContactListModel
from crm_desktop.ui.contacts.table import ContactTable, ContactTableModel, order_of, sorting_of
from crm_desktop.ui.contacts.words import number_text
from crm_desktop.ui.kit.button import IconButton
from crm_desktop.ui.kit.field import FieldMessage
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.plain_tip import plain_tip
from crm_desktop.ui.kit.search_box import SearchBox
from crm_desktop.ui.kit.segmented import Segmented
from crm_desktop.ui.kit.skeleton import Skeleton
from crm_desktop.ui.kit.surface import Rule, Surface
from crm_desktop.ui.pane.pane import PaneContext

WIDTH = 340
_SEARCH_WIDTH = 420
_ANY_WIDTH = 16_777_215


class ContactListPanel(Surface):
    """Filter, People or Companies, order, and the rows themselves.

    Signals:
        contact_chosen(str): this contact is to be shown; empty when the list has none.
        contact_opened(str): Enter or double click: go into the contact.
        counted(ContactCounts): how many contacts there are in all.
        create_requested(str): nothing matched; make a contact of what was typed.
        selection_changed(int): how many rows are selected.
        context_requested(QPoint): a menu for the selected rows.
        peek_requested(str): Space: show it without going there.
        view_changed(str): it is a list beside the contact now, or a table in its place.
        copy_requested, delete_requested: of the selected rows.
        failed(CrmError): the list could not be read.
    """

    contact_chosen = Signal(str)
    contact_opened = Signal(str)
    counted = Signal(object)
    create_requested = Signal(str)
    selection_changed = Signal(int)
    context_requested = Signal(QPoint)
    peek_requested = Signal(str)
    view_changed = Signal(str)
    copy_requested = Signal()
    delete_requested = Signal()
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
        self._is_table = False
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
        self.view_button = IconButton(theme, "table-2", self.tr("Show as a table"))
        self._gap = QSpacerItem(0, 0)
        first.addItem(self._gap)
        first.addWidget(self.view_button)
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
        self._order_texts: dict[str, str] = order_texts()
        menu = QMenu(self)
        self._order_actions = QActionGroup(menu)
        for key, text in self._order_texts.items():
            action = QAction(text, menu, checkable=True, checked=key == "next_step")
            action.setData(key)
            self._order_actions.addAction(action)
            menu.addAction(action)
        self.order_button.setMenu(menu)
        filters = QMenu(self)
        for text, expression in ready_filters():
            action = filters.addAction(text)
            action.setData(expression)
            action.setToolTip(plain_tip(expression))
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
        self._connect_rows(self.list)
        self.view_button.clicked.connect(self._on_view_clicked)
        self.nothing.clear_requested.connect(self.search.clear)
        self.nothing.create_requested.connect(self._on_create_requested)

    def _connect_rows(self, rows: ContactRowList | ContactTable) -> None:
        rows.current_row_changed.connect(self._on_current_changed)
        rows.row_opened.connect(self.contact_opened)
        rows.row_peeked.connect(self.peek_requested)
        rows.selection_count_changed.connect(self.selection_changed)
        rows.context_requested.connect(self.context_requested)
        rows.copy_requested.connect(self.copy_requested)
        rows.delete_requested.connect(self.delete_requested)
        rows.selection_clear_requested.connect(self.clear_selection)

    @cached_property
    def table(self) -> ContactTable:
        """The table, made when it is first looked at."""
        table = ContactTable(self._context.theme, self._context.services.clock, self)
        table.contacts.rows_needed.connect(self._read_window)
        table.sort_requested.connect(self._on_sort_requested)
        self._connect_rows(table)
        self._stack.addWidget(table)
        return table

    @property
    def rows(self) -> ContactRowList | ContactTable:
        """The list or the table, whichever is shown."""
        return self.table if self._is_table else self.list

    @property
    def shown_model(self) -> ContactListModel | ContactTableModel:
        """The rows of what is shown."""
        return self.table.contacts if self._is_table else self.model

    # what others ask

    @property
    def view(self) -> str:
        """“list” or “table”."""
        return "table" if self._is_table else "list"

    def set_view(self, view: str) -> None:
        """Show the contacts as a list beside the one chosen, or as a table."""
        if view == self.view:
            return
        self._is_table = view == "table"
        if self._is_table:
            self.setMinimumWidth(WIDTH)
            self.setMaximumWidth(_ANY_WIDTH)
            self.search.setMaximumWidth(_SEARCH_WIDTH)
            self._gap.changeSize(0, 0, QSizePolicy.Policy.Expanding)
        else:
            self.setFixedWidth(WIDTH)
            self.search.setMaximumWidth(_ANY_WIDTH)
            self._gap.changeSize(0, 0)
            if self._query.order not in self._order_texts:
                self._query = ListQuery(self._query.kind, "next_step", self._query.text)
            self._query = replace(self._query, descending=False)
            self._order_label.setText(self._order_texts[self._query.order])
        self._order_label.setVisible(not self._is_table)
        self.order_button.setVisible(not self._is_table)
        self.view_button.set_icon("list" if self._is_table else "table-2")
        self.view_button.set_name(self.tr("Show as a list") if self._is_table else self.tr("Show as a table"))
        self._is_new_list = True
        self.view_changed.emit(view)
        self.reload()

    def step(self, by: int) -> None:
        """Move the focus among the rows."""
        row = self.rows.currentIndex().row() + by
        if 0 <= row < len(self._rowids):
            self.rows.select_row(row)

    def current_place(self) -> QRect:
        """Where the row with the focus stands, in the coordinates of the rows' view."""
        place = self.rows.visualRect(self.rows.currentIndex())
        return place if self._is_table else QRect(0, place.top(), self.rows.width(), place.height())

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
            self._query = replace(self._query, kind=kind)
            self._is_new_list = True
        self.reload()

    def set_query(self, query: ListQuery) -> None:
        """List something else."""
        self.search.setText(query.text)
        self.kind_switch.set_current(query.kind)
        self._order_label.setText(self._order_texts.get(query.order, ""))
        for action in self._order_actions.actions():
            action.setChecked(action.data() == query.order)
        if query != self._query:
            self._query = query
            self._is_new_list = True
            self.reload()

    def selected_rowids(self) -> list[int]:
        """Where the selected contacts stand in the file; also of rows that are not loaded."""
        found: list[int] = []
        parts = self.rows.selectionModel().selection()
        for number in range(parts.count()):
            part = parts.at(number)
            found += self._rowids[part.top() : part.bottom() + 1]
        return list(dict.fromkeys(found))

    def current_row(self) -> ContactRow | ContactTableRow | None:
        """The row with the focus, if it is loaded."""
        number = self.rows.currentIndex().row()
        row = self.shown_model.row_at(number) if number >= 0 else None
        return row if isinstance(row, ContactRow | ContactTableRow) else None

    @Slot()
    def focus_list(self) -> None:
        """Put the keyboard into the rows."""
        self.rows.setFocus(Qt.FocusReason.OtherFocusReason)
        if not self.rows.currentIndex().isValid():
            self.rows.select_row(0)

    @Slot()
    def clear_selection(self) -> None:
        """Leave only the row with the focus selected."""
        if self.rows.currentIndex().isValid():
            self.rows.select_row(self.rows.currentIndex().row())

    # answers

    @Slot(object)
    def _on_list(self, answer: ListAnswer) -> None:
        if answer.query != self._query:
            return
        self._message.show_error("")
        self._skeleton.stop()
        self._counts = answer.counts
        row = self.rows.currentIndex().row()
        self._follows_selection = False
        self._rowids = answer.rowids
        if self._is_table:
            key, ascending = sorting_of(self._query.order, descending=self._query.descending)
            self.table.show_kind(self._query.kind)
            self.table.show_sorting(key, ascending=ascending)
        if self._is_new_list:
            self.shown_model.set_count(len(answer.rowids))
        else:
            self.shown_model.refresh(len(answer.rowids))
        self._follows_selection = True
        total = answer.counts.people if self._query.kind == "person" else answer.counts.companies
        what = self.tr("Filter {count} people") if self._query.kind == "person" else self.tr("Filter {count} companies")
        self.search.set_placeholder(what.format(count=number_text(total)))
        if answer.rowids:
            self._stack.setCurrentWidget(self.rows)
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
        if self.rows.currentIndex().row() == row and len(self.selected_rowids()) > 1:
            return
        self._follows_selection = False
        self.rows.select_row(row)
        self._follows_selection = True

    @Slot(object)
    def _on_failed(self, error: CrmError) -> None:
        self._skeleton.stop()
        self._stack.setCurrentWidget(self.rows)
        if self._query.is_filter:
            self._message.show_error(error.detail or error.title)
        else:
            self.failed.emit(error)

    @Slot(int, int)
    def _read_window(self, first: int, count: int) -> None:
        rowids = self._rowids[first : first + count]
        epoch = self.shown_model.epoch
        call = partial(read_window, self._context.services, rowids, first, epoch, as_table=self._is_table)
        self._context.operations.read(self, call, self._on_window)

    @Slot(object)
    def _on_window(self, answer: WindowAnswer) -> None:
        self.shown_model.set_rows(answer.first, answer.rows, answer.epoch)
        current = self.current_row()
        if current is not None and current.id != self._chosen and answer.epoch == self.shown_model.epoch:
            self._on_current_changed(current.id)

    # the person

    @Slot(str)
    def _on_current_changed(self, contact_id: str) -> None:
        if self._follows_selection and contact_id and contact_id != self._chosen:
            self._chosen = contact_id
            self.contact_chosen.emit(contact_id)

    @Slot(str)
    def _on_query_changed(self, text: str) -> None:
        self._change(replace(self._query, text=text))

    @Slot(str)
    def _on_kind_changed(self, kind: str) -> None:
        self._change(replace(self._query, kind=kind))

    @Slot(QAction)
    def _on_order_chosen(self, action: QAction) -> None:
        self._order_label.setText(action.text())
        self._change(ListQuery(self._query.kind, action.data(), self._query.text))

    @Slot(str, bool)
    def _on_sort_requested(self, key: str, ascending: bool) -> None:
        order, descending = order_of(key, ascending=ascending)
        self._change(replace(self._query, order=order, descending=descending))

    @Slot()
    def _on_view_clicked(self) -> None:
        self.set_view("list" if self._is_table else "table")

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
