"""Writing a document into a folder of the person's choice."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path
from typing import Final

from crm_desktop.core.errors import CrmError

_NOT_IN_NAMES: Final = re.compile(r'[<>:"/\\|?*\x00-\x1f]+')


def file_name(words: str, suffix: str = ".pdf") -> str:
    """Return words as a file name that every system takes: `Q-0318 Harbor & Vine.pdf`."""
    plain = " ".join(_NOT_IN_NAMES.sub(" ", words).split()).strip(". ")[:120]
    return f"{plain or 'Document'}{suffix}"


def write_file(path: Path, content: bytes) -> Path:
    """Write a file whole or not at all, and return its path. Raises `CrmError`."""
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        os.replace(part, path)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise CrmError(
            f"“{path.name}” could not be written to {path.parent}.",
            f"The document itself is safe in the workspace. {error.strerror or 'Choose another folder'}.",
        ) from error
    return path
