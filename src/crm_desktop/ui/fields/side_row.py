"""One line of the side panel: a label, and a value that is changed by clicking it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QSizePolicy, QVBoxLayout, QWidget

from crm_desktop.ui.fields.side_field import SideField
from crm_desktop.ui.kit.inline_edit import InlineEdit, InlineValue
from crm_desktop.ui.kit.label import ElidedLabel, Label
from crm_desktop.ui.kit.small_buttons import LabelButton, LinkButton
from crm_desktop.ui.theme.theme import Theme

_LABEL_WIDTH = 76
_DO = "do:"
"""Before what a menu's entry does, so that it is told from what a value is for."""


class SideRow(QWidget):
    """A field of a contact.

    Signals:
        committed(str, str): key and the new value (of a choice, its key).
        type_committed(str, str, str): key, and what it is now for: one of the types, or own words.
        action_requested(str, str): key, and what else is to be done with it.
        link_requested(str): the value was clicked and stands for something to open.
    """

    committed = Signal(str, str)
    type_committed = Signal(str, str, str)
    action_requested = Signal(str, str)
    link_requested = Signal(str)

    def __init__(self, theme: Theme, field: SideField, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field = field
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        self._own_words: QLineEdit | None = None
        self._label: LabelButton | ElidedLabel
        if field.types or field.actions:
            self._label = LabelButton(theme, field.label)
            self._label.clicked.connect(self.choose_type)
        else:
            self._label = ElidedLabel(field.label, "small", "tertiary")
            self._label.setFixedHeight(30)
        self._label.setFixedWidth(_LABEL_WIDTH)
        row.addWidget(self._label, 0, Qt.AlignmentFlag.AlignTop)
        self._edit: InlineEdit | None = None
        self._choice: InlineValue | None = None
        self._link: LinkButton | None = None
        column = QVBoxLayout()
        column.setSpacing(0)
        row.addLayout(column, 1)
        if field.opens:
            self._link = LinkButton(theme, field.value)
            self._link.setFixedHeight(30)
            self._link.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            self._link.setContentsMargins(6, 0, 0, 0)
            self._link.clicked.connect(self._on_link)
            column.addWidget(self._link)
        elif field.choices:
            placeholder = field.placeholder or self.tr("Choose")
            self._choice = InlineValue(theme, field.label, placeholder, is_link=False, parent=self)
            self._choice.edit_requested.connect(self.start_editing)
            column.addWidget(self._choice)
        else:
            self._edit = InlineEdit(
                theme, field.label, field.value, placeholder=field.placeholder, multiline=field.multiline,
                is_link=field.is_link,
            )  # fmt: skip
            self._edit.value_committed.connect(self._on_committed)
            self._edit.link_requested.connect(self._on_link)
            column.addWidget(self._edit)
        self._hint = Label("", "caption", "tertiary", wrap=True)
        self._hint.setContentsMargins(6, 0, 0, 3)
        self._hint.hide()
        column.addWidget(self._hint)
        self.show_field(field)

    @staticmethod
    def shape(field: SideField) -> tuple[object, ...]:
        """Fields of one shape can stand in the same row, one after the other."""
        labelled = bool(field.types or field.actions)
        name = "" if labelled else field.label
        shown = bool(field.choices), bool(field.opens)
        return name, field.placeholder, field.multiline, field.is_link, labelled, shown

    @property
    def field(self) -> SideField:
        """What is shown."""
        return self._field

    def set_label_width(self, width: int) -> None:
        """Give the label more room than the usual, for words that people chose themselves."""
        self._label.setFixedWidth(width)

    def key(self) -> str:
        """The key of the field that is shown."""
        return self._field.key

    def is_editing(self) -> bool:
        """Whether the input is open."""
        return self._edit is not None and self._edit.is_editing()

    def leave(self) -> None:
        """Another contact comes: save what is being typed for the one that goes."""
        if self._edit is not None and (editor := self._edit.editor()) is not None:
            editor.clearFocus()

    def forget(self) -> None:
        """Take back what was said about the value of another contact."""
        if self._edit is not None and self._edit.message():
            self._edit.set_warning("")

    @property
    def editor(self) -> InlineEdit | None:
        """What a text is changed with."""
        return self._edit

    def value(self) -> str:
        """What is shown."""
        if self._edit is not None:
            return self._edit.value()
        shown = self._choice or self._link
        return shown.text() if shown is not None else ""

    def hint(self) -> str:
        """What stands small below the value."""
        return self._hint.text()

    def show_field(self, field: SideField) -> None:
        """Show what is stored now."""
        self._field = field
        if isinstance(self._label, LabelButton):
            self._label.set_text(field.label)
        else:
            self._label.setText(field.label)
        if self._edit is not None and not self._edit.is_editing() and self._edit.value() != field.value:
            self._edit.set_value(field.value)
        if self._choice is not None and self._choice.text() != field.value:
            self._choice.set_value(field.value)
        if self._link is not None:
            self._link.set_text(field.value)
            self._link.set_former(field.former)
        self._hint.setText(field.hint)
        self._hint.setVisible(bool(field.hint))

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
        elif self._link is not None:
            self.choose_type()
        elif self._choice is not None:
            self.choice_menu().popup(self._choice.mapToGlobal(QPoint(0, self._choice.height())))

    def choice_menu(self) -> QMenu:
        """What the value can be."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for key, words in self._field.choices:
            menu.addAction(words).setData(key)
        menu.triggered.connect(self._on_chosen)
        return menu

    @Slot()
    def choose_type(self) -> None:
        """Offer what the value can be for, and what else can be done with it."""
        self.type_menu().popup(self._label.mapToGlobal(QPoint(0, self._label.height())))

    def type_menu(self) -> QMenu:
        """What the label offers."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for key, words in self._field.types:
            menu.addAction(words).setData(key)
        if self._field.key.startswith(("channel:", "address:")):
            menu.addSeparator()
            menu.addAction(self.tr("Own words…")).setData("")
        if self._field.actions:
            menu.addSeparator()
        for one in self._field.actions:
            action = menu.addAction(one.words)
            action.setData(f"{_DO}{one.key}")
            action.setCheckable(one.checked is not None)
            action.setChecked(bool(one.checked))
        menu.triggered.connect(self._on_type_chosen)
        return menu

    @Slot(QAction)
    def _on_type_chosen(self, action: QAction) -> None:
        chosen = str(action.data())
        if chosen.startswith(_DO):
            self.action_requested.emit(self._field.key, chosen.removeprefix(_DO))
        elif chosen:
            self.type_committed.emit(self._field.key, str(action.data()), "")
        else:
            self.write_label()

    def write_label(self) -> None:
        """Have the label written in own words; Enter or leaving saves, Esc does not."""
        if self._own_words is None:
            words = self._own_words = QLineEdit(self._field.label, self)
            words.setAccessibleName(self.tr("What it is for"))
            words.setMaxLength(40)
            left = self.width() - 150 if self.isRightToLeft() else 0
            words.setGeometry(left, 0, 150, 30)
            words.installEventFilter(self)
            words.editingFinished.connect(self._on_own_words)
            words.show()
            words.selectAll()
            words.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_key = watched is self._own_words and event.type() == QEvent.Type.KeyPress
        if is_key and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            self._drop_own_words()
            return True
        return False

    def _drop_own_words(self) -> str:
        words, self._own_words = self._own_words, None
        if words is None:
            return ""
        text = words.text().strip()
        words.removeEventFilter(self)
        self._label.setFocus(Qt.FocusReason.OtherFocusReason)
        words.hide()
        words.deleteLater()
        return text

    @Slot()
    def _on_own_words(self) -> None:
        text = self._drop_own_words()
        if text and text != self._field.label:
            self.type_committed.emit(self._field.key, "other", text)

    @Slot(QAction)
    def _on_chosen(self, action: QAction) -> None:
        self.committed.emit(self._field.key, str(action.data()))

    @Slot(str)
    def _on_committed(self, value: str) -> None:
        self.committed.emit(self._field.key, value)

    @Slot()
    def _on_link(self) -> None:
        self.link_requested.emit(self._field.key)
