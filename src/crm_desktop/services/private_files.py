"""Files that are opened in another program: each in a fresh private folder, overwritten and deleted when we leave.

The folder's name tells whose it is, so that what a killed program left is found by the next.
"""

from __future__ import annotations

import os
import re
import stat
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from crm_desktop.storage.encryption import wipe

_NAME = re.compile(r"crm-file-(\d+)-.+")
_A_DAY = 86_400


def fresh_folder() -> Path:
    """Return a new folder that only this person can look into."""
    return Path(tempfile.mkdtemp(prefix=f"crm-file-{os.getpid()}-"))


def clear(*, own: bool = True) -> None:
    """Overwrite and delete what this process put aside (not with `own=False`), and what dead ones left."""
    try:
        folders = list(Path(tempfile.gettempdir()).iterdir())
    except OSError:
        return
    for folder in folders:
        named = _NAME.fullmatch(folder.name)
        if named is not None and (own if int(named[1]) == os.getpid() else _is_left(folder, int(named[1]))):
            _remove(folder)


def _is_left(folder: Path, process: int) -> bool:
    """Whether nobody works with a folder any more."""
    try:
        found = folder.lstat()
    except OSError:
        return False
    if not stat.S_ISDIR(found.st_mode):
        return False
    if os.name == "nt":  # a process cannot be asked there without ending it
        return time.time() - found.st_mtime > _A_DAY
    if found.st_uid != os.getuid():
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def _remove(folder: Path) -> None:
    with suppress(OSError):  # another program may hold it open, on a system that then keeps it
        for path in folder.iterdir():
            path.chmod(stat.S_IRUSR | stat.S_IWUSR)
            wipe(path)
        folder.rmdir()
