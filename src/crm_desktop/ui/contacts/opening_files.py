"""Handing an attached file to the program that shows it, never to one that would run it."""

from __future__ import annotations

import re
import stat
import tempfile
from pathlib import Path

from crm_desktop.core.errors import Refused

_PROGRAMS = (
    ".exe .bat .cmd .com .msi .scr .pif .ps1 .vbs .vbe .js .jse .wsf .wsh .hta .cpl .jar .reg .lnk .url .inf .gadget "
    ".sh .bash .command .app .desktop .run .bin .appimage .py .pyw .pl .rb .php .workflow .action .msp .application "
    ".xll .iso .img .vhd .dll .scf .chm .settingcontent-ms"
)
_RUNS = frozenset(_PROGRAMS.split())
_UNSAFE = re.compile(r'[\x00-\x1f<>:"/\\|?*\u202a-\u202e\u2066-\u2069]+')
_LONGEST_NAME = 120


def may_open(name: str) -> bool:
    """Whether a file of this name is shown, and not run, by what the computer opens it with."""
    return not any(suffix.lower() in _RUNS for suffix in Path(name.rstrip(" .")).suffixes[-1:])


def safe_name(name: str) -> str:
    """A file name without places, control letters or letters that turn its ending round."""
    cleaned = _UNSAFE.sub("_", name).strip(" .")
    if len(cleaned) > _LONGEST_NAME:
        path = Path(cleaned)
        cleaned = path.stem[: _LONGEST_NAME - len(path.suffix)] + path.suffix
    return cleaned or "file"


def put_aside(name: str, content: bytes) -> Path:
    """Write a read-only copy into a private folder and return its place. Raises `Refused` for programs."""
    if not may_open(name):
        raise Refused(
            f"“{name}” is a program, so it was not opened.",
            "Save a copy and look at it with care if you trust whoever sent it.",
        )
    folder = Path(tempfile.mkdtemp(prefix="crm-file-"))
    path = folder / safe_name(name)
    path.write_bytes(content)
    path.chmod(stat.S_IRUSR)
    return path
