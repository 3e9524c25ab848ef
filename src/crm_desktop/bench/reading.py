"""Searching, turning pages and saving in the big workspace, against bare statements on the same file."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle
from random import Random

from crm_desktop.bench.result import Result, milliseconds, processor_milliseconds, side_by_side, undisturbed
from crm_desktop.bench.workspace import BigWorkspace
from crm_desktop.services.contacts import list_sql
from crm_desktop.services.search import sources
from crm_desktop.services.search.views import Group

_PAGE = 50
_LETTERS = ("am", "gra", "ha", "wil", "no", "ros", "be", "lin", "sa", "ok")
_RAW_SEARCH = (
    "SELECT d.kind, d.record_id, d.title FROM search_index s JOIN search_document d ON d.id = s.rowid "
    "WHERE s.search_index MATCH ? ORDER BY s.rowid DESC LIMIT "
)

_ROLES = ("Buyer", "Owner", "Chef")
_COLUMNS = (
    f"contact.rowid, contact.id, contact.kind, contact.name, {list_sql.DETAIL}, contact.pinned, "
    "(SELECT t.id FROM task t WHERE t.person_id = contact.id AND +t.status = 'open' ORDER BY t.due_on LIMIT 1)"
)


def measure_search(big: BigWorkspace) -> Iterator[Result]:
    """Two and three letters: our hits, chosen and grouped, against bare statements for as many rows.

    The bare side asks FTS5 the same question, the newest titles that match, for as many rows as we show, and reads of
    the records that we show the same cells by their ids out of their tables; it chooses nothing. Then the absolute bar.
    """
    services = big.services
    connection = services.database.new_connection()
    shown = {letters: services.search.search(letters) for letters in _LETTERS}
    bare = {letters: _bare_statements(letters, groups) for letters, groups in shown.items() if groups}
    ours_next, raw_next = cycle(bare), cycle(bare)

    def ours() -> None:
        assert services.search.search(next(ours_next))

    def raw() -> None:
        for sql, values in bare[next(raw_next)]:
            assert connection.execute(sql, values).fetchall()

    rounds = big.rounds(30) * len(_LETTERS)
    mine, limit = side_by_side(ours, raw, rounds)
    yield Result("search of 2-3 letters", mine, limit, "ms", 1.5)
    times = sorted(processor_milliseconds(ours) for _ in range(rounds))
    yield Result("search, 95th percentile", times[int(len(times) * 0.95)], 5.0, "ms", 1.0)
    connection.close()


def _bare_statements(letters: str, groups: list[Group]) -> list[tuple[str, tuple[object, ...]]]:
    by_kind: dict[str, list[str]] = {}
    for group in groups:
        for hit in group.rows:
            by_kind.setdefault(hit.kind, []).append(hit.id)
    statements: list[tuple[str, tuple[object, ...]]] = [
        (f"{_RAW_SEARCH}{sum(map(len, by_kind.values())):d}", (f'title : ("{letters}"*)',))
    ]
    statements += [(sources.hits_sql(kind, len(ids)), tuple(ids)) for kind, ids in by_kind.items()]
    return statements


def measure_filter(big: BigWorkspace) -> Iterator[Result]:
    """A letter more in the filter of the list: all matches by name and fifty rows, against bare statements."""
    services = big.services
    connection = services.database.new_connection()
    found = [letters for letters in _LETTERS if services.contacts.row_ids("person", order="name", text=letters)]
    ours_next, raw_next = cycle(found), cycle(found)

    def ours() -> None:
        ids = services.contacts.row_ids("person", order="name", text=next(ours_next))
        assert services.contacts.rows_at(ids[:_PAGE])

    def raw() -> None:
        ids = connection.execute(
            "SELECT contact.rowid FROM search_index i CROSS JOIN search_document d ON d.id = i.rowid "
            "CROSS JOIN contact ON contact.id = d.record_id WHERE i.search_index MATCH ? AND contact.kind = 'person' "
            "AND contact.deleted_at IS NULL ORDER BY contact.sort_key, contact.id",
            (f'"{next(raw_next)}"*',),
        ).fetchall()
        first = ",".join(str(rowid) for (rowid,) in ids[:_PAGE])
        assert connection.execute(f"SELECT {_COLUMNS} FROM contact WHERE rowid IN ({first})").fetchall()

    mine, limit = side_by_side(ours, raw, big.rounds(5) * len(_LETTERS))
    yield Result("filter of the list", mine, limit, "ms", 1.5)
    connection.close()


def measure_page(big: BigWorkspace) -> Iterator[Result]:
    """Fifty rows of the list at any depth, against the same columns by keyset."""
    services = big.services
    ids = services.contacts.row_ids("person", order="name")
    connection = services.database.new_connection()
    random = Random(1)
    depths = [random.randrange(len(ids) - _PAGE) for _ in range(big.rounds(200))]
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
            f"SELECT {_COLUMNS} FROM contact WHERE kind = 'person' AND sort_key >= :key "
            "AND (+sort_key > :key OR +contact.id >= :last) AND deleted_at IS NULL ORDER BY sort_key, id LIMIT 50",
            {"key": key, "last": last},
        ).fetchall()
        assert len(found) == _PAGE

    mine, limit = side_by_side(ours, raw, len(depths))
    yield Result("page of 50 at any depth", mine, limit, "ms", 1.5)
    first, last = ids[:_PAGE], ids[-_PAGE:]
    deep, shallow = side_by_side(
        lambda: services.contacts.rows_at(last), lambda: services.contacts.rows_at(first), big.rounds(40)
    )
    yield Result("page, last to first", deep, shallow, "ms", 1.5)
    connection.close()


def measure_save(big: BigWorkspace) -> Iterator[Result]:
    """One field changed: journal, search and full sync; against the bare statement that fires the same triggers.

    Ours also writes the entry's label, and answers with what was touched. Then the absolute bar.
    """
    services = big.services
    contact, other = services.database.rows("SELECT id FROM contact WHERE kind = 'person' LIMIT 2 OFFSET 100")
    connection = services.database.new_connection()
    our_words, raw_words = cycle(_ROLES), cycle(_ROLES)
    times: list[float] = []

    def ours() -> None:
        times.append(
            milliseconds(lambda: services.contact_commands.save_field(contact[0], "job_title", next(our_words)))
        )

    def raw() -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE contact SET job_title = ? WHERE id = ?", (next(raw_words), other[0]))
        connection.execute("COMMIT")

    mine, limit = side_by_side(ours, raw, big.rounds(150))
    yield Result("one save, to bare", mine, limit, "ms", 2.0)
    yield Result("one save", undisturbed(times), 2.0, "ms", 1.0)
    connection.close()
