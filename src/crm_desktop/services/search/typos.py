"""Words of the index that differ from a typed one by a single letter.

Every word that one wrong, missing, doubled or swapped letter makes is asked for by itself (P. Norvig, "How to
write a spelling corrector"): some hundred look-ups in the index, which needs no list of words in memory and knows
what was written a moment ago.
"""

from __future__ import annotations

import json
from typing import Final

from crm_desktop.storage.database import Database

_MOST: Final = 4
_LONGEST: Final = 24
_SCRIPTS: Final = (
    "abcdefghijklmnopqrstuvwxyz",
    "".join(map(chr, range(0x03B1, 0x03CA))),  # Greek
    "".join(map(chr, range(0x0430, 0x0450))) + "ђєіїјљњћўџґ",  # Cyrillic
    "".join(map(chr, range(0x05D0, 0x05EB))),  # Hebrew
    "".join(map(chr, range(0x0621, 0x064B))),  # Arabic
)
_BEYOND_ASCII: Final = "øæßłđı"
_DIGITS: Final = "0123456789"
_KNOWN: Final = (
    "SELECT value FROM json_each(?) WHERE EXISTS "
    "(SELECT 1 FROM search_index WHERE search_index MATCH '\"' || value || '\"')"
)


class Typos:
    """Asks the index, on the calling thread, about 15 ms a word."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def near(self, word: str) -> list[str]:
        """Return at most four words of the index that one slip makes of this one, the likeliest slips first."""
        if len(word) > _LONGEST or not word.isalnum():
            return []
        return [str(term) for (term,) in self._database.rows(_KNOWN, (json.dumps(slips(word)),))][:_MOST]

    def is_known(self, word: str) -> bool:
        """Whether a word of the index begins so."""
        found = self._database.rows("SELECT 1 FROM search_index WHERE search_index MATCH ? LIMIT 1", (f'"{word}"*',))
        return bool(found)


def slips(word: str) -> list[str]:
    """Return what one slip makes of a word: two letters swapped, one too many, a wrong one, one missing; never itself.

    Slips behind the first letter come first: people get that one right.
    """
    letters = _letters(word)
    pairs = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    made = [head + tail[1] + tail[0] + tail[2:] for head, tail in pairs if len(tail) > 1]
    made += [head + tail[1:] for head, tail in pairs if tail]
    made += [head + letter + tail[1:] for head, tail in pairs if tail for letter in letters]
    made += [head + letter + tail for head, tail in pairs for letter in letters]
    return sorted(dict.fromkeys(one for one in made if one != word), key=lambda one: one[:1] != word[:1])


def _letters(word: str) -> str:
    found = "".join(script for script in _SCRIPTS if any(letter in script for letter in word))
    found = found or _SCRIPTS[0]
    if not word.isascii() and found.startswith(_SCRIPTS[0]):
        found += _BEYOND_ASCII
    return found + _DIGITS if any(letter in _DIGITS for letter in word) else found
