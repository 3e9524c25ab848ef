"""What the toolbar, the headings and the bar of a table do."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from crm_desktop.core.errors import CrmError
from crm_desktop.core.expressions import Comparison, Expression
from crm_desktop.core.fields import Field
from crm_desktop.services.lists.cell_values import parsed_cells
from crm_desktop.services.lists.views import Pasted
from crm_desktop.ui.fields.words import habits
from crm_desktop.ui.lists.columns import offered_columns
from crm_desktop.ui.lists.columns_popover import ColumnsPopover
from crm_desktop.ui.lists.filter_builder import FilterBuilder
from crm_desktop.ui.lists.reading import in_rows, read_copied
from crm_desktop.ui.lists.saved import SaveViewPopover
from crm_desktop.ui.lists.segments_dialog import SegmentsDialog
from crm_desktop.ui.lists.value_popovers import AssignPopover, ChangePopover, FollowUpManyPopover, TagManyPopover

if TYPE_CHECKING:
    from crm_desktop.ui.lists.bulk_bar import RecordsBulkBar
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
        table.heading_menu_requested.connect(self._on_heading_menu)
        owner.tabs.segments_wanted.connect(self.show_segments)

    def connect_bar(self, bar: RecordsBulkBar) -> None:
        """Have the bar of selected records do what it says."""
        bar.assign_requested.connect(self.assign)
        bar.tag_requested.connect(self.tag)
        bar.follow_up_requested.connect(self.follow_up)
        bar.change_requested.connect(self.change_many)
        bar.mail_requested.connect(self._owner.mail_requested)
        bar.merge_requested.connect(self.merge)
        bar.delete_requested.connect(self.delete)
        bar.clear_requested.connect(self._owner.clear_selection)

    @Slot()
    def merge(self) -> None:
        """Put the selected contacts side by side, to make one of them."""
        call = partial(self._context.services.contacts.ids_of, self._owner.selected_rowids())
        self._context.operations.read(self, call, self._open_merge)

    def _open_merge(self, contact_ids: list[str]) -> None:
        from crm_desktop.ui.duplicates.merge_dialog import MergeDialog

        dialog = MergeDialog(self._context, tuple(contact_ids), self._owner.window())
        dialog.open_requested.connect(self._owner.record_opened)
        dialog.open()

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
        """Write the copied cells over the fields from the cell with the focus on."""
        owner = self._owner
        text = QGuiApplication.clipboard().text()
        row = owner.table.currentIndex().row()
        if not text or row < 0 or owner.layout_now.rowid(row) is None:
            return
        cells = parsed_cells(text)
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
            return
        popover = ChangePopover(self._context, self._kind, [rowid], [field], owner.window(), value=row.value(key))
        popover.open_at(owner.table.viewport(), area=owner.table.cell_place())

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
            popover.open_at(self._owner.bulk_bar.change_button)

    @Slot()
    def tag(self) -> None:
        """Put a tag on the selected records, or take one off."""
        rowids = self._owner.selected_rowids()
        if rowids:
            TagManyPopover(self._context, self._kind, rowids, self._owner.window()).open_at(
                self._owner.bulk_bar.tag_button
            )

    @Slot()
    def follow_up(self) -> None:
        """Plan the same step with every selected record."""
        rowids = self._owner.selected_rowids()
        if rowids:
            popover = FollowUpManyPopover(self._context, self._kind, rowids, self._owner.window())
            popover.open_at(self._owner.bulk_bar.follow_up_button)

    @Slot()
    def assign(self) -> None:
        """Give the selected records an owner."""
        self._context.operations.read(self._owner, self._context.services.workspace.members, self._on_members)

    @Slot(object)
    def _on_members(self, members: Sequence[Any]) -> None:
        rowids = self._owner.selected_rowids()
        if rowids:
            names = [(one.id, one.name) for one in members]
            popover = AssignPopover(self._context, self._kind, rowids, names, self._owner.window())
            popover.open_at(self._owner.bulk_bar.assign_button)
