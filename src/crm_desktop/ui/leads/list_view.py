"""The table of leads with what stands above it: the filter, its chips, and what can be done with the whole list."""

from __future__ import annotations

from array import array
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from crm_desktop.core.errors import CrmError
from crm_desktop.core.filters import check, parse
from crm_desktop.services.leads.fields import FIELDS
from crm_desktop.services.leads.queries import ORDERS
from crm_desktop.services.leads.views import LeadCounts, LeadRow
from crm_desktop.services.services import Services
from crm_desktop.ui.kit.banner import Banner
from crm_desktop.ui.kit.button import IconButton
from crm_desktop.ui.kit.empty_state import EmptyState
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.search_box import SearchBox
from crm_desktop.ui.kit.skeleton import Skeleton
from crm_desktop.ui.kit.surface import Rule
from crm_desktop.ui.leads.filters import LeadFilters
from crm_desktop.ui.leads.table import LeadTable
from crm_desktop.ui.pane.pane import PaneContext

_Page = tuple[LeadCounts, list[Any], list[str]]


def _read_page(services: Services) -> _Page:
    return services.leads.counts(), services.workspace.members(), services.leads.sources()


class LeadList(QWidget):
    """Which leads there are, read as they are asked for.

    Signals:
        new_requested, paste_requested, rules_requested, export_requested: a button was pressed.
        counted(LeadCounts): how many there are.
        rows_came: rows of the table are here that were not.
        shown: something is shown that can take the keyboard.
    """

    new_requested = Signal()
    paste_requested = Signal()
    rules_requested = Signal()
    export_requested = Signal()
    counted = Signal(object)
    rows_came = Signal()
    shown = Signal()

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = context.services
        self._operations = context.operations
        self.ids: array[int] = array("q")
        """The rowids of the leads in the list, in order."""
        self.sorted = ("score", False)
        self.is_loaded = False
        self._asked_before: tuple[object, ...] = ()
        self._select_after = ""
        self._total = 0
        self._build(context)
        self._connect()

    def _build(self, context: PaneContext) -> None:
        theme = context.theme
        self.search = SearchBox(theme, self.tr("Filter leads"), key_hint="/")
        self.search.setMinimumWidth(160)
        self.search.setMaximumWidth(260)
        self.filters = LeadFilters(theme)
        self.count = Label("", "small", "secondary", tabular=True)
        self.paste_button = IconButton(theme, "table-2", self.tr("Paste rows from a spreadsheet (Ctrl+V)"))
        self.rules_button = IconButton(theme, "settings-2", self.tr("Rules for score and assignment"))
        self.export_button = IconButton(theme, "download", self.tr("Export leads (Ctrl+E)"))
        bar = QHBoxLayout()
        bar.setContentsMargins(20, 14, 16, 14)
        bar.setSpacing(8)
        bar.addWidget(self.search, 1, Qt.AlignmentFlag.AlignTop)
        bar.addWidget(self.filters, 3)
        bar.addWidget(self.count)
        bar.addSpacing(4)
        for button in (self.paste_button, self.rules_button, self.export_button):
            bar.addWidget(button)
        self.error = Banner(theme, "danger", "", action=self.tr("Try again"), parent=self)
        self.error.hide()
        self.stack = QStackedWidget(self)
        self.view = LeadTable(theme, self.stack)
        self.view.show_sorting("score", ascending=False)
        reading = self.tr("Reading the leads…")
        self.waiting = Skeleton(theme, reading, row_height=44, parent=self.stack)
        self.empty = EmptyState(
            theme, "sprout", self.tr("No leads yet"),
            self.tr("People and firms who might buy. A name, a phone or an e-mail is enough to begin with."),
            self.tr("New lead"), self.tr("Paste rows from a spreadsheet"), secondary_icon="table-2", parent=self.stack,
        )  # fmt: skip
        self.nothing = EmptyState(
            theme, "search", self.tr("Nothing matches"), "", self.tr("Clear the filter"), self.tr("New lead"),
            primary_icon="x", secondary_icon="plus", parent=self.stack,
        )  # fmt: skip
        for page in (self.waiting, self.view, self.empty, self.nothing):
            self.stack.addWidget(page)
        self.body = QHBoxLayout()
        """The table; the page puts a lead's details beside it."""
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        self.body.addWidget(self.stack, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(bar)
        whole.addWidget(self.error)
        whole.addWidget(Rule())
        whole.addLayout(self.body, 1)

    def _connect(self) -> None:
        self.search.query_changed.connect(self._on_query)
        self.search.results_wanted.connect(self._on_results_wanted)
        self.filters.changed.connect(self.reload)
        self.paste_button.clicked.connect(self.paste_requested)
        self.rules_button.clicked.connect(self.rules_requested)
        self.export_button.clicked.connect(self.export_requested)
        self.error.action_requested.connect(self.reload)
        self.empty.primary_requested.connect(self.new_requested)
        self.empty.secondary_requested.connect(self.paste_requested)
        self.nothing.primary_requested.connect(self.clear)
        self.nothing.secondary_requested.connect(self.new_requested)
        self.view.leads.rows_needed.connect(self._on_rows_needed)
        self.view.sort_requested.connect(self._on_sort_requested)

    # what is asked for

    @Slot()
    def reload(self) -> None:
        """Read which leads there are; rows that are shown stay until newer ones come."""
        if not self.is_loaded:
            self.stack.setCurrentWidget(self.waiting)
            self.waiting.start()
        text, where = self._asked()
        key, ascending = self.sorted
        converted = "converted" in where
        question = (text, where, self.sorted)
        leads = self._services.leads
        call = partial(leads.row_ids, text, where, key, descending=not ascending, converted=converted)
        self._operations.read(self, partial(_read_page, self._services), self._on_page)
        self._operations.read(self, call, partial(self._on_ids, question), self.show_error)

    def _asked(self) -> tuple[str, str]:
        """The words to look for, and the chips; a typed filter joins the chips."""
        text, chips = self.search.text().strip(), self.filters.text()
        if any(mark in f" {text} " for mark in ("=", "<", ">", " is ", " contains ", " has ", " in ")):
            try:
                check(parse(text), FIELDS)
            except CrmError:
                return text, chips
            return "", f"{chips} and ({text})" if chips else text
        return text, chips

    @Slot()
    def clear(self) -> None:
        """Show every open lead."""
        self.search.clear()
        self.filters.clear()

    def select(self, lead_id: str) -> None:
        """Read again, and give this lead the focus if it is in the list."""
        self._select_after = lead_id
        self.reload()

    def selected_rowids(self) -> list[int]:
        """The rowids of the selected leads, from top to bottom."""
        return [self.ids[row] for row in self.view.selected_rows() if row < len(self.ids)]

    @Slot(object)
    def show_error(self, error: CrmError) -> None:
        """Say what went wrong, and offer to try again."""
        self.waiting.stop()
        self.error.set_message(error.title, error.detail)
        self.error.show()

    # answers

    @Slot(object)
    def _on_page(self, found: _Page) -> None:
        counts, members, sources = found
        self.filters.offer(members, sources)
        self._total = counts.total
        self.counted.emit(counts)

    def _on_ids(self, question: tuple[object, ...], ids: array[int]) -> None:
        self.is_loaded = True
        self.error.hide()
        self.waiting.stop()
        self.ids = ids
        if question == self._asked_before:
            self.view.leads.refresh(len(ids))
        else:
            self._asked_before = question
            self.view.leads.set_count(len(ids))
        self.count.setText(self.tr("%n leads", "", len(ids)))
        self.export_button.setEnabled(bool(ids))
        text = self.search.text().strip()
        if ids:
            self.stack.setCurrentWidget(self.view)
        elif self._total or text:
            title = self.tr("Nothing matches “{text}”").format(text=text) if text else self.tr("No lead is like that")
            self.nothing.set_message(title, "", self.tr("Clear the filter"), self.tr("New lead"))
            self.stack.setCurrentWidget(self.nothing)
        else:
            self.stack.setCurrentWidget(self.empty)
        if self._select_after:
            lead_id, self._select_after = self._select_after, ""
            self._operations.read(self, partial(self._services.leads.rowid_of, lead_id), self._on_found)
        self.shown.emit()

    @Slot(object)
    def _on_found(self, rowid: int | None) -> None:
        if rowid is not None and rowid in self.ids:
            self.view.select_row(self.ids.index(rowid))
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(int, int)
    def _on_rows_needed(self, first: int, count: int) -> None:
        call = partial(self._services.leads.rows_at, self.ids[first : first + count])
        self._operations.read(self, call, partial(self._on_rows, first, self.view.leads.epoch), self.show_error)

    def _on_rows(self, first: int, epoch: int, rows: list[LeadRow]) -> None:
        self.view.leads.set_rows(first, rows, epoch)
        self.rows_came.emit()

    @Slot(str)
    def _on_query(self, _query: str) -> None:
        self.reload()

    @Slot()
    def _on_results_wanted(self) -> None:
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(str, bool)
    def _on_sort_requested(self, key: str, ascending: bool) -> None:
        self.sorted = (key, ascending)
        self.reload()

    # as it was

    def state(self) -> dict[str, Any]:
        """What is asked for, as JSON values."""
        return {"filter": self.search.text(), "chips": self.filters.state(), "sort": list(self.sorted)}

    def restore(self, state: dict[str, Any]) -> None:
        """Take back what `state` returned."""
        key, ascending = state.get("sort") or ("score", False)
        if str(key) in ORDERS:
            self.sorted = (str(key), bool(ascending))
            self.view.show_sorting(str(key), ascending=bool(ascending))
        self.filters.restore(state.get("chips"))
        self.search.setText(str(state.get("filter", "")))
