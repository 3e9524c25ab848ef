"""A panel that makes a record from one line of words or a few fields, and says what may be there already."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from crm_desktop.core.errors import CrmError
from crm_desktop.core.ids import new_id
from crm_desktop.services.services import Services
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.label import ElidedLabel
from crm_desktop.ui.kit.surface import Surface
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.pane.saving_popover import Call, SavingPopover

_PAUSE_MS = 150


class Same(Protocol):
    """A record that may be the one being written."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def detail(self) -> str: ...


Find = Callable[[Services, Any], Sequence[Any]]


def _found(find: Find, services: Services, draft: Any) -> tuple[Any, Sequence[Any]]:
    return draft, find(services, draft)


class CapturePopover(SavingPopover):
    """Type one line, or fill in the fields it fills in for you; Ctrl+Enter saves. What is typed stays when closed.

    Signals:
        created(str): the new record's id.
    """

    created = Signal(str)

    def __init__(self, context: PaneContext, name: str, anchor: QWidget, find: Find, *, width: int, hint: str) -> None:
        super().__init__(context, name, anchor, width=width)
        self.made_id = ""
        self.same: Sequence[Any] = ()
        self._find = find
        self.line = self.input(self.tr("All in one line"), hint)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._look_for_same)

    # what a form does as it is built

    def input(self, name: str, placeholder: str = "") -> QLineEdit:
        """Return a line of text whose changes are looked at, and in which Enter saves."""
        field = QLineEdit()
        field.setAccessibleName(name)
        field.setPlaceholderText(placeholder)
        field.textChanged.connect(self.look)
        field.returnPressed.connect(self.save)
        return field

    def add_hint(self) -> QHBoxLayout:
        """Add the line about records that may be the same; more buttons go to its end."""
        self._hint = Surface("segmented")
        row = QHBoxLayout(self._hint)
        row.setContentsMargins(10, 6, 6, 6)
        self._hint_text = ElidedLabel("", "small", "secondary")
        self.open_button = Button(self.context.theme, self.tr("Open"), size="compact")
        self.open_button.clicked.connect(self._on_open_clicked)
        row.addWidget(self._hint_text, 1)
        row.addWidget(self.open_button)
        self._hint.hide()
        self.body.addWidget(self._hint)
        return row

    # what a form says

    def draft(self) -> Any:
        """The record as it is now written."""
        raise NotImplementedError

    def is_enough(self, draft: Any) -> bool:
        """Whether there is something to look for."""
        raise NotImplementedError

    def make(self, record_id: str) -> Call | None:
        """Return what makes the record under this id, None when something is wrong, which was said then."""
        raise NotImplementedError

    def words_of(self, same: Any) -> str:
        """The sentence about a record that may be the same, with {name} in it."""
        raise NotImplementedError

    def save_words(self, is_same: bool) -> str:
        """What the button says."""
        raise NotImplementedError

    def ask_open(self, same: Any) -> None:
        """Have the record opened that is there already."""
        raise NotImplementedError

    # what it does

    def open(self) -> None:
        """Open with the caret in the line, and with what was half typed here before."""
        if self.drafts is not None:
            self.drafts.begin(is_new_text=self.is_begun())
        super().open()
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)
        self.look()

    def is_begun(self) -> bool:
        """Whether it was opened with words of its own."""
        return bool(self.line.text())

    def hint(self) -> str:
        """What is said about records that may be the same."""
        return "" if self._hint.isHidden() else self._hint_text.text()

    def call(self) -> Call | None:
        made = new_id()
        call = self.make(made)
        self.made_id = made if call is not None else ""
        return call

    def tell_saved(self) -> None:
        self.created.emit(self.made_id)

    @Slot()
    def look(self, *_: object) -> None:
        """Something was typed: look soon whether it is there already."""
        self.message.show_error("")
        self._pause.start()

    @Slot()
    def _look_for_same(self) -> None:
        draft = self.draft()
        if self.is_enough(draft):
            call = partial(_found, self._find, self.context.services, draft)
            self.context.operations.read(self, call, self._on_same)
        else:
            self._show_same(())

    @Slot(object)
    def _on_same(self, answer: tuple[Any, Sequence[Same]]) -> None:
        draft, found = answer
        if draft == self.draft():
            self._show_same(found)

    def _show_same(self, found: Sequence[Same]) -> None:
        self.same = found
        if found:
            first = found[0]
            name = f"{first.name}, {first.detail}" if first.detail else first.name
            self._hint_text.setText(self.words_of(first).format(name=name))
        self._hint.setVisible(bool(found))
        self.save_button.set_text(self.save_words(bool(found)))
        self.adjustSize()

    @Slot()
    def _on_open_clicked(self) -> None:
        if self.same:
            first = self.same[0]
            self.go()
            self.ask_open(first)

    @Slot(object)
    def _on_failed(self, error: CrmError) -> None:
        self.made_id = ""
        super()._on_failed(error)
