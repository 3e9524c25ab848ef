"""Finding a person in what was written, and taking them out of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

ERASED: Final = "(erased)"

_LEAST_DIGITS = 7
_NUMBER = re.compile(r"[+(]?\d[\d\s()./\-\u00a0]{5,}\d")
_QUOTED = re.compile("“[^”]*”?")


class PersonalWords:
    """The words by which a person is known: whole names and addresses anywhere, single names where they are meant."""

    def __init__(self, whole: Iterable[str], single: Iterable[str], numbers: Iterable[str]) -> None:
        wholes = sorted({" ".join(text.split()) for text in whole if len(text.strip()) > 2}, key=len, reverse=True)
        singles = sorted({text.strip() for text in single if len(text.strip()) > 1}, key=len, reverse=True)
        self.whole = tuple(wholes)
        self._anywhere = _pattern(wholes, ())
        self._where_meant = _pattern(wholes, singles)
        digits = ("".join(filter(str.isdigit, number)) for number in numbers)
        self._ends = frozenset(number[-_LEAST_DIGITS:] for number in digits if len(number) >= _LEAST_DIGITS)

    def scrub(self, text: str) -> str:
        """Return a text that was written about the person, with every name, address and number of theirs erased."""
        return self._without_numbers(self._where_meant.sub(ERASED, text) if self._where_meant else text)

    def scrub_whole(self, text: str) -> str:
        """Return any text with the whole name and addresses erased; a single first name may be somebody else's."""
        return self._without_numbers(self._anywhere.sub(ERASED, text) if self._anywhere else text)

    def without_quotes(self, label: str) -> str:
        """Return the label of a change with what it quotes erased."""
        return self.scrub(_QUOTED.sub(f"“{ERASED}”", label))

    def _without_numbers(self, text: str) -> str:
        return _NUMBER.sub(self._shown, text) if self._ends else text

    def _shown(self, found: re.Match[str]) -> str:
        digits = "".join(filter(str.isdigit, found[0]))
        return ERASED if digits[-_LEAST_DIGITS:] in self._ends else found[0]


def _pattern(wholes: Iterable[str], singles: Iterable[str]) -> re.Pattern[str] | None:
    parts = [f"(?i:{_spaced(text)})" for text in wholes] + [_spaced(text) for text in singles]
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)") if parts else None


def _spaced(text: str) -> str:
    return r"\s+".join(map(re.escape, text.split()))
