"""The command line: the second face over the services. Nothing here imports Qt, and nothing heavy until it runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crm_desktop.cli.session import Window


def main(argv: Sequence[str] | None = None, *, window: Window | None = None) -> int:
    """Run one command and return the exit code: 0 done, 1 refused, 2 wrong usage."""
    from crm_desktop.cli.program import run

    return run(argv, window)
