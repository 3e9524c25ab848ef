"""Search over every kind of record: exact numbers, names, words, digits, and one forgiven letter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from crm_desktop.core.clock import Clock
from crm_desktop.services.search import sources
from crm_desktop.services.search.typos import Typos
from crm_desktop.services.search.views import Group, Hit
from crm_desktop.services.search.words import Query, read_query
from crm_desktop.storage.database import Database

Key = tuple[str, str]
"""(kind, record id)"""
Titles = dict[Key, str]
Candidate = tuple[Key, str]

_NEWEST = 120
_OLDEST = 40
_BODY = 80
_ENOUGH = 12


class SearchQueries:
    """Finds records. Every method reads only, on the calling thread."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def search(self, text: str, limit_per_group: int = 5) -> list[Group]:
        """Return the best hits, grouped, the group of the best hit first; nothing for an empty text."""
        query = read_query(text)
        if not query.words:
            return []
        found = self._found(query)
        if not found:
            for spelled in self._respelled(query):
                found = self._found(spelled)
                if found:
                    query = spelled
                    break
        return self._grouped(query, self.hits(_best(query, found, limit_per_group)), limit_per_group)

    def hits(self, keys: Iterable[Key]) -> list[Hit]:
        """Return these records as hits, in this order; what was deleted meanwhile is left out."""
        wanted = list(dict.fromkeys(keys))
        by_kind: dict[str, list[str]] = {}
        for kind, record_id in wanted:
            by_kind.setdefault(kind, []).append(record_id)
        found: dict[Key, Hit] = {}
        for kind, ids in by_kind.items():
            for hit in sources.read_hits(self._database, self._clock, kind, ids):
                found[(kind, hit.id)] = hit
        return [found[key] for key in wanted if key in found]

    def place_of(self, kind: str, record_id: str) -> Key | None:
        """Return the record on whose page this one is shown: a note's contact, a file's owner; else itself."""
        if kind == "activity":
            return self._first(
                "SELECT record_kind, record_id FROM activity_link WHERE activity_id = ? "
                "ORDER BY record_kind <> 'contact', record_kind LIMIT 1",
                record_id,
            )
        if kind == "attachment":
            return self._first("SELECT record_kind, record_id FROM attachment WHERE id = ?", record_id)
        return kind, record_id

    def _first(self, sql: str, record_id: str) -> Key | None:
        row = self._database.row(sql, (record_id,))
        return None if row is None else (str(row[0]), str(row[1]))

    def _found(self, query: Query) -> Titles:
        """Candidates by key with their titles; surer ways first, and the body only where titles give little."""
        found: Titles = {}
        for step in (self._by_number, self._by_name, self._by_title, self._by_digits):
            for key, title in step(query):
                found.setdefault(key, title)
        if len(found) < _ENOUGH:
            for key, title in self._by_body(query):
                found.setdefault(key, title)
        return found

    def _by_number(self, query: Query) -> list[Candidate]:
        if not query.number:
            return []
        number = query.number
        return self._rows(
            "SELECT kind, id, number FROM document WHERE number = :number AND deleted_at IS NULL UNION ALL "
            "SELECT 'case', id, number FROM \"case\" WHERE number = :number AND deleted_at IS NULL LIMIT 5",
            {"number": number},
        )

    def _by_name(self, query: Query) -> list[Candidate]:
        """The index of names: the only one that answers a single letter at once."""
        return self._rows(
            "SELECT 'contact', id, name FROM contact WHERE sort_key >= :low AND sort_key < :high "
            "AND deleted_at IS NULL ORDER BY sort_key LIMIT 12",
            {"low": query.plain, "high": query.plain + "\U0010ffff"},
        )

    def _by_title(self, query: Query) -> list[Candidate]:
        match = query.match("title")
        # In the order of the index, never by rank: ranking reads every match of a short beginning.
        rows = self._documents(match, "DESC", _NEWEST)
        if len(rows) == _NEWEST:
            rows += self._documents(match, "ASC", _OLDEST)
            rows = self._documents(query.match("title", exact=True), "ASC", _OLDEST) + rows
        return rows

    def _by_body(self, query: Query) -> list[Candidate]:
        return self._documents(query.match(), "DESC", _BODY) if len(query.plain) >= 2 else []

    def _by_digits(self, query: Query) -> list[Candidate]:
        if not query.digits:
            return []
        digits = query.digits.lstrip("0") if len(query.digits.lstrip("0")) >= 4 else query.digits
        return self._rows(
            "SELECT kind, record_id, title FROM search_digits "
            "JOIN search_document ON search_document.id = search_digits.rowid "
            "WHERE search_digits MATCH :match LIMIT 40",
            {"match": f'"{digits}"'},
        )

    def _documents(self, match: str, order: str, limit: int) -> list[Candidate]:
        return self._rows(
            "SELECT kind, record_id, title FROM (SELECT rowid AS document FROM search_index "
            f"WHERE search_index MATCH :match ORDER BY rowid {order} LIMIT {limit:d}) "
            "JOIN search_document ON search_document.id = document",
            {"match": match},
        )

    def _rows(self, sql: str, values: dict[str, str]) -> list[Candidate]:
        return [((row[0], row[1]), row[2]) for row in self._database.rows(sql, values)]

    @cached_property
    def _typos(self) -> Typos:
        return Typos(self._database)

    def _respelled(self, query: Query) -> Iterable[Query]:
        for word in query.doubtful:
            for near in self._typos.near(word):
                if near != word:
                    yield query.spelled(word, near)

    def _grouped(self, query: Query, hits: Sequence[Hit], limit: int) -> list[Group]:
        scored = sorted(
            ((sources.score_title(query, hit.title), place, hit) for place, hit in enumerate(hits)), key=_by_score
        )
        rows: dict[str, list[Hit]] = {}
        for _, _, hit in scored:
            group = rows.setdefault(sources.group_of(hit), [])
            if len(group) < limit:
                group.append(hit)
        return [Group(kind, sources.GROUPS[kind], tuple(group)) for kind, group in rows.items()]


def _best(query: Query, found: Titles, limit: int) -> list[Key]:
    """The candidates worth reading: by title, enough of every kind for its groups."""
    by_kind: dict[str, list[tuple[int, str, Key]]] = {}
    for key, title in found.items():
        by_kind.setdefault(key[0], []).append((sources.score_title(query, title), title, key))
    # People and companies are one kind and two groups.
    return [key for rows in by_kind.values() for _, _, key in sorted(rows)[: 3 * limit]]


def _by_score(item: tuple[int, int, Hit]) -> tuple[int, int, str, int]:
    score, place, hit = item
    return score, sources.RANK[sources.group_of(hit)], hit.title.casefold(), place
