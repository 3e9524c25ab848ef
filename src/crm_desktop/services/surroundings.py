"""What stands around a workspace and decides whether it would survive: backups, room, its place, the library."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from crm_desktop.services import backups
from crm_desktop.services.checkup import Finding
from crm_desktop.services.restoring import in_words
from crm_desktop.storage.driver import OLDEST_SQLITE, sqlite_version
from crm_desktop.storage.places import unsafe_place
from crm_desktop.storage.room import ballast_of, free_bytes

if TYPE_CHECKING:
    from crm_desktop.services.services import Services

LATE: Final = timedelta(days=7)
_MEGABYTE: Final = 1_000_000


def look_around(services: Services) -> list[Finding]:
    """Look at everything beside the file itself. Takes as long as the newest backup is big."""
    path = services.database.path
    return [_backups(services), _room(path), _place(path), _library()]


def _backups(services: Services) -> Finding:
    name = "There is a good backup of late"
    path, key = services.database.path, services.database.key
    found = backups.backups_of(path)
    if not found:
        return Finding("There is no backup yet", True, "", "Make one: “crm-desktop backup”.")
    newest = found[0]
    made = in_words(newest.made.astimezone(services.clock.zone))
    if not backups.is_whole(newest.path, key=key):
        good = backups.newest_good(path, key=key)
        if good is None:
            said = f"None of {len(found)} is whole, or they take another passphrase."
            return Finding(name, False, said, "Make a new one: “crm-desktop backup”.")
        older = in_words(good.made.astimezone(services.clock.zone))
        return Finding(
            name, False, f"The newest, of {made}, is damaged; the newest good one is of {older}.",
            "Make a new one: “crm-desktop backup”.",
        )  # fmt: skip
    age = services.clock.now() - newest.made
    said = f"{len(found)} in “{backups.folder_of(path).name}”, the newest of {made} was opened and checked."
    # One of tomorrow was made while the clock was wrong.
    late = not -backups.DAILY <= age <= LATE and backups.is_due(services.database, services.clock)
    return Finding(
        name, True, said, "Changes since then are in no backup. Make one: “crm-desktop backup”." if late else ""
    )


def _room(path: Path) -> Finding:
    name = "There is room on the disk"
    try:
        needed, free = path.stat().st_size * 2, free_bytes(path.parent)
    except OSError as error:
        return Finding(name, False, f"It cannot be asked: {error.strerror}.", "Check that the disk is there.")
    said = f"{free // _MEGABYTE:,} MB free"
    if ballast_of(path).exists():
        said += ", and 8 MB held back for when there is none"
    if free < needed:
        return Finding(name, True, f"{said}.", f"A backup wants {needed // _MEGABYTE + 1:,} MB. Free some space.")
    return Finding(name, True, f"{said}.")


def _place(path: Path) -> Finding:
    name = "The file is in a safe place"
    place = unsafe_place(path)
    if place is None:
        return Finding(name, True)
    return Finding(name, False, f"It is {place.words}.", "Move it to a folder of this computer that nothing copies.")


def _library() -> Finding:
    oldest = ".".join(map(str, OLDEST_SQLITE))
    return Finding("The database library is safe", True, f"SQLite {sqlite_version()}, {oldest} or newer is asked for.")
