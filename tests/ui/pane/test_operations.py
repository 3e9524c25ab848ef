"""Calls off the main thread: in order, dropped for widgets that are gone, announced all the same."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.errors import CrmError
from crm_desktop.ui.pane.operations import JobControl, Operations


@pytest.fixture
def operations(qapp: object) -> Operations:
    return Operations()


def test_two_thousand_writes_come_back_in_order_on_the_main_thread(operations: Operations, qtbot: QtBot) -> None:
    owner = QObject()
    got: list[int] = []
    threads: set[threading.Thread] = set()

    def keep(value: int) -> None:
        got.append(value)
        threads.add(threading.current_thread())

    for number in range(2000):
        operations.write(owner, lambda number=number: number, keep)  # type: ignore[misc]
    qtbot.waitUntil(lambda: len(got) == 2000)
    assert got == list(range(2000))
    assert threads == {threading.main_thread()}


def test_a_change_is_announced_even_when_its_owner_is_gone(operations: Operations, qtbot: QtBot) -> None:
    owner = QObject()
    called: list[Any] = []
    gate = threading.Event()

    def call() -> ChangeSet:
        gate.wait(5)
        return ChangeSet(7, "Moved")

    operations.write(owner, call, called.append)
    owner.deleteLater()
    from PySide6.QtCore import QCoreApplication, QEvent

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    with qtbot.waitSignal(operations.announced) as announced:
        gate.set()
    assert announced.args[0].entry == 7
    assert called == []


def test_a_quiet_write_changes_panes_without_a_toast(operations: Operations, qtbot: QtBot) -> None:
    toasts: list[Any] = []
    operations.announced.connect(toasts.append)
    with qtbot.waitSignal(operations.data_changed):
        operations.write(QObject(operations), lambda: ChangeSet(1, "Edited"), quiet=True)
    assert toasts == []


def test_a_refusal_goes_to_the_owner_or_to_everybody(operations: Operations, qtbot: QtBot) -> None:
    def refuse() -> None:
        raise CrmError("No.", "Nothing was changed.")

    refused: list[CrmError] = []
    operations.write(QObject(operations), refuse, None, refused.append)
    qtbot.waitUntil(lambda: len(refused) == 1)
    with qtbot.waitSignal(operations.failed) as failed:
        operations.write(QObject(operations), refuse)
    assert failed.args[0].title == "No."


@pytest.mark.allow_log("failed unexpectedly")
def test_what_nobody_expected_is_said_as_such(operations: Operations, qtbot: QtBot) -> None:
    def crash() -> None:
        raise ZeroDivisionError

    with qtbot.waitSignal(operations.crashed) as crashed:
        operations.read(QObject(operations), crash, print)
    assert isinstance(crashed.args[0], ZeroDivisionError)


def test_a_long_job_tells_how_far_it_is_and_stops_when_asked(operations: Operations, qtbot: QtBot) -> None:
    done: list[int] = []
    started = threading.Event()

    def work(control: JobControl) -> int:
        count = 0
        while control.progress(count, 0):
            count += 1
            started.set()
        return count

    ticket = operations.long_write(QObject(operations), "Counting", work, done.append)
    with qtbot.waitSignal(operations.progressed) as progressed:
        pass
    assert progressed.args[0].name == "Counting"
    assert operations.busy
    operations.stop(ticket)
    qtbot.waitUntil(lambda: len(done) == 1)
    assert not operations.busy
