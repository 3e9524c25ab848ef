"""Keeping what is typed without being asked, and saying when that last happened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.clock import Clock
from crm_desktop.core.errors import CrmError
from crm_desktop.services.quotes.views import QuoteDraft
from crm_desktop.ui.pane.operations import Operations

DELAY_MS: Final = 400
LONGEST_MS: Final = 1500
"""However steadily somebody types, what is older than this is saved."""

SaveCall = Callable[[QuoteDraft], ChangeSet]


class Autosave(QObject):
    """Saves the newest draft a moment after the last change; what came between is never written.

    Signals:
        words_changed(str): how long ago it was saved, in words
        saved(ChangeSet): a draft was written
        failed(CrmError): it could not be; what is typed stays in the form
    """

    words_changed = Signal(str)
    saved = Signal(object)
    failed = Signal(object)

    def __init__(self, operations: Operations, save: SaveCall, clock: Clock, parent: QObject) -> None:
        super().__init__(parent)
        self._operations = operations
        self._save = save
        self._clock = clock
        self._draft: QuoteDraft | None = None
        self._under_way = 0
        self._saved_at: datetime | None = None
        self._then: list[Callable[[], None]] = []
        self._pause = QTimer(self, singleShot=True, interval=DELAY_MS)
        self._pause.timeout.connect(self.flush)
        self._ceiling = QTimer(self, singleShot=True, interval=LONGEST_MS)
        self._ceiling.timeout.connect(self.flush)
        operations.ending.connect(self.flush)
        self._tick = QTimer(self, interval=1000)
        self._tick.timeout.connect(self._say)

    def keep(self, draft: QuoteDraft) -> None:
        """Save this draft when no further change has come for a moment."""
        self._draft = draft
        self._pause.start()
        if not self._ceiling.isActive():
            self._ceiling.start()

    @Slot()
    def flush(self) -> None:
        """Save now what waits to be saved."""
        self._pause.stop()
        self._ceiling.stop()
        if self._draft is None:
            return
        draft, self._draft = self._draft, None
        self._under_way += 1
        self._operations.write(
            self, partial(self._save, draft), self._on_saved, partial(self._on_failed, draft), quiet=True
        )

    def when_saved(self, then: Callable[[], None]) -> None:
        """Call `then` once everything is in the file; never when saving fails."""
        self.flush()
        if self._under_way:
            self._then.append(then)
        else:
            then()

    def forget(self) -> None:
        """Another quote is shown: nothing of it is waiting."""
        self._pause.stop()
        self._ceiling.stop()
        self._tick.stop()
        self._draft = None
        self._saved_at = None
        self._then.clear()
        self.words_changed.emit("")

    @property
    def is_waiting(self) -> bool:
        """Whether something is not in the file yet."""
        return self._draft is not None or self._under_way > 0

    def _on_saved(self, change: ChangeSet) -> None:
        self._under_way -= 1
        self._saved_at = self._clock.now()
        self._tick.start()
        self._say()
        self.saved.emit(change)
        if not self._under_way and self._draft is None:
            waiting, self._then = self._then, []
            for then in waiting:
                then()

    def _on_failed(self, draft: QuoteDraft, error: CrmError) -> None:
        self._under_way -= 1
        self._then.clear()
        # The next change, or “Try again”, saves it with what came after.
        if self._draft is None:
            self._draft = draft
        self.words_changed.emit(self.tr("Not saved"))
        self.failed.emit(error)

    @Slot()
    def _say(self) -> None:
        if self._saved_at is None:
            return
        seconds = int((self._clock.now() - self._saved_at).total_seconds())
        if seconds < 2:
            words = self.tr("Saved just now")
        elif seconds < 60:
            words = self.tr("Saved %n s ago", "", seconds)
        elif seconds < 3600:
            words = self.tr("Saved %n min ago", "", seconds // 60)
        else:
            words = self.tr("Saved")
            self._tick.stop()
        self.words_changed.emit(words)
