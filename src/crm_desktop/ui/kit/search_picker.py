"""Choosing a record by typing part of it: customers, products, owners."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from crm_desktop.ui.kit.announce import announce
from crm_desktop.ui.kit.paint import isolated
from crm_desktop.ui.kit.pick_list import PickItem, PickList
from crm_desktop.ui.theme.theme import Theme

_DELAY_MS = 60


class SearchPicker(QLineEdit):
    """Type to search; nothing is ever listed whole. The last row can offer to create what was typed.

    The owner answers ``query_changed`` with ``set_results`` when it has them.

    Signals:
        query_changed: what was typed, a moment after the last key.
        picked: the id of the record that was chosen.
        create_requested: the text to make a new record of.
        cleared: the field was emptied: no record.
    """

    query_changed = Signal(str)
    picked = Signal(str)
    create_requested = Signal(str)
    cleared = Signal()

    def __init__(
        self, theme: Theme, name: str, placeholder: str = "", *, can_create: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._can_create = can_create
        self._picked_id = ""
        self._picked_title = ""
        self._asked = ""
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self._theme = theme
        self._made: PickList | None = None
        self._pause = QTimer(self, singleShot=True, interval=_DELAY_MS)
        self._pause.timeout.connect(self._ask)
        self.textEdited.connect(self._on_text_edited)

    @property
    def _list(self) -> PickList:
        # Made with the first answers: a form has several such fields, and few are ever typed into.
        if self._made is None:
            self._made = PickList(self._theme, self.accessibleName(), self)
            self._made.item_chosen.connect(self._take)
            self.destroyed.connect(self._made.deleteLater)
        return self._made

    def _close_list(self) -> None:
        if self._made is not None:
            self._made.hide()

    def picked_id(self) -> str:
        """The id of the chosen record; empty when none is."""
        return self._picked_id

    def is_settled(self) -> bool:
        """Whether what is shown is what was chosen, not half a name."""
        return self.text() == self._picked_title

    def set_picked(self, record_id: str, title: str) -> None:
        """Show a record as chosen, without announcing it."""
        self._picked_id = record_id
        self._picked_title = title
        self.setText(title)
        self.setCursorPosition(0)
        self._close_list()

    def set_results(self, items: Sequence[PickItem], query: str | None = None) -> None:
        """Answers to the last query; answers to an older ``query`` are dropped."""
        text = self.text().strip()
        if (query is not None and query != self._asked) or not self.hasFocus():
            return
        shown = list(items)
        known = any(item.title.casefold() == text.casefold() for item in items)
        if self._can_create and text and not known:
            words = self.tr("Create “{text}”").format(text=isolated(text))
            shown.append(PickItem("", words, icon="plus", is_create=True))
        self._list.show_items(shown, self)
        announce(self, self.tr("%n results", "", len(items)))

    def list_is_open(self) -> bool:
        """Whether answers are shown."""
        return self._made is not None and self._made.isVisible()

    def shown_items(self) -> list[PickItem]:
        """The answers as listed, the offer to create included."""
        rows = range(self._list.model.rowCount())
        return [item for item in map(self._list.model.item, rows) if item is not None]

    @Slot(str)
    def _on_text_edited(self, _text: str) -> None:
        self._pause.start()

    @Slot()
    def _ask(self) -> None:
        self._asked = self.text().strip()
        self.query_changed.emit(self._asked)

    @Slot(object)
    def _take(self, item: PickItem) -> None:
        self._pause.stop()
        text = self.text().strip()
        self._close_list()
        if item.is_create:
            self.create_requested.emit(text)
        else:
            self.set_picked(item.id, item.title)
            self.picked.emit(item.id)

    def _settle(self) -> None:
        # Leaving with half a name typed must not look as if something had been chosen.
        self._pause.stop()
        self._close_list()
        if not self.text().strip():
            if self._picked_id:
                self._picked_id = self._picked_title = ""
                self.cleared.emit()
        elif self.text() != self._picked_title and (self._picked_id or not self._can_create):
            self.setText(self._picked_title)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            if self.list_is_open():
                self._list.step(1 if key == Qt.Key.Key_Down else -1)
            else:
                self._ask()
            event.accept()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.list_is_open():
            item = self._list.current_item()
            if item is not None:
                self._take(item)
            event.accept()
        elif key == Qt.Key.Key_Escape and (self.list_is_open() or self.text() != self._picked_title):
            self._close_list()
            self.setText(self._picked_title)
            event.accept()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        # Tab takes the selected answer, as Enter does, and then moves on.
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Tab:
            item = self._list.current_item() if self.list_is_open() else None
            if item is not None and not item.is_create:
                self._take(item)
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.ShortcutFocusReason):
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.ActiveWindowFocusReason:
            self._settle()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._close_list()
