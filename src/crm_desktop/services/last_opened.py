"""What the program remembers of this computer, beside no workspace: the file last opened, the window, recents.

One small JSON file in the person's state folder. Losing it costs nothing but comfort.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

WORKSPACE = "workspace"


def state_folder() -> Path:
    """The folder for state and log of this person.

    On Linux that is the freedesktop.org rule itself: importing a library for it would be waited for at every start.
    """
    if sys.platform != "linux":
        from platformdirs import user_state_path

        return user_state_path("crm-desktop", appauthor=False)
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state", "crm-desktop")


def state_file() -> Path:
    """The file of remembered things."""
    return state_folder() / "state.json"


def read_state() -> dict[str, Any]:
    """Return everything remembered; nothing when the file is missing or cannot be understood."""
    import json

    try:
        found = json.loads(state_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def write_state(**changes: Any) -> None:
    """Remember these values beside the others; a computer that cannot keep them is no failure."""
    import json

    folder, target = state_folder(), state_file()
    unfinished = folder / f"state.{os.getpid()}.unfinished"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished.write_text(json.dumps(read_state() | changes, ensure_ascii=False), encoding="utf-8")
        unfinished.replace(target)
    except OSError:
        unfinished.unlink(missing_ok=True)


def last_opened() -> Path | None:
    """The workspace opened last, if it is still there."""
    found = read_state().get(WORKSPACE)
    path = Path(found) if isinstance(found, str) and found else None
    return path if path is not None and path.is_file() else None


def remember_opened(path: Path) -> None:
    """Make this workspace the one that opens next time."""
    here = str(path.resolve())
    recent = [here, *(name for name in read_state().get("recent_files", []) if name != here)][:8]
    write_state(**{WORKSPACE: here, "recent_files": recent})
