"""A table of any kind of record, with everything that can be done to a list."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property, partial
from typing import Any

from PySide6.QtCore import QPoint, QRect, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.errors import CrmError
from crm_desktop.core.expressions import Expression
from crm_desktop.core.fields import FieldSet, FieldType
from crm_desktop.core.filters import parse
from crm_desktop.services.lists.views import ListFound, ListRow, Sorting
from crm_desktop.services.saved_views.views import SavedViewRow
from crm_desktop.ui.kit.skeleton import Skeleton
from crm_desktop.ui.kit.surface import Rule, Surface
from crm_desktop.ui.lists.bulk_bar import RecordsBulkBar, usual_actions
from crm_desktop.ui.lists.columns import table_columns
from crm_desktop.ui.lists.doing import TableDoing
from crm_desktop.ui.lists.layout import ListLayout
from crm_desktop.ui.lists.nothing import NothingHere
from crm_desktop.ui.lists.reading import ListAnswer, ListRequest, WindowAnswer, read_list, read_window
from crm_desktop.ui.lists.setting import TableSetting
from crm_desktop.ui.lists.state import ListState, is_filter
from crm_desktop.ui.lists.table import RecordTableView
from crm_desktop.ui.lists.toolbar import ListToolbar
from crm_desktop.ui.lists.view_tabs import ViewTabs
from crm_desktop.ui.pane.pane import PaneContext

_SHARED_TABLES = ("saved_view", "segment_member", "custom_field", "custom_value", "tag", "tag_link", "member")


class RecordTable(Surface):
    """Tabs of saved views, filter, chips, the table, and the bar for many records.

    Signals:
        record_chosen(str): the row with the focus is this record now; empty when there is none.
        record_opened(str), record_opened_apart(str), record_peeked(str): Enter, Ctrl+Enter, Space.
        context_requested(QPoint): a menu for the selected rows.
        create_requested(str): nothing matched; make a record of what was typed.
        counted(int): how many records there are without any filter.
        section_shown(str): the table shows this section now.
        state_changed: something that is kept was changed.
        filter_changed: other records are wanted.
        failed(CrmError): the list could not be read.
        noticed(str): tell the person something that is no change.
        bulk_requested(str): an action that only this kind has, for the selected records.
        rows_pasted: several rows are to be pasted, and the page takes them.
        leave_requested: Esc, with nothing left to let go of.
    """

    record_chosen = Signal(str)
    record_opened = Signal(str)
    record_opened_apart = Signal(str)
    record_peeked = Signal(str)
    context_requested = Signal(QPoint)
    create_requested = Signal(str)
    counted = Signal(int)
    section_shown = Signal(str)
    state_changed = Signal()
    filter_changed = Signal()
    failed = Signal(object)
    noticed = Signal(str)
    bulk_requested = Signal(str)
    rows_pasted = Signal()
    leave_requested = Signal()

    def __init__(
        self, context: PaneContext, setting: TableSetting, parent: QWidget | None = None,
        head_parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        """With a `head_parent` the tabs and the toolbar stand where that puts `head`, over other views as well."""
        super().__init__("surface", parent)
        self.context = context
        self.setting = setting
        self.state = setting.state()
        self.layout_now = ListLayout(ListFound(array("q")))
        self.fields: FieldSet | None = None
        self.filter_fields: FieldSet | None = None
        self.views: tuple[SavedViewRow, ...] = ()
        self.total = 0
        self._folded: frozenset[str] = frozenset()
        self._chosen = self._asked = ""
        self._follows = True
        self._is_new = True
        self._running: ListRequest | None = None
        self._again = False
        self._build(head_parent)
        self._connect()
        self.doing = TableDoing(self)

    def _build(self, head_parent: QWidget | None) -> None:
        theme = self.context.theme
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.head = QWidget(head_parent or self)
        above = self.head_layout = QVBoxLayout(self.head)
        above.setContentsMargins(0, 0, 0, 0)
        above.setSpacing(0)
        self.tabs = ViewTabs(self.context, self.setting, self.head)
        self.toolbar = ListToolbar(theme, self.setting.placeholder, self.head)
        self.search = self.toolbar.search
        above.addWidget(self.tabs)
        above.addWidget(self.toolbar)
        if head_parent is None:
            column.addWidget(self.head)
            column.addWidget(Rule(self))
        self._stack = QStackedWidget(self)
        self.table = RecordTableView(theme, self.context.services.clock, self.setting, self._stack)
        self._skeleton = Skeleton(theme, self.tr("Reading the list…"), parent=self._stack)
        self.nothing = NothingHere(theme, self.setting, self._stack)
        for page in (self.table, self._skeleton, self.nothing):
            self._stack.addWidget(page)
        column.addWidget(self._stack, 1)

    def _connect(self) -> None:
        table, bar = self.table, self.toolbar
        table.records.rows_needed.connect(self._read_window)
        table.current_row_changed.connect(self._on_current_changed)
        table.row_opened.connect(self.record_opened)
        table.row_opened_apart.connect(self.record_opened_apart)
        table.row_peeked.connect(self.record_peeked)
        table.context_requested.connect(self.context_requested)
        table.selection_count_changed.connect(self._on_selection_changed)
        table.selection_clear_requested.connect(self.clear_selection)
        table.leave_requested.connect(self.leave_requested)
        table.sorting_wanted.connect(self.set_sorting)
        table.fold_requested.connect(self.fold)
        table.widths_drawn.connect(self._on_widths_drawn)
        table.columns_moved.connect(self._on_columns_moved)
        bar.text_changed.connect(self._on_text_changed)
        bar.text_taken.connect(self.take_typed_filter)
        bar.results_wanted.connect(self.focus_rows)
        bar.chip_removed.connect(self.remove_condition)
        bar.clear_requested.connect(self.clear_filter)
        self.nothing.clear_requested.connect(self.clear_filter)
        self.nothing.create_requested.connect(self._on_create_requested)
        self.tabs.view_chosen.connect(self.show_view)

    def stand_free(self) -> None:
        """Have tabs and toolbar begin and end where the table does: in a page that has margins of its own."""
        self.head_layout.setSpacing(10)
        for part in (self.tabs, self.toolbar):
            layout = part.layout()
            assert layout is not None
            layout.setContentsMargins(0, 0, 0, 0)

    @cached_property
    def bulk_bar(self) -> RecordsBulkBar:
        """What can be done with several records at once."""
        setting = self.setting
        actions = usual_actions(setting.kind, setting.bulk, assigned=setting.assigned)
        bar = RecordsBulkBar(self.context.theme, actions, self)
        bar.requested.connect(self.doing.run)
        return bar

    # what others ask

    def reload(self) -> None:
        """Read the list again; place and selection stay."""
        if self._running is not None:
            self._again = True
            return
        if not self.layout_now.count:
            self._stack.setCurrentWidget(self._skeleton)
            self._skeleton.start()
        setting, look = self.setting, self.setting.look
        sums = None if look is None else look.sum_text
        self._running = ListRequest(self.state, self._folded, self._chosen, setting.ready, setting.unsummed, sums)
        call = partial(read_list, self.context.services, self._running)
        self.context.operations.read(self, call, self._on_list, self._on_failed)

    def apply_change(self, change: ChangeSet, *tables: str) -> None:
        """Read the list again when something changed that it may show."""
        if change.touches(*_SHARED_TABLES, *tables):
            self.reload()

    def set_state(self, state: ListState) -> None:
        """Show another list."""
        if state == self.state:
            return
        before, self.state = self.state, state
        layout_only = replace(state, widths=before.widths, columns=before.columns) == before
        if self.search.text() != state.text:
            self.search.setText(state.text)
        self._is_new = self._is_new or not layout_only
        self.state_changed.emit()
        if not state.lists_as(before):
            self.filter_changed.emit()
        self.reload()

    def set_section(self, section: str) -> None:
        """Show another value of the section field."""
        if section != self.state.section:
            self.set_state(replace(self.state, section=section))

    def switch(self, key: str, value: str) -> None:
        """Have a switch of the page ask a field for a value; an empty one shows all records."""
        self.set_state(self.state.switched_to(key, value))

    def has_own_filter(self) -> bool:
        """Return whether anything but the page's own tabs and switches narrows the list."""
        state = self.state
        return bool(state.text or state.segment or len(self.setting.unsaid(state)) < len(state.conditions))

    @Slot(object)
    def set_sorting(self, sorting: Sorting) -> None:
        """Sort by these fields."""
        self.table.set_sorting(tuple(sorting))
        self.set_state(replace(self.state, sorting=tuple(sorting)))

    def set_columns(self, columns: tuple[str, ...]) -> None:
        """Show these fields as columns."""
        self.set_state(replace(self.state, columns=columns))

    def set_group(self, key: str) -> None:
        """Put the records into groups by a field; an empty key shows them one after the other."""
        self._folded = frozenset()
        self.set_state(replace(self.state, group_by=key))

    @Slot(str)
    def show_view(self, view_id: str) -> None:
        """Show a saved view, or one that is always there; an empty id shows all records."""
        view = next((one for one in self.views if one.id == view_id), None)
        if self.setting.ready and view is None and not any(one.id == self.state.view_id for one in self.views):
            self.set_state(self.setting.of_tab(self.state, view_id))
            return
        default = replace(self.setting.state(view_id), section=self.state.section, widths=self.state.widths)
        self._folded = frozenset()
        self.set_state(default if view is None else self.state.of_view(view, default))
        if view is not None and self.state.section:
            self.section_shown.emit(self.state.section)

    def add_condition(self, condition: Expression, place: int = -1) -> None:
        """Add a condition to the filter, or put it in place of another."""
        self.set_state(self.state.with_condition(condition, place))

    @Slot(int)
    def remove_condition(self, place: int) -> None:
        """Take a chip away; -1 stands for the segment."""
        self.set_state(self.state.without_condition(place))

    @Slot()
    def clear_filter(self) -> None:
        """Show every record of the tab again, as the switches of the page have it."""
        self.search.clear()
        self.set_state(replace(self.state, conditions=self.setting.unsaid(self.state), text="", segment=""))

    @Slot()
    def take_typed_filter(self) -> None:
        """Turn the filter in the box into chips."""
        text = self.search.text().strip()
        try:
            condition = parse(text)
        except CrmError as error:
            self.toolbar.message.show_error(error.detail or error.title)
            return
        self.search.clear()
        self.set_state(replace(self.state, text="").with_condition(condition))

    @Slot(str)
    def fold(self, value: str) -> None:
        """Fold the group of a value, or unfold it."""
        self._folded ^= {value}
        self.reload()

    def show_record(self, record_id: str) -> None:
        """Give a record the focus, if it is in the list; if it is not, no other is chosen in its place."""
        self._chosen = self._asked = record_id
        self.reload()

    def step(self, by: int) -> str:
        """Move the focus by so many records, past the heads of groups; return the record's id if it is loaded."""
        row = self.table.currentIndex().row() + by
        while 0 <= row < self.layout_now.count and self.layout_now.rowid(row) is None:
            row += by
        if 0 <= row < self.layout_now.count:
            self.table.select_row(row)
        return self.table.current_id()

    def selected_rowids(self) -> Sequence[int]:
        """Return where the selected records stand in the file; also of rows that are not loaded."""
        return self.table.selected_rowids(self.layout_now)

    def current_row(self) -> ListRow | None:
        """Return the record with the focus, if it is loaded."""
        row = self.table.current_record()
        return row if isinstance(row, ListRow) else None

    def current_place(self) -> QRect:
        """Return where the row with the focus stands, in the coordinates of the table's viewport."""
        return self.table.cell_place()

    def action_place(self, key: str) -> tuple[QWidget, QRect | None]:
        """Return where the panel of an action opens: at its button in the bar, else at the row."""
        if "bulk_bar" in self.__dict__ and self.bulk_bar.isVisible():
            return self.bulk_bar.button(key), None
        return self.table.viewport(), self.current_place()

    @Slot()
    def focus_rows(self) -> None:
        """Put the keyboard into the rows."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        if not self.table.currentIndex().isValid():
            self.table.select_row(0)

    @Slot()
    def clear_selection(self) -> None:
        """Leave only the row with the focus selected."""
        if self.table.currentIndex().isValid():
            self.table.select_row(self.table.currentIndex().row())

    def kept(self) -> dict[str, Any]:
        """Return what should be as it was at the next start."""
        return self.state.to_json()

    def restore(self, kept: dict[str, Any]) -> None:
        """Take back what `kept` returned."""
        if kept.get("widths"):
            self.table.keep_widths()
        self.set_state(self.setting.state().of_json(kept))

    # answers

    @Slot(object)
    def _on_list(self, answer: ListAnswer) -> None:
        self._running = None
        if self._again:
            self._again = False
            self.reload()
            return
        self._skeleton.stop()
        self.toolbar.message.show_error("")
        row = self.table.currentIndex().row()
        self._follows = False
        self.layout_now, self.fields, self.filter_fields = answer.layout, answer.fields, answer.filter_fields
        self.views, self.total = answer.views, answer.total
        self._show_columns(answer)
        self.table.group_words, self.table.sums = answer.group_words, answer.sums
        if self._is_new:
            self.table.records.set_count(answer.layout.count)
        else:
            self.table.records.refresh(answer.layout.count)
        self._follows = True
        self._show_words(answer)
        if answer.layout.count:
            self._stack.setCurrentWidget(self.table)
            self._choose(answer, row)
        else:
            self.nothing.show_state(self.state, filtered=self.has_own_filter())
            self._stack.setCurrentWidget(self.nothing)
            self._chosen = ""
            self.record_chosen.emit("")
        self._is_new = False
        self.counted.emit(answer.total)

    def _show_columns(self, answer: ListAnswer) -> None:
        self.table.records.set_fields(answer.fields, answer.my_name)
        widths = dict(self.state.widths)
        columns = table_columns(answer.fields, self.state.columns, widths)
        if self.state.section_field:  # a company has no company
            columns = tuple(one for one in columns if (self.state.section, one.key) not in _POINTLESS)
        if columns != self.table.records.columns:
            self._is_new = True
            self.table.put_columns(columns)
        self.table.set_sorting(self.state.sorting)

    def _show_words(self, answer: ListAnswer) -> None:
        bar = self.toolbar
        segments = tuple(view.name for view in answer.views if view.segment)
        bar.set_fields(answer.filter_fields, segments)
        bar.show_conditions(self.state.conditions, self.state.segment, self.setting.unsaid(self.state))
        found = len(dict.fromkeys(answer.layout.rowids)) if self.state.group_by else len(answer.layout.rowids)
        number = self.locale().toString(found)
        total = self.locale().toString(answer.total)
        words = self.tr("{n} of {total}").format(n=number, total=total) if found != answer.total else number
        bar.count.setText(words)
        bar.group_button.setChecked(bool(self.state.group_by))
        view = next((one for one in answer.views if one.id == self.state.view_id), None)
        default = self.setting.state()
        changed = view is not None and self.state.differs_from(self.state.of_view(view, default))
        self.tabs.show_views(answer.views, self.state, answer.counts, changed=changed)

    def _choose(self, answer: ListAnswer, row: int) -> None:
        """Keep the chosen record; without it, the row in its place, or the first of a new list."""
        if answer.position >= 0:
            self._asked = ""
            self._select_quietly(answer.position)
            return
        target = 0 if self._is_new or row < 0 else min(row, answer.layout.count - 1)
        while target < answer.layout.count - 1 and answer.layout.rowid(target) is None:
            target += 1
        self._select_quietly(target)
        if not self._asked or self._asked != self._chosen:
            self._chosen = ""
        self._read_window(target - target % 100, 100)

    def _select_quietly(self, row: int) -> None:
        if self.table.currentIndex().row() == row and self.table._selected_count() > 1:
            return
        self._follows = False
        self.table.select_row(row)
        self._follows = True

    @Slot(object)
    def _on_failed(self, error: CrmError) -> None:
        self._running = None
        if self._again:
            self._again = False
            self.reload()
            return
        self._skeleton.stop()
        self._stack.setCurrentWidget(self.table)
        if is_filter(self.state.text) or self.state.conditions or self.state.segment:
            self.toolbar.message.show_error(error.detail or error.title)
            if not self.layout_now.count:  # a filter that was kept may name a field that is gone since
                self.nothing.show_state(self.state, filtered=True)
                self._stack.setCurrentWidget(self.nothing)
        else:
            self.failed.emit(error)

    @Slot(int, int)
    def _read_window(self, first: int, count: int) -> None:
        columns = tuple(dict.fromkeys((*(one.key for one in self.table.records.columns), *self.setting.beside)))
        call = partial(
            read_window, self.context.services, self.layout_now, self.setting.kind, columns, first, count,
            self.table.records.epoch,
        )  # fmt: skip
        self.context.operations.read(self, call, self._on_window)

    @Slot(object)
    def _on_window(self, answer: WindowAnswer) -> None:
        self.table.records.set_rows(answer.first, answer.rows, answer.epoch)
        current = self.table.current_id()
        if current and not self._chosen and answer.epoch == self.table.records.epoch:
            self._on_current_changed(current)

    # the person

    @Slot(str)
    def _on_current_changed(self, record_id: str) -> None:
        if self._follows and record_id and record_id != self._chosen:
            self._chosen = record_id
            self.record_chosen.emit(record_id)

    @Slot(str)
    def _on_text_changed(self, text: str) -> None:
        self.set_state(replace(self.state, text=text))

    @Slot(int)
    def _on_selection_changed(self, _count: int) -> None:
        several = self.table._selected_count() > 1
        if several or "bulk_bar" in self.__dict__:
            self.bulk_bar.show_count(self.table.selected_count(self.layout_now) if several else 0)

    @Slot()
    def _on_widths_drawn(self) -> None:
        # Remembered at once, but nothing is read anew for it.
        self.state = replace(self.state, widths=self.table.drawn_widths())
        self.state_changed.emit()

    @Slot()
    def _on_columns_moved(self) -> None:
        keys = tuple(self.table.visual_keys())
        hidden = tuple(key for key in self.state.columns if key not in keys)
        self.state = replace(self.state, columns=(*keys, *hidden))
        self.state_changed.emit()

    @Slot()
    def _on_create_requested(self) -> None:
        self.create_requested.emit("" if is_filter(self.state.text) else self.state.text)

    def groupable(self) -> list[Any]:
        """Return the fields by which the records can be put into groups."""
        unfit = (FieldType.LONG_TEXT, FieldType.MONEY)
        return [
            one for one in self.fields or () if one.sql is not None and one.type not in unfit
            and not (one.type is FieldType.TAGS and one.every is None)
        ]  # fmt: skip

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if "bulk_bar" in self.__dict__:
            self.bulk_bar.place()


_POINTLESS = frozenset((("company", "company"), ("company", "job_title")))
"""(section, column) that says nothing: a company works for none."""
