"""Contacts side by side: who stays, which values stand, and what to do with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.core.clock import today
from crm_desktop.services.duplicates.views import ComparedField, Comparison
from crm_desktop.ui.duplicates.compare_cells import SideHead, ValueCell
from crm_desktop.ui.duplicates.words import reason_text, reason_tone, score_text, score_tone, tr
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.chip import Chip
from crm_desktop.ui.kit.flow_layout import FlowLayout
from crm_desktop.ui.kit.format import day_text
from crm_desktop.ui.kit.label import ElidedLabel, Label
from crm_desktop.ui.kit.surface import Rule
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.pane.photos import portraits

_NARROWEST = 210


@dataclass(frozen=True, slots=True)
class MergeWish:
    """Who stays, who goes into it, and whose value stands in which field."""

    keep: str
    others: tuple[str, ...]
    chosen: dict[str, str] = field(default_factory=dict)


class CompareView(QWidget):
    """The comparison and its buttons.

    Signals:
        merge_requested(MergeWish): make one of them.
        apart_requested(tuple): these contacts are different ones.
        skipped: decide later.
        open_requested(str): show a contact's page.
    """

    merge_requested = Signal(object)
    apart_requested = Signal(object)
    skipped = Signal()
    open_requested = Signal(str)

    def __init__(self, context: PaneContext, *, skip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._portraits = portraits(context, self)
        self._context = context
        self._skip_text = skip
        self.comparison: Comparison | None = None
        self.heads: list[SideHead] = []
        self._groups: dict[str, QButtonGroup] = {}
        self._cells: dict[str, list[ValueCell]] = {}
        self._picked: set[str] = set()
        self._is_setting = False
        self._build()

    def _build(self) -> None:
        theme = self._context.theme
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._why = QWidget(self)
        self._why_row = FlowLayout(self._why)
        self._why_row.setContentsMargins(24, 14, 24, 2)
        self._scroll = QScrollArea(self)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setAccessibleName(tr("Side by side"))
        foot = QHBoxLayout()
        foot.setContentsMargins(24, 12, 24, 14)
        foot.setSpacing(10)
        self.hint = ElidedLabel("", "small", "secondary", self)
        self.skip_button = Button(theme, self._skip_text, "ghost", parent=self)
        self.apart_button = Button(theme, tr("Not a duplicate"), icon="x", tip=tr("N"), parent=self)
        self.merge_button = Button(theme, tr("Merge"), "primary", "git-compare-arrows", parent=self)
        self.merge_button.setToolTip(tr("Ctrl+Enter"))
        foot.addWidget(self.hint, 1)
        for button in (self.skip_button, self.apart_button, self.merge_button):
            foot.addWidget(button)
        column.addWidget(self._why)
        column.addWidget(self._scroll, 1)
        column.addWidget(Rule())
        column.addLayout(foot)
        self.skip_button.clicked.connect(self.skipped)
        self.apart_button.clicked.connect(self.keep_apart)
        self.merge_button.clicked.connect(self.merge)

    # showing

    def show_comparison(self, comparison: Comparison, score: float = 0.0, reasons: Sequence[str] = ()) -> None:
        """Show these contacts; `score` and `reasons` say why they may be one, where somebody found that."""
        self.comparison = comparison
        self._picked.clear()
        self._show_why(score, reasons)
        self._fill(comparison)
        self._choose_keep(comparison.ids[0])
        self.heads[0].keep.setChecked(True)
        self._say_hint()

    def _show_why(self, score: float, reasons: Sequence[str]) -> None:
        while (item := self._why_row.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        theme = self._context.theme
        if score:
            self._why_row.addWidget(Chip(theme, score_text(score), score_tone(score), parent=self._why))
        for reason in reasons:
            self._why_row.addWidget(Chip(theme, reason_text(reason), reason_tone(reason), parent=self._why))
        self._why.setVisible(bool(score or reasons))

    def _fill(self, comparison: Comparison) -> None:
        theme, clock = self._context.theme, self._context.services.clock
        content = QWidget()
        content.setProperty("surface", "body")
        grid = QGridLayout(content)
        grid.setContentsMargins(24, 10, 24, 16)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(4)
        self._groups, self._cells, self.heads = {}, {}, []
        keeps = QButtonGroup(content)
        several = len(comparison.sides) > 2
        for place, side in enumerate(comparison.sides):
            day = day_text(side.created_at.astimezone(clock.zone).date(), today(clock), inside=True)
            head = SideHead(theme, self._portraits, side, day, may_leave_out=several, parent=content)
            keeps.addButton(head.keep)
            head.keep_chosen.connect(self._choose_keep)
            head.included_changed.connect(self._say_hint)
            head.open_requested.connect(self.open_requested)
            grid.addWidget(head, 0, place + 1)
            grid.setColumnMinimumWidth(place + 1, _NARROWEST)
            grid.setColumnStretch(place + 1, 1)
            self.heads.append(head)
        grid.setColumnMinimumWidth(0, 112)
        for row, one in enumerate(sorted(comparison.fields, key=_differing_first), 1):
            self._add_row(grid, content, row, one, comparison)
        grid.setRowStretch(len(comparison.fields) + 1, 1)
        self._scroll.setWidget(content)
        content.setAutoFillBackground(False)
        self._scroll.viewport().setAutoFillBackground(False)

    def _add_row(
        self, grid: QGridLayout, content: QWidget, row: int, one: ComparedField, comparison: Comparison
    ) -> None:
        theme = self._context.theme
        title = QWidget(content)
        words = QVBoxLayout(title)
        words.setContentsMargins(0, 9, 0, 4)
        words.setSpacing(0)
        words.addWidget(Label(tr(one.label), "small", "primary" if one.differs else "tertiary", title, wrap=True))
        if not one.is_choice and one.differs:
            words.addWidget(Label(tr("All are kept"), "caption", "tertiary", title, wrap=True))
        words.addStretch(1)
        grid.addWidget(title, row, 0)
        choosable = one.is_choice and one.differs
        group = QButtonGroup(content) if choosable else None
        cells = []
        for place, side in enumerate(comparison.sides):
            cell = ValueCell(theme, self._portraits, one, place, side, choosable=choosable, parent=content)
            cell.chosen.connect(partial(self._on_chosen, one.key))
            grid.addWidget(cell, row, place + 1)
            cells.append(cell)
            if group is not None and cell.radio is not None:
                group.addButton(cell.radio)
        if group is not None:
            self._groups[one.key] = group
            self._cells[one.key] = cells

    # choosing

    @property
    def keep(self) -> str:
        """The id of the contact that stays."""
        return next((head.side.id for head in self.heads if head.keep.isChecked()), "")

    @property
    def included(self) -> tuple[str, ...]:
        """The ids of those that are the same."""
        return tuple(head.side.id for head in self.heads if head.include.isChecked())

    @Slot(str)
    def _choose_keep(self, contact_id: str) -> None:
        """Let another contact stay: its values stand, except where the person picked one."""
        if self.comparison is None:
            return
        self._is_setting = True
        place = self.comparison.ids.index(contact_id)
        for one in self.comparison.fields:
            if one.key in self._cells and one.key not in self._picked:
                stands = place if one.texts[place] else one.chosen
                radio = self._cells[one.key][stands].radio
                if radio is not None:
                    radio.setChecked(True)
        self._is_setting = False

    def _on_chosen(self, key: str, _contact_id: str) -> None:
        if not self._is_setting:
            self._picked.add(key)

    def pick(self, key: str, contact_id: str) -> None:
        """Let this contact's value stand in a field."""
        for cell in self._cells.get(key, ()):
            if cell.contact_id == contact_id and cell.radio is not None:
                cell.radio.setChecked(True)

    def wish(self) -> MergeWish | None:
        """What would be merged now; None while it is not at least two."""
        included, keep = self.included, self.keep
        others = tuple(one for one in included if one != keep)
        if not keep or not others:
            return None
        chosen = {
            key: cell.contact_id
            for key, cells in self._cells.items()
            for cell in cells
            if cell.radio is not None and cell.radio.isChecked() and cell.contact_id in included
        }
        return MergeWish(keep, others, chosen)

    @Slot()
    def _say_hint(self) -> None:
        wish = self.wish()
        self.merge_button.setEnabled(wish is not None)
        if wish is None:
            self.hint.setText(tr("Say who is the same: it takes two."))
        elif not self._cells:
            self.hint.setText(tr("Nothing contradicts: what each of them has is kept. You can undo it."))
        else:
            self.hint.setText(tr("What is not chosen becomes a note. You can undo it."))

    # doing

    @Slot()
    def merge(self) -> None:
        """Make one of them, as chosen."""
        wish = self.wish()
        if wish is not None:
            self.merge_requested.emit(wish)

    @Slot()
    def keep_apart(self) -> None:
        """They are different contacts."""
        if len(self.included) > 1:
            self.apart_requested.emit(self.included)

    def focus_first(self) -> None:
        """Put the keyboard on the first thing to choose."""
        first = next((cells for cells in self._cells.values()), None)
        radios = [cell.radio for cell in first or () if cell.radio is not None]
        radio = next((one for one in radios if one.isChecked()), None) or (self.heads[0].keep if self.heads else None)
        if radio is not None:
            radio.setFocus(Qt.FocusReason.OtherFocusReason)


def _differing_first(one: ComparedField) -> tuple[bool, bool]:
    """What has to be chosen stands first, then what all is kept of, then what is the same."""
    return not (one.differs and one.is_choice), one.is_choice
