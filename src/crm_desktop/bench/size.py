"""How large the workspace's file is, against a file that holds the same records of contacts and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from crm_desktop.bench.result import Result
from crm_desktop.bench.workspace import BigWorkspace
from crm_desktop.storage.driver import connect

_TABLES = ("contact", "channel", "address", "affiliation", "tag", "tag_link")


def measure(big: BigWorkspace) -> Iterator[Result]:
    """Indexes, search, journal and all the rest are what the file has more."""
    path = big.folder / "plain.db"
    path.touch()
    database = big.services.database
    ours = _megabytes(database.value("PRAGMA page_count"), database.value("PRAGMA page_size"))
    plain = connect(path)
    try:
        plain.execute("ATTACH ? AS big", (str(big.path),))
        for table in _TABLES:
            plain.execute(f"CREATE TABLE {table} AS SELECT * FROM big.{table}")
        pages, size = (plain.execute(f"PRAGMA main.{name}").fetchone()[0] for name in ("page_count", "page_size"))
    finally:
        plain.close()
    yield Result(f"file of {big.many}, to plain", ours, _megabytes(pages, size), "MB", 3.5)


def _megabytes(pages: int, size: int) -> float:
    return pages * size / 1e6
