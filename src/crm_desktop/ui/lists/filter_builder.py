"""Choosing a condition from lists: field, comparison, value."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QCompleter, QHBoxLayout, QLineEdit, QWidget

from crm_desktop.core.errors import CrmError
from crm_desktop.core.expressions import Comparison, Expression, Text
from crm_desktop.core.fields import Field, FieldSet, FieldType
from crm_desktop.core.filters import Operator, check, format_value, parse
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.field import FieldMessage
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.popover import Popover
from crm_desktop.ui.lists.typed import operators_of, quoted, values_of
from crm_desktop.ui.lists.words import operator_text
from crm_desktop.ui.theme.theme import Theme

_TEXTS = frozenset((FieldType.TEXT, FieldType.LONG_TEXT, FieldType.TAGS, FieldType.PERSON, FieldType.RECORD))


class FilterBuilder(Popover):
    """Field, comparison and value of one condition; Enter takes it.

    Signals:
        chosen(Expression): the condition.
    """

    chosen = Signal(object)

    def __init__(self, theme: Theme, fields: FieldSet, segments: tuple[str, ...], window: QWidget) -> None:
        super().__init__("", window, width=380)
        self.setAccessibleName(self.tr("Add a filter"))
        self._fields = fields
        self._segments = segments
        self.body.addWidget(Label(self.tr("Show only records where"), "title3"))
        self.field = QComboBox()
        self.field.setAccessibleName(self.tr("Field"))
        self.field.setEditable(True)
        self.field.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        for one in fields:
            if one.sql is not None and (one.key != "segment" or segments):
                self.field.addItem(one.label, one.key)
        completer = self.field.completer()
        if completer is not None:
            completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.operator = QComboBox()
        self.operator.setAccessibleName(self.tr("Comparison"))
        self.choice = QComboBox()
        self.choice.setAccessibleName(self.tr("Value"))
        self.line = QLineEdit()
        self.line.setAccessibleName(self.tr("Value"))
        self._message = FieldMessage(theme)
        for widget in (self.field, self.operator, self.choice, self.line, self._message):
            self.body.addWidget(widget)
        row = QHBoxLayout()
        row.addStretch(1)
        self.add_button = Button(theme, self.tr("Add filter"), "primary")
        row.addWidget(self.add_button)
        self.body.addLayout(row)
        self.field.currentIndexChanged.connect(self._on_field_changed)
        self.operator.currentIndexChanged.connect(self._on_operator_changed)
        self.line.returnPressed.connect(self.take)
        self.add_button.clicked.connect(self.take)
        self._on_field_changed()

    def set_condition(self, condition: Expression) -> None:
        """Show a condition to be changed, as far as it is one comparison."""
        if not isinstance(condition, Comparison):
            return
        field = self._fields.find(condition.field)
        if field is None:
            return
        self.field.setCurrentIndex(self.field.findData(field.key))
        self.operator.setCurrentIndex(max(self.operator.findData(condition.operator), 0))
        words = [value.value if isinstance(value, Text) else format_value(value) for value in condition.values]
        self.line.setText(", ".join(words))
        if words and field.choices:
            self.choice.setCurrentIndex(max(self.choice.findData(field.choice_key(words[0])), 0))
        elif words:
            self.choice.setCurrentIndex(max(self.choice.findText(words[0]), 0))
        self.add_button.set_text(self.tr("Change filter"))

    def current_field(self) -> Field | None:
        """Return the field that is chosen."""
        key = self.field.currentData()
        return self._fields.find(str(key)) if key else None

    @Slot()
    def _on_field_changed(self) -> None:
        field = self.current_field()
        self.operator.clear()
        self.choice.clear()
        self.line.clear()
        if field is None:
            return
        for operator in operators_of(field):
            self.operator.addItem(operator_text(operator, field), operator)
        self.choice.setEditable(field.type in (FieldType.DATE, FieldType.MOMENT))
        if field.choices:
            for key, label in field.choices:
                self.choice.addItem(label, key)
        elif field.key == "segment":
            for name in self._segments:
                self.choice.addItem(name, quoted(name))
        else:
            for written in values_of(field, self._segments):
                self.choice.addItem(written, written)
        self._on_operator_changed()

    @Slot()
    def _on_operator_changed(self) -> None:
        bare = self.operator.currentData() in (Operator.EMPTY, Operator.NOT_EMPTY)
        listed = self.choice.count() > 0
        self.choice.setVisible(listed and not bare)
        self.line.setVisible(not listed and not bare)
        self._message.show_error("")
        self.adjustSize()

    @Slot()
    def take(self) -> None:
        """Hand the condition over, or say what is wrong with it."""
        field, operator = self.current_field(), self.operator.currentData()
        if field is None or operator is None:
            return
        try:
            condition = parse(self._written(field, operator))
            check(condition, self._fields)
        except CrmError as error:
            self._message.show_error(error.detail or error.title)
            return
        self.close_popover()
        self.chosen.emit(condition)
        self.deleteLater()

    def _written(self, field: Field, operator: Operator) -> str:
        if operator in (Operator.EMPTY, Operator.NOT_EMPTY):
            return f"{field.key} {operator.value}"
        if self.choice.count():
            data = self.choice.currentData()
            typed = self.choice.currentText().strip()
            value = typed if self.choice.isEditable() else str(data)
            if field.choices:
                value = quoted(value)
        else:
            value = self.line.text().strip()
            value = quoted(value) if field.type in _TEXTS else value
        return f"{field.key} {operator.value} {value}"
