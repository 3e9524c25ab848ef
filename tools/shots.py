"""Write every screen, light and dark, in both sizes, to shots/ (beside the sample shop they show)."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from itertools import product
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = Path(sys.executable).with_name("crm-desktop")
SCREENS = (
    "first-run", "today", "contacts", "contacts/table", "leads", "leads/board", "pipeline", "pipeline/table",
    "pipeline/forecast", "calendar", "cases", "cases/table", "quotes", "products", "settings",
    "import", "duplicates", "quality",
)  # fmt: skip
THEMES = ("light", "dark")
SIZES = ("1440x900", "1366x768")


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the pictures; 1 when a screen could not be drawn."""
    parser = argparse.ArgumentParser(description="Write every screen, light and dark, in both sizes.")
    parser.add_argument("screens", nargs="*", default=SCREENS, help="only these screens")
    parser.add_argument("--to", type=Path, default=ROOT / "shots", help="the folder to write to")
    options = parser.parse_args(arguments)
    options.to.mkdir(parents=True, exist_ok=True)
    failed = 0
    with tempfile.TemporaryDirectory(prefix="crm-shots-") as folder:
        workspace = Path(folder, "sample.crm")
        subprocess.run([PROGRAM, "sample", workspace], check=True, stdout=subprocess.DEVNULL)
        for screen, theme, size in product(options.screens, THEMES, SIZES):
            picture = options.to / f"{screen.replace('/', '-')}-{theme}-{size}.png"
            command = [PROGRAM, "screenshot", screen, "-o", picture, "--theme", theme, "--size", size]
            done = subprocess.run([*command, "--workspace", workspace], check=False)
            failed += done.returncode != 0
            print(picture.relative_to(Path.cwd()) if picture.is_relative_to(Path.cwd()) else picture)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
