"""From the start of a process to the first painted page with rows of a big workspace, against a bare window."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from crm_desktop.bench.result import Result
from crm_desktop.bench.workspace import BigWorkspace

ROUNDS = 9
LIVING = 2000
"""Milliseconds."""
_LONGEST = 60
_BARE = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        print("painted", flush=True)
        QTimer.singleShot(0, QApplication.instance().quit)
application = QApplication(sys.argv)
window = Window()
window.setCentralWidget(QLabel("Nothing"))
window.resize(1440, 900)
window.show()
application.exec()
"""


def measure(big: BigWorkspace) -> Iterator[Result]:
    """Start both in turns, each in a home of its own."""
    environment = _environment(big.folder / "home", "1")
    program = _program(big)
    bare = [sys.executable, "-c", _BARE]
    _until_painted(program, environment)
    _until_painted(bare, environment)
    times = [
        (_until_painted(program, environment), _until_painted(bare, environment)) for _ in range(big.rounds(ROUNDS))
    ]
    ours, limit = (statistics.median(pair[side] for pair in times) for side in (0, 1))
    yield Result("cold start", ours, limit, "ms", 1.25)


def measure_living(big: BigWorkspace) -> Iterator[Result]:
    """Until the first page of the living window holds its rows, against two seconds."""
    environment = _environment(big.folder / "home", "living")
    _until_painted(_program(big), environment)
    times = [_until_painted(_program(big), environment) for _ in range(big.rounds(ROUNDS))]
    yield Result("start to living page", statistics.median(times), LIVING, "ms", 1.0)


def _program(big: BigWorkspace) -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, str(big.path)]
    return [sys.executable, "-m", "crm_desktop", str(big.path)]


def _until_painted(command: list[str], environment: dict[str, str]) -> float:
    """Return the milliseconds until the first line on standard output, which both write when they have painted."""
    start = time.perf_counter()
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        line = process.stdout.readline()
        took = (time.perf_counter() - start) * 1000
        process.stdout.read()
        said = process.stderr.read().decode("utf-8", "replace")
        process.wait(timeout=_LONGEST)
    if not line.strip() or process.returncode:
        raise RuntimeError(f"a window painted nothing and ended with {process.returncode}: {said[-2000:]}")
    return took


def _environment(home: Path, until: str) -> dict[str, str]:
    environment = dict(os.environ, QT_QPA_PLATFORM="offscreen", CRM_QUIT_AFTER_FIRST_PAINT=until, HOME=str(home))
    # An installed program starts from compiled modules, and keeps those it compiled.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    home.mkdir(exist_ok=True)
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"):
        folder = home / name.lower()
        folder.mkdir(mode=0o700, exist_ok=True)
        environment[name] = str(folder)
    return environment
