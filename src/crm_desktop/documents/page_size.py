"""The sheets of paper we print on, in PDF points (1/72 inch)."""

from __future__ import annotations

from typing import Literal

PageSize = Literal["A4", "Letter"]

MILLIMETRE = 72 / 25.4
MARGIN = 18 * MILLIMETRE

_POINTS: dict[PageSize, tuple[float, float]] = {"A4": (595.276, 841.89), "Letter": (612.0, 792.0)}


def size_in_points(page_size: PageSize, *, landscape: bool = False) -> tuple[float, float]:
    """Width and height."""
    width, height = _POINTS[page_size]
    return (height, width) if landscape else (width, height)
