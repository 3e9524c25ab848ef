"""A key as a code that a person can read off paper and type: eight groups of eight letters and digits.

Each group holds four bytes of the key and a check of one (CRC-8, begun with the group's number), so that a wrong
letter is found, and in which group, and so are groups in the wrong order. The letters are Crockford's base 32,
which has no I, L, O and U: what looks alike is read alike.
"""

from __future__ import annotations

from typing import Final

from crm_desktop.core.errors import CrmError

GROUPS: Final = 8
LETTERS: Final = 8
_BYTES: Final = 4
_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKS_LIKE: Final = str.maketrans("OIL", "011")
_POLYNOMIAL: Final = 0x07


class WrongCode(CrmError):
    """Something that is not the code of a recovery sheet."""


def code_of(key: bytes) -> str:
    """Return the code of a 32-byte key, its groups joined by hyphens."""
    if len(key) != GROUPS * _BYTES:
        raise ValueError(f"a key has {GROUPS * _BYTES} bytes")
    return "-".join(_group(number, key[number * _BYTES : (number + 1) * _BYTES]) for number in range(GROUPS))


def key_of(code: str) -> bytes:
    """Return the key that a code stands for, however it was spaced. Raises `WrongCode` with the group that is wrong."""
    letters = _letters(code)
    wrong = sorted(set(letters) - set(_ALPHABET))
    if wrong:
        raise WrongCode(
            f"The code has no “{wrong[0]}” in it.",
            "It is made of digits and letters without I, L, O and U. Look again.",
        )
    if len(letters) != GROUPS * LETTERS:
        raise WrongCode(
            f"The code has {GROUPS} groups of {LETTERS}; {len(letters)} letters and digits of {GROUPS * LETTERS} are "
            "here.",
            "Type all of them, from the left to the right and line by line.",
        )
    key = b""
    for number in range(GROUPS):
        group = letters[number * LETTERS : (number + 1) * LETTERS]
        value = 0
        for letter in group:
            value = value * 32 + _ALPHABET.index(letter)
        part = (value >> 8).to_bytes(_BYTES, "big")
        if _check(number, part) != value & 0xFF:
            raise WrongCode(
                f"Group {number + 1} of the code, “{group}”, is not as it is printed.", "Compare it letter by letter."
            )
        key += part
    return key


def looks_like_code(text: str) -> bool:
    """Whether somebody who was asked for a passphrase typed the code instead."""
    letters = _letters(text)
    return len(letters) == GROUPS * LETTERS and not set(letters) - set(_ALPHABET)


def _letters(code: str) -> str:
    return "".join(character for character in code.upper() if character.isalnum()).translate(_LOOKS_LIKE)


def _group(number: int, part: bytes) -> str:
    value = int.from_bytes(part, "big") << 8 | _check(number, part)
    return "".join(_ALPHABET[value >> shift & 31] for shift in range(5 * (LETTERS - 1), -1, -5))


def _check(number: int, part: bytes) -> int:
    crc = number + 1
    for byte in part:
        crc ^= byte
        for _ in range(8):
            crc = (crc << 1 ^ _POLYNOMIAL) & 0xFF if crc & 0x80 else crc << 1
    return crc
