"""Cells that a spreadsheet would run: written so that none does, and read back unchanged."""

from __future__ import annotations

import re

_SPACE = r"[\s\x00\ufeff\u200b]*"
_DANGER = rf"(?:[\t\r\n]|{_SPACE}[=+\-@＝＋－＠])"
_RUNS = re.compile(rf"'*{_DANGER}")
_GUARDED = re.compile(rf"'+{_DANGER}")


def guarded(cell: str) -> str:
    """Put an apostrophe before text that begins like a formula, and before text that looks guarded."""
    return f"'{cell}" if _RUNS.match(cell) else cell


def unguarded(cell: str) -> str:
    """Take the apostrophe of `guarded` away."""
    return cell[1:] if _GUARDED.match(cell) else cell
