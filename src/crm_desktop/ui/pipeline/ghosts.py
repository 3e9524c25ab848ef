"""A board before its first deal: ghost columns, and the way to fill them."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from crm_desktop.ui.kit.empty_state import EmptyState
from crm_desktop.ui.kit.paint import draw_rounded
from crm_desktop.ui.kit.surface import Surface
from crm_desktop.ui.theme.theme import Theme

_COLUMNS = 3
_CARDS = (3, 2, 1)


class GhostBoard(QWidget):
    """Three pale columns behind the invitation.

    Signals:
        deal_wanted: the first deal is to be added.
        stages_wanted: the stages are to be changed.
    """

    deal_wanted = Signal()
    stages_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._card = Surface("card", self)
        self.empty = EmptyState(
            theme,
            "square-kanban",
            self.tr("Deals on their way, from first interest to won"),
            self.tr("Add what somebody may buy from you, then drag it along as it comes closer."),
            self.tr("Add your first deal"),
            self.tr("Change the stages"),
            secondary_icon="settings-2",
            parent=self._card,
        )
        self.empty.primary_requested.connect(self.deal_wanted)
        self.empty.secondary_requested.connect(self.stages_wanted)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width, height = min(520, self.width() - 40), min(330, self.height() - 20)
        self._card.setGeometry((self.width() - width) // 2, max((self.height() - height) // 2, 0), width, height)
        self.empty.setGeometry(8, 8, width - 16, height - 16)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        gap = 12
        width = (self.width() - gap * (_COLUMNS - 1)) / _COLUMNS
        for number in range(_COLUMNS):
            left = number * (width + gap)
            draw_rounded(painter, self._theme, QRectF(left, 0, width, self.height()), 10, "bg.lane")
            draw_rounded(painter, self._theme, QRectF(left + 14, 16, width * 0.35, 10), 5, "line.default")
            draw_rounded(painter, self._theme, QRectF(left + 14, 55, width - 28, 3), 1.5, "line.default")
            for card in range(_CARDS[number]):
                top = 72 + card * 116
                draw_rounded(painter, self._theme, QRectF(left + 8, top, width - 16, 108), 8, "bg.app", "line.subtle")
                draw_rounded(painter, self._theme, QRectF(left + 20, top + 16, width * 0.5, 9), 4, "line.subtle")
                draw_rounded(painter, self._theme, QRectF(left + 20, top + 36, width * 0.35, 8), 4, "line.subtle")
