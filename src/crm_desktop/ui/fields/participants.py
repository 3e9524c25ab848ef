"""Who took part: a chip each with a cross, and a field that finds one more."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crm_desktop.ui.fields.contact_finder import ContactFinder
from crm_desktop.ui.fields.person_chip import PersonChip
from crm_desktop.ui.kit.flow_layout import FlowLayout
from crm_desktop.ui.kit.form_parts import Part
from crm_desktop.ui.kit.search_picker import SearchPicker
from crm_desktop.ui.pane.pane import PaneContext


class ParticipantsEdit(QWidget):
    """Contacts by id and name.

    Signals:
        changed: somebody was added or taken off.
    """

    changed = Signal()

    def __init__(self, context: PaneContext, placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = context.theme
        self._people: dict[str, str] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self._chips = QWidget(self)
        self._flow = FlowLayout(self._chips, gap=6, row_gap=4)
        self.picker = SearchPicker(context.theme, self.tr("Who took part"), placeholder, can_create=False)
        self._finder = ContactFinder(context, self.picker)
        self._always: frozenset[str] = frozenset()
        column.addWidget(self._chips)
        column.addWidget(self.picker)
        self.picker.picked.connect(self._on_picked)
        self._fill()

    def leave_out(self, contact_ids: Iterable[str]) -> None:
        """Never offer these: they take part anyhow."""
        self._always = frozenset(contact_ids)
        self._finder.without = self._always | frozenset(self._people)

    def ids(self) -> tuple[str, ...]:
        """Who is chosen."""
        return tuple(self._people)

    def set_people(self, people: Iterable[tuple[str, str]]) -> None:
        """Show these (id, name), without saying so."""
        self._people = dict(people)
        self._fill()

    def part(self) -> Part:
        """Who is chosen, as a draft keeps it."""
        return Part(self._kept, self._bring_back, is_text=False)

    def _kept(self) -> list[dict[str, str]]:
        return [{"id": contact_id, "name": name} for contact_id, name in self._people.items()]

    def _bring_back(self, people: list[dict[str, str]]) -> None:
        self.set_people((one["id"], one["name"]) for one in people)

    @Slot(str)
    def _on_picked(self, contact_id: str) -> None:
        self._people[contact_id] = self.picker.text()
        self.picker.set_picked("", "")
        self._fill()
        self.changed.emit()

    @Slot(str)
    def _on_removed(self, contact_id: str) -> None:
        self._people.pop(contact_id, None)
        self._fill()
        self.picker.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _fill(self) -> None:
        while self._flow.count():
            item = self._flow.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for contact_id, name in self._people.items():
            chip = PersonChip(self._theme, contact_id, name)
            chip.remove_requested.connect(self._on_removed)
            self._flow.addWidget(chip)
        self._chips.setVisible(bool(self._people))
        self._finder.without = self._always | frozenset(self._people)
