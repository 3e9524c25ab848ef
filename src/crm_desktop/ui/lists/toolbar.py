"""The row over a table: filter box, add a filter, count, and what the table looks like; the chips below it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from crm_desktop.core.expressions import Expression
from crm_desktop.core.fields import FieldSet
from crm_desktop.core.filters import describe
from crm_desktop.ui.kit.button import Button, IconButton
from crm_desktop.ui.kit.chip import FilterChip
from crm_desktop.ui.kit.field import FieldMessage
from crm_desktop.ui.kit.flow_layout import FlowLayout
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.pick_list import PickItem, PickList
from crm_desktop.ui.kit.search_box import SearchBox
from crm_desktop.ui.kit.tab_order import in_tab_order, tab_before
from crm_desktop.ui.lists.state import is_filter
from crm_desktop.ui.lists.typed import completions
from crm_desktop.ui.theme.theme import Theme

_SEARCH_WIDTH = 264


class ListToolbar(QWidget):
    """Says what is filtered, and leads to everything that changes the table.

    Signals:
        text_changed(str): what is typed into the filter box.
        text_taken: Enter on a typed filter: it is to be a chip.
        results_wanted: Down or Enter: the rows should take the keyboard.
        add_filter_requested, save_requested, group_requested, sort_requested, columns_requested, export_requested.
        chip_clicked(int), chip_removed(int): the condition at a place.
        clear_requested: all conditions are to go.
    """

    text_changed = Signal(str)
    text_taken = Signal()
    results_wanted = Signal()
    add_filter_requested = Signal()
    save_requested = Signal()
    group_requested = Signal()
    sort_requested = Signal()
    columns_requested = Signal()
    export_requested = Signal()
    chip_clicked = Signal(int)
    chip_removed = Signal(int)
    clear_requested = Signal()

    def __init__(self, theme: Theme, placeholder: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._fields: FieldSet | None = None
        self._segments: tuple[str, ...] = ()
        self._shown: object = None
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 10)
        column.setSpacing(8)
        self.row = QHBoxLayout()
        self.row.setSpacing(8)
        self.search = SearchBox(theme, placeholder, "/", parent=self)
        self.search.setFixedWidth(_SEARCH_WIDTH)
        self.add_button = Button(theme, self.tr("Add filter"), "ghost", "plus", parent=self)
        self.count: QLabel = Label("", "small", "tertiary", self, tabular=True)
        self.save_button = Button(theme, self.tr("Save view"), "ghost", "bookmark", parent=self)
        self.group_button = IconButton(theme, "layout-template", self.tr("Group by"), parent=self)
        self.sort_button = IconButton(theme, "arrow-up-down", self.tr("Sort by"), parent=self)
        self.columns_button = IconButton(theme, "columns-3", self.tr("Columns"), parent=self)
        self.export_button = IconButton(theme, "download", self.tr("Export this list"), parent=self)
        self.row.addWidget(self.search)
        self.row.addWidget(self.add_button)
        self.row.addStretch(1)
        self.row.addWidget(self.count)
        for widget in (self.save_button, self.group_button, self.sort_button, self.columns_button, self.export_button):
            self.row.addWidget(widget)
        column.addLayout(self.row)
        self._chips = QWidget(self)
        self._flow = FlowLayout(self._chips, gap=6, row_gap=6)
        self._chips.hide()
        column.addWidget(self._chips)
        self.message = FieldMessage(theme, self)
        column.addWidget(self.message)
        self._offers = PickList(theme, self.tr("What the filter could become"), self)
        self._offers.item_chosen.connect(self._on_completed)
        self.search.query_changed.connect(self.text_changed)
        self.search.textEdited.connect(self._on_text_edited)
        self.search.results_wanted.connect(self.results_wanted)
        self.search.installEventFilter(self)
        for button, signal in (
            (self.add_button, self.add_filter_requested), (self.save_button, self.save_requested),
            (self.group_button, self.group_requested), (self.sort_button, self.sort_requested),
            (self.columns_button, self.columns_requested), (self.export_button, self.export_requested),
        ):  # fmt: skip
            button.clicked.connect(signal)

    def put_first(self, widget: QWidget) -> None:
        """Put a page's own switch at the beginning of the row."""
        self.row.insertWidget(0, widget)
        tab_before(self.search, (widget,))

    def put_last(self, widget: QWidget) -> None:
        """Put a page's own button at the end of the row."""
        last = self.row.itemAt(self.row.count() - 1)
        self.row.addWidget(widget)
        if last is not None and (before := last.widget()) is not None:
            in_tab_order((before, widget))

    def show_tools(self, shown: bool) -> None:
        """Show, or put away, what is only about the rows of the table: their number, groups, order, columns, export."""
        for widget in (
            self.count, self.group_button, self.sort_button, self.columns_button, self.export_button
        ):  # fmt: skip
            widget.setVisible(shown)

    def set_fields(self, fields: FieldSet, segments: tuple[str, ...]) -> None:
        """Say what a filter can name."""
        self._fields, self._segments = fields, segments

    def show_conditions(
        self, conditions: Sequence[Expression], segment: str = "", unsaid: Collection[Expression] = ()
    ) -> None:
        """Show each condition as a sentence that can be removed; those `unsaid` are said elsewhere on the page."""
        said = [(place, one) for place, one in enumerate(conditions) if one not in unsaid]
        shown = (said, segment)
        if shown == self._shown or self._fields is None:
            return
        self._shown = shown
        while (item := self._flow.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if segment:
            self._add_chip(self.tr("Segment “{name}”").format(name=segment), -1)
        for place, condition in said:
            words = describe(condition, self._fields)
            self._add_chip(words[:1].upper() + words[1:], place)
        if len(said) + bool(segment) > 1:
            clear = Button(self._theme, self.tr("Clear all"), "ghost", parent=self._chips)
            clear.clicked.connect(self.clear_requested)
            self._flow.addWidget(clear)
            clear.show()
        self._chips.setVisible(bool(said or segment))
        self._chips.updateGeometry()

    def _add_chip(self, words: str, place: int) -> None:
        chip = FilterChip(self._theme, words, parent=self._chips)
        chip.clicked.connect(partial(self.chip_clicked.emit, place))
        chip.removed.connect(partial(self.chip_removed.emit, place))
        self._flow.addWidget(chip)
        chip.show()

    def chips(self) -> list[FilterChip]:
        """Return the chips as they stand."""
        items = [self._flow.itemAt(place) for place in range(self._flow.count())]
        widgets = [item.widget() for item in items if item is not None]
        return [one for one in widgets if isinstance(one, FilterChip)]

    # typing

    def offer(self, *, asked: bool = False) -> list[str]:
        """Offer what the typed filter could become, and return it."""
        if self._fields is None:
            return []
        lines = completions(self.search.text(), self._fields, self._segments, asked=asked)
        lines = [] if lines == [self.search.text()] else lines
        # Nothing is offered to a box that has been left.
        shown = lines if self.search.hasFocus() else []
        self._offers.show_items([PickItem(line, line, icon="list-filter") for line in shown], self.search)
        return lines

    def offers_shown(self) -> bool:
        """Return whether completions are on the screen."""
        return self._offers.isVisible()

    @Slot(str)
    def _on_text_edited(self, _text: str) -> None:
        self.offer()

    @Slot(object)
    def _on_completed(self, item: PickItem) -> None:
        self._offers.hide()
        self.search.setText(item.id)
        if item.id.endswith(" "):
            self.offer()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self.search:
            return super().eventFilter(watched, event)
        if event.type() == QEvent.Type.FocusOut:
            self._offers.hide()
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._on_key(event)
        return False

    def _on_key(self, event: QKeyEvent) -> bool:
        key, offered = event.key(), self._offers.isVisible()
        enter = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        item = self._offers.current_item() if offered else None
        if key == Qt.Key.Key_Space and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.offer(asked=True)
        elif offered and key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._offers.step(1 if key == Qt.Key.Key_Down else -1)
        elif offered and key == Qt.Key.Key_Escape:
            self._offers.hide()
        elif item is not None and (enter or key == Qt.Key.Key_Tab):
            self._on_completed(item)
        elif enter and is_filter(self.search.text()):
            self.text_taken.emit()
        else:
            return False
        return True
