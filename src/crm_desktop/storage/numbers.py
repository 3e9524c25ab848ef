"""Numbers people read (Q-0318, C-0042): given in the transaction that issues, never twice.

A series is not the firm's data: it is outside the journal, so that undoing something gives no number back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from crm_desktop.core.errors import Refused
from crm_desktop.storage.database import Row, Transaction

Run = Callable[..., list[Row]]
"""Runs one statement inside a transaction and returns its rows."""

DDL = (
    """
    CREATE TABLE number_series (
        id TEXT PRIMARY KEY,
        pattern TEXT NOT NULL,
        next INTEGER NOT NULL,
        year INTEGER NOT NULL DEFAULT 0
    )
    """,
    "INSERT INTO number_series (id, pattern, next) VALUES ('quote', 'Q-{n:04}', 1), ('case', 'C-{n:04}', 1)",
)


def next_number(work: Transaction, series: str, year: int) -> str:
    """Take the next number of `series`; a pattern that names the year starts again at 1 in a new year."""
    found = work.execute("SELECT pattern, next, year FROM number_series WHERE id = ?", (series,))
    if not found:
        raise Refused(f"There is no number series “{series}”.", "Nothing was changed.")
    pattern, number, last_year = found[0]
    if "{year}" in pattern and year != last_year:
        number = 1
    work.execute("UPDATE number_series SET next = ?, year = ? WHERE id = ?", (number + 1, year, series))
    return str(pattern).format(n=number, year=year)


def go_on_above(run: Run, series: Iterable[Sequence[Any]], given: Iterable[str] = ()) -> None:
    """Let every series go on above where it stood elsewhere, so that no number is given twice.

    `series` are the rows (id, pattern, next, year) of another file of the same firm, `given` numbers found there.
    """
    elsewhere = {str(row[0]): row for row in series}
    mine = {str(row[0]): row for row in run("SELECT id, pattern, next, year FROM number_series")}
    for name, row in elsewhere.items():
        if name not in mine:
            run("INSERT INTO number_series (id, pattern, next, year) VALUES (?, ?, ?, ?)", tuple(row))
    numbers = list(given)
    for name, (_, pattern, following, year) in mine.items():
        places = [(int(year), int(following))]
        if name in elsewhere:
            _, _, other, in_year = elsewhere[name]
            places.append((int(in_year), int(other)))
        places += _places(str(pattern), numbers)
        if "{year}" in pattern:
            year, following = max(places)
        else:
            year, following = max(place[0] for place in places), max(place[1] for place in places)
        run("UPDATE number_series SET next = ?, year = ? WHERE id = ?", (following, year, name))


def _places(pattern: str, numbers: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Return (year, next) behind every number that was made by a pattern."""
    parts = re.split(r"(\{n[^}]*\}|\{year[^}]*\})", pattern)
    shape = re.compile(
        "".join(
            rf"(?P<y{index}>\d{{4}})"
            if part.startswith("{year")
            else rf"(?P<n{index}>\d{{1,12}})"
            if part.startswith("{n")
            else re.escape(part)
            for index, part in enumerate(parts)
        )
    )
    for number in numbers:
        found = shape.fullmatch(number)
        if found is not None:
            named = {name[0]: int(value) for name, value in found.groupdict().items()}
            yield named.get("y", 0), named.get("n", 0) + 1
