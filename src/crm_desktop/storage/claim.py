"""Which computer has a workspace open, told by a small file beside it.

On one computer SQLite's own locks keep programs apart. On a share that nobody recognised as one they do not, so a
computer that opens a workspace says so, and again every minute. What a crash left behind hinders nobody: on the same
computer at once, on another after three minutes of silence.
"""

from __future__ import annotations

import json
import os
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from crm_desktop.core.errors import OpenElsewhere
from crm_desktop.core.ids import new_id

BEAT_SECONDS = 60
SILENT_SECONDS = 180
"""Who has not been heard of for so long has it open no more."""
_MACHINE = Path("/etc/machine-id")


@dataclass(frozen=True, slots=True)
class _Holder:
    name: str
    machine: str
    pid: int
    token: str


def claim_of(workspace: Path) -> Path:
    """Return the file beside a workspace that says who has it open."""
    return workspace.with_name(f"{workspace.name}.lock")


class Claim:
    """This computer's word that it has a workspace open."""

    def __init__(self, workspace: Path) -> None:
        self._workspace = workspace
        self._file = claim_of(workspace)
        self._own = _Holder(_name(), _machine(), os.getpid(), new_id())
        self._beaten = 0.0
        self._mine = False

    def take(self) -> None:
        """Say that this computer has it open. Raises `OpenElsewhere` when another one has.

        Where no file can be made beside the workspace there is nothing to say it with, and it opens all the same.
        """
        self._beaten = time.time()
        try:
            self._take()
        except OSError:
            self._mine = False

    def renew(self) -> None:
        """Say so again when a minute has passed: before every write, and while the window stands."""
        if 0 <= time.time() - self._beaten < BEAT_SECONDS:  # a clock set back counts as a minute, too
            return
        try:
            self.take()
        except OpenElsewhere:
            self._beaten = 0.0
            raise OpenElsewhere(
                f"“{self._workspace.name}” was opened on another computer meanwhile, so the change was not saved.",
                "Everything saved before is safe. Close it there, or go on working there.",
            ) from None

    def release(self) -> None:
        """Take it back, unless somebody else has said so since."""
        if self._mine and self._read() == self._own:
            self._sweep()
            self._file.unlink(missing_ok=True)
        self._mine = False

    def _take(self) -> None:
        try:
            self._say()
        except FileExistsError:
            self._meet(self._read())
        else:
            self._mine = True

    def _meet(self, holder: _Holder | None) -> None:
        if holder == self._own:
            os.utime(self._file)
            return
        if holder is not None and holder.machine == self._own.machine:
            if _runs(holder.pid):
                os.utime(self._file)  # a neighbour's word holds for us, too
                return
            self._replace()
            return
        if self._silence() < SILENT_SECONDS:
            where = f"is open on “{holder.name}”" if holder is not None else "may be open on another computer"
            raise OpenElsewhere(
                f"“{self._workspace.name}” {where}, so it was not opened here.",
                "Nothing was changed. Close it there first; if that computer was switched off, wait three minutes.",
            )
        self._replace()

    def _silence(self) -> float:
        """Return for how many seconds nothing was heard, by the clock of the disk itself."""
        try:
            heard = self._file.stat().st_mtime
        except FileNotFoundError:
            return SILENT_SECONDS
        mark = self._mark()
        try:
            self._make(mark)
            return abs(mark.stat().st_mtime - heard)
        finally:
            mark.unlink(missing_ok=True)

    def _say(self) -> None:
        """Make the file, its words in it from the first moment: an empty one would be anybody's after a crash."""
        if self._file.exists():
            raise FileExistsError
        mark = self._mark()
        try:
            self._make(mark)
            os.link(mark, self._file)
        except FileExistsError:
            raise
        except OSError:  # a disk that knows no second names
            self._make(self._file)
        finally:
            mark.unlink(missing_ok=True)

    def _replace(self) -> None:
        mark = self._mark()
        try:
            self._make(mark)
            mark.replace(self._file)
        finally:
            mark.unlink(missing_ok=True)
        self._mine = True

    def _mark(self) -> Path:
        return self._file.with_name(f".{self._file.name}.{self._own.token[-8:]}")

    def _sweep(self) -> None:
        """Take away the marks of programs that ended while they made them."""
        with suppress(OSError):
            long_ago = self._file.stat().st_mtime - SILENT_SECONDS
            for left in self._file.parent.iterdir():
                if left.name.startswith(f".{self._file.name}.") and left.stat().st_mtime < long_ago:
                    left.unlink(missing_ok=True)

    def _make(self, file: Path) -> None:
        own = self._own
        words = {"name": own.name, "machine": own.machine, "pid": own.pid, "token": own.token}
        handle = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        try:
            os.write(handle, json.dumps(words).encode())
        except OSError:  # a disk that is full takes the name, but not the words: nobody could tell whose it is
            file.unlink(missing_ok=True)
            raise
        finally:
            os.close(handle)

    def _read(self) -> _Holder | None:
        try:
            found = json.loads(self._file.read_text(encoding="utf-8"))
            return _Holder(str(found["name"]), str(found["machine"]), int(found["pid"]), str(found["token"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None


def _name() -> str:
    """Return what people call this computer."""
    if hasattr(os, "uname"):
        return os.uname().nodename
    return os.environ.get("COMPUTERNAME", "another computer")


def _machine() -> str:
    """Return what tells this computer from others; a name alone is given twice too easily."""
    try:
        return f"{_name()} {_MACHINE.read_text(encoding='ascii').strip()}"
    except (OSError, ValueError):
        return _name()


def _runs(pid: int) -> bool:
    """Whether a process of this computer is still there, as far as the system lets one ask."""
    if os.name == "nt":  # asking there ends the process; SQLite's locks keep neighbours apart anyway
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
