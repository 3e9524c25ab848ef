"""The backup of the day, made while the window stands."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.errors import CrmError
from crm_desktop.services import backups
from crm_desktop.ui.pane.pane import PaneContext
from crm_desktop.ui.shell.backup_keeper import PATIENCE, BackupKeeper


@pytest.fixture
def owner() -> QObject:
    return QObject()


@pytest.fixture
def keeper(context: PaneContext, owner: QObject) -> BackupKeeper:
    return BackupKeeper(context.services, context.operations, owner)


def _look(keeper: BackupKeeper, context: PaneContext, qtbot: QtBot) -> None:
    keeper.refresh()
    qtbot.waitUntil(lambda: context.operations.idle)


def _count(context: PaneContext) -> int:
    return len(backups.backups_of(context.services.database.path))


def test_one_a_day_while_there_are_changes(
    keeper: BackupKeeper, context: PaneContext, clock: FixedClock, qtbot: QtBot
) -> None:
    said: list[tuple[str, bool]] = []
    keeper.age_changed.connect(lambda text, late: said.append((text, late)))
    _look(keeper, context, qtbot)
    assert said[-1] == ("No backup yet", False)
    assert _count(context) == 0, "the file was opened a moment ago"
    clock.advance(timedelta(days=1, hours=1))
    _look(keeper, context, qtbot)
    assert _count(context) == 1
    assert said[-1] == ("Backup just now", False)
    clock.advance(timedelta(days=9))
    _look(keeper, context, qtbot)
    assert _count(context) == 1
    assert said[-1] == ("Backup up to date", False), "nothing was changed since"
    context.services.contact_commands.quick_create("Amelia Okafor")
    _look(keeper, context, qtbot)
    assert _count(context) == 2


def test_one_that_fails_is_told_quietly_and_tried_later(
    keeper: BackupKeeper, context: PaneContext, clock: FixedClock, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[int] = []

    def fail(*_: object) -> None:
        tried.append(1)
        raise CrmError("The disk is too full for a backup.", "Free some space.")

    monkeypatch.setattr("crm_desktop.services.backups.back_up_now", fail)
    told: list[CrmError] = []
    keeper.daily_failed.connect(told.append)
    clock.advance(timedelta(days=2))
    for _ in range(3):
        _look(keeper, context, qtbot)
    assert [error.title for error in told] == ["The disk is too full for a backup."]
    assert len(tried) == 1
    clock.advance(PATIENCE)
    _look(keeper, context, qtbot)
    assert len(tried) == 2
