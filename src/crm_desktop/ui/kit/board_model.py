"""The cards of one column, changed in place so that selection and scrolling survive a reload."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QByteArray, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt

from crm_desktop.ui.kit.board_cards import CardData
from crm_desktop.ui.kit.row_delegate import ROW_ROLE

AnyIndex = QModelIndex | QPersistentModelIndex

CARD_MIME: Final = "application/x-crm-desktop-cards"


def mime_of(ids: Sequence[str]) -> QMimeData:
    """What a drag of these cards carries."""
    mime = QMimeData()
    mime.setData(CARD_MIME, QByteArray("\n".join(ids).encode()))
    return mime


def ids_in(mime: QMimeData) -> list[str]:
    """The cards that a drag carries; empty when it is a drag of something else."""
    return bytes(mime.data(CARD_MIME).data()).decode().split("\n") if mime.hasFormat(CARD_MIME) else []


class BoardColumnModel(QAbstractListModel):
    """Cards from top to bottom."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cards: list[CardData] = []

    @property
    def cards(self) -> tuple[CardData, ...]:
        """All cards, from top to bottom."""
        return tuple(self._cards)

    def card(self, row: int) -> CardData | None:
        """The card in a row."""
        return self._cards[row] if 0 <= row < len(self._cards) else None

    def row_of(self, card_id: str) -> int:
        """The row of a card; -1 when it is not here."""
        return next((row for row, card in enumerate(self._cards) if card.id == card_id), -1)

    def set_cards(self, cards: Sequence[CardData]) -> None:
        """Show these cards, touching only the rows between the first and the last difference."""
        old = [card.id for card in self._cards]
        new = [card.id for card in cards]
        start = 0
        while start < min(len(old), len(new)) and old[start] == new[start]:
            start += 1
        tail = 0
        while tail < min(len(old), len(new)) - start and old[-1 - tail] == new[-1 - tail]:
            tail += 1
        if len(old) - tail > start:
            self.beginRemoveRows(QModelIndex(), start, len(old) - tail - 1)
            del self._cards[start : len(old) - tail]
            self.endRemoveRows()
        if len(new) - tail > start:
            self.beginInsertRows(QModelIndex(), start, len(new) - tail - 1)
            self._cards[start:start] = cards[start : len(new) - tail]
            self.endInsertRows()
        for row, card in enumerate(cards):
            if self._cards[row] != card:
                self._cards[row] = card
                self.dataChanged.emit(self.index(row, 0), self.index(row, 0))

    def take(self, card_id: str) -> CardData:
        """Remove a card and return it."""
        row = self.row_of(card_id)
        self.beginRemoveRows(QModelIndex(), row, row)
        card = self._cards.pop(row)
        self.endRemoveRows()
        return card

    def put(self, card: CardData, before_id: str | None) -> int:
        """Insert a card before another one (at the end for ``None`` or one that is gone); its row."""
        row = self.row_of(before_id) if before_id is not None else -1
        row = len(self._cards) if row < 0 else row
        self.beginInsertRows(QModelIndex(), row, row)
        self._cards.insert(row, card)
        self.endInsertRows()
        return row

    def spoken(self, card: CardData) -> str:
        """A card as a screen reader says it."""
        next_step = card.next_step_text or self.tr("No next step")
        parts = (card.title, card.customer, card.amount_text, next_step, card.days_text, card.owner_name)
        return ", ".join(filter(None, parts))

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._cards)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        card = self.card(index.row()) if index.isValid() else None
        if card is None:
            return None
        if role == ROW_ROLE:
            return card
        if role == Qt.ItemDataRole.DisplayRole:
            return card.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.spoken(card)
        return None

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.CopyAction | Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        return [CARD_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        rows = sorted(index.row() for index in indexes)
        return mime_of([self._cards[row].id for row in rows])
