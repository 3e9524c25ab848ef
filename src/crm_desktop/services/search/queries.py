"""Search over every kind of record: exact numbers, names, words, digits, and one forgiven letter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, product
from typing import Any

from crm_desktop.core.clock import Clock
from crm_desktop.services.search import sources
from crm_desktop.services.search.typos import Typos
from crm_desktop.services.search.views import Group, Hit
from crm_desktop.services.search.words import Query, read_query
from crm_desktop.storage.database import Database

Key = tuple[str, str]
"""(kind, record id)"""
Candidate = tuple[Any, ...]
"""(kind, record id, title, the group it is known to stand in)"""
Found = dict[Key, Candidate]

_WINDOW = 2
"""How many candidates are looked at for every row that a group may show."""
_ENOUGH = 12
_LEAST_IN_WORDS = 2
_MOST_DOUBTED = 2
_MOST_READINGS = 6
# Flat and by place: wrapped in one statement, or with names for its values, it costs three times as much.
_NAMES = (
    "SELECT 'contact', id, name, kind FROM contact WHERE deleted_at IS NULL AND sort_key >= ? AND sort_key < ? "
    "ORDER BY sort_key LIMIT ?"
)
_BEGINNING = (
    "SELECT 'contact', c.id, c.name, 'person' FROM "
    "(SELECT rowid AS document FROM search_index WHERE search_index MATCH ? ORDER BY rowid LIMIT 200) "
    "CROSS JOIN search_document d ON d.id = document CROSS JOIN contact c ON c.id = d.record_id "
    "WHERE c.kind = 'person' LIMIT ?"
)


class SearchQueries:
    """Finds records. Every method reads only, on the calling thread."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._typos = Typos(database)

    def search(self, text: str, limit_per_group: int = 5) -> list[Group]:
        """Return the best hits, grouped, the group of the best hit first; nothing for an empty text."""
        query = read_query(text)
        if not query.terms or not query.words:
            return []
        found = self._found(query, limit_per_group)
        if not found:
            for spelled in self._respelled(query):
                found = self._found(spelled, limit_per_group)
                if found:
                    query = spelled
                    break
        return self._grouped(_best(query, found, limit_per_group), limit_per_group)

    def hits(self, keys: Iterable[Key]) -> list[Hit]:
        """Return these records as hits, in this order; what was deleted meanwhile is left out."""
        wanted = list(dict.fromkeys(keys))
        found = self._read(wanted)
        return [found[key] for key in wanted if key in found]

    def _read(self, keys: Iterable[Key]) -> dict[Key, Hit]:
        by_kind: dict[str, list[str]] = {}
        for kind, record_id in keys:
            by_kind.setdefault(kind, []).append(record_id)
        found: dict[Key, Hit] = {}
        for kind, ids in by_kind.items():
            for hit in sources.read_hits(self._database, self._clock, kind, ids):
                found[kind, hit.id] = hit
        return found

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

    def _found(self, query: Query, limit: int) -> Found:
        """Few candidates by key, surer ways first, and the body only where titles give little."""
        found: Found = {}
        if query.number:
            _add(found, self._by_number(query))
        one_letter = len(query.plain) < _LEAST_IN_WORDS
        window = _WINDOW * limit
        # In the order of the index, never by rank: ranking reads every match of a short beginning.
        newest = [] if one_letter else self._documents(query.match("title"), window)
        if one_letter or len(newest) == window:
            # There are more than were looked at: the names that begin so must be among them all the same.
            _add(found, self._by_name(query, limit))
            if not one_letter and sum(row[0] == "contact" for row in newest) < limit:
                _add(found, self._beginning(query, limit))
        # The words know no single letter: on a small workspace they are all read, on a large one names are enough.
        if one_letter and len(found) < limit:
            newest = self._documents(query.match("title"), window)
        _add(found, newest)
        if query.digits:
            _add(found, self._by_digits(query))
        if len(found) < _ENOUGH and not one_letter:
            _add(found, self._documents(query.match(), window))
        return found

    def _by_number(self, query: Query) -> list[Candidate]:
        return self._database.rows(
            "SELECT kind, id, number, kind FROM document WHERE number = :number AND deleted_at IS NULL UNION ALL "
            "SELECT 'case', id, number, 'case' FROM \"case\" WHERE number = :number AND deleted_at IS NULL LIMIT 5",
            {"number": query.number},
        )

    def _by_name(self, query: Query, limit: int) -> list[Candidate]:
        """The index of names: family names and companies, a single letter at once."""
        return self._database.rows(_NAMES, (query.plain, query.plain + "\U0010ffff", 2 * limit))

    def _beginning(self, query: Query, limit: int) -> list[Candidate]:
        """People whose given name begins so."""
        return self._database.rows(_BEGINNING, (query.beginning, limit))

    def _by_digits(self, query: Query) -> list[Candidate]:
        digits = query.digits.lstrip("0") if len(query.digits.lstrip("0")) >= 4 else query.digits
        return self._database.rows(
            "SELECT d.kind, d.record_id, d.title, d.kind FROM search_digits i "
            "CROSS JOIN search_document d ON d.id = i.rowid WHERE i.search_digits MATCH :match LIMIT 40",
            {"match": f'"{digits}"'},
        )

    def _documents(self, match: str, most: int) -> list[Candidate]:
        """The newest records that match."""
        return self._database.rows(
            "SELECT d.kind, d.record_id, d.title, d.kind FROM search_index i "
            "CROSS JOIN search_document d ON d.id = i.rowid WHERE i.search_index MATCH ? ORDER BY i.rowid DESC LIMIT ?",
            (match, most),
        )

    def _respelled(self, query: Query) -> Iterator[Query]:
        """Yield the query as it may have been meant: every word that nothing begins with has one slip in it."""
        near, doubtful = self._typos.near, query.doubtful
        unknown = [term for term in query.terms if not self._typos.is_known(term)]
        if not unknown:
            # Each word is one, only not together: one of them may be another.
            for term in doubtful[:_MOST_DOUBTED]:
                for other in near(term):
                    yield query.spelled({term: other})
            return
        if len(unknown) > _MOST_DOUBTED or any(term not in doubtful for term in unknown):
            return
        meant = [near(term) for term in unknown]
        for others in islice(product(*meant), _MOST_READINGS):
            yield query.spelled(dict(zip(unknown, others, strict=True)))

    def _grouped(self, best: Sequence[Key], limit: int) -> list[Group]:
        """Read what is shown of the best candidates and put them under their headings, best first."""
        hits = self._read(best)
        rows: dict[str, list[Hit]] = {}
        for key in best:
            hit = hits.get(key)
            if hit is not None:
                group = rows.setdefault(sources.group_of(hit), [])
                if len(group) < limit:
                    group.append(hit)
        return [Group(kind, sources.GROUPS[kind], tuple(group)) for kind, group in rows.items()]


def _add(found: Found, rows: Iterable[Candidate]) -> None:
    for row in rows:
        found.setdefault(row[:2], row)


def _best(query: Query, found: Found, limit: int) -> list[Key]:
    """The candidates worth reading, best first: by title, enough of every kind for its groups."""
    score = sources.scorer(query)
    rank = sources.CANDIDATE_RANK
    scored = sorted([(score(row[2]), rank[row[3]], row[2], key, row[3]) for key, row in found.items()])
    best: list[Key] = []
    kinds = [row[3] for row in found.values()]
    # With both groups full of those surely known, contacts of either kind need not be read to be told apart.
    full = kinds.count("person") >= limit and kinds.count("company") >= limit
    room = {"contact": 0} if full else {}
    for _, _, _, key, kind in scored:
        left = room.get(kind, limit)
        if left:
            room[kind] = left - 1
            best.append(key)
    return best
