"""The whole window over the sample shop, with drafts written at once."""

from __future__ import annotations

import pytest

from crm_desktop.ui.pane import draft_keeper, inline_drafts
from tests.ui.journeys.conftest import count, open_window, sample_file, state

__all__ = ["count", "open_window", "sample_file", "state"]


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what is typed without waiting for more."""
    monkeypatch.setattr(draft_keeper, "PAUSE_MS", 0)
    monkeypatch.setattr(inline_drafts, "PAUSE_MS", 0)
