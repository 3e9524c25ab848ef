"""Sheets of address labels and envelopes as they are sold, in millimetres.

Sizes, counts and pitches are the makers' (avery.co.uk, avery.com, avery-zweckform.com, herma.com: template of each
product) and agree to 0.3 mm with the open collection of gLabels; where a maker names no margin, the block of labels
stands in the middle of the sheet, as they are cut. Envelopes are ISO 269 and ASME Y14.1 “number 10”.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Final

from crm_desktop.core.errors import Refused

A4: Final = (210.0, 297.0)
LETTER: Final = (215.9, 279.4)


@dataclass(frozen=True, slots=True)
class LabelSheet:
    """One product: labels of `width` × `height`, the first at (`left`, `top`), the next `across` or `down` from it."""

    key: str
    maker: str
    paper: tuple[float, float]
    columns: int
    rows: int
    width: float
    height: float
    left: float
    top: float
    across: float
    down: float

    @property
    def count(self) -> int:
        """How many labels a sheet has."""
        return self.columns * self.rows

    @property
    def name(self) -> str:
        """The maker and the number on the box."""
        return f"{self.maker} {self.key}"

    def place(self, position: int) -> tuple[float, float]:
        """Left and top of a label, counted from 0, row by row."""
        row, column = divmod(position % self.count, self.columns)
        return self.left + column * self.across, self.top + row * self.down


@dataclass(frozen=True, slots=True)
class EnvelopeSize:
    """An envelope, lying; the address stands in its right half (`address_left`, `address_top`)."""

    key: str
    name: str
    width: float
    height: float
    address_left: float
    address_top: float


SHEETS: Final[tuple[LabelSheet, ...]] = (
    LabelSheet("L7160", "Avery", A4, 3, 7, 63.5, 38.1, 7.25, 15.15, 66.0, 38.1),
    LabelSheet("L7159", "Avery", A4, 3, 8, 63.5, 33.9, 7.25, 12.9, 66.0, 33.9),
    LabelSheet("L7161", "Avery", A4, 3, 6, 63.5, 46.6, 7.25, 8.7, 66.0, 46.6),
    LabelSheet("L7162", "Avery", A4, 2, 8, 99.1, 33.9, 4.65, 12.9, 101.6, 33.9),
    LabelSheet("L7163", "Avery", A4, 2, 7, 99.1, 38.1, 4.65, 15.15, 101.6, 38.1),
    LabelSheet("L7165", "Avery", A4, 2, 4, 99.1, 67.7, 4.65, 13.1, 101.6, 67.7),
    LabelSheet("L7651", "Avery", A4, 5, 13, 38.1, 21.2, 4.75, 10.7, 40.6, 21.2),
    LabelSheet("3474", "Avery Zweckform", A4, 3, 8, 70.0, 37.0, 0.0, 0.5, 70.0, 37.0),
    LabelSheet("3475", "Avery Zweckform", A4, 3, 8, 70.0, 36.0, 0.0, 4.5, 70.0, 36.0),
    LabelSheet("4457", "Herma", A4, 2, 6, 105.0, 48.0, 0.0, 4.5, 105.0, 48.0),
    LabelSheet("4464", "Herma", A4, 3, 8, 70.0, 37.0, 0.0, 0.5, 70.0, 37.0),
    LabelSheet("4614", "Herma", A4, 3, 8, 66.0, 33.8, 6.0, 13.3, 66.0, 33.8),
    LabelSheet("4625", "Herma", A4, 2, 7, 105.0, 42.3, 0.0, 0.45, 105.0, 42.3),
    LabelSheet("5160", "Avery US", LETTER, 3, 10, 66.675, 25.4, 4.7625, 12.7, 69.85, 25.4),
    LabelSheet("5161", "Avery US", LETTER, 2, 10, 101.6, 25.4, 3.96875, 12.7, 106.3625, 25.4),
    LabelSheet("5163", "Avery US", LETTER, 2, 5, 101.6, 50.8, 3.96875, 12.7, 106.3625, 50.8),
)

ENVELOPES: Final[tuple[EnvelopeSize, ...]] = (
    EnvelopeSize("DL", "DL, 220 × 110 mm", 220.0, 110.0, 110.0, 50.0),
    EnvelopeSize("C6", "C6, 162 × 114 mm", 162.0, 114.0, 74.0, 54.0),
    EnvelopeSize("C5", "C5, 229 × 162 mm", 229.0, 162.0, 114.0, 82.0),
    EnvelopeSize("10", "No. 10, 9½ × 4⅛ in", 241.3, 104.775, 114.3, 50.8),
)


def sheet_named(text: str) -> LabelSheet:
    """Return a sheet by the number on its box. Raises `Refused` with the nearest one."""
    wanted = text.strip().casefold()
    for sheet in SHEETS:
        if wanted in (sheet.key.casefold(), sheet.name.casefold()):
            return sheet
    raise Refused(f"There is no label sheet “{text}” here.{_hint(text, [one.key for one in SHEETS])}")


def envelope_named(text: str) -> EnvelopeSize:
    """Return an envelope by its name: DL, C6, C5, 10. Raises `Refused` with the nearest one."""
    wanted = text.strip().casefold().removeprefix("#")
    for size in ENVELOPES:
        if wanted == size.key.casefold():
            return size
    raise Refused(f"There is no envelope “{text}” here.{_hint(text, [one.key for one in ENVELOPES])}")


def usual_sheet(paper: str) -> LabelSheet:
    """Return the sheet most sold for a paper ("A4" or "Letter")."""
    return sheet_named("5160" if paper == "Letter" else "L7160")


def _hint(text: str, known: list[str]) -> str:
    near = difflib.get_close_matches(text.strip().upper(), known, n=1)
    return f" Did you mean “{near[0]}”?" if near else f" There are {', '.join(known)}."
