"""The rows of a table of records, and how a cell is painted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from PySide6.QtCore import QObject, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from crm_desktop.core.clock import Clock, today
from crm_desktop.core.fields import Field, FieldSet, FieldType
from crm_desktop.services.lists.views import ListRow
from crm_desktop.ui.fields.words import value_text
from crm_desktop.ui.kit.format import day_text
from crm_desktop.ui.kit.paint import draw_avatar, draw_icon, draw_placed_chip, draw_text, mirrored, text_width
from crm_desktop.ui.kit.row_delegate import RowState
from crm_desktop.ui.kit.table_view import CellDelegate
from crm_desktop.ui.kit.windowed_models import TableColumn, WindowedTableModel
from crm_desktop.ui.lists.layout import GroupHead
from crm_desktop.ui.theme.theme import Theme
from crm_desktop.ui.theme.tokens import Tone

_PAD: Final = 10
_AVATAR: Final = 26
BESIDE: Final = ("next_step_on", "kind", "pinned")
"""Fields read beside the columns: a next step takes its colour from its day, a name its picture from the kind."""
_TONES: Final[dict[str, Tone]] = {
    "customer": "success", "lead": "info", "prospect": "info", "won": "success", "lost": "danger", "new": "info",
    "open": "info", "solved": "success", "accepted": "success", "declined": "danger", "sent": "info",
    "urgent": "danger", "high": "warning", "waiting": "warning", "waiting_customer": "warning", "expired": "warning",
    "qualified": "success", "converted": "success", "contacted": "warning",
}  # fmt: skip


class RecordTableModel(WindowedTableModel):
    """Records of one kind as they come from the file, a window at a time, in groups if wanted."""

    def __init__(self, clock: Clock, parent: QObject) -> None:
        super().__init__((), parent)
        self._clock = clock
        self._fields: dict[str, Field] = {}

    def set_fields(self, fields: FieldSet) -> None:
        """Say what the columns stand for."""
        self._fields = {one.key: one for one in fields}

    def field(self, key: str) -> Field | None:
        """Return the field of a column."""
        return self._fields.get(key)

    def cell_text(self, row: object, key: str) -> str:
        if not isinstance(row, ListRow):
            return ""
        field = self._fields.get(key)
        if field is None:
            return ""
        text = value_text(field, row.value(key), self._clock)
        if key == "next_step" and text and (day := row.value("next_step_on")):
            return f"{day_text(date.fromisoformat(day), today(self._clock))} · {text}"
        return text

    def step_tone(self, row: ListRow) -> Tone:
        """Return the colour of a next step: late, today, or later."""
        day, now = row.value("next_step_on"), today(self._clock).isoformat()
        return "slate" if not day or day > now else "warning" if day == now else "danger"


class RecordCellDelegate(CellDelegate):
    """Choices, tags and next steps are chips; the first column stands out, with a picture for people and companies."""

    def __init__(self, theme: Theme, model: RecordTableModel, lead: Callable[[], str], *, pictures: bool,
                 parent: QWidget) -> None:  # fmt: skip
        super().__init__(theme, parent)
        self._model = model
        self._lead = lead
        self._pictures = pictures

    def paint_cell(
        self, painter: QPainter, rect: QRectF, row: object, column: TableColumn, text: str, state: RowState
    ) -> None:
        if isinstance(row, GroupHead) or not isinstance(row, ListRow):
            return
        field = self._model.field(column.key)
        if column.key == self._lead():
            self._paint_lead(painter, rect, row, text, state)
        elif text and column.key == "next_step":
            self._paint_chips(painter, rect, (text,), self._model.step_tone(row), state)
        elif text and field is not None and field.type is FieldType.TAGS:
            self._paint_chips(painter, rect, row.value(column.key), "slate", state)
        elif text and field is not None and field.type is FieldType.CHOICE and field.choices:
            self._paint_chips(painter, rect, (text,), _TONES.get(str(row.value(column.key)), "slate"), state)
        else:
            super().paint_cell(painter, rect, row, column, text, state)

    def _paint_lead(self, painter: QPainter, rect: QRectF, row: ListRow, text: str, state: RowState) -> None:
        theme, direction = self.theme, state.direction
        middle, left = rect.center().y(), float(_PAD)
        if self._pictures:
            place = mirrored(QRectF(_PAD, middle - _AVATAR / 2, _AVATAR, _AVATAR), rect, direction)
            draw_avatar(painter, theme, place, text, square=row.value("kind") == "company")
            left += _AVATAR + 8
        pinned = bool(row.value("pinned"))
        room = max(rect.width() - left - _PAD - (20 if pinned else 0), 8)
        place = mirrored(QRectF(left, middle - 10, room, 20), rect, direction)
        draw_text(painter, theme, place, text, "bodyStrong", direction=direction)
        if pinned:
            wide = min(text_width(theme, text, "bodyStrong") + 1, room)
            star = mirrored(QRectF(left + wide + 5, middle - 6, 13, 13), rect, direction)
            draw_icon(painter, theme, star.x(), star.y(), "star", "warning", 13)

    def _paint_chips(
        self, painter: QPainter, rect: QRectF, words: tuple[str, ...], tone: Tone, state: RowState
    ) -> None:
        x = float(_PAD)
        for word in words:
            room = rect.width() - x - _PAD
            if room < 36:
                return
            wide = draw_placed_chip(
                painter, self.theme, x, rect.center().y() - 10, rect, word, tone, "", direction=state.direction,
                room=room,
            )  # fmt: skip
            x += wide + 4
