"""Cells of a planned table by the field they fill, for deals and products."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal

from crm_desktop.exchange.column_values import date_of, number_of, time_of
from crm_desktop.services.importing.plan import NO_FIELD, ImportPlan

_EMPTY = frozenset(("null", "none", "n/a", "#n/a", "-", "\\n"))


def is_empty(text: str) -> bool:
    """Whether a cell (without blanks around it) says nothing."""
    return not text or (len(text) < 6 and text.lower() in _EMPTY)


class Cells:
    """One row: texts by field, and as numbers and days in the way their column writes them."""

    __slots__ = ("_cells", "_columns", "_plan", "row")

    @property
    def cells(self) -> tuple[str, ...]:
        """The whole row."""
        return self._cells

    def __init__(self, plan: ImportPlan, columns: dict[str, int], row: int, cells: tuple[str, ...]) -> None:
        self._plan = plan
        self._columns = columns
        self._cells = cells
        self.row = row

    def text(self, field: str) -> str:
        """The text of a field, empty when it is not there or says that it is empty."""
        index = self._columns.get(field)
        if index is None:
            return ""
        text = self._cells[index].strip()
        return "" if text.lower() in _EMPTY else text

    def number(self, field: str) -> Decimal | None:
        """The number of a field; raises ValueError for what is none."""
        text = self.text(field)
        if not text:
            return None
        mark = self._plan.source.columns[self._columns[field]].decimal_mark
        found = number_of(text, mark) if mark else number_of(text)
        if found is None:
            raise ValueError(f"“{text}” is no number.")
        return found

    def day(self, field: str) -> date | None:
        """The day of a field; raises ValueError for what is none."""
        text = self.text(field)
        if not text:
            return None
        order = self._plan.source.columns[self._columns[field]].date_order
        found = date_of(text, order) if order else date_of(text)
        if found is None:
            raise ValueError(f"“{text}” is no day.")
        return found

    def moment(self, field: str) -> datetime | None:
        """The moment of a field (without a zone unless it says one), or of its day and time of day apart."""
        text = self.text(field)
        if not text:
            day, hour = self.day(f"{field}.day"), self.hour(f"{field}.time")
            return None if day is None else datetime.combine(day, hour or time())
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            day = self.day(field)
        assert day is not None
        # What stands before the first blank is the day: “12.11.24” is no time.
        clock = time_of(text.replace(",", " ").replace("T", " ").partition(" ")[2])
        return datetime.combine(day, clock or self.hour(f"{field}.time") or time())

    def hour(self, field: str) -> time | None:
        """The time of day of a field; raises ValueError for what is none."""
        text = self.text(field)
        if not text:
            return None
        found = time_of(text)
        if found is None:
            raise ValueError(f"“{text}” is no time of day.")
        return found

    def kept(self) -> list[tuple[str, str]]:
        """What stands in columns that fill no field: (header, text)."""
        found = ((column.header, self._cells[column.column].strip()) for column in self._plan.kept)
        return [(header, text) for header, text in found if text and text.lower() not in _EMPTY]


def cells_of(plan: ImportPlan) -> Iterator[Cells]:
    """Walk the rows of a planned table."""
    columns: dict[str, int] = {}
    for column in plan.columns:
        if column.field not in NO_FIELD:
            columns.setdefault(column.field, column.column)
    for number, cells in plan.source.rows():
        if number in plan.left_out:
            continue
        yield Cells(plan, columns, number, plan.mended(number, cells))
