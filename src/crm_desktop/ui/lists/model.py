"""The rows of a table of records, and how a cell is painted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLineEdit, QStyleOptionViewItem, QWidget

from crm_desktop.core.clock import Clock
from crm_desktop.core.fields import Field, FieldSet, FieldType
from crm_desktop.services.lists.views import ListRow, Sorting
from crm_desktop.ui.fields.words import typed_text, value_text
from crm_desktop.ui.kit.label import line_up_figures
from crm_desktop.ui.kit.paint import (
    LEADING,
    TRAILING,
    draw_avatar,
    draw_icon,
    draw_placed_chip,
    draw_rounded,
    draw_text,
    mirrored,
    text_width,
)
from crm_desktop.ui.kit.plain_tip import plain_tip
from crm_desktop.ui.kit.row_delegate import RowState
from crm_desktop.ui.kit.table_view import CellDelegate
from crm_desktop.ui.kit.windowed_models import TableColumn, WindowedTableModel
from crm_desktop.ui.lists.columns import NUMBERS
from crm_desktop.ui.lists.layout import GroupHead
from crm_desktop.ui.lists.look import RecordLook
from crm_desktop.ui.lists.steps import step_text, step_tone
from crm_desktop.ui.lists.words import tr
from crm_desktop.ui.theme.theme import Theme
from crm_desktop.ui.theme.tokens import Tone

AnyIndex = QModelIndex | QPersistentModelIndex

_PAD: Final = 10
_BOX: Final = 16
BOX_ROOM: Final = _PAD + _BOX + 6
"""How far from the beginning of the first column a click ticks the row."""
_AVATAR: Final = 26
_OVER_WORDS: Final = "\u2003\u2003"
_TONES: Final[dict[str, Tone]] = {
    "customer": "success", "lead": "info", "prospect": "info", "won": "success", "lost": "danger", "new": "info",
    "open": "info", "solved": "success", "accepted": "success", "declined": "danger", "sent": "info",
    "urgent": "danger", "high": "warning", "waiting": "warning", "waiting_customer": "warning", "expired": "warning",
    "qualified": "success", "converted": "success", "contacted": "warning",
}  # fmt: skip


class RecordTableModel(WindowedTableModel):
    """Records of one kind as they come from the file, a window at a time, in groups if wanted.

    Signals:
        cell_written(str, str, str): a record's id, a field's key, and what was typed into the cell.
    """

    cell_written = Signal(str, str, str)

    def __init__(self, clock: Clock, parent: QObject, look: RecordLook, *, in_place: bool = False) -> None:
        super().__init__((), parent)
        self.clock = clock
        self._fields: dict[str, Field] = {}
        self._my_name = ""
        self.look = look
        self._in_place = in_place
        self._sorting: dict[str, bool] = {}

    def set_fields(self, fields: FieldSet, my_name: str = "") -> None:
        """Say what the columns stand for, and by what name the file knows the person who works here."""
        self._my_name = my_name
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
        own = self.look.text(row, key)
        if own is not None:
            return own
        if key == "next_step":
            return step_text(row, self.clock)
        if field.type is FieldType.PERSON and self._my_name and row.value(key) == self._my_name:
            return tr("You")
        return " ".join(value_text(field, row.value(key), self.clock).splitlines())

    def show_sorting(self, sorting: Sorting) -> None:
        """Have the headings say what the rows are sorted by."""
        if dict(sorting) != self._sorting:
            self._sorting = dict(sorting)
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, max(len(self.columns) - 1, 0))

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        found = super().headerData(section, orientation, role)
        if role != Qt.ItemDataRole.DisplayRole or not found:
            return found
        key = self.columns[section].key
        arrow = f" {'↓' if self._sorting[key] else '↑'}" if key in self._sorting else ""
        # The first heading stands over the words, not over the boxes before them.
        return f"{_OVER_WORDS if section == 0 else ''}{found}{arrow}"

    def is_typed(self, key: str) -> bool:
        """Whether a field is edited by typing into its cell."""
        field = self._fields.get(key)
        typed = (FieldType.TEXT, *NUMBERS)
        return self._in_place and field is not None and field.editable and field.type in typed

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        flags = super().flags(index)
        if isinstance(self.row_at(index.row()), ListRow) and self.is_typed(self.columns[index.column()].key):
            return flags | Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in (Qt.ItemDataRole.EditRole, Qt.ItemDataRole.ToolTipRole):
            return super().data(index, role)
        row = self.row_at(index.row()) if index.isValid() else None
        if not isinstance(row, ListRow):
            return None
        key = self.columns[index.column()].key
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self.look.tip(row, key)) or None
        return typed_text(self._fields[key], row.value(key)) if key in self._fields else None

    def setData(self, index: AnyIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        row, key = self.row_at(index.row()), self.columns[index.column()].key
        if role != Qt.ItemDataRole.EditRole or not isinstance(row, ListRow) or not self.is_typed(key):
            return False
        if str(value).strip() == self.data(index, Qt.ItemDataRole.EditRole):
            return False
        self.cell_written.emit(row.id, key, str(value).strip())
        return True


class RecordCellDelegate(CellDelegate):
    """Choices, tags and next steps are chips; the first column stands out, with a picture for people and companies."""

    def __init__(self, theme: Theme, model: RecordTableModel, lead: Callable[[], str], *, pictures: bool,
                 parent: QWidget) -> None:  # fmt: skip
        super().__init__(theme, parent)
        self._model = model
        self._look = model.look
        self._lead = lead
        self._pictures = pictures

    def paint_cell(
        self, painter: QPainter, rect: QRectF, row: object, column: TableColumn, text: str, state: RowState
    ) -> None:
        if isinstance(row, GroupHead) or not isinstance(row, ListRow):
            return
        look, key = self._look, column.key
        if key == self._lead():
            rect = self._paint_box(painter, rect, state)
        if look.paint(painter, rect, row, key, text, state):
            return
        field, tone = self._model.field(key), look.tone(row, key)
        if key == self._lead():
            self._paint_lead(painter, rect, row, text, state)
        elif text and key == "next_step":
            tone = tone or step_tone(row, self._model.clock)
            self._paint_chips(painter, rect, (text,), tone, state, look.icon(row, key))
        elif text and field is not None and field.type is FieldType.TAGS:
            self._paint_chips(painter, rect, row.value(key), "slate", state)
        elif text and (tone or (field is not None and field.type is FieldType.CHOICE and field.choices)):
            tone = tone or _TONES.get(str(row.value(key)), "slate")
            self._paint_chips(painter, rect, (text,), tone, state, look.icon(row, key))
        else:
            inner, align = rect.adjusted(_PAD, 0, -_PAD, 0), TRAILING if column.is_number else LEADING
            draw_text(
                painter, self.theme, inner, text, "body", look.token(row), align, direction=state.direction,
                tabular=column.is_number,
            )  # fmt: skip

    def _paint_box(self, painter: QPainter, rect: QRectF, state: RowState) -> QRectF:
        """Draw the box that says whether the row is selected, and return what is left of the cell."""
        place = mirrored(QRectF(_PAD, rect.center().y() - _BOX / 2, _BOX, _BOX), rect, state.direction)
        if state.selected:
            draw_rounded(painter, self.theme, place, 4, "accent")
            draw_icon(painter, self.theme, place.x() + 1, place.y() + 1, "check", "text.onAccent", 14)
        else:
            draw_rounded(painter, self.theme, place, 4, "bg.surface", "line.control", 1.5)
        room = BOX_ROOM - _PAD + 2
        if state.direction == Qt.LayoutDirection.LeftToRight:
            painter.translate(room, 0)
        return QRectF(0, rect.y(), rect.width() - room, rect.height())

    def _paint_lead(self, painter: QPainter, rect: QRectF, row: ListRow, text: str, state: RowState) -> None:
        theme, direction = self.theme, state.direction
        middle, left = rect.center().y(), float(_PAD)
        if self._pictures:
            place = mirrored(QRectF(_PAD, middle - _AVATAR / 2, _AVATAR, _AVATAR), rect, direction)
            is_company, photo = row.value("kind") == "company", self._look.photo(row)
            draw_avatar(painter, theme, place, text, square=is_company, photo=photo)
            left += _AVATAR + 8
        pinned = bool(row.value("pinned"))
        room = max(rect.width() - left - _PAD - (20 if pinned else 0), 8)
        place = mirrored(QRectF(left, middle - 10, room, 20), rect, direction)
        draw_text(painter, theme, place, text, "bodyStrong", self._look.token(row), direction=direction)
        if pinned:
            wide = min(text_width(theme, text, "bodyStrong") + 1, room)
            star = mirrored(QRectF(left + wide + 5, middle - 6, 13, 13), rect, direction)
            draw_icon(painter, theme, star.x(), star.y(), "star", "warning", 13)

    def _paint_chips(
        self, painter: QPainter, rect: QRectF, words: tuple[str, ...], tone: Tone, state: RowState, icon: str = ""
    ) -> None:
        x = float(_PAD)
        for word in words:
            room = rect.width() - x - _PAD
            if room < 36:
                return
            wide = draw_placed_chip(
                painter, self.theme, x, rect.center().y() - 10, rect, word, tone, icon, direction=state.direction,
                room=room,
            )  # fmt: skip
            x += wide + 4

    # editing in place

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: AnyIndex) -> QWidget:
        column = self._model.columns[index.column()]
        editor = QLineEdit(parent)
        editor.setAccessibleName(column.title)
        if column.is_number:
            editor.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            line_up_figures(editor)
        return editor

    def setModelData(self, editor: QWidget, _model: QAbstractItemModel, index: AnyIndex) -> None:
        assert isinstance(editor, QLineEdit)
        self._model.setData(index, editor.text())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: AnyIndex) -> None:
        place: QRect = option.rect
        editor.setGeometry(place.adjusted(2, 4, -2, -4))
