"""The third step: what would happen to every row, before anything is saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from crm_desktop.services.importing.plan import ImportPlan, Outcome, RowCheck
from crm_desktop.services.importing.shown_cells import ShownCells
from crm_desktop.ui.importing.check_table import CheckedRow, CheckTable
from crm_desktop.ui.importing.jobs import ALL, NOTED, Checked
from crm_desktop.ui.importing.names_panel import NamesPanel
from crm_desktop.ui.importing.words import OUTCOME_TONES, figure, outcome_detail, outcome_title, rows_words, tr
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.paint import draw_rounded, draw_text, mirrored
from crm_desktop.ui.kit.plain_tip import plain_tip
from crm_desktop.ui.kit.segmented import Segmented
from crm_desktop.ui.kit.skeleton import Skeleton
from crm_desktop.ui.kit.surface import Card
from crm_desktop.ui.theme.theme import Theme

_ORDER = (Outcome.READY, Outcome.UPDATE, Outcome.UNCHANGED, Outcome.SKIPPED, Outcome.LOOK)


class CountTile(QAbstractButton):
    """How many rows have one outcome; pressed, the table shows these."""

    def __init__(self, theme: Theme, outcome: Outcome, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.outcome = outcome
        self.count = 0
        self._detail = ""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setProperty("focus_ring", 10)

    def sizeHint(self) -> QSize:
        return QSize(180, 108)

    def set_count(self, count: int, rows: str) -> None:
        """Show another count."""
        self.count = count
        self._detail = outcome_detail(self.outcome, count, rows)
        self.setEnabled(count > 0)
        self.setAccessibleName(f"{outcome_title(self.outcome)}: {figure(count)}")
        self.setAccessibleDescription(self._detail)
        self.setToolTip(plain_tip(self._detail))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, direction, rect = self._theme, self.layoutDirection(), QRectF(self.rect())
        hovered = self.isEnabled() and self.underMouse()
        draw_rounded(painter, theme, rect, 10, "bg.hover" if hovered else "bg.surface", "line.subtle")
        tone = OUTCOME_TONES[self.outcome] if self.count else "text.tertiary"
        for text, top, height, role, token in (
            (outcome_title(self.outcome), 14, 18, "small", "text.secondary"),
            (figure(self.count), 36, 36, "display", "text.primary" if self.count else "text.tertiary"),
            (self._detail, 78, 18, "small", "text.tertiary" if tone == "slate" else tone),
        ):
            line = mirrored(QRectF(18, top, rect.width() - 30, height), rect, direction)
            draw_text(painter, theme, line, text, role, token, direction=direction)


def _title(key: str) -> str:
    """What a filter of the rows is called."""
    own = {ALL: tr("All rows"), NOTED: tr("With a remark")}
    return own[key] if key in own else outcome_title(Outcome(key))


class CheckStep(QWidget):
    """Counts, and the rows behind them.

    Signals:
        cell_fixed(row, column, text): a cell is to be read as another text
        rows_left_out(rows): these rows are not wanted, a frozenset of numbers
        left_out_wanted: the rows that were left out are wanted after all
        same_people_wanted: who has the address of somebody here is that person, whatever the name
        go_on_requested: Ctrl+Enter on the table
    """

    cell_fixed = Signal(int, int, str)
    rows_left_out = Signal(object)
    left_out_wanted = Signal()
    same_people_wanted = Signal()
    go_on_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._plan: ImportPlan | None = None
        self._rows: Mapping[str, Sequence[RowCheck]] = {}
        self._cells: ShownCells | None = None
        self._filter = ALL
        card = self._card = Card(parent=self)
        self.tiles = {outcome: CountTile(theme, outcome, self) for outcome in _ORDER}
        self.table = CheckTable(theme, card)
        self.hint = Label("", "small", "secondary", card)
        self.leave_out = Button(theme, self.tr("Leave out"), icon="minus", size="compact", parent=card)
        self.bring_back = Button(theme, "", "link", size="compact", parent=card)
        self.reason = Label("", "small", "secondary", card, wrap=True)
        self.same_people = Button(theme, self.tr("Yes, for all such rows"), icon="users", size="compact", parent=card)
        self.names = NamesPanel(theme, self)
        self.waiting = Skeleton(theme, self.tr("Checking the rows…"), row_height=36, avatars=False, parent=self)
        self.segments: Segmented | None = None
        self._build()

    def _build(self) -> None:
        tiles = QHBoxLayout()
        tiles.setSpacing(12)
        for tile in self.tiles.values():
            tiles.addWidget(tile, 1)
            tile.clicked.connect(self._on_tile_clicked)
        self._tools = QHBoxLayout()
        self._tools.setSpacing(10)
        self._tools.addStretch(1)
        self._tools.addWidget(self.bring_back)
        self._tools.addWidget(self.leave_out)
        self._tools.addWidget(self.hint)
        self._card.body.addLayout(self._tools)
        self._card.body.addWidget(self.table, 1)
        reason = QHBoxLayout()
        reason.setSpacing(12)
        reason.addWidget(self.reason, 1)
        reason.addWidget(self.same_people)
        self._card.body.addLayout(reason)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(14)
        whole.addLayout(tiles)
        whole.addWidget(self.names)
        whole.addWidget(self._card, 1)
        whole.addWidget(self.waiting, 1)
        for widget in (self.leave_out, self.reason, self.same_people):
            widget.hide()
        self.table.row_focused.connect(self._on_row_focused)
        self.same_people.clicked.connect(self.same_people_wanted)
        self.bring_back.hide()
        self.table.rows.cell_fixed.connect(self.cell_fixed)
        self.table.selection_count_changed.connect(self._on_selection_changed)
        self.table.leave_out_requested.connect(self._on_leave_out)
        self.table.row_opened_apart.connect(self._on_opened_apart)
        self.leave_out.clicked.connect(self._on_leave_out)
        self.bring_back.clicked.connect(self.left_out_wanted)

    def begin_waiting(self, name: str) -> None:
        """A file is being checked for the first time: grey rows soon, words later."""
        self._card.hide()
        self.names.hide()
        self.waiting.start(self.tr("Checking {name}…").format(name=name))
        for tile in self.tiles.values():
            tile.set_count(0, "people")

    def begin_again(self, plan: ImportPlan) -> None:
        """The same rows are checked again; what is shown stays until then, cells put right as they are now."""
        self.hint.setText(self.tr("Checking again…"))
        self.table.rows.set_fixes(plan.fixes)

    def show_check(self, checked: Checked) -> None:
        """Show what would happen. A check of the same file keeps filter and place."""
        plan, cells = checked.plan, checked.cells
        same = self._plan is not None and plan.path == self._plan.path and self._card.isVisible()
        self._plan, self._rows = plan, checked.by_filter
        self.waiting.stop()
        self._card.show()
        self.names.show_names(plan, checked.check.names, checked.choices)
        for outcome, tile in self.tiles.items():
            tile.set_count(len(self._rows[outcome.value]), plan.rows)
        if not same:
            self._filter = Outcome.LOOK.value if self._rows[Outcome.LOOK.value] else ALL
        elif not self._rows_of(self._filter):
            self._filter, same = ALL, False
        if cells is not self._cells:
            self.table.rows.show_columns(cells, editable=not plan.is_fixed)
        self._cells = cells
        self._build_segments()
        self._show_rows(same=same)
        self.hint.setText("" if plan.is_fixed else self.tr("Click a cell to fix it"))
        count = len(plan.left_out)
        self.bring_back.setVisible(bool(count))
        self.bring_back.set_text(self.tr("{rows} left out · Bring back").format(rows=rows_words(count)))
        self.table.fit_columns()

    def set_filter(self, key: str) -> None:
        """Show the rows of one outcome, or all."""
        self._filter = key
        self._build_segments()
        self._show_rows(same=False)

    @property
    def filter(self) -> str:
        """Which rows are shown: an outcome's key or `all`."""
        return self._filter

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.names.set_room(self.height())
        self.table.fit_columns()

    def _show_rows(self, *, same: bool) -> None:
        assert self._plan is not None
        rows = self._rows_of(self._filter)
        self.table.rows.show_rows(rows, self._plan.fixes, same=same)
        if not same and rows and self._filter == Outcome.LOOK.value:
            self.table.setCurrentIndex(self.table.rows.index(0, 1))
        self.table.tell_focused_row()
        self.leave_out.setVisible(self.table.selectionModel().hasSelection())

    def _rows_of(self, key: str) -> Sequence[RowCheck]:
        return self._rows[key]

    def _build_segments(self) -> None:
        shown = []
        for key in (Outcome.LOOK.value, NOTED):
            count = len(self._rows_of(key))
            if count:
                shown.append((key, f"{_title(key)}  {figure(count)}"))
        if self._filter not in (ALL, *dict(shown)):
            shown.append((self._filter, f"{_title(self._filter)}  {figure(len(self._rows_of(self._filter)))}"))
        every = (ALL, f"{_title(ALL)}  {figure(len(self._rows_of(ALL)))}")
        new = Segmented(self.tr("Rows shown"), [*shown, every])
        new.set_current(self._filter)
        new.current_changed.connect(self.set_filter)
        if self.segments is not None:
            had_focus = self.segments.isAncestorOf(self.focusWidget()) if self.focusWidget() is not None else False
            self._tools.removeWidget(self.segments)
            self.segments.hide()
            self.segments.deleteLater()
            if had_focus:
                self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.segments = new
        self._tools.insertWidget(0, new)

    @Slot()
    def _on_tile_clicked(self) -> None:
        tile = self.sender()
        if isinstance(tile, CountTile):
            self.set_filter(tile.outcome.value)

    @Slot(int)
    def _on_selection_changed(self, count: int) -> None:
        self.leave_out.setVisible(count > 0)

    @Slot(object)
    def _on_row_focused(self, row: CheckedRow | None) -> None:
        """Say the whole reason of the row with the focus; its cell may be too narrow for it."""
        shown = row is not None and bool(row.reason)
        self.reason.setVisible(shown)
        self.reason.setText(self.tr("Row {row}: {reason}").format(row=row.number, reason=row.reason) if row else "")
        plan = self._plan
        asks = plan is not None and plan.kind == "contact" and not plan.any_name
        self.same_people.setVisible(asks and row is not None and row.outcome is Outcome.LOOK)

    @Slot()
    def _on_leave_out(self) -> None:
        numbers = self.table.selected_numbers()
        if numbers:
            self.table.clearSelection()
            self.rows_left_out.emit(numbers)

    @Slot(str)
    def _on_opened_apart(self, _row: str) -> None:
        self.go_on_requested.emit()
