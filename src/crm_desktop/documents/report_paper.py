"""What a printed list says: columns, rows as they come, totals. Rows are read once and never all held."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from crm_desktop.documents.page_size import PageSize


@dataclass(frozen=True, slots=True)
class ReportColumn:
    """One column; numbers are right-aligned and have figures of one width."""

    title: str
    align: Literal["left", "right"] = "left"
    share: float | None = None
    """A fixed share of the page's width; None lets the first rows decide."""


@dataclass(frozen=True, slots=True)
class ReportPaper:
    """One list to print; every cell is already written as it should read."""

    title: str
    business: str
    period: str
    columns: tuple[ReportColumn, ...]
    rows: Iterable[Sequence[str]]
    totals: tuple[str, ...] = ()
    """One cell per column, below the last row; empty for none."""
    landscape: bool = False
    language: str = "en"
    page_size: PageSize = "A4"
