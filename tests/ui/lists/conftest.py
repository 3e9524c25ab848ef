"""A table of contacts in a window, over a small shop."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtWidgets import QApplication, QMainWindow
from pytestqt.qtbot import QtBot

from crm_desktop.core.changes import ChangeSet
from crm_desktop.services.lists.views import ListRow
from crm_desktop.services.services import Services
from crm_desktop.ui.lists.layout import GroupHead
from crm_desktop.ui.lists.record_table import RecordTable
from crm_desktop.ui.lists.setting import TableSetting
from crm_desktop.ui.pane.pane import PaneContext

SETTING = TableSetting(
    "contact", "Contacts", "Filter contacts", ("name", "company", "lifecycle", "tags", "source", "open_deals"),
    (("name", False),), "kind", "person", pictures=True, beside=("next_step_on", "kind", "pinned"),
    new_text="New person",
)  # fmt: skip
PEOPLE = (
    {"name": "Amelia Okafor", "company": "Harbor & Vine", "tags": ["VIP"], "lifecycle": "customer", "source": "Fair"},
    {"name": "Ben Castillo", "company": "Northwind Bikes", "tags": ["VIP"], "lifecycle": "lead", "source": "Fair"},
    {"name": "Chloe Lindqvist", "lifecycle": "customer", "source": "Walk-in"},
    {"name": "Dev Raman"},
)


@dataclass
class Screen:
    """The window with the table in it, and how to let everything that was asked come back."""

    window: QMainWindow
    table: RecordTable
    settle: Callable[[], None]
    changes: list[ChangeSet]

    def names(self) -> list[str]:
        """Return the rows as they stand; the heads of groups in brackets."""
        self.settle()
        model = self.table.table.records
        rows = [model.wanted_row(place) for place in range(model.rowCount())]
        self.settle()
        rows = [model.row_at(place) for place in range(model.rowCount())]
        return [
            f"[{self.table.table.group_words[row.group.value]} {row.group.count}]" if isinstance(row, GroupHead)
            else str(row.value("name")) if isinstance(row, ListRow) else "?"
            for row in rows
        ]  # fmt: skip


@pytest.fixture
def people(services: Services) -> dict[str, str]:
    """Four people, and the two companies that came with them."""
    return {str(one["name"]): services.records.create("contact", one)[0] for one in PEOPLE}


@pytest.fixture
def screen(people: dict[str, str], context: PaneContext, qtbot: QtBot) -> Iterator[Screen]:
    """The table as it is at first."""
    window = QMainWindow()
    qtbot.addWidget(window)
    table = RecordTable(context, SETTING)
    window.setCentralWidget(table)
    changes: list[ChangeSet] = []

    def on_change(change: ChangeSet) -> None:
        changes.append(change)
        table.apply_change(change, "contact")

    context.operations.data_changed.connect(on_change)
    window.resize(1220, 780)
    window.show()
    table.reload()

    def settle() -> None:
        for _ in range(80):
            context.operations.drain()
            QApplication.processEvents()
            waiting = (
                context.operations._waiting or table.search._pause.isActive() or table.table.records._ask.isActive()
            )
            if not waiting:
                return
            if table.search._pause.isActive():
                qtbot.waitUntil(lambda: not table.search._pause.isActive())

    settle()
    yield Screen(window, table, settle, changes)
    settle()
    window.close()
