"""Searching, turning pages and saving in the big workspace, against bare statements on the same file."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from itertools import cycle
from random import Random

from crm_desktop.bench.result import Result, milliseconds, side_by_side
from crm_desktop.bench.workspace import BigWorkspace

_PAGE = 50
_HITS = 40
_LETTERS = ("am", "gra", "ha", "wil", "no", "ros", "be", "lin", "sa", "ok")
_RAW_SEARCH = (
    "SELECT d.kind, d.record_id, d.title, d.body FROM search_index s JOIN search_document d ON d.id = s.rowid "
    "WHERE s.search_index MATCH ? ORDER BY s.rowid DESC LIMIT 160"
)


def measure_search(big: BigWorkspace) -> Iterator[Result]:
    """Two and three letters: our grouped hits against as many documents straight from FTS5."""
    services = big.services
    connection = services.database.new_connection()
    ours_next, raw_next = cycle(_LETTERS), cycle(_LETTERS)

    def ours() -> None:
        assert services.search.search(next(ours_next))

    def raw() -> None:
        assert connection.execute(_RAW_SEARCH, (f'"{next(raw_next)}"*',)).fetchall()

    mine, limit = side_by_side(ours, raw, 10 * len(_LETTERS))
    yield Result("search of 2-3 letters", mine, limit, "ms", 1.5)
    times = sorted(milliseconds(ours) for _ in range(10 * len(_LETTERS)))
    yield Result("search, 95th percentile", times[int(len(times) * 0.95)], 5.0, "ms", 1.0)
    connection.close()


def measure_page(big: BigWorkspace) -> Iterator[Result]:
    """Fifty rows of the list at any depth, against the same columns by keyset."""
    from crm_desktop.services.contacts import list_sql

    services = big.services
    ids = services.contacts.row_ids("person", order="name")
    connection = services.database.new_connection()
    random = Random(1)
    depths = [random.randrange(len(ids) - _PAGE) for _ in range(200)]
    columns = f"contact.rowid, contact.id, contact.kind, contact.name, {list_sql.DETAIL}, contact.pinned"
    places = [
        connection.execute("SELECT sort_key, id FROM contact WHERE rowid = ?", (ids[depth],)).fetchone()
        for depth in depths
    ]
    our_turn, raw_turn = cycle(depths), cycle(places)

    def ours() -> None:
        start = next(our_turn)
        assert len(services.contacts.rows_at(ids[start : start + _PAGE])) == _PAGE

    def raw() -> None:
        key, last = next(raw_turn)
        found = connection.execute(
            f"SELECT {columns}, (SELECT t.id FROM task t WHERE t.person_id = contact.id AND +t.status = 'open' "
            "ORDER BY t.due_on LIMIT 1) FROM contact WHERE kind = 'person' AND sort_key >= :key "
            "AND (+sort_key > :key OR +contact.id >= :last) AND deleted_at IS NULL ORDER BY sort_key, id LIMIT 50",
            {"key": key, "last": last},
        ).fetchall()
        assert len(found) == _PAGE

    mine, limit = side_by_side(ours, raw, len(depths))
    yield Result("page of 50 at any depth", mine, limit, "ms", 1.5)
    first, last = ids[:_PAGE], ids[-_PAGE:]
    deep, shallow = side_by_side(lambda: services.contacts.rows_at(last), lambda: services.contacts.rows_at(first), 40)
    yield Result("page, last to first", deep, shallow, "ms", 1.5)
    connection.close()


def measure_save(big: BigWorkspace) -> Iterator[Result]:
    """One field changed: journal, search and full sync, against two milliseconds."""
    services = big.services
    contact = services.database.value("SELECT id FROM contact WHERE kind = 'person' LIMIT 1 OFFSET 5000")
    words = cycle(("Buyer", "Owner", "Chef"))

    def ours() -> None:
        services.contact_commands.save_field(contact, "job_title", next(words))

    ours()
    yield Result("one save", statistics.median(milliseconds(ours) for _ in range(60)), 2.0, "ms", 1.0)
