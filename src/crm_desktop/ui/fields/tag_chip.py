"""A tag of a contact, with the cross that takes it off."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from crm_desktop.ui.kit.paint import CHIP_HEIGHT, chip_width, draw_chip, draw_icon, draw_rounded, mirrored
from crm_desktop.ui.kit.plain_tip import plain_tip
from crm_desktop.ui.theme.theme import Theme
from crm_desktop.ui.theme.tokens import Tone, tone_text

_HEIGHT = 24
_CROSS = 12
_CROSS_ROOM = 18
_TONES: dict[str, Tone] = {
    "violet": "violet", "info": "info", "pink": "pink", "success": "success", "warning": "warning"
}  # fmt: skip


class TagChip(QAbstractButton):
    """A tag. A click on its cross takes it off; so do Delete, Backspace and Enter when it has the focus.

    Signals:
        remove_requested(str): take this tag off.
    """

    remove_requested = Signal(str)

    def __init__(self, theme: Theme, name: str, tone: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._name = name
        self._tone: Tone = _TONES.get(tone, "slate")
        self._icon = "star" if name.casefold() == "vip" else "tag"
        self._over_cross = False
        self.setText(name)
        self.setAccessibleName(self.tr("Tag {tag}").format(tag=name))
        self.setAccessibleDescription(self.tr("Press Delete to take it off."))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        remove = QAction(self.tr("Remove the tag “{tag}”").format(tag=name), self)
        remove.triggered.connect(self._on_remove)
        self.addAction(remove)

    def sizeHint(self) -> QSize:
        return QSize(math.ceil(chip_width(self._theme, self._name, self._icon)) + _CROSS_ROOM, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), 60), _HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() in keys and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.accept()
            self._on_remove()
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._set_over_cross(self._cross_place().contains(event.position()))
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._set_over_cross(False)
        super().leaveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        on_cross = self._cross_place().contains(event.position())
        super().mouseReleaseEvent(event)
        if on_cross and event.button() == Qt.MouseButton.LeftButton:
            self._on_remove()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, direction = self._theme, self.layoutDirection()
        whole = QRectF(self.rect())
        pill = QRectF(0, (whole.height() - CHIP_HEIGHT) / 2, whole.width(), CHIP_HEIGHT)
        draw_rounded(painter, theme, pill, CHIP_HEIGHT / 2, f"{self._tone}.soft")
        words = mirrored(pill.adjusted(0, 0, -_CROSS_ROOM, 0), whole, direction)
        draw_chip(painter, theme, words, self._name, self._tone, self._icon, direction=direction)
        place = self._cross_place()
        if self._over_cross:
            draw_rounded(painter, theme, QRectF(place.center().x() - 8, place.center().y() - 8, 16, 16), 8, "bg.hover")
        x, y = place.center().x() - _CROSS / 2, place.center().y() - _CROSS / 2
        draw_icon(painter, theme, x, y, "x", tone_text(self._tone), _CROSS)

    def _cross_place(self) -> QRectF:
        whole = QRectF(self.rect())
        return mirrored(QRectF(whole.right() - 22, 0, 22, whole.height()), whole, self.layoutDirection())

    def _set_over_cross(self, over: bool) -> None:
        if over != self._over_cross:
            self._over_cross = over
            self.setToolTip(plain_tip(self.tr("Remove the tag “{tag}”").format(tag=self._name) if over else ""))
            self.update()

    @Slot()
    def _on_remove(self) -> None:
        self.remove_requested.emit(self._name)
