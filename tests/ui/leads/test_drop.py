"""Mails and files dropped on the page of leads."""

from __future__ import annotations

from pathlib import Path

from crm_desktop.core.errors import CrmError
from crm_desktop.services.services import Services
from crm_desktop.ui.leads.pane import LeadsPane
from tests.ui.contacts.conftest import drop_files
from tests.ui.pipeline.stage_hands import Hands


def _mail(folder: Path, name: str, subject: str) -> Path:
    path = folder / name
    path.write_bytes(
        f"From: nora@vine.example\r\nSubject: {subject}\r\nMessage-ID: <{name}@vine.example>\r\n\r\nHello.\r\n".encode()
    )
    return path


def test_mails_go_to_the_lead_that_is_open_several_at_once(
    hands: Hands, pane: LeadsPane, services: Services, tmp_path: Path
) -> None:
    first, second = _mail(tmp_path, "cakes.eml", "Cakes"), _mail(tmp_path, "price.eml", "Price")
    wrong = tmp_path / "wrong.eml"
    wrong.write_bytes(b"\x00\x01 no mail")
    menu = tmp_path / "menu.pdf"
    menu.write_bytes(b"%PDF-1.7")
    assert not drop_files(pane, [first])  # no lead is open: to whom would it go?
    lead = str(services.database.value("SELECT id FROM lead WHERE name = 'Nora Lind'"))
    hands.do(lambda: pane.show_lead(lead))
    failed: list[CrmError] = []
    said: list[str] = []
    pane.operations.failed.connect(failed.append)
    pane.notice.connect(said.append)
    hands.do(lambda: drop_files(pane, [first, wrong]))
    assert [error.title for error in failed] == ["“wrong.eml” could not be read as a mail."]
    assert services.database.value("SELECT count(*) FROM activity") == 0
    hands.do(lambda: drop_files(pane, [first, second, menu]))
    assert services.history.entries(1)[0].label == "Attached 3 files"
    shown = [entry.title() for entry in pane.panel.timeline.entries()]
    assert sorted(shown) == ["Email received", "Email received", "File attached: menu.pdf"]
    hands.do(lambda: drop_files(pane, [first, second]))
    assert said == ["These mails are here already"]
    assert services.database.value("SELECT count(*) FROM activity") == 2
