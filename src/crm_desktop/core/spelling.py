"""One name written two ways: Müller is also Mueller, and Muller where no umlauts can be typed."""

from __future__ import annotations

import re

_NORTHERN = str.maketrans({"æ": "a", "ø": "o"})
_SPELLED_OUT = re.compile(r"([aou])e")


def without_spelled_umlauts(text: str) -> str:
    """Return lower-case text with ae, oe, ue, æ and ø as the one letter that they may stand for."""
    if not text.isascii():
        text = text.translate(_NORTHERN)
    return _SPELLED_OUT.sub(r"\1", text) if "e" in text else text


def prefix_terms(word: str) -> str:
    """Return the FTS5 query for words that begin with this one, either way it may be spelled.

    The index holds letters without diacritics, and names with ae, oe or ue also without the e: only a word
    typed with one has to be looked for twice.
    """
    simple = without_spelled_umlauts(word.lower())
    return f'"{word}"*' if simple == word.lower() else f'("{word}"* OR "{simple}"*)'
