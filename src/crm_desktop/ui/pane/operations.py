"""Calls of the services, off the main thread.

Writes run one after the other on the database thread, reads on another, and what needs no database
(paper, files) on a third pool. A job holds plain data and a bound signal, never a widget; its outcome
comes back on the main thread, and is dropped when the widget that asked is gone. A `ChangeSet` is
announced in any case.
"""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal, SignalInstance, Slot

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.errors import CrmError

_log = logging.getLogger(__name__)
_TURN = 0.0005
"""Seconds that a thread may go on in Python while another waits."""

Call = Callable[[], Any]
OnSuccess = Callable[[Any], None]
OnFailure = Callable[[CrmError], None]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a long job has come; `total` 0 while it is not known."""

    ticket: int
    name: str
    done: int
    total: int


class JobControl:
    """Handed to a long job: how it tells its progress and learns that it should stop."""

    def __init__(self, ticket: int, name: str, progressed: SignalInstance) -> None:
        self._ticket = ticket
        self._name = name
        self._progressed = progressed
        self._last = 0.0
        self.stopped = False
        self.asks = True
        """Whether leaving is asked about while it runs."""

    def progress(self, done: int, total: int) -> bool:
        """Tell how far the job is; return False when it should stop. Cheap enough to call per row."""
        now = time.monotonic()
        if now - self._last > 0.05 or done == total:
            self._last = now
            self._progressed.emit(Progress(self._ticket, self._name, done, total))
        return not self.stopped


class _Job(QRunnable):
    def __init__(self, ticket: int, call: Call, finished: SignalInstance) -> None:
        super().__init__()
        self._ticket = ticket
        self._call = call
        self._finished = finished

    def run(self) -> None:
        try:
            outcome = self._call()
        except Exception as error:  # every failure travels to the main thread, which sorts it
            outcome = _Failure(error)
        self._finished.emit(self._ticket, outcome)


@dataclass(frozen=True, slots=True)
class _Failure:
    error: Exception


@dataclass(frozen=True, slots=True)
class _Waiting:
    owner: QObject
    on_success: OnSuccess | None
    on_failure: OnFailure | None
    quiet: bool


class Operations(QObject):
    """Runs calls of the services and hands their outcomes back.

    Signals:
        data_changed(ChangeSet): something was written; panes that show it reload
        announced(ChangeSet): the same, when the person should be told (toast with Undo)
        failed(CrmError): a call was refused and its owner does not handle that itself
        crashed(Exception): a call failed in a way nobody expected
        progressed(Progress): a long job came further
        began: something runs, and before it nothing did
        finished(int): the job of this ticket ended
        ending: the last moment to start a call: the workspace is about to be closed
    """

    data_changed = Signal(object)
    announced = Signal(object)
    failed = Signal(object)
    crashed = Signal(object)
    progressed = Signal(object)
    began = Signal()
    finished = Signal(int)
    ending = Signal()
    _returned = Signal(int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # Painting calls Python often and waits each time for a thread that computes to let go: not five milliseconds.
        sys.setswitchinterval(_TURN)
        self._tickets = count(1)
        self._waiting: dict[int, _Waiting] = {}
        self._controls: dict[int, JobControl] = {}
        self._writer = self._pool(1)
        self._reader = self._pool(1)
        self._free = self._pool(2)
        self._ended = False
        self._returned.connect(self._on_returned, Qt.ConnectionType.QueuedConnection)

    def _pool(self, threads: int) -> QThreadPool:
        pool = QThreadPool(self)
        pool.setMaxThreadCount(threads)
        pool.setExpiryTimeout(-1)
        return pool

    def write(
        self,
        owner: QObject,
        call: Call,
        on_success: OnSuccess | None = None,
        on_failure: OnFailure | None = None,
        *,
        quiet: bool = False,
    ) -> int:
        """Run a command on the database thread. `quiet` spares the toast; panes are told all the same."""
        return self._start(self._writer, owner, call, on_success, on_failure, quiet)

    def read(self, owner: QObject, call: Call, on_success: OnSuccess, on_failure: OnFailure | None = None) -> int:
        """Run a query on the reading thread and hand its rows to `on_success`."""
        return self._start(self._reader, owner, call, on_success, on_failure, True)

    def work(self, owner: QObject, call: Call, on_success: OnSuccess, on_failure: OnFailure | None = None) -> int:
        """Run something that needs no database (paper, files)."""
        return self._start(self._free, owner, call, on_success, on_failure, True)

    def long_write(
        self,
        owner: QObject,
        name: str,
        call: Callable[[JobControl], Any],
        on_success: OnSuccess | None = None,
        on_failure: OnFailure | None = None,
    ) -> int:
        """Run a long command that shows in the progress dock under `name` and can be stopped."""
        return self._start_long(self._writer, owner, name, call, on_success, on_failure)

    def long_work(
        self,
        owner: QObject,
        name: str,
        call: Callable[[JobControl], Any],
        on_success: OnSuccess | None = None,
        on_failure: OnFailure | None = None,
        *,
        asks: bool = True,
    ) -> int:
        """Run something long that only reads, beside the writes; it shows in the dock and can be stopped.

        Without `asks` it is stopped unasked when somebody leaves: nothing that they wanted is lost.
        """
        return self._start_long(self._free, owner, name, call, on_success, on_failure, asks=asks)

    def _start_long(
        self,
        pool: QThreadPool,
        owner: QObject,
        name: str,
        call: Callable[[JobControl], Any],
        on_success: OnSuccess | None,
        on_failure: OnFailure | None,
        *,
        asks: bool = True,
    ) -> int:
        ticket = next(self._tickets)
        if self._ended:
            return ticket
        control = self._controls[ticket] = JobControl(ticket, name, self.progressed)
        control.asks = asks
        self._begin(pool, ticket, partial(call, control), _Waiting(owner, on_success, on_failure, False))
        return ticket

    def stop(self, ticket: int) -> None:
        """Ask a long job to stop; it rolls back."""
        if ticket in self._controls:
            self._controls[ticket].stopped = True

    def stop_all(self) -> None:
        """Ask every long job to stop."""
        for control in self._controls.values():
            control.stopped = True

    @property
    def busy(self) -> bool:
        """Whether a long job is running that somebody would miss."""
        return any(control.asks for control in self._controls.values())

    @property
    def idle(self) -> bool:
        """Whether nothing is running and every outcome was handed back."""
        return not self._waiting

    def end(self) -> None:
        """Start nothing any more and hand no outcome back: the workspace is about to be closed."""
        if not self._ended:
            self.ending.emit()
        self._ended = True
        self.stop_all()

    def drain(self) -> None:
        """Wait until every started call has run; outcomes are delivered by the event loop after."""
        for pool in (self._writer, self._reader, self._free):
            pool.waitForDone()

    def _start(
        self,
        pool: QThreadPool,
        owner: QObject,
        call: Call,
        on_success: OnSuccess | None,
        on_failure: OnFailure | None,
        quiet: bool,
    ) -> int:
        ticket = next(self._tickets)
        if self._ended:
            return ticket
        self._begin(pool, ticket, call, _Waiting(owner, on_success, on_failure, quiet))
        return ticket

    def _begin(self, pool: QThreadPool, ticket: int, call: Call, waiting: _Waiting) -> None:
        if not self._waiting:
            self.began.emit()
        self._waiting[ticket] = waiting
        pool.start(_Job(ticket, call, self._returned))

    @Slot(int, object)
    def _on_returned(self, ticket: int, outcome: object) -> None:
        waiting = self._waiting.pop(ticket)
        self._controls.pop(ticket, None)
        if self._ended:
            return
        self.finished.emit(ticket)
        alive = shiboken6.isValid(waiting.owner)
        if isinstance(outcome, _Failure):
            self._on_failure(waiting, outcome.error, alive)
            return
        # An undo and an import say more than what they changed, and carry that along.
        change = getattr(outcome, "change", outcome)
        if alive and waiting.on_success is not None:
            waiting.on_success(outcome)
        if isinstance(change, ChangeSet) and change:
            self.data_changed.emit(change)
            if not waiting.quiet:
                self.announced.emit(change)

    def _on_failure(self, waiting: _Waiting, error: Exception, alive: bool) -> None:
        if not isinstance(error, CrmError):
            _log.error("a call failed unexpectedly", exc_info=error)
            self.crashed.emit(error)
        elif alive and waiting.on_failure is not None:
            waiting.on_failure(error)
        else:
            self.failed.emit(error)
