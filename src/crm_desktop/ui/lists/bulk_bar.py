"""The bar that floats over a list while several records are selected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from crm_desktop.services.lists.commands import PLANNED, TAGGED
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.label import Label
from crm_desktop.ui.kit.surface import Rule, Surface
from crm_desktop.ui.theme.theme import Theme


@dataclass(frozen=True, slots=True)
class BulkAction:
    """One thing that can be done with all selected records."""

    key: str
    text: str
    icon: str
    tip: str = ""


def _tr(text: str) -> str:
    return QCoreApplication.translate("RecordsBulkBar", text)


def usual_actions(
    kind: str, own: Sequence[BulkAction] = (), *, assigned: bool = True, changed: bool = True
) -> tuple[BulkAction, ...]:
    """Return what can be done with many records of a kind, its own actions before the last."""
    return (
        *([BulkAction("assign", _tr("Assign"), "user")] if assigned else ()),
        *([BulkAction("tag", _tr("Tag"), "tag")] if kind in TAGGED else ()),
        *([BulkAction("follow_up", _tr("Follow-up"), "calendar-plus")] if kind in PLANNED else ()),
        *([BulkAction("change", _tr("Change"), "pencil")] if changed else ()),
        *own,
        BulkAction("delete", _tr("Delete"), "trash-2"),
    )


class RecordsBulkBar(Surface):
    """How many are selected, and what can be done with all of them as one step.

    Signals:
        requested(str): the key of an action, or “clear”: select nothing.
    """

    requested = Signal(str)

    def __init__(self, theme: Theme, actions: Sequence[BulkAction], parent: QWidget) -> None:
        super().__init__("raised", parent)
        self.setAccessibleName(self.tr("Selected records"))
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 10, 8)
        row.setSpacing(6)
        self.count_label = Label("", "bodyStrong", tabular=True)
        row.addWidget(self.count_label)
        row.addWidget(Rule(vertical=True))
        self._buttons: dict[str, Button] = {}
        for one in actions:
            self._buttons[one.key] = Button(theme, one.text, "ghost", one.icon, tip=one.tip)
        self._buttons["clear"] = Button(theme, self.tr("Esc clears"), "ghost", size="compact")
        for key, button in self._buttons.items():
            if key == "clear":
                row.addWidget(Rule(vertical=True))
            row.addWidget(button)
            button.clicked.connect(self._on_clicked)
        self.hide()

    def button(self, key: str) -> Button:
        """Return the button of an action: where its panel opens; of one that has none, the last."""
        return self._buttons.get(key) or self._buttons["delete"]

    @Slot()
    def _on_clicked(self) -> None:
        pressed = self.sender()
        for key, button in self._buttons.items():
            if button is pressed:
                self.requested.emit(key)

    def show_count(self, count: int) -> None:
        """Appear while more than one record is selected."""
        self.count_label.setText(self.tr("%n selected", "", count))
        self.setVisible(count > 1)
        self.place()

    def place(self) -> None:
        """Stand at the bottom in the middle of the page."""
        page = self.parentWidget()
        if page is not None and not self.isHidden():
            self.adjustSize()
            self.move(max((page.width() - self.width()) // 2, 8), page.height() - self.height() - 20)
            self.raise_()
