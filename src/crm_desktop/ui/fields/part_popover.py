"""The small form of one part of a contact: fields, a message, Save; what is typed waits when it is closed."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from crm_desktop.core.clock import today
from crm_desktop.ui.kit.date_edit import DateEdit
from crm_desktop.ui.kit.form_parts import FormParts, Part
from crm_desktop.ui.kit.label import ElidedLabel, Label
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.pane.saving_popover import SavingPopover


def tr(text: str) -> str:
    """A sentence of these popovers in the person's language."""
    return QCoreApplication.translate("parts", text)


class PartPopover(SavingPopover):
    """Enter in a line or Ctrl+Enter saves, Esc puts it away."""

    def __init__(self, context: PaneContext, title: str, anchor: QWidget) -> None:
        super().__init__(context, title, anchor, width=320)
        self.body.addWidget(Label(title, "title3", wrap=True))
        self.fields = QVBoxLayout()
        self.fields.setSpacing(8)
        self.body.addLayout(self.fields)

    # what a form does as it is built

    def add_line(self, label: str, placeholder: str = "") -> QLineEdit:
        """Add a line of text under a label."""
        line = self.make_line(label, placeholder)
        self.add_field(label, line)
        return line

    def make_line(self, label: str, placeholder: str = "") -> QLineEdit:
        """Return a line of text in which Enter saves."""
        line = QLineEdit()
        line.setAccessibleName(label)
        line.setPlaceholderText(placeholder)
        line.setMaxLength(200)
        line.returnPressed.connect(self.save)
        return line

    def add_day(self, label: str, placeholder: str = "") -> DateEdit:
        """Add a day under a label."""
        day = self.make_day(label, placeholder)
        self.add_field(label, day)
        return day

    def make_day(self, label: str, placeholder: str = "") -> DateEdit:
        """Return a field for a day."""
        return DateEdit(self.context.theme, label, self._today, placeholder=placeholder)

    def add_field(self, label: str, field: QWidget) -> None:
        """Add any field under a label."""
        self.fields.addWidget(Label(label, "small", "secondary"))
        self.fields.addWidget(field)

    def add_pair(self, *fields: tuple[str, QWidget]) -> QWidget:
        """Add fields beside each other, each under its label, and return what holds them."""
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for label, field in fields:
            column = QVBoxLayout()
            column.setSpacing(8)
            column.addWidget(ElidedLabel(label, "small", "secondary"))
            column.addWidget(field)
            row.addLayout(column, 1)
        self.fields.addWidget(holder)
        return holder

    def keep_part(self, form: str, contact_id: str, part_id: str, title: str, parts: FormParts) -> None:
        """End the form, and keep what is typed about this part of this contact; call it when the form is filled."""
        self.add_foot(tr("Save"), tr("Ctrl+Enter saves"))  # last, so that Tab comes to it last
        about = {"contact": Part(lambda: contact_id, _stays, is_text=False)}
        about["part"] = Part(lambda: part_id, _stays, is_text=False)
        drafts = self.keep(form, {**parts, **about}, whole=True)
        drafts.begin(part_id or contact_id, title)

    # saving

    def are_days(self, *days: DateEdit) -> bool:
        """Whether these are days or empty; else it is said which is not."""
        for day in days:
            if not day.is_understood():
                self.message.show_error(tr("“{text}” is no day.").format(text=day.text()))
                day.setFocus()
                return False
        return True

    def _today(self) -> date:
        return today(self.context.services.clock)


def _stays(_value: object) -> None:
    """Which part the form is about is said when it is opened, not brought back."""
