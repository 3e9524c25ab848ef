"""A stopwatch on the main thread: it notices when Qt's event loop does not come round in time."""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType, TracebackType
from typing import Self

from PySide6.QtCore import QObject, Qt, QTimer

BEAT_MS = 5


class Watchdog(QObject):
    """Fails to find anything, or lists each time the main thread was away longer than `limit_ms`.

    `patience_ms` is how long it may be away when less than `limit_ms` of that was its own work and the rest
    it waited, for a lock or for other threads of the program; None allows it no more than work.

    Everything between two beats counts, also what a test does by itself without the event loop; put a
    test's own heavy checks under `paused()`. Time in which the system ran other programs instead of this
    thread is not counted where the system tells (Linux), so that a busy machine fails no test.
    """

    def __init__(self, limit_ms: float = 100, patience_ms: float | None = None) -> None:
        super().__init__()
        self.limit_ms = limit_ms
        self.patience_ms = limit_ms if patience_ms is None else patience_ms
        self.stalls: list[str] = []
        self._beat = QTimer(self, interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._beat.timeout.connect(self._on_beat)
        self._main = threading.get_ident()
        self._queue = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat")
        self._sampler: threading.Thread | None = None
        self._stopped = threading.Event()
        self._seen = self._waited = self._worked = 0.0
        self.longest_ms = 0.0
        """The longest time between two beats, whatever the limit."""
        self.longest_work_ms = 0.0
        """The most that the main thread itself computed between two beats; less what it waited for, more what others
        computed beside it, this is what a page costs."""
        self._sight: tuple[float, list[str]] = (0.0, [])

    def __enter__(self) -> Self:
        self._stopped.clear()
        self._restart()
        self._beat.start()
        self._sampler = threading.Thread(target=self._sample, name="watchdog", daemon=True)
        self._sampler.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._on_beat()
        self._beat.stop()
        self._stopped.set()
        if self._sampler is not None:
            self._sampler.join()

    @contextlib.contextmanager
    def paused(self) -> Iterator[None]:
        """Look away while a test prepares or checks something itself."""
        self._on_beat()
        limits = self.limit_ms, self.patience_ms
        self.limit_ms = self.patience_ms = float("inf")
        try:
            yield
        finally:
            self._restart()
            self.limit_ms, self.patience_ms = limits

    def report(self) -> str:
        """Return every stall with its length and what the main thread was doing."""
        return "the main thread was blocked:\n" + "\n".join(self.stalls)

    def _on_beat(self) -> None:
        gap = (time.perf_counter() - self._seen - (self._waiting() - self._waited)) * 1000
        work = (time.thread_time() - self._worked) * 1000
        if self.limit_ms != float("inf"):
            self.longest_ms, self.longest_work_ms = max(self.longest_ms, gap), max(self.longest_work_ms, work)
        if self.limit_ms < work or self.patience_ms < gap:
            since, stack = self._sight
            where = "\n".join(stack) if since == self._seen else "  (not seen where)"
            self.stalls.append(
                f"{gap:.0f} ms (limit {self.limit_ms:.0f} ms), {work:.0f} ms of it its own work\n{where}"
            )
        self._restart()

    def _restart(self) -> None:
        self._waited = self._waiting()
        self._worked = time.thread_time()
        self._seen = time.perf_counter()

    def _waiting(self) -> float:
        """Seconds this thread was ready to run but others ran; 0 where the system does not tell."""
        try:
            return int(self._queue.read_text("ascii").split()[1]) / 1e9
        except (OSError, IndexError, ValueError):
            return 0.0

    def _sample(self) -> None:
        while not self._stopped.wait(BEAT_MS / 1000):
            since = self._seen
            late = (time.perf_counter() - since) * 1000 > self.limit_ms
            if late and self._sight[0] != since:
                self._sight = (since, _places(sys._current_frames().get(self._main)))


def _places(frame: FrameType | None) -> list[str]:
    """Name the eight innermost calls; no source is read, which would let the moment pass."""
    places: list[str] = []
    while frame is not None and len(places) < 8:
        code = frame.f_code
        places.append(f"  {code.co_filename}:{frame.f_lineno} in {code.co_name}")
        frame = frame.f_back
    return places
