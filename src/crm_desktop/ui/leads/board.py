"""Leads as cards, a column for each status."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from PySide6.QtCore import QPoint, QRect, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crm_desktop.core.errors import CrmError
from crm_desktop.core.filters import parse
from crm_desktop.core.kinds import LEAD_STATUSES
from crm_desktop.services.lists.views import Amount, Group, ListRow
from crm_desktop.services.services import Services
from crm_desktop.ui.kit.board import Board
from crm_desktop.ui.kit.board_cards import CardData, ColumnData
from crm_desktop.ui.kit.board_column import BoardColumnView
from crm_desktop.ui.kit.board_zones import ZoneData
from crm_desktop.ui.leads.words import status_word, tr, value_words
from crm_desktop.ui.lists.reading import sums_words
from crm_desktop.ui.lists.state import ListState, joined
from crm_desktop.ui.lists.steps import step_icon, step_text, step_tone
from crm_desktop.ui.pane.pane import PaneContext

_MOST: Final = 200
"""Cards that a column shows at most; the filter brings the others."""
_SHOWN: Final = (
    "name", "company", "email", "amount", "owner", "score", "next_step", "next_step_on", "next_step_at",
    "next_step_kind",
)  # fmt: skip
_ASIDE: Final = "not_now"


@dataclass(frozen=True, slots=True)
class ShownLeads:
    """The board as it was read: columns, cards, and where each lead stands in the file."""

    state: ListState
    columns: tuple[ColumnData, ...]
    cards: dict[str, list[CardData]]
    rowids: dict[str, int]
    rows: dict[str, ListRow]


def read_board(services: Services, state: ListState) -> ShownLeads:
    """Return the leads of a list that were not converted, by status, as its order has them."""
    where = joined([one for one in (parse("converted = no"), state.where()) if one is not None])
    query = replace(state.query(), where=where, group_by="status", sorting=state.sorting or (("score", True),))
    found = services.lists.found(query, ("amount",))
    fields, start = services.lists.fields("lead"), 0
    groups: dict[str, Group] = {}
    cards: dict[str, list[CardData]] = {}
    rowids: dict[str, int] = {}
    rows: dict[str, ListRow] = {}
    for group in found.groups:
        shown = found.rowids[start : start + min(group.count, _MOST)]
        start += group.count
        groups[group.value] = group
        read = services.lists.rows("lead", shown, _SHOWN)
        held = [(rowid, row) for rowid, row in zip(shown, read, strict=True) if row is not None]
        rowids |= {row.id: rowid for rowid, row in held}
        rows |= {row.id: row for _, row in held}
        cards[group.value] = [_card(services, row) for _, row in held]
    asked = "status" in (state.where_text() if state.conditions else "")
    keys = [key for key, _ in LEAD_STATUSES if key != _ASIDE or key in groups or not asked]
    columns = []
    for place, key in enumerate(keys):
        here = groups.get(key)
        count = 0 if here is None else here.count
        words = "" if here is None else sums_words(services, here, fields, _sum_words).get("amount", "")
        if count > _MOST:
            words = " · ".join(filter(None, (words, tr("the first {count}").format(count=_MOST))))
        share = 0.0 if key == _ASIDE else (place + 1) / 3
        columns.append(ColumnData(key, status_word(key), count, words, share, "lost" if key == _ASIDE else "open"))
    return ShownLeads(state, tuple(columns), cards, rowids, rows)


def _sum_words(_key: str, amount: Amount) -> str:
    return value_words(amount)


def _card(services: Services, row: ListRow) -> CardData:
    clock = services.clock
    return CardData(
        row.id, str(row.value("name") or ""), str(row.value("company") or ""), step_text(row, clock),
        step_tone(row, clock), step_icon(row),
        value_words(value) if isinstance(value := row.value("amount"), Amount) else "",
        tr("Score {number}").format(number=row.value("score") or 0), owner_name=str(row.value("owner") or ""),
    )  # fmt: skip


class LeadBoard(QWidget):
    """The cards; carrying one into another column is saved at once and is one entry.

    Signals:
        opened(str): Enter, Space or a double click.
        convert_requested(list), not_now_requested(list): cards were dropped where that is asked; they stay so far.
        add_requested: the plus of a column.
        leave_requested: Esc.
        selection_changed: other cards are selected.
        context_requested(QPoint): a menu for the selected cards.
    """

    opened = Signal(str)
    convert_requested = Signal(list)
    not_now_requested = Signal(list)
    add_requested = Signal()
    leave_requested = Signal()
    selection_changed = Signal()
    context_requested = Signal(QPoint)

    def __init__(self, context: PaneContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._pending = 0
        self._state: ListState | None = None
        self._found: ShownLeads | None = None
        zones = (
            ZoneData("convert", tr("Convert to deal"), "square-kanban", "success"),
            ZoneData(_ASIDE, tr("Not now — ask why"), "moon", "slate"),
        )
        self.board = Board(context.theme, self, zones=zones)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 12, 20, 16)
        column.addWidget(self.board)
        board = self.board
        board.cards_dropped.connect(self._on_dropped)
        board.zone_dropped.connect(self._on_zone)
        board.card_activated.connect(self.opened)
        board.card_opened_apart.connect(self.opened)
        board.card_peek.connect(self.opened)
        board.add_requested.connect(self._on_add)
        board.selection_changed.connect(self.selection_changed)
        board.context_requested.connect(self.context_requested)

    def show_state(self, state: ListState) -> None:
        """Show the leads of this list."""
        self._state = state
        self.reload()

    @Slot()
    def reload(self) -> None:
        """Read the cards again."""
        if self._state is not None:
            call = partial(read_board, self._context.services, self._state)
            self._context.operations.read(self, call, self._on_board, self._on_unread)

    @Slot(object)
    def _on_board(self, found: ShownLeads) -> None:
        # What is read while a card is being saved may be older than what is shown.
        if found.state == self._state and not self._pending:
            self._found = found
            self.board.set_columns(found.columns, found.cards)

    @Slot(object)
    def _on_unread(self, _error: CrmError) -> None:
        """The table over the same filter says what is wrong with it."""

    def row(self, lead_id: str) -> ListRow | None:
        """Return what is shown of a lead."""
        return self._found.rows.get(lead_id) if self._found is not None else None

    def rowids_of(self, ids: Sequence[str]) -> list[int]:
        """Return where leads stand in the file."""
        known = self._found.rowids if self._found is not None else {}
        return [known[one] for one in ids if one in known]

    def place(self, lead_id: str) -> tuple[QWidget, QRect | None]:
        """Return where a panel about a card opens."""
        place = self.board.place_of(lead_id)
        if place is None:
            return self.board, QRect(0, 0, 1, 1)
        view: BoardColumnView = self.board.column_view(place.column_key)
        index = view.cards.index(view.cards.row_of(lead_id), 0)
        view.scrollTo(index)
        return view.viewport(), view.visualRect(index)

    def set_status(self, ids: list[str], status: str) -> None:
        """Show cards in the column of a status, and save that; “not now” asks why before."""
        if status == _ASIDE:
            self.not_now_requested.emit(ids)
            return
        if status in self.board.column_keys:
            self.board.move_cards([one for one in ids if self.board.place_of(one)], status, None)
        self._save(ids, status)

    def _save(self, ids: list[str], status: str) -> None:
        self._pending += 1
        call = partial(self._context.services.lead_commands.set_status, ids, status)
        self._context.operations.write(self, call, partial(self._on_saved, ids), partial(self._on_failed, ids))

    def _on_saved(self, ids: list[str], _change: object) -> None:
        self._pending -= 1
        self.board.settle_cards(ids)
        self.reload()

    def _on_failed(self, ids: list[str], error: CrmError) -> None:
        self._pending -= 1
        self.board.return_cards(ids)
        self._context.operations.failed.emit(error)

    @Slot(list, str, object)
    def _on_dropped(self, ids: list[str], status: str, _before: str | None) -> None:
        was = {row.id: key for key, cards in self._found.cards.items() for row in cards} if self._found else {}
        moved = [one for one in ids if was.get(one) != status]
        if not moved or status == _ASIDE:
            # Within a column the order is that of the list; and nobody is set aside before the answer.
            self.board.return_cards(ids)
            if moved:
                self.not_now_requested.emit(moved)
        else:
            self._save(moved, status)

    @Slot(str, list)
    def _on_zone(self, zone: str, ids: list[str]) -> None:
        (self.convert_requested if zone == "convert" else self.not_now_requested).emit(ids)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not event.modifiers():
            event.accept()
            self.leave_requested.emit()
        else:
            super().keyPressEvent(event)

    @Slot(str)
    def _on_add(self, _status: str) -> None:
        self.add_requested.emit()
