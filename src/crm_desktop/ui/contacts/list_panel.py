"""The list of people or companies, with its filter and order."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property, partial
from typing import Any

from PySide6.QtCore import QPoint, QRect, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.errors import CrmError
from crm_desktop.services.contacts.views import ContactCounts, ContactRow
from crm_desktop.services.saved_views.views import SavedViewRow
from crm_desktop.ui.contacts.contact_table import TABLES, ContactTable
from crm_desktop.ui.contacts.list_choices import order_texts
from crm_desktop.ui.contacts.list_menus import FilterMenu, OrderMenu
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
from crm_desktop.ui.lists.table import RecordTableView
from crm_desktop.ui.lists.view_line import ViewLine
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.pane.photos import portraits

WIDTH = 340
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
        bulk_requested(str): an action that only contacts have, for the selected rows.
        failed(CrmError): the list could not be read.
        noticed(str): tell the person something that is no change.
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
    bulk_requested = Signal(str)
    delete_requested = Signal()
    failed = Signal(object)
    noticed = Signal(str)

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__("pane", parent)
        self._context = context
        self._query = ListQuery()
        self._rowids: array[int] = array("q")
        self.chosen = ""
        self._follows_selection = True
        self._is_new_list = True
        self._counts = ContactCounts(0, 0)
        self._is_table = False
        self.setFixedWidth(WIDTH)
        self._build()
        self._connect()

    def _build(self) -> None:
        theme = self._context.theme
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        self._page = QWidget(self)
        whole.addWidget(self._page)
        column = QVBoxLayout(self._page)
        column.setContentsMargins(0, 14, 0, 0)
        column.setSpacing(8)
        first, second = QHBoxLayout(), QHBoxLayout()
        for row in (first, second):
            row.setContentsMargins(14, 0, 14, 0)
            row.setSpacing(4)
        self._search = SearchBox(theme, self.tr("Filter contacts"), "/")
        self.filter_button = IconButton(theme, "list-filter", self.tr("Filters ready to use"))
        self.order_button = IconButton(theme, "arrow-up-down", self.tr("Order of the list"))
        first.addWidget(self._search, 1)
        first.addWidget(self.filter_button)
        first.addWidget(self.order_button)
        self.view_button = IconButton(theme, "table-2", self.tr("Show as a table"))
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
        self.view_line = ViewLine(theme, self._page)
        self.view_line.removed.connect(self._on_view_removed)
        column.addWidget(self.view_line)
        column.addWidget(self._message)
        column.addWidget(Rule())
        self.model = ContactListModel(self)
        self._stack = QStackedWidget(self._page)
        photos = portraits(self._context, self)
        delegate = ContactDelegate(theme, photos, self)
        self.list = ContactRowList(self.tr("Contacts"), delegate, self._stack)
        photos.arrived.connect(delegate.forget_pictures)
        photos.arrived.connect(self.list.viewport().update)
        self.list.setModel(self.model)
        self._skeleton = Skeleton(theme, self.tr("Reading the contacts…"), parent=self._stack)
        self.nothing = NothingFound(theme, self._stack)
        for page in (self.list, self._skeleton, self.nothing):
            self._stack.addWidget(page)
        column.addWidget(self._stack, 1)
        self._build_menus()
        self.setTabOrder(self._search, self.filter_button)

    def _build_menus(self) -> None:
        self._order_texts: dict[str, str] = order_texts()
        self._orders, self._filters = OrderMenu(self), FilterMenu(self)
        self.order_button.setMenu(self._orders)
        self.filter_button.setMenu(self._filters)
        self._filters.triggered.connect(self._on_filter_chosen)
        self._orders.triggered.connect(self._on_order_chosen)
        self._order_label.setText(self._order_texts["next_step"])

    def _connect(self) -> None:
        self._search.query_changed.connect(self._on_query_changed)
        self._search.results_wanted.connect(self.focus_list)
        self.kind_switch.current_changed.connect(self._on_kind_changed)
        self.model.rows_needed.connect(self._read_window)
        self._connect_rows(self.list)
        self.view_button.clicked.connect(self._on_view_clicked)
        self.nothing.clear_requested.connect(self._on_clear)
        self.nothing.create_requested.connect(self._on_create_requested)

    def _connect_rows(self, rows: ContactRowList) -> None:
        rows.current_row_changed.connect(self._on_current_changed)
        rows.row_opened.connect(self.contact_opened)
        rows.row_peeked.connect(self.peek_requested)
        rows.selection_count_changed.connect(self.selection_changed)
        rows.context_requested.connect(self.context_requested)
        rows.copy_requested.connect(self.copy_requested)
        rows.delete_requested.connect(self.delete_requested)
        rows.selection_clear_requested.connect(self.clear_selection)

    @cached_property
    def records(self) -> ContactTable:
        """The table with its own filter, made when it is first looked at."""
        records = ContactTable(self._context, self)
        records.record_chosen.connect(self._on_current_changed)
        records.record_opened.connect(self.contact_opened)
        records.record_peeked.connect(self.peek_requested)
        records.context_requested.connect(self.context_requested)
        records.create_requested.connect(self.create_requested)
        records.failed.connect(self.failed)
        records.noticed.connect(self.noticed)
        records.bulk_requested.connect(self.bulk_requested)
        records.counted.connect(self._on_table_counted)
        records.view_button.clicked.connect(self._on_view_clicked)
        layout = self.layout()
        assert layout is not None
        layout.addWidget(records)
        return records

    @property
    def search(self) -> SearchBox:
        """The filter box of the list or of the table, whichever is shown."""
        return self.records.search if self._is_table else self._search

    @property
    def rows(self) -> ContactRowList | RecordTableView:
        """The list or the table, whichever is shown."""
        return self.records.table if self._is_table else self.list

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
        self._page.setVisible(not self._is_table)
        if self._is_table:
            self.setMinimumWidth(WIDTH)
            self.setMaximumWidth(_ANY_WIDTH)
            self.records.show_section(self._query.kind)
            self.records.show()
            self.selection_changed.emit(0)
        else:
            self.setFixedWidth(WIDTH)
            self.records.hide()
            self._take_list_of_table()
        self._is_new_list = True
        self.view_changed.emit(view)
        self.reload()

    def _take_list_of_table(self) -> None:
        """Go on beside the contact with the records that the table shows, in its order."""
        query = self.records.as_list(self._query.order)
        self._search.setText(query.text)
        self.kind_switch.set_current(query.kind)
        self._query = query
        self._show_view_name()

    def _show_view_name(self) -> None:
        self.view_line.show_name(self._query.view_name)
        self._order_label.setVisible(not self._query.view_name)

    def step(self, by: int) -> None:
        """Move the focus among the rows."""
        if self._is_table:
            self.records.step(by)
            return
        row = self.rows.currentIndex().row() + by
        if 0 <= row < len(self._rowids):
            self.rows.select_row(row)

    def current_place(self) -> QRect:
        """Where the row with the focus stands, in the coordinates of the rows' view."""
        if self._is_table:
            return self.records.current_place()
        place = self.list.visualRect(self.list.currentIndex())
        return QRect(0, place.top(), self.list.width(), place.height())

    @property
    def query(self) -> ListQuery:
        """What is listed."""
        if self._is_table:
            return replace(self._query, kind=self.records.state.section or "person", text=self.records.state.text)
        return self._query

    def where_text(self) -> str:
        """Return the filter of what is listed; words that are looked for are no part of it."""
        return self.records.where_text() if self._is_table else self._query.where_text()

    @property
    def counts(self) -> ContactCounts:
        """How many contacts there are in all."""
        return self._counts

    def reload(self) -> None:
        """Read the list again; place and selection stay."""
        if self._is_table:
            self.records.reload()
            return
        if not self._rowids:
            self._stack.setCurrentWidget(self._skeleton)
            self._skeleton.start()
        self._context.operations.read(
            self, partial(read_list, self._context.services, self._query, self.chosen), self._on_list, self._on_failed
        )

    def show_contact(self, contact_id: str, kind: str = "") -> None:
        """Choose a contact; the list changes to its kind, and lets go of a filter that hides it."""
        self.chosen = contact_id
        if self._is_table:
            self.records.show_record(contact_id)
            return
        if kind and kind != self._query.kind:
            self.kind_switch.set_current(kind)
            self._query = ListQuery(kind, self._query.order, self._query.text)
            self._show_view_name()
            self._is_new_list = True
        self.reload()

    def set_query(self, query: ListQuery) -> None:
        """List something else."""
        if self._is_table:
            self.records.show_section(query.kind)
        self._search.setText(query.text)
        self.kind_switch.set_current(query.kind)
        self._order_label.setText(self._order_texts.get(query.order, ""))
        self._orders.show_order(query.order)
        if query != self._query:
            self._query = query
            self._is_new_list = True
            self.reload()

    def selected_rowids(self) -> Sequence[int]:
        """Where the selected contacts stand in the file; also of rows that are not loaded."""
        if self._is_table:
            return self.records.selected_rowids()
        found: list[int] = []
        parts = self.list.selectionModel().selection()
        for number in range(parts.count()):
            part = parts.at(number)
            found += self._rowids[part.top() : part.bottom() + 1]
        return list(dict.fromkeys(found))

    def current_row(self) -> ContactRow | None:
        """The row of the list with the focus, if it is loaded."""
        number = self.list.currentIndex().row()
        row = self.model.row_at(number) if number >= 0 else None
        return row if isinstance(row, ContactRow) else None

    def kept_table(self) -> dict[str, Any]:
        """Return what should be as it was in the table at the next start."""
        return self.records.kept() if "records" in self.__dict__ else {}

    def restore_table(self, kept: dict[str, Any]) -> None:
        """Take back what `kept_table` returned."""
        if kept:
            self.records.setVisible(self._is_table)
            self.records.restore(kept)
            self.records.kind_switch.set_current(self.records.state.section)

    def follow_change(self, change: ChangeSet) -> None:
        """Read again what a change may have touched."""
        if self._is_table:
            self.records.apply_change(change, *TABLES)
        else:
            self.reload()

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
        row = self.list.currentIndex().row()
        self._follows_selection = False
        self._rowids = answer.rowids
        self._filters.show_views(answer.views)
        if self._is_new_list:
            self.model.set_count(len(answer.rowids))
        else:
            self.model.refresh(len(answer.rowids))
        self._follows_selection = True
        total = answer.counts.people if self._query.kind == "person" else answer.counts.companies
        what = self.tr("Filter {count} people") if self._query.kind == "person" else self.tr("Filter {count} companies")
        self._search.set_placeholder(what.format(count=number_text(total)))
        if answer.rowids:
            self._stack.setCurrentWidget(self.list)
            self._choose(answer, row)
        else:
            self.nothing.set_query(self._query, answer.counts)
            self._stack.setCurrentWidget(self.nothing)
            if answer.wanted == self.chosen:
                self.chosen = ""
                self.contact_chosen.emit("")
        self._is_new_list = False
        self.counted.emit(answer.counts)

    def _choose(self, answer: ListAnswer, row: int) -> None:
        """Keep the chosen contact; without it, the row in its place, or the first of a new list."""
        if answer.wanted != self.chosen:  # somebody chose since it was asked
            self.reload()
            return
        if answer.position >= 0:
            self._select_quietly(answer.position)
            return
        target = 0 if self._is_new_list or row < 0 else min(row, len(answer.rowids) - 1)
        self._select_quietly(target)
        self.chosen = ""
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
        self._stack.setCurrentWidget(self.list)
        if self._query.is_filter or self._query.where:
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
        if current is not None and not self.chosen and answer.epoch == self.model.epoch:
            self._on_current_changed(current.id)

    # the person

    @Slot(str)
    def _on_current_changed(self, contact_id: str) -> None:
        if self._follows_selection and contact_id != self.chosen:
            self.chosen = contact_id  # nobody yet, while the row is being read
            if contact_id:
                self.contact_chosen.emit(contact_id)

    @Slot(str)
    def _on_query_changed(self, text: str) -> None:
        self._change(replace(self._query, text=text))

    @Slot(str)
    def _on_kind_changed(self, kind: str) -> None:
        self._change(ListQuery(kind, self._query.order, self._query.text))
        self._show_view_name()

    @Slot(QAction)
    def _on_order_chosen(self, action: QAction) -> None:
        self._order_label.setText(action.text())
        self._change(ListQuery(self._query.kind, action.data(), self._query.text))
        self._show_view_name()

    @Slot()
    def _on_view_clicked(self) -> None:
        self.set_view("list" if self._is_table else "table")

    @Slot(QAction)
    def _on_filter_chosen(self, action: QAction) -> None:
        chosen = action.data()
        if isinstance(chosen, SavedViewRow):
            self.show_view(chosen)
        else:
            self._search.setText(chosen)

    def show_view(self, view: SavedViewRow) -> None:
        """List what a saved view or segment holds, in its order."""
        query = self._query.of_view(view)
        self._search.clear()
        self.kind_switch.set_current(query.kind)
        self._change(query)
        self._show_view_name()

    @Slot()
    def _on_view_removed(self) -> None:
        self._change(ListQuery(self._query.kind, self._query.order, self._query.text))
        self._show_view_name()

    @Slot()
    def _on_clear(self) -> None:
        self._search.clear()
        if self._query.view_name:
            self._on_view_removed()

    @Slot(int)
    def _on_table_counted(self, _total: int) -> None:
        self._context.operations.read(self, self._context.services.contacts.counts, self.counted.emit)

    @Slot()
    def _on_create_requested(self) -> None:
        self.create_requested.emit("" if self._query.is_filter else self._query.text)

    def _change(self, query: ListQuery) -> None:
        self._query = query
        self._is_new_list = True
        self._message.show_error("")
        self.reload()
