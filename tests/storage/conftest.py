"""A fresh workspace file without a firm in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crm_desktop.storage.database import Database
from crm_desktop.storage.workspace import create_workspace


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = create_workspace(tmp_path / "shop.crm")
    yield made
    made.close()
