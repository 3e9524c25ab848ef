"""What only a process of its own shows: no Qt, a closed pipe, a locale that knows no umlaut."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from crm_desktop.__main__ import main as program
from crm_desktop.services.opening import make_services
from crm_desktop.services.workspace.views import Business

PROGRAM = (sys.executable, "-m", "crm_desktop")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("processes") / "shop.crm"
    services = make_services(path, Business(name="B"), "Sofia")
    for number in range(40):
        services.contact_commands.quick_create(f"Ľubica Nováková{number}")
    services.close()
    return path


def test_a_command_imports_no_qt(workspace: Path) -> None:
    script = (
        "import sys\nfrom crm_desktop.__main__ import main\n"
        f"code = main(['--workspace', {str(workspace)!r}, 'list', 'contact'])\n"
        "loaded = [name for name in sys.modules if name.split('.')[0] in ('PySide6', 'shiboken6', 'sqlalchemy')]\n"
        "assert not loaded, loaded\nsys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_utf8_whatever_the_locale(workspace: Path) -> None:
    environment = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(
        [*PROGRAM, "--workspace", workspace, "list", "contact", "--limit", "1"],
        env=environment, capture_output=True, check=True,
    )  # fmt: skip
    assert "Ľubica Nováková" in done.stdout.decode("utf-8")


def test_a_reader_that_has_had_enough_is_no_error(workspace: Path) -> None:
    command = f'"{sys.executable}" -m crm_desktop --workspace "{workspace}" list contact --json | head -c 20; '
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], capture_output=True, encoding="utf-8", check=False
    )  # fmt: skip
    assert done.stderr == ""


def test_without_a_screen_the_window_is_refused_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert program([]) == 1
    assert capsys.readouterr().err.startswith("There is no screen to show a window on.")
