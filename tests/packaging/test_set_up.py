"""tools/set_up.py: what it tells a person whose machine lacks something, and when it has nothing to do."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tools import set_up

ROOT = Path(__file__).resolve().parent.parent.parent
LDD = """\
\tlinux-vdso.so.1 (0x00007ffd3a9f2000)
\tlibxcb-cursor.so.0 => not found
\tlibEGL.so.1 => /usr/lib/x86_64-linux-gnu/libEGL.so.1 (0x00007f1c00000000)
\tlibgthread-2.0.so.0 => not found
libqxcb.so:
\tlibxcb-cursor.so.0 => not found
\tlibglib-2.0.so.0 => not found
"""


def test_missing_libraries_become_one_line_to_type() -> None:
    missing = set_up.missing_libraries(LDD)
    assert missing == ["libxcb-cursor.so.0", "libgthread-2.0.so.0", "libglib-2.0.so.0"]
    line = set_up.install_line(set_up.debian_packages(missing))
    assert line == "sudo apt-get install libglib2.0-0 libxcb-cursor0"


def test_a_library_nobody_knows_is_still_named() -> None:
    assert set_up.debian_packages(["libnew.so.9"]) == ["libnew.so.9"]


def test_the_stamp_changes_with_what_is_installed_and_with_nothing_else() -> None:
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    lock = (ROOT / "requirements.lock").read_bytes()
    stamp = set_up.fingerprint(lock, project, (3, 11))
    restyled = project + "\n[tool.another]\nsetting = 1\n"
    assert set_up.fingerprint(lock, restyled, (3, 11)) == stamp
    assert set_up.fingerprint(lock + b"#", project, (3, 11)) != stamp
    assert set_up.fingerprint(lock, project, (3, 12)) != stamp
    assert set_up.fingerprint(lock, project.replace('"typer>=', '"click>='), (3, 11)) != stamp


def test_without_permission_the_exact_line_is_printed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    apt = tmp_path / "apt-get"
    apt.write_text("#!/bin/sh\nexit 1\n")
    apt.chmod(0o755)
    ldd = tmp_path / "ldd"
    ldd.write_text(f"#!/bin/sh\ncat <<'END'\n{LDD}END\n")
    ldd.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    with pytest.raises(set_up.SetupError) as refused:
        set_up.require_libraries((), set_up.WINDOW_PLUGINS)
    said = str(refused.value)
    assert "Run this, then the same command again:  sudo apt-get install libglib2.0-0 libxcb-cursor0" in said


def test_no_python_that_is_new_enough_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "tools").mkdir()
    script = tmp_path / "tools" / "set_up.sh"
    script.write_text((ROOT / "tools" / "set_up.sh").read_text("utf-8"), "utf-8")
    folder = tmp_path / "bin"
    folder.mkdir()
    old = folder / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    (folder / "dirname").symlink_to("/usr/bin/dirname")
    answer = subprocess.run(["/bin/sh", script], env={"PATH": str(folder)}, capture_output=True, text=True, check=False)
    assert answer.returncode == 1
    assert answer.stderr.startswith("CRM Desktop needs Python 3.11 or newer, and none was found")


def test_a_newer_python_beside_an_old_one_is_found(tmp_path: Path) -> None:
    (tmp_path / "tools").mkdir()
    script = tmp_path / "tools" / "set_up.sh"
    script.write_text((ROOT / "tools" / "set_up.sh").read_text("utf-8"), "utf-8")
    folder = tmp_path / "bin"
    folder.mkdir()
    for name, body in (("python3", "exit 1"), ("python3.12", '[ "$1" = -c ] || echo "ran $*"')):
        (folder / name).write_text(f"#!/bin/sh\n{body}\n")
        (folder / name).chmod(0o755)
    (folder / "dirname").symlink_to("/usr/bin/dirname")
    command = ["/bin/sh", str(script), "--window"]
    answer = subprocess.run(command, env={"PATH": str(folder)}, capture_output=True, text=True, check=False)
    assert answer.returncode == 0
    assert "Using python3.12, because python3 is missing or older than 3.11." in answer.stdout
    assert "ran tools/set_up.py --window" in answer.stdout
