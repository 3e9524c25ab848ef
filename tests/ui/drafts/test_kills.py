"""SIGKILL in the middle of typing: at most two seconds of it are lost, and the rest is offered at the next start."""

from __future__ import annotations

import itertools
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from crm_desktop.services.drafts import Draft
from crm_desktop.services.opening import open_services
from crm_desktop.ui.kit.form_parts import texts_in
from tests.ui.drafts.hands import FIELDS, text_of
from tests.ui.drafts.typist import text_of_keys
from tests.ui.journeys.conftest import OpenWindow

PROJECT = Path(__file__).parents[3]
MOST_LOST = 2.0


def _type_and_kill(path: Path, form: str, seconds: float) -> list[float]:
    """Have a process type into a form for so long and kill it; return the moments of the keys it had said."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.ui.drafts.typist", str(path), form],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=PROJECT,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        ready = process.stdout.readline()
        assert ready == "ready\n", process.stderr.read()
        moments: list[float] = []
        for line in process.stdout:
            moments.append(float(line.split()[1]))
            if moments[-1] - moments[0] > seconds:
                break
        process.kill()
        said = process.stdout.read()
    return [*moments, *(float(line.split()[1]) for line in said.splitlines(keepends=True) if line.endswith("\n"))]


def _kept(path: Path, form: str) -> Draft | None:
    services = open_services(path)
    try:
        assert services.database.rows("PRAGMA integrity_check") == [("ok",)]
        return next((draft for draft in services.drafts.waiting() if draft.form == form), None)
    finally:
        services.close()


def _assert_little_lost(draft: Draft | None, moments: list[float]) -> str:
    """Compare what was kept with what was typed, and return the kept text."""
    text = "" if draft is None else max(texts_in(draft.content), key=len)
    # A form that changes a text has the old one behind what is typed.
    began = max(text.find(text_of_keys(5)), 0)
    pairs = zip(text[began:], text_of_keys(len(moments) + 100), strict=False)
    typed = "".join(key for key, _ in itertools.takewhile(lambda pair: pair[0] == pair[1], pairs))
    if len(typed) < len(moments):
        lost = moments[-1] - moments[len(typed)]
        assert lost <= MOST_LOST, f"{lost:.2f} s of typing were lost: {len(typed)} keys of {len(moments)} were kept"
    return typed


def test_half_an_answer_survives_a_kill_and_is_there_at_the_next_start(
    open_window: OpenWindow, sample_file: Path, tmp_path: Path
) -> None:
    path = Path(shutil.copy(sample_file, tmp_path / "shop.crm"))
    moments = _type_and_kill(path, "case.message", 2.5)
    typed = _assert_little_lost(_kept(path, "case.message"), moments)
    assert typed
    count = open_window(path)
    strip = count.window.unfinished
    assert strip is not None
    assert [row.draft.form for row in strip.rows] == ["case.message"]
    strip.rows[0].go_on.click()
    count.settle()
    count.until(lambda: text_of(FIELDS["case.message"](count.window) or pytest.fail("no composer")) == typed)


@pytest.mark.torture
@pytest.mark.parametrize("form", sorted(set(FIELDS) - {"case.answers"}))
def test_every_form_survives_kills_at_any_moment(form: str, sample_file: Path, tmp_path: Path) -> None:
    dice = random.Random(form)
    for number in range(4):
        path = Path(shutil.copy(sample_file, tmp_path / f"{number}.crm"))
        moments = _type_and_kill(path, form, dice.uniform(0.1, 6))
        _assert_little_lost(_kept(path, form), moments)
