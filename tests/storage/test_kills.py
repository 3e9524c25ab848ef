"""SIGKILL at any moment: what was acknowledged is there, what was not is wholly absent, every file is good."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.storage.killable import OPERATIONS

PROJECT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="children are made by fork")


def survive(folder: Path, kills: int, seed: int, *, timeout: float) -> Counter[str]:
    """Kill in a process of its own, without threads and without open files; return what it counted."""
    done = subprocess.run(
        [sys.executable, "-B", "-m", "tests.storage.killing", folder, str(kills), str(seed)],
        cwd=PROJECT, capture_output=True, text=True, check=False, timeout=timeout,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-4000:]
    return Counter(json.loads(done.stdout))


def test_a_few_kills_lose_nothing(tmp_path: Path) -> None:
    count = survive(tmp_path, 4, 7, timeout=300)
    assert count["kills"] == 4
    assert count["acknowledged"] > 0


@pytest.mark.torture
@pytest.mark.parametrize("seed", range(1000, 2000, 200))
def test_a_thousand_kills_lose_nothing(tmp_path: Path, seed: int) -> None:
    """Two hundred kills of each seed; prints what was done meanwhile."""
    count = survive(tmp_path, 200, seed, timeout=1800)
    print(dict(sorted(count.items())))
    assert count["kills"] == 200
    assert count["acknowledged"] >= 400
    never = [name for name in OPERATIONS if not count[name] and not count[f"{name} interrupted"]]
    assert never == []
