"""One measure: what it says, its list, the way to the records, and the button that puts it right."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QInputDialog, QMenu, QStackedWidget, QVBoxLayout, QWidget

from crm_desktop.core.errors import CrmError
from crm_desktop.services.quality.views import Figure, ProblemRow
from crm_desktop.services.services import Services
from crm_desktop.ui.fields.words import member_text
from crm_desktop.ui.keeping.two_lines import TwoLineDelegate, TwoLineModel, TwoLineRow
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.empty_state import EmptyState
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.row_list import RowList
from crm_desktop.ui.kit.skeleton import Skeleton
from crm_desktop.ui.kit.surface import Rule, Surface
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.quality.words import measure_words

_ICONS = {"person": "user", "company": "building-2", "deal": "square-kanban"}
_OTHER = "\x00other"


@dataclass(frozen=True, slots=True)
class _Listed:
    key: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Window:
    first: int
    epoch: int
    rows: tuple[ProblemRow, ...]


@dataclass(frozen=True, slots=True)
class _Choices:
    key: str
    ids: tuple[str, ...] | None
    choices: tuple[tuple[str, str], ...]


def _list(services: Services, key: str) -> _Listed:
    return _Listed(key, tuple(services.quality.ids(key)))


def _read(services: Services, key: str, ids: tuple[str, ...], first: int, epoch: int) -> _Window:
    return _Window(first, epoch, tuple(services.quality.rows(key, ids)))


def _choices(services: Services, key: str, fix: str, ids: tuple[str, ...] | None) -> _Choices:
    if fix == "assign":
        return _Choices(key, ids, tuple((one.id, member_text(one)) for one in services.workspace.members()))
    return _Choices(key, ids, tuple((one, one) for one in services.quality.sources()))


class ProblemList(Surface):
    """The right side of the page.

    Signals:
        record_requested(kind, id): open this record
        filter_requested(kind, filter): show the list on the page of its records
        fixed: something was put right; count again
        duplicates_requested: show the queue of duplicates
    """

    record_requested = Signal(str, str)
    filter_requested = Signal(str, str)
    fixed = Signal()
    duplicates_requested = Signal()

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__("surface", parent)
        self._context = context
        self._figure: Figure | None = None
        self._ids: tuple[str, ...] = ()
        self._build()
        self._connect()

    def _build(self) -> None:
        theme = self._context.theme
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 12, 8)
        column.setSpacing(8)
        self.title = Label("", "title2", parent=self, wrap=True)
        self.text = Label("", "small", "secondary", self, wrap=True)
        self.fix_button = Button(theme, "", "primary", parent=self)
        self.open_button = Button(theme, self.tr("Open as a list"), icon="list-filter", parent=self)
        self.chosen = Label("", "small", "tertiary", self)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.fix_button)
        row.addWidget(self.open_button)
        row.addStretch(1)
        row.addWidget(self.chosen)
        column.addWidget(self.title)
        column.addWidget(self.text)
        column.addLayout(row)
        column.addWidget(Rule(parent=self))
        self.stack = QStackedWidget(self)
        self.model = TwoLineModel(self)
        self.list = RowList(self.tr("What could be better"), TwoLineDelegate(theme), self.stack)
        self.list.setModel(self.model)
        self.skeleton = Skeleton(theme, self.tr("Reading the list…"), avatars=False, parent=self.stack)
        self.nothing = EmptyState(theme, "circle-check", self.tr("Nothing to put right here"), "", parent=self.stack)
        for page in (self.list, self.skeleton, self.nothing):
            self.stack.addWidget(page)
        column.addWidget(self.stack, 1)

    def _connect(self) -> None:
        self.model.rows_needed.connect(self._on_rows_needed)
        self.list.row_opened.connect(self._on_opened)
        self.list.selection_count_changed.connect(self._on_selected)
        self.fix_button.clicked.connect(self.fix)
        self.open_button.clicked.connect(self._on_open_list)

    def show_figure(self, figure: Figure) -> None:
        """Show a measure and its list."""
        is_other = self._figure is None or self._figure.measure.key != figure.measure.key
        self._figure = figure
        words = measure_words(figure.measure)
        self.title.setText(words.title)
        self.text.setText(words.text)
        self.fix_button.set_text(words.fix)
        self.fix_button.setVisible(bool(words.fix) and figure.bad > 0)
        self.open_button.setVisible(bool(figure.measure.where) and figure.bad > 0)
        if not figure.bad:
            self._ids = ()
            self.model.set_count(0)
            self.stack.setCurrentWidget(self.nothing)
            return
        if is_other:
            self.model.set_count(0)
            self.stack.setCurrentWidget(self.skeleton)
            self.skeleton.start()
        call = partial(_list, self._context.services, figure.measure.key)
        self._context.operations.work(self, call, self._on_listed)

    @Slot(object)
    def _on_listed(self, listed: _Listed) -> None:
        if self._figure is None or listed.key != self._figure.measure.key:
            return
        self.skeleton.stop()
        is_same = bool(self._ids) and self.stack.currentWidget() is self.list
        self._ids = listed.ids
        if is_same:
            self.model.refresh(len(listed.ids))
        else:
            self.model.set_count(len(listed.ids))
        self.stack.setCurrentWidget(self.list if listed.ids else self.nothing)
        self.chosen.setText("")

    @Slot(int, int)
    def _on_rows_needed(self, first: int, count: int) -> None:
        if self._figure is not None:
            ids = self._ids[first : first + count]
            call = partial(_read, self._context.services, self._figure.measure.key, ids, first, self.model.epoch)
            self._context.operations.read(self, call, self._on_rows)

    @Slot(object)
    def _on_rows(self, window: _Window) -> None:
        self.model.set_rows(window.first, [self._shown(row) for row in window.rows], window.epoch)

    def _shown(self, row: ProblemRow) -> TwoLineRow:
        name = row.name or self.tr("Without a name")
        detail = row.detail or self.tr("Nothing else is known")
        return TwoLineRow(row.id, _ICONS.get(row.kind, "user"), name, detail, row.next_step[:40], "info")

    def selected_ids(self) -> tuple[str, ...]:
        """The chosen records of the list, whether they have been read or not."""
        rows = sorted({index.row() for index in self.list.selectionModel().selectedRows()})
        return tuple(self._ids[row] for row in rows if row < len(self._ids))

    @Slot(int)
    def _on_selected(self, count: int) -> None:
        self.chosen.setText(self.tr("%n chosen", "", count) if count > 1 else "")

    @Slot(str)
    def _on_opened(self, record_id: str) -> None:
        if self._figure is not None:
            self.record_requested.emit(self._figure.measure.kind, record_id)

    @Slot()
    def _on_open_list(self) -> None:
        if self._figure is not None:
            measure = self._figure.measure
            kind = measure.of if measure.of in ("person", "company") else measure.kind
            self.filter_requested.emit(kind, measure.where)

    # putting right

    @Slot()
    def fix(self) -> None:
        """Do what the button says: to the chosen records when several are, else to all of the list."""
        figure = self._figure
        if figure is None:
            return
        chosen = self.selected_ids()
        ids = chosen if len(chosen) > 1 else None
        if figure.measure.fix == "duplicates":
            self.duplicates_requested.emit()
        elif figure.measure.fix in ("assign", "set_source"):
            call = partial(_choices, self._context.services, figure.measure.key, figure.measure.fix, ids)
            self._context.operations.read(self, call, self._on_choices)
        else:
            self.put_right(figure.measure.key, ids)

    def put_right(self, key: str, ids: tuple[str, ...] | None, choice: str = "") -> None:
        """Put records of a measure right, as one entry that can be undone."""
        commands = self._context.services.quality_commands
        call = partial(commands.fix, key, ids, choice)
        self._context.operations.write(self, call, self._on_fixed, self._on_refused)

    @Slot(object)
    def _on_choices(self, found: _Choices) -> None:
        if self._figure is None or found.key != self._figure.measure.key:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for key, words in found.choices:
            menu.addAction(words.replace("&", "&&")).setData((found, key))
        if self._figure.measure.fix == "set_source":
            if found.choices:
                menu.addSeparator()
            menu.addAction(self.tr("Another…")).setData((found, _OTHER))
        menu.triggered.connect(self._on_chosen)
        menu.popup(self.fix_button.mapToGlobal(self.fix_button.rect().bottomLeft()))

    @Slot(QAction)
    def _on_chosen(self, action: QAction) -> None:
        found, key = action.data()
        if key == _OTHER:
            key, chosen = QInputDialog.getText(self, self.tr("Set the source"), self.tr("Where they came from"))
            if not chosen or not key.strip():
                return
        self.put_right(found.key, found.ids, key)

    def _on_fixed(self, _change: object) -> None:
        self.fixed.emit()

    def _on_refused(self, error: CrmError) -> None:
        self.text.setText(f"{error.title} {error.detail}")
