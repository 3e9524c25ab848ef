"""A switch between a few views of the same thing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from crm_desktop.ui.kit.surface import Surface


class Segmented(Surface):
    """Joined buttons of which exactly one is on; arrow keys move along them.

    Signals:
        current_changed: the key of the segment a person chose.
    """

    current_changed = Signal(str)

    def __init__(self, name: str, choices: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__("segmented", parent)
        self.setAccessibleName(name)
        self._keys = [key for key, _ in choices]
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for number, (_, text) in enumerate(choices):
            button = QToolButton()
            button.setText(text.replace("&", "&&"))
            button.setAccessibleName(text)
            button.setCheckable(True)
            button.setChecked(number == 0)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            # Wider than its words, the switch shares the room among its segments.
            button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
            self._group.addButton(button, number)
            row.addWidget(button)
        self.setFixedHeight(34)
        self._group.buttonClicked.connect(self._on_button_clicked)

    def current(self) -> str:
        """The key of the segment that is on."""
        return self._keys[self._group.checkedId()]

    def set_current(self, key: str) -> None:
        """Turn a segment on without announcing it."""
        self._group.button(self._keys.index(key)).setChecked(True)

    @Slot(QAbstractButton)
    def _on_button_clicked(self, button: QAbstractButton) -> None:
        self.current_changed.emit(self._keys[self._group.id(button)])
