"""What an import is going to do, and what it did: frozen values that a page can show and change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from crm_desktop.core.changes import ChangeSet
from crm_desktop.core.errors import CrmError, Refused

KEEP = ""
"""Field of a column that fills none: its values are kept beside the record, under the column's name."""
LEAVE_OUT = "-"
"""Field of a column that is not read at all."""

MODES = ("create", "update", "upsert")
MATCHES = ("email", "phone", "name")


class Control(Protocol):
    """How a long job tells its progress and learns that it should stop."""

    def progress(self, done: int, total: int) -> bool:
        """Tell how far the job is; False means stop."""


class NoControl:
    """For a caller that neither watches nor stops."""

    def progress(self, done: int, total: int) -> bool:
        """Go on."""
        return True


class Stopped(CrmError):
    """Somebody stopped the import; everything was rolled back."""


class Outcome(Enum):
    """What becomes of one row."""

    READY = "ready"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    LOOK = "look"


class RowCheck(NamedTuple):
    """One row of the file (a card of a vCard file, counted from 1): what becomes of it, and why."""

    row: int
    outcome: Outcome
    title: str
    reason: str = ""


class Refusal(NamedTuple):
    """A row that was not imported."""

    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class Target:
    """A field that a column can fill."""

    key: str
    label: str
    repeatable: bool = False


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """One column of the file, three of its values, and the field it fills (`KEEP` and `LEAVE_OUT` fill none).

    `label_column` is the column that says of which sort the values are (“Work”).
    """

    column: int
    header: str
    samples: tuple[str, ...]
    field: str
    label_column: int | None = None


@dataclass(frozen=True)
class ImportPlan:
    """How a file will be read. `kind` is contact, deal or product; `words` say what was recognised.

    `rows` people, companies, deals or products; `source` the recognised table, None for a vCard file.
    `fixes` are cells corrected by hand: row → column → text; `left_out` rows that are not wanted.
    `any_name`: an equal e-mail address or number is enough, whatever the names say.
    """

    path: Path
    kind: str
    rows: str
    words: tuple[str, ...]
    preset: str = ""
    columns: tuple[ColumnPlan, ...] = ()
    count: int | None = None
    mode: str = "upsert"
    match: tuple[str, ...] = MATCHES
    any_name: bool = False
    source: Any = field(default=None, repr=False)
    cards: tuple[Any, ...] = field(default=(), repr=False)
    fixes: Mapping[int, Mapping[int, str]] = field(default_factory=dict)
    left_out: frozenset[int] = frozenset()

    @property
    def is_vcard(self) -> bool:
        """Whether the file holds contact cards, whose fields are known."""
        return self.source is None

    @cached_property
    def kept(self) -> tuple[ColumnPlan, ...]:
        """The columns that fill no field and are kept under their names."""
        return tuple(column for column in self.columns if column.field == KEEP)

    def with_field(self, column: int, key: str) -> ImportPlan:
        """Have a column fill another field. Raises `Refused` when another column fills it already."""
        from crm_desktop.services.importing.targets import targets

        if key not in (KEEP, LEAVE_OUT):
            target = next((one for one in targets(self.rows) if one.key == key), None)
            if target is None:
                raise Refused(f"There is no field “{key}” to fill.", "Nothing was changed.")
            taken = next((one for one in self.columns if one.field == key and one.column != column), None)
            if taken is not None and not target.repeatable:
                raise Refused(
                    f"“{taken.header}” fills {target.label} already.",
                    "Give that column another field first; two columns cannot fill one.",
                )
        columns = tuple(replace(one, field=key) if one.column == column else one for one in self.columns)
        return replace(self, columns=columns)

    def with_fix(self, row: int, column: int, text: str) -> ImportPlan:
        """Read one cell as `text` instead of what stands in the file."""
        return replace(self, fixes={**self.fixes, row: {**self.fixes.get(row, {}), column: text}})

    def without_rows(self, rows: frozenset[int]) -> ImportPlan:
        """Leave these rows out."""
        return replace(self, left_out=self.left_out | rows)

    def with_all_rows(self) -> ImportPlan:
        """Take back the rows that were left out."""
        return replace(self, left_out=frozenset())


@dataclass(frozen=True)
class ImportCheck:
    """What an import would do, row by row; nothing was written."""

    rows: tuple[RowCheck, ...]
    problems: tuple[Refusal, ...] = ()

    @cached_property
    def counts(self) -> Mapping[Outcome, int]:
        """How many rows have each outcome; every outcome is there."""
        found = Counter(row.outcome for row in self.rows)
        return {outcome: found.get(outcome, 0) for outcome in Outcome}


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did. `refused` rows were not imported; `problems` are oddities in rows that were.

    `change` is empty when the file brought nothing new.
    """

    change: ChangeSet
    created: int
    updated: int
    unchanged: int
    refused: tuple[Refusal, ...]
    problems: tuple[Refusal, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the result as the command line answers it."""
        return {
            "entry": self.change.entry,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "refused": [{"row": row, "reason": reason} for row, reason in self.refused],
        }
