"""A board: columns side by side, cards that move between them, at once and with a way back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from crm_desktop.ui.kit.announce import announce
from crm_desktop.ui.kit.board_card import CardDelegate
from crm_desktop.ui.kit.board_cards import CardData, ColumnData
from crm_desktop.ui.kit.board_column import BoardColumnView
from crm_desktop.ui.kit.board_lane import BoardLane
from crm_desktop.ui.kit.board_model import BoardColumnModel
from crm_desktop.ui.kit.board_zones import DropZones, ZoneData
from crm_desktop.ui.theme.theme import Theme

_GAP: Final = 12
_EDGE: Final = 64
_STEP: Final = 18
_TICK_MS: Final = 16


@dataclass(frozen=True, slots=True)
class CardPlace:
    """Where a card was: its column, and the card it stood before (``None``: it was the last)."""

    column_key: str
    before_id: str | None


class Board(QWidget):
    """Shows columns of cards and moves them at once; the owner saves, and calls back what could not be saved.

    Signals:
        cards_dropped: ids, the column's key, the id they now stand before (``None``: last). Already shown
            so; answer a failure with ``return_cards``, a success with ``settle_cards`` or new columns.
        zone_dropped: the key of a zone (of deals ``won``, ``lost`` or ``pipeline``), and ids. Nothing has moved yet.
        card_activated: Enter or double click.
        card_opened_apart: Ctrl+Enter.
        card_peek: Space.
        add_requested: the plus of a column.
        context_requested: a menu is wanted at a global place; see ``selected_ids``.
        selection_changed: the focus or the selection is another.
    """

    cards_dropped = Signal(list, str, object)
    zone_dropped = Signal(str, list)
    card_activated = Signal(str)
    card_opened_apart = Signal(str)
    card_peek = Signal(str)
    add_requested = Signal(str)
    context_requested = Signal(QPoint)
    selection_changed = Signal()

    def __init__(
        self, theme: Theme, parent: QWidget | None = None, *, zones: Sequence[ZoneData] = (),
    ) -> None:  # fmt: skip
        """Without `zones` cards can end where deals do."""
        super().__init__(parent)
        self._theme = theme
        self._delegate = CardDelegate(theme, self)
        self._lanes: dict[str, BoardLane] = {}
        self._origins: dict[str, CardPlace] = {}
        self._active_key = ""
        self._across = 0
        self._across_timer = QTimer(self, interval=_TICK_MS)
        self._across_timer.timeout.connect(self._scroll_across)
        self._build(zones)

    def _build(self, zones: Sequence[ZoneData]) -> None:
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        ground = QWidget()
        ground.setProperty("surface", "body")
        self._row = QHBoxLayout(ground)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(_GAP)
        self._area.setWidget(ground)
        ground.setAutoFillBackground(False)
        self._area.viewport().setAutoFillBackground(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._area)
        self._zones = DropZones(self._theme, self, zones)
        self._zones.cards_dropped.connect(self.zone_dropped)

    @property
    def zones(self) -> DropZones:
        """The places at the bottom where cards can end."""
        return self._zones

    @property
    def column_keys(self) -> list[str]:
        """The columns from the first to the last."""
        return list(self._lanes)

    def column_view(self, key: str) -> BoardColumnView:
        """The list of one column."""
        return self._lanes[key].view

    def cards_in(self, key: str) -> tuple[CardData, ...]:
        """The cards of a column as shown, from top to bottom."""
        return self._lanes[key].model.cards

    def selected_ids(self) -> list[str]:
        """The selected cards of the column that was used last."""
        lane = self._lanes.get(self._active_key)
        return [card.id for card in lane.view.selected_cards()] if lane else []

    def set_columns(self, columns: Sequence[ColumnData], cards: Mapping[str, Sequence[CardData]]) -> None:
        """Show what is stored now; with the same columns, focus, selection and scrolling stay."""
        self._origins.clear()
        if [column.key for column in columns] != list(self._lanes):
            self._remove_lanes()
            for column in columns:
                self._add_lane(column)
        selected, current = self.selected_ids(), self._current_id()
        for column in columns:
            lane = self._lanes[column.key]
            lane.model.set_cards(cards.get(column.key, ()))
            lane.set_column(column)
        self._restore_focus(selected, current)

    def place_of(self, card_id: str) -> CardPlace | None:
        """Where a card is shown."""
        for key, lane in self._lanes.items():
            row = lane.model.row_of(card_id)
            if row >= 0:
                following = lane.model.card(row + 1)
                return CardPlace(key, following.id if following else None)
        return None

    def move_cards(self, ids: Sequence[str], column_key: str, before_id: str | None) -> None:
        """Show cards in another place, keeping in mind where they came from; their order stays."""
        for card_id in ids:
            place = self.place_of(card_id)
            if place is not None and card_id not in self._origins:
                self._origins[card_id] = _outside(place, ids, self._lanes[place.column_key].model)
        self._put_cards(ids, column_key, before_id)
        self._select(column_key, list(ids))

    def choose(self, card_id: str) -> bool:
        """Select one card, so that keys act on it; False when it is not shown."""
        place = self.place_of(card_id)
        if place is not None:
            self._select(place.column_key, [card_id])
        return place is not None

    def return_cards(self, ids: Sequence[str]) -> None:
        """Saving failed: put cards back where they were before they were moved."""
        places = {card_id: self._origins.pop(card_id) for card_id in ids if card_id in self._origins}
        for place in dict.fromkeys(places.values()):
            group = [card_id for card_id, origin in places.items() if origin == place]
            self._put_cards(group, place.column_key, place.before_id)
            self._select(place.column_key, group)

    def settle_cards(self, ids: Sequence[str]) -> None:
        """Saving succeeded: forget where cards came from."""
        for card_id in ids:
            self._origins.pop(card_id, None)

    def active_view(self) -> BoardColumnView | None:
        """The column used last, else the first that has cards."""
        key = self._active_key if self._active_key in self._lanes else ""
        key = key or next((key for key, lane in self._lanes.items() if lane.model.rowCount()), "")
        return self._lanes[key].view if key else None

    def focus_board(self) -> None:
        """Give the keyboard to the column used last, or to the first that has cards."""
        view = self.active_view()
        if view is not None:
            view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _put_cards(self, ids: Sequence[str], column_key: str, before_id: str | None) -> None:
        touched = {column_key}
        target = self._lanes[column_key].model
        for card_id in ids:
            place = self.place_of(card_id)
            if place is not None:
                touched.add(place.column_key)
                target.put(self._lanes[place.column_key].model.take(card_id), before_id)
        for key in touched:
            self._lanes[key].recount()

    def _select(self, column_key: str, ids: list[str]) -> None:
        for key, lane in self._lanes.items():
            if key != column_key:
                lane.view.clearSelection()
        self._lanes[column_key].view.select_ids(ids)
        self._active_key = column_key

    def _add_lane(self, column: ColumnData) -> None:
        lane = BoardLane(self._theme, column, self._delegate)
        self._lanes[column.key] = lane
        self._row.addWidget(lane, 1)
        view = lane.view
        view.cards_dropped.connect(self._on_cards_dropped)
        view.column_wanted.connect(self._on_column_wanted)
        view.carry_wanted.connect(self._on_carry_wanted)
        view.reorder_wanted.connect(self._on_reorder_wanted)
        view.card_activated.connect(self.card_activated)
        view.card_opened_apart.connect(self.card_opened_apart)
        view.card_peek.connect(self.card_peek)
        view.context_requested.connect(self.context_requested)
        view.focus_taken.connect(self._on_focus_taken)
        view.drag_began.connect(self._zones.slide_in)
        view.drag_moved.connect(self._on_drag_moved)
        view.drag_ended.connect(self._on_drag_ended)
        view.selectionModel().selectionChanged.connect(self._on_selection_changed)
        lane.head.add_requested.connect(self.add_requested)

    def _remove_lanes(self) -> None:
        for lane in self._lanes.values():
            self._row.removeWidget(lane)
            lane.hide()
            lane.deleteLater()
        self._lanes.clear()
        self._active_key = ""

    def _key_of(self, view: object) -> str:
        return next((key for key, lane in self._lanes.items() if lane.view is view), "")

    def _current_id(self) -> str:
        lane = self._lanes.get(self._active_key)
        return lane.view.current_id() if lane else ""

    def _restore_focus(self, selected: Sequence[str], current: str) -> None:
        place = self.place_of(current) if current else None
        if place is None:
            return
        lane = self._lanes[place.column_key]
        had_focus = self._active_key in self._lanes and self._lanes[self._active_key].view.hasFocus()
        if (
            self._active_key == place.column_key
            and lane.view.current_id() == current
            and [card.id for card in lane.view.selected_cards()] == list(selected)
        ):
            return
        self._select(place.column_key, [card_id for card_id in selected if lane.model.row_of(card_id) >= 0])
        if had_focus:
            lane.view.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(list, object)
    def _on_cards_dropped(self, ids: list[str], before_id: str | None) -> None:
        key = self._key_of(self.sender())
        if not key:
            return
        known = [card_id for card_id in ids if self.place_of(card_id) is not None]
        if known and not self._stands_so(known, key, before_id):
            self.move_cards(known, key, before_id)
            self._lanes[key].view.setFocus(Qt.FocusReason.OtherFocusReason)
            self._tell(known, key)
            self.cards_dropped.emit(known, key, before_id)

    def _stands_so(self, ids: Sequence[str], key: str, before_id: str | None) -> bool:
        order = [card.id for card in self._lanes[key].model.cards]
        if not set(ids) <= set(order):
            return False
        staying = [card_id for card_id in order if card_id not in ids]
        at = staying.index(before_id) if before_id in staying else len(staying)
        return order == [*staying[:at], *ids, *staying[at:]]

    @Slot(int, int)
    def _on_column_wanted(self, step: int, height: int) -> None:
        keys = self.column_keys
        at = keys.index(self._key_of(self.sender())) + step
        # Empty columns have nothing to stand on: go past them.
        while 0 <= at < len(keys) and not self._lanes[keys[at]].model.rowCount():
            at += step
        if 0 <= at < len(keys):
            view = self._lanes[keys[at]].view
            index = view.indexAt(QPoint(view.viewport().width() // 2, max(height, 1)))
            self._select(keys[at], [])
            view.focus_card(index.row() if index.isValid() else view.cards.rowCount() - 1)
            view.setFocus(Qt.FocusReason.OtherFocusReason)
            self._area.ensureWidgetVisible(self._lanes[keys[at]])

    @Slot(int)
    def _on_carry_wanted(self, step: int) -> None:
        keys = self.column_keys
        key = self._key_of(self.sender())
        at = keys.index(key) + step
        ids = [card.id for card in self._lanes[key].view.selected_cards()]
        if ids and 0 <= at < len(keys):
            first = self._lanes[keys[at]].model.card(0)
            before_id = first.id if first else None
            self.move_cards(ids, keys[at], before_id)
            self._lanes[keys[at]].view.setFocus(Qt.FocusReason.OtherFocusReason)
            self._area.ensureWidgetVisible(self._lanes[keys[at]])
            self._tell(ids, keys[at])
            self.cards_dropped.emit(ids, keys[at], before_id)

    @Slot(int)
    def _on_reorder_wanted(self, step: int) -> None:
        key = self._key_of(self.sender())
        lane = self._lanes[key]
        ids = [card.id for card in lane.view.selected_cards()]
        if not ids:
            return
        order = [card.id for card in lane.model.cards]
        edge = order.index(ids[0]) - 1 if step < 0 else order.index(ids[-1]) + 1
        if 0 <= edge < len(order):
            following = order[edge + 1] if step > 0 and edge + 1 < len(order) else None
            before_id = order[edge] if step < 0 else following
            self.move_cards(ids, key, before_id)
            self.cards_dropped.emit(ids, key, before_id)

    def _tell(self, ids: Sequence[str], key: str) -> None:
        title = self._lanes[key].column.title
        if len(ids) == 1:
            card = self._lanes[key].model.card(self._lanes[key].model.row_of(ids[0]))
            name = card.title if card else ""
            announce(self, self.tr("Moved {card} to {stage}").format(card=name, stage=title))
        else:
            announce(self, self.tr("Moved %n cards to {stage}", "", len(ids)).format(stage=title))

    @Slot()
    def _on_focus_taken(self) -> None:
        key = self._key_of(self.sender())
        if key != self._active_key:
            self._active_key = key
            for other, lane in self._lanes.items():
                if other != key:
                    lane.view.clearSelection()
            self.selection_changed.emit()

    @Slot()
    def _on_selection_changed(self) -> None:
        self.selection_changed.emit()

    @Slot(QPoint)
    def _on_drag_moved(self, place: QPoint) -> None:
        x = self._area.viewport().mapFromGlobal(place).x()
        width = self._area.viewport().width()
        self._across = -_STEP if x < _EDGE else _STEP if x > width - _EDGE else 0
        if self._across and self._area.horizontalScrollBar().maximum() and not self._across_timer.isActive():
            self._across_timer.start()

    @Slot()
    def _on_drag_ended(self) -> None:
        self._across = 0
        self._zones.slide_out()

    @Slot()
    def _scroll_across(self) -> None:
        bar = self._area.horizontalScrollBar()
        before = bar.value()
        bar.setValue(before + self._across)
        if not self._across or bar.value() == before:
            self._across_timer.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._zones.isVisible():
            self._zones.slide_in()


def _outside(place: CardPlace, moving: Sequence[str], model: BoardColumnModel) -> CardPlace:
    """The same place, named by a card that stays."""
    if place.before_id is None or place.before_id not in moving:
        return place
    start = model.row_of(place.before_id)
    staying = next((card.id for card in model.cards[start:] if card.id not in moving), None)
    return CardPlace(place.column_key, staying)
