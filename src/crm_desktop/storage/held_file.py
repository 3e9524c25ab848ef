"""Whether the file that is open is still the one at its path, and still this computer's to write."""

from __future__ import annotations

from pathlib import Path

from crm_desktop.core.errors import FileGone
from crm_desktop.storage.claim import Claim


class HeldFile:
    """Remembers which file stood at a path; what is put there later is another one."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._identity = self._look()
        self._claim: Claim | None = None

    def claim(self) -> None:
        """Keep other computers from opening it meanwhile. Raises `OpenElsewhere` when one has it open."""
        claim = Claim(self._path)
        claim.take()
        self._claim = claim

    def release(self) -> None:
        """Let other computers open it again."""
        if self._claim is not None:
            self._claim.release()
            self._claim = None

    def is_there(self) -> bool:
        """Whether the path still leads to the same file."""
        return self._look() == self._identity

    def require(self) -> None:
        """Raise `FileGone` when the file was moved, deleted or replaced: what is written would be lost.

        Raises `OpenElsewhere` when another computer opened it while this one was silent.
        """
        if not self.is_there():
            raise FileGone(
                f"“{self._path.name}” was moved, deleted or replaced while it was open, so the change was not saved.",
                "What was saved before is in the file that was moved. Put it back, or save a copy, and open that.",
            )
        if self._claim is not None:
            self._claim.renew()

    def _look(self) -> tuple[int, int] | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino
