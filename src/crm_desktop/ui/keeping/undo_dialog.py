"""The undo list: everything that was done, newest first; any of it can be taken back, after a look at it."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.core.changes import ChangeSet, UndoPreview, UndoResult
from crm_desktop.core.errors import CrmError
from crm_desktop.services.history import ListedEntry
from crm_desktop.services.record_history.preview_words import PreviewLine, would_do, would_leave
from crm_desktop.services.services import Services
from crm_desktop.ui.keeping.two_lines import TwoLineDelegate, TwoLineModel, TwoLineRow
from crm_desktop.ui.keeping.words import entry_words, preview_words
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.format import moment_text
from crm_desktop.ui.kit.label import ElidedLabel, Label
from crm_desktop.ui.kit.row_list import RowList
from crm_desktop.ui.kit.search_box import SearchBox
from crm_desktop.ui.pane.pane import PaneContext

_ICONS = {"undo": "undo-2", "redo": "redo-2", "outside": "external-link", "setup": "settings", "compact": "archive"}
_LINE_ICONS = {"set": "pencil", "back": "rotate-ccw", "away": "minus", "bin": "trash-2", "unbin": "rotate-ccw"}


@dataclass(frozen=True, slots=True)
class _Found:
    text: str
    ids: array[int]


@dataclass(frozen=True, slots=True)
class _Window:
    epoch: int
    first: int
    rows: tuple[ListedEntry, ...]


@dataclass(frozen=True, slots=True)
class _Preview:
    preview: UndoPreview
    done: tuple[PreviewLine, ...]
    left: tuple[PreviewLine, ...]


def _find(services: Services, text: str) -> _Found:
    return _Found(text, services.history.entry_ids(text))


def _read(services: Services, ids: array[int], first: int, epoch: int) -> _Window:
    return _Window(epoch, first, tuple(services.history.entries_of(ids)))


def _look(services: Services, entry: int) -> _Preview:
    preview = services.history.preview(entry)
    history = services.record_history
    return _Preview(preview, tuple(would_do(history, preview)), tuple(would_leave(history, preview)))


class UndoDialog(QDialog):
    """What was done at the left, what undoing it would do at the right.

    Signals:
        undone(UndoResult): an entry was taken back.
    """

    undone = Signal(object)

    def __init__(self, context: PaneContext, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._context = context
        self._ids = array("q")
        self._entries: dict[str, ListedEntry] = {}
        self._asked = ""
        self.setWindowTitle(self.tr("Undo list"))
        self.resize(1040, 640)
        self._build()
        self._connect()
        self._search("")

    def _build(self) -> None:
        theme = self._context.theme
        self.search = SearchBox(theme, self.tr("Search what was done, or who did it"))
        self.model = TwoLineModel(self)
        self.list = RowList(self.tr("What was done"), TwoLineDelegate(theme))
        self.list.setModel(self.model)
        self.list.setSelectionMode(RowList.SelectionMode.SingleSelection)
        self.count = Label("", "small", "tertiary")
        left = QVBoxLayout()
        left.setSpacing(10)
        left.addWidget(Label(self.tr("Undo list"), "title2"))
        left.addWidget(self.search)
        left.addWidget(self.list, 1)
        left.addWidget(self.count)
        self.title = ElidedLabel("", "title3")
        self.summary = Label("", "small", "secondary", wrap=True)
        self.lines_model = TwoLineModel(self)
        self.lines = RowList(self.tr("What undoing it would do"), TwoLineDelegate(theme))
        self.lines.setModel(self.lines_model)
        self.undo_button = Button(theme, self.tr("Undo this"), "primary", "undo-2")
        self.close_button = Button(theme, self.tr("Close"))
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        foot.addWidget(self.undo_button)
        right = QVBoxLayout()
        right.setSpacing(10)
        right.addWidget(self.title)
        right.addWidget(self.summary)
        right.addWidget(self.lines, 1)
        right.addLayout(foot)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(20, 18, 20, 18)
        whole.setSpacing(20)
        whole.addLayout(left, 1)
        whole.addLayout(right, 1)
        # Moving along the list with the arrows must not look at every entry on the way.
        self._pause = QTimer(self, singleShot=True, interval=120)

    def _connect(self) -> None:
        self.search.query_changed.connect(self._search)
        self.search.results_wanted.connect(self._on_results_wanted)
        self.model.rows_needed.connect(self._on_rows_needed)
        self.list.current_row_changed.connect(self._on_current)
        self.list.row_opened.connect(self._on_opened)
        self._pause.timeout.connect(self._preview)
        self.undo_button.clicked.connect(self._undo)
        self.close_button.clicked.connect(self.close)
        self._context.operations.data_changed.connect(self._on_data_changed)

    @Slot(str)
    def _search(self, text: str) -> None:
        self._context.operations.read(self, partial(_find, self._context.services, text), self._on_found)

    @Slot(object)
    def _on_found(self, found: _Found) -> None:
        if found.text != self.search.text().strip():
            return
        self._pause.stop()
        self._ids = found.ids
        self._entries.clear()
        self._asked = ""
        self.model.set_count(len(found.ids))
        self.count.setText(self.tr("%n changes", "", len(found.ids)))
        self.list.select_row(0)
        if not len(found.ids):
            self._say(self.tr("Nothing was found."), "")

    @Slot(int, int)
    def _on_rows_needed(self, first: int, count: int) -> None:
        call = partial(_read, self._context.services, self._ids[first : first + count], first, self.model.epoch)
        self._context.operations.read(self, call, self._on_rows)

    @Slot(object)
    def _on_rows(self, window: _Window) -> None:
        if window.epoch != self.model.epoch:
            return
        self._entries |= {str(one.id): one for one in window.rows}
        self.model.set_rows(window.first, [self._shown(one) for one in window.rows], window.epoch)
        self._on_current(self.list.current_id())

    def _shown(self, listed: ListedEntry) -> TwoLineRow:
        entry, clock = listed.entry, self._context.services.clock
        when = moment_text(entry.at, clock.now(), clock.zone)
        many = self.tr("%n records", "", listed.records) if listed.records else ""
        detail = " · ".join(part for part in (when, entry.actor, many) if part)
        chip = ""
        if entry.undone:
            chip = self.tr("Undone")
        elif listed.dropped:
            chip = self.tr("Too old to undo")
        elif not entry.undoable:
            chip = self.tr("Stands")
        icon = _ICONS.get(entry.kind, "pencil")
        return TwoLineRow(str(entry.id), icon, entry_words(entry.label, entry.kind), detail, chip, struck=entry.undone)

    @Slot(str)
    def _on_current(self, row_id: str) -> None:
        if row_id and row_id != self._asked:
            self._asked = row_id
            self._say("", "")
            self._pause.start()

    @Slot()
    def _preview(self) -> None:
        listed = self._entries.get(self._asked)
        if listed is None:
            return
        self.title.setText(entry_words(listed.entry.label, listed.entry.kind))
        self.summary.setText(self.tr("Working out what undoing it would do…"))
        # A look is a write that is rolled back: it waits its turn among the writes.
        call = partial(_look, self._context.services, listed.id)
        self._context.operations.write(self, call, self._on_preview, self._on_refused, quiet=True)

    @Slot(object)
    def _on_preview(self, found: _Preview) -> None:
        if str(found.preview.entry) != self._asked:
            return
        clock = self._context.services.clock
        said = [
            TwoLineRow(f"d{number}", _LINE_ICONS[line.action], *preview_words(line, clock))
            for number, line in enumerate(found.done)
        ]
        stays, tone = self.tr("Stays"), "warning"
        left = [
            TwoLineRow(f"l{number}", "triangle-alert", *preview_words(line, clock), stays, tone)
            for number, line in enumerate(found.left)
        ]
        rows = [*left, *said]
        self.lines_model.set_count(len(rows))
        self.lines_model.set_rows(0, rows)
        words = self.tr("Undoing it would set back %n rows.", "", found.preview.count)
        if found.preview.count > len(found.preview.steps):
            words += " " + self.tr("The first %n are listed.", "", len(found.preview.steps))
        if left:
            words += " " + self.tr("%n values would stay as they are.", "", len(left))
        self.summary.setText(words)
        self.undo_button.setEnabled(bool(found.preview.count))

    @Slot(object)
    def _on_refused(self, error: CrmError) -> None:
        self.summary.setText(str(error))
        self.lines_model.set_count(0)
        self.undo_button.setEnabled(False)

    def _say(self, title: str, text: str) -> None:
        self.title.setText(title)
        self.summary.setText(text)
        self.lines_model.set_count(0)
        self.undo_button.setEnabled(False)

    @Slot(str)
    def _on_opened(self, _row_id: str) -> None:
        if self.undo_button.isEnabled():
            self._undo()

    @Slot()
    def _undo(self) -> None:
        if self._asked:
            call = partial(self._context.services.history.undo, int(self._asked))
            self._context.operations.write(self, call, self._on_undone, self._on_refused, quiet=True)

    @Slot(object)
    def _on_undone(self, result: UndoResult) -> None:
        self.undone.emit(result)

    @Slot()
    def _on_results_wanted(self) -> None:
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def _on_data_changed(self, _change: ChangeSet) -> None:
        self._search(self.search.text().strip())
