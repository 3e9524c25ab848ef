"""Answers a search field with people, companies or both."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Slot

from crm_desktop.services.services import Services
from crm_desktop.ui.kit.pick_list import PickItem
from crm_desktop.ui.kit.search_picker import SearchPicker
from crm_desktop.ui.pane.pane import PaneContext

Answer = tuple[str, list[PickItem]]


def _find(services: Services, text: str, kind: str | None, without: frozenset[str]) -> Answer:
    rows = services.contacts.pick(text, kind=kind)
    icon = {"company": "building-2"}
    return text, [
        PickItem(one.id, one.name, one.detail, icon.get(one.kind, "")) for one in rows if one.id not in without
    ]


class ContactFinder(QObject):
    """Looks contacts up off the main thread; late answers to older words are dropped by the field.

    `kind` is person, company or None for anybody; contacts of `without` are never offered.
    """

    def __init__(self, context: PaneContext, picker: SearchPicker, kind: str | None = None) -> None:
        super().__init__(picker)
        self._context = context
        self._picker = picker
        self.kind = kind
        self.without: frozenset[str] = frozenset()
        picker.query_changed.connect(self._on_query)

    @Slot(str)
    def _on_query(self, text: str) -> None:
        call = partial(_find, self._context.services, text, self.kind, self.without)
        self._context.operations.read(self, call, self._on_answer)

    @Slot(object)
    def _on_answer(self, answer: Answer) -> None:
        self._picker.set_results(answer[1], answer[0])
