"""What every section is made of: a heading, cards of fields, and saving when a field is left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from crm_desktop.core.changes import ChangeSet
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.form_parts import Part
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.surface import Card
from crm_desktop.ui.pane.draft_keeper import DraftKeeper
from crm_desktop.ui.pane.pane import PaneContext


class SettingsForm(QWidget):
    """Base of a section.

    Signals:
        request(name, kind, id): passed on to the shell
        file_job(FileJob): passed on to the shell, which closes the workspace for it
    """

    request = Signal(str, str, str)
    file_job = Signal(object)

    def __init__(self, context: PaneContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.theme = context.theme
        self.services = context.services
        self.operations = context.operations
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(14)
        self.heading = Label("", "title2", parent=self)
        self.column.addWidget(self.heading)

    def reload(self) -> None:
        """Read again what the section shows."""

    def apply_change(self, change: ChangeSet) -> None:
        """Reload when settings changed."""
        if change.touches("setting"):
            self.reload()

    def keep_typed(self, form: str, fields: Mapping[str, LineSetting | TextSetting]) -> None:
        """Keep what is typed into these fields until they are left."""
        self._drafts = DraftKeeper(self.context, form, {key: field.part() for key, field in fields.items()}, self)
        self.column.insertWidget(1, self._drafts.note)
        for field in fields.values():
            field.textChanged.connect(self._drafts.touch)
        self._drafts.begin("", self.heading.text())

    def add_card(self, title: str = "") -> QVBoxLayout:
        """Begin a card and return where its content goes."""
        card = Card(title, self)
        if title:
            card.title_label.set_role("title3")
        self.column.addWidget(card)
        return card.body


def pair(*widgets: QWidget) -> QHBoxLayout:
    """Fields beside each other, equally wide."""
    row = QHBoxLayout()
    row.setSpacing(16)
    for widget in widgets:
        row.addWidget(widget, 1, Qt.AlignmentFlag.AlignTop)
    return row


class LineSetting(QLineEdit):
    """A line that is saved when it is left or Enter is pressed, and put back by Esc.

    Signals:
        saved(text): the person changed it
    """

    saved = Signal(str)

    def __init__(self, placeholder: str = "") -> None:
        super().__init__()
        self._before = ""
        self.setPlaceholderText(placeholder)
        self.editingFinished.connect(self._on_editing_finished)

    def show_value(self, text: str) -> None:
        """Show what is stored, unless the person is writing here."""
        self._before = text
        if not self.isModified():
            self.setText(text)

    @Slot()
    def _on_editing_finished(self) -> None:
        text = self.text().strip()
        self.setModified(False)
        if text != self._before:
            self._before = text
            self.saved.emit(text)
            self.textChanged.emit(text)

    def part(self) -> Part:
        """The line as part of a form whose half-typed text is kept: None while it shows what is stored."""
        return Part(self._typed, self._write)

    def _typed(self) -> str | None:
        return self.text() if self.text().strip() != self._before else None

    def _write(self, text: str | None) -> None:
        self.setText(self._before if text is None else text)
        self.setModified(text is not None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text() != self._before:
            self.setText(self._before)
            event.accept()
        else:
            super().keyPressEvent(event)


class TextSetting(QPlainTextEdit):
    """Several lines, saved when they are left.

    Signals:
        saved(text): the person changed it
    """

    saved = Signal(str)

    def __init__(self, height: int = 84) -> None:
        super().__init__()
        self._before = ""
        self.setFixedHeight(height)
        self.setTabChangesFocus(True)

    def show_value(self, text: str) -> None:
        """Show what is stored, unless the person is writing here."""
        self._before = text
        if not self.document().isModified():
            self.setPlainText(text)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        text = self.toPlainText().strip()
        self.document().setModified(False)
        if text != self._before:
            self._before = text
            self.saved.emit(text)
            self.textChanged.emit()

    def part(self) -> Part:
        """The text as part of a form whose half-typed text is kept: None while it shows what is stored."""
        return Part(self._typed, self._write)

    def _typed(self) -> str | None:
        text = self.toPlainText()
        return text if text.strip() != self._before else None

    def _write(self, text: str | None) -> None:
        self.setPlainText(self._before if text is None else text)
        self.document().setModified(text is not None)


class ChoiceSetting(QComboBox):
    """One of a few choices, saved at once.

    Signals:
        saved(key): the person chose another
    """

    saved = Signal(str)

    def __init__(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        for key, label in choices:
            self.addItem(label, key)
        self.activated.connect(self._on_activated)

    def show_value(self, key: str) -> None:
        """Show what is stored; a value that is no choice is added as it is."""
        place = self.findData(key)
        if place < 0 and key:
            self.addItem(key, key)
            place = self.count() - 1
        self.setCurrentIndex(place)

    @Slot(int)
    def _on_activated(self, place: int) -> None:
        self.saved.emit(str(self.itemData(place)))


def button_row(*buttons: Button) -> QHBoxLayout:
    """Buttons side by side, from the beginning of the line."""
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    for button in buttons:
        row.addWidget(button)
    row.addStretch(1)
    return row
