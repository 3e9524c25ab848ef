"""Rewrites a workspace under one key after another and tells each that took its place, until it is killed."""

from __future__ import annotations

import sys
from pathlib import Path

from crm_desktop.storage.encryption import convert, new_salt


def main() -> None:
    path, number = Path(sys.argv[1]), int(sys.argv[2])
    key = None if number == 0 else _key(number)
    while True:
        number += 1
        new = _key(number) if number % 3 else None
        convert(path, key, None if new is None else new + new_salt())
        key = new
        print(number, flush=True)


def _key(number: int) -> bytes:
    return number.to_bytes(32, "big")


if __name__ == "__main__":
    main()
