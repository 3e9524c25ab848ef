"""The buttons of a view: made, reused and let go as items come and go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from crm_desktop.services.calendar.views import CalendarItem
from crm_desktop.ui.calendar.item_button import ItemButton, ItemSignals, Shape
from crm_desktop.ui.calendar.looks import title_of
from crm_desktop.ui.theme.theme import Theme


class ItemButtons(ItemSignals):
    """Buttons by name (an item may show more than once), in reading order for the Tab key."""

    def __init__(self, theme: Theme, zone: tzinfo, shape: Shape, ground: QWidget) -> None:
        super().__init__(ground)
        self._theme = theme
        self._zone = zone
        self._shape: Shape = shape
        self._ground = ground
        self._buttons: dict[str, ItemButton] = {}

    def __len__(self) -> int:
        return len(self._buttons)

    def get(self, name: str) -> ItemButton | None:
        """The button of this name."""
        return self._buttons.get(name)

    def by_key(self, key: str) -> ItemButton | None:
        """The first button of an item."""
        return next((button for button in self._buttons.values() if button.item.key == key), None)

    def all(self) -> list[ItemButton]:
        """Every button, in reading order."""
        return list(self._buttons.values())

    @property
    def focused(self) -> ItemButton | None:
        """The button with the keyboard."""
        return next((button for button in self._buttons.values() if button.hasFocus()), None)

    @property
    def pressed_title(self) -> str:
        """What is being dragged."""
        return "" if self.pressed is None else title_of(self.pressed.item)

    def show_all(self) -> None:
        """Put new ones on the screen, once they have their places."""
        for button in self._buttons.values():
            button.show()

    def set_items(self, wanted: Sequence[tuple[str, CalendarItem]]) -> None:
        """Have exactly these, by name and in this order; the focus stays with the item that has it."""
        focused = self.focused
        lost = None if focused is None else (focused.item.title, focused.item.record_id)
        names = {name for name, _ in wanted}
        kept = {name: button for name, button in self._buttons.items() if name in names}
        for name, button in self._buttons.items():
            if name not in names:
                if self.pressed is button:
                    self.pressed = None
                button.hide()
                button.deleteLater()
        self._buttons = {}
        before: QWidget | None = None
        for name, item in wanted:
            found = kept.get(name)
            if found is None:
                found = self._make(name, item)
            elif found.item != item:
                found.set_item(item)
            self._buttons[name] = found
            if before is not None:
                QWidget.setTabOrder(before, found)
            before = found
        if focused is not None and focused not in self._buttons.values() and lost is not None:
            self._give_focus_to(lost)

    def _give_focus_to(self, lost: tuple[str, str]) -> None:
        title, record_id = lost
        for button in self._buttons.values():
            if button.item.record_id == record_id or button.item.title == title:
                button.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        self._ground.setFocus(Qt.FocusReason.OtherFocusReason)

    def _make(self, name: str, item: CalendarItem) -> ItemButton:
        button = ItemButton(self._theme, item, self._zone, self._shape, self, self._ground)
        button.setObjectName(name)
        return button
