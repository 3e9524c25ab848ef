"""The panel that changes what was written into a timeline."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QWidget

from crm_desktop.core.errors import CrmError
from crm_desktop.services.timeline.views import TimelineItem
from crm_desktop.ui.contacts.timeline_words import title_of
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.field import FieldMessage
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.popover import Popover
from crm_desktop.ui.pane.pane import PaneContext


class EditEntryPopover(Popover):
    """Change the text of a call, note or other activity; Ctrl+Enter saves."""

    def __init__(self, context: PaneContext, item: TimelineItem, parent: QWidget) -> None:
        super().__init__(title_of(item), parent, width=480)
        self._context = context
        self._item = item
        self.body.addWidget(Label(title_of(item), "title3"))
        self.text = QPlainTextEdit(item.body)
        self.text.setAccessibleName(self.tr("Text"))
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(140)
        self.text.installEventFilter(self)
        self.body.addWidget(self.text)
        self._message = FieldMessage(context.theme)
        self.body.addWidget(self._message)
        row = QHBoxLayout()
        row.addWidget(Label(self.tr("Ctrl+Enter saves"), "caption", "tertiary"))
        row.addStretch(1)
        self.save_button = Button(context.theme, self.tr("Save"), "primary")
        row.addWidget(self.save_button)
        self.body.addLayout(row)
        self.save_button.clicked.connect(self.save)

    @Slot()
    def save(self) -> None:
        """Store the text."""
        text = self.text.toPlainText().strip()
        if text == self._item.body:
            self.close_popover()
            return
        call = partial(self._context.services.timeline_commands.edit, self._item.id, body=text)
        self._context.operations.write(self, call, self._on_saved, self._on_failed)

    @Slot(object)
    def _on_saved(self, _change: object) -> None:
        self.close_popover()
        self.deleteLater()

    @Slot(object)
    def _on_failed(self, error: CrmError) -> None:
        self._message.show_error(f"{error.title} {error.detail}")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.text and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.save()
                return True
        return super().eventFilter(watched, event)
