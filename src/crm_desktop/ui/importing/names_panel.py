"""Words of a file that are no name here: what each is read as, and what it is to be read as instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from crm_desktop.services.importing.plan import ImportPlan, NameNote
from crm_desktop.ui.importing.field_combo import QuietCombo
from crm_desktop.ui.importing.words import figure, rows_words, tr
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.icon_label import IconLabel
from crm_desktop.ui.kit.label import ElidedLabel, Label
from crm_desktop.ui.kit.surface import Card
from crm_desktop.ui.theme.theme import Theme

_COMBO_WIDTH = 240
_ROW_HEIGHT = 38
_SHOWN_HIGH, _SHOWN_LOW = 3, 2
_LOW = 580
_MOST = 200


class NamesPanel(Card):
    """The words of the checked rows that name nothing here, each with a choice of what it stands for.

    Signals:
        meaning_chosen(column, text, meant): a word of a column is to be read as another
        members_wanted(): owners who are nobody here are to be added to the people of the firm
    """

    meaning_chosen = Signal(int, str, str)
    members_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._theme = theme
        self._combos: dict[tuple[int, str], QuietCombo] = {}
        self._count = 0
        self._most = _SHOWN_HIGH
        self.setAccessibleName(tr("Words that are no name here"))
        self.title_label.set_role("title3")
        self.title_label.show()
        self.body.addWidget(self.title_label)
        self.text = Label("", "small", "secondary", self, wrap=True)
        self.add_owners = Button(theme, tr("Add the unknown owners to the firm"), "link", size="compact", parent=self)
        self.add_owners.clicked.connect(self.members_wanted)
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(self.text, 1)
        line.addWidget(self.add_owners, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(line)
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._area.viewport().setAutoFillBackground(False)
        self.body.addWidget(self._area)
        self.hide()

    def show_names(self, plan: ImportPlan, names: Sequence[NameNote], choices: Mapping[int, Sequence[str]]) -> None:
        """Show the words of a check, and those that were given a meaning before; nothing hides the panel."""
        given = [
            NameNote(column, next(one.header for one in plan.columns if one.column == column), text, 0, meant)
            for column, words in plan.meant.items()
            for text, meant in words.items()
        ]
        shown = [*given, *(one for one in names if one.text not in plan.meant.get(one.column, {}))][:_MOST]
        self._combos.clear()
        self.setVisible(bool(shown))
        if not shown:
            self._area.setWidget(QWidget())
            return
        open_words = sum(1 for one in names if not one.meant)
        self.title_label.setText(tr("Words that are no name here"))
        if open_words == 1:
            text = tr("1 fits nothing yet; choose what it stands for, or import the rows without it.")
        elif open_words:
            text = tr("{count} fit nothing yet; choose what they stand for, or import the rows without them.")
        else:
            text = tr("Every one is read as what comes nearest. Change what is wrong.")
        self.text.setText(text.format(count=figure(open_words)))
        self.add_owners.setVisible(any(not one.meant and plan.names_owner(one) for one in names))
        table = self._table(shown, choices)
        self._area.setWidget(table)
        # The area turns this on for what it holds; the card is to be seen.
        table.setAutoFillBackground(False)
        self._count = len(shown)
        self._fit()

    def set_room(self, height: int) -> None:
        """Show fewer words at once where the page is low; the rows below are what matters."""
        self._most = _SHOWN_LOW if height < _LOW else _SHOWN_HIGH
        self._fit()

    def _fit(self) -> None:
        self._area.setFixedHeight(min(self._count, self._most) * _ROW_HEIGHT + 6)

    def combo(self, column: int, text: str) -> QuietCombo:
        """The chooser of a word."""
        return self._combos[column, text]

    def _table(self, shown: Sequence[NameNote], choices: Mapping[int, Sequence[str]]) -> QWidget:
        table = QWidget()
        grid = QGridLayout()
        grid.setContentsMargins(0, 2, 8, 2)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for line, note in enumerate(shown):
            grid.addWidget(ElidedLabel(f"“{note.text}”", "bodyStrong", parent=table), line, 0)
            where = f"{note.header} · {rows_words(note.rows)}" if note.rows else note.header
            grid.addWidget(ElidedLabel(where, "small", "tertiary", parent=table), line, 1)
            grid.addWidget(IconLabel(self._theme, "arrow-right", "text.tertiary", 16, table), line, 2)
            grid.addWidget(self._combo(note, choices.get(note.column, ()), table), line, 3)
        whole = QVBoxLayout(table)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addLayout(grid)
        whole.addStretch(1)
        return table

    def _combo(self, note: NameNote, names: Sequence[str], table: QWidget) -> QuietCombo:
        own = tr("As it stands") if note.rows == 0 else tr("Nothing here")
        choices = [("", own), *((name, name) for name in names)]
        if note.meant and note.meant not in names:
            choices.append((note.meant, note.meant))
        combo = QuietCombo(tr("What “{word}” stands for").format(word=note.text), choices, table)
        combo.set_key(note.meant)
        combo.setFixedWidth(_COMBO_WIDTH)
        combo.chosen.connect(partial(self._on_chosen, note.column, note.text))
        self._combos[note.column, note.text] = combo
        return combo

    def _on_chosen(self, column: int, text: str, meant: str) -> None:
        self.meaning_chosen.emit(column, text, meant or text)
