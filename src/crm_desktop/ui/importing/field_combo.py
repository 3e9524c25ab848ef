"""Choosing the field that a column fills."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QStandardItem, QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget

from crm_desktop.services.importing.plan import KEEP, LEAVE_OUT, NEW_FIELD, ImportPlan
from crm_desktop.ui.importing.words import tr

_SHOWN = 18


class QuietCombo(QComboBox):
    """A choice that the wheel scrolls past: turning it over a form must not change what is under it.

    Signals:
        chosen: the key of what a person chose
    """

    chosen = Signal(str)

    def __init__(self, name: str, choices: Sequence[tuple[str, str]] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(10)
        self.setMaxVisibleItems(_SHOWN)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for key, text in choices:
            self.addItem(text, key)
        self.activated.connect(self._on_activated)

    def set_choices(self, choices: Sequence[tuple[str, str]], key: str) -> None:
        """Offer other choices, one of them on."""
        self.clear()
        for own, text in choices:
            self.addItem(text, own)
        self.set_key(key)

    def key(self) -> str:
        """The key of the choice that is on."""
        return str(self.currentData() or "")

    def set_key(self, key: str) -> None:
        """Turn a choice on without announcing it."""
        self.setCurrentIndex(self.findData(key))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    @Slot(int)
    def _on_activated(self, _number: int) -> None:
        self.chosen.emit(self.key())


class FieldChoices(QStandardItemModel):
    """The fields that columns can fill, shared by the choosers of all columns."""

    def __init__(self, plan: ImportPlan, parent: QWidget) -> None:
        super().__init__(parent)
        if plan.takes_own_fields:
            self._add(tr("Keep as custom field"), NEW_FIELD)
            self._add(tr("Keep as extra"), KEEP)
        self._add(tr("Leave out"), LEAVE_OUT)
        known = {NEW_FIELD, KEEP, LEAVE_OUT}
        for target in plan.targets:
            self._add(tr(target.label), target.key)
            known.add(target.key)
        for column in plan.columns:
            if column.field not in known:
                # A numbered address of another program: it fills a part of an address of that number.
                self._add(column.header, column.field)
                known.add(column.field)

    def _add(self, text: str, key: str) -> None:
        item = QStandardItem(text)
        item.setData(key, Qt.ItemDataRole.UserRole)
        item.setEditable(False)
        self.appendRow(item)


class FieldCombo(QuietCombo):
    """The field that one column fills."""

    def __init__(self, header: str, choices: FieldChoices, field: str, parent: QWidget | None = None) -> None:
        super().__init__(tr("Field for {column}").format(column=header), (), parent)
        self.setModel(choices)
        self.set_key(field)
