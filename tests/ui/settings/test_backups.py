"""The list of backups in the settings: what each holds, and the job that brings one back."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from crm_desktop.core.clock import FixedClock
from crm_desktop.services import backups
from crm_desktop.services.opening import open_services
from crm_desktop.ui.kit.button import Button
from crm_desktop.ui.kit.label import ElidedLabel
from crm_desktop.ui.pane.file_job import ClosedFile, FileJob
from crm_desktop.ui.pane.operations import JobControl
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.settings.backups import BackupList


@pytest.fixture
def listed(context: PaneContext, clock: FixedClock, qtbot: QtBot) -> BackupList:
    services = context.services
    services.contact_commands.quick_create("Amelia Okafor")
    backups.back_up_now(services.database, clock)
    clock.advance(timedelta(days=1))
    services.contact_commands.quick_create("René Blanc")
    backups.back_up_before(services.database, clock, "import")
    shown = BackupList(context)
    qtbot.addWidget(shown)
    shown.reload()
    qtbot.waitUntil(lambda: context.operations.idle)
    return shown


def _words(shown: BackupList) -> list[str]:
    return [
        label.full_text() if hasattr(label, "full_text") else label.text() for label in shown.findChildren(ElidedLabel)
    ]


def _buttons(shown: BackupList) -> list[Button]:
    return [one for one in shown.findChildren(Button) if one.accessibleName().startswith("Bring back the backup")]


def test_every_backup_says_when_before_what_and_what_it_holds(listed: BackupList) -> None:
    words = _words(listed)
    assert words[0].startswith("Today")
    assert words[0].endswith("before an import")
    assert words[1].startswith("2 contacts")
    assert words[2].startswith("Yesterday")
    assert words[3].startswith(("1 contact", "1 contacts"))
    assert len(_buttons(listed)) == 2


def test_a_click_asks_and_hands_on_a_job_that_brings_it_back(
    listed: BackupList, context: PaneContext, clock: FixedClock, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, str]] = []
    answers = [False, True]

    def ask(_theme: object, _parent: object, title: str, text: str, **_words: str) -> bool:
        asked.append((title, text))
        return answers.pop(0)

    monkeypatch.setattr("crm_desktop.ui.settings.backups.ask", ask)
    jobs: list[FileJob] = []
    listed.file_job.connect(jobs.append)
    older = _buttons(listed)[1]
    older.click()
    assert jobs == [], "given up"
    older.click()
    assert asked[0][0] == "Bring back the backup of 20 November 2025, 09:00?"
    assert "“shop (before restore 2025-11-21 09.00).crm”" in asked[0][1]
    path = context.services.database.path
    context.operations.drain()
    context.services.close()
    control = JobControl(1, "", context.operations.progressed)
    assert jobs[0].call(ClosedFile(path), control) == ClosedFile(path)
    assert "before restore 2025-11-21 09.00" in jobs[0].done
    opened = open_services(path, clock=clock)
    assert opened.database.rows("SELECT name FROM contact") == [("Amelia Okafor",)]
    opened.close()


def test_what_cannot_be_read_is_not_brought_back(listed: BackupList, context: PaneContext, qtbot: QtBot) -> None:
    for one in backups.backups_of(context.services.database.path):
        Path(one.path).write_bytes(b"\xff" * 9000)
    listed.reload()
    qtbot.waitUntil(lambda: context.operations.idle)
    assert _words(listed)[-1] == "It cannot be read with the key of this file."
    assert not any(button.isEnabled() for button in _buttons(listed)[-2:])
