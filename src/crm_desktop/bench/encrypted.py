"""An encrypted workspace beside the same one in plain: importing, searching, opening."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING

from sqlcipher3 import dbapi2

from crm_desktop.bench.result import Result, processor_milliseconds, side_by_side, undisturbed
from crm_desktop.bench.workspace import BigWorkspace
from crm_desktop.services.opening import make_services, open_services
from crm_desktop.services.sample.shop import SHOP
from crm_desktop.storage.backup import back_up
from crm_desktop.storage.driver import KEY_BYTES
from crm_desktop.storage.encryption import convert, new_salt

if TYPE_CHECKING:
    from crm_desktop.services.services import Services

_PEOPLE = 20_000
_ROUNDS = 5
_LETTERS = ("am", "gra", "ha", "wil", "no", "ros", "be", "lin", "sa", "ok")
_ALLOWED_MS = 0.1
"""What the key may add to opening a file."""


def measure(big: BigWorkspace) -> Iterator[Result]:
    """Import twenty thousand people; search warm; open and read the first page."""
    key = secrets.token_bytes(32) + new_salt()
    yield _inserting(big, key)
    plain, path = _copy(big, "plain", None), _copy(big, "encrypted", key)
    yield _opening(big, plain, path, key)
    encrypted = open_services(path, key=key)
    try:
        yield _searching(big, encrypted)
    finally:
        encrypted.close()


def _inserting(big: BigWorkspace, key: bytes) -> Result:
    table = big.write_table(big.part(_PEOPLE))
    took: dict[bool, list[float]] = {True: [], False: []}
    for number in range(big.rounds(_ROUNDS)):
        for locked in (True, False) if number % 2 else (False, True):
            took[locked].append(_import(big, table, key if locked else None))
    return Result("import, encrypted", min(took[True]), min(took[False]), "s", 1.25)


def _import(big: BigWorkspace, table: Path, key: bytes | None) -> float:
    path = big.folder / "encrypted or not.crm"
    services = make_services(path, SHOP, "Sofia Marsh", key=key)
    plan = services.importing.look(table)
    start = time.perf_counter()
    services.importing.run(plan)
    took = time.perf_counter() - start
    services.close()
    for file in big.folder.glob(f"{path.name}*"):
        file.unlink()
    return took


def _copy(big: BigWorkspace, name: str, key: bytes | None) -> Path:
    """Return the big workspace once more, encrypted with a key."""
    path = back_up(big.services.database, big.folder / f"{name}.crm", moment=big.services.clock.now())
    if key is not None:
        convert(path, None, key)
    return path


def _searching(big: BigWorkspace, encrypted: Services) -> Result:
    plain = big.services
    found = [letters for letters in _LETTERS if plain.search.search(letters)]
    for letters in found:
        assert encrypted.search.search(letters) == plain.search.search(letters)
    ours_next, plain_next = cycle(found), cycle(found)
    ours, limit = side_by_side(
        lambda: encrypted.search.search(next(ours_next)),
        lambda: plain.search.search(next(plain_next)),
        big.rounds(30) * len(_LETTERS),
    )
    return Result("warm search, encrypted", ours, limit, "ms", 1.1)


def _opening(big: BigWorkspace, plain: Path, path: Path, key: bytes) -> Result:
    without, locked = list[float](), list[float]()
    for _ in range(big.rounds(200)):
        without.append(processor_milliseconds(lambda: _open(plain, None)))
        locked.append(processor_milliseconds(lambda: _open(path, key)))
    added = max(undisturbed(locked) - undisturbed(without), 0.0001)
    return Result("opening by key, added", added, _ALLOWED_MS, "ms", 1.0)


def _open(path: Path, key: bytes | None) -> None:
    """Open, give the key, and read the first page: what every connection does before it reads the tables' names."""
    connection = dbapi2.connect(f"{path.as_uri()}?mode=ro", uri=True)
    if key is not None:
        connection.execute(f"PRAGMA key = \"x'{key[:KEY_BYTES].hex()}'\"")
    connection.execute("PRAGMA user_version").fetchone()
    connection.close()
