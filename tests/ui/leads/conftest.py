"""The leads page over three leads, and hands to use it with."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from crm_desktop.services.leads.views import LeadDraft
from crm_desktop.services.services import Services
from crm_desktop.ui.leads.pane import LeadsPane
from crm_desktop.ui.pane.pane import PaneContext
from tests.ui.pipeline.stage_hands import Hands

LEADS = (
    LeadDraft("Nora Lind", "Harbor & Vine", phone="07700 900461", email="nora@vine.example", source="Recommended",
              interest="price for cakes", amount=Decimal(1250)),
    LeadDraft("Olaf Berg", "Vine", source="Website"),
    LeadDraft("Rosa Cruz", email="rosa@cruz.example"),
)  # fmt: skip


@pytest.fixture
def leads(services: Services) -> None:
    services.lead_commands.add_all(LEADS)


@pytest.fixture
def hands(context: PaneContext, leads: None) -> Iterator[Hands]:
    made = Hands(context, LeadsPane(context))
    yield made
    made.close()


@pytest.fixture
def pane(hands: Hands) -> LeadsPane:
    assert isinstance(hands.pane, LeadsPane)
    return hands.pane
