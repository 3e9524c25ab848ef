"""Write requirements.lock: every package with its hashes, for every system, naming no host."""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
NOTE = """\
# Every package that CRM Desktop and its tests run on, with the hashes of the files that may be installed.
# Written by `make lock`; install with `pip install --require-hashes -r requirements.lock`.
"""
MIRRORS = {"UV_INDEX", "UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_EXTRA_INDEX_URL", "UV_FIND_LINKS"}
PLACES = re.compile(r"(?:https?|file)://|^\s*(?:-i|--index-url|--extra-index-url|-f|--find-links)\b", re.MULTILINE)


def places_named(lock: str) -> list[str]:
    """Return every host, index or local path that a lock's text names; a good lock names none."""
    return [lock[match.start() :].splitlines()[0] for match in PLACES.finditer(lock)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Compile the lock; `--upgrade` takes the newest versions, otherwise those locked now are kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--upgrade", action="store_true", help="take the newest version of everything")
    options = parser.parse_args(arguments)
    command = [
        sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", "--extra", "dev", "--universal",
        "--python-version", "3.11", "--generate-hashes", "--no-emit-index-url", "--no-emit-find-links",
        "--no-header", "--no-annotate", "--quiet", "--output-file", str(LOCK),
        *(["--upgrade"] if options.upgrade else []),
    ]  # fmt: skip
    # Mirrors that this machine is set up for must not choose what everybody else installs.
    plain = {name: value for name, value in os.environ.items() if name not in MIRRORS}
    if subprocess.run(command, cwd=ROOT, env=plain, check=False).returncode:
        return 1
    text = NOTE + LOCK.read_text("utf-8").removeprefix(NOTE)
    named = places_named(text)
    if named:
        print("requirements.lock names a place and must not be kept so:", *named, sep="\n  ", file=sys.stderr)
        return 1
    LOCK.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
