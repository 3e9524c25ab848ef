"""With many contacts the page stays awake: no step of it holds the main thread for long."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow
from pytestqt.qtbot import QtBot

from crm_desktop.core.clock import FixedClock
from crm_desktop.services.opening import make_services, open_services
from crm_desktop.services.sample.scale import add_crowd
from crm_desktop.services.services import Services
from crm_desktop.services.workspace.views import Business
from crm_desktop.ui.contacts.pane import ContactsPane
from crm_desktop.ui.pane.pane import PaneContext
from tests.watchdog import Watchdog

MANY = 3_000


@pytest.fixture(scope="module")
def crowd_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of three thousand people with their companies, deals and tasks; to be copied."""
    path = tmp_path_factory.mktemp("crowd") / "crowd.crm"
    business = Business(name="Sofia's Bakehouse", currency="GBP", country="GB")
    made = make_services(path, business, "Sofia")
    add_crowd(made, MANY, seed=3)
    made.close()
    return path


@pytest.fixture
def services(tmp_path: Path, crowd_file: Path, clock: FixedClock) -> Iterator[Services]:
    """The services over a copy of the crowd."""
    opened = open_services(Path(shutil.copy(crowd_file, tmp_path / "crowd.crm")), clock=clock)
    yield opened
    opened.close()


def _settle(context: PaneContext, pane: ContactsPane, qtbot: QtBot) -> None:
    """Let the event loop run until nothing is under way any more."""

    def is_settled() -> bool:
        timers = (pane.detail._pause, pane.detail._idle, pane.list_panel.search._pause)
        return not context.operations._waiting and not any(timer.isActive() for timer in timers)

    for _ in range(3):
        # What was painted asks for rows, and rows that came are painted.
        QApplication.processEvents()
        qtbot.waitUntil(is_settled, timeout=20_000)


@pytest.mark.watchdog(limit_ms=100)
def test_the_page_never_holds_the_main_thread(context: PaneContext, qtbot: QtBot, watchdog: Watchdog) -> None:
    with watchdog.paused():
        window = QMainWindow()
        qtbot.addWidget(window)
        window.resize(1440, 900)
        window.show()
    pane = ContactsPane(context)
    window.setCentralWidget(pane)
    _settle(context, pane, qtbot)
    panel = pane.list_panel
    assert panel.model.rowCount() == MANY
    bar = panel.list.verticalScrollBar()
    for part in (0.3, 0.9, 0.5, 0.0):
        bar.setValue(round(bar.maximum() * part))
        _settle(context, pane, qtbot)
    for text in ("a", "am", "ame", "tags has VIP", ""):
        panel.search.setText(text)
        _settle(context, pane, qtbot)
        assert panel.model.rowCount() > 0
    panel.focus_list()
    shown = set()
    for _ in range(5):
        QTest.keyClick(panel.list, Qt.Key.Key_Down)
        _settle(context, pane, qtbot)
        assert pane.contact is not None
        shown.add(pane.contact.id)
    assert len(shown) == 5
    QTest.keyClick(panel.list, Qt.Key.Key_Space)
    _settle(context, pane, qtbot)
    pane.peek.close_popover()
    panel.set_view("table")
    _settle(context, pane, qtbot)
    assert panel.records.table.records.rowCount() == MANY


def test_the_page_is_made_and_a_contact_changed_in_little_time(context: PaneContext, qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.resize(1440, 900)
    window.show()
    start = time.thread_time()
    pane = ContactsPane(context)
    assert time.thread_time() - start < 0.08
    window.setCentralWidget(pane)
    _settle(context, pane, qtbot)
    pane.list_panel.focus_list()
    took = []
    for _ in range(7):
        start = time.thread_time()
        QTest.keyClick(pane.list_panel.list, Qt.Key.Key_Down)
        _settle(context, pane, qtbot)
        took.append(time.thread_time() - start)
    assert sorted(took)[3] < 0.05
