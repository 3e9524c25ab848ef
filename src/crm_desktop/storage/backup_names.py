"""What the backups of a workspace are called, and which of them have served their time.

A name says when the copy was made and, for a copy made before something was done, before what:
“shop 2026-11-22 112003.crm”, “shop 2026-11-22 112003 before import.crm”. Only files that are called so,
in the folder of this workspace, are ever removed.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Final, Literal

Reason = Literal["", "update", "import", "restore", "encryption", "decryption", "compacting"]
"""Before what a copy was made; empty for one that was made for its own sake."""

SUFFIX: Final = ".crm"
UNFINISHED: Final = ".unfinished"
DAYS: Final = 7
WEEKS: Final = 4
MONTHS: Final = 12
SAFETY_COPIES: Final = 5
"""How many of the copies that were made before something was done are kept."""

_MOMENT = "%Y-%m-%d %H%M%S"


@dataclass(frozen=True, slots=True)
class Copy:
    """A backup as its name tells it: `moment` is the time on the wall when it was made."""

    path: Path
    moment: datetime
    reason: str = ""
    number: int = 1
    """Which of several that were made in the same second."""

    @property
    def order(self) -> tuple[datetime, int, str]:
        """What sorts copies from the oldest to the newest."""
        return self.moment, self.number, self.path.name


def backup_folder(workspace: Path) -> Path:
    """Return the folder beside a workspace that holds its backups."""
    return workspace.with_name(f"{workspace.stem} backups")


def free_name(workspace: Path, moment: datetime, reason: Reason = "") -> Path:
    """Return the path of a new backup that was not there yet."""
    before = f" before {reason}" if reason else ""
    name = f"{workspace.stem} {moment:{_MOMENT}}{before}"
    folder = backup_folder(workspace)
    target, number = folder / f"{name}{SUFFIX}", 2
    while target.exists():
        target, number = folder / f"{name} ({number}){SUFFIX}", number + 1
    return target


def copy_at(path: Path, workspace: Path) -> Copy | None:
    """Return what a file's name tells, None when it is not called like a backup of this workspace."""
    found = re.fullmatch(
        rf"{re.escape(workspace.stem)} (\d{{4}}-\d\d-\d\d \d{{6}})(?: before ([a-z]+))?(?: \((\d+)\))?{SUFFIX}",
        path.name,
    )
    if found is None:
        return None
    try:
        moment = datetime.strptime(found[1], _MOMENT)
    except ValueError:
        return None
    return Copy(path, moment, found[2] or "", int(found[3] or 1))


def copies_of(workspace: Path) -> list[Copy]:
    """Return the backups of a workspace, the newest first; none when the folder cannot be read."""
    try:
        files = [path for path in backup_folder(workspace).iterdir() if path.is_file() and not path.is_symlink()]
    except OSError:
        return []
    found = [copy for path in files if (copy := copy_at(path, workspace)) is not None]
    return sorted(found, key=lambda copy: copy.order, reverse=True)


def moment_of(copy: Copy, zone: tzinfo | None = None) -> datetime:
    """Return when a copy was made, by the clock of a zone (else this computer's)."""
    return copy.moment.replace(tzinfo=zone) if zone is not None else copy.moment.astimezone()


def superfluous(copies: Iterable[Copy]) -> list[Copy]:
    """Return the copies that may go: all but the newest of seven days, four weeks, twelve months, and five safety ones.

    Days, weeks and months are those that have backups: nothing goes because time went by.
    """
    newest_first = sorted(copies, key=lambda copy: copy.order, reverse=True)
    regular = [copy for copy in newest_first if not copy.reason]
    safety = [copy for copy in newest_first if copy.reason]
    kept = {copy.path for copy in (*newest_first[:1], *safety[:SAFETY_COPIES])}
    for many, period in ((DAYS, _day), (WEEKS, _week), (MONTHS, _month)):
        newest: dict[Hashable, Copy] = {}
        for copy in regular:
            newest.setdefault(period(copy), copy)
        kept.update(copy.path for copy in list(newest.values())[:many])
    return [copy for copy in newest_first if copy.path not in kept]


def _day(copy: Copy) -> Hashable:
    return copy.moment.date()


def _week(copy: Copy) -> Hashable:
    return copy.moment.isocalendar()[:2]


def _month(copy: Copy) -> Hashable:
    return copy.moment.year, copy.moment.month


def tidy(workspace: Path, made: Path) -> list[Path]:
    """Remove the backups that have served their time, never the one just made; return what was removed.

    What cannot be removed stays; the next time tries again. A copy that a killed program left unfinished goes, too.
    """
    gone: list[Path] = []
    for copy in superfluous(copies_of(workspace)):
        if copy.path != made and _remove(copy.path):
            gone.append(copy.path)
    try:
        left = [one for one in backup_folder(workspace).glob(f"*{SUFFIX}{UNFINISHED}*") if one.is_file()]
    except OSError:
        left = []
    for path in left:
        begun = path.with_name(path.name.partition(UNFINISHED)[0])
        if copy_at(begun, workspace) is not None:
            _remove(path)
    return gone


def _remove(path: Path) -> bool:
    try:
        path.unlink()
    except OSError:
        return False
    return True
