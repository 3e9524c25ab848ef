"""The power goes while a whole file is rewritten: the old one or the new one is there, and both are good."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from crm_desktop.core.ids import new_id
from crm_desktop.services.backups import back_up_now
from crm_desktop.services.opening import open_services
from crm_desktop.services.restoring import restore
from crm_desktop.storage.driver import Connection, connect
from crm_desktop.storage.workspace import SCHEMA_VERSION, create_workspace, open_workspace
from tests.storage.old_files import make_old_file
from tests.storage.people import put_people
from tests.storage.power import Disk, Image, disk_below, images
from tests.storage.whole import assert_sound, assert_whole, digest

NAME = "shop.crm"


@contextmanager
def _read(path: Path) -> Iterator[Connection]:
    connection = connect(path)
    try:
        yield connection
    finally:
        connection.close()


def _digest(path: Path) -> str:
    with _read(path) as connection:
        assert_sound(connection)
        return digest(connection)


def _version(path: Path) -> int:
    with _read(path) as connection:
        assert_sound(connection)
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _put_back(image: Image, folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, content in image.items():
        (folder / name).write_bytes(content)
    return folder / NAME


def _cut_a_migration(patch: pytest.MonkeyPatch, folder: Path, version: int, moments: int) -> int:
    """Bring a file up to date, cutting the power at so many moments in every way; return how many cuts it were."""
    path, cuts, dice = folder / NAME, 0, random.Random(version)
    make_old_file(path, version)
    with disk_below(patch, f"migration{version}") as disk:
        disk.hold(path)
        disk.mark(False)
        open_workspace(path).close()
        disk.mark(True)
    new = _digest(path)
    for done, image in images(disk, dice, moments):
        left = _put_back(image, folder / "image")
        found = _version(left)
        assert found in (version, SCHEMA_VERSION)
        assert not done or found == SCHEMA_VERSION
        database = open_workspace(left)
        assert_whole(database)
        database.close()
        assert _digest(left) == new
        cuts += 1
    return cuts


@pytest.mark.torture
@pytest.mark.parametrize("version", range(1, SCHEMA_VERSION))
def test_cuts_while_a_file_is_brought_up_to_date(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, version: int) -> None:
    print(f"version {version}: {_cut_a_migration(monkeypatch, tmp_path, version, 12)} cuts, nothing lost")


def _cut_a_restore(patch: pytest.MonkeyPatch, folder: Path, seed: int, moments: int) -> int:
    """Restore a backup, cutting the power at so many moments in every way; return how many cuts it were."""
    path, backup, cuts = folder / NAME, folder / "backup.crm", 0
    create_workspace(path).close()
    services = open_services(path)
    for copy in (True, False):
        with services.database.write("Added") as work:
            put_people(work, [new_id() for _ in range(20)])
        if copy:
            back_up_now(services.database, services.clock, backup)
    services.close()
    old = _digest(path)
    with disk_below(patch, f"restore{seed}") as disk:
        _hold(disk, path, backup)
        disk.mark("")
        done = restore(backup, path)
        assert done.aside is not None
        disk.mark(done.aside.name)
    new, aside = _digest(path), done.aside.name
    assert new != old
    for said, image in images(disk, random.Random(seed), moments):
        left = _put_back(image, folder / "image")
        found = _digest(left)
        assert found in (old, new)
        # What stood there before is nowhere else: it has its other name before its place is taken.
        assert found == old or _digest(left.with_name(aside)) == old
        assert not said or found == new
        database = open_workspace(left)
        assert_whole(database)
        database.close()
        cuts += 1
    return cuts


def _hold(disk: Disk, *paths: Path) -> None:
    for path in paths:
        disk.hold(path)


def test_a_few_cuts_while_a_backup_is_brought_back(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert _cut_a_restore(monkeypatch, tmp_path, 1, 1) >= 4


@pytest.mark.torture
def test_many_cuts_while_a_backup_is_brought_back(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    print(f"{_cut_a_restore(monkeypatch, tmp_path, 2, 80)} cuts, nothing lost")


def test_a_new_workspace_is_there_once_it_was_made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path, seen = tmp_path / NAME, set()
    with disk_below(monkeypatch, "making") as disk:
        disk.mark(False)
        create_workspace(path).close()
        disk.mark(True)
    for done, image in images(disk, random.Random(4), 2):
        left = _put_back(image, tmp_path / "image")
        assert left.exists() or not done
        if left.exists():
            assert _version(left) == SCHEMA_VERSION
        seen.add(done)
    assert True in seen
