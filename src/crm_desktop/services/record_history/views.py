"""What the history of a record shows."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from crm_desktop.core.fields import FieldType


@dataclass(frozen=True, slots=True)
class Value:
    """A stored value as people read it: ids are names, choices are words; `currency` stands beside a MONEY decimal."""

    type: FieldType
    value: str | int | Decimal | date | datetime | bool | None
    currency: str = ""

    @property
    def is_empty(self) -> bool:
        return self.value is None or self.value == ""


@dataclass(frozen=True, slots=True)
class Outline:
    """Every line of a record's history, newest first, in a few bytes each; `queries.rows` fills a window of it.

    `lines` are numbers of journal lines, `columns` which of a line's fields each row is about (-1 for the line
    as a whole: a birth, a removal, the way into the Bin and back).
    """

    kind: str
    record_id: str
    lines: array[int]
    columns: array[int]
    dropped_before: datetime | None = None

    def __len__(self) -> int:
        return len(self.lines)


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One thing that happened.

    `action` is "added", "removed", "binned", "unbinned" or "changed". `part` names the part of the record it
    happened to ("Phone 0117 496 0011"), "" for the record itself. `field` is the label of what changed.
    `entry_kind` is do, undo, redo, outside, setup or compact.
    """

    id: str
    entry: int
    line: int
    column: str
    at: datetime
    who: str
    label: str
    undone: bool
    action: str
    part: str = ""
    field: str = ""
    old: Value | None = None
    new: Value | None = None
    restorable: bool = False
    entry_kind: str = "do"


def value_text(value: Value | None, zone: object = None) -> str:
    """Return a value for the command line: ISO dates, plain decimals, yes and no."""
    from datetime import tzinfo

    if value is None or value.is_empty:
        return "–"
    shown = value.value
    if isinstance(shown, bool):
        return "yes" if shown else "no"
    if isinstance(shown, datetime):
        local = shown.astimezone(zone) if isinstance(zone, tzinfo) else shown
        return f"{local:%Y-%m-%d %H:%M}"
    if isinstance(shown, Decimal):
        text = f"{shown:f}"
        return f"{text} {value.currency}".rstrip()
    return " ".join(str(shown).split())
