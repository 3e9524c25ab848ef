"""The history of one record, read as far as it is looked at; an old value can be put back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.errors import CrmError
from crm_desktop.services.record_history.views import HistoryRow, Outline
from crm_desktop.services.services import Services
from crm_desktop.ui.keeping.two_lines import TwoLineDelegate, TwoLineModel, TwoLineRow
from crm_desktop.ui.keeping.words import entry_words, happened, value_words
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.format import moment_text
from crm_desktop.ui.kit.label import ElidedLabel, Label
from crm_desktop.ui.kit.row_list import RowList
from crm_desktop.ui.kit.skeleton import Skeleton
from crm_desktop.ui.pane.pane import PaneContext

_ICONS = {
    "added": "plus", "removed": "minus", "binned": "trash-2", "unbinned": "rotate-ccw", "changed": "pencil",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Window:
    epoch: int
    first: int
    rows: tuple[HistoryRow, ...]


def _read(services: Services, outline: Outline, first: int, count: int, epoch: int) -> _Window:
    return _Window(epoch, first, tuple(services.record_history.rows(outline, first, count)))


class RecordHistoryList(QWidget):
    """Who changed what and when, newest first. Enter, or the button under the list, puts the old value back."""

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._asked: tuple[str, str] = ("", "")
        self._outline: Outline | None = None
        self._rows: dict[str, HistoryRow] = {}
        self._build()
        self._connect()

    def _build(self) -> None:
        theme = self._context.theme
        self.model = TwoLineModel(self)
        self.list = RowList(self.tr("History"), TwoLineDelegate(theme))
        self.list.setModel(self.model)
        self.list.setSelectionMode(RowList.SelectionMode.SingleSelection)
        self.waiting = Skeleton(theme, self.tr("Reading the history…"), row_height=52, avatars=False)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.waiting)
        self.stack.addWidget(self.list)
        self.note = Label("", "small", "tertiary", wrap=True)
        self.note.hide()
        self.chosen = ElidedLabel("", "small", "secondary")
        self.restore_button = Button(theme, self.tr("Restore this value"), icon="rotate-ccw", size="compact")
        self.restore_button.setEnabled(False)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.chosen, 1)
        foot.addWidget(self.restore_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.stack, 1)
        column.addWidget(self.note)
        column.addLayout(foot)
        self.setFocusProxy(self.list)

    def _connect(self) -> None:
        self.model.rows_needed.connect(self._on_rows_needed)
        self.list.current_row_changed.connect(self._on_current)
        self.list.row_opened.connect(self._on_opened)
        self.restore_button.clicked.connect(self._restore)
        self._context.operations.data_changed.connect(self._on_data_changed)

    def show_record(self, kind: str, record_id: str) -> None:
        """List what happened to a record."""
        if (kind, record_id) != self._asked:
            self._asked = (kind, record_id)
            self._outline = None
            self.stack.setCurrentWidget(self.waiting)
            self.waiting.start()
        if record_id:
            call = partial(self._context.services.record_history.outline, kind, record_id)
            self._context.operations.read(self, call, self._on_outline)

    def shown_rows(self) -> list[HistoryRow]:
        """The rows that have been read."""
        return list(self._rows.values())

    @Slot(object)
    def _on_outline(self, outline: Outline) -> None:
        if (outline.kind, outline.record_id) != self._asked:
            return
        first_time = self._outline is None
        self._outline = outline
        self._rows.clear()
        if first_time:
            self.model.set_count(len(outline))
        else:
            self.model.refresh(len(outline))
        self.waiting.stop()
        self.stack.setCurrentWidget(self.list)
        if first_time and len(outline):
            self.list.select_row(0)
        self.note.setVisible(outline.dropped_before is not None)
        if outline.dropped_before is not None:
            clock = self._context.services.clock
            day = moment_text(outline.dropped_before, clock.now(), clock.zone)
            self.note.setText(self.tr("What was before {day} was dropped when the file was compacted.").format(day=day))

    @Slot(int, int)
    def _on_rows_needed(self, first: int, count: int) -> None:
        if self._outline is not None:
            call = partial(_read, self._context.services, self._outline, first, count, self.model.epoch)
            self._context.operations.read(self, call, self._on_rows)

    @Slot(object)
    def _on_rows(self, window: _Window) -> None:
        if window.epoch == self.model.epoch:
            self._rows |= {row.id: row for row in window.rows}
            self.model.set_rows(window.first, [self._shown(row) for row in window.rows], window.epoch)
            self._on_current(self.list.current_id())

    def _shown(self, row: HistoryRow) -> TwoLineRow:
        clock = self._context.services.clock
        when = moment_text(row.at, clock.now(), clock.zone)
        detail = " · ".join(part for part in (entry_words(row.label, row.entry_kind), row.who, when) if part)
        chip = self.tr("Undone") if row.undone else ""
        return TwoLineRow(row.id, _ICONS[row.action], happened(row, clock), detail, chip, struck=row.undone)

    @Slot(str)
    def _on_current(self, row_id: str) -> None:
        row = self._rows.get(row_id)
        restorable = row is not None and row.restorable
        self.restore_button.setEnabled(restorable)
        if row is None or not restorable:
            self.chosen.setText("")
        elif row.action == "removed":
            self.chosen.setText(self.tr("Bring back: {part}").format(part=row.part))
        else:
            value = value_words(row.old, self._context.services.clock)
            self.chosen.setText(self.tr("Put back {field}: {value}").format(field=row.field, value=value))

    @Slot(str)
    def _on_opened(self, _row_id: str) -> None:
        if self.restore_button.isEnabled():
            self._restore()

    @Slot()
    def _restore(self) -> None:
        row = self._rows.get(self.list.current_id())
        if row is not None and row.restorable:
            commands = self._context.services.record_history_commands
            call = partial(commands.restore, *self._asked, row.line, row.column)
            self._context.operations.write(self, call, None, self._on_refused)
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def _on_refused(self, error: CrmError) -> None:
        self.chosen.setText(str(error))

    @Slot(object)
    def _on_data_changed(self, _change: ChangeSet) -> None:
        if self._asked[1] and self.isVisible():
            self.show_record(*self._asked)
