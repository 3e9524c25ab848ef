"""Workspaces and contexts that tests stand on: real files, a fixed clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from crm_desktop.core.clock import FixedClock
from crm_desktop.services.opening import make_services
from crm_desktop.services.services import Services
from crm_desktop.services.workspace.views import Business

if TYPE_CHECKING:
    from crm_desktop.ui.pane.pane import PaneContext


@pytest.fixture
def clock() -> FixedClock:
    """Thursday 20 November 2025, 9:00 in London."""
    return FixedClock(datetime(2025, 11, 20, 9, 0, tzinfo=UTC), ZoneInfo("Europe/London"))


@pytest.fixture
def services(tmp_path: Path, clock: FixedClock) -> Iterator[Services]:
    """The services over a new workspace of Sofia's bakery."""
    business = Business(
        name="Sofia's Bakehouse", currency="GBP", country="GB", address="9 Station Road\nBristol BS3 2AB"
    )
    made = make_services(tmp_path / "shop.crm", business, "Sofia", clock=clock)
    yield made
    made.close()


@pytest.fixture
def context(services: Services, qapp: object) -> Iterator[PaneContext]:
    """What the shell hands to a pane, with the light theme applied."""
    from PySide6.QtWidgets import QApplication

    from crm_desktop.ui.pane.operations import Operations
    from crm_desktop.ui.pane.pane import PaneContext
    from crm_desktop.ui.theme.theme import Theme

    application = QApplication.instance()
    assert isinstance(application, QApplication)
    theme = Theme(application, "light")
    operations = Operations()
    yield PaneContext(services, operations, theme)
    operations.drain()
    QApplication.processEvents()
