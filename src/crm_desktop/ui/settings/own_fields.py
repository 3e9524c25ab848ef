"""Settings: the fields that people add to each kind of record."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.errors import CrmError
from crm_desktop.core.fields import FieldType
from crm_desktop.services.custom_fields.views import TYPE_WORDS, CustomFieldDraft, CustomFieldRow
from crm_desktop.ui.fields.type_words import kind_words, type_words
from crm_desktop.ui.kit.button import Button, IconButton
from crm_desktop.ui.kit.field import Field, FieldMessage
from crm_desktop.ui.kit.inline_edit import InlineEdit
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.pane.saving_popover import Call, SavingPopover
from crm_desktop.ui.settings.form import SettingsForm

_PRINTED = ("contact", "quote")
"""Kinds whose own fields can stand on paper: a quote, and the customer on it."""
_LINE_HEIGHT = 34
_KINDS = ("contact", "lead", "deal", "case", "product", "quote", "task", "event")


class OwnFieldsForm(SettingsForm):
    """The own fields of one kind at a time: add, rename, choices, order, remove."""

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.heading.setText(self.tr("Fields"))
        self.column.addWidget(
            Label(
                self.tr("Add fields of your own to any kind of record. They can be filtered, sorted, grouped, "
                        "imported and exported like all others. A field that is removed keeps its values and can be "
                        "brought back with Undo."),
                "small", "secondary", wrap=True,
            )
        )  # fmt: skip
        self.kind = QComboBox()
        for key in _KINDS:
            if key in self.services.records.kinds:
                self.kind.addItem(kind_words(key), key)
        self.column.addWidget(Field(self.theme, self.tr("Fields of"), self.kind))
        body = self.add_card()
        self.nothing = Label(self.tr("No own fields yet."), "small", "tertiary")
        body.addWidget(self.nothing)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(4)
        body.addLayout(self._lines)
        self.message = FieldMessage(self.theme)
        body.addWidget(self.message)
        row = QHBoxLayout()
        self.add_button = Button(self.theme, self.tr("Add a field"), icon="plus")
        row.addWidget(self.add_button)
        row.addStretch(1)
        body.addLayout(row)
        self.lines: list[FieldLine] = []
        self._fields: list[CustomFieldRow] = []
        self.kind.currentIndexChanged.connect(self.reload)
        self.add_button.clicked.connect(self.add_field)

    def kind_key(self) -> str:
        """Return the kind whose fields are shown."""
        return str(self.kind.currentData())

    @Slot()
    def reload(self) -> None:
        call = partial(self.services.custom_fields.fields_with_use, self.kind_key())
        self.operations.read(self, call, partial(self._on_read, self.kind_key()))

    def apply_change(self, change: ChangeSet) -> None:
        """Reload when fields or values changed."""
        if change.touches("custom_field", "custom_value", "setting"):
            self.reload()

    def _on_read(self, kind: str, fields: Sequence[CustomFieldRow]) -> None:
        if kind != self.kind_key():
            return
        self._fields = list(fields)
        if any(line.name.is_editing() for line in self.lines) and [one.id for one in fields] == [
            line.field.id for line in self.lines
        ]:
            return
        for line in self.lines:
            self._lines.removeWidget(line)
            line.hide()
            line.deleteLater()
        self.lines = [FieldLine(self, one, place, len(fields)) for place, one in enumerate(fields)]
        for line in self.lines:
            self._lines.addWidget(line)
        self.nothing.setVisible(not fields)

    @Slot()
    def add_field(self) -> None:
        """Ask for a new field."""
        AddFieldPopover(self.context, self.kind_key(), self.add_button).open()

    def rename(self, field: CustomFieldRow, label: str) -> None:
        """Give a field another label."""
        call = partial(self.services.custom_field_commands.rename, field.id, label)
        self.operations.write(self, call, self._on_done, self._on_failed)

    def set_on_paper(self, field: CustomFieldRow, on_paper: bool) -> None:
        """Have a field printed on quotes, or no longer."""
        call = partial(self.services.custom_field_commands.set_on_paper, field.id, on_paper)
        self.operations.write(self, call, self._on_done, self._on_failed, quiet=True)

    def remove(self, field: CustomFieldRow) -> None:
        """Take a field away; Undo brings it back with all its values."""
        call = partial(self.services.custom_field_commands.remove, field.id)
        self.operations.write(self, call, self._on_done, self._on_failed)

    def move_field(self, field: CustomFieldRow, by: int) -> None:
        """Put a field one place up or down."""
        ids = [one.id for one in self._fields]
        place = ids.index(field.id)
        if 0 <= place + by < len(ids):
            ids.insert(place + by, ids.pop(place))
            call = partial(self.services.custom_field_commands.reorder, ids)
            self.operations.write(self, call, self._on_done, self._on_failed, quiet=True)

    def edit_choices(self, field: CustomFieldRow, anchor: QWidget) -> None:
        """Ask for the list of a field."""
        ChoicesPopover(self.context, field, anchor).open()

    @Slot(object)
    def _on_done(self, _change: object) -> None:
        self.message.show_error("")

    @Slot(object)
    def _on_failed(self, error: CrmError) -> None:
        self.message.show_error(f"{error.title} {error.detail}".strip())
        self.reload()


class FieldLine(QWidget):
    """One field: its label, changed by clicking it, its type, how many records use it, and what else can be done."""

    def __init__(self, form: OwnFieldsForm, field: CustomFieldRow, place: int, count: int) -> None:
        super().__init__(form)
        self.field = field
        self._form = form
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.name = InlineEdit(form.theme, self.tr("Name of the field"), field.label, parent=self)
        self.type = Label(type_words(field.type), "small", "secondary", self)
        self.type.setFixedWidth(128)
        used = self.tr("in %n records", "", field.used) if field.used else self.tr("not used")
        self.used = Label(used, "small", "tertiary", self)
        self.used.setFixedWidth(118)
        for label in (self.type, self.used):
            label.setFixedHeight(_LINE_HEIGHT)
        self.up_button = IconButton(form.theme, "arrow-up", self.tr("Move up"), compact=True, parent=self)
        self.down_button = IconButton(form.theme, "arrow-down", self.tr("Move down"), compact=True, parent=self)
        self.more_button = IconButton(form.theme, "ellipsis", self.tr("More for {field}").format(field=field.label),
                                      compact=True, parent=self)  # fmt: skip
        self.up_button.setEnabled(place > 0)
        self.down_button.setEnabled(place < count - 1)
        row.addWidget(self.name, 1)
        self.on_paper = QCheckBox(self.tr("On quotes"), self)
        self.on_paper.setToolTip(self.tr("Print it on quotes, unless it is empty"))
        self.on_paper.setAccessibleName(self.tr("Print {field} on quotes").format(field=field.label))
        self.on_paper.setChecked(field.on_paper)
        self.on_paper.setVisible(field.kind in _PRINTED)
        for widget in (self.type, self.used, self.on_paper, self.up_button, self.down_button, self.more_button):
            upright = Qt.AlignmentFlag.AlignVCenter if widget is self.on_paper else Qt.AlignmentFlag.AlignTop
            row.addWidget(widget, 0, upright)
        self.name.value_committed.connect(self._on_renamed)
        self.on_paper.toggled.connect(partial(form.set_on_paper, field))
        self.up_button.clicked.connect(partial(form.move_field, field, -1))
        self.down_button.clicked.connect(partial(form.move_field, field, 1))
        self.more_button.clicked.connect(self.open_menu)

    def make_menu(self) -> QMenu:
        """Return what can be done with the field."""
        menu = QMenu(self)
        if self.field.type is FieldType.CHOICE:
            menu.addAction(self.tr("Choices…"), partial(self._form.edit_choices, self.field, self.more_button))
        menu.addAction(self.tr("Rename"), self.name.start_editing)
        menu.addAction(self.tr("Remove the field"), partial(self._form.remove, self.field))
        return menu

    @Slot()
    def open_menu(self) -> None:
        """Open the menu below its button."""
        menu = self.make_menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.more_button.mapToGlobal(QPoint(0, self.more_button.height() + 4)))

    @Slot(str)
    def _on_renamed(self, label: str) -> None:
        self._form.rename(self.field, label)


class AddFieldPopover(SavingPopover):
    """Name, type, and what the type needs; Enter adds the field."""

    def __init__(self, context: PaneContext, kind: str, anchor: QWidget) -> None:
        super().__init__(context, self.tr("Add a field"), anchor, width=360)
        self._kind = kind
        theme = context.theme
        self.body.addWidget(Label(self.tr("Add a field"), "title3"))
        self.label = QLineEdit()
        self.label.setPlaceholderText(self.tr("Delivery day"))
        self.label_field = Field(theme, self.tr("Name"), self.label)
        self.type = QComboBox()
        for one, _ in TYPE_WORDS:
            self.type.addItem(type_words(one), one)
        self.choices = QPlainTextEdit()
        self.choices.setTabChangesFocus(True)
        self.choices.setFixedHeight(96)
        self.choices_field = Field(theme, self.tr("Choices, one on each line"), self.choices)
        self.scale = QSpinBox()
        self.scale.setRange(0, 9)
        self.scale_field = Field(theme, self.tr("Decimals"), self.scale)
        self.target = QComboBox()
        for key in context.services.records.kinds:
            if key != "activity":
                self.target.addItem(kind_words(key), key)
        self.target_field = Field(theme, self.tr("Which kind of record"), self.target)
        self.personal = QCheckBox(self.tr("It is personal data"))
        for widget in (self.label_field, Field(theme, self.tr("Type"), self.type), self.choices_field,
                       self.scale_field, self.target_field, self.personal):  # fmt: skip
            self.body.addWidget(widget)
        self.add_foot(self.tr("Add"))
        self._on_type_changed()
        self.type.currentIndexChanged.connect(self._on_type_changed)
        self.label.returnPressed.connect(self.save)

    @Slot()
    def _on_type_changed(self) -> None:
        kind = self.type.currentData()
        self.choices_field.setVisible(kind is FieldType.CHOICE)
        self.scale_field.setVisible(kind is FieldType.NUMBER)
        self.target_field.setVisible(kind is FieldType.RECORD)
        self.adjustSize()

    def call(self) -> Call:
        kind: FieldType = self.type.currentData()
        draft = CustomFieldDraft(
            self._kind, self.label.text(), kind,
            tuple(self.choices.toPlainText().splitlines()) if kind is FieldType.CHOICE else (),
            str(self.target.currentData()) if kind is FieldType.RECORD else "",
            self.scale.value() if kind is FieldType.NUMBER else 0, self.personal.isChecked(),
        )  # fmt: skip
        return partial(_add, self.context, draft)


class ChoicesPopover(SavingPopover):
    """The list of a field, one choice on each line: a line that is changed renames its choice, a new one adds one."""

    def __init__(self, context: PaneContext, field: CustomFieldRow, anchor: QWidget) -> None:
        super().__init__(context, field.label, anchor, width=340)
        self._field = field
        self.body.addWidget(Label(field.label, "title3"))
        self.body.addWidget(
            Label(
                self.tr("Rename a choice in its line; add and remove choices below."), "caption", "tertiary", wrap=True
            )
        )
        self.lines: list[tuple[str, QLineEdit]] = []
        for key, label in field.choices:
            self._add_line(key, label)
        self.add_button = Button(context.theme, self.tr("Add a choice"), "ghost", "plus")
        self.body.addWidget(self.add_button)
        self.add_foot(self.tr("Save"))
        self.add_button.clicked.connect(self.add_choice)

    def _add_line(self, key: str, label: str) -> QLineEdit:
        line = QLineEdit(label)
        line.setAccessibleName(self.tr("Choice"))
        line.setPlaceholderText(self.tr("Empty: this choice goes"))
        self.lines.append((key, line))
        self.body.insertWidget(1 + len(self.lines), line)
        return line

    @Slot()
    def add_choice(self) -> None:
        """Begin another choice."""
        line = self._add_line("", "")
        line.show()
        self.adjustSize()
        line.setFocus(Qt.FocusReason.OtherFocusReason)

    def call(self) -> Call:
        choices = [(key, line.text()) for key, line in self.lines if line.text().strip()]
        return partial(self.context.services.custom_field_commands.set_choices, self._field.id, choices)


def _add(context: PaneContext, draft: CustomFieldDraft) -> ChangeSet:
    return context.services.custom_field_commands.add(draft)[1]
