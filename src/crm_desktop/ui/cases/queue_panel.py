"""The queue: my cases, all or the solved ones, most pressing first."""

from __future__ import annotations

from array import array
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from crm_desktop.core.errors import CrmError
from crm_desktop.services.cases.views import CaseRow, Queue, QueueCounts
from crm_desktop.services.saved_views.views import SavedViewRow
from crm_desktop.ui.cases.reading import QueueAnswer, QueueQuery, WindowAnswer, read_queue, read_window
from crm_desktop.ui.cases.row_model import ROW_HEIGHT, CaseDelegate, CaseListModel
from crm_desktop.ui.cases.views_menu import ViewsMenu
from crm_desktop.ui.cases.words import answer_now_text, counts_text, queue_text, tr
from crm_desktop.ui.kit.button import IconButton
from crm_desktop.ui.kit.empty_state import EmptyState
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.row_list import RowList
from crm_desktop.ui.kit.search_box import SearchBox
from crm_desktop.ui.kit.segmented import Segmented
from crm_desktop.ui.kit.skeleton import Skeleton
from crm_desktop.ui.kit.surface import Rule, Surface
from crm_desktop.ui.lists.view_line import ViewLine
from crm_desktop.ui.pane.pane import PaneContext

WIDTH = 372


class QueuePanel(Surface):
    """Switch, counts, filter and rows.

    Signals:
        case_chosen(str): this case is to be shown; empty when the list has none.
        case_opened(str): Enter or double click: go and answer it.
        counted(QueueAnswer): the queue was read.
        new_requested: open a case.
        context_requested(QPoint): a menu for the current row.
        table_requested: the cases as a table.
        failed(CrmError): the queue could not be read.
    """

    case_chosen = Signal(str)
    case_opened = Signal(str)
    counted = Signal(object)
    new_requested = Signal()
    context_requested = Signal(QPoint)
    table_requested = Signal()
    failed = Signal(object)

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__("pane", parent)
        self._context = context
        self._query = QueueQuery()
        self._rowids: array[int] = array("q")
        self._chosen = ""
        self._finds = False
        self._follows = True
        self._is_new_list = True
        self.setFixedWidth(WIDTH)
        self._build()
        self._connect()

    def _build(self) -> None:
        theme, clock = self._context.theme, self._context.services.clock
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 14, 0, 0)
        column.setSpacing(8)
        first, second = QHBoxLayout(), QHBoxLayout()
        for row in (first, second):
            row.setContentsMargins(14, 0, 14, 0)
            row.setSpacing(6)
        queues = [(queue.value, queue_text(queue)) for queue in Queue]
        self.switch = Segmented(tr("Which cases are listed"), queues, self)
        self.filter_button = IconButton(theme, "list-filter", tr("Filter the cases"), checkable=True, parent=self)
        first.addWidget(self.switch)
        first.addStretch(1)
        first.addWidget(self.filter_button)
        self.table_button = IconButton(theme, "table-2", tr("Show as a table"), parent=self)
        first.addWidget(self.table_button)
        self.now_label = Label("", "captionStrong", "danger")
        self.counts_label = Label("", "caption", "secondary")
        second.addWidget(self.now_label)
        second.addWidget(self.counts_label)
        second.addStretch(1)
        self._search_row = QWidget(self)
        search_row = QHBoxLayout(self._search_row)
        search_row.setContentsMargins(14, 0, 14, 0)
        self.search = SearchBox(theme, tr("Filter by words, customer or number"), "/", parent=self._search_row)
        search_row.addWidget(self.search)
        self.views_button = IconButton(theme, "bookmark", tr("Saved views"), parent=self._search_row)
        self._views = ViewsMenu(self)
        self.views_button.setMenu(self._views)
        self.views_button.hide()
        search_row.addWidget(self.views_button)
        self.view_line = ViewLine(theme, self)
        self._search_row.hide()
        self.model = CaseListModel(clock, self)
        self._stack = QStackedWidget(self)
        self.list = RowList(tr("Cases"), CaseDelegate(theme, clock, self), parent=self._stack)
        self.list.setSelectionMode(RowList.SelectionMode.SingleSelection)
        self.list.setModel(self.model)
        reading = tr("Reading the cases…")
        self._skeleton = Skeleton(theme, reading, row_height=ROW_HEIGHT, avatars=False, parent=self._stack)
        self.nothing = EmptyState(theme, "life-buoy", "", "", parent=self._stack)
        for page in (self.list, self._skeleton, self.nothing):
            self._stack.addWidget(page)
        for part in (first, second):
            column.addLayout(part)
        column.addWidget(self._search_row)
        column.addWidget(self.view_line)
        column.addWidget(Rule())
        column.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.switch.current_changed.connect(self._on_switch)
        self.filter_button.toggled.connect(self._on_filter_toggled)
        self.table_button.clicked.connect(self.table_requested)
        self._views.view_chosen.connect(self._on_view_chosen)
        self.view_line.removed.connect(self._on_view_removed)
        self.search.query_changed.connect(self._on_text)
        self.search.results_wanted.connect(self.focus_list)
        self.model.rows_needed.connect(self._read_window)
        self.list.current_row_changed.connect(self._on_current)
        self.list.row_opened.connect(self.case_opened)
        self.list.row_peeked.connect(self.case_opened)
        self.list.context_requested.connect(self.context_requested)
        self.nothing.primary_requested.connect(self._on_nothing_primary)

    # what others ask

    @property
    def query(self) -> QueueQuery:
        """What is listed."""
        return self._query

    def reload(self) -> None:
        """Read the queue again; place and selection stay."""
        if not self._rowids:
            self._stack.setCurrentWidget(self._skeleton)
            self._skeleton.start()
        call = partial(read_queue, self._context.services, self._query, self._chosen, self._finds)
        self._context.operations.read(self, call, self._on_queue, self._on_failed)

    def show_case(self, case_id: str) -> None:
        """Choose a case, in whichever queue it is."""
        self._chosen = case_id
        self._finds = True
        self.reload()

    def choose(self, case_id: str) -> None:
        """Choose a case once the queue has been read anew."""
        self._chosen = case_id

    def set_query(self, query: QueueQuery) -> None:
        """List something else."""
        self.switch.set_current(query.queue.value)
        if query.text:
            self.filter_button.setChecked(True)
        self.search.setText(query.text)
        if query != self._query:
            self._change(query)

    def current_row(self) -> CaseRow | None:
        """The row that is chosen, if it is loaded."""
        row = self.model.row_at(self.list.currentIndex().row()) if self.list.currentIndex().isValid() else None
        return row if isinstance(row, CaseRow) else None

    def shown_count(self) -> int:
        """How many cases are listed."""
        return len(self._rowids)

    def step(self, by: int) -> None:
        """Go to the next or previous case of the list."""
        row = self.list.currentIndex().row() + by
        if 0 <= row < len(self._rowids):
            self.list.select_row(row)

    @Slot()
    def focus_list(self) -> None:
        """Put the keyboard into the rows."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_filter(self) -> None:
        """Put the keyboard into the filter."""
        self.filter_button.setChecked(True)
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # answers

    @Slot(object)
    def _on_queue(self, answer: QueueAnswer) -> None:
        if answer.asked != self._query:
            return
        self._skeleton.stop()
        if answer.shown != self._query:
            self._query = answer.shown
            self._is_new_list = True
            self.switch.set_current(answer.shown.queue.value)
            self.search.setText(answer.shown.text)
        self.view_line.show_name(self._query.name)
        self._views.show_views(answer.views)
        self.views_button.setVisible(bool(answer.views))
        self._finds = False
        row = self.list.currentIndex().row()
        self._follows = False
        self._rowids = answer.rowids
        if self._is_new_list:
            self.model.set_count(len(answer.rowids))
        else:
            self.model.refresh(len(answer.rowids))
        self._follows = True
        self._say_counts(answer.counts)
        if answer.rowids:
            self._stack.setCurrentWidget(self.list)
            self._choose_row(answer, row)
        else:
            self._say_nothing()
            self._chosen = ""
            self.case_chosen.emit("")
        self._is_new_list = False
        self.counted.emit(answer)

    def _choose_row(self, answer: QueueAnswer, row: int) -> None:
        """Keep the chosen case; without it, the row in its place, or the first of a new list."""
        position = answer.position
        if answer.wanted != self._chosen:
            return
        if position < 0:
            position = 0 if self._is_new_list or row < 0 else min(row, len(answer.rowids) - 1)
            self._chosen = ""
        self._follows = False
        self.list.select_row(position)
        self._follows = True
        first = position - position % 100
        self._read_window(first, min(100, len(answer.rowids) - first))

    def _say_counts(self, counts: QueueCounts) -> None:
        self.now_label.setText(answer_now_text(counts))
        self.now_label.setVisible(bool(counts.answer_now))
        words = counts_text(counts)
        self.counts_label.setText(f"·  {words}" if counts.answer_now else words)

    def _say_nothing(self) -> None:
        if self._query.name and not self._query.text:
            self.nothing.set_message(tr("Nothing here now"), "", tr("Clear the filter"), icon="search")
            self.nothing.primary_button.set_icon("x")
        elif self._query.text:
            title = tr("Nothing matches “{text}”").format(text=self._query.text)
            self.nothing.set_message(title, "", tr("Clear the filter"), icon="search")
            self.nothing.primary_button.set_icon("x")
        elif self._query.queue is Queue.SOLVED:
            self.nothing.set_message(
                tr("Nothing solved yet"), tr("Solved and closed cases are kept here."), icon="circle-check"
            )
        else:
            self.nothing.set_message(
                tr("Nobody waits for an answer"), tr("New cases come here as you open them."), tr("New case"),
                icon="circle-check",
            )  # fmt: skip
            self.nothing.primary_button.set_icon("plus")
        self._stack.setCurrentWidget(self.nothing)

    @Slot(object)
    def _on_failed(self, error: CrmError) -> None:
        self._skeleton.stop()
        self._stack.setCurrentWidget(self.list)
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
        if current is not None and not self._chosen and answer.epoch == self.model.epoch:
            self._on_current(current.id)

    # the person

    @Slot(str)
    def _on_current(self, case_id: str) -> None:
        if self._follows and case_id and case_id != self._chosen:
            self._chosen = case_id
            self.case_chosen.emit(case_id)

    @Slot(str)
    def _on_switch(self, key: str) -> None:
        self._change(QueueQuery(Queue(key), self._query.text))

    @Slot(str)
    def _on_text(self, text: str) -> None:
        if text != self._query.text:
            self._change(replace(self._query, text=text))

    @Slot(object)
    def _on_view_chosen(self, view: SavedViewRow) -> None:
        self.set_query(self._query.of_view(view))

    @Slot()
    def _on_view_removed(self) -> None:
        self.set_query(QueueQuery(self._query.queue, self._query.text))

    @Slot(bool)
    def _on_filter_toggled(self, shown: bool) -> None:
        self._search_row.setVisible(shown)
        if shown:
            self.search.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.search.clear()

    @Slot()
    def _on_nothing_primary(self) -> None:
        if self._query.name:
            self._on_view_removed()
        elif self._query.text:
            self.search.clear()
            self.filter_button.setChecked(False)
        else:
            self.new_requested.emit()

    def _change(self, query: QueueQuery) -> None:
        self._query = query
        self._is_new_list = True
        self.reload()
