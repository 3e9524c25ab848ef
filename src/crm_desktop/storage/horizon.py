"""From where on the history is whole: what `compact` dropped is remembered in a setting of the workspace."""

from __future__ import annotations

import json
from dataclasses import dataclass

from crm_desktop.storage.database import Database, Transaction

_SETTING = "history_from"


@dataclass(frozen=True, slots=True)
class Horizon:
    """Entries after `entry` are whole; of those up to it only the last writer of every field is kept.

    `at_ms` is the moment, in milliseconds since 1970 UTC, from which on everything is there.
    """

    entry: int
    at_ms: int


def horizon(database: Database) -> Horizon | None:
    """Return where the whole history begins, or None when nothing was ever dropped."""
    text = database.value("SELECT value FROM setting WHERE id = ?", (_SETTING,))
    if not text:
        return None
    try:
        entry, at_ms = json.loads(text)
        return Horizon(int(entry), int(at_ms))
    except (TypeError, ValueError):
        return None


def move_horizon(work: Transaction, to: Horizon) -> None:
    """Remember that the history up to an entry was thinned."""
    work.execute(
        "INSERT INTO setting (id, value) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET value = excluded.value",
        (_SETTING, json.dumps([to.entry, to.at_ms])),
    )
