"""Where dragged cards can end (won, lost, another pipeline); there only while something is dragged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEasingCurve, QPoint, QPropertyAnimation, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QWidget

from crm_desktop.ui.kit.board_model import CARD_MIME, ids_in
from crm_desktop.ui.kit.following import ground_of
from crm_desktop.ui.kit.paint import LEADING, draw_icon, draw_text, mirrored, text_width
from crm_desktop.ui.kit.surface import Surface
from crm_desktop.ui.theme.theme import Theme
from crm_desktop.ui.theme.tokens import Tone

_HEIGHT: Final = 76
_WIDTH: Final = 820
_GAP_BELOW: Final = 4


@dataclass(frozen=True, slots=True)
class ZoneData:
    """A place where cards can end."""

    key: str
    text: str
    icon: str
    tone: Tone


class DropZone(QWidget):
    """One place to drop cards.

    Signals:
        cards_dropped: the zone's key and the ids.
    """

    cards_dropped = Signal(str, list)

    def __init__(self, theme: Theme, key: str, text: str, icon: str, tone: Tone) -> None:
        super().__init__()
        self._theme = theme
        self._key = key
        self._text = text
        self._icon = icon
        self._tone: Tone = tone
        self._is_over = False
        self.setAcceptDrops(True)
        self.setMinimumHeight(56)
        self.setAccessibleName(text)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(CARD_MIME):
            self._set_over(True)
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._set_over(False)
        event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        ids = ids_in(event.mimeData())
        self._set_over(False)
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        if ids:
            self.cards_dropped.emit(self._key, ids)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, direction = self._theme, self.layoutDirection()
        whole = QRectF(self.rect())
        width = 2.5 if self._is_over else 1.5
        style = Qt.PenStyle.SolidLine if self._is_over else Qt.PenStyle.DashLine
        painter.setPen(QPen(theme.colour(self._tone), width, style))
        painter.setBrush(theme.colour(f"{self._tone}.soft"))
        painter.drawRoundedRect(whole.adjusted(1.5, 1.5, -1.5, -1.5), 8, 8)
        words = min(text_width(theme, self._text, "bodyStrong") + 2, whole.width() - 44)
        left = (whole.width() - words - 26) / 2
        mark = mirrored(QRectF(left, (whole.height() - 18) / 2, 18, 18), whole, direction)
        draw_icon(painter, theme, mark.x(), mark.y(), self._icon, self._tone, 18, direction=direction)
        place = mirrored(QRectF(left + 26, 0, words, whole.height()), whole, direction)
        draw_text(painter, theme, place, self._text, "bodyStrong", self._tone, LEADING, direction=direction)

    def _set_over(self, is_over: bool) -> None:
        self._is_over = is_over
        self.update()


class DropZones(Surface):
    """The zones, sliding in at the bottom of the board.

    Signals:
        cards_dropped: the key of a zone, and the ids.
    """

    cards_dropped = Signal(str, list)

    def __init__(self, theme: Theme, parent: QWidget, zones: Sequence[ZoneData] = ()) -> None:
        super().__init__("raised", parent)
        self._theme = theme
        self._slide = QPropertyAnimation(self, b"pos", self)
        self._slide.setEasingCurve(QEasingCurve.Type.OutCubic)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 8, 8, 8)
        row.setSpacing(8)
        of_deals = (
            ZoneData("won", self.tr("Won"), "trophy", "success"),
            ZoneData("lost", self.tr("Lost — ask why"), "thumbs-down", "danger"),
            ZoneData("pipeline", self.tr("Another pipeline"), "arrow-right-left", "slate"),
        )
        self.zones = {one.key: DropZone(theme, one.key, one.text, one.icon, one.tone) for one in zones or of_deals}
        for zone in self.zones.values():
            row.addWidget(zone)
            zone.cards_dropped.connect(self.cards_dropped)
        self.hide()

    def set_zone_shown(self, key: str, shown: bool) -> None:
        """Leave out a zone that makes no sense here (no second pipeline)."""
        self.zones[key].setVisible(shown)

    @Slot()
    def slide_in(self) -> None:
        """Show the zones: cards have been lifted."""
        parent = ground_of(self)
        self.resize(min(_WIDTH, parent.width() - 24), _HEIGHT)
        goal = QPoint((parent.width() - self.width()) // 2, parent.height() - _HEIGHT - _GAP_BELOW)
        self.raise_()
        if self._theme.motion_ms:
            self._slide.setDuration(self._theme.motion_ms)
            self._slide.setStartValue(goal + QPoint(0, _HEIGHT + _GAP_BELOW))
            self._slide.setEndValue(goal)
            self.move(goal + QPoint(0, _HEIGHT + _GAP_BELOW))
            self.show()
            self._slide.start()
        else:
            self.move(goal)
            self.show()

    @Slot()
    def slide_out(self) -> None:
        """Take the zones away."""
        self._slide.stop()
        self.hide()
