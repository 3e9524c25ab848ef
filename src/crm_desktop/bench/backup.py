"""A backup, proved whole and seen on the disk, against SQLite's online backup and the same proof."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sqlcipher3 import dbapi2 as sqlite

from crm_desktop.bench.result import Result, side_by_side
from crm_desktop.bench.workspace import COUNT, BigWorkspace
from crm_desktop.services.services import Services

SIZE: Final = 500_000_000
_PICTURE: Final = 1_000_000
_AT_ONCE: Final = 50


def measure(big: BigWorkspace) -> Iterator[Result]:
    """Back up a workspace of 500 MB: all the people, and pictures for the rest."""
    from crm_desktop.services.backups import back_up_now
    from crm_desktop.services.opening import open_services

    path = big.folder / "to back up.crm"
    back_up_now(big.services.database, big.services.clock, path)
    services = open_services(path)
    copies = 0

    def target() -> Path:
        nonlocal copies
        copies += 1
        return big.folder / f"copy {copies}.crm"

    def ours() -> None:
        back_up_now(services.database, services.clock, made := target())
        made.unlink()

    def bare() -> None:
        made = target()
        copy = sqlite.connect(made)
        with services.database.source() as source:
            source.backup(copy)
        copy.execute("PRAGMA integrity_check(1)").fetchone()
        copy.execute("PRAGMA foreign_key_check").fetchone()
        copy.close()
        handle = os.open(made, os.O_RDWR)
        os.fsync(handle)
        os.close(handle)
        made.unlink()

    try:
        _add_pictures(services, SIZE if big.people >= COUNT else 5_000_000)
        took, limit = side_by_side(ours, bare, big.rounds(3))
        size = path.stat().st_size // 1_000_000
    finally:
        services.close()
    path.unlink()
    yield Result(f"backup of {size} MB", took, limit, "ms", 1.25)


def _add_pictures(services: Services, size: int) -> None:
    from crm_desktop.services.workspace.commands import put_blob

    database = services.database
    while (missing := size - database.path.stat().st_size) > 0:
        with database.write("Added pictures") as work:
            for _ in range(min(_AT_ONCE, missing // _PICTURE + 1)):
                put_blob(work, os.urandom(_PICTURE))
        connection = database.new_connection()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        connection.close()
