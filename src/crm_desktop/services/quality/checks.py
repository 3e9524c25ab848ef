"""Whether one value can be what it says: an e-mail address, a phone number. Nothing here asks a network."""

from __future__ import annotations

import re
from functools import lru_cache

_USUAL = re.compile(r"[a-z0-9][a-z0-9_+-]*(\.[a-z0-9_+-]+)*@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}")
_LOCAL = re.compile(r"[^\s@\"(),:;<>\[\\\]\x00-\x1f]+")
_QUOTED = re.compile(r'"[^"\r\n]+"')
_LABEL = re.compile(r"[^\W_]([\w-]*[^\W_])?")
_LONGEST, _LONGEST_LOCAL, _LONGEST_LABEL = 254, 64, 63
_PREFIX = 4


def is_email(text: str) -> bool:
    """Whether a text has the form of an e-mail address that can be on the internet (RFC 5321, 6531)."""
    text = text.strip().lower()
    if len(text) > _LONGEST:
        return False
    local, at, domain = text.rpartition("@")
    if not at or len(local) > _LONGEST_LOCAL:
        return False
    if _USUAL.fullmatch(text):
        return True
    if not _QUOTED.fullmatch(local) and (
        not _LOCAL.fullmatch(local) or local.startswith(".") or local.endswith(".") or ".." in local
    ):
        return False
    labels = domain.split(".")
    if len(labels) < 2 or labels[-1].isdigit() or len(labels[-1]) < 2:
        return False
    return all(len(label) <= _LONGEST_LABEL and _LABEL.fullmatch(label) for label in labels)


def is_possible_phone(normalised: str) -> bool:
    """Whether a normalised number could be called. One that has no country is known not to be."""
    number = normalised.split(";")[0]
    if not number.startswith("+"):
        return False
    # Whether a number is possible depends on its country's code, of three digits at most, and on its length.
    return _is_possible(number[:_PREFIX], len(number))


@lru_cache(maxsize=4096)
def _is_possible(front: str, length: int) -> bool:
    import phonenumbers

    try:
        number = phonenumbers.parse(front.ljust(length, "5"))
    except phonenumbers.NumberParseException:
        return False
    return bool(phonenumbers.is_possible_number(number))
