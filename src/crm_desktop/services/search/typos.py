"""Words of the index that differ from a typed one by a single letter."""

from __future__ import annotations

from crm_desktop.storage.database import Database

_MOST = 4


class Typos:
    """Knows the words of the index; read when first needed, and again after the file changed."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._version = -1
        self._by_length: dict[int, list[str]] = {}

    def near(self, word: str) -> list[str]:
        """The words that one wrong, missing, doubled or swapped letter makes of this one, nearest first."""
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extract

        self._refresh()
        length = len(word)
        terms = [term for size in (length - 1, length, length + 1) for term in self._by_length.get(size, ())]
        found = extract(word, terms, scorer=OSA.distance, score_cutoff=1, limit=_MOST)
        return [term for term, _, _ in found]

    def _refresh(self) -> None:
        version = self._database.version()
        if version == self._version:
            return
        by_length: dict[int, list[str]] = {}
        # A connection of its own: those that read may not make even a temporary table.
        connection = self._database.new_connection()
        try:
            connection.execute("CREATE VIRTUAL TABLE temp.search_words USING fts5vocab('main', 'search_index', 'row')")
            for (term,) in connection.execute("SELECT term FROM temp.search_words WHERE length(term) >= 4"):
                by_length.setdefault(len(term), []).append(term)
        finally:
            connection.close()
        self._by_length = by_length
        self._version = version
