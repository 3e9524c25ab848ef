"""Where the names of a table's columns stand, below titles and empty lines, or nowhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from statistics import median

from crm_desktop.exchange.column_values import recognised_values

_YEAR = re.compile(r"(?:19|20)\d\d\Z")


def header_row_of(rows: Sequence[Sequence[str]]) -> int | None:
    """Return the index of the row that names the columns, or nothing when the first row is data already."""
    filled = [sum(1 for cell in row if cell.strip()) for row in rows]
    counts = [count for count in filled if count]
    if not counts:
        return None
    typical = median(counts)
    first = next(
        (index for index, count in enumerate(filled) if count and count >= typical * 0.6),
        filled.index(counts[0]),
    )
    return first if _names_columns(rows[first], rows[first + 1 :]) else None


def first_data_row(rows: Sequence[Sequence[str]]) -> int:
    """Return the index of the first row that is not empty."""
    return next((index for index, row in enumerate(rows) if any(cell.strip() for cell in row)), 0)


def _names_columns(row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    names = [cell.strip() for cell in row if cell.strip()]
    if not names:
        return False
    values = [recognised_values([name]).kind for name in names]
    plain = sum(1 for kind in values if kind == "text")
    years = sum(1 for name in names if _YEAR.match(name))
    if plain + years < len(names) * 0.8 or not plain:
        return False
    # A row that comes again below is data.
    repeats = sum(1 for other in below if [cell.strip() for cell in other if cell.strip()] == names)
    return not (repeats and len(below) > 1)


def column_names(row: Sequence[str], width: int) -> tuple[str, ...]:
    """Return a name for every column: its own, and a number for those without; equal names stay equal."""
    names = [" ".join(cell.split()) for cell in row]
    names += [""] * (width - len(names))
    taken = Counter(names)
    return tuple(
        name or (f"Column {index}" if not taken[f"Column {index}"] else f"Column {index} (unnamed)")
        for index, name in enumerate(names, 1)
    )
