"""Lists of records, filtered, sorted and grouped: against bare statements on the same file."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from itertools import cycle

from crm_desktop.bench.result import Result, processor_milliseconds, side_by_side
from crm_desktop.bench.workspace import BigWorkspace
from crm_desktop.core.filters import parse
from crm_desktop.services.lists.views import ListQuery
from crm_desktop.storage.driver import Connection

Call = Callable[[], "array[int]"]
Bare = Callable[[Connection], "array[int]"]
_PEOPLE = "contact.kind = 'person' AND contact.deleted_at IS NULL"
_CITIES, _TAG = ("London", "Leeds", "Bristol"), "VIP"
_BARE_FILTER = (
    f"SELECT contact.rowid FROM contact WHERE {_PEOPLE} AND contact.id IN (SELECT contact_id FROM address "
    "WHERE city = ? COLLATE NOCASE) AND contact.id IN (SELECT record_id FROM tag_link JOIN tag ON tag.id = tag_id "
    f"WHERE tag.name = '{_TAG}' COLLATE NOCASE) ORDER BY contact.sort_key, contact.id"
)
_BARE_SORT = (
    f"SELECT contact.rowid FROM contact NOT INDEXED WHERE {_PEOPLE} "
    "ORDER BY job_title = '', job_title COLLATE NOCASE, sort_key, id"
)
_BARE_FIRMS = (
    "SELECT contact.rowid FROM contact NOT INDEXED LEFT JOIN affiliation a ON a.person_id = contact.id "
    f"AND a.ended_on IS NULL LEFT JOIN contact firm ON firm.id = a.company_id WHERE {_PEOPLE} "
    "ORDER BY firm.name IS NULL, firm.name COLLATE NOCASE, contact.sort_key, contact.id"
)
_BARE_GROUPS = f"SELECT job_title, count(*) FROM contact NOT INDEXED WHERE {_PEOPLE} GROUP BY job_title COLLATE NOCASE"


def measure_filter(big: BigWorkspace) -> Iterator[Result]:
    """People of a city who carry a tag, by name."""
    wheres = [parse(f"kind = person and city = {city} and tags has {_TAG}") for city in _CITIES]
    ours, raw = cycle(wheres), cycle(_CITIES)
    lists = big.services.lists
    yield _against(
        big, "filter by city and tag",
        lambda: lists.found(ListQuery("contact", next(ours), sorting=(("name", False),))).rowids,
        lambda connection: _ids(connection, _BARE_FILTER, next(raw)),
        1.5,
    )  # fmt: skip


def measure_sort(big: BigWorkspace) -> Iterator[Result]:
    """All people by a column of their own, and by the company where they work."""
    lists, people = big.services.lists, parse("kind = person")
    for key, bare in (("job_title", _BARE_SORT), ("company", _BARE_FIRMS)):
        query = ListQuery("contact", people, sorting=((key, False),))
        yield _against(
            big, f"sort by {key.replace('_', ' ')}",
            lambda query=query: lists.found(query).rowids,  # type: ignore[misc]
            lambda connection, bare=bare: _ids(connection, bare),  # type: ignore[misc]
            1.5,
        )  # fmt: skip


def measure_group(big: BigWorkspace) -> Iterator[Result]:
    """All people grouped: the order of them all, and how many each group has."""
    lists = big.services.lists
    query = ListQuery("contact", parse("kind = person"), sorting=(("name", False),), group_by="job_title")

    def raw(connection: Connection) -> array[int]:
        assert connection.execute(_BARE_GROUPS).fetchall()
        return _ids(connection, _BARE_SORT)

    yield _against(big, "group by job title", lambda: lists.found(query).rowids, raw, 1.5)


def _against(big: BigWorkspace, name: str, ours: Call, bare: Bare, bar: float) -> Result:
    connection = big.services.database.new_connection()
    try:
        if "filter" not in name:
            assert len(ours()) == len(bare(connection)) == big.people
        rounds = big.rounds(6) if big.people <= 100_000 else 1
        mine, limit = side_by_side(ours, lambda: bare(connection), rounds, processor_milliseconds)
    finally:
        connection.close()
    return Result(name, mine, limit, "ms", bar)


def _ids(connection: Connection, sql: str, *values: str) -> array[int]:
    return array("q", (row[0] for row in connection.execute(sql, values)))
