"""The program's own source, read once for every test that looks into it."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path


@cache
def tree(file: Path) -> ast.Module:
    """Return what a source file says."""
    return ast.parse(file.read_text("utf-8"), str(file))
