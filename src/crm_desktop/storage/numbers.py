"""Numbers people read (Q-0318, C-0042): given in the transaction that issues, never twice.

A series is not the firm's data: it is outside the journal, so that undoing something gives no number back.
"""

from __future__ import annotations

from crm_desktop.core.errors import Refused
from crm_desktop.storage.database import Transaction

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
