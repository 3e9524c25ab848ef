"""Who a name in a line means: exact full, first, last or company names, from the index."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crm_desktop.core.plain_words import Match
from crm_desktop.storage.database import Database

_WORDS = re.compile(r"\w+")
_CANDIDATES = 400
_MOST_KEPT = 2000


class People:
    """A `Lookup` for `plain_words.parse`; what was asked before is remembered until the file changes.

    A line asks some thirty phrases at every key, nearly all the same as at the key before.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._version = -1
        self._known: dict[str, tuple[Match, ...]] = {}

    def __call__(self, phrase: str) -> Sequence[Match]:
        wanted = phrase.casefold().strip()
        found = self._known.get(wanted)
        if found is None:
            found = self._known[wanted] = self._find(wanted)
        return found

    def refresh(self) -> None:
        """Forget what was remembered if the file changed; called once a line."""
        version = self._database.version()
        if version != self._version or len(self._known) > _MOST_KEPT:
            self._version = version
            self._known.clear()

    def _find(self, wanted: str) -> tuple[Match, ...]:
        words = _WORDS.findall(wanted)
        if not words:
            return ()
        match = "title : (" + " AND ".join(f'"{word}"' for word in words) + ")"
        rows = self._database.rows(
            "SELECT c.id, c.name, c.kind, c.given_name, c.family_name FROM "
            f"(SELECT rowid AS document FROM search_index WHERE search_index MATCH ? LIMIT {_CANDIDATES:d}) "
            "JOIN search_document d ON d.id = document AND d.kind = 'contact' "
            "JOIN contact c ON c.id = d.record_id WHERE c.deleted_at IS NULL",
            (match,),
        )
        return tuple(
            Match(contact_id, name, kind)
            for contact_id, name, kind, given, family in rows
            if wanted in (name.casefold(), given.casefold(), family.casefold())
        )
