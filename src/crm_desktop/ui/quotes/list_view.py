"""All quotes: tabs with counts, a filter, and a table that loads what is looked at."""

from __future__ import annotations

from array import array
from functools import partial

from PySide6.QtCore import QPoint, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.errors import CrmError
from crm_desktop.services.quotes.views import TABS, QuoteCounts, QuoteRow, Tab
from crm_desktop.ui.kit.banner import Banner
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.empty_state import EmptyState
from crm_desktop.ui.kit.paint import isolated
from crm_desktop.ui.kit.search_box import SearchBox
from crm_desktop.ui.kit.skeleton import Skeleton
from crm_desktop.ui.kit.surface import Surface
from crm_desktop.ui.kit.tab_bar import TabBar
from crm_desktop.ui.kit.table_view import CachedTableView
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.quotes.table_model import QuoteCells, QuoteTableModel


class QuoteList(Surface):
    """The list.

    Signals:
        quote_wanted(str): open this quote
        new_wanted: begin a new one
        menu_wanted(QPoint): the menu of the selected quotes
        selection_changed: other quotes are selected
    """

    quote_wanted = Signal(str)
    new_wanted = Signal()
    menu_wanted = Signal(QPoint)
    selection_changed = Signal()

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__("surface", parent)
        self._services = context.services
        self._operations = context.operations
        self._theme = context.theme
        self._order = ("dated_on", True)
        self._row_ids: array[int] = array("q")
        self._asked = 0
        self._count = 0
        self._build()
        self._connect()

    def _build(self) -> None:
        theme = self._theme
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 12, 24, 0)
        column.setSpacing(10)
        head = QHBoxLayout()
        head.setSpacing(12)
        self.tabs = TabBar(theme, self.tr("Quotes by status"), self)
        words: dict[Tab, str] = {
            "drafts": self.tr("Drafts"), "sent": self.tr("Sent"), "accepted": self.tr("Accepted"),
            "closed": self.tr("Declined or expired"), "all": self.tr("All"),
        }  # fmt: skip
        for tab in TABS:
            self.tabs.add_tab(tab, words[tab])
        self.tabs.set_current_key("all")
        self.filter = SearchBox(theme, self.tr("Filter quotes"), "Ctrl F", parent=self)
        self.filter.setMinimumWidth(150)
        self.filter.setMaximumWidth(260)
        tip = self.tr("New quote (Ctrl+N)")
        self.new_button = Button(theme, self.tr("New quote"), "primary", "plus", tip=tip, parent=self)
        head.addWidget(self.tabs, 1)
        head.addWidget(self.filter)
        head.addWidget(self.new_button)
        column.addLayout(head)
        self.banner = Banner(theme, "danger", "", action=self.tr("Try again"), parent=self)
        self.banner.hide()
        column.addWidget(self.banner)
        self.model = QuoteTableModel(self)
        self._stack = QStackedWidget(self)
        self.table = CachedTableView(self.tr("Quotes"), self.model, QuoteCells(theme, self), parent=self._stack)
        self.table.show_sorting("dated_on", ascending=False)
        self.empty = EmptyState(theme, "receipt-text", "", "", parent=self._stack)
        reading = self.tr("Reading the quotes…")
        self.skeleton = Skeleton(theme, reading, row_height=44, avatars=False, parent=self._stack)
        for page in (self.table, self.empty, self.skeleton):
            self._stack.addWidget(page)
        column.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.tabs.current_key_changed.connect(self._on_tab_changed)
        self.filter.query_changed.connect(self._on_query_changed)
        self.filter.results_wanted.connect(self.focus_table)
        self.new_button.clicked.connect(self.new_wanted)
        self.banner.action_requested.connect(self.reload)
        self.model.rows_needed.connect(self._on_rows_needed)
        self.table.row_opened.connect(self.quote_wanted)
        self.table.sort_requested.connect(self._on_sort_requested)
        self.table.context_requested.connect(self.menu_wanted)
        self.table.selection_count_changed.connect(self._on_selection_changed)
        self.empty.primary_requested.connect(self._on_primary)
        self.empty.secondary_requested.connect(self.filter.clear)

    # what is shown

    @Slot()
    def reload(self) -> None:
        """Read the list from its top."""
        self._read(keep=False)

    def apply_change(self, change: ChangeSet) -> None:
        """Read again, keeping the place, when quotes or the names on them changed."""
        if change.touches("document", "contact"):
            self._read(keep=True)

    def current(self) -> QuoteRow | None:
        """The quote that has the focus."""
        row = self.model.row_at(self.table.currentIndex().row())
        return row if isinstance(row, QuoteRow) else None

    @Slot()
    def focus_table(self) -> None:
        """Put the keyboard into the table, on its first row if on none."""
        if not self.table.currentIndex().isValid() and self.model.rowCount():
            self.table.selectRow(0)
        self.table.setFocus()

    def _read(self, *, keep: bool) -> None:
        self._asked += 1
        if not keep and not self._count:
            self._stack.setCurrentWidget(self.skeleton)
            self.skeleton.start()
        self._operations.read(
            self,
            partial(_listed, self._services.quotes, self._tab(), self.filter.text().strip(), self._order),
            partial(self._show, self._asked, keep),
            self._on_failed,
        )

    def _tab(self) -> Tab:
        return next(tab for tab in TABS if tab == self.tabs.current_key())

    def _show(self, asked: int, keep: bool, found: tuple[array[int], QuoteCounts]) -> None:
        if asked != self._asked:
            return
        self.skeleton.stop()
        self.banner.hide()
        self._row_ids, counts = found
        self._count = len(self._row_ids)
        for tab in TABS:
            self.tabs.set_count(tab, getattr(counts, tab) or None)
        if keep:
            self.model.refresh(self._count)
        else:
            self.model.set_count(self._count)
        if self._count:
            self._stack.setCurrentWidget(self.table)
        else:
            self._say_empty(counts)
            self._stack.setCurrentWidget(self.empty)

    def _say_empty(self, counts: QuoteCounts) -> None:
        text = self.filter.text().strip()
        if text:
            self.empty.set_message(
                self.tr("Nothing matches “{text}”").format(text=isolated(text)),
                self.tr("Quotes are found by number, title and customer."),
                self.tr("New quote"),
                self.tr("Clear filter"),
            )
        elif not counts.all:
            self.empty.set_message(
                self.tr("No quotes yet"),
                self.tr("Write one in a minute: pick a customer, add items, and print or email the finished page."),
                self.tr("New quote"),
            )
        else:
            self.empty.set_message(
                self.tr("No quotes here now"), self.tr("The other tabs have some."), self.tr("New quote")
            )

    def _on_failed(self, error: CrmError) -> None:
        self.skeleton.stop()
        self.banner.set_message(error.title, error.detail)
        self.banner.show()
        self._stack.setCurrentWidget(self.table)

    @Slot(int, int)
    def _on_rows_needed(self, first: int, count: int) -> None:
        wanted = list(self._row_ids[first : first + count])
        epoch = self.model.epoch
        self._operations.read(
            self, partial(self._services.quotes.rows_at, wanted), partial(self._put_rows, first, epoch)
        )

    def _put_rows(self, first: int, epoch: int, rows: list[QuoteRow]) -> None:
        self.model.set_rows(first, rows, epoch)
        self.selection_changed.emit()

    @Slot(str)
    def _on_tab_changed(self, _key: str) -> None:
        self._read(keep=False)

    @Slot(str)
    def _on_query_changed(self, _text: str) -> None:
        self._read(keep=False)

    @Slot(str, bool)
    def _on_sort_requested(self, key: str, ascending: bool) -> None:
        self._order = (key, not ascending)
        self._read(keep=False)

    @Slot(int)
    def _on_selection_changed(self, _count: int) -> None:
        self.selection_changed.emit()

    @Slot()
    def _on_primary(self) -> None:
        self.new_wanted.emit()


def _listed(queries: object, tab: Tab, text: str, order: tuple[str, bool]) -> tuple[array[int], QuoteCounts]:
    ids = queries.row_ids(tab, text, order=order[0], descending=order[1])  # type: ignore[attr-defined]
    return ids, queries.counts()  # type: ignore[attr-defined]
