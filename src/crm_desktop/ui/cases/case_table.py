"""The cases as a table, in place of the queue and the thread."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.clock import Clock, today
from crm_desktop.core.errors import CrmError
from crm_desktop.core.kinds import CASE_STATUSES
from crm_desktop.services.cases.queries import due_of
from crm_desktop.services.cases.views import Due, Queue
from crm_desktop.services.lists.views import ListRow
from crm_desktop.ui.cases.reading import QueueQuery
from crm_desktop.ui.cases.words import PRIORITY_TONES, due_icon, due_text, due_tone, short_status, status_word, tr
from crm_desktop.ui.kit.button import IconButton
from crm_desktop.ui.lists.bulk_bar import BulkAction
from crm_desktop.ui.lists.look import RecordLook
from crm_desktop.ui.lists.ready import ReadyView
from crm_desktop.ui.lists.record_table import RecordTable
from crm_desktop.ui.lists.setting import TableSetting
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.theme.theme import Theme
from crm_desktop.ui.theme.tokens import Tone

if TYPE_CHECKING:
    from crm_desktop.ui.cases.pane import CasesPane

COLUMNS: Final = ("subject", "number", "customer", "status", "priority", "reply_due_at", "owner", "opened_at")
_BESIDE: Final = ("status", "reply_due_at", "solved_at", "next_step_on", "next_step_at", "next_step_kind")
_OPEN: Final = "status != solved and status != closed"
_QUEUES: Final = {"mine": Queue.MINE, "open": Queue.ALL, "solved": Queue.SOLVED}


class CaseLook(RecordLook):
    """How a case stands is said as in the queue."""

    def __init__(self, theme: Theme, clock: Clock) -> None:
        super().__init__(theme)
        self._clock = clock

    def text(self, row: ListRow, key: str) -> str | None:
        if key == "reply_due_at":
            return due_text(self._due(row), today(self._clock))
        if key == "status":
            return short_status(str(row.value(key) or ""))
        return row.value(key) or tr("No customer yet") if key == "customer" else None

    def tone(self, row: ListRow, key: str) -> Tone | None:
        if key == "reply_due_at":
            return due_tone(self._due(row))
        if key == "status" and str(row.value(key)).startswith("waiting"):
            return "warning"
        return PRIORITY_TONES.get(str(row.value(key))) if key == "priority" else None

    def icon(self, row: ListRow, key: str) -> str:
        return due_icon(self._due(row)) if key == "reply_due_at" else super().icon(row, key)

    def _due(self, row: ListRow) -> Due:
        due, solved = (_moment(row.value(key)) for key in ("reply_due_at", "solved_at"))
        return due_of(str(row.value("status")), due, solved, self._clock)


def _moment(value: Any) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


class CaseTable(RecordTable):
    """The cases, most pressing first."""

    def __init__(self, context: PaneContext, parent: QWidget) -> None:
        ready = (
            ReadyView("mine", tr("My queue"), f"{_OPEN} and (owner = me or owner is empty)"),
            ReadyView("open", tr("Not solved"), _OPEN),
            ReadyView("solved", tr("Solved"), "status in (solved, closed)"),
        )
        setting = TableSetting(
            "case", tr("Cases"), tr("Filter cases"), COLUMNS, beside=_BESIDE,
            new_text=tr("New case"), look=CaseLook(context.theme, context.services.clock), ready=ready, first="mine",
            bulk=(BulkAction("solve", tr("Solve"), "check"),), giving_way=frozenset(("number", "opened_at")),
        )  # fmt: skip
        super().__init__(context, setting, parent)
        self.queue_button = IconButton(context.theme, "list", tr("Show as a queue"), parent=self.toolbar)
        self.toolbar.put_last(self.queue_button)

    def as_queue(self) -> QueueQuery:
        """Return what the queue shows of the table: the same queue, or the table's records in its order."""
        state = self.state
        queue = _QUEUES.get(state.view_id)
        try:
            query = state.query()
        except CrmError:
            query = replace(state, text="").query()
        if queue is not None and not self.has_own_filter() and not state.sorting:
            return QueueQuery(queue)
        view = next((one for one in self.views if one.id == state.view_id), None)
        name = view.name if view is not None else tr("As in the table")
        return QueueQuery(queue or Queue.ALL, query.text, query.where, query.sorting, name)


class CasesAsTable(QObject):
    """Switches the page between queue and table; the table is made when it is first wanted."""

    def __init__(self, pane: CasesPane, pages: QStackedWidget) -> None:
        super().__init__(pane)
        self._pane = pane
        self._pages = pages
        self.shown = False
        self._kept: dict[str, Any] = {}

    @cached_property
    def table(self) -> CaseTable:
        """The table."""
        pane, table = self._pane, CaseTable(self._pane.context, self._pages)
        self._pages.addWidget(table)
        if self._kept:
            table.restore(self._kept)
        table.record_chosen.connect(pane.show_case)
        table.record_opened.connect(self.open_case)
        table.record_peeked.connect(self.open_case)
        table.context_requested.connect(pane.open_case_menu)
        table.create_requested.connect(partial(pane.new_case, ""))
        table.bulk_requested.connect(self._on_bulk)
        table.noticed.connect(pane.notice)
        table.failed.connect(pane.show_error)
        table.queue_button.clicked.connect(self.toggle)
        return table

    @Slot()
    def toggle(self) -> None:
        """Show the table, or the queue."""
        self.show(not self.shown)

    def show(self, shown: bool) -> None:
        """Show the table, or the queue with the records of the table."""
        if shown == self.shown:
            return
        self.shown = shown
        if shown:
            self._pages.setCurrentWidget(self.table)
            self.table.show_record(self._pane.case.id if self._pane.case is not None else "")
            self.table.focus_rows()
        else:
            self._pane.queue.choose(self.table.table.current_id())
            self._pane.queue.set_query(self.table.as_queue())
            self._pane.show_page()

    def follow_change(self, change: ChangeSet, *tables: str) -> None:
        """Read the table again when something it shows changed."""
        if self.shown:
            self.table.apply_change(change, *tables)

    @Slot(str)
    def open_case(self, case_id: str) -> None:
        """Go into a case: its thread, beside the queue of the table's cases."""
        self.show(False)
        self._pane.open_record("case", case_id)

    def selected_many(self) -> bool:
        """Whether what is done is about several rows of the table."""
        return self.shown and len(self.table.selected_rowids()) > 1

    def tag(self) -> None:
        """Put a tag on the selected cases."""
        self.table.doing.tag()

    def choose_status(self) -> None:
        """Ask for the status of the selected cases."""
        choices = [(key, status_word(key)) for key, _ in CASE_STATUSES]
        self.table.doing.choose("status", tr("Change the status"), choices, self._set_status)

    def _set_status(self, ids: list[str], status: str) -> None:
        pane = self._pane
        call = partial(pane.services.list_commands.set_field, "case", ids, "status", status)
        pane.operations.write(self.table, call, None, pane.show_error)

    @Slot()
    def add_filter(self) -> None:
        """Choose a condition for the table (F)."""
        self.show(True)
        self.table.doing.add_filter()

    @Slot(str)
    def _on_bulk(self, _key: str) -> None:
        self.solve()

    def solve(self) -> None:
        """Solve every selected case, as one step."""
        pane, rowids = self._pane, self.table.selected_rowids()
        call = partial(pane.services.lists.ids_of, "case", rowids)
        pane.operations.read(self.table, call, partial(self._set_status, status="solved"))

    def state(self) -> dict[str, Any]:
        """Return what should be as it was at the next start."""
        return self.table.kept() if "table" in self.__dict__ else self._kept

    def restore(self, kept: dict[str, Any], *, shown: bool) -> None:
        """Take back what `state` returned."""
        self._kept = kept
        self.show(shown)
