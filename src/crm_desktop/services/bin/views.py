"""What the Bin shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class BinRow:
    """A deleted record. `kind` is a kind of record; `id` its own."""

    kind: str
    id: str
    title: str
    deleted_at: datetime
    deleted_by: str = ""


@dataclass(frozen=True, slots=True)
class Emptied:
    """How many records were thrown away, and how many had to stay because others still need them."""

    gone: int
    kept: int
