"""Which pages to print, as people write it: 1-3, 5, 8-."""

from __future__ import annotations

import re
from typing import Final

_PART: Final = re.compile(r"(\d*)\s*(?:([-\u2013])\s*(\d*))?")


def read_pages(text: str, count: int) -> list[int] | None:
    """Return page numbers from 0, in the order written, each once; all for no text, None when it makes no sense."""
    if not text.strip():
        return list(range(count))
    pages: dict[int, None] = {}
    for part in re.split(r"[,;]", text):
        match = _PART.fullmatch(part.strip())
        if match is None or not (match[1] or match[3]):
            return None
        first = int(match[1] or 1)
        last = int(match[3] or count) if match[2] else first
        if not 1 <= first <= last <= count:
            return None
        pages.update(dict.fromkeys(range(first - 1, last)))
    return list(pages)
