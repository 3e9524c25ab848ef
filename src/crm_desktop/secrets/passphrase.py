"""From a passphrase to a key, and which passphrases are worth the work.

Argon2id makes each guess cost 64 MiB of memory and about a tenth of a second. The parameters are the second
choice of RFC 9106, section 4 (the first takes 2 GiB); their number stands in the mark at the file's beginning,
so that later ones can differ.
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Iterable
from typing import Final

from crm_desktop.core.errors import CrmError
from crm_desktop.secrets.passphrase_words import WORDS

ITERATIONS: Final = 3
MEMORY_KIB: Final = 65_536
LANES: Final = 4
KEY_BYTES: Final = 32

SHORTEST: Final = 12
_FEWEST_LETTERS: Final = 6
_SUGGESTED_WORDS: Final = 6
_ROWS: Final = (
    "abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "qwertyuiop", "asdfghjkl", "zxcvbnm",
    "qwertzuiop", "yxcvbnm", "azertyuiop", "qsdfghjklm", "wxcvbn",
)  # fmt: skip
_COMMON: Final = frozenset(
    {
        "password", "passwort", "passphrase", "motdepasse", "contrasena", "geheim", "secret", "letmein", "welcome",
        "admin", "iloveyou", "qwerty", "dragon", "monkey", "football", "sunshine", "princess", "crmdesktop", "master",
        "login", "changeme", "trustno", "hello", "business", "customer", "customers", "bakery", "company",
    }
)  # fmt: skip


class WeakPassphrase(CrmError):
    """A passphrase that would be guessed."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            reason, "Nothing was changed. Take a longer one, best several words that do not belong together."
        )


def derive_key(passphrase: str, salt: bytes) -> bytes:
    """Return the key that a passphrase gives with a file's salt. Takes about a tenth of a second and 64 MiB."""
    from argon2.low_level import Type, hash_secret_raw

    typed = normal_form(passphrase).encode()
    return hash_secret_raw(typed, salt, ITERATIONS, MEMORY_KIB, LANES, KEY_BYTES, Type.ID)


def normal_form(passphrase: str) -> str:
    """Return a passphrase as it is used, however a keyboard composes its letters (RFC 8265: NFC, plain spaces)."""
    return " ".join(unicodedata.normalize("NFC", passphrase).split())


def require_strong(passphrase: str, names: Iterable[str] = ()) -> None:
    """Raise `WeakPassphrase`, with the reason, for one that a program would guess soon; `names` everybody knows."""
    text = normal_form(passphrase)
    letters = "".join(character for character in text.casefold() if character.isalnum())
    if len(text) < SHORTEST:
        raise WeakPassphrase(f"This passphrase has {len(text)} characters; it takes at least {SHORTEST}.")
    if len(set(text.casefold())) < _FEWEST_LETTERS:
        raise WeakPassphrase("This passphrase repeats the same few characters.")
    if _is_repeated(letters):
        raise WeakPassphrase("This passphrase says the same thing over and over.")
    rest = letters
    for row in _ROWS:
        rest = _without_runs(_without_runs(rest, row), row[::-1])
    if len(rest) < _FEWEST_LETTERS:
        raise WeakPassphrase("This passphrase is a row of the keyboard, of the alphabet or of numbers.")
    parts = [part for name in names for part in (name, *name.split())]
    known = {"".join(filter(str.isalnum, part.casefold())) for part in parts}
    for word in sorted(_COMMON | {word for word in known if len(word) > 3}, key=len, reverse=True):
        rest = rest.replace(word, "")
    if len(rest.strip("0123456789")) < _FEWEST_LETTERS:
        raise WeakPassphrase("This passphrase is a word that everybody tries first, with little added.")


def suggest() -> str:
    """Return six words chosen by the system's generator: one of about 2^58, and easy to type."""
    return " ".join(secrets.choice(WORDS) for _ in range(_SUGGESTED_WORDS))


def _is_repeated(text: str) -> bool:
    return any(text == (text[:size] * len(text))[: len(text)] for size in range(1, min(5, len(text) // 3) + 1))


def _without_runs(text: str, row: str) -> str:
    """Take out every run of four or more characters that stand side by side in a row."""
    kept, place = "", 0
    while place < len(text):
        size = 0
        while place + size < len(text) and text[place : place + size + 1] in row:
            size += 1
        if size >= 4:
            place += size
        else:
            kept += text[place]
            place += 1
    return kept
