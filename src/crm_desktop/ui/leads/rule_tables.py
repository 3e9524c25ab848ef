"""The rules that score and assign leads, as rows whose cells are edited in place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QComboBox, QLineEdit, QStyleOptionViewItem, QWidget

from crm_desktop.services.leads.views import AssignmentRuleRow, ScoreRuleRow
from crm_desktop.ui.kit.paint import draw_icon, draw_rounded, draw_text, mirrored
from crm_desktop.ui.kit.row_delegate import RowState
from crm_desktop.ui.kit.table_view import CellDelegate
from crm_desktop.ui.kit.windowed_models import TableColumn, WindowedTableModel
from crm_desktop.ui.leads.words import tr

AnyIndex = QModelIndex | QPersistentModelIndex
Rule = ScoreRuleRow | AssignmentRuleRow
ACTIVE: Final = "active"
_NUMBERS: Final = frozenset(("points", "cap", "decay_days"))
_BOX = 18


def score_columns() -> tuple[TableColumn, ...]:
    """What a score rule says."""
    return (
        TableColumn(ACTIVE, tr("On"), 48, is_sortable=False),
        TableColumn("name", tr("Reason"), 190, is_sortable=False),
        TableColumn("filter", tr("Leads where"), 330, is_sortable=False),
        TableColumn("points", tr("Points"), 70, is_number=True, is_sortable=False),
        TableColumn("group_name", tr("Group"), 84, is_sortable=False),
        TableColumn("cap", tr("At most"), 76, is_number=True, is_sortable=False),
        TableColumn("decay_days", tr("Half after days"), 118, is_number=True, is_sortable=False),
    )


def assignment_columns() -> tuple[TableColumn, ...]:
    """What an assignment rule says."""
    return (
        TableColumn(ACTIVE, tr("On"), 48, is_sortable=False),
        TableColumn("name", tr("Rule"), 190, is_sortable=False),
        TableColumn("filter", tr("New leads where"), 330, is_sortable=False),
        TableColumn("way", tr("Go to"), 170, is_sortable=False),
        TableColumn("member_id", tr("Who"), 158, is_sortable=False),
    )


def ways() -> dict[str, str]:
    """How leads are assigned, in words."""
    return {
        "member": tr("One member"), "round_robin": tr("Everybody in turn"), "least_busy": tr("The least busy"),
    }  # fmt: skip


class RuleModel(WindowedTableModel):
    """Rules in their order, all of them in memory.

    Signals:
        edited: a rule says something else.
    """

    edited = Signal()

    def __init__(self, columns: Sequence[TableColumn], parent: QWidget) -> None:
        super().__init__(columns, parent)
        self.rules: list[Rule] = []
        self.members: Mapping[str, str] = {}
        """Id → name of those who may get leads."""

    def show_rules(self, rules: Sequence[Rule]) -> None:
        """Show these rules."""
        self.rules = list(rules)
        self.refresh(len(self.rules))
        self.set_rows(0, self.rules)

    def change(self, number: int, rule: Rule) -> None:
        """Put a rule in place of another."""
        self.rules[number] = rule
        self.show_rules(self.rules)
        self.edited.emit()

    def choices(self, key: str) -> Mapping[str, str]:
        """What may stand in a column, empty where anything may."""
        return ways() if key == "way" else self.members if key == "member_id" else {}

    def cell_text(self, row: object, key: str) -> str:
        value = getattr(row, key)
        if key == ACTIVE:
            return tr("On") if value else tr("Off")
        if key == "filter":
            return str(value) or tr("all")
        if key == "member_id" and isinstance(row, AssignmentRuleRow) and row.way != "member":
            return ""
        if key in ("way", "member_id"):
            return self.choices(key).get(str(value), "")
        return "" if value is None else str(value)

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        flags, row = super().flags(index), self.row_at(index.row())
        key = self.columns[index.column()].key
        is_fixed = key == ACTIVE or (key == "member_id" and isinstance(row, AssignmentRuleRow) and row.way != "member")
        return flags if is_fixed else flags | Qt.ItemFlag.ItemIsEditable

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row_at(index.row()) if index.isValid() else None
        if role == Qt.ItemDataRole.EditRole and row is not None:
            value = getattr(row, self.columns[index.column()].key)
            return "" if value is None else str(value)
        if role == Qt.ItemDataRole.ToolTipRole and row is not None:
            return _problem(row) or None
        return super().data(index, role)

    def setData(self, index: AnyIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        number, key = index.row(), self.columns[index.column()].key
        text = str(value).strip()
        if role != Qt.ItemDataRole.EditRole or text == self.data(index, Qt.ItemDataRole.EditRole):
            return False
        typed: Any = text
        if key in _NUMBERS:
            bare = text.replace("\u2212", "-")
            if not bare:
                typed = 0 if key == "points" else None
            elif bare.removeprefix("-").isascii() and bare.removeprefix("-").isdecimal() and len(bare) < 6:
                typed = int(bare)
            else:
                return False
        elif key == "member_id":
            typed = text or None
        self.change(number, replace(self.rules[number], **{key: typed, "problem": ""}))
        return True


class RuleDelegate(CellDelegate):
    """On or off is a box; a filter that cannot be used is red."""

    def paint_cell(
        self, painter: QPainter, rect: QRectF, row: object, column: TableColumn, text: str, state: RowState
    ) -> None:
        if column.key == ACTIVE:
            place = mirrored(QRectF(14, rect.center().y() - _BOX / 2, _BOX, _BOX), rect, state.direction)
            if bool(getattr(row, "active", False)):
                draw_rounded(painter, self.theme, place, 4, "accent")
                draw_icon(painter, self.theme, place.x() + 2, place.y() + 2, "check", "text.onAccent", 14)
            else:
                draw_rounded(painter, self.theme, place, 4, "bg.surface", "line.control", 1.5)
        elif column.key == "filter" and _problem(row):
            inner = rect.adjusted(10, 0, -10, 0)
            draw_text(painter, self.theme, inner, text, "body", "danger", direction=state.direction)
        else:
            super().paint_cell(painter, rect, row, column, text, state)

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: AnyIndex) -> QWidget:
        model = index.model()
        assert isinstance(model, RuleModel)
        column = model.columns[index.column()]
        choices = model.choices(column.key)
        if choices:
            combo = QComboBox(parent)
            for key, words in choices.items():
                combo.addItem(words, key)
            combo.setAccessibleName(column.title)
            return combo
        editor = QLineEdit(parent)
        editor.setAccessibleName(column.title)
        return editor

    def setEditorData(self, editor: QWidget, index: AnyIndex) -> None:
        value = index.data(Qt.ItemDataRole.EditRole)
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(max(editor.findData(value), 0))
        elif isinstance(editor, QLineEdit):
            editor.setText(str(value or ""))

    def setModelData(self, editor: QWidget, model: Any, index: AnyIndex) -> None:
        if isinstance(editor, QComboBox):
            model.setData(index, editor.currentData())
        elif isinstance(editor, QLineEdit):
            model.setData(index, editor.text())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: AnyIndex) -> None:
        editor.setGeometry(option.rect.adjusted(2, 2, -2, -2))


def _problem(row: object) -> str:
    """Why a rule cannot be used, if so."""
    return row.problem if isinstance(row, (ScoreRuleRow, AssignmentRuleRow)) else ""
