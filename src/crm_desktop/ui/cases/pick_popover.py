"""Choosing the customer or product of a case by typing part of the name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from crm_desktop.services.services import Services
from crm_desktop.ui.cases.words import tr
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.pick_list import PickItem
from crm_desktop.ui.kit.popover import Popover
from crm_desktop.ui.kit.search_picker import SearchPicker
from crm_desktop.ui.pane.pane import PaneContext

Find = Callable[[Services, str], Sequence[PickItem]]


def find_customers(services: Services, text: str) -> list[PickItem]:
    """Return people and companies; the icon of a company tells it from a person."""
    return [
        PickItem(row.id, row.name, row.detail, "building-2" if row.kind == "company" else "")
        for row in services.contacts.pick(text)
    ]


def find_products(services: Services, text: str) -> list[PickItem]:
    """Return products."""
    return [PickItem(one.id, one.name, one.code, "package") for one in services.products.pick(text)]


class Finder(QWidget):
    """Answers a `SearchPicker` off the main thread; late answers to older words are dropped by it."""

    def __init__(self, context: PaneContext, picker: SearchPicker, find: Find) -> None:
        super().__init__(picker)
        self.hide()
        self._context = context
        self._picker = picker
        self._find = find
        picker.query_changed.connect(self._on_query)

    @Slot(str)
    def _on_query(self, text: str) -> None:
        call = partial(_answer, self._find, self._context.services, text)
        self._context.operations.read(self, call, self._on_answer)

    @Slot(object)
    def _on_answer(self, answer: tuple[str, Sequence[PickItem]]) -> None:
        self._picker.set_results(answer[1], answer[0])


def _answer(find: Find, services: Services, text: str) -> tuple[str, Any]:
    return text, find(services, text)


class PickPopover(Popover):
    """One search field, and a way to take the present choice away.

    Signals:
        chosen(str): the id of what was chosen, empty for none.
    """

    chosen = Signal(str)

    def __init__(self, context: PaneContext, title: str, placeholder: str, find: Find, parent: QWidget) -> None:
        super().__init__(title, parent, width=320)
        self.body.addWidget(Label(title, "title3"))
        self.picker = SearchPicker(context.theme, title, placeholder, can_create=False)
        Finder(context, self.picker, find)
        self.none_button = Button(context.theme, tr("Take it away"), "ghost", "x")
        self.body.addWidget(self.picker)
        self.body.addWidget(self.none_button)
        self.picker.picked.connect(self._on_picked)
        self.none_button.clicked.connect(self._on_none)

    def offer(self, anchor: QWidget, title: str) -> None:
        """Open at a value, showing what is chosen now."""
        self.picker.set_picked("", "")
        self.picker.setPlaceholderText(title or self.picker.placeholderText())
        self.none_button.setVisible(bool(title))
        self.open_at(anchor)

    @Slot(str)
    def _on_picked(self, record_id: str) -> None:
        self.close_popover()
        self.chosen.emit(record_id)

    @Slot()
    def _on_none(self) -> None:
        self.close_popover()
        self.chosen.emit("")
