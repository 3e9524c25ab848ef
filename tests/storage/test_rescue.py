"""What is readable of a broken file comes over as it was, and what does not is said."""

from __future__ import annotations

import random
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crm_desktop.core.errors import CrmError
from crm_desktop.services.opening import make_services, open_services
from crm_desktop.services.rescuing import RescueReport, rescue
from crm_desktop.services.sample.shop import SHOP, fill_sample
from crm_desktop.storage import derived
from crm_desktop.storage.database import Database
from crm_desktop.storage.driver import connect, quoted
from crm_desktop.storage.encryption import convert, new_salt
from crm_desktop.storage.journal import watched_tables
from crm_desktop.storage.workspace import create_workspace, open_workspace
from tests.storage.whole import assert_search_tells_rows, assert_sound, assert_whole

PAGE = 4096
KEY = bytes(range(32))
Truth = dict[str, dict[str, tuple[Any, ...]]]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample shop in a file that nobody changes."""
    path = tmp_path_factory.mktemp("rescue") / "shop.crm"
    services = make_services(path, SHOP, "Sofia")
    fill_sample(services)
    services.close()
    return path


@pytest.fixture(scope="module")
def truth(shop: Path) -> Truth:
    return _rows_of(shop)


def _rows_of(path: Path, key: bytes | None = None) -> Truth:
    connection = connect(path, key=key, read_only=True)
    try:
        return {
            table: {
                row[0]: row[1:]
                for row in connection.execute(f"SELECT id, * FROM {quoted(table)}").fetchall()
                if row[0] != "replica"
            }
            for table in (*watched_tables(connection), "journal_entry", "journal_line", "number_series")
        }
    finally:
        connection.close()


def _root(path: Path, table: str) -> int:
    connection = connect(path, read_only=True)
    try:
        found = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
        return int(found[0])
    finally:
        connection.close()


def _overwrite(data: bytearray, page: int, content: bytes) -> None:
    data[(page - 1) * PAGE : page * PAGE] = content


def _rescued(
    tmp_path: Path, data: bytes, key: bytes | None = None, check: Callable[[Database], None] = assert_whole
) -> tuple[RescueReport, Truth]:
    damaged, new = tmp_path / "damaged.crm", tmp_path / "new.crm"
    damaged.write_bytes(data)
    new.unlink(missing_ok=True)
    report = rescue(damaged, new, key=key)
    assert damaged.read_bytes() == data
    assert sorted(one.name for one in tmp_path.iterdir()) == ["damaged.crm", "new.crm"]
    database = open_workspace(new, key=key)
    try:
        check(database)
    finally:
        database.close()
    return report, _rows_of(new, key)


def _assert_well(database: Database) -> None:
    connection = database.new_connection()
    try:
        assert_sound(connection)
        assert_search_tells_rows(connection)
        assert derived.differs(connection) == []
    finally:
        connection.close()


def _compare(truth: Truth, found: Truth, report: RescueReport) -> int:
    """Return how many records are gone; every one is in the report, and what is there is as it was or marked."""
    gone = 0
    told = {table.name: table for table in report.tables}
    for table, rows in truth.items():
        missing = {one for one in rows if one not in found[table] or _is_anew(found[table][one])}
        if table.startswith("journal"):
            assert not missing or told[table].holes, table
            continue
        # Counted, where an index or the journal knows of them; else the place that could not be read is told.
        counted = told[table].lost >= len(missing - _members(told, table, rows))
        assert counted or told[table].holes, (table, missing)
        gone += len(missing)
        changed = [
            one
            for one in rows.keys() - missing
            if found[table][one] != rows[one] and not _unlinked(rows[one], found[table][one])
        ]
        assert not changed or told[table].values_lost, (table, changed)
        strangers = found[table].keys() - rows.keys()
        assert not strangers, (table, strangers)
    return gone


def _members(told: dict[str, Any], table: str, rows: dict[str, Any]) -> set[str]:
    """What may be missing without having been lost itself: rows that only join others, dropped with them."""
    return set(rows) if table in ("tag_link", "activity_link", "stage_move", "attachment", "number_series") else set()


def _is_anew(row: tuple[Any, ...]) -> bool:
    return any(isinstance(value, str) and value.endswith("(lost)") for value in row)


def _unlinked(before: tuple[Any, ...], after: tuple[Any, ...]) -> bool:
    return all(new == old or new is None for old, new in zip(before, after, strict=True))


def test_a_whole_file_comes_over_whole(shop: Path, truth: Truth, tmp_path: Path) -> None:
    report, found = _rescued(tmp_path, shop.read_bytes())
    assert report.whole
    assert report.lost == 0
    entries = found.pop("journal_entry")
    assert entries.pop(max(entries))[-4] == "rescue"
    before = dict(truth)
    assert entries == before.pop("journal_entry")
    lines = found.pop("journal_line")
    assert {one: lines[one] for one in before["journal_line"]} == before.pop("journal_line")
    assert found == before


def test_what_is_only_in_the_log_comes_over(tmp_path: Path) -> None:
    path = tmp_path / "damaged.crm"
    database = create_workspace(path)
    with database.write("Added") as work:
        work.execute("INSERT INTO contact (id, name, sort_key, created_at) VALUES ('a', 'Amelia', 'amelia', 0)")
    copies = tmp_path / "copies"
    copies.mkdir()
    for name in ("damaged.crm", "damaged.crm-wal"):
        shutil.copy(tmp_path / name, copies / name)
    database.close()
    assert (copies / "damaged.crm-wal").stat().st_size > PAGE
    data = bytearray((copies / "damaged.crm-wal").read_bytes())
    data += b"\x00" * 5000  # what a crash left behind the last commit
    (copies / "damaged.crm-wal").write_bytes(data)
    rescue(copies / "damaged.crm", copies / "new.crm")
    again = open_workspace(copies / "new.crm")
    assert again.rows("SELECT name FROM contact") == [("Amelia",)]
    assert_whole(again)
    again.close()


@pytest.mark.parametrize("table", ["contact", "stage", "journal_entry", "journal_line"])
def test_the_first_page_of_a_table_is_gone(shop: Path, truth: Truth, tmp_path: Path, table: str) -> None:
    data = bytearray(shop.read_bytes())
    _overwrite(data, _root(shop, table), b"\xff" * PAGE)
    report, found = _rescued(tmp_path, bytes(data))
    assert not report.whole
    gone = _compare(truth, found, report)
    if table == "stage":
        assert gone >= len(truth[table])
        assert any("(lost)" in note for note in report.notes)
    if table == "contact":
        # The tree has two floors in the sample: its leaves are found without it.
        assert gone < len(truth["contact"])


def test_the_beginning_of_the_file_is_gone(shop: Path, truth: Truth, tmp_path: Path) -> None:
    data = bytearray(shop.read_bytes())
    _overwrite(data, 1, bytes(PAGE))
    report, found = _rescued(tmp_path, bytes(data))
    kept = sum(one in found["contact"] for one in truth["contact"])
    assert kept > len(truth["contact"]) * 0.9
    assert len(found["journal_line"]) > 0
    assert report.read > 500


@pytest.mark.parametrize("seed", range(5))
def test_pages_that_hold_nonsense(shop: Path, truth: Truth, tmp_path: Path, seed: int) -> None:
    _nonsense(shop, truth, tmp_path, seed)


@pytest.mark.torture
@pytest.mark.parametrize("seed", range(100, 300))
def test_many_pages_that_hold_nonsense(shop: Path, truth: Truth, tmp_path: Path, seed: int) -> None:
    _nonsense(shop, truth, tmp_path, seed)


def _nonsense(shop: Path, truth: Truth, tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    data = bytearray(shop.read_bytes())
    for _ in range(dice.choice((1, 2, 5, 20))):
        content = dice.choice((bytes(PAGE), b"\xff" * PAGE, dice.randbytes(PAGE)))
        _overwrite(data, dice.randrange(2, len(data) // PAGE + 1), content)
    report, found = _rescued(tmp_path, bytes(data))
    _compare(truth, found, report)


def _flip(data: bytearray, seed: int, flips: int) -> None:
    dice = random.Random(seed)
    for _ in range(flips):
        data[dice.randrange(100, len(data))] ^= 1 << dice.randrange(8)


@pytest.mark.parametrize("seed", range(4))
def test_flipped_bits_never_end_in_anything_but_a_whole_file(
    shop: Path, truth: Truth, tmp_path: Path, seed: int
) -> None:
    data = bytearray(shop.read_bytes())
    _flip(data, seed, 40)
    # A bit in a value or in the journal's memory of it shows in nothing else: only the rest can be looked at.
    _, found = _rescued(tmp_path, bytes(data), check=_assert_well)
    kept = sum(one in found[table] for table in ("contact", "deal", "document") for one in truth[table])
    assert kept > 0.5 * sum(len(truth[table]) for table in ("contact", "deal", "document"))


@pytest.fixture(scope="module")
def locked(shop: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample shop, encrypted."""
    path = tmp_path_factory.mktemp("locked") / "shop.crm"
    shutil.copy(shop, path)
    convert(path, None, KEY + new_salt())
    return path


@pytest.fixture(params=["deciphered", "through SQLite"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """With and without a library for AES."""
    if request.param != "deciphered":
        monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.ciphers", None)
    return str(request.param)


def test_a_whole_encrypted_file_comes_over_whole_and_encrypted(
    locked: Path, truth: Truth, tmp_path: Path, way: str
) -> None:
    report, found = _rescued(tmp_path, locked.read_bytes(), KEY)
    assert report.whole
    assert found["contact"] == truth["contact"]
    assert b"Amelia" not in (tmp_path / "new.crm").read_bytes()


@pytest.mark.parametrize("seed", range(3))
def test_an_encrypted_file_with_flipped_bits(locked: Path, truth: Truth, tmp_path: Path, seed: int, way: str) -> None:
    data = bytearray(locked.read_bytes())
    dice = random.Random(seed)
    for _ in range(5):
        data[dice.randrange(PAGE, len(data))] ^= 1 << dice.randrange(8)
    try:
        report, found = _rescued(tmp_path, bytes(data), KEY, _assert_well)
    except CrmError:
        if way == "deciphered":
            raise
        # Through SQLite there is no way past a broken table of contents; then nothing was made.
        assert sorted(one.name for one in tmp_path.iterdir()) == ["damaged.crm"]
        return
    assert "of the encrypted file had been changed" in report.notes[0]
    kept = sum(one in found[table] for table in ("contact", "deal", "document") for one in truth[table])
    assert kept > 0.5 * sum(len(truth[table]) for table in ("contact", "deal", "document"))


def test_numbers_go_on_and_the_device_is_another(shop: Path, tmp_path: Path) -> None:
    data = bytearray(shop.read_bytes())
    _overwrite(data, _root(shop, "number_series"), b"\xff" * PAGE)
    report, _ = _rescued(tmp_path, bytes(data))
    assert not report.whole
    services = open_services(tmp_path / "new.crm")
    given = [number for (number,) in services.database.rows("SELECT number FROM document WHERE number IS NOT NULL")]
    following = services.database.value("SELECT next FROM number_series WHERE id = 'quote'")
    assert given
    assert following > max(int(number.partition("-")[2]) for number in given)
    assert services.database.replica != _replica(shop)
    services.close()


def _replica(path: Path) -> str:
    database = Database(path, read_only=True)
    found = str(database.value("SELECT value FROM setting WHERE id = 'replica'"))
    database.close()
    return found


def test_what_is_no_workspace_is_refused_and_nothing_made(shop: Path, tmp_path: Path) -> None:
    for number, content in enumerate((b"", b"Dear Sofia", b"SQLite format 3\0" + bytes(9000), b"\xff" * 50_000)):
        damaged = tmp_path / f"{number}.crm"
        damaged.write_bytes(content)
        with pytest.raises(CrmError, match="Nothing of a workspace"):
            rescue(damaged, tmp_path / "new.crm")
    with pytest.raises(CrmError, match="There is no file"):
        rescue(tmp_path / "missing.crm", tmp_path / "new.crm")
    with pytest.raises(CrmError, match="is there already"):
        rescue(shop, damaged)
    assert not (tmp_path / "new.crm").exists()
    assert not list(tmp_path.glob(".*"))
