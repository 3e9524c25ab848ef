"""The whole window over a workspace, as the program makes it, opened as often as a test likes."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import shiboken6
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop.core.clock import FixedClock
from crm_desktop.services.opening import make_services, open_services
from crm_desktop.services.sample.shop import fill_sample
from crm_desktop.services.workspace.views import Business
from crm_desktop.ui.pane.operations import Operations
from crm_desktop.ui.shell.main_window import MainWindow
from crm_desktop.ui.shell.window_state import WindowState
from crm_desktop.ui.theme.theme import Theme
from tests.ui.journeys.count import PATIENCE_MS, Count

BUSINESS = Business(name="Sofia's Bakehouse", currency="GBP", country="GB", address="9 Station Road\nBristol BS3 2AB")

OpenWindow = Callable[[Path], Count]


@pytest.fixture(scope="session")
def sample_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample shop, made once."""
    path = tmp_path_factory.mktemp("journeys") / "sample.crm"
    at_nine = FixedClock(datetime(2025, 11, 20, 9, 0, tzinfo=UTC), ZoneInfo("Europe/London"))
    services = make_services(path, BUSINESS, "Sofia", clock=at_nine)
    fill_sample(services)
    services.close()
    return path


@pytest.fixture
def state() -> WindowState:
    """What the window remembers from one opening to the next."""
    return WindowState(stored=False)


@pytest.fixture
def open_window(
    clock: FixedClock, state: WindowState, qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Iterator[OpenWindow]:
    """Opens a workspace in a window with the keyboard in it."""
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: True)
    theme = Theme(qapp, "light", reduced_motion=True)
    opened: list[MainWindow] = []

    def make(path: Path) -> Count:
        window = MainWindow(open_services(path, clock=clock), Operations(), theme, state)
        opened.append(window)
        window.begin()
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        window.start_background()
        count = Count(window, qtbot)
        count.settle()
        return count

    yield make
    for window in opened:
        close(window, qtbot)
    QApplication.processEvents()


def close(window: MainWindow, qtbot: QtBot) -> None:
    """Close a window and its workspace, as the program does; once is enough."""
    if not shiboken6.isValid(window) or not window.isVisible():
        return
    window.operations.drain()
    window.close()
    qtbot.waitUntil(lambda: window.operations.idle, timeout=PATIENCE_MS)
    window.services.close()
    window.deleteLater()


@pytest.fixture
def count(open_window: OpenWindow, sample_file: Path, tmp_path: Path) -> Count:
    """The window over a sample shop of its own."""
    return open_window(Path(shutil.copy(sample_file, tmp_path / "shop.crm")))
