"""Make .venv hold exactly what requirements.lock says, and Qt's system libraries be there.

Runs on any Python >= 3.11 with nothing installed. When nothing is missing it takes a few milliseconds and
touches neither the network nor the disk: a stamp in .venv says what was installed last.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "installed.stamp"

# The Debian package of each library that PySide6's wheels expect from the system.
DEBIAN_PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libOpenGL.so.0": "libopengl0",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xinput.so.0": "libxcb-xinput0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}
TESTED_PARTS = tuple(f"libQt6{part}.so.6" for part in ("Core", "Gui", "Widgets", "Network", "Svg"))
TESTED_PLUGINS = ("platforms/libqoffscreen.so",)
WINDOW_PLUGINS = ("platforms/libqxcb.so",)


class SetupError(Exception):
    """Something only the person at this machine can mend; the text says what, and the exact line to run."""


def fingerprint(lock: bytes, pyproject: str, version: tuple[int, int]) -> str:
    """Return what the stamp must say: it changes with the lock, our packaging, or Python."""
    settings = tomllib.loads(pyproject)
    packaging = {
        "build-system": settings.get("build-system"),
        "project": settings.get("project"),
        "hatch": settings.get("tool", {}).get("hatch"),
    }
    digest = hashlib.sha256(lock)
    digest.update(json.dumps(packaging, sort_keys=True).encode())
    digest.update(repr(version).encode())
    return digest.hexdigest()


def missing_libraries(ldd_output: str) -> list[str]:
    """Return the libraries that `ldd` did not find, in the order it named them, each once."""
    lines = (line.strip() for line in ldd_output.splitlines())
    return list(dict.fromkeys(line.split(" ", 1)[0] for line in lines if line.endswith("=> not found")))


def debian_packages(libraries: Iterable[str]) -> list[str]:
    """Return the Debian packages that hold these libraries; a library nobody knows stands for itself."""
    return sorted({DEBIAN_PACKAGES.get(library, library) for library in libraries})


def install_line(packages: Sequence[str]) -> str:
    """Return the line a person types to install these packages."""
    return f"sudo apt-get install {' '.join(packages)}"


def require_libraries(parts: Sequence[str], plugins: Sequence[str]) -> None:
    """Install the system libraries that these parts of Qt lack, or raise with the line that would."""
    if not sys.platform.startswith("linux") or shutil.which("ldd") is None:
        return
    missing = _missing_for(parts, plugins)
    if missing and _apt_install(debian_packages(missing)):
        missing = _missing_for(parts, plugins)
    if missing and shutil.which("apt-get"):
        raise SetupError(
            "Qt needs system libraries that this machine does not have.\n"
            f"Run this, then the same command again:  {install_line(debian_packages(missing))}"
        )
    if missing:
        raise SetupError(
            "Qt needs system libraries that this machine does not have.\n"
            f"Install what holds them, then run the same command again:  {' '.join(missing)}"
        )


def main(arguments: Sequence[str] | None = None) -> int:
    """Bring the environment up to date; 0 when all is there, 1 with a sentence when it cannot be."""
    parser = argparse.ArgumentParser(description="Create .venv and install what is missing.")
    parser.add_argument("--window", action="store_true", help="also require what a window on a screen needs")
    options = parser.parse_args(arguments)
    try:
        version = _venv_version() or sys.version_info[:2]
        wanted = fingerprint(
            (ROOT / "requirements.lock").read_bytes(), (ROOT / "pyproject.toml").read_text("utf-8"), version
        )
        if not STAMP.is_file() or STAMP.read_text("utf-8") != wanted:
            _create_environment()
            _install_packages()
            require_libraries(TESTED_PARTS, TESTED_PLUGINS)
            STAMP.write_text(wanted, "utf-8")
        if options.window:
            require_libraries((), WINDOW_PLUGINS)
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _venv_python() -> Path:
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _venv_version() -> tuple[int, int] | None:
    python = _venv_python()
    if not python.exists():
        return None
    if Path(sys.prefix).resolve() == VENV:
        return sys.version_info[:2]
    script = "import sys; print(*sys.version_info[:2])"
    answer = subprocess.run([python, "-c", script], capture_output=True, text=True, check=False)
    if answer.returncode:
        return None
    major, minor = answer.stdout.split()
    return int(major), int(minor)


def _create_environment() -> None:
    usable = _venv_version() is not None and _runs("-m", "pip", "--version")
    if usable:
        return
    if VENV.exists():
        shutil.rmtree(VENV)
    print(f"Creating .venv with Python {sys.version.split()[0]}.", flush=True)
    if not _ensurepip_is_there():
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        if not _apt_install([package]):
            raise SetupError(
                "This Python cannot create virtual environments.\n"
                f"Run this, then the same command again:  {install_line([package])}"
            )
    subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)


def _ensurepip_is_there() -> bool:
    probe = [sys.executable, "-c", "import ensurepip, venv"]
    return subprocess.run(probe, capture_output=True, check=False).returncode == 0


def _runs(*arguments: str) -> bool:
    return subprocess.run([_venv_python(), *arguments], capture_output=True, check=False).returncode == 0


def _install_packages() -> None:
    print("Installing what requirements.lock names; the first time takes a minute or two.", flush=True)
    pip = [str(_venv_python()), "-m", "pip", "--disable-pip-version-check", "--no-input", "-q"]
    steps = (
        [*pip, "install", "--require-hashes", "-r", str(ROOT / "requirements.lock")],
        # hatchling is in the lock: building needs nothing from the network and nothing unchecked.
        [*pip, "install", "--no-deps", "--no-build-isolation", "-e", str(ROOT)],
    )
    for step in steps:
        done = subprocess.run(step, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
        if done.returncode:
            raise SetupError(
                f"{done.stderr.strip()}\n\nThe packages could not be installed; what pip says stands above. "
                "Nothing was changed outside .venv. Check the network, then run the same command again."
            )


def _missing_for(parts: Sequence[str], plugins: Sequence[str]) -> list[str]:
    qt = next((VENV / "lib").glob("python3*/site-packages/PySide6/Qt"))
    files = [*(qt / "lib" / part for part in parts), *(qt / "plugins" / plugin for plugin in plugins)]
    known = [str(file) for file in files if file.exists()]
    answer = subprocess.run(["ldd", *known], capture_output=True, text=True, check=False)
    return missing_libraries(answer.stdout)


def _apt_install(packages: Sequence[str]) -> bool:
    """Install Debian packages where that needs no password; whether it was done."""
    if shutil.which("apt-get") is None:
        return False
    prefix: list[str] = []
    if os.geteuid() != 0:
        if shutil.which("sudo") is None:
            return False
        if subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode:
            return False
        prefix = ["sudo", "-n"]
    print(f"Installing system packages: {' '.join(packages)}.", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = [*prefix, "apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    for attempt in (install, [*prefix, "apt-get", "update", "-qq"], install):
        done = subprocess.run(attempt, stdin=subprocess.DEVNULL, env=quiet, capture_output=True, check=False)
        if done.returncode == 0 and attempt is install:
            return True
    return False


if __name__ == "__main__":
    sys.exit(main())
