"""A labelled input with a line under it for what is wrong or doubtful."""

from __future__ import annotations

from typing import Literal

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.ui.kit.announce import announce
from crm_desktop.ui.kit.icon_label import IconLabel
from crm_desktop.ui.kit.label import Label, restyle
from crm_desktop.ui.theme.theme import Theme


class FieldMessage(QWidget):
    """The line under an input: red when it must change, amber when it is only doubtful."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon: IconLabel | None = None
        self._label: Label | None = None
        self.hide()

    def text(self) -> str:
        """The words shown; empty when all is well."""
        return self._label.text() if self._label is not None and not self.isHidden() else ""

    def show_error(self, message: str) -> None:
        """Say what must change."""
        self._show(message, "circle-alert", is_error=True)

    def show_warning(self, message: str) -> None:
        """Say what looks doubtful and was accepted all the same."""
        self._show(message, "triangle-alert", is_error=False)

    def _show(self, message: str, icon: str, *, is_error: bool) -> None:
        if message:
            self._say(message, icon, "danger" if is_error else "warning")
        self.setVisible(bool(message))
        if message:
            announce(self, message)

    def _say(self, message: str, icon: str, tone: Literal["danger", "warning"]) -> None:
        # A form has as many of these as fields, and most never say a word.
        if self._icon is None or self._label is None:
            row = QHBoxLayout(self)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(6)
            self._icon = IconLabel(self._theme, icon, tone, 14, parent=self)
            self._label = Label("", "small", tone, self, wrap=True)
            row.addWidget(self._icon)
            row.addWidget(self._label, 1)
        self._icon.set_icon(icon, tone)
        self._label.set_tone(tone)
        self._label.setText(message)


class Field(QWidget):
    """A label above an editor, tied together for screen readers, and a message below."""

    def __init__(self, theme: Theme, label: str, editor: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editor = editor
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.label = Label(label, "small", "secondary", self)
        self.label.setBuddy(editor)
        self._message = FieldMessage(theme, self)
        column.addWidget(self.label)
        column.addWidget(editor)
        column.addWidget(self._message)
        if not editor.accessibleName():
            editor.setAccessibleName(label)

    def set_error(self, message: str) -> None:
        """Mark the input as wrong and say how to put it right; empty takes the mark away."""
        mark_input(self.editor, "error" if message else "")
        self.editor.setAccessibleDescription(message)
        self._message.show_error(message)

    def set_warning(self, message: str) -> None:
        """Say that a value looks doubtful; it stays accepted."""
        mark_input(self.editor, "")
        self.editor.setAccessibleDescription(message)
        self._message.show_warning(message)

    def message(self) -> str:
        """What the line under the input says."""
        return self._message.text()


def mark_input(editor: QWidget, state: str) -> None:
    """Give an input the red edge (``error``) or its usual one (empty)."""
    if (editor.property("state") or "") != state:
        editor.setProperty("state", state)
        restyle(editor)
