"""What cannot be opened is said by the window in one dialog; the program goes on, and the file is as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from crm_desktop.app.program import Program
from crm_desktop.core.errors import CrmError
from crm_desktop.services.opening import open_services
from crm_desktop.storage.driver import connect
from tests.robustness.standing import Reader, opened, windows
from tests.robustness.test_damage import _break_contacts
from tests.robustness.test_wrong_files import WRONG


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_file_is_said_and_the_first_page_shown(
    program: Program, reader: Reader, tmp_path: Path, what: str, qtbot: QtBot
) -> None:
    make, words = WRONG[what]
    path = tmp_path / "wrong.crm"
    make(path)
    before = path.read_bytes() if path.is_file() else None
    assert not opened(program, path, qtbot)
    (said,) = reader.read
    assert words in said[0]
    assert all(text.endswith(".") for text in said)
    assert before is None or path.read_bytes() == before
    program.start(path)
    qtbot.waitUntil(lambda: program.idle, timeout=20_000)
    assert len(reader.read) == 2
    assert windows() == []


def test_a_file_that_cannot_be_opened_leaves_the_open_one_alone(
    program: Program, reader: Reader, shop: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    assert opened(program, shop, qtbot)
    (window,) = windows()
    qtbot.waitUntil(lambda: window.operations.idle, timeout=20_000)
    wrong = tmp_path / "wrong.crm"
    wrong.write_text("hello")
    window.workspace_requested.emit(str(wrong))
    qtbot.waitUntil(lambda: program.idle, timeout=20_000)
    assert len(reader.read) == 1
    assert windows() == [window]
    assert window.services.contact_commands.quick_create("Zora Neu").entry


@pytest.mark.allow_log("the backup on leaving failed")
def test_damage_found_while_working_is_said_and_nothing_is_written(program: Program, shop: Path, qtbot: QtBot) -> None:
    _break_contacts(shop)
    services = open_services(shop)
    services.close()
    before = shop.read_bytes()
    crashed: list[BaseException] = []
    failed: list[CrmError] = []
    assert opened(program, shop, qtbot)
    (window,) = windows()
    window.operations.crashed.connect(crashed.append)
    window.operations.failed.connect(failed.append)
    for page in ("contacts", "pipeline", "calendar", "cases", "quotes", "today"):
        window.show_page(page)
        qtbot.waitUntil(lambda: window.operations.idle, timeout=20_000)
    window.operations.write(window, lambda: window.services.contact_commands.quick_create("Zora Neu"))
    qtbot.waitUntil(lambda: bool(failed), timeout=20_000)
    assert any("is damaged" in one.title for one in failed)
    assert crashed == []
    assert window.services.database.damage is not None
    window.services.database.close()
    assert shop.read_bytes() == before


def test_a_file_that_may_only_be_read_opens_and_is_said_to(
    program: Program, shop: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect(shop).close()
    monkeypatch.setattr("crm_desktop.storage.workspace.os.access", lambda path, mode: False)
    assert opened(program, shop, qtbot)
    (window,) = windows()
    qtbot.waitUntil(lambda: window.operations.idle, timeout=20_000)
    assert window.services.database.read_only
    assert any("can only be read" in notice.title for notice in window.notices.all)
