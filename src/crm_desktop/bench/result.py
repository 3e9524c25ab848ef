"""One measurement: ours, the limit it is held against, and whether the bar is kept."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Result:
    """`ratio` is ours to the limit; it may be at most `bar`, or with `at_least` must reach it."""

    name: str
    ours: float
    limit: float
    unit: str
    bar: float
    at_least: bool = False

    @property
    def ratio(self) -> float:
        return self.ours / self.limit if self.limit else 0.0

    @property
    def ok(self) -> bool:
        return self.ratio >= self.bar if self.at_least else self.ratio <= self.bar

    def as_json(self) -> dict[str, Any]:
        """Return the measurement as the command line prints it."""
        return {
            "name": self.name, "ours": round(self.ours, 4), "limit": round(self.limit, 4), "unit": self.unit,
            "ratio": round(self.ratio, 3), "bar": self.bar, "ok": self.ok,
        }  # fmt: skip


def milliseconds(call: Callable[[], object]) -> float:
    """Return how long a call takes."""
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1000


def processor_milliseconds(call: Callable[[], object]) -> float:
    """Return the processor's time that a call takes which waits for nothing: what it takes on an idle computer."""
    start = time.process_time()
    call()
    return (time.process_time() - start) * 1000


def undisturbed(times: Sequence[float]) -> float:
    """Return the time that the quickest tenth of the calls kept to: other programs only ever add to it.

    For bars of so many milliseconds; where two are compared, both meet the same disturbance.
    """
    ordered = sorted(times)
    return ordered[len(ordered) // 10]


def side_by_side(
    ours: Callable[[], object],
    limit: Callable[[], object],
    rounds: int,
    took: Callable[[Callable[[], object]], float] = milliseconds,
) -> tuple[float, float]:
    """Return the medians of two calls that take turns, each warmed up once, so that both meet the same computer.

    Who goes first changes: the first to read a place reads it for the other, too.
    """
    ours()
    limit()
    ours_took: list[float] = []
    limit_took: list[float] = []
    for number in range(rounds):
        if number % 2:
            limit_took.append(took(limit))
            ours_took.append(took(ours))
        else:
            ours_took.append(took(ours))
            limit_took.append(took(limit))
    return statistics.median(ours_took), statistics.median(limit_took)
