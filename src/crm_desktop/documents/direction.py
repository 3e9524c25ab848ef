"""Right-to-left text: which way each character runs, and in which order the runs of a line are drawn."""

from __future__ import annotations

import re
from typing import TypeVar

from bidi import algorithm  # type: ignore[import-untyped]  # python-bidi ships no annotations

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]")
_STRONG_OR_PLAIN = {"": "L", "B": "WS"}
"""Unassigned characters read as letters; a line holds no paragraph ends."""
_DROPPED_BY_THE_ALGORITHM = frozenset(algorithm.X9_REMOVED) | {"LRI", "RLI", "FSI", "PDI"}
"""It would lose these characters or does not know them; the shaper needs joiners, so they stay as neutrals."""

T = TypeVar("T")


def runs_right_to_left(text: str) -> bool:
    """Whether a paragraph reads from the right: its first strong character says so."""
    return bool(_RIGHT_TO_LEFT.search(text)) and algorithm.get_base_level(text) == 1


def embedding_levels(text: str, *, right_to_left: bool) -> list[int]:
    """The level of each character by the Unicode bidirectional algorithm; odd levels run from the right."""
    base = int(right_to_left)
    if not right_to_left and not _RIGHT_TO_LEFT.search(text):
        return [0] * len(text)
    storage = algorithm.get_empty_storage()
    storage["base_level"] = base
    storage["base_dir"] = "R" if right_to_left else "L"
    algorithm.get_embedding_levels(text, storage)
    for entry in storage["chars"]:
        kind = entry["type"]
        entry["type"] = "ON" if kind in _DROPPED_BY_THE_ALGORITHM else _STRONG_OR_PLAIN.get(kind, kind)
    algorithm.explicit_embed_and_overrides(storage)
    algorithm.resolve_weak_types(storage, False)
    algorithm.resolve_neutral_types(storage, False)
    algorithm.resolve_implicit_levels(storage, False)
    return [entry["level"] for entry in storage["chars"]]


def in_drawing_order(runs: list[tuple[int, T]]) -> list[T]:
    """Runs of one line from left to right (rule L2: what runs from the right is reversed, level by level)."""
    ordered = list(runs)
    highest = max((level for level, _ in ordered), default=0)
    for level in range(highest, 0, -1):
        start: int | None = None
        for index in range(len(ordered) + 1):
            inside = index < len(ordered) and ordered[index][0] >= level
            if inside and start is None:
                start = index
            elif not inside and start is not None:
                ordered[start:index] = reversed(ordered[start:index])
                start = None
    return [run for _, run in ordered]
