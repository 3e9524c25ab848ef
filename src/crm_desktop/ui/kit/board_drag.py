"""The picture under the mouse while cards are dragged."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QCoreApplication, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap

from crm_desktop.ui.kit.board_card import CardDelegate
from crm_desktop.ui.kit.board_cards import CardData
from crm_desktop.ui.kit.paint import CENTRED, draw_rounded, draw_text, text_width
from crm_desktop.ui.kit.pixmap_cache import blank_pixmap
from crm_desktop.ui.kit.row_delegate import RowState

TILT_DEGREES: Final = 2.0
_LEAST_RATIO: Final = 2.0
_SHEET_STEP: Final = 5


def drag_picture(
    delegate: CardDelegate, cards: Sequence[CardData], size: QSize, ratio: float, direction: Qt.LayoutDirection
) -> tuple[QPixmap, QPoint]:
    """The first card tilted, further ones as sheets under it with their number; and where the corner is.

    Transparent around the card (Qt's own picture would drag a piece of the lane along), at twice the
    size at least so that the tilt stays smooth.
    """
    ratio = max(ratio, _LEAST_RATIO)
    tilt = math.radians(TILT_DEGREES)
    margin = math.ceil(size.width() * math.sin(tilt)) + 14
    whole = QSize(size.width() + 2 * margin, size.height() + 2 * margin)
    picture = blank_pixmap(whole, ratio)
    painter = QPainter(picture)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    painter.translate(whole.width() / 2, whole.height() / 2)
    painter.rotate(TILT_DEGREES if direction == Qt.LayoutDirection.LeftToRight else -TILT_DEGREES)
    painter.translate(-size.width() / 2, -size.height() / 2)
    theme = delegate.theme
    card_place = QRectF(0, 0, size.width(), size.height())
    for sheet in range(min(len(cards) - 1, 2), 0, -1):
        lower = card_place.adjusted(8, 4, -4, -4).translated(_SHEET_STEP * sheet, _SHEET_STEP * sheet)
        draw_rounded(painter, theme, lower, 8, "bg.surface", "line.default")
    state = RowState(selected=True, hovered=False, focused=False, direction=direction)
    delegate.paint_card(painter, card_place, cards[0], state)
    if len(cards) > 1:
        words = QCoreApplication.translate("BoardDrag", "%n cards", "", len(cards))
        width = text_width(theme, words, "captionStrong", tabular=True) + 16
        badge = QRectF(size.width() - width + 2, -6, width, 22)
        draw_rounded(painter, theme, badge, 11, "accent")
        draw_text(painter, theme, badge, words, "captionStrong", "text.onAccent", CENTRED, elide=False, tabular=True)
    painter.end()
    return picture, QPoint(margin, margin)
