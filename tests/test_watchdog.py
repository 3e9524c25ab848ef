"""The stopwatch itself: it sees a blocked main thread, and nothing else."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from tests.watchdog import Watchdog

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def spin(milliseconds: float) -> None:
    """Keep this thread busy, as a query on the main thread would."""
    end = time.thread_time() + milliseconds / 1000
    while time.thread_time() < end:
        pass


def test_a_blocked_event_loop_is_seen_and_named(qtbot: QtBot) -> None:
    done: list[bool] = []
    with Watchdog(limit_ms=40) as watchdog:
        QTimer.singleShot(0, lambda: spin(80))
        QTimer.singleShot(1, lambda: done.append(True))
        qtbot.waitUntil(lambda: bool(done))
    assert len(watchdog.stalls) == 1
    assert "spin" in watchdog.report()


def test_work_without_an_event_loop_counts_too(qapp: object) -> None:
    with Watchdog(limit_ms=40) as watchdog:
        spin(80)
    assert len(watchdog.stalls) == 1


def test_short_work_and_paused_work_pass(qtbot: QtBot) -> None:
    done: list[bool] = []
    with Watchdog(limit_ms=60) as watchdog:
        for delay in range(0, 100, 20):
            QTimer.singleShot(delay, lambda: spin(8))
        with watchdog.paused():
            spin(90)
        QTimer.singleShot(120, lambda: done.append(True))
        qtbot.waitUntil(lambda: bool(done))
    assert watchdog.stalls == []


def test_waiting_is_blocking_unless_it_is_allowed(qapp: object) -> None:
    with Watchdog(limit_ms=40) as strict, Watchdog(limit_ms=40, patience_ms=10_000) as patient:
        threading.Event().wait(0.08)
    assert len(strict.stalls) == 1
    assert patient.stalls == []
