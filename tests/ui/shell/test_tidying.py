"""Garbage is collected on the main thread only, while a window stands."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.ui.pane.operations import Operations
from crm_desktop.ui.shell import tidying as tidying_module
from crm_desktop.ui.shell.tidying import Tidying


class Knot:
    """Garbage that only the collector finds: it holds itself."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def tidying(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Tidying]:
    window = QWidget()
    qtbot.addWidget(window)
    made = Tidying(window, Operations(window))
    made._timer.setInterval(1)
    monkeypatch.setattr(tidying_module, "_EVERY_MS", 1)
    yield made
    made.stop()


def test_python_is_told_to_wait_until_the_window_goes(tidying: Tidying) -> None:
    tidying.start()
    assert not gc.isenabled()
    tidying.stop()
    assert gc.isenabled()


def test_garbage_goes_all_the_same(tidying: Tidying, qtbot: QtBot) -> None:
    tidying.start()
    knot = weakref.ref(Knot())
    assert knot() is not None
    qtbot.waitUntil(lambda: knot() is None)
