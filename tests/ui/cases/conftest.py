"""What tests of the Cases page stand on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale, QUrl
from PySide6.QtGui import QDesktopServices

from crm_desktop.core.ids import new_id
from crm_desktop.services.services import Services
from crm_desktop.storage.rows import insert_row
from tests.services.pipeline.people import add_contact
from tests.ui.cases.page import KEPT


@pytest.fixture(autouse=True)
def _british() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    yield
    QLocale.setDefault(before)
    KEPT.clear()


@pytest.fixture
def mailed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses handed to the desktop."""
    opened: list[str] = []

    def open_url(url: QUrl) -> bool:
        opened.append(bytes(url.toEncoded().data()).decode())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    return opened


@pytest.fixture
def farid(services: Services) -> str:
    """Farid, who has an e-mail address."""
    farid = add_contact(services, "Farid Haddad")
    with services.database.write("Added an address") as work:
        row = {"id": new_id(), "contact_id": farid, "medium": "email", "value": "farid@bluebird.example"}
        insert_row(work, "channel", row)
    return farid
