"""What an erasure takes, what it leaves and why, and what is held about a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from crm_desktop.core.changes import ChangeSet

BACKUP_MONTHS: Final = 12
"""So long a monthly backup is kept: for that time what was erased is still in it."""


@dataclass(frozen=True, slots=True)
class Tombstone:
    """That a record was erased: which, when and by whom (a member's id). Says nothing of who it was."""

    id: str
    kind: str
    record_id: str
    erased_at: datetime
    actor: str


@dataclass(frozen=True, slots=True)
class Part:
    """A number of things of one sort, in a word a person knows: (“Notes and calls”, 4)."""

    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Kept:
    """What stays, and the reason; `titles` are the first few."""

    label: str
    count: int
    reason: str
    titles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A record about somebody or something else in which the name stands: left to the person to judge."""

    kind: str
    id: str
    title: str


@dataclass(frozen=True, slots=True)
class ErasurePreview:
    """What erasing would do, before anything is done."""

    person_id: str
    name: str
    erased: tuple[Part, ...]
    emptied: tuple[Part, ...]
    """Records that stay for the firm's figures, without what was written about the person."""
    kept: tuple[Kept, ...]
    mentions: tuple[Mention, ...]
    backups: int
    """How many backups beside the workspace still hold the person."""
    backup_folder: str
    backup_months: int = BACKUP_MONTHS

    @property
    def about_backups(self) -> str:
        """What is to know of the backups, in whole sentences."""
        if not self.backups:
            return "There is no backup in the usual folder. Copies kept elsewhere still hold the person."
        some = "One backup holds" if self.backups == 1 else f"{self.backups:,} backups hold"
        return (
            f"{some} the person until the last of them is replaced, which takes up to {self.backup_months} months. "
            "Restoring one erases the person again. To have it sooner, delete the older backups in "
            f"{self.backup_folder} after making a new one; copies kept elsewhere are yours to delete."
        )


@dataclass(frozen=True, slots=True)
class ErasureResult:
    """What erasing did. `swept` is false when the file could not be written anew (no room, or another program
    reads it): then remains of what was erased may stay in unused parts of it until the next erasure or `compact`."""

    change: ChangeSet
    preview: ErasurePreview
    swept: bool


@dataclass(frozen=True, slots=True)
class HeldFile:
    """A file of the person, as it goes into the package."""

    name: str
    content: bytes
