"""Search over every kind of record: exact numbers, names, words, digits, and one forgiven letter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice, product
from typing import Any

from crm_desktop.core.clock import Clock
from crm_desktop.services.search import sources
from crm_desktop.services.search.typos import Typos
from crm_desktop.services.search.views import Group, Hit
from crm_desktop.services.search.words import Query, begins_with, read_query
from crm_desktop.storage.database import Database

Key = tuple[str, str]
"""(kind, record id)"""
Candidate = tuple[Any, ...]
"""(kind, record id, title, whether it is a company, what stands below a contact)"""
Found = dict[str, Candidate]
"""record id → candidate"""

_WINDOW = 2
"""How many candidates are looked at for every row that a group may show."""
_ENOUGH = 12
_LEAST_IN_WORDS = 2
_MOST_DOUBTED = 2
_MOST_READINGS = 6
_MOST_FOR_LETTERS = 2000
"""How many matches of the longer words are looked at for those that have the single letters, too."""


# How many rows are wanted stands in the statement: a bound LIMIT has SQLite compile it again for every search.


_MATCHES = f"SELECT 1 FROM search_index WHERE search_index MATCH ? LIMIT {_MOST_FOR_LETTERS:d}"


@cache
def _newest_sql(most: int) -> str:
    return (
        "SELECT d.kind, d.record_id, d.title, d.is_company, d.subtitle FROM search_index i CROSS JOIN "
        f"search_document d ON d.id = i.rowid WHERE i.search_index MATCH ? ORDER BY i.rowid DESC LIMIT {most:d}"
    )


@cache
def _names_sql(most: int) -> str:
    return " UNION ALL ".join(
        "SELECT * FROM (SELECT 'contact', c.id, d.title, d.is_company, d.subtitle FROM contact c "
        f"CROSS JOIN search_document d ON d.record_id = c.id WHERE c.kind = '{kind}' AND c.deleted_at IS NULL "
        f"AND c.sort_key >= ? AND c.sort_key < ? ORDER BY c.sort_key LIMIT {most:d})"
        for kind in ("person", "company")
    )


@cache
def _newest_and_names_sql(newest: int, names: int) -> str:
    return f"SELECT * FROM ({_newest_sql(newest)}) UNION ALL {_names_sql(names)}"


def _with_letters_sql(letters: Sequence[str], column: str, most: int) -> str:
    return (
        "SELECT d.kind, d.record_id, d.title, d.is_company, d.subtitle FROM (SELECT rowid AS document "
        f"FROM search_index WHERE search_index MATCH ? ORDER BY rowid DESC LIMIT {_MOST_FOR_LETTERS:d}) "
        f"CROSS JOIN search_document d ON d.id = document WHERE {_begin(letters, column)} LIMIT {most:d}"
    )


def _beginning_sql(letters: Sequence[str], most: int) -> str:
    return (
        "SELECT d.kind, d.record_id, d.title, 0, d.subtitle FROM "
        "(SELECT rowid AS document FROM search_index WHERE search_index MATCH ? ORDER BY rowid LIMIT 200) "
        "CROSS JOIN search_document d ON d.id = document WHERE d.kind = 'contact' AND NOT d.is_company "
        f"AND {_begin(letters, 'title')} LIMIT {most:d}"
    )


def _begin(letters: Sequence[str], column: str) -> str:
    where = f"d.{column}" if column else "(d.title || ' ' || d.body)"
    return " AND ".join([begins_with(letter, where) for letter in letters]) or "1"


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
        if not found and not query.number:
            for spelled in self._respelled(query):
                found = self._found(spelled, limit_per_group)
                if found:
                    query = spelled
                    break
        return self._grouped(_best(query, found, limit_per_group))

    def hits(self, keys: Iterable[Key]) -> list[Hit]:
        """Return these records as hits, in this order; what was deleted meanwhile is left out."""
        wanted = list(dict.fromkeys(keys))
        found = self._read(wanted)
        return [found[record_id] for _, record_id in wanted if record_id in found]

    def _read(self, keys: Iterable[Key]) -> dict[str, Hit]:
        by_kind: dict[str, list[str]] = {}
        for kind, record_id in keys:
            by_kind.setdefault(kind, []).append(record_id)
        return {
            hit.id: hit
            for kind, ids in by_kind.items()
            for hit in sources.read_hits(self._database, self._clock, kind, ids)
        }

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
        if len(query.plain) < _LEAST_IN_WORDS:
            return self._found_by_letter(query, limit)
        window = _WINDOW * limit
        # The newest titles, in the order of the index and never by rank: ranking reads every match of a short
        # beginning. There may be more than are looked at: the names that begin so must be among them all the same.
        if len(query.terms) > 1 and query.letters:
            rows = self._documents(query, "title", window)
            rows += self._database.rows(_names_sql(limit), query.range * 2)
        else:
            rows = self._database.rows(_newest_and_names_sql(window, limit), (query.match("title"), *query.range * 2))
        found = {row[1]: row for row in rows}
        if len(rows) >= window and sum([row[0] != "contact" for row in rows]) > window - limit:
            _add(found, self._beginning(query, limit))
        if query.number:
            _add(found, self._by_number(query))
        if query.digits:
            _add(found, self._by_digits(query))
        if len(found) < _ENOUGH:
            _add(found, self._documents(query, "", window))
        return found

    def _found_by_letter(self, query: Query, limit: int) -> Found:
        """The words know no single letter: on a small workspace they are all read, on a large one names are enough."""
        found = {row[1]: row for row in self._database.rows(_names_sql(limit), query.range * 2)}
        if len(found) < limit:
            _add(found, self._documents(query, "title", _WINDOW * limit))
        if query.digits:
            _add(found, self._by_digits(query))
        return found

    def _by_number(self, query: Query) -> list[Candidate]:
        return self._database.rows(
            "SELECT kind, id, number, 0, '' FROM document WHERE number = :number AND deleted_at IS NULL UNION ALL "
            "SELECT 'case', id, number, 0, '' FROM \"case\" WHERE number = :number AND deleted_at IS NULL LIMIT 5",
            {"number": query.number},
        )

    def _beginning(self, query: Query, limit: int) -> list[Candidate]:
        """People whose given name begins so."""
        return self._database.rows(_beginning_sql(query.letters, limit), (query.beginning,))

    def _by_digits(self, query: Query) -> list[Candidate]:
        digits = query.digits.lstrip("0") if len(query.digits.lstrip("0")) >= 4 else query.digits
        return self._database.rows(
            "SELECT d.kind, d.record_id, d.title, d.is_company, d.subtitle FROM search_digits i "
            "CROSS JOIN search_document d ON d.id = i.rowid WHERE i.search_digits MATCH ? LIMIT 40",
            (f'"{digits}"',),
        )

    def _documents(self, query: Query, column: str, most: int) -> list[Candidate]:
        """The newest records that match, in one column or all."""
        letters = query.letters
        if letters:
            # No list in the index says whose words begin with a letter: it would be put together from all such words.
            match = query.match(column, without=letters)
            rows = self._database.rows(_with_letters_sql(letters, column, most), (match,))
            if len(rows) == most or len(self._database.rows(_MATCHES, (match,))) < _MOST_FOR_LETTERS:
                return rows
        return self._database.rows(_newest_sql(most), (query.match(column),))

    def _respelled(self, query: Query) -> Iterator[Query]:
        """Yield the query as it may have been meant: every word that nothing begins with has one slip in it."""
        near, doubtful = self._typos.near, query.doubtful
        # Some word begins with any letter there is.
        unknown = [term for term in query.terms if len(term) > 1 and not self._typos.is_known(term)]
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

    def _grouped(self, best: Sequence[tuple[int, Candidate]]) -> list[Group]:
        """Put the best candidates under their headings, best first; what their documents do not say is read."""
        past = self._database.is_past  # the documents are those of now
        others = [row[:2] for _, row in best if past or row[0] != "contact"]
        read = self._read(others) if others else {}
        groups: dict[int, list[Hit]] = {}
        for place, row in best:
            hit = sources.contact(*row) if row[0] == "contact" and not past else read.get(row[1])
            if hit is None:
                continue
            if place in groups:
                groups[place].append(hit)
            else:
                groups[place] = [hit]
        return [Group(*sources.HEADINGS[place], tuple(rows)) for place, rows in groups.items()]


def _add(found: Found, rows: Iterable[Candidate]) -> None:
    for row in rows:
        found.setdefault(row[1], row)


def _best(query: Query, found: Found, limit: int) -> list[tuple[int, Candidate]]:
    """The candidates worth reading with the place of their group, best first: by title, enough of every group."""
    score, rank = sources.scorer(query), sources.CANDIDATE_RANK
    # Nothing behind the title tells two candidates apart for a person; the row is there to be had.
    ordered = sorted([(score(row[2]), rank[row[0]] + row[3], row[2], row) for row in found.values()])
    room = [limit] * len(sources.GROUPS)
    best = []
    for _, place, _, row in ordered:
        if room[place]:
            room[place] -= 1
            best.append((place, row))
    return best
