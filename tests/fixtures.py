"""Workspaces and contexts that tests stand on: real files, a fixed clock."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from crm_desktop.core.clock import FixedClock
from crm_desktop.services.opening import make_services, open_services
from crm_desktop.services.services import Services
from crm_desktop.services.workspace.views import Business

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from crm_desktop.ui.pane.pane import PaneContext
    from crm_desktop.ui.theme.theme import Theme

BAKERY = Business(name="Sofia's Bakehouse", currency="GBP", country="GB", address="9 Station Road\nBristol BS3 2AB")


@pytest.fixture
def clock() -> FixedClock:
    """Thursday 20 November 2025, 9:00 in London."""
    return FixedClock(datetime(2025, 11, 20, 9, 0, tzinfo=UTC), ZoneInfo("Europe/London"))


@pytest.fixture(scope="session")
def new_shop(tmp_path_factory: pytest.TempPathFactory) -> Callable[[FixedClock], Path]:
    """A workspace of Sofia's bakery as it was set up at the clock's time: to be copied, never opened in place."""
    folder = tmp_path_factory.mktemp("shops")
    made: dict[datetime, Path] = {}

    def make(clock: FixedClock) -> Path:
        path = folder / f"{len(made)}.crm"
        if clock.now() not in made:
            make_services(path, BAKERY, "Sofia", clock=clock).close()
            made[clock.now()] = path
        return made[clock.now()]

    return make


@pytest.fixture
def services(tmp_path: Path, clock: FixedClock, new_shop: Callable[[FixedClock], Path]) -> Iterator[Services]:
    """The services over a new workspace of Sofia's bakery."""
    opened = open_services(Path(shutil.copyfile(new_shop(clock), tmp_path / "shop.crm")), clock=clock)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def light(qapp: QApplication) -> Theme:
    """The light theme that all tests share."""
    from crm_desktop.ui.theme.theme import Theme

    return Theme(qapp, "light")


@pytest.fixture
def context(services: Services, light: Theme, qapp: QApplication) -> Iterator[PaneContext]:
    """What the shell hands to a pane, with the light theme applied."""
    from crm_desktop.ui.pane.operations import Operations
    from crm_desktop.ui.pane.pane import PaneContext

    operations = Operations()
    yield PaneContext(services, operations, light)
    # An answer may ask for more: a page that came shows what belongs to it.
    for _ in range(3):
        operations.drain()
        qapp.processEvents()
    operations.end()  # as the program does before it closes the workspace: nothing starts any more
    operations.drain()
    light.set_choice("light")
