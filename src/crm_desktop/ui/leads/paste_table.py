"""The pasted rows, each with what will become of it; a cell can be put right where it stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLineEdit, QStyleOptionViewItem, QWidget

from crm_desktop.services.leads.pasting import PastedRow
from crm_desktop.services.leads.views import LeadDraft
from crm_desktop.ui.kit.money_edit import read_amount, write_amount
from crm_desktop.ui.kit.paint import draw_placed_chip
from crm_desktop.ui.kit.row_delegate import RowState
from crm_desktop.ui.kit.table_view import CellDelegate
from crm_desktop.ui.kit.windowed_models import TableColumn, WindowedTableModel
from crm_desktop.ui.leads.words import tr
from crm_desktop.ui.theme.tokens import Tone

AnyIndex = QModelIndex | QPersistentModelIndex
HAPPENS: Final = "happens"


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One pasted row; `wanted` is whether it is to be added, as far as it can be."""

    id: str
    row: PastedRow
    wanted: bool

    @property
    def is_added(self) -> bool:
        """Whether it becomes a lead."""
        return self.wanted and not self.row.problem


def first_choice(number: int, row: PastedRow) -> CheckRow:
    """A row as it is offered: who is there already is left out unless the person wants it."""
    return CheckRow(str(number), row, not row.same)


def happens(row: CheckRow) -> tuple[str, Tone]:
    """What becomes of a row, in words and a tone."""
    if row.row.problem:
        return row.row.problem, "danger"
    if row.is_added:
        return (tr("Added all the same"), "warning") if row.row.same else (tr("Added"), "success")
    return (tr("Left out: {why}").format(why=row.row.same) if row.row.same else tr("Left out")), "slate"


class PasteModel(WindowedTableModel):
    """The rows, all of them in memory.

    Signals:
        row_edited(int, LeadDraft): a cell holds another text.
    """

    row_edited = Signal(int, object)

    def __init__(self, parent: QWidget) -> None:
        columns = (
            TableColumn("name", tr("Name"), 160, is_sortable=False),
            TableColumn("company_name", tr("Company"), 140, is_sortable=False),
            TableColumn("phone", tr("Phone"), 120, is_sortable=False),
            TableColumn("email", tr("Email"), 180, is_sortable=False),
            TableColumn("source", tr("Source"), 100, is_sortable=False),
            TableColumn("amount", tr("Value"), 100, is_number=True, is_sortable=False),
            TableColumn(HAPPENS, tr("What happens"), 240, is_sortable=False),
        )
        super().__init__(columns, parent)

    def cell_text(self, row: object, key: str) -> str:
        assert isinstance(row, CheckRow)
        if key == HAPPENS:
            return happens(row)[0]
        value = getattr(row.row.draft, key)
        return write_amount(value) if isinstance(value, Decimal) else str(value or "")

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if self.columns[index.column()].key != HAPPENS else flags

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.EditRole:
            return super().data(index, Qt.ItemDataRole.DisplayRole)
        return super().data(index, role)

    def setData(self, index: AnyIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        row, key = self.row_at(index.row()), self.columns[index.column()].key
        text = str(value).strip()
        if role != Qt.ItemDataRole.EditRole or not isinstance(row, CheckRow) or text == self.cell_text(row, key):
            return False
        typed: Any = text
        if key == "amount":
            typed = read_amount(text) if text else None
            if text and typed is None:
                return False
        draft: LeadDraft = replace(row.row.draft, **{key: typed})
        self.row_edited.emit(index.row(), draft)
        return True


class PasteDelegate(CellDelegate):
    """What happens is a chip; rows that are left out are pale."""

    def paint_cell(
        self, painter: QPainter, rect: QRectF, row: object, column: TableColumn, text: str, state: RowState
    ) -> None:
        assert isinstance(row, CheckRow)
        if column.key == HAPPENS:
            words, tone = happens(row)
            draw_placed_chip(
                painter, self.theme, 10, rect.center().y() - 10, rect, words, tone, direction=state.direction,
                room=rect.width() - 20,
            )  # fmt: skip
            return
        if not row.is_added:
            painter.setOpacity(0.55)
        super().paint_cell(painter, rect, row, column, text, state)

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: AnyIndex) -> QWidget:
        model = index.model()
        assert isinstance(model, PasteModel)
        editor = QLineEdit(parent)
        editor.setAccessibleName(model.columns[index.column()].title)
        return editor

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: AnyIndex) -> None:
        editor.setGeometry(option.rect.adjusted(2, 2, -2, -2))
