"""A pipeline page in a window, wired as the program's window wires it, and hands to use it."""

from __future__ import annotations

from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QMainWindow

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.errors import CrmError
from crm_desktop.services.lists.views import ListRow
from crm_desktop.ui.lists.table import RecordTableView
from crm_desktop.ui.pane.pane import Pane, PaneContext
from crm_desktop.ui.pipeline.pane import PipelinePane
from tests.services.pipeline.people import stages


class Hands:
    """Shows a page, tells it of changes, and remembers what a window would say."""

    def __init__(self, context: PaneContext, pane: Pane) -> None:
        self.context = context
        self.pane = pane
        self.said: list[str] = []
        self.refused: list[CrmError] = []
        self.crashed: list[Exception] = []
        self.requests: list[tuple[str, str, str]] = []
        self.window = QMainWindow()
        self.window.setCentralWidget(pane)
        self.window.resize(1220, 840)
        operations = context.operations
        operations.data_changed.connect(pane.apply_change)
        operations.announced.connect(self._on_announced)
        operations.failed.connect(self.refused.append)
        operations.crashed.connect(self.crashed.append)
        pane.request.connect(self._on_request)
        self.window.show()
        pane.reload()
        self.settle()

    def close(self) -> None:
        """Close the window and see that nothing of it stays behind (a forgotten page slows every later one)."""
        self.window.close()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        assert not shiboken6.isValid(self.pane)

    def settle(self) -> None:
        """Let everything that was started finish, and what follows from it."""
        for _ in range(6):
            self.context.operations.drain()
            QCoreApplication.sendPostedEvents()
            QCoreApplication.processEvents()
        assert self.crashed == []

    def do(self, what: Callable[..., object], *values: object) -> None:
        """Do something and let it settle."""
        what(*values)
        self.settle()

    def action(self, key: str) -> None:
        """Trigger an action as its key or menu entry would."""
        (found,) = [one for one in self.pane.actions_here() if one.key == key]
        assert found.enabled
        self.do(found.trigger)

    def _on_announced(self, change: ChangeSet) -> None:
        self.said.append(change.label)

    def _on_request(self, name: str, kind: str, record_id: str) -> None:
        self.requests.append((name, kind, record_id))


def titles(pane: PipelinePane, stage: str) -> list[str]:
    """Return the cards of a column."""
    key = stages(pane.services)[stage].id
    return [card.title for card in pane.board.cards_in(key)]


def write_filter(hands: Hands, pane: PipelinePane, text: str) -> None:
    """Type into the filter, and let the pause after the last letter be over."""
    pane.focus_filter()
    pane.table.search.setText(text)
    hands.do(pane.table.search.query_changed.emit, text)


def table_titles(pane: PipelinePane) -> list[str]:
    """Return the loaded rows of the table."""
    rows = map(pane.table.table.records.row_at, range(pane.table.table.records.rowCount()))
    return [str(row.value("title")) for row in rows if isinstance(row, ListRow)]


def show_table(hands: Hands, pane: PipelinePane) -> RecordTableView:
    """Go to the table."""
    hands.do(pane.toolbar.segments.set_current, "table")
    hands.do(pane.toolbar.view_changed.emit, "table")
    hands.settle()
    assert pane.stack.currentWidget() is pane.table
    return pane.table.table
