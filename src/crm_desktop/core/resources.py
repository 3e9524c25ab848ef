"""Where the files that travel with the program are: fonts, icons, style sheets."""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path

from crm_desktop.core.errors import CrmError

_PACKAGE = Path(__file__).resolve().parents[1]


@cache
def resource_root() -> Path:
    """The folder of resources of a frozen bundle, an installed wheel or a checkout, in that order."""
    bundle = getattr(sys, "_MEIPASS", None)
    candidates = [Path(bundle) / "resources", Path(bundle) / "crm_desktop" / "_resources"] if bundle else []
    candidates += [_PACKAGE / "_resources", _PACKAGE.parents[1] / "resources"]
    for candidate in candidates:
        if candidate.is_dir():
            return candidate
    raise CrmError(
        "The program's own files are missing.",
        "Your workspace is not touched. Please install the program again.",
    )


def resource_path(name: str) -> Path:
    """The path of one resource, such as `fonts/Inter-Regular.ttf`; refuses a name that leaves the folder."""
    root = resource_root()
    path = Path(os.path.normpath(root / name))
    if not path.is_relative_to(root):
        raise ValueError(f"Resource name leaves the resource folder: {name!r}")
    return path
