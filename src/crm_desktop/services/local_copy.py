"""A copy on this computer of a workspace that stands where none is safe."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Final

from crm_desktop.core.clock import Clock
from crm_desktop.core.errors import CrmError
from crm_desktop.services.restoring import bring_back
from crm_desktop.storage.places import unsafe_place

_ATTEMPTS: Final = 3
"""How often a file is read again that changed while it was read."""


def local_name(workspace: Path) -> Path:
    """Return a free name for a copy: in the person's documents, or at home where those are kept elsewhere."""
    documents = Path.home() / "Documents"
    folder = documents if documents.is_dir() and unsafe_place(documents / workspace.name) is None else Path.home()
    target, number = folder / workspace.name, 2
    while target.exists():
        target, number = folder / f"{workspace.stem} {number}{workspace.suffix}", number + 1
    return target


def copy_here(workspace: Path, target: Path | None = None, clock: Clock | None = None) -> Path:
    """Copy a workspace to this computer, prove the copy whole and return its path. The original is not changed.

    Never overwrites; raises `CrmError`. Takes as long as the file is big.
    """
    target = target or local_name(workspace)
    if target.exists():
        raise CrmError(f"“{target.name}” is there already.", "It was not touched. Choose another name.")
    if not target.absolute().parent.is_dir():
        raise CrmError(f"There is no folder “{target.parent}”.", "Nothing was copied. Choose a folder that exists.")
    place = unsafe_place(target)
    if place is not None:
        raise CrmError(f"“{target}” is {place.words}, too.", "Nothing was copied. Name a folder of this computer.")
    # SQLite would make files of its own beside it; there it is only read, byte by byte.
    with tempfile.TemporaryDirectory(prefix=".crm-copy-", dir=target.parent) as folder:
        return bring_back(_fetched(workspace, Path(folder)), target, clock)


def _fetched(workspace: Path, folder: Path) -> Path:
    """Copy a file and what is still in its log to a folder of this computer, both of one moment."""
    copy = folder / workspace.name
    pairs = ((workspace, copy), (Path(f"{workspace}-wal"), Path(f"{copy}-wal")))
    try:
        for _ in range(_ATTEMPTS):
            before = [_state(source) for source, _ in pairs]
            for source, target in pairs:
                if source.exists():
                    shutil.copyfile(source, target)
                    target.chmod(0o600)
                else:
                    target.unlink(missing_ok=True)
            if before == [_state(source) for source, _ in pairs]:
                return copy
    except OSError as error:
        raise CrmError(
            f"“{workspace.name}” could not be copied: {error.strerror}.",
            "It was not changed. Is the place within reach?",
        ) from error
    raise CrmError(
        f"“{workspace.name}” is being written to by somebody, so it was not copied.",
        "It was not changed. Close it on the other computer and try again.",
    )


def _state(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_size, found.st_mtime_ns
