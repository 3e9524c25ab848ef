"""Small lists to choose a stage or a pipeline from; 1 to 9 choose at once."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.popover import Popover
from crm_desktop.ui.theme.theme import Theme

_NUMBERED = 9
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


class ChoicePopover(Popover):
    """A title and numbered buttons under one another.

    Signals:
        chosen: the ids that were asked about, and the key of the choice.
    """

    chosen = Signal(list, str)

    def __init__(self, theme: Theme, name: str, parent: QWidget) -> None:
        super().__init__(name, parent, width=280)
        self._theme = theme
        self._ids: list[str] = []
        self._keys: list[str] = []
        self._buttons: list[Button] = []
        self._title = Label(name, "title3", wrap=True)
        self.body.addWidget(self._title)
        self._list = QVBoxLayout()
        self._list.setSpacing(4)
        self.body.addLayout(self._list)

    def ask(self, ids: Sequence[str], title: str, choices: Sequence[tuple[str, str]]) -> None:
        """Offer these (key, words) for these records."""
        self._ids = list(ids)
        self._title.setText(title)
        for button in self._buttons:
            self._list.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._keys = [key for key, _ in choices]
        self._buttons = []
        for number, (_, words) in enumerate(choices, 1):
            text = self.tr("{number}   {words}").format(number=number, words=words) if number <= _NUMBERED else words
            button = Button(self._theme, text, "ghost", parent=self)
            button.setAccessibleName(words)
            button.clicked.connect(self._on_clicked)
            self._list.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
            self._buttons.append(button)

    def choose(self, number: int) -> None:
        """Choose by place, counted from 0."""
        if 0 <= number < len(self._keys):
            self.close_popover()
            self.chosen.emit(self._ids, self._keys[number])

    @Slot()
    def _on_clicked(self) -> None:
        button = self.sender()
        if isinstance(button, Button) and button in self._buttons:
            self.choose(self._buttons.index(button))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if event.text().isdecimal() and event.text() != "0":
            event.accept()
            self.choose(int(event.text()) - 1)
        elif key in _STEPS:
            event.accept()
            self.focusNextPrevChild(_STEPS[key] > 0)
        elif event.text() in ("\r", "\n"):
            event.accept()
            focused = [button.hasFocus() for button in self._buttons]
            self.choose(focused.index(True) if True in focused else 0)
        else:
            super().keyPressEvent(event)
