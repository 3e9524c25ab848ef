"""Making a file of many years small again: the journal is thinned after a checked backup, and the room given back."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from crm_desktop.core.clock import local_midnight, to_millis, today
from crm_desktop.core.errors import CrmError, Refused
from crm_desktop.services.services import Services
from crm_desktop.storage.backup import back_up
from crm_desktop.storage.compact import Thinned, look, shrink, thin


@dataclass(frozen=True, slots=True)
class Compacted:
    """What compacting did, or would do. Sizes are of the file in bytes; `backup` is None for a look."""

    before: date
    thinned: Thinned
    size_before: int
    size_after: int
    backup: Path | None

    def sentences(self) -> list[str]:
        """Say, in plain words, what history goes."""
        counted, day = self.thinned, self.before
        if counted.is_nothing:
            return [f"There is no history before {day} to drop."]
        numbers = (
            f"{counted.changes:,} changes made before {day}",
            f"{counted.dropped:,} of {counted.lines:,} lines of history",
            f"the last content of {counted.contents:,} rows that were thrown away for good",
        )
        if self.backup is None:
            said = [
                f"Could no longer be undone: {numbers[0]}. How all stood before {day} could no longer be shown.",
                f"Would go: {numbers[1]}; {counted.shortened:,} would be shortened. Every field keeps its last writer.",
                f"Would go too: {numbers[2]}.",
            ]
        else:
            said = [
                f"Can no longer be undone: {numbers[0]}. How all stood before {day} can no longer be shown.",
                f"Gone: {numbers[1]}; {counted.shortened:,} were shortened. Every field keeps its last writer.",
                f"Gone too: {numbers[2]}.",
            ]
        return said if counted.contents else said[:2]


def usual_day(services: Services) -> date:
    """Return the day before which history is dropped unasked: a year ago."""
    now = today(services.clock)
    return now.replace(year=now.year - 1, day=28 if (now.month, now.day) == (2, 29) else now.day)


def look_at_history(services: Services, before: date | None = None) -> Compacted:
    """Say what compacting would drop; nothing is written."""
    day = _checked(services, before)
    size = _size(services.database.path)
    return Compacted(day, look(services.database, _millis(services, day)), size, size, None)


def compact(services: Services, before: date | None = None) -> Compacted:
    """Back up and prove the copy whole, thin the history before a day, and give the room back to the disk.

    Raises `CrmError`; then nothing was dropped. Rows may change their place: every list must be read again.
    """
    day = _checked(services, before)
    database = services.database
    size = _size(database.path)
    free = shutil.disk_usage(database.path.parent).free
    if free < 3 * size:
        raise CrmError(
            "There is not enough room to compact the workspace.",
            f"It takes {3 * size // 1_000_000 + 1:,} MB for a backup and a fresh copy. Nothing was changed.",
        )
    if look(database, _millis(services, day)).is_nothing:
        raise Refused(f"There is no history before {day} to drop.", "Nothing was changed.")
    now = services.clock.now().astimezone(services.clock.zone)
    backup = back_up(database, moment=now, reason="compacting")
    counted = thin(database, _millis(services, day), lambda _: f"Compacted the history before {day}")
    shrink(database)
    return Compacted(day, counted, size, _size(database.path), backup)


def whole_since(services: Services) -> datetime | None:
    """Return since when the history is whole, None when nothing of it was ever dropped."""
    return services.history.whole_since()


def _checked(services: Services, before: date | None) -> date:
    day = before or usual_day(services)
    if day > today(services.clock):
        raise Refused("That day is yet to come.", "Nothing was changed. Name a day in the past.")
    return day


def _millis(services: Services, day: date) -> int:
    return to_millis(local_midnight(day, services.clock.zone))


def _size(path: Path) -> int:
    return sum(os.path.getsize(one) for one in (path, Path(f"{path}-wal")) if one.exists())
