"""Room on the disk: asked for before big work, and a little of it kept beside the workspace for when there is none.

When a disk is full even deleting and closing need some: they are written to the write-ahead log first. So eight
megabytes are held by a file that is given up at the first refusal, and made again when there is room.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from crm_desktop.core.ids import new_id
from crm_desktop.storage.failures import DiskFull

BALLAST_BYTES = 8 * 1024 * 1024
_PLENTY = 8
"""Ballast is made only where so many times its size is free."""


def ballast_of(workspace: Path) -> Path:
    """Return the file beside a workspace that holds room for a full disk."""
    return workspace.with_name(f".{workspace.name}.ballast")


def keep_ballast(workspace: Path) -> bool:
    """Hold some room where there is plenty; whether it is held. Never fails: it is a comfort."""
    ballast = ballast_of(workspace)
    unfinished = ballast.with_name(f"{ballast.name}.{new_id()[-8:]}")
    try:
        if ballast.exists():
            return True
        if not os.access(workspace.parent, os.W_OK) or free_bytes(workspace.parent) < BALLAST_BYTES * _PLENTY:
            return False
        handle = os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        try:
            _fill(handle)
        finally:
            os.close(handle)
        unfinished.rename(ballast)
    except OSError:
        return False
    else:
        return True
    finally:
        unfinished.unlink(missing_ok=True)


def _fill(handle: int) -> None:
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(handle, 0, BALLAST_BYTES)
        return
    for _ in range(BALLAST_BYTES // 65_536):  # noise, since a disk that packs its files would hold no room for zeros
        os.write(handle, os.urandom(65_536))


def give_up_ballast(workspace: Path) -> bool:
    """Let go of the room that was held; whether there was any."""
    try:
        ballast_of(workspace).unlink()
    except OSError:
        return False
    return True


def free_bytes(folder: Path) -> int:
    """Return how much this person may still write there."""
    return shutil.disk_usage(folder).free


def require_room(workspace: Path, doing: str) -> None:
    """Raise `DiskFull` before work that may write the file anew: twice its size must be free."""
    try:
        needed = workspace.stat().st_size * 2
        free = free_bytes(workspace.parent)
    except OSError:
        return  # the work itself says what is wrong
    if free < needed:
        raise DiskFull(
            f"The disk is too full for {doing}.",
            f"Nothing was changed. Free {max(1, (needed - free + 999_999) // 1_000_000):,} MB and try again.",
        )
