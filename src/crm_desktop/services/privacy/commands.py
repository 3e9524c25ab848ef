"""Erasing a person, and erasing again what a restore brought back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from crm_desktop.core.clock import to_millis
from crm_desktop.core.errors import RecordMissing, Refused
from crm_desktop.core.ids import derived_id
from crm_desktop.services.privacy.erasing import PersonErasing
from crm_desktop.services.privacy.queries import PrivacyQueries
from crm_desktop.services.privacy.views import ErasureResult, Tombstone
from crm_desktop.storage.database import Database, Transaction
from crm_desktop.storage.erasing import sweep

if TYPE_CHECKING:
    from crm_desktop.core.clock import Clock

LABEL = "Erased a person"
_KIND = "contact"
_ENTRY = "erase"


class PrivacyCommands:
    """Writes for a person's sake. What is erased cannot be undone."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._queries = PrivacyQueries(database, clock)

    def erase(self, person_id: str) -> ErasureResult:
        """Take a person out of the workspace: rows, journal, search, files and drafts. Raises `CrmError`."""
        preview = self._queries.preview(person_id)
        now = to_millis(self._clock.now())
        tombstone = (derived_id(_KIND, person_id), _KIND, person_id, now, self._database.actor)
        with self._database.write(LABEL, kind=_ENTRY) as work:
            _erase(work, person_id)
            put_tombstone(work, tombstone)
        return ErasureResult(work.change, preview, sweep(self._database))


def reapply_erasures(database: Database, erasures: Sequence[Tombstone]) -> int:
    """Erase again, in a workspace that was brought back, everybody who had been; return how many were there.

    `erasures` come from `PrivacyQueries.erasures` of the workspace that the restore sets aside, and are kept.
    """
    again = 0
    own = PrivacyQueries(database, None).erasures()
    every = {one.id: one for one in (*own, *erasures)}
    for one in every.values():
        with database.write(f"{LABEL} again, after a restore", kind=_ENTRY) as work:
            put_tombstone(work, (one.id, one.kind, one.record_id, to_millis(one.erased_at), one.actor))
            if work.execute("SELECT 1 FROM contact WHERE id = ?", (one.record_id,)):
                _erase(work, one.record_id)
                again += 1
    if again:
        sweep(database)
    return again


def put_tombstone(work: Transaction, tombstone: tuple[str, str, str, int, str]) -> None:
    """Remember that a record was erased; the first time counts."""
    if not work.execute("SELECT 1 FROM erasure WHERE id = ?", tombstone[:1]):
        work.execute(
            "INSERT INTO erasure (id, record_kind, record_id, erased_at, actor) VALUES (?, ?, ?, ?, ?)", tombstone
        )


def _erase(work: Transaction, person_id: str) -> None:
    work.undoable = False
    PersonErasing(work, person_id).erase()


def resolve_person(found: Callable[[str, str], str], kind: str, text: str) -> str:
    """Return the id of the person that a command names. Raises `Refused` for another kind of record."""
    if kind.strip().lower() not in ("contact", "contacts", "person", "people"):
        raise Refused("Only a person can be erased.", f"Nothing was changed. Delete the {kind} instead.")
    person_id = found(_KIND, text)
    if not person_id:
        raise RecordMissing(f"There is no person “{text}”.", "Nothing was changed.")
    return person_id
