"""How the command line learns a passphrase: from a file, from standard input, or typed unseen; never as an argument."""

from __future__ import annotations

import sys
from pathlib import Path

from crm_desktop.core.errors import CrmError

_TRIES = 3


def read_passphrase(file: str) -> str:
    """Return the first line of a file, or the next of standard input for “-”. Raises `CrmError`."""
    if file == "-":
        line = sys.stdin.readline()
    else:
        try:
            with Path(file).open(encoding="utf-8-sig") as held:
                line = held.readline()
        except OSError as error:
            raise CrmError(
                f"“{file}” could not be read.", f"{error.strerror or error}. Nothing was changed."
            ) from error
        except UnicodeDecodeError as error:
            raise CrmError(f"“{file}” is not written in UTF-8.", "Nothing was changed.") from error
    if not line.strip():
        where = "Standard input" if file == "-" else f"“{file}”"
        raise CrmError(f"{where} holds no passphrase.", "Nothing was changed. It is to be the first line.")
    return line.strip("\r\n")


def can_ask() -> bool:
    """Whether there is somebody at the keyboard."""
    return sys.stdin is not None and sys.stdin.isatty()


def ask_for_key(path: Path) -> bytes:
    """Have the passphrase (or the recovery code) typed, up to three times, and return the key. Raises `CrmError`."""
    from getpass import getpass

    from crm_desktop.services.encryption import WrongKey, key_from

    for left in range(_TRIES - 1, -1, -1):
        try:
            return key_from(path, getpass(f"Passphrase of {path.name}: ", stream=sys.stderr))
        except WrongKey as error:
            if not left:
                raise
            print(error.title, file=sys.stderr)
    raise AssertionError


def ask_for_new(path: Path) -> str:
    """Have a new passphrase chosen and typed twice; Enter alone takes the one that is suggested. Raises `CrmError`."""
    from getpass import getpass

    from crm_desktop.services.encryption import require_strong, suggest_passphrase

    suggested = suggest_passphrase()
    print(f"A passphrase that nobody guesses: {suggested}", file=sys.stderr)
    first = getpass("New passphrase (Enter takes this one): ", stream=sys.stderr) or suggested
    require_strong(first, path)
    if getpass("The same again: ", stream=sys.stderr) != first:
        raise CrmError("The two were not the same.", "Nothing was changed. Try again.")
    return first
