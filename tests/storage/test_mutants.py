"""The tests are tested: the storage is weakened in one way at a time, and the test that guards it must fail."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.storage.mutants import MUTANTS, VARIABLE

PROJECT = Path(__file__).parents[2]
QUICK = (
    "undo does not ask what changed later",
    "other computers are not asked",
)


def _run(node: str, mutant: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-B", "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist",
         "-p", "tests.storage.mutants", node],
        cwd=PROJECT, capture_output=True, text=True, check=False, timeout=900,
        env={**os.environ, VARIABLE: mutant, "PYTHONPATH": str(PROJECT)},
    )  # fmt: skip


def _assert_killed(mutant: str) -> None:
    done = _run(MUTANTS[mutant].test, mutant)
    assert done.returncode == pytest.ExitCode.TESTS_FAILED, done.stdout[-3000:] + done.stderr[-1000:]
    assert "1 failed" in done.stdout


@pytest.mark.parametrize("mutant", QUICK)
def test_a_weakened_storage_is_seen(mutant: str) -> None:
    _assert_killed(mutant)


def test_the_same_tests_pass_while_nothing_is_weakened() -> None:
    tests = {MUTANTS[name].test for name in QUICK}
    done = subprocess.run(
        [sys.executable, "-B", "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *sorted(tests)],
        cwd=PROJECT, capture_output=True, text=True, check=False, timeout=900,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:]


@pytest.mark.torture
@pytest.mark.parametrize("mutant", [name for name in MUTANTS if name not in QUICK])
def test_every_weakness_is_seen(mutant: str) -> None:
    _assert_killed(mutant)


@pytest.mark.torture
def test_all_of_them_pass_while_nothing_is_weakened() -> None:
    done = subprocess.run(
        [sys.executable, "-B", "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist",
         *sorted({one.test for one in MUTANTS.values()})],
        cwd=PROJECT, capture_output=True, text=True, check=False, timeout=1800,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:]
