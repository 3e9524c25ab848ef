"""What the quality of the data looks like: frozen values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

Dimension = Literal["completeness", "validity", "uniqueness", "consistency", "timeliness"]
DIMENSIONS: Final[tuple[Dimension, ...]] = ("completeness", "validity", "uniqueness", "consistency", "timeliness")

Fix = Literal[
    "", "mark_invalid", "follow_up", "assign", "set_source", "fill_country", "tidy_postcode", "link_company",
    "name_from_email", "duplicates",
]  # fmt: skip
"""What the one button of a measure does; "" where only a person can."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that can be wrong. `where` is the filter that lists it; without one `find` in `finding.py` does.

    `of` is what it is counted among: contact, person, company, deal, email, phone, address.
    """

    key: str
    dimension: Dimension
    kind: str
    of: str
    fix: Fix
    where: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """How many records of so many a measure found wanting."""

    measure: Measure
    bad: int
    total: int

    @property
    def good(self) -> int:
        """How many are as they should be."""
        return self.total - self.bad


@dataclass(frozen=True, slots=True)
class Score:
    """A dimension as a share: `good` of `total`."""

    good: int
    total: int

    @property
    def percent(self) -> float:
        """From 0 to 100; where there is nothing to be wrong, nothing is."""
        return 100.0 * self.good / self.total if self.total else 100.0


@dataclass(frozen=True, slots=True)
class Report:
    """All measures as they were counted on a day."""

    day: date
    figures: tuple[Figure, ...]

    def score(self, dimension: Dimension) -> Score:
        """Return the share of a dimension: the sum of its measures."""
        return score_of([(one.good, one.total) for one in self.figures if one.measure.dimension == dimension])

    def figure(self, key: str) -> Figure:
        """Return one measure. Raises `KeyError`."""
        for one in self.figures:
            if one.measure.key == key:
                return one
        raise KeyError(key)


@dataclass(frozen=True, slots=True)
class FigureDay:
    """The dimensions as they stood on a day."""

    day: date
    scores: Mapping[str, Score]


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """One record of a measure's list: its name, what is wrong with it, and when it is next dealt with."""

    id: str
    kind: str
    name: str
    detail: str = ""
    next_step: str = ""


def score_of(counts: Sequence[tuple[int, int]]) -> Score:
    """Add up (good, total) of several measures."""
    return Score(sum(good for good, _ in counts), sum(total for _, total in counts))
