"""One line of the side panel: a label, and a value that is changed by clicking it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from crm_desktop.ui.contacts.side_fields import SideField
from crm_desktop.ui.kit.inline_edit import InlineEdit, InlineValue
from crm_desktop.ui.kit.label import ElidedLabel
from crm_desktop.ui.theme.theme import Theme

_LABEL_WIDTH = 72


class SideRow(QWidget):
    """A field of a contact.

    Signals:
        committed(str, str): key and the new value (of a choice, its key).
        link_requested(str): the value was clicked and stands for something to open.
    """

    committed = Signal(str, str)
    link_requested = Signal(str)

    def __init__(self, theme: Theme, field: SideField, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field = field
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        self._label = ElidedLabel(field.label, "small", "tertiary")
        self._label.setFixedWidth(_LABEL_WIDTH)
        self._label.setFixedHeight(30)
        row.addWidget(self._label, 0, Qt.AlignmentFlag.AlignTop)
        self._edit: InlineEdit | None = None
        self._choice: InlineValue | None = None
        if field.choices:
            placeholder = field.placeholder or self.tr("Choose")
            self._choice = InlineValue(theme, field.label, placeholder, is_link=False, parent=self)
            self._choice.edit_requested.connect(self.start_editing)
            row.addWidget(self._choice, 1)
        else:
            self._edit = InlineEdit(
                theme, field.label, field.value, placeholder=field.placeholder, multiline=field.multiline,
                is_link=field.is_link,
            )  # fmt: skip
            self._edit.value_committed.connect(self._on_committed)
            self._edit.link_requested.connect(self._on_link)
            row.addWidget(self._edit, 1)
        self.show_field(field)

    @property
    def editor(self) -> InlineEdit | None:
        """What a text is changed with."""
        return self._edit

    def value(self) -> str:
        """What is shown."""
        return self._edit.value() if self._edit is not None else self._choice.text() if self._choice is not None else ""

    def show_field(self, field: SideField) -> None:
        """Show what is stored now."""
        self._field = field
        self._label.setText(field.label)
        if self._edit is not None and not self._edit.is_editing() and self._edit.value() != field.value:
            self._edit.set_value(field.value)
        if self._choice is not None and self._choice.text() != field.value:
            self._choice.set_value(field.value)

    def set_error(self, message: str, text: str) -> None:
        """A save was refused: keep what was typed and say why."""
        if self._edit is not None:
            self._edit.set_error(message, text)

    def set_warning(self, message: str) -> None:
        """It was saved, but looks doubtful."""
        if self._edit is not None:
            self._edit.set_warning(message)

    @Slot()
    def start_editing(self) -> None:
        """Open the input, or the menu of choices."""
        if self._edit is not None:
            self._edit.start_editing()
        elif self._choice is not None:
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            for key, words in self._field.choices:
                menu.addAction(words).setData(key)
            menu.triggered.connect(self._on_chosen)
            menu.popup(self._choice.mapToGlobal(QPoint(0, self._choice.height())))

    @Slot(QAction)
    def _on_chosen(self, action: QAction) -> None:
        self.committed.emit(self._field.key, str(action.data()))

    @Slot(str)
    def _on_committed(self, value: str) -> None:
        self.committed.emit(self._field.key, value)

    @Slot()
    def _on_link(self) -> None:
        self.link_requested.emit(self._field.key)
