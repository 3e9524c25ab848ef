"""Looking for duplicates among all contacts, in the processor's time: nothing else may take so long."""

from __future__ import annotations

import time
from collections.abc import Iterator

from crm_desktop.bench.result import Result
from crm_desktop.bench.workspace import COUNT, BigWorkspace

LONGEST = 60.0
"""Seconds of a processor for a hundred thousand people and their firms."""


def measure(big: BigWorkspace) -> Iterator[Result]:
    """Look once, as the review page does."""
    services = big.services
    start = time.process_time()
    found = services.duplicates.look()
    took = time.process_time() - start
    assert found is not None
    assert found.contacts >= big.people
    yield Result(f"duplicates of {big.many}", took, LONGEST * max(big.people / COUNT, 1), "s", 1.0)
