"""How numbers of quotes and cases are made: their pattern and the next one."""

from __future__ import annotations

from dataclasses import dataclass

from crm_desktop.core.errors import Refused
from crm_desktop.storage.database import Database


@dataclass(frozen=True, slots=True)
class NumberSeries:
    """A series of numbers: `pattern` is such as Q-{n:04} or {year}-{n:03}."""

    id: str
    pattern: str
    next: int

    def example(self, year: int) -> str:
        """The number that comes next."""
        return self.pattern.format(n=self.next, year=year)


def read_series(database: Database) -> list[NumberSeries]:
    """Return every series."""
    return [NumberSeries(*row) for row in database.rows("SELECT id, pattern, next FROM number_series ORDER BY id")]


def save_pattern(database: Database, series: str, pattern: str) -> NumberSeries:
    """Change how a series writes its numbers, and return it; numbers given before stay as they are.

    Raises `Refused` when the pattern would give the same number twice.
    """
    pattern = pattern.strip()
    try:
        first, second = pattern.format(n=1, year=2000), pattern.format(n=2, year=2000)
    except (KeyError, IndexError, ValueError, AttributeError):
        first = second = ""
    if first == second or len(first) > 40 or "\n" in pattern:
        raise Refused(
            "This pattern would not give every document a number of its own.",
            "It was not changed. Write {n:04} where the number goes, such as Q-{n:04}.",
        )
    # Series are outside the journal: undoing something gives no number back.
    with database.write("Changed the numbering", kind="system") as work:
        work.execute("UPDATE number_series SET pattern = ? WHERE id = ?", (pattern, series))
        row = work.execute("SELECT id, pattern, next FROM number_series WHERE id = ?", (series,))
    if not row:
        raise Refused(f"There is no number series “{series}”.", "Nothing was changed.")
    return NumberSeries(*row[0])
