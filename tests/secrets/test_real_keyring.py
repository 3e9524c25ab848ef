"""One run with the keyring that people have: gnome-keyring on a bus of its own, in a process of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import sys
from crm_desktop.secrets.key_ring import KeyRing
ring = KeyRing()
ring.prove()
ring.store("workspace 43524d31", "a" * 64)
assert KeyRing().read("workspace 43524d31") == "a" * 64
ring.forget("workspace 43524d31")
assert KeyRing().read("workspace 43524d31") is None
print("kept and forgotten")
"""


@pytest.mark.torture
@pytest.mark.skipif(
    shutil.which("gnome-keyring-daemon") is None or shutil.which("dbus-run-session") is None,
    reason="gnome-keyring is not installed",
)
def test_a_real_gnome_keyring_keeps_and_forgets(tmp_path: Path) -> None:
    environment = {**os.environ, "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path), "PYTHON": sys.executable}
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        environment[name] = str(tmp_path / name.lower())
    script = tmp_path / "ring.py"
    script.write_text(SCRIPT, "utf-8")
    command = (
        'printf "login words" | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; '
        f'exec "$PYTHON" "{script}"'
    )
    done = subprocess.run(
        ["dbus-run-session", "--", "bash", "-c", command],
        env=environment, capture_output=True, encoding="utf-8", timeout=60, check=False,
    )  # fmt: skip
    assert done.stdout.strip() == "kept and forgotten", done.stderr[-2000:]
