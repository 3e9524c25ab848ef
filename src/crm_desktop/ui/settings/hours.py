"""Work hours as text and back."""

from __future__ import annotations

import re
from itertools import pairwise

WorkHours = tuple[tuple[int, str, str], ...]
_SPAN = re.compile(r"([0-9]{1,2})(?:[:.]([0-9]{2}))?\s*(?:-|–|to)\s*([0-9]{1,2})(?:[:.]([0-9]{2}))?")


def work_hours_text(hours: WorkHours, day: int) -> str:
    """The hours of a weekday (Monday 0) as a person writes them; nothing when it is closed."""
    return ", ".join(f"{begin} - {end}" for weekday, begin, end in hours if weekday == day)


def read_hours(text: str) -> list[tuple[str, str]] | None:
    """Spans such as “9 - 12:30, 14:00-18”; an empty list for a closed day, None for what is no span."""
    if not text.strip():
        return []
    spans = []
    for piece in text.split(","):
        match = _SPAN.fullmatch(piece.strip())
        if match is None:
            return None
        begin = (int(match[1]), int(match[2] or 0))
        end = (int(match[3]), int(match[4] or 0))
        if begin >= end or end > (24, 0) or begin[1] > 59 or end[1] > 59:
            return None
        spans.append((f"{begin[0]:02}:{begin[1]:02}", f"{end[0]:02}:{end[1]:02}"))
    return spans if all(one[1] <= other[0] for one, other in pairwise(spans)) else None


def case_hours(hours: tuple[tuple[str, int], ...], priority: str, text: str) -> tuple[tuple[str, int], ...] | None:
    """The reply hours with one priority changed; None when the text is no number of hours from 1 to 999."""
    if not text.isdecimal() or not 0 < int(text) < 1000:
        return None
    return tuple((key, int(text) if key == priority else count) for key, count in hours)
