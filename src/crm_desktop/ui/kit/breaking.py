"""Where a word that is too long for its place may go on in the next line."""

from __future__ import annotations

from typing import Final

_LONG: Final = 14
_MAY_BREAK: Final = str.maketrans({"@": "\u200b@", ".": "\u200b.", "/": "/\u200b", "_": "_\u200b"})


def breakable(text: str, longest: int = _LONG) -> str:
    """Return a text to be shown whose addresses break at their signs and not within a name."""
    return " ".join(word.translate(_MAY_BREAK) if len(word) > longest else word for word in text.split(" "))
