"""The Cases page in a window, as tests use it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from crm_desktop.ui.cases.pane import CasesPane
from crm_desktop.ui.pane.pane import PaneContext

CTRL = Qt.KeyboardModifier.ControlModifier
KEPT: list[QMainWindow] = []
"""Windows of the running test: Python would let them go with the function that made them."""


def show(qtbot: QtBot, context: PaneContext, width: int = 1220) -> CasesPane:
    """Show the page in a window, with everything read."""
    window = QMainWindow()
    KEPT.append(window)
    pane = CasesPane(context)
    context.operations.data_changed.connect(pane.apply_change)
    window.setCentralWidget(pane)
    # As the shell does: without it the widest page would keep the window from shrinking.
    window.setMinimumSize(960, 580)
    window.resize(width, 840)
    qtbot.addWidget(window)
    window.show()
    pane.reload()
    settle(qtbot, pane)
    return pane


def settle(qtbot: QtBot, pane: CasesPane) -> None:
    """Wait until nothing is being read or written."""
    qtbot.waitUntil(lambda: pane.operations.idle)
    qtbot.waitUntil(lambda: pane.operations.idle)


def shown(qtbot: QtBot, pane: CasesPane, subject: str) -> None:
    """Wait until this case is on the page."""
    qtbot.waitUntil(lambda: pane.operations.idle and pane.case is not None and pane.case.subject == subject)


def listed(pane: CasesPane) -> list[str]:
    """The subjects in the queue that are loaded."""
    found = [pane.queue.model.row_at(row) for row in range(pane.queue.model.rowCount())]
    return [row.subject for row in found if row is not None]  # type: ignore[attr-defined]


def trigger(pane: CasesPane, name: str) -> None:
    """Do what an action's letter does."""
    next(action for action in pane.actions_here() if action.key == name).trigger()
