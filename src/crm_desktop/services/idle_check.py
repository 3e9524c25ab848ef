"""Looking at the whole file once a week, while nobody works: damage is found before the good backups are too old."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from crm_desktop.core.errors import CrmError
from crm_desktop.services.backups import newest_good
from crm_desktop.services.last_opened import read_state, write_state
from crm_desktop.services.services import Services
from crm_desktop.storage.driver import DatabaseError
from crm_desktop.storage.failures import Damaged
from crm_desktop.storage.room import keep_ballast

WEEKLY: Final = timedelta(days=7)
_CHECKED: Final = "checked"
_MOST = 50
"""How many files are remembered."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a look at the whole file said. `damage` is None when it is whole; `newest` a backup that is whole now."""

    damage: CrmError | None = None
    newest: Path | None = None
    newest_made: datetime | None = None


def is_due(services: Services) -> bool:
    """Whether the file was not looked at for a week, as far as this computer remembers."""
    said = read_state().get(_CHECKED, {})
    moment = said.get(str(services.database.path)) if isinstance(said, dict) else None
    try:
        last = datetime.fromisoformat(moment) if isinstance(moment, str) else None
    except ValueError:
        last = None
    now = services.clock.now()
    # One that claims to be of tomorrow was made while the clock was wrong.
    return last is None or last.tzinfo is None or not timedelta(0) <= now - last < WEEKLY


def look_at_everything(services: Services) -> Verdict:
    """Check every page and every link; from the first damaged page on nothing is written to the file any more.

    Takes as long as the file is big, and only reads. Not for the main thread.
    """
    database = services.database
    damage = database.damage or _damage_of(services)
    if damage is None:
        _remember(services)
        return Verdict()
    if isinstance(damage, Damaged):
        database.damage = damage
    return _with_newest(services, damage)


def keep_room(services: Services) -> None:
    """Hold some room for a full disk, and tell other computers that the file is still open here."""
    if not services.database.read_only:
        services.database.stay()
        keep_ballast(services.database.path)


def _damage_of(services: Services) -> CrmError | None:
    try:
        connection = services.database.new_connection()
        try:
            whole = connection.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok"
            broken = connection.execute("PRAGMA foreign_key_check").fetchone()
        finally:
            connection.close()
    except Damaged as damage:
        return damage
    except (DatabaseError, UnicodeDecodeError):
        return Damaged.found()
    if not whole:
        return Damaged.found()
    if broken is not None:
        return CrmError(
            f"A row of “{broken[0]}” refers to something that is not there.",
            "Everything else is safe. “crm-desktop check” says more.",
        )
    return None


def _with_newest(services: Services, damage: CrmError) -> Verdict:
    good = newest_good(services.database.path, key=services.database.key)
    return Verdict(damage) if good is None else Verdict(damage, good.path, good.made)


def _remember(services: Services) -> None:
    said = read_state().get(_CHECKED, {})
    known = dict(said) if isinstance(said, dict) else {}
    known.pop(str(services.database.path), None)
    known[str(services.database.path)] = services.clock.now().isoformat()
    write_state(**{_CHECKED: dict(list(known.items())[-_MOST:])})
