"""The last step: what was done, and the ways on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.services.importing.plan import ImportCheck, ImportPlan, ImportResult, Outcome, Refusal
from crm_desktop.ui.importing.words import done_title, figure, rows_words, things, tr
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.icon_label import IconTile
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.surface import Card
from crm_desktop.ui.kit.table_view import CachedTableView, CellDelegate
from crm_desktop.ui.kit.windowed_models import TableColumn, WindowedTableModel
from crm_desktop.ui.theme.theme import Theme

_LEAST_SENTENCE = 480
_ANY_HEIGHT = 10_000


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that was not imported."""

    id: str
    row: str
    reason: str


class RefusedModel(WindowedTableModel):
    """The rows that were not imported and why."""

    def __init__(self, parent: QObject | None = None) -> None:
        row = TableColumn("row", tr("Row"), 80, is_sortable=False)
        super().__init__((row, TableColumn("reason", tr("Why"), 400, is_sortable=False)), parent)
        self._refused: tuple[Refusal, ...] = ()
        self.rows_needed.connect(self._on_rows_needed)

    def show_refused(self, refused: tuple[Refusal, ...]) -> None:
        """Show these."""
        self._refused = refused
        self.set_count(len(refused))

    @Slot(int, int)
    def _on_rows_needed(self, first: int, count: int) -> None:
        wanted = self._refused[first : first + count]
        self.set_rows(first, [RefusedRow(str(one.row), figure(one.row), one.reason) for one in wanted])


class _Sentence(Label):
    """Wraps in the width that it has; Qt would ask for the height of a narrow column, and never for less again."""

    def heightForWidth(self, width: int) -> int:
        flags = int(Qt.TextFlag.TextWordWrap)
        return self.fontMetrics().boundingRect(0, 0, width, _ANY_HEIGHT, flags, self.text()).height()

    def sizeHint(self) -> QSize:
        width = max(self.width(), _LEAST_SENTENCE)
        return QSize(width, self.heightForWidth(width))


class DoneStep(QWidget):
    """Says what an import did.

    Signals:
        undo_requested, save_requested, show_requested, again_requested: the four ways on
        duplicates_requested: review what may be there twice
    """

    undo_requested = Signal()
    save_requested = Signal()
    show_requested = Signal()
    again_requested = Signal()
    duplicates_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        card = self._card = Card(parent=self)
        self.refused = Card(parent=self)
        self._tile = IconTile(theme, "circle-check", "success", 44, parent=card)
        self.title = Label("", "title1", parent=card)
        self.text = _Sentence("", "body", "secondary", card, wrap=True)
        self.show_records = Button(theme, self.tr("Show them"), "primary", "arrow-right", parent=card)
        self.undo = Button(theme, self.tr("Undo import"), icon="undo-2", parent=card)
        self.duplicates = Button(theme, "", icon="git-compare-arrows", parent=card)
        self.duplicates.hide()
        self.again = Button(theme, self.tr("Import another file"), icon="upload", parent=card)
        self.refused_title = Label("", "title3", parent=self.refused)
        self.save = Button(theme, self.tr("Save them to a file…"), icon="download", parent=self.refused)
        self.model = RefusedModel(self)
        self.table = CachedTableView(
            self.tr("Rows that were not imported"),
            self.model,
            CellDelegate(theme, self),
            compact=True,
            parent=self.refused,
        )
        self._goes_on = False
        self._build()

    def _build(self) -> None:
        card = self._card
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(self._tile, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self.title)
        words.addWidget(self.text)
        words.addStretch(1)
        head.addLayout(words, 1)
        card.body.addLayout(head)
        buttons = QHBoxLayout()
        buttons.setSpacing(10)
        buttons.setContentsMargins(60, 6, 0, 4)
        for button in (self.show_records, self.duplicates, self.undo, self.again):
            buttons.addWidget(button)
        buttons.addStretch(1)
        card.body.addLayout(buttons)
        line = QHBoxLayout()
        line.addWidget(self.refused_title)
        line.addStretch(1)
        line.addWidget(self.save)
        self.refused.body.addLayout(line)
        self.refused.body.addWidget(self.table, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(14)
        whole.addWidget(card)
        whole.addWidget(self.refused, 1)
        whole.addStretch(0)
        self._whole = whole
        self.show_records.clicked.connect(self.show_requested)
        self.duplicates.clicked.connect(self.duplicates_requested)
        self.undo.clicked.connect(self.undo_requested)
        self.again.clicked.connect(self.again_requested)
        self.save.clicked.connect(self.save_requested)

    def show_result(
        self, plan: ImportPlan, check: ImportCheck, result: ImportResult, waiting: Sequence[Path] = ()
    ) -> None:
        """Say what was done, what was not, and which files are still to come."""
        self._tile.set_icon("circle-check" if result.change else "info", "success" if result.change else "info")
        self.title.setText(done_title(plan.rows, result.created, result.updated))
        parts = [self.tr("From {name}.").format(name=plan.path.name)]
        if result.unchanged:
            same = self.tr("{what} were here already, the same.").format(what=things(plan.rows, result.unchanged))
            if result.unchanged == 1:
                same = self.tr("1 was here already, the same.")
            parts.append(same)
        if result.change:
            parts.append(self.tr("The whole import can be undone for 30 days."))
        self._goes_on = bool(waiting)
        if waiting:
            self.again.set_text(self.tr("Next: {name}").format(name=waiting[0].name))
            parts.append(self.tr("Still to come: %n files.", "", len(waiting)))
        else:
            self.again.set_text(self.tr("Import another file"))
        self.again.set_kind("primary" if waiting else "normal")
        self.show_records.set_kind("normal" if waiting else "primary")
        self.text.setText(" ".join(parts))
        self.undo.setVisible(bool(result.change))
        self.show_records.setVisible(bool(result.created or result.updated))
        self._show_refused(check, result)

    def _show_refused(self, check: ImportCheck, result: ImportResult) -> None:
        later = {row.row for row in check.rows if row.outcome is Outcome.LOOK}
        waiting = sum(1 for one in result.refused if one.row in later)
        count = len(result.refused)
        self.refused.setVisible(bool(count))
        self._whole.setStretch(2, 0 if count else 1)
        if waiting == count:
            text = self.tr("{rows} kept for later").format(rows=rows_words(count))
        else:
            text = self.tr("{rows} not imported, {later} of them kept for later").format(
                rows=rows_words(count), later=figure(waiting)
            )
            if not waiting:
                text = self.tr("{rows} not imported").format(rows=rows_words(count))
        self.refused_title.setText(text)
        self.model.show_refused(result.refused)

    def show_duplicates(self, count: int | None) -> None:
        """Offer to review so many contacts that may be there twice; None while nobody has counted."""
        if count is None:
            self.duplicates.set_text(self.tr("Look for duplicates"))
        elif count == 1:
            self.duplicates.set_text(self.tr("1 may be a duplicate: review"))
        elif count:
            self.duplicates.set_text(self.tr("{count} may be duplicates: review").format(count=figure(count)))
        self.duplicates.setVisible(count is None or count > 0)

    def first_focus(self) -> Button:
        """The button that Enter presses."""
        return self.again if self._goes_on or self.show_records.isHidden() else self.show_records

    def show_undone(self) -> None:
        """Say that the import was taken back."""
        self._tile.set_icon("undo-2", "info")
        self.title.setText(self.tr("The import was undone"))
        self.text.setText(self.tr("Everything is as it was before. The file itself was never changed."))
        self.undo.hide()
        self.duplicates.hide()
        self.show_records.hide()
        self.refused.hide()
        self._whole.setStretch(2, 1)
