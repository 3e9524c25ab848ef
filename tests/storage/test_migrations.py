"""A file of every earlier version is brought up to date, and nothing in it is lost, whenever it is interrupted."""

from __future__ import annotations

import os
import pkgutil
import shutil
import signal
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crm_desktop.core.errors import CrmError
from crm_desktop.storage import derived, migrations
from crm_desktop.storage.backup import back_up, backup_folder
from crm_desktop.storage.driver import Connection, connect
from crm_desktop.storage.journal import watched_tables
from crm_desktop.storage.migrations import apply_migrations
from crm_desktop.storage.workspace import SCHEMA_VERSION, migrate, open_workspace
from tests.storage.old_files import make_old_file
from tests.storage.whole import assert_sound, assert_whole

VERSIONS = range(1, SCHEMA_VERSION)
Rows = dict[str, list[dict[str, Any]]]
Steps = list[tuple[frozenset[str], frozenset[str]]]


def test_the_schemas_version_counts_the_migrations() -> None:
    assert len([one for one in pkgutil.iter_modules(migrations.__path__) if one.name[0] == "m"]) == SCHEMA_VERSION


@pytest.fixture(scope="module")
def old_files(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """Version → a file of it that nobody changes."""
    folder = tmp_path_factory.mktemp("old")
    made = {version: folder / f"{version}.crm" for version in VERSIONS}
    for version, path in made.items():
        make_old_file(path, version)
    return made


def _rows(path: Path) -> Rows:
    connection = connect(path, read_only=True)
    try:
        found: Rows = {}
        for table in (*watched_tables(connection), "journal_entry", "journal_line", "number_series"):
            cursor = connection.execute(f'SELECT * FROM "{table}" ORDER BY rowid')
            names = [column[0] for column in cursor.description]
            found[table] = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        return found
    finally:
        connection.close()


def _assert_kept(before: Rows, after: Rows) -> None:
    """Every row and every value of the old file is in the new one; what is new may have been added."""
    for table, rows in before.items():
        kept = {row["id"]: row for row in after[table]}
        for row in rows:
            assert {name: kept[row["id"]][name] for name in row} == row, table


@pytest.mark.parametrize("version", VERSIONS)
def test_a_file_of_an_earlier_version_is_brought_up_to_date(
    old_files: dict[int, Path], tmp_path: Path, version: int
) -> None:
    path = Path(shutil.copy(old_files[version], tmp_path / "shop.crm"))
    before = _rows(path)
    assert all(rows for rows in before.values()), "an old file with an empty table proves nothing of it"
    database = open_workspace(path)
    assert_whole(database)
    assert database.value("PRAGMA user_version") == SCHEMA_VERSION
    assert database.value("SELECT count(*) FROM search_document WHERE kind = 'contact'") == len(before["contact"])
    with database.write("Added") as work:
        work.execute("UPDATE contact SET nickname = 'goes on'")
    assert_whole(database)
    database.close()
    _assert_kept({name: rows for name, rows in before.items() if name != "contact"}, _rows(path))


@pytest.mark.parametrize("version", VERSIONS)
def test_a_backup_is_made_first_and_holds_the_old_version(
    old_files: dict[int, Path], tmp_path: Path, version: int
) -> None:
    path = Path(shutil.copy(old_files[version], tmp_path / "shop.crm"))
    before = _rows(path)
    open_workspace(path).close()
    (copy,) = backup_folder(path).glob("*.crm")
    connection = connect(copy, read_only=True)
    assert connection.execute("PRAGMA user_version").fetchone() == (version,)
    connection.close()
    assert _rows(copy) == before


def test_without_a_backup_nothing_is_brought_up_to_date(
    old_files: dict[int, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = Path(shutil.copy(old_files[1], tmp_path / "shop.crm"))
    before = _rows(path)

    def refuse(*_values: object, **_more: object) -> None:
        raise CrmError("The disk is too full for a backup.", "The workspace is safe.")

    monkeypatch.setattr("crm_desktop.storage.backup.back_up", refuse)
    with pytest.raises(CrmError, match="too full for a backup"):
        open_workspace(path)
    assert _rows(path) == before
    connection = connect(path, read_only=True)
    assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    connection.close()


def test_too_little_room_is_said_before_anything_is_changed(
    old_files: dict[int, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = Path(shutil.copy(old_files[1], tmp_path / "shop.crm"))
    before = _rows(path)
    monkeypatch.setattr("crm_desktop.storage.room.free_bytes", lambda folder: path.stat().st_size)
    with pytest.raises(CrmError, match="too full for the change to this version"):
        open_workspace(path)
    assert _rows(path) == before


def test_a_file_of_a_newer_version_is_refused_in_words(tmp_path: Path, old_files: dict[int, Path]) -> None:
    path = Path(shutil.copy(old_files[1], tmp_path / "shop.crm"))
    connection = connect(path)
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(CrmError, match="written by a newer version") as refused:
        open_workspace(path)
    assert "Install the newest version" in refused.value.detail
    assert path.read_bytes() == before


class _Counting:
    """A connection that fails, or kills its process, before the statement of a number."""

    def __init__(self, real: Connection, stop_at: int, stop: Any) -> None:
        self._real, self._stop_at, self._stop = real, stop_at, stop
        self.seen = 0
        self.begun = 0
        """Which was the last that began a transaction."""

    def execute(self, *words: Any) -> Any:
        self.seen += 1
        if str(words[0]).startswith("BEGIN"):
            self.begun = self.seen
        if self.seen == self._stop_at:
            self._stop()
        return self._real.execute(*words)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


def _statements(path: Path, stop_at: int, stop: Any) -> int:
    """Migrate a file, stopping before a statement; return how many statements there were."""
    real = connect(path)
    try:
        counting = _Counting(real, stop_at, stop)
        migrate(counting)  # type: ignore[arg-type]
        return counting.seen
    finally:
        real.close()


class _Interrupted(Exception):
    pass


def _stop() -> None:
    raise _Interrupted


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _schema(connection: Connection) -> tuple[frozenset[str], frozenset[str]]:
    """Return the tables and columns of a file, and the names of what is derived from them."""
    tables = frozenset(
        f"{table}.{row[1]}"
        for table in (*watched_tables(connection), "draft", "erasure", "journal_line")
        for row in connection.execute(f'PRAGMA table_info("{table}")')
    )
    return tables, frozenset(derived.present(connection))


def _steps(path: Path, old: Path) -> Steps:
    """Return the schemas that a file has between its migrations, the first of them its own."""
    shutil.copyfile(old, path)
    connection = connect(path)
    try:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        found = [_schema(connection)]
        for number in range(version + 1, SCHEMA_VERSION + 1):
            apply_migrations(connection, up_to=number)
            found.append(_schema(connection))
        return found
    finally:
        connection.close()


def _interrupt(old: Path, path: Path, stop_at: int, steps: Steps, *, kill: bool) -> None:
    """Interrupt a migration before one statement, look at what is left, and let it be finished."""
    shutil.copyfile(old, path)
    if kill:
        child = os.fork()
        if child == 0:
            try:
                _statements(path, stop_at, _die)
            finally:
                os._exit(0)
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status)
    else:
        with pytest.raises(_Interrupted):
            _statements(path, stop_at, _stop)
    connection = connect(path)
    assert_sound(connection)
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    tables, made = _schema(connection)
    connection.close()
    # Finished steps stay, each whole; what is derived stays as it was, and the version says “done” only with it.
    assert version < SCHEMA_VERSION
    assert tables in [tables for tables, _ in steps]
    assert made == steps[0][1]
    database = open_workspace(path)
    assert_whole(database)
    assert database.value("PRAGMA user_version") == SCHEMA_VERSION
    database.close()
    _assert_kept(_rows(old), _rows(path))
    for leftover in [*path.parent.glob("shop*"), *path.parent.glob(".shop*")]:
        shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()


def _count(path: Path, old: Path) -> tuple[int, int]:
    """Return how many statements there are, and which of them begins the rebuilding of what is derived."""
    shutil.copyfile(old, path)
    real = connect(path)
    try:
        counting = _Counting(real, -1, _stop)
        migrate(counting)  # type: ignore[arg-type]
        # The last is behind the commit: it only switches foreign keys on again.
        return counting.seen - 1, counting.begun
    finally:
        real.close()
        path.unlink()


@pytest.mark.parametrize("version", VERSIONS)
def test_a_migration_that_fails_at_a_statement_leaves_a_file_that_goes_on(
    old_files: dict[int, Path], tmp_path: Path, version: int
) -> None:
    path, old = tmp_path / "shop.crm", old_files[version]
    steps = _steps(path, old)
    for stop_at in range(161, _count(path, old)[0] + 1, 320):
        _interrupt(old, path, stop_at, steps, kill=False)


@pytest.mark.torture
@pytest.mark.parametrize("version", VERSIONS)
def test_a_migration_killed_at_every_statement_leaves_a_file_that_goes_on(
    old_files: dict[int, Path], tmp_path: Path, version: int
) -> None:
    """Of the rebuilding, which is one transaction and the same for all, every version takes another share."""
    path, old = tmp_path / "shop.crm", old_files[version]
    steps, (count, begun) = _steps(path, old), _count(path, old)
    stops = [*range(1, begun + 1), *range(begun + version, count, len(VERSIONS)), count]
    for stop_at in stops:
        _interrupt(old, path, stop_at, steps, kill=True)
    print(f"version {version}: killed at each of {begun} statements and at {len(stops) - begun} of the rebuilding")


def test_backups_of_an_earlier_version_open_today(old_files: dict[int, Path], tmp_path: Path) -> None:
    path = Path(shutil.copy(old_files[1], tmp_path / "shop.crm"))
    database = open_workspace(path)
    copy = back_up(database, tmp_path / "copy.crm", moment=datetime.now(UTC))
    database.close()
    again = open_workspace(copy)
    assert_whole(again)
    again.close()
