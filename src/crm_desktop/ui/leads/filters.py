"""Which leads are shown: chips that each say one thing, and the menu that adds another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Signal, Slot
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from crm_desktop.core.kinds import LEAD_STATUSES
from crm_desktop.services.workspace.views import MemberRow
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.chip import FilterChip
from crm_desktop.ui.kit.flow_layout import FlowLayout
from crm_desktop.ui.leads.words import FAIR_SCORE, HIGH_SCORE, status_word, tr
from crm_desktop.ui.theme.theme import Theme

_MOST_SOURCES = 12


@dataclass(frozen=True, slots=True)
class Chosen:
    """One chip: which menu it came from, its sentence, and what it means as a filter."""

    menu: str
    words: str
    filter: str


def not_set_aside() -> Chosen:
    """What is shown unasked: leads that are not set aside."""
    return Chosen("status", tr("Status: not “{status}”").format(status=status_word("not_now")), 'status != "not_now"')


def quoted(text: str) -> str:
    """A text as it is written in a filter."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


class LeadFilters(QWidget):
    """The chips, and beside them “Add filter”. A chip clicked offers the other choices of its menu.

    Signals:
        changed: other leads are asked for.
    """

    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._chips: list[tuple[Chosen, FilterChip]] = []
        self._members: Sequence[MemberRow] = ()
        self._sources: Sequence[str] = ()
        self._flow = FlowLayout(self, gap=8, row_gap=6)
        self.add_button = Button(theme, self.tr("Add filter"), "ghost", "plus", parent=self)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.add_button.clicked.connect(self.open_menu)
        self.set_chosen([not_set_aside()])

    def offer(self, members: Sequence[MemberRow], sources: Sequence[str]) -> None:
        """Offer these people as owners, and these sources."""
        self._members, self._sources = members, sources[:_MOST_SOURCES]

    def chosen(self) -> list[Chosen]:
        """What the chips say, from the left."""
        return [one for one, _ in self._chips]

    def text(self) -> str:
        """The chips as one filter, empty for none."""
        return " and ".join(f"({one.filter})" for one, _ in self._chips)

    def set_chosen(self, chosen: Sequence[Chosen]) -> None:
        """Show these chips instead."""
        for _, chip in self._chips:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = []
        self._flow.removeWidget(self.add_button)
        for one in chosen:
            chip = FilterChip(self._theme, one.words, parent=self)
            chip.clicked.connect(partial(self._open_menu_of, one))
            chip.removed.connect(partial(self._remove, one))
            self._chips.append((one, chip))
            self._flow.addWidget(chip)
            chip.show()
        self._flow.addWidget(self.add_button)
        self.updateGeometry()

    def put(self, chosen: Chosen) -> None:
        """Add a chip, in place of the one from the same menu."""
        self.set_chosen([*(one for one in self.chosen() if one.menu != chosen.menu), chosen])
        self.changed.emit()

    @Slot()
    def clear(self) -> None:
        """Take all chips away."""
        self.set_chosen([])
        self.changed.emit()

    def choices(self) -> dict[str, list[Chosen]]:
        """What can be asked for: the menu's key → its choices."""
        status = [not_set_aside()]
        for key, _ in LEAD_STATUSES:
            words = tr("Status: {status}").format(status=status_word(key))
            status.append(Chosen("status", words, f"status = {quoted(key)}"))
        status.append(
            Chosen("status", tr("Status: {status}").format(status=status_word("converted")), "converted = yes")
        )
        owner = [Chosen("owner", tr("Owner: nobody"), "owner is empty")]
        for member in self._members:
            name = tr("you") if member.is_me else member.name
            owner.append(Chosen("owner", tr("Owner: {name}").format(name=name), f"owner = {quoted(member.id)}"))
        score = [
            Chosen("score", tr("Score: {number} or more").format(number=number), f"score >= {number}")
            for number in (HIGH_SCORE, FAIR_SCORE)
        ]
        source = [
            Chosen("source", tr("Source: {name}").format(name=name), f"source = {quoted(name)}")
            for name in self._sources
        ]
        plan = [
            Chosen("plan", tr("Next step: none"), "next_step is empty"),
            Chosen("plan", tr("Next step: late or today"), "next_step_on <= today"),
        ]
        return {"status": status, "owner": owner, "score": score, "source": source, "plan": plan}

    @Slot()
    def open_menu(self) -> None:
        """Offer everything that can be asked for."""
        menu = QMenu(self)
        titles = {
            "status": self.tr("Status"), "owner": self.tr("Owner"), "score": self.tr("Score"),
            "source": self.tr("Source"), "plan": self.tr("Next step"),
        }  # fmt: skip
        for key, choices in self.choices().items():
            if choices:
                self._fill(menu.addMenu(titles[key]), choices)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.add_button.mapToGlobal(QPoint(0, self.add_button.height() + 4)))

    def _open_menu_of(self, chosen: Chosen) -> None:
        chip = next((chip for one, chip in self._chips if one == chosen), None)
        choices = self.choices().get(chosen.menu, [])
        if chip is not None and choices:
            menu = QMenu(self)
            self._fill(menu, choices)
            menu.aboutToHide.connect(menu.deleteLater)
            menu.popup(chip.mapToGlobal(QPoint(0, chip.height() + 4)))

    def _fill(self, menu: QMenu, choices: Sequence[Chosen]) -> None:
        for one in choices:
            menu.addAction(one.words.replace("&", "&&")).triggered.connect(partial(self._on_picked, one))

    def _on_picked(self, chosen: Chosen, _checked: bool = False) -> None:
        self.put(chosen)

    def _remove(self, chosen: Chosen) -> None:
        self.set_chosen([one for one in self.chosen() if one != chosen])
        self.changed.emit()

    def state(self) -> list[list[str]]:
        """The chips as JSON values."""
        return [[one.menu, one.words, one.filter] for one in self.chosen()]

    def restore(self, state: Any) -> None:
        """Take back what `state` returned."""
        if isinstance(state, list) and all(isinstance(one, list) and len(one) == 3 for one in state):
            self.set_chosen([Chosen(*map(str, one)) for one in state])
