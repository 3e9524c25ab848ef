"""A contacts pane over a small shop, as the shell would show it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.ids import new_id
from crm_desktop.services.calendar.views import TaskDraft
from crm_desktop.services.contacts.views import AddressDraft, AffiliationDraft, ChannelDraft, ContactDraft
from crm_desktop.services.services import Services
from crm_desktop.ui.contacts.pane import ContactsPane
from crm_desktop.ui.pane.pane import PaneContext

AMELIA = ContactDraft(
    name="Amelia Okafor",
    lifecycle="customer",
    birthday="--03-09",
    channels=(
        ChannelDraft("phone", "+44 7700 900142", "mobile", is_primary=True),
        ChannelDraft("email", "amelia@harborvine.example", is_primary=True),
    ),
    addresses=(AddressDraft("14 Quay Street", "Bristol", postcode="BS1 4DJ"),),
    affiliations=(AffiliationDraft(company="Harbor & Vine Catering", role="Owner"),),
    tags=("VIP",),
)


def drop_files(widget: QWidget, paths: Sequence[Path]) -> bool:
    """Drag files over a widget and let them go there; whether it takes them."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return drop(widget, data)


def drop(widget: QWidget, data: QMimeData) -> bool:
    """Drag something over a widget and let it go there; whether it takes it."""
    how = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(widget.rect().center(), *how)
    QApplication.sendEvent(widget, enter)
    if enter.isAccepted():
        QApplication.sendEvent(widget, QDropEvent(QPointF(widget.rect().center()), *how))
    return enter.isAccepted()


@pytest.fixture
def amelia(services: Services) -> str:
    """Amelia, with a call due today at 10:30."""
    contact_id = new_id()
    services.contact_commands.save(replace(AMELIA, id=contact_id))
    services.contact_commands.quick_create("Ben Castillo, Northwind Bikes")
    services.contact_commands.quick_create("Chloe Lindqvist chloe@foxglove.example, Foxglove Florist")
    due = datetime(2025, 11, 20, 10, 30, tzinfo=UTC)
    task = TaskDraft("Call about Tuesday deliveries", "call", due_at=due, remind_minutes=10)
    services.contact_commands.plan([contact_id], task)
    return contact_id


@dataclass
class Screen:
    """The window with the pane in it, and how to let everything that was asked come back."""

    window: QMainWindow
    pane: ContactsPane
    settle: Callable[[], None]
    changes: list[ChangeSet]


@pytest.fixture
def empty_screen(context: PaneContext, qtbot: QtBot) -> Iterator[Screen]:
    """The pane over whatever the workspace holds."""
    window = QMainWindow()
    qtbot.addWidget(window)
    pane = ContactsPane(context)
    window.setCentralWidget(pane)
    changes: list[ChangeSet] = []
    context.operations.data_changed.connect(pane.apply_change)
    context.operations.announced.connect(changes.append)
    window.resize(1300, 840)
    window.show()

    def settle() -> None:
        waiting = context.operations._waiting
        for _ in range(60):
            context.operations.drain()
            QApplication.processEvents()
            if not waiting and not pane.detail._pause.isActive() and not pane.list_panel.search._pause.isActive():
                QApplication.processEvents()
                if not waiting:
                    return
            qtbot.waitUntil(lambda: not pane.list_panel.search._pause.isActive())
            qtbot.waitUntil(lambda: not pane.detail._pause.isActive())

    settle()
    yield Screen(window, pane, settle, changes)
    settle()
    window.close()


@pytest.fixture
def screen(amelia: str, empty_screen: Screen) -> Screen:
    """The pane over the small shop, Amelia shown."""
    empty_screen.pane.open_record("contact", amelia)
    empty_screen.settle()
    return empty_screen


@pytest.fixture
def some_file(tmp_path: Path) -> Path:
    """A file as people drop it."""
    path = tmp_path / "menu.pdf"
    path.write_bytes(b"%PDF-1.7 menu")
    return path
