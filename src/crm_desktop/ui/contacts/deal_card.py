"""An open deal in the side panel: title, value, stage, and how far it has come."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from crm_desktop.services.contacts.views import DealRow
from crm_desktop.ui.kit.format import money_text
from crm_desktop.ui.kit.paint import TRAILING, draw_rounded, draw_text, mirrored, text_width
from crm_desktop.ui.kit.plain_tip import plain_tip
from crm_desktop.ui.theme.theme import Theme

_HEIGHT = 62


class DealCard(QAbstractButton):
    """A deal; a click opens it.

    Signals:
        open_requested(str, str): deal and its id.
    """

    open_requested = Signal(str, str)

    def __init__(self, theme: Theme, deal: DealRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.deal = deal
        self._amount = money_text(deal.amount, deal.currency)
        self.setText(deal.title)
        self.setAccessibleName(", ".join(part for part in (deal.title, self._amount, deal.stage) if part))
        self.setToolTip(plain_tip(deal.title))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._on_clicked)

    def sizeHint(self) -> QSize:
        return QSize(200, _HEIGHT)

    @Slot()
    def _on_clicked(self) -> None:
        self.open_requested.emit("deal", self.deal.id)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, direction = self._theme, self.layoutDirection()
        whole = QRectF(self.rect())
        draw_rounded(painter, theme, whole, 8, "bg.hover" if self.underMouse() else "bg.surface", "line.subtle")
        width = text_width(theme, self._amount, "smallStrong", tabular=True) + 2 if self._amount else 0
        amount = mirrored(QRectF(whole.right() - 11 - width, 8, width, 18), whole, direction)
        draw_text(
            painter, theme, amount, self._amount, "smallStrong", align=TRAILING, direction=direction, tabular=True
        )
        title = mirrored(QRectF(12, 8, whole.width() - 30 - width, 18), whole, direction)
        draw_text(painter, theme, title, self.deal.title, "smallStrong", direction=direction)
        stage = mirrored(QRectF(12, 26, whole.width() - 24, 16), whole, direction)
        draw_text(painter, theme, stage, self.deal.stage, "caption", "text.secondary", direction=direction)
        count = max(self.deal.stage_count, 1)
        step = (whole.width() - 24 + 4) / count
        for number in range(count):
            bar = mirrored(QRectF(12 + number * step, 48, step - 4, 4), whole, direction)
            draw_rounded(painter, theme, bar, 2, "accent" if number < self.deal.stage_number else "line.default")
