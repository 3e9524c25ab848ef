"""Everything that the bench measures can be measured, and is printed as programs read it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from crm_desktop.bench.result import Result, undisturbed
from crm_desktop.bench.running import MEASURES, run_bench
from crm_desktop.core.errors import CrmError

LONG = ("report pdf", "living", "cold start", "encrypted", "duplicates", "cards")
KEYS = {"name", "ours", "limit", "unit", "ratio", "bar", "ok"}
PROGRAM = "import sys; from crm_desktop.bench import run_bench; run_bench(sys.argv[1:], as_json=True, people=600)"


@pytest.mark.parametrize(
    "names",
    [
        [name for name in MEASURES if name not in LONG],
        pytest.param([name for name in MEASURES if name in LONG], marks=pytest.mark.torture),
    ],
    ids=["short", "long"],
)
def test_every_measurement_prints_one_json_object_a_line(names: list[str]) -> None:
    # A process of its own: the bench makes its own application, without a screen.
    command = [sys.executable, "-c", PROGRAM, *names]
    done = subprocess.run(command, capture_output=True, text=True, timeout=900, check=True)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(lines) >= len(names)
    for line in lines:
        assert set(line) == KEYS
        assert line["ours"] > 0
        assert line["ratio"] == pytest.approx(line["ours"] / line["limit"], rel=0.05, abs=0.01)


def test_an_unknown_measurement_is_named_with_those_there_are() -> None:
    with pytest.raises(CrmError, match="no measurement") as refused:
        run_bench(["spede"], as_json=True)
    assert "cold start" in str(refused.value.detail)


def test_a_bar_is_kept_from_below_or_from_above() -> None:
    assert Result("save", 1.5, 2.0, "ms", 1.0).ok
    assert not Result("save", 2.5, 2.0, "ms", 1.0).ok
    assert Result("import", 60, 100, "rows/s", 0.5, at_least=True).ok
    assert not Result("import", 40, 100, "rows/s", 0.5, at_least=True).ok


def test_what_other_programs_add_is_left_out() -> None:
    assert undisturbed([9.0, 2.0, 50.0, 3.0, 2.5, 4.0, 8.0, 7.0, 6.0, 5.0, 1.0]) == 2.0
