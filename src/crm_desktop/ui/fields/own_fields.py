"""The fields that people added to a kind of record, on the page of one record: click a value to change it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.clock import today
from crm_desktop.core.errors import CrmError
from crm_desktop.core.fields import FieldType
from crm_desktop.services.custom_fields.views import CustomFieldRow
from crm_desktop.services.lists.cell_values import cell_value
from crm_desktop.services.services import Services
from crm_desktop.ui.fields.side_field import SideField
from crm_desktop.ui.fields.side_row import SideRow
from crm_desktop.ui.fields.words import habits, typed_text
from crm_desktop.ui.kit.date_words import read_date, write_date
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.surface import Rule
from crm_desktop.ui.kit.tab_order import tab_before
from crm_desktop.ui.pane.inline_drafts import InlineDrafts
from crm_desktop.ui.pane.pane import PaneContext

_LABEL: Final = 100


@dataclass(frozen=True, slots=True)
class OwnAnswer:
    """A record's own fields and what it holds in them."""

    record_id: str
    fields: tuple[CustomFieldRow, ...]
    values: dict[str, Any]
    members: tuple[tuple[str, str], ...]


def read_own(services: Services, kind: str, record_id: str) -> OwnAnswer:
    """Return the own fields of a kind, and the values of one record."""
    fields = tuple(services.custom_fields.fields(kind))
    if not fields:
        return OwnAnswer(record_id, (), {}, ())
    members = tuple((one.id, one.name) for one in services.workspace.members())
    return OwnAnswer(record_id, fields, services.custom_fields.values(kind, record_id), members)


class OwnFields(QWidget):
    """Hidden while there are none; a value that does not fit is kept, marked, and not saved.

    Signals:
        resized: other fields are shown now.
    """

    resized = Signal()

    def __init__(self, context: PaneContext, kind: str, parent: QWidget, *, ruled: bool = True) -> None:
        super().__init__(parent)
        self._context = context
        self._kind = kind
        self._record_id = ""
        self._name = ""
        self._fields: dict[str, CustomFieldRow] = {}
        self._rows: dict[str, SideRow] = {}
        self.setAccessibleName(self.tr("Own fields"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        if ruled:
            column.addWidget(Rule(self))
        column.addWidget(Label(self.tr("Own fields"), "title3", parent=self))
        self._column = QVBoxLayout()
        self._column.setSpacing(2)
        column.addLayout(self._column)
        self.drafts = InlineDrafts(context, f"{kind}.own_fields", self)
        context.operations.data_changed.connect(self._on_data_changed)
        self.hide()

    def show_record(self, record_id: str, name: str = "") -> None:
        """Show what a record holds; no id shows nothing."""
        if record_id != self._record_id:
            for row in self._rows.values():
                row.leave()
        self._record_id, self._name = record_id, name
        self.reload()

    @Slot()
    def reload(self) -> None:
        """Read the values again; whoever is typing is not disturbed."""
        if not self._record_id:
            self.hide()
            return
        call = partial(read_own, self._context.services, self._kind, self._record_id)
        self._context.operations.read(self, call, self._on_read, self._on_gone)

    def row(self, key: str) -> SideRow:
        """Return the line of a field."""
        return self._rows[key]

    def keys(self) -> list[str]:
        """Return the fields shown, from the top."""
        return list(self._rows)

    @Slot(object)
    def _on_data_changed(self, change: ChangeSet) -> None:
        if change.touches("custom_value", "custom_field", "member"):
            self.reload()

    @Slot(object)
    def _on_gone(self, _error: CrmError) -> None:
        self.hide()

    @Slot(object)
    def _on_read(self, answer: OwnAnswer) -> None:
        if answer.record_id != self._record_id:
            return
        self._fields = {one.key: one for one in answer.fields}
        shown = [self._side_field(one, answer) for one in answer.fields]
        if [SideRow.shape(one) for one in shown] != [SideRow.shape(row.field) for row in self._rows.values()]:
            self._make_rows(shown)
        rows = list(self._rows.values())
        for row, field in zip(rows, shown, strict=True):
            row.show_field(field)
        self._rows = {field.key: row for row, field in zip(rows, shown, strict=True)}
        if self.isHidden() == bool(shown):
            self.setVisible(bool(shown))
            self.resized.emit()
        if shown:
            self.drafts.begin(answer.record_id, self._name)

    def _make_rows(self, fields: list[SideField]) -> None:
        for row in self._rows.values():
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = {}
        for field in fields:
            row = SideRow(self._context.theme, field, self)
            row.set_label_width(_LABEL)
            row.committed.connect(self._on_committed)
            if row.editor is not None:
                self.drafts.watch(row.editor, row.key)
            self._rows[field.key] = row
            self._column.addWidget(row)
        tab_before(self, self._rows.values())

    def _side_field(self, one: CustomFieldRow, answer: OwnAnswer) -> SideField:
        value = answer.values.get(one.key)
        choices: tuple[tuple[str, str], ...] = ()
        if one.type is FieldType.CHOICE:
            choices = (*one.choices, ("", self.tr("None")))
        elif one.type is FieldType.PERSON:
            choices = (*answer.members, ("", self.tr("Nobody")))
        elif one.type is FieldType.YES_NO:
            choices = (("yes", self.tr("Yes")), ("no", self.tr("No")))
        placeholder = self.tr("Name of the record") if one.type is FieldType.RECORD else ""
        return SideField(
            one.key, one.label, self._words(one, value), multiline=one.type is FieldType.LONG_TEXT, choices=choices,
            placeholder=placeholder,
        )  # fmt: skip

    def _words(self, one: CustomFieldRow, value: Any) -> str:
        if one.type is FieldType.YES_NO:
            return self.tr("Yes") if value else ""
        if value is None or value == "":
            return ""
        if one.type is FieldType.DATE:
            return write_date(date.fromisoformat(str(value)))
        if one.type is FieldType.CHOICE:
            return dict(one.choices).get(str(value), str(value))
        return typed_text(_as_field(one), value)

    @Slot(str, str)
    def _on_committed(self, key: str, text: str) -> None:
        one = self._fields[key]
        try:
            value = self._read(one, text)
        except CrmError as error:
            self._rows[key].set_error(f"{error.title} {error.detail}".strip(), text)
            return
        call = partial(self._context.services.list_commands.set_field, self._kind, [self._record_id], key, value)
        self._context.operations.write(self, call, None, partial(self._on_refused, key, text))

    def _read(self, one: CustomFieldRow, text: str) -> Any:
        clock = self._context.services.clock
        if one.type is FieldType.DATE and text.strip():
            day = read_date(text, today(clock))
            if day is not None:
                return day.isoformat()
        return cell_value(_as_field(one), text, habits(clock))

    def _on_refused(self, key: str, text: str, error: CrmError) -> None:
        if key in self._rows:
            self._rows[key].set_error(f"{error.title} {error.detail}".strip(), text)


def _as_field(one: CustomFieldRow) -> Any:
    from crm_desktop.core.fields import Field

    return Field(one.key, one.label, one.type, choices=one.choices, scale=one.scale)
