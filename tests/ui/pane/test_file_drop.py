"""Files dropped on a deal or a case, and on nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.core.errors import CrmError
from crm_desktop.core.ids import new_id
from crm_desktop.services.cases.views import CaseDraft
from crm_desktop.services.services import Services
from crm_desktop.ui.pane.file_drop import FileDrop
from crm_desktop.ui.pane.pane import PaneContext
from tests.ui.contacts.conftest import drop_files

_MAIL = b"From: amelia@harbor.example\r\nSubject: Trays\r\nMessage-ID: <c1@harbor.example>\r\n\r\nTwo are broken.\r\n"


@pytest.fixture
def mail(tmp_path: Path) -> Path:
    path = tmp_path / "trays.eml"
    path.write_bytes(_MAIL)
    return path


@pytest.fixture
def case(services: Services) -> str:
    person = new_id()
    services.contact_commands.quick_create("Amelia Okafor amelia@harbor.example", person)
    services.case_commands.open_case(CaseDraft("Trays arrived damaged", person_id=person))
    return str(services.database.value('SELECT id FROM "case"'))


def test_a_mail_and_a_file_go_to_the_case_that_is_shown(
    context: PaneContext, services: Services, qtbot: QtBot, case: str, mail: Path, tmp_path: Path
) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    shown: list[tuple[str, str]] = []
    took: list[bool] = []
    said: list[str] = []
    catcher = FileDrop(context, page, lambda: shown[0] if shown else None)
    catcher.dropped.connect(took.append)
    catcher.told.connect(said.append)
    assert not drop_files(page, [mail])
    shown.append(("case", case))
    assert not drop_files(page, [tmp_path / "gone.eml"])
    menu = tmp_path / "menu.pdf"
    menu.write_bytes(b"%PDF-1.7")
    assert drop_files(page, [mail, menu])
    assert drop_files(page, [mail])
    qtbot.waitUntil(lambda: said == ["This mail is here already"])
    assert took == [False, True]
    assert services.database.value("SELECT body FROM case_message") == "Two are broken."
    names = [row[0] for row in services.database.rows("SELECT name FROM attachment ORDER BY name")]
    assert names == ["menu.pdf", "trays.eml"]


def test_what_cannot_be_read_is_told(
    context: PaneContext, qtbot: QtBot, case: str, tmp_path: Path, services: Services
) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    refused: list[CrmError] = []
    catcher = FileDrop(context, page, lambda: ("case", case))
    catcher.failed.connect(refused.append)
    broken = tmp_path / "broken.eml"
    broken.write_bytes(b"\x00\x01\x02")
    drop_files(page, [broken])
    qtbot.waitUntil(lambda: bool(refused))
    assert [error.title for error in refused] == ["“broken.eml” could not be read as a mail."]
    assert services.database.value("SELECT count(*) FROM attachment") == 0
