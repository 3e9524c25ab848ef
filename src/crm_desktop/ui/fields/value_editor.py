"""An editor for the value of any declared field, by its type."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from crm_desktop.core.clock import today
from crm_desktop.core.errors import Refused
from crm_desktop.core.fields import Field, FieldType
from crm_desktop.services.lists.cell_values import cell_value
from crm_desktop.services.services import Services
from crm_desktop.ui.fields.words import habits, typed_text
from crm_desktop.ui.kit.date_edit import DateEdit
from crm_desktop.ui.kit.pick_list import PickItem
from crm_desktop.ui.kit.search_picker import SearchPicker
from crm_desktop.ui.pane.pane import PaneContext


class _Lines(QPlainTextEdit):
    """Several lines; Ctrl+Enter hands them over."""

    submitted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setFixedHeight(96)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.accept()
            self.submitted.emit()
        else:
            super().keyPressEvent(event)


class ValueEditor(QWidget):
    """A line, list, date or text for one field; `value` is the JSON value that is typed.

    Signals:
        submitted: Enter, where Enter means no new line.
    """

    submitted = Signal()

    def __init__(self, context: PaneContext, kind: str, field: Field, parent: QWidget) -> None:
        super().__init__(parent)
        self.field = field
        self._context = context
        self._kind = kind
        self._target = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.input = self._make()
        self.input.setAccessibleName(field.label)
        column.addWidget(self.input)
        self.setFocusProxy(self.input)

    def _make(self) -> QWidget:
        field, services = self.field, self._context.services
        if field.type is FieldType.LONG_TEXT:
            lines = _Lines(self)
            lines.submitted.connect(self.submitted)
            return lines
        if field.type in (FieldType.CHOICE, FieldType.YES_NO) and (field.choices or field.type is FieldType.YES_NO):
            combo = QComboBox(self)
            combo.addItem(self.tr("None") if field.type is FieldType.CHOICE else self.tr("No"), None)
            for key, label in field.choices or (("yes", self.tr("Yes")),):
                combo.addItem(label, key)
            return combo
        if field.type is FieldType.PERSON:
            combo = QComboBox(self)
            combo.addItem(self.tr("Nobody"), None)
            self._context.operations.read(self, services.workspace.members, self._on_members)
            return combo
        if field.type is FieldType.DATE:
            edit = DateEdit(self._context.theme, field.label, partial(today, services.clock), parent=self)
            edit.returnPressed.connect(self.submitted)
            return edit
        if field.type is FieldType.RECORD:
            picker = SearchPicker(self._context.theme, field.label, can_create=False, parent=self)
            picker.query_changed.connect(self._on_query)
            picker.returnPressed.connect(self.submitted)
            self._context.operations.read(self, partial(_target, services, self._kind, field.key), self._on_target)
            return picker
        line = QLineEdit(self)
        if field.type is FieldType.MOMENT:
            line.setPlaceholderText(self.tr("2026-11-30 14:00"))
        elif field.type is FieldType.TAGS:
            line.setPlaceholderText(self.tr("One, two, three"))
        line.returnPressed.connect(self.submitted)
        return line

    def set_value(self, value: Any) -> None:
        """Show a JSON value (of a person or record, its name)."""
        if isinstance(self.input, QComboBox):
            data = "yes" if self.field.type is FieldType.YES_NO and value else value
            self._wanted = str(value or "")
            self.input.setCurrentIndex(max(self.input.findData(data), self.input.findText(str(value or "\x00")), 0))
        elif isinstance(self.input, QPlainTextEdit):
            self.input.setPlainText(str(value or ""))
        elif isinstance(self.input, DateEdit):
            from datetime import date

            self.input.set_value(date.fromisoformat(str(value)) if value else None)
        elif isinstance(self.input, SearchPicker):
            self.input.set_picked(str(value or ""), str(value or ""))
        elif isinstance(self.input, QLineEdit):
            self.input.setText(typed_text(self.field, value))
            self.input.selectAll()

    def value(self) -> Any:
        """Return what is typed as a JSON value. Raises `Refused`."""
        if isinstance(self.input, QComboBox):
            data = self.input.currentData()
            return data == "yes" if self.field.type is FieldType.YES_NO else data
        if isinstance(self.input, QPlainTextEdit):
            return self.input.toPlainText().strip() or None
        if isinstance(self.input, DateEdit):
            if not self.input.is_understood():
                raise Refused(self.tr("This is not a date."), self.tr("Write for example “fri” or “28 Nov”."))
            self.input.editingFinished.emit()
            day = self.input.value()
            return None if day is None else day.isoformat()
        if isinstance(self.input, SearchPicker):
            return self.input.picked_id() or None
        assert isinstance(self.input, QLineEdit)
        return cell_value(self.field, self.input.text(), habits(self._context.services.clock))

    @Slot(object)
    def _on_members(self, members: list[Any]) -> None:
        combo = self.input
        if isinstance(combo, QComboBox):
            for one in members:
                combo.addItem(one.name, one.id)
            wanted = getattr(self, "_wanted", "")
            combo.setCurrentIndex(max(combo.findText(wanted), combo.findData(wanted), 0) if wanted else 0)

    @Slot(str)
    def _on_target(self, target: str) -> None:
        self._target = target

    @Slot(str)
    def _on_query(self, text: str) -> None:
        if text and self._target:
            call = partial(self._context.services.lists.pick, self._target, text)
            self._context.operations.read(self, call, partial(self._on_found, text))

    def _on_found(self, query: str, found: list[tuple[str, str]]) -> None:
        if isinstance(self.input, SearchPicker):
            self.input.set_results([PickItem(one, name) for one, name in found], query)


_BUILT_IN = {
    "person": "contact", "company": "contact", "deal": "deal", "case": "case", "product": "product",
    "document": "quote", "stage": "stage", "pipeline": "pipeline",
}  # fmt: skip


def _target(services: Services, kind: str, key: str) -> str:
    """Return the kind of record that a field links to."""
    own = next((one.target for one in services.custom_fields.fields(kind) if one.key == key), "")
    return own or _BUILT_IN.get(key, "")
