"""Whether the file that is open is still the one at its path."""

from __future__ import annotations

from pathlib import Path

from crm_desktop.core.errors import CrmError


class HeldFile:
    """Remembers which file stood at a path; what is put there later is another one."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._identity = self._look()

    def is_there(self) -> bool:
        """Whether the path still leads to the same file."""
        return self._look() == self._identity

    def require(self) -> None:
        """Raise `CrmError` when the file was moved, deleted or replaced: what is written would be lost."""
        if not self.is_there():
            raise CrmError(
                f"“{self._path.name}” was moved, deleted or replaced while it was open, so the change was not saved.",
                "What was saved before is in the file that was moved. Put it back, or save a copy, and open that.",
            )

    def _look(self) -> tuple[int, int] | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino
