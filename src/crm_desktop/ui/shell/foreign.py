"""Notices that another program (the command line, a script) wrote to the open workspace."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.errors import CrmError
from crm_desktop.services.services import Services
from crm_desktop.ui.pane.operations import Operations

EVERY_MS: Final = 2000


class ForeignChanges(QObject):
    """Asks the file every two seconds, on the reading thread, whether anyone else wrote.

    Signals:
        found(ChangeSet): entries that this program did not write; `many` names their tables
    """

    found = Signal(object)

    def __init__(self, services: Services, operations: Operations, parent: QObject) -> None:
        super().__init__(parent)
        self._services = services
        self._operations = operations
        self._version = -1
        self._seen = -1
        self._ours: set[int] = set()
        self._asking = False
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.look)
        operations.data_changed.connect(self._on_data_changed)

    def start(self) -> None:
        """Begin to watch; what was written before does not count."""
        self.look()
        self._timer.start()

    def stop(self) -> None:
        """Watch no more: the window is about to close."""
        self._timer.stop()

    @Slot()
    def look(self) -> None:
        """Ask now; also called when the window gets the focus."""
        if not self._asking:
            self._asking = True
            self._operations.read(self, self._ask, self._on_answer, self._on_failure)

    def _ask(self) -> tuple[int, int, dict[int, frozenset[str]]]:
        version = self._services.database.version()
        if self._seen < 0:
            return version, self._services.history.newest(), {}
        if version == self._version:
            return version, self._seen, {}
        entries = self._services.history.written_since(self._seen)
        return version, max(entries, default=self._seen), entries

    def _on_answer(self, answer: tuple[int, int, dict[int, frozenset[str]]]) -> None:
        self._asking = False
        self._version, self._seen, entries = answer
        tables = [names for entry, names in entries.items() if entry not in self._ours]
        self._ours = {entry for entry in self._ours if entry > self._seen}
        if tables:
            self.found.emit(ChangeSet(self._seen, "", many=frozenset().union(*tables)))

    def _on_failure(self, _error: CrmError) -> None:
        # The next write or read of the person says in words what is wrong with the file.
        self._asking = False

    @Slot(object)
    def _on_data_changed(self, change: ChangeSet) -> None:
        if change.entry is not None:
            self._ours.add(change.entry)
