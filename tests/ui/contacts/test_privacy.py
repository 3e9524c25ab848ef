"""The menu of a person: everything held about them, and erasing them after a sheet that says what that means."""

from __future__ import annotations

import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from crm_desktop.services.contacts.views import ContactDraft
from crm_desktop.ui.contacts.pane import ContactsPane
from crm_desktop.ui.contacts.privacy import ErasureSheet
from crm_desktop.ui.kit.mail_dialog import MailDialog
from crm_desktop.ui.pane.pane import PaneContext
from tests.services.privacy.planted import NAME, left_in, plant


@pytest.fixture
def person(context: PaneContext) -> str:
    return plant(context.services)


@pytest.fixture
def pane(context: PaneContext, person: str, qtbot: QtBot) -> ContactsPane:
    made = ContactsPane(context)
    qtbot.addWidget(made)
    made.resize(1220, 840)
    made.show()
    made.open_record("contact", person)
    _settle(made, qtbot)
    return made


def _settle(pane: ContactsPane, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not pane.detail._pause.isActive())
    pane.operations.drain()
    qtbot.waitUntil(lambda: pane.operations.idle)


def _shown(pane: ContactsPane) -> set[str]:
    return {str(action.data()) for action in pane.detail.header.more_button.menu().actions() if action.isVisible()}


def test_only_people_have_the_two(pane: ContactsPane, qtbot: QtBot) -> None:
    assert {"everything", "erase"} <= _shown(pane)
    company = str(pane.services.database.value("SELECT id FROM contact WHERE kind = 'company'"))
    pane.open_record("contact", company)
    _settle(pane, qtbot)
    assert not {"everything", "erase"} & _shown(pane)
    pane.act("erase")
    _settle(pane, qtbot)
    assert pane.privacy.sheet is None


def test_the_sheet_says_what_goes_and_what_stays_and_cancel_is_the_default(pane: ContactsPane, qtbot: QtBot) -> None:
    pane.act("erase")
    _settle(pane, qtbot)
    sheet = pane.privacy.sheet
    assert isinstance(sheet, ErasureSheet)
    words = " ".join(label.text() for label in sheet.page.findChildren(QLabel))
    assert "Erased, with its history and search" in words
    assert "Backups" in words
    assert sheet.keep_button.isDefault()
    assert not sheet.erase_button.isDefault()
    sheet.keep_button.click()
    _settle(pane, qtbot)
    assert pane.services.contacts.name_of(sheet.preview.person_id) == NAME


def test_erasing_leaves_an_empty_page_and_nothing_in_the_file(pane: ContactsPane, qtbot: QtBot) -> None:
    failures: list[object] = []
    pane.operations.failed.connect(failures.append)
    pane.operations.crashed.connect(failures.append)
    pane.operations.data_changed.connect(pane.apply_change)
    pane.act("erase")
    _settle(pane, qtbot)
    assert pane.privacy.sheet is not None
    pane.privacy.sheet.erase_button.click()
    _settle(pane, qtbot)
    _settle(pane, qtbot)
    assert pane.contact is None
    assert failures == []
    assert left_in(pane.services.database.path) == []


def test_everything_is_written_where_the_person_says(
    pane: ContactsPane, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "all.zip"
    place.write_bytes(b"an older one; the dialog has asked")
    offered: list[str] = []

    def choose(_parent: object, _title: str, name: str, _kinds: str) -> tuple[str, str]:
        offered.append(Path(name).name)
        return str(place), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    with qtbot.waitSignal(pane.notice) as said:
        pane.act("everything")
    assert said.args == ["Wrote all.zip."]
    assert offered == [f"Everything about {NAME}.zip"]
    with zipfile.ZipFile(place) as package:
        assert "everything.pdf" in package.namelist()


def test_an_attached_mail_is_shown_here(context: PaneContext, pane: ContactsPane, person: str, qtbot: QtBot) -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = "Nora <nora@example.com>", "Hello <b>"
    message.set_content("plain")
    message.add_alternative("<p>Dear <i>Sofia</i><img src='http://127.0.0.1:9/x'></p>", subtype="html")
    context.services.contact_commands.attach(person, "hello.EML", message.as_bytes())
    pane.detail.show_tab("files")
    files = pane.detail.files
    files.show_contact(person)
    _settle(pane, qtbot)
    next(card for card in files.cards() if card.row.name == "hello.EML").open_button.click()
    _settle(pane, qtbot)
    dialog = pane.window().findChild(MailDialog)
    assert dialog is not None
    assert dialog.windowTitle() == "Hello <b>"
    assert dialog.view.toPlainText().startswith("Dear Sofia")
    dialog.close()


def test_a_program_is_not_opened(context: PaneContext, pane: ContactsPane, person: str, qtbot: QtBot) -> None:
    context.services.contact_commands.save(ContactDraft(name="Nora Lind"))
    context.services.contact_commands.attach(person, "invoice.pdf.exe", b"MZ")
    pane.detail.show_tab("files")
    files = pane.detail.files
    files.show_contact(person)
    _settle(pane, qtbot)
    card = next(card for card in files.cards() if card.row.name == "invoice.pdf.exe")
    with qtbot.waitSignal(files.failed) as refused:
        card.open_button.click()
    assert "was not opened" in refused.args[0].title
    assert "Save a copy" in refused.args[0].detail
