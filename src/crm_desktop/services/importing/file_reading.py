"""The file that a row names: only one that lies beside its table, whatever the path pretends."""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path

from crm_desktop.core.errors import Refused
from crm_desktop.services.contacts.parts import MOST_BYTES

_CHUNK = 1 << 20
_LONGEST = 4_000


def file_beside(folder: Path, text: str) -> Path:
    """Return the file that a path means, read from the folder of its table. Raises `Refused` in a sentence.

    Both slashes part folders. What leads out of the folder, by dots, a link or from the root, is refused.
    """
    words = text.strip().strip('"').replace("\\", "/")
    shown = words[-80:]
    if not words or "\0" in words or len(words) > _LONGEST:
        raise Refused("This row names no file.", "")
    home = folder.resolve()
    try:
        path = (home / words).resolve()
        inside = path.is_relative_to(home)
        mode = path.stat().st_mode if inside else 0
        size = path.stat().st_size if inside else 0
    except (OSError, ValueError, RuntimeError):
        raise Refused(f"“{shown}” is not there.", "") from None
    if not inside:
        raise Refused(f"“{shown}” leads out of the folder “{home.name}”; only files within it are taken.", "")
    if not stat.S_ISREG(mode):
        raise Refused(f"“{shown}” is no file.", "")
    if size > MOST_BYTES:
        raise Refused(f"“{shown}” is larger than {MOST_BYTES // 1024 // 1024} MB.", "")
    return path


def content_of(path: Path) -> bytes:
    """Return the bytes of a file. Raises `Refused`."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refused(f"“{path.name}” could not be read: {error.strerror or error}.", "") from error


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file without holding it. Raises `Refused`."""
    found = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(_CHUNK):
                found.update(block)
    except OSError as error:
        raise Refused(f"“{path.name}” could not be read: {error.strerror or error}.", "") from error
    return found.hexdigest()
