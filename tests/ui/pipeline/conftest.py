"""Four deals on a pipeline page in a window."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from crm_desktop.services.services import Services
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.pipeline.pane import PipelinePane
from tests.services.pipeline.people import add_contact, add_deal
from tests.ui.pipeline.stage_hands import Hands


@pytest.fixture
def deals(services: Services) -> dict[str, str]:
    """Four deals by title: three in New (Bread, Cakes, Pies from the top), one in Qualified."""
    firm = add_contact(services, "Harbor & Vine", "company")
    made = {
        title: add_deal(services, title, "New", amount, company_id=firm)
        for title, amount in (("Pies", "300"), ("Cakes", "1860"), ("Bread", "100"))
    }
    return made | {"Rolls": add_deal(services, "Rolls", "Qualified", "40")}


@pytest.fixture
def hands(qtbot: QtBot, context: PaneContext, deals: dict[str, str]) -> Iterator[Hands]:
    made = Hands(context, PipelinePane(context))
    yield made
    made.close()


@pytest.fixture
def pane(hands: Hands) -> PipelinePane:
    assert isinstance(hands.pane, PipelinePane)
    return hands.pane
