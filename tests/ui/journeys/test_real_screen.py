"""The program as a process on a real X display."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.display,
    pytest.mark.skipif(shutil.which("xvfb-run") is None, reason="there is no xvfb-run"),
]

SCRIPT = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from crm_desktop import start

real = QApplication.exec

def look():
    shown = [window for window in QApplication.topLevelWidgets() if window.isVisible() and window.isWindow()]
    for window in shown:
        print(QApplication.platformName(), type(window).__name__, window.windowTitle(), window.width(), flush=True)
    living = [window for window in shown if type(window).__name__ != "GlanceWindow"]
    QApplication.quit() if living else QTimer.singleShot(100, look)

def run_and_look(*_):
    QTimer.singleShot(300, look)
    return real()

QApplication.exec = run_and_look
sys.exit(start.run(sys.argv[1] if len(sys.argv) > 1 else None))
"""


def run_on_screen(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Start the program with a home of its own; it says what it shows and leaves."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("QT_", "XDG_"))}
    environment |= {"HOME": str(home), "XDG_STATE_HOME": str(home / "state"), "XDG_RUNTIME_DIR": str(home / "run")}
    (home / "run").mkdir(mode=0o700)
    screen = ["xvfb-run", "-a", "-s", "-screen 0 1440x900x24"]
    return subprocess.run(
        [*screen, sys.executable, "-c", SCRIPT, *arguments],
        env=environment, capture_output=True, text=True, timeout=90, check=False,
    )  # fmt: skip


def test_the_first_page_comes_up_on_a_fresh_machine(tmp_path: Path) -> None:
    done = run_on_screen(tmp_path)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "xcb WelcomeWindow CRM Desktop 1440\n"


def test_the_window_comes_up_on_a_workspace(tmp_path: Path, sample_file: Path) -> None:
    path = Path(shutil.copy(sample_file, tmp_path / "shop.crm"))

    done = run_on_screen(tmp_path, str(path))

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("xcb MainWindow Today · CRM Desktop 1440\n")
