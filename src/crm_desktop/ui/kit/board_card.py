"""How a card is painted, once for all columns of a board."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from crm_desktop.ui.kit.board_cards import CardData
from crm_desktop.ui.kit.paint import (
    CENTRED,
    LEADING,
    LTR,
    TRAILING,
    draw_placed_chip,
    draw_rounded,
    draw_text,
    initials,
    mirrored,
    text_width,
)
from crm_desktop.ui.kit.row_delegate import RowDelegate, RowState
from crm_desktop.ui.theme.theme import Theme
from crm_desktop.ui.theme.tokens import avatar_tone

CARD_HEIGHT: Final = 116
_SIDE: Final = 8
_PAD: Final = 12
_AVATAR: Final = 24
_CACHED_CARDS: Final = 800


class CardDelegate(RowDelegate):
    """Title, customer, next step, amount, days in the stage, owner."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, CARD_HEIGHT, "bg.lane", parent, cache_limit=_CACHED_CARDS)

    def paint_row(self, painter: QPainter, rect: QRectF, row: object, state: RowState) -> None:
        assert isinstance(row, CardData)
        self.paint_card(painter, rect, row, state)

    def paint_card(self, painter: QPainter, rect: QRectF, card: CardData, state: RowState) -> None:
        """Draw a card inside the room that a row gives it; also used for what is dragged."""
        direction = state.direction
        # The scroll bar has its own room at the trailing edge: the card needs less there.
        edge = rect.adjusted(_SIDE, 4, -4, -4) if direction == LTR else rect.adjusted(4, 4, -_SIDE, -4)
        self._paint_ground(painter, edge, state)
        left, width = edge.x() + _PAD, edge.width() - 2 * _PAD
        top = edge.y() + 10
        self._line(painter, edge, QRectF(left, top, width, 20), card.title, "bodyStrong", "text.primary", state)
        self._line(painter, edge, QRectF(left, top + 20, width, 18), card.customer, "small", "text.secondary", state)
        bottom = edge.bottom() - 28
        self._paint_next_step(painter, edge, left, top + 44, width, card, state)
        self._paint_foot(painter, edge, left, bottom, width, card, state)

    def _paint_ground(self, painter: QPainter, edge: QRectF, state: RowState) -> None:
        theme = self.theme
        if not theme.is_dark:
            draw_rounded(painter, theme, edge.adjusted(0, 1, 0, 1), 8, "line.subtle")
        fill = "bg.selected" if state.selected else "bg.raised" if theme.is_dark and state.hovered else "bg.surface"
        focused = state.focused and state.selected
        strong = state.hovered or theme.is_dark
        line = "accent" if state.selected else "line.default" if strong else "line.subtle"
        draw_rounded(painter, theme, edge, 8, fill, line, 2 if focused else 1)

    def _paint_next_step(
        self, painter: QPainter, edge: QRectF, left: float, top: float, width: float, card: CardData, state: RowState
    ) -> None:
        text, tone, icon = card.next_step_text, card.next_step_tone, card.next_step_icon
        if not text:
            text = QCoreApplication.translate("CardDelegate", "No next step")
            tone, icon = "warning", "triangle-alert"
        draw_placed_chip(painter, self.theme, left, top, edge, text, tone, icon, direction=state.direction, room=width)

    def _paint_foot(
        self, painter: QPainter, edge: QRectF, left: float, top: float, width: float, card: CardData, state: RowState
    ) -> None:
        theme, direction = self.theme, state.direction
        right = left + width
        if card.owner_name or card.owner_initials:
            disc = mirrored(QRectF(right - _AVATAR, top - 2, _AVATAR, _AVATAR), edge, direction)
            tone = avatar_tone(card.owner_name or card.owner_initials)
            draw_rounded(painter, theme, disc, _AVATAR / 2, f"{tone}.soft")
            letters = card.owner_initials or initials(card.owner_name)
            draw_text(
                painter, theme, disc, letters, "caption", tone, CENTRED, elide=False
            )  # fmt: skip
            right -= _AVATAR + 8
        if card.days_text:
            days = text_width(theme, card.days_text, "caption") + 2
            token = "danger" if card.days_late else "text.tertiary"
            place = mirrored(QRectF(right - days, top, days, 20), edge, direction)
            draw_text(
                painter, theme, place, card.days_text, "caption", token, TRAILING, direction=direction, elide=False
            )
            right -= days + 6
        amount = mirrored(QRectF(left, top, max(right - left, 10), 20), edge, direction)
        draw_text(painter, theme, amount, card.amount_text, "bodyStrong", direction=direction, tabular=True)

    def _line(
        self, painter: QPainter, edge: QRectF, rect: QRectF, text: str, role: str, token: str, state: RowState
    ) -> None:
        place = mirrored(rect, edge, state.direction)
        draw_text(painter, self.theme, place, text, role, token, LEADING, direction=state.direction)
