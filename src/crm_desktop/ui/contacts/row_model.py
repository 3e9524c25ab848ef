"""The rows of the contact list, and how one is painted."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from crm_desktop.services.contacts.views import ContactRow
from crm_desktop.ui.contacts.words import STEP_TONES, row_detail, touch_text
from crm_desktop.ui.kit.paint import (
    CHIP_HEIGHT,
    chip_width,
    draw_avatar,
    draw_chip,
    draw_icon,
    draw_rounded,
    draw_text,
    mirrored,
    text_width,
)
from crm_desktop.ui.kit.portraits import Portraits
from crm_desktop.ui.kit.row_delegate import RowDelegate, RowState
from crm_desktop.ui.kit.windowed_models import WindowedListModel
from crm_desktop.ui.theme.theme import Theme

ROW_HEIGHT = 64


class ContactListModel(WindowedListModel):
    """Contacts as they come from the file, a window at a time."""

    def row_text(self, row: object) -> str:
        assert isinstance(row, ContactRow)
        return row.name

    def row_spoken(self, row: object) -> str:
        assert isinstance(row, ContactRow)
        step = f"{row.step.title} {row.step.text}" if row.step.task_id else touch_text(row.touch)
        return ", ".join(part for part in (row.name, row_detail(row), step) if part)


class ContactDelegate(RowDelegate):
    """Avatar, name over company, and when the next step is due."""

    def __init__(self, theme: Theme, portraits: Portraits, parent: QWidget | None = None) -> None:
        super().__init__(theme, ROW_HEIGHT, "bg.surface", parent)
        self._portraits = portraits

    def paint_row(self, painter: QPainter, rect: QRectF, row: object, state: RowState) -> None:
        assert isinstance(row, ContactRow)
        theme, direction = self.theme, state.direction
        if state.selected or state.hovered:
            ground = "bg.selected" if state.selected else "bg.hover"
            draw_rounded(painter, theme, rect.adjusted(6, 2, -6, -2), 8, ground)
        middle = rect.center().y()
        avatar = mirrored(QRectF(rect.left() + 16, middle - 18, 36, 36), rect, direction)
        photo = self._portraits.get(row.photo_id)
        draw_avatar(painter, theme, avatar, row.name, square=row.kind == "company", photo=photo)
        right = rect.right() - 16
        text, icon, tone = row.step.text, row.step.icon, row.step.tone
        if not row.step.task_id:
            # Where nothing is planned, the rhythm says when it is time.
            calls = row.touch is not None and row.touch.tone != "none"
            text, icon, tone = touch_text(row.touch), "hourglass", row.touch.tone if row.touch and calls else ""
        if tone and text:
            width = min(chip_width(theme, text, icon), 150)
            chip = QRectF(right - width, middle - CHIP_HEIGHT / 2, width, CHIP_HEIGHT)
            draw_chip(
                painter, theme, mirrored(chip, rect, direction), text, STEP_TONES.get(tone, "slate"), icon,
                direction=direction,
            )  # fmt: skip
            right -= width + 8
        left = rect.left() + 64
        detail_text = row_detail(row)
        name_right, name_top = right, middle - (20 if detail_text else 10)
        if row.pinned:
            name_width = min(text_width(theme, row.name, "bodyStrong") + 1, right - left - 20)
            star = mirrored(QRectF(left + name_width + 5, name_top + 3, 13, 13), rect, direction)
            draw_icon(painter, theme, star.x(), star.y(), "star", "warning", 13)
            name_right = left + name_width + 1
        name = mirrored(QRectF(left, name_top, name_right - left, 20), rect, direction)
        draw_text(painter, theme, name, row.name, "bodyStrong", direction=direction)
        detail = mirrored(QRectF(left, middle + 1, right - left, 18), rect, direction)
        draw_text(painter, theme, detail, detail_text, "small", "text.secondary", direction=direction)
