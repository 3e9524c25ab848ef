"""The Bin: everything that was deleted, by whom and when; brought back, or thrown away."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from crm_desktop.core.changes import ChangeSet
from crm_desktop.services.bin.commands import BinCommands
from crm_desktop.services.bin.queries import BinQueries
from crm_desktop.services.bin.views import BinRow, Emptied
from crm_desktop.ui.keeping.two_lines import TwoLineDelegate, TwoLineModel, TwoLineRow
from crm_desktop.ui.keeping.words import sort_words, tr
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.empty_state import EmptyState
from crm_desktop.ui.kit.format import moment_text
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.row_list import RowList
from crm_desktop.ui.kit.search_box import SearchBox
from crm_desktop.ui.pane.pane import PaneContext

_ICONS = {
    "contact": "user", "deal": "square-kanban", "quote": "receipt-text", "case": "life-buoy", "product": "package",
    "task": "circle-check", "event": "calendar-days", "activity": "sticky-note", "attachment": "paperclip",
}  # fmt: skip

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Found:
    text: str
    keys: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class _Window:
    epoch: int
    first: int
    rows: tuple[BinRow, ...]


def _find(queries: BinQueries, text: str) -> _Found:
    return _Found(text, tuple(queries.keys(text)))


def _read(queries: BinQueries, keys: tuple[Key, ...], first: int, epoch: int) -> _Window:
    return _Window(epoch, first, tuple(queries.rows_of(keys)))


class BinDialog(QDialog):
    """Deleted records of every kind.

    Signals:
        throw_away_requested(int): ask whether so many records should be thrown away; then call `throw_away`
        said(str): tell the person something that is no change
    """

    throw_away_requested = Signal(int)
    said = Signal(str)

    def __init__(self, context: PaneContext, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._context = context
        services = context.services
        self._queries = BinQueries(services.database, services.clock)
        self._commands = BinCommands(services.database, services.clock)
        self._keys: tuple[Key, ...] = ()
        self.setWindowTitle(self.tr("Bin"))
        self.resize(720, 620)
        self._build()
        self._connect()
        self._search("")

    def _build(self) -> None:
        theme = self._context.theme
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 18)
        column.setSpacing(10)
        column.addWidget(Label(self.tr("Bin"), "title2"))
        words = self.tr(
            "What you delete lies here until you throw it away. Thrown away, it leaves the file and its lists; the "
            "history still holds its last content, so it can be undone until the file is compacted. Erasing a person "
            "for privacy is something else, and for good."
        )
        column.addWidget(Label(words, "small", "secondary", wrap=True))
        self.search = SearchBox(theme, self.tr("Search the Bin"))
        column.addWidget(self.search)
        self.model = TwoLineModel(self)
        self.list = RowList(self.tr("Deleted records"), TwoLineDelegate(theme))
        self.list.setModel(self.model)
        self.empty = EmptyState(theme, "trash-2", self.tr("Nothing here"), self.tr("What you delete will lie here."))
        self.stack = QStackedWidget()
        self.stack.addWidget(self.list)
        self.stack.addWidget(self.empty)
        column.addWidget(self.stack, 1)
        self.count = Label("", "small", "tertiary")
        self.restore_button = Button(theme, self.tr("Restore"), "primary", "rotate-ccw")
        self.away_button = Button(theme, self.tr("Throw away…"), "ghost", "trash-2")
        self.close_button = Button(theme, self.tr("Close"))
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.count, 1)
        for button in (self.away_button, self.close_button, self.restore_button):
            foot.addWidget(button)
        column.addLayout(foot)

    def _connect(self) -> None:
        self.search.query_changed.connect(self._search)
        self.search.results_wanted.connect(self._on_results_wanted)
        self.model.rows_needed.connect(self._on_rows_needed)
        self.list.selection_count_changed.connect(self._on_selected)
        self.list.row_opened.connect(self._on_opened)
        self.restore_button.clicked.connect(self._restore)
        self.away_button.clicked.connect(self._ask_away)
        self.close_button.clicked.connect(self.close)
        self._context.operations.data_changed.connect(self._on_data_changed)

    @Slot(str)
    def _search(self, text: str) -> None:
        self._context.operations.read(self, partial(_find, self._queries, text), self._on_found)

    @Slot(object)
    def _on_found(self, found: _Found) -> None:
        if found.text != self.search.text().strip():
            return
        self._keys = found.keys
        self.model.set_count(len(found.keys))
        self.stack.setCurrentWidget(self.list if found.keys else self.empty)
        self.list.select_row(0)
        self._on_selected(min(1, len(found.keys)))

    @Slot(int, int)
    def _on_rows_needed(self, first: int, count: int) -> None:
        call = partial(_read, self._queries, self._keys[first : first + count], first, self.model.epoch)
        self._context.operations.read(self, call, self._on_rows)

    @Slot(object)
    def _on_rows(self, window: _Window) -> None:
        self.model.set_rows(window.first, [self._shown(row) for row in window.rows], window.epoch)

    def _shown(self, row: BinRow) -> TwoLineRow:
        clock = self._context.services.clock
        sort = tr("File") if row.kind == "attachment" else sort_words(row.kind)
        when = moment_text(row.deleted_at, clock.now(), clock.zone)
        detail = " · ".join(part for part in (sort, when, row.deleted_by) if part)
        return TwoLineRow(f"{row.kind}:{row.id}", _ICONS[row.kind], " ".join(row.title.split()) or sort, detail)

    def selected(self) -> list[Key]:
        """The chosen records, whether they have been read or not."""
        rows = sorted({index.row() for index in self.list.selectionModel().selectedRows()})
        return [self._keys[row] for row in rows if row < len(self._keys)]

    @Slot(int)
    def _on_selected(self, count: int) -> None:
        total = len(self._keys)
        words = self.tr("%n deleted records", "", total)
        self.count.setText(words if count < 2 else self.tr("%n records chosen", "", count))
        self.restore_button.setEnabled(bool(count) and bool(total))
        self.away_button.setEnabled(bool(count) and bool(total))

    @Slot(str)
    def _on_opened(self, _row_id: str) -> None:
        self._restore()

    @Slot()
    def _restore(self) -> None:
        chosen = self.selected()
        if chosen:
            self._context.operations.write(self, partial(self._commands.restore_many, chosen))

    @Slot()
    def _ask_away(self) -> None:
        chosen = self.selected()
        if chosen:
            self.throw_away_requested.emit(len(chosen))

    def throw_away(self) -> None:
        """Throw away what is chosen; the shell has asked."""
        call = partial(self._commands.throw_away, self.selected())
        self._context.operations.write(self, call, self._on_away, quiet=True)

    @Slot(object)
    def _on_away(self, outcome: tuple[ChangeSet, Emptied]) -> None:
        change, emptied = outcome
        operations = self._context.operations
        if change:
            operations.data_changed.emit(change)
            operations.announced.emit(change)
        if emptied.kept:
            self.said.emit(self.tr("%n records stay, because others refer to them.", "", emptied.kept))

    @Slot()
    def _on_results_wanted(self) -> None:
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def _on_data_changed(self, _change: ChangeSet) -> None:
        self._search(self.search.text().strip())
