"""The small form of one part of a contact: fields, a message, Save; what is typed waits when it is closed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.clock import today
from crm_desktop.core.errors import CrmError
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.date_edit import DateEdit
from crm_desktop.ui.kit.field import FieldMessage
from crm_desktop.ui.kit.form_parts import FormParts, Part
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.popover import Popover
from crm_desktop.ui.pane.draft_keeper import DraftKeeper
from crm_desktop.ui.pane.pane import PaneContext


def tr(text: str) -> str:
    """A sentence of these popovers in the person's language."""
    return QCoreApplication.translate("parts", text)


def is_save(event: QEvent) -> bool:
    """Whether it is Ctrl+Enter."""
    if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
        return False
    enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    return enter and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)


class PartPopover(Popover):
    """Enter in a line or Ctrl+Enter saves, Esc puts it away.

    Signals:
        saved: it was stored.
    """

    saved = Signal()

    def __init__(self, context: PaneContext, title: str, anchor: QWidget) -> None:
        super().__init__(title, anchor.window(), width=320)
        self.context = context
        self._anchor_widget = anchor
        self._drafts: DraftKeeper | None = None
        self._is_saving = False
        self.body.addWidget(Label(title, "title3", wrap=True))
        self.fields = QVBoxLayout()
        self.fields.setSpacing(8)
        self.body.addLayout(self.fields)
        self.message = FieldMessage(context.theme)
        self.body.addWidget(self.message)
        row = QHBoxLayout()
        row.addWidget(Label(self.tr("Ctrl+Enter saves"), "caption", "tertiary"))
        row.addStretch(1)
        self.save_button = Button(context.theme, self.tr("Save"), "primary")
        row.addWidget(self.save_button)
        self.body.addLayout(row)
        self.save_button.clicked.connect(self.save)

    # what a form does as it is built

    def add_line(self, label: str, placeholder: str = "") -> QLineEdit:
        """Add a line of text under a label."""
        line = QLineEdit()
        line.setAccessibleName(label)
        line.setPlaceholderText(placeholder)
        line.setMaxLength(200)
        line.returnPressed.connect(self.save)
        self.add_field(label, line)
        return line

    def add_day(self, label: str, placeholder: str = "") -> DateEdit:
        """Add a day under a label."""
        day = DateEdit(self.context.theme, label, self._today, placeholder=placeholder)
        self.add_field(label, day)
        return day

    def add_field(self, label: str, field: QWidget) -> None:
        """Add any field under a label."""
        self.fields.addWidget(Label(label, "small", "secondary"))
        self.fields.addWidget(field)
        field.installEventFilter(self)

    def keep(self, form: str, contact_id: str, part_id: str, title: str, parts: FormParts) -> None:
        """Keep what is typed about this part of this contact; call it when the form is filled."""
        about = {"contact": Part(lambda: contact_id, _stays, is_text=False)}
        about["part"] = Part(lambda: part_id, _stays, is_text=False)
        self._drafts = DraftKeeper(self.context, form, {**parts, **about}, self, whole=True)
        self.fields.insertWidget(0, self._drafts.note)
        self._drafts.begin(part_id or contact_id, title)

    def open(self) -> None:
        """Open at the anchor."""
        self.open_at(self._anchor_widget)

    # saving

    def call(self) -> Callable[[], ChangeSet] | None:
        """Return what stores the form, None when something is missing, which was said then."""
        raise NotImplementedError

    @Slot()
    def save(self) -> None:
        """Store the form."""
        if self._is_saving:
            return
        call = self.call()
        if call is not None:
            self._is_saving = True
            self.context.operations.write(self, call, self._on_saved, self._on_failed)

    def are_days(self, *days: DateEdit) -> bool:
        """Whether these are days or empty; else it is said which is not."""
        for day in days:
            if not day.is_understood():
                self.message.show_error(tr("“{text}” is no day.").format(text=day.text()))
                day.setFocus()
                return False
        return True

    @Slot(object)
    def _on_saved(self, _change: object) -> None:
        if self._drafts is not None:
            self._drafts.forget()
        self.close_popover()
        self.saved.emit()
        self.deleteLater()

    @Slot(object)
    def _on_failed(self, error: CrmError) -> None:
        self._is_saving = False
        self.message.show_error(f"{error.title} {error.detail}")

    def _today(self) -> date:
        return today(self.context.services.clock)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_save(event):
            self.save()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if is_save(event) and isinstance(watched, QWidget) and self.isAncestorOf(watched):
            self.save()
            return True
        return super().eventFilter(watched, event)


def _stays(_value: object) -> None:
    """Which part the form is about is said when it is opened, not brought back."""
