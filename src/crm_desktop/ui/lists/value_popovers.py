"""Panels that give one value to a cell or to many records: a field's value, a tag, a next step."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from crm_desktop.core.errors import CrmError
from crm_desktop.core.fields import Field
from crm_desktop.ui.fields.value_editor import ValueEditor
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.field import FieldMessage
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.pick_list import PickItem
from crm_desktop.ui.kit.popover import Popover
from crm_desktop.ui.kit.search_picker import SearchPicker
from crm_desktop.ui.lists.reading import in_rows
from crm_desktop.ui.pane.pane import PaneContext


class ManyPopover(Popover):
    """Base: a heading, a message, and writing to the records at some rowids as one step.

    Signals:
        saved: it is written.
    """

    saved = Signal()

    def __init__(
        self, context: PaneContext, kind: str, rowids: Sequence[int], title: str, window: QWidget, *, width: int = 320
    ) -> None:
        super().__init__(title, window, width=width)
        self._context = context
        self._kind = kind
        self._rowids = list(rowids)
        self.heading = Label(title, "title3")
        self.body.addWidget(self.heading)
        self.message = FieldMessage(context.theme)

    def add_foot(self, words: str) -> Button:
        """End with the message and the button that saves."""
        self.body.addWidget(self.message)
        row = QHBoxLayout()
        row.addStretch(1)
        button = Button(self._context.theme, words, "primary")
        row.addWidget(button)
        self.body.addLayout(row)
        return button

    def write(self, command: str, *values: Any) -> None:
        """Run a command of `services.list_commands` on the records."""
        call = partial(in_rows, self._context.services, self._kind, self._rowids, command, *values)
        self._context.operations.write(self, call, self._on_saved, self._on_failed)

    @Slot(object)
    def _on_saved(self, _change: object) -> None:
        self.close_popover()
        self.saved.emit()
        self.deleteLater()

    @Slot(object)
    def _on_failed(self, error: CrmError) -> None:
        self.message.show_error(f"{error.title} {error.detail}")
        self.adjustSize()


class ChangePopover(ManyPopover):
    """One field of one or many records: choose it (unless it is given) and its value; Enter saves."""

    def __init__(
        self, context: PaneContext, kind: str, rowids: Sequence[int], fields: Sequence[Field], window: QWidget, *,
        value: Any = None,
    ) -> None:  # fmt: skip
        title = fields[0].label if len(fields) == 1 else ""
        super().__init__(context, kind, rowids, title, window)
        self._fields = {one.key: one for one in fields}
        self.editor: ValueEditor | None = None
        self.field = QComboBox()
        if len(fields) > 1:
            heading = self.tr("Change a field of %n records", "", len(rowids))
            self.setAccessibleName(heading)
            self.heading.setText(heading)
            self.field.setAccessibleName(self.tr("Field"))
            for one in fields:
                self.field.addItem(one.label, one.key)
            self.body.addWidget(self.field)
            self.field.currentIndexChanged.connect(self._on_field_changed)
        self.save_button = self.add_foot(self.tr("Change") if len(rowids) > 1 else self.tr("Save"))
        self.save_button.clicked.connect(self.save)
        self._show(fields[0], value)

    def _on_field_changed(self) -> None:
        self._show(self._fields[str(self.field.currentData())], None)

    def _show(self, field: Field, value: Any) -> None:
        if self.editor is not None:
            self.body.removeWidget(self.editor)
            self.editor.hide()
            self.editor.deleteLater()
        self.editor = ValueEditor(self._context, self._kind, field, self)
        self.editor.set_value(value)
        self.editor.submitted.connect(self.save)
        self.body.insertWidget(1 if len(self._fields) == 1 else 2, self.editor)
        self.message.show_error("")
        self.adjustSize()

    @Slot()
    def save(self) -> None:
        """Write the value, or say why it is none."""
        if self.editor is None:
            return
        try:
            value = self.editor.value()
        except CrmError as error:
            self._on_failed(error)
            return
        self.write("set_field", self.editor.field.key, value)


class TagManyPopover(ManyPopover):
    """Put a tag on records, or take one off."""

    def __init__(self, context: PaneContext, kind: str, rowids: Sequence[int], window: QWidget) -> None:
        super().__init__(context, kind, rowids, "", window, width=300)
        self.setAccessibleName(self.tr("Tag"))
        self._tags: list[str] = []
        self.heading.setText(self.tr("Tag"))
        self.picker = SearchPicker(context.theme, self.tr("Tag"), self.tr("VIP, fair, newsletter…"))
        self.body.addWidget(self.picker)
        self.body.addWidget(self.message)
        row = QHBoxLayout()
        row.addStretch(1)
        self.off_button = Button(context.theme, self.tr("Take off"))
        self.put_button = Button(context.theme, self.tr("Put on"), "primary")
        row.addWidget(self.off_button)
        row.addWidget(self.put_button)
        self.body.addLayout(row)
        self.picker.query_changed.connect(self._on_query)
        self.picker.create_requested.connect(self._put)
        self.picker.returnPressed.connect(self._on_put)
        self.put_button.clicked.connect(self._on_put)
        self.off_button.clicked.connect(self._on_off)
        context.operations.read(self, context.services.contacts.tags, self._on_tags)

    @Slot(object)
    def _on_tags(self, tags: Sequence[Any]) -> None:
        self._tags = [tag.name for tag in tags]
        self._on_query(self.picker.text())

    @Slot(str)
    def _on_query(self, text: str) -> None:
        wanted = text.strip().lstrip("#").casefold()
        found = [name for name in self._tags if wanted in name.casefold()]
        self.picker.set_results([PickItem(name, name, icon="tag") for name in found[:7]])

    @Slot()
    def _on_put(self) -> None:
        self._put(self.picker.text())

    @Slot(str)
    def _put(self, name: str) -> None:
        if name.strip():
            self.write("tag", name)

    @Slot()
    def _on_off(self) -> None:
        if self.picker.text().strip():
            self.write("untag", self.picker.text())


class FollowUpManyPopover(ManyPopover):
    """One line of plain words: the next step with every one of the records."""

    def __init__(self, context: PaneContext, kind: str, rowids: Sequence[int], window: QWidget) -> None:
        super().__init__(context, kind, rowids, "", window, width=380)
        from crm_desktop.ui.pane.plan_line import PlanLine

        heading = self.tr("Plan a follow-up")
        self.setAccessibleName(heading)
        self.heading.setText(heading)
        self.line = PlanLine(context, self.tr("Next step"), self.tr("call tomorrow"))
        self.body.addWidget(self.line)
        self.save_button = self.add_foot(self.tr("Plan"))
        self.save_button.clicked.connect(self.save)
        self.line.submitted.connect(self.save)

    @Slot()
    def save(self) -> None:
        """Plan the step with every record."""
        task = self.line.task()
        if task is None:
            self.message.show_error(self.tr("Write what to do and when, as in “call fri 10”."))
            return
        self.write("follow_up", task)
