"""What the toolbar, the headings and the bar of a table do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from crm_desktop.core.errors import CrmError
from crm_desktop.core.expressions import Comparison, Expression
from crm_desktop.core.fields import Field, FieldType
from crm_desktop.services.lists.cell_values import cell_value, parsed_cells
from crm_desktop.services.lists.views import Pasted
from crm_desktop.ui.fields.words import habits, member_text
from crm_desktop.ui.kit.choosing import ChoicePopover
from crm_desktop.ui.kit.popover import Popover
from crm_desktop.ui.lists.columns import offered_columns
from crm_desktop.ui.lists.columns_popover import ColumnsPopover
from crm_desktop.ui.lists.filter_builder import FilterBuilder
from crm_desktop.ui.lists.reading import in_rows, read_copied
from crm_desktop.ui.lists.saved import SaveViewPopover
from crm_desktop.ui.lists.segments_dialog import SegmentsDialog
from crm_desktop.ui.lists.value_popovers import ChangePopover, FollowUpManyPopover, TagManyPopover

if TYPE_CHECKING:
    from crm_desktop.ui.lists.record_table import RecordTable


class TableDoing(QObject):
    """Opens the panels of a table and runs what is chosen in them."""

    def __init__(self, owner: RecordTable) -> None:
        super().__init__(owner)
        self._owner = owner
        self._context = owner.context
        self._kind = owner.setting.kind
        bar, table = owner.toolbar, owner.table
        bar.add_filter_requested.connect(self.add_filter)
        bar.chip_clicked.connect(self.change_condition)
        bar.save_requested.connect(self.save_view)
        bar.group_requested.connect(self.choose_group)
        bar.sort_requested.connect(self.choose_sorting)
        bar.columns_requested.connect(self.choose_columns)
        bar.export_requested.connect(self.export)
        table.copy_requested.connect(self.copy)
        table.paste_requested.connect(self.paste)
        table.delete_requested.connect(self.delete)
        table.edit_requested.connect(self.edit_cell)
        table.records.cell_written.connect(self.write_cell)
        table.heading_menu_requested.connect(self._on_heading_menu)
        owner.tabs.segments_wanted.connect(self.show_segments)

    @Slot(str)
    def run(self, key: str) -> None:
        """Do what the bar of selected records asks for; what only this kind has is asked of the page."""
        usual = {
            "assign": self.assign, "tag": self.tag, "follow_up": self.follow_up, "change": self.change_many,
            "delete": self.delete, "clear": self._owner.clear_selection,
        }  # fmt: skip
        if key in usual:
            usual[key]()
        else:
            self._owner.bulk_requested.emit(key)

    # the list

    @Slot()
    def add_filter(self) -> None:
        """Choose another condition (F)."""
        builder = self._builder()
        if builder is not None:
            builder.chosen.connect(self._owner.add_condition)
            builder.open_at(self._owner.toolbar.add_button)

    @Slot(int)
    def change_condition(self, place: int) -> None:
        """Change the condition of a chip; one that is no single comparison is put into the box."""
        conditions = self._owner.state.conditions
        if not 0 <= place < len(conditions):
            return
        condition = conditions[place]
        chips = self._owner.toolbar.chips()
        if not isinstance(condition, Comparison):
            from crm_desktop.core.filters import format

            self._owner.remove_condition(place)
            self._owner.search.setText(format(condition))
            self._owner.search.setFocus()
            return
        builder = self._builder()
        if builder is not None:
            builder.set_condition(condition)
            builder.chosen.connect(partial(self._on_condition_changed, place))
            builder.open_at(chips[min(place, len(chips) - 1)] if chips else self._owner.toolbar.add_button)

    def _on_condition_changed(self, place: int, condition: Expression) -> None:
        self._owner.add_condition(condition, place)

    def _builder(self) -> FilterBuilder | None:
        owner = self._owner
        if owner.filter_fields is None:
            return None
        segments = tuple(view.name for view in owner.views if view.segment)
        return FilterBuilder(self._context.theme, owner.filter_fields, segments, owner.window())

    @Slot()
    def save_view(self) -> None:
        """Save what is shown under a name."""
        popover = SaveViewPopover(self._context, self._owner.state, self._owner.window())
        popover.saved.connect(self._on_view_saved)
        popover.open_at(self._owner.toolbar.save_button)

    @Slot(str)
    def _on_view_saved(self, view_id: str) -> None:
        from dataclasses import replace

        self._owner.state = replace(self._owner.state, view_id=view_id)
        self._owner.state_changed.emit()
        self._owner.reload()

    @Slot()
    def show_segments(self) -> None:
        """Show all segments."""
        dialog = SegmentsDialog(self._context, self._kind, self._owner.window())
        dialog.open_wanted.connect(self._owner.show_view)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def choose_group(self) -> None:
        """Choose the field of the groups from a menu."""
        menu = QMenu(self._owner)
        none = menu.addAction(self.tr("No groups"), partial(self._owner.set_group, ""))
        none.setCheckable(True)
        none.setChecked(not self._owner.state.group_by)
        menu.addSeparator()
        for field in self._owner.groupable():
            action = menu.addAction(field.label, partial(self._owner.set_group, field.key))
            action.setCheckable(True)
            action.setChecked(field.key == self._owner.state.group_by)
        self._pop(menu, self._owner.toolbar.group_button)

    @Slot()
    def choose_sorting(self) -> None:
        """Choose the field to sort by from a menu."""
        menu = QMenu(self._owner)
        present = dict(self._owner.state.sorting)
        for field in offered_columns(self._owner.fields) if self._owner.fields is not None else ():
            if not field.sortable:
                continue
            arrow = {False: " ↑", True: " ↓"}.get(present[field.key]) if field.key in present else ""
            menu.addAction(f"{field.label}{arrow}", partial(self._owner.table.sort_by, field.key))
        self._pop(menu, self._owner.toolbar.sort_button)

    @Slot()
    def choose_columns(self) -> None:
        """Choose the columns and their order."""
        owner = self._owner
        if owner.fields is None:
            return
        popover = ColumnsPopover(
            self._context.theme, offered_columns(owner.fields), owner.state.columns, owner.window()
        )
        popover.columns_chosen.connect(owner.set_columns)
        popover.default_wanted.connect(self._on_default_columns)
        popover.closed.connect(popover.deleteLater)
        popover.open_at(owner.toolbar.columns_button)

    @Slot()
    def _on_default_columns(self) -> None:
        self._owner.set_columns(self._owner.setting.columns)

    @Slot(str, QPoint)
    def _on_heading_menu(self, key: str, place: QPoint) -> None:
        self.heading_menu(key).popup(place)

    def heading_menu(self, key: str) -> QMenu:
        """Return the menu of a column."""
        owner, menu = self._owner, QMenu(self._owner)
        sort = owner.table.sort_by
        menu.addAction(self.tr("Sort upwards"), partial(sort, key, descending=False))
        menu.addAction(self.tr("Sort downwards"), partial(sort, key, descending=True))
        menu.addAction(self.tr("Then sort by this (Shift+click)"), partial(sort, key, second=True))
        if any(field.key == key for field in owner.groupable()):
            menu.addAction(self.tr("Group by this"), partial(owner.set_group, key))
        menu.addSeparator()
        others = tuple(one for one in owner.state.columns if one != key)
        menu.addAction(self.tr("Hide this column"), partial(owner.set_columns, others)).setEnabled(bool(others))
        menu.addAction(self.tr("Columns…"), self.choose_columns)
        return menu

    @Slot()
    def export(self) -> None:
        """Write the list to a file: its filter, its order, its columns."""
        from crm_desktop.ui.exporting.dialog import ExportDialog

        owner = self._owner
        try:
            where = owner.state.where_text()
        except CrmError as error:
            owner.toolbar.message.show_error(error.detail or error.title)
            return
        listed = owner.layout_now.rowids
        dialog = ExportDialog(
            self._context, self._kind, where, owner.window(), columns=tuple(owner.table.visual_keys()),
            rowids=list(dict.fromkeys(listed)),
        )  # fmt: skip
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _pop(self, menu: QMenu, anchor: QWidget) -> None:
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(anchor.mapToGlobal(QPoint(0, anchor.height() + 4)))

    # the records

    @Slot()
    def copy(self) -> None:
        """Copy the selected rows as spreadsheets take them."""
        rowids = self._owner.selected_rowids()
        if rowids:
            call = partial(read_copied, self._context.services, self._kind, rowids, self._owner.table.visual_keys())
            self._context.operations.read(self._owner, call, self._on_copied)

    @Slot(object)
    def _on_copied(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self._owner.noticed.emit(self.tr("Copied %n rows", "", text.count("\n")))

    @Slot()
    def paste(self) -> None:
        """Write the copied cells over the fields; several rows may be for the page to make records of."""
        owner = self._owner
        text = QGuiApplication.clipboard().text()
        if not text and not owner.setting.takes_rows:
            return
        cells = parsed_cells(text)
        if owner.setting.takes_rows and (len(cells) > 1 or len(cells[0]) > 1):
            owner.rows_pasted.emit()
        else:
            self.paste_over()

    @Slot()
    def paste_over(self) -> None:
        """Write the copied cells over the fields from the cell with the focus on, however many they are."""
        owner = self._owner
        row = owner.table.currentIndex().row()
        cells = parsed_cells(QGuiApplication.clipboard().text())
        if owner.layout_now.rowid(row) is None:
            return
        keys = owner.table.visual_keys()
        start = keys.index(owner.table.current_key())
        chosen = owner.selected_rowids()
        if len(cells) == 1 and len(chosen) > 1:
            rowids: Sequence[int] = chosen
        else:
            rowids = owner.layout_now.rowids_between(row, row + len(cells) - 1)
        pasted = Pasted(self._kind, tuple(rowids), tuple(keys[start:]), cells)
        call = partial(self._context.services.list_commands.paste, pasted, habits(self._context.services.clock))
        self._context.operations.write(owner, call, None, self._on_refused)

    @Slot(object)
    def _on_refused(self, error: CrmError) -> None:
        self._owner.toolbar.message.show_error(f"{error.title} {error.detail}".strip())

    @Slot()
    def delete(self) -> None:
        """Put the selected records into the Bin."""
        rowids = self._owner.selected_rowids()
        if rowids:
            call = partial(in_rows, self._context.services, self._kind, rowids, "bin")
            self._context.operations.write(self._owner, call, None, self._on_refused)

    @Slot()
    def edit_cell(self) -> None:
        """Change the value of the cell with the focus (F2)."""
        owner = self._owner
        row, key = owner.current_row(), owner.table.current_key()
        rowid = owner.layout_now.rowid(owner.table.currentIndex().row())
        field = owner.fields.find(key) if owner.fields is not None else None
        if row is None or field is None or rowid is None:
            return
        if not field.editable:
            owner.noticed.emit(
                self.tr("{field} follows from other things and is not changed here.").format(field=field.label)
            )
        elif owner.table.records.is_typed(key):
            owner.table.edit(owner.table.currentIndex())
        elif owner.setting.in_place and field.type is FieldType.YES_NO:
            self.write(row.id, key, value=not row.value(key))
        else:
            popover = ChangePopover(self._context, self._kind, [rowid], [field], owner.window(), value=row.value(key))
            popover.open_at(owner.table.viewport(), area=owner.table.cell_place())

    @Slot(str, str, str)
    def write_cell(self, record_id: str, key: str, text: str) -> None:
        """Save what was typed into a cell, or say why it is no value of the field."""
        field = self._owner.fields.find(key) if self._owner.fields is not None else None
        if field is None:
            return
        try:
            self.write(record_id, key, value=cell_value(field, text, habits(self._context.services.clock)))
        except CrmError as error:
            self._on_refused(error)

    def write(self, record_id: str, key: str, *, value: object) -> None:
        """Give a field of one record a value."""
        call = partial(self._context.services.list_commands.set_field, self._kind, [record_id], key, value)
        self._context.operations.write(self._owner, call, None, self._on_refused)

    def editable_fields(self) -> list[Field]:
        """Return the fields that can be changed in many records at once."""
        fixed = frozenset(("name", "title", "number", "subject", "given_name", "family_name", "kind", "email", "phone"))
        return [one for one in self._owner.fields or () if one.editable and one.key not in fixed]

    @Slot()
    def change_many(self) -> None:
        """Give a field of the selected records one value."""
        fields = self.editable_fields()
        rowids = self._owner.selected_rowids()
        if fields and rowids:
            popover = ChangePopover(self._context, self._kind, rowids, fields, self._owner.window())
            self._open(popover, "change")

    def _open(self, popover: Popover, key: str) -> None:
        anchor, area = self._owner.action_place(key)
        popover.open_at(anchor, area=area)

    @Slot()
    def tag(self) -> None:
        """Put a tag on the selected records, or take one off."""
        rowids = self._owner.selected_rowids()
        if rowids:
            self._open(TagManyPopover(self._context, self._kind, rowids, self._owner.window()), "tag")

    @Slot()
    def follow_up(self) -> None:
        """Plan the same step with every selected record."""
        rowids = self._owner.selected_rowids()
        if rowids:
            self._open(FollowUpManyPopover(self._context, self._kind, rowids, self._owner.window()), "follow_up")

    @Slot()
    def assign(self) -> None:
        """Give the selected records an owner."""
        self._context.operations.read(self._owner, self._context.services.workspace.members, self._on_members)

    @Slot(object)
    def _on_members(self, members: Sequence[Any]) -> None:
        names = [*((one.id, member_text(one)) for one in members), ("", self.tr("Nobody"))]
        self.choose("assign", self.tr("Assign to"), names, self._assign)

    def _assign(self, ids: list[str], member_id: str) -> None:
        call = partial(self._context.services.list_commands.assign, self._kind, ids, member_id or None)
        self._context.operations.write(self._owner, call, None, self._on_refused)

    def choose(
        self, key: str, title: str, choices: Sequence[tuple[str, str]], chosen: Callable[[list[str], str], None]
    ) -> None:
        """Offer choices for the selected records, by 1 to 9 or the mouse; `chosen` gets their ids and the choice."""
        rowids = self._owner.selected_rowids()
        if rowids:
            call = partial(self._context.services.lists.ids_of, self._kind, rowids)
            self._context.operations.read(self._owner, call, partial(self._offer, key, title, choices, chosen))

    def _offer(
        self, key: str, title: str, choices: Sequence[tuple[str, str]], chosen: Callable[[list[str], str], None],
        ids: list[str],
    ) -> None:  # fmt: skip
        popover = ChoicePopover(self._context.theme, title, self._owner.window())
        popover.ask(ids, title, choices)
        popover.chosen.connect(chosen)
        popover.closed.connect(popover.deleteLater)
        self._open(popover, key)
