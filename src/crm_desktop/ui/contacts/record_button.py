"""A row that leads to a record: a deal, a quote, a case, a person."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from crm_desktop.ui.kit.paint import (
    CHIP_HEIGHT,
    TRAILING,
    chip_width,
    draw_avatar,
    draw_chip,
    draw_icon,
    draw_rounded,
    draw_text,
    mirrored,
    text_width,
)
from crm_desktop.ui.theme.theme import Theme
from crm_desktop.ui.theme.tokens import Tone, tone_text


@dataclass(frozen=True, slots=True)
class RecordLine:
    """What a row shows; an empty `icon` shows the title's initials."""

    kind: str
    id: str
    title: str
    subtitle: str = ""
    trailing: str = ""
    chip: str = ""
    chip_tone: Tone = "slate"
    icon: str = ""
    tone: Tone = "slate"
    is_former: bool = False
    photo_id: str = ""


class RecordButton(QAbstractButton):
    """A painted row; Enter, Space or a click opens the record.

    Signals:
        open_requested(str, str): kind and id.
    """

    open_requested = Signal(str, str)

    def __init__(self, theme: Theme, line: RecordLine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.line = line
        self._photo: QPixmap | None = None
        self.setText(line.title)
        spoken = (line.title, line.subtitle, line.chip, line.trailing)
        self.setAccessibleName(", ".join(part for part in spoken if part))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._on_clicked)

    def set_photo(self, photo: QPixmap | None) -> None:
        """Show a photo in place of the initials."""
        if photo is not self._photo:
            self._photo = photo
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, 56)

    @Slot()
    def _on_clicked(self) -> None:
        self.open_requested.emit(self.line.kind, self.line.id)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, direction, line = self._theme, self.layoutDirection(), self.line
        whole = QRectF(self.rect())
        draw_rounded(painter, theme, whole, 8, "bg.hover" if self.underMouse() else "bg.surface", "line.subtle")
        mark = mirrored(QRectF(12, 12, 32, 32), whole, direction)
        if line.icon:
            draw_rounded(painter, theme, mark, 8, f"{line.tone}.soft")
            token = tone_text(line.tone)
            draw_icon(painter, theme, mark.x() + 7, mark.y() + 7, line.icon, token, 18, direction=direction)
        else:
            draw_avatar(painter, theme, mark, line.title, photo=self._photo)
        right = whole.right() - 12
        if line.trailing:
            width = text_width(theme, line.trailing, "bodyStrong", tabular=True) + 2
            place = mirrored(QRectF(right - width, 18, width, 20), whole, direction)
            draw_text(
                painter, theme, place, line.trailing, "bodyStrong", align=TRAILING, direction=direction, tabular=True
            )
            right -= width + 10
        if line.chip:
            width = chip_width(theme, line.chip)
            place = mirrored(QRectF(right - width, 28 - CHIP_HEIGHT / 2, width, CHIP_HEIGHT), whole, direction)
            draw_chip(painter, theme, place, line.chip, line.chip_tone, direction=direction)
            right -= width + 10
        top = 9 if line.subtitle else 18
        place = mirrored(QRectF(56, top, right - 56, 20), whole, direction)
        token = "text.tertiary" if line.is_former else "text.primary"
        draw_text(painter, theme, place, line.title, "bodyStrong", token, direction=direction)
        if line.subtitle:
            place = mirrored(QRectF(56, 29, right - 56, 18), whole, direction)
            token = "text.tertiary" if line.is_former else "text.secondary"
            draw_text(painter, theme, place, line.subtitle, "small", token, direction=direction)
