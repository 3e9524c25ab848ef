"""The second step: which column of the file fills which field."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.services.importing.plan import KEEP, LEAVE_OUT, NEW_FIELD, ColumnPlan, ImportPlan
from crm_desktop.ui.importing.field_combo import FieldChoices, FieldCombo
from crm_desktop.ui.importing.reading_options import KnownOptions, ReadingOptions
from crm_desktop.ui.importing.words import matched_words, missing_words
from crm_desktop.ui.kit.field import FieldMessage
from crm_desktop.ui.kit.icon_label import IconLabel
from crm_desktop.ui.kit.label import ElidedLabel, Label
from crm_desktop.ui.kit.scroll_page import ScrollPage
from crm_desktop.ui.kit.surface import Card, Rule
from crm_desktop.ui.theme.theme import Theme

_COMBO_WIDTH = 244
_SIDE_WIDTH = 312


class MatchStep(QWidget):
    """Every column with three of its values and the field it fills.

    Signals:
        field_chosen(column, field): a column is to fill another field
    """

    field_chosen = Signal(int, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._combos: dict[int, FieldCombo] = {}
        self._messages: dict[int, FieldMessage] = {}
        self._icons: dict[int, IconLabel] = {}
        self._table: QWidget | None = None
        self.page = ScrollPage(self.tr("Match columns"), margins=(0, 0, 0, 0), spacing=0, parent=self)
        both = QWidget(self.page.widget())
        side = QWidget(both)
        self.reading = ReadingOptions(theme, side)
        self.known = KnownOptions(theme, side)
        self._card = Card(parent=both)
        self.summary = Label("", "small", "secondary", self._card)
        self._card.body.addWidget(self.summary)
        side.setFixedWidth(_SIDE_WIDTH)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        column.addWidget(self.reading)
        column.addWidget(self.known)
        column.addStretch(1)
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        row.addWidget(self._card, 1, Qt.AlignmentFlag.AlignTop)
        row.addWidget(side)
        self.page.add(both, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.page)

    def set_plan(self, plan: ImportPlan) -> None:
        """Show the columns of a file anew."""
        self.reading.set_plan(plan)
        self.known.set_plan(plan)
        self._combos.clear()
        self._messages.clear()
        self._icons.clear()
        if self._table is not None:
            self._card.body.removeWidget(self._table)
            self._table.hide()
            self._table.deleteLater()
        self._table = self._build_table(plan)
        self._card.body.addWidget(self._table)
        self._tell(plan)

    def update_fields(self, plan: ImportPlan) -> None:
        """Show which fields the same columns fill now."""
        for column in plan.columns:
            if column.column in self._combos:
                self._combos[column.column].set_key(column.field)
                self._messages[column.column].show_error("")
                self._icons[column.column].set_icon(*_mark(column.field))
        self.known.set_plan(plan)
        self._tell(plan)

    def refuse(self, column: int, plan: ImportPlan, message: str) -> None:
        """Say why a column cannot fill the chosen field; it keeps its own."""
        self.update_fields(plan)
        self._messages[column].show_error(message)
        self._combos[column].setFocus(Qt.FocusReason.OtherFocusReason)
        self.page.ensureWidgetVisible(self._messages[column])

    def combo(self, column: int) -> FieldCombo:
        """The chooser of a column."""
        return self._combos[column]

    def message(self, column: int) -> str:
        """What is said under a column."""
        return self._messages[column].text()

    def first_focus(self) -> QWidget:
        """Where the keyboard begins: the first chooser."""
        return next(iter(self._combos.values()), self.page)

    def _tell(self, plan: ImportPlan) -> None:
        labels = {column.label_column for column in plan.columns}
        missing = missing_words(plan.rows, {one.field.partition(":")[0] for one in plan.columns})
        said = matched_words(one.field for one in plan.columns if one.column not in labels)
        self.summary.setText(f"{said}. {missing}" if missing else said)
        self.summary.set_tone("warning" if missing else "secondary")

    def _build_table(self, plan: ImportPlan) -> QWidget:
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 3)
        grid.addWidget(Label(self.tr("Column in the file"), "captionStrong", "tertiary"), 0, 0)
        grid.addWidget(Label(self.tr("What stands there"), "captionStrong", "tertiary"), 0, 1)
        grid.addWidget(Label(self.tr("Fills"), "captionStrong", "tertiary"), 0, 3, 1, 2)
        choices = FieldChoices(plan, table)
        partners = {one.label_column: one.header for one in plan.columns if one.label_column is not None}
        line = 1
        for column in plan.columns:
            grid.addWidget(Rule(), line, 0, 1, 5)
            self._add_row(grid, line + 1, column, choices, partners.get(column.column, ""))
            line += 3
        return table

    def _add_row(self, grid: QGridLayout, line: int, column: ColumnPlan, choices: FieldChoices, partner: str) -> None:
        grid.addWidget(ElidedLabel(column.header, "bodyStrong"), line, 0)
        samples = " · ".join(" ".join(sample.split()) for sample in column.samples if sample.strip())
        grid.addWidget(ElidedLabel(samples or self.tr("nothing in the first rows"), "small", "tertiary"), line, 1)
        grid.addWidget(IconLabel(self._theme, "arrow-right", "text.tertiary", 16), line, 2)
        if partner:
            words = ElidedLabel(self.tr("Says which sort “{column}” is").format(column=partner), "small", "secondary")
            words.setFixedWidth(_COMBO_WIDTH)
            words.setMinimumHeight(32)
            grid.addWidget(words, line, 3)
            return
        combo = FieldCombo(column.header, choices, column.field)
        combo.setFixedWidth(_COMBO_WIDTH)
        combo.chosen.connect(partial(self._on_chosen, column.column))
        icon = IconLabel(self._theme, *_mark(column.field))
        message = FieldMessage(self._theme)
        grid.addWidget(combo, line, 3)
        grid.addWidget(icon, line, 4)
        grid.addWidget(message, line + 1, 0, 1, 5)
        self._combos[column.column] = combo
        self._icons[column.column] = icon
        self._messages[column.column] = message

    def _on_chosen(self, column: int, field: str) -> None:
        self.field_chosen.emit(column, field)


def _mark(field: str) -> tuple[str, str]:
    """The icon at the end of a row, and its colour."""
    if field == NEW_FIELD:
        return "plus", "accent"
    if field == KEEP:
        return "paperclip", "text.tertiary"
    if field == LEAVE_OUT:
        return "minus", "text.tertiary"
    return "circle-check", "success"
