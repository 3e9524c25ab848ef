"""Which deals an action is about, on the board, in the table or at the side, and what is done with them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from crm_desktop.ui.pipeline.words import card_of

if TYPE_CHECKING:
    from crm_desktop.ui.pipeline.pane import PipelinePane


class SelectedDeals(QObject):
    """The selected deals, else the open one."""

    def __init__(self, pane: PipelinePane) -> None:
        super().__init__(pane)
        self._pane = pane

    def ids(self) -> list[str]:
        """Return them as far as they are loaded."""
        pane, sheet, focused = self._pane, self._pane.shown_sheet, QApplication.focusWidget()
        if sheet is not None and focused is not None and sheet.isAncestorOf(focused):
            return [sheet.deal_id]
        ids: list[str] = []
        if pane.shows_table:
            ids = pane.table.loaded_ids()
        elif pane.stack.currentWidget() is pane.board:
            ids = pane.board.selected_ids()
        return ids or ([sheet.deal_id] if sheet is not None else [])

    def each(self, act: Callable[[list[str]], None]) -> None:
        """Do something with all of them; of a long table also with those that are not loaded."""
        pane, ids = self._pane, self.ids()
        rowids = pane.table.selected_rowids() if pane.shows_table else ()
        if len(rowids) > max(len(ids), 1):
            pane.operations.read(pane, partial(pane.services.lists.ids_of, "deal", rowids), act)
        else:
            act(ids)

    @Slot(str)
    def act(self, key: str) -> None:
        """Do what the bar under the table asks for: move, win, lose."""
        moving = self._pane.moving
        self.each({"move": moving.ask_stage, "win": moving.win, "lose": moving.lose}[key])

    def has_customer(self, deal_id: str) -> bool:
        """Return whether the screen knows whom a deal is with."""
        pane, sheet = self._pane, self._pane.made_sheet
        if deal_id in pane.cards:
            return bool(pane.cards[deal_id].contact_id)
        if sheet is not None and sheet.detail is not None and sheet.detail.id == deal_id:
            return bool(sheet.detail.contact_id)
        row = pane.made_table.current_row() if pane.made_table is not None else None
        return row is not None and row.id == deal_id and bool(row.value("customer"))

    @Slot()
    def bin(self) -> None:
        """Put them into the Bin."""
        pane, sheet, ids = self._pane, self._pane.shown_sheet, self.ids()
        if pane.shows_table and len(pane.table.selected_rowids()) > 1:
            pane.table.doing.delete()
        elif ids:
            if sheet is not None and sheet.deal_id in ids:
                sheet.hide()
            pane.operations.write(pane, partial(pane.services.pipeline_commands.bin, ids))

    @Slot()
    def tag(self) -> None:
        """Put a tag on those that are selected in the table."""
        self._pane.table.doing.tag()

    @Slot()
    def copy(self) -> None:
        """Copy them as spreadsheets take them."""
        pane = self._pane
        if pane.shows_table:
            pane.table.doing.copy()
            return
        chosen = [pane.cards[one] for one in self.ids() if one in pane.cards]
        rows = [(card.title, card.customer, card_of(card, "open").amount_text, card.owner) for card in chosen]
        QGuiApplication.clipboard().setText("\n".join("\t".join(row) for row in rows))

    def step(self, by: int) -> None:
        """Go to the next or previous deal of the table as it is filtered; the open one gives way to it."""
        pane = self._pane
        deal_id = pane.table.step(by)
        if deal_id and pane.shown_sheet is not None:
            pane.shown_sheet.open_deal(deal_id)

    @Slot(int)
    def step_peek(self, by: int) -> None:
        """Peek at the next or previous deal of the table, or of the column."""
        pane, peek = self._pane, self._pane.peek
        if pane.shows_table:
            deal_id = pane.table.step(by)
            if deal_id:
                peek.show_deal(deal_id)
            return
        place = pane.board.place_of(peek.deal_id)
        if place is not None:
            cards = [card.id for card in pane.board.cards_in(place.column_key)]
            at = cards.index(peek.deal_id) + by
            if 0 <= at < len(cards):
                pane.board.column_view(place.column_key).focus_card(at)
                peek.show_deal(cards[at])
