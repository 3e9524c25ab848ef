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
NEW_FIELD = "+"
"""Field of a column that becomes a custom field under its name, typed by its values."""
OWN = "own:"
"""What the field of a column begins with that fills a custom field; its key follows."""
NO_FIELD = (KEEP, LEAVE_OUT, NEW_FIELD)
NO_RECORDS = ("member", "attachment")
"""What a file can hold that is no kind of record: it has no fields of people's own."""

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


def label_of(header: str) -> str:
    """Return how the custom field of a column is called: “year_established” reads “Year established”."""
    words = " ".join(header.removesuffix("__c").removesuffix("__C").replace("_", " ").split())
    return words[:1].upper() + words[1:] if words.islower() else words or header


class NameNote(NamedTuple):
    """A word in a column that is no name of a record here, how many rows have it, and what it is taken for.

    `meant` is empty when nothing comes near; `ImportPlan.with_meaning` says what it should be.
    """

    column: int
    header: str
    text: str
    rows: int
    meant: str = ""


@dataclass(frozen=True)
class ImportPlan:
    """How a file will be read. `kind` is the kind of record; `words` say what was recognised.

    `rows` people, companies, deals, …; `source` the recognised table, None for a vCard or JSON file.
    `fixes` are cells corrected by hand: row → column → text; `left_out` rows that are not wanted; `meant` what
    words of a column stand for: column → text → text. `any_name`: an equal e-mail address or number is enough,
    whatever the names say. `own` are the custom fields that a column can fill. `phone_country` is where numbers
    without a country code are called; empty is the firm's country. `make_members`: an owner who is not among the
    people of the firm is added to them. `folder`: the path is a folder of documents, its rows are its files.
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
    records: tuple[Mapping[str, Any], ...] = field(default=(), repr=False)
    fixes: Mapping[int, Mapping[int, str]] = field(default_factory=dict)
    left_out: frozenset[int] = frozenset()
    meant: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    own: tuple[Target, ...] = ()
    phone_country: str = ""
    make_members: bool = False
    folder: bool = False

    @property
    def is_fixed(self) -> bool:
        """Whether the file says itself what each value is: a vCard, or JSON that this program wrote."""
        return self.source is None

    @property
    def is_vcard(self) -> bool:
        """Whether the file holds contact cards."""
        return bool(self.cards)

    @cached_property
    def kept(self) -> tuple[ColumnPlan, ...]:
        """The columns that fill no field and are kept under their names."""
        return tuple(column for column in self.columns if column.field == KEEP)

    @cached_property
    def new_fields(self) -> tuple[ColumnPlan, ...]:
        """The columns that become custom fields."""
        return tuple(column for column in self.columns if column.field == NEW_FIELD)

    @property
    def targets(self) -> tuple[Target, ...]:
        """The fields that a column can fill: those built in, and people's own."""
        from crm_desktop.services.importing.targets import targets

        return (*targets(self.rows), *self.own)

    @property
    def takes_own_fields(self) -> bool:
        """Whether a column can become a custom field of these records."""
        return self.kind not in NO_RECORDS

    def names_owner(self, note: NameNote) -> bool:
        """Whether a word says whose a record is: who is nobody here can be added to the people of the firm."""
        if self.is_fixed:
            return note.header == "owner"
        return any(one.field == "owner" for one in self.columns if one.column == note.column)

    def mended(self, row: int, cells: tuple[str, ...]) -> tuple[str, ...]:
        """Return the cells of a row as they are to be read."""
        fixes = self.fixes.get(row)
        if not fixes and not self.meant:
            return cells
        texts = list(cells)
        for index, text in (fixes or {}).items():
            texts[index] = text
        for index, words in self.meant.items():
            texts[index] = words.get(texts[index].strip(), texts[index])
        return tuple(texts)

    def with_field(self, column: int, key: str) -> ImportPlan:
        """Have a column fill another field. Raises `Refused` when another column fills it already."""
        if key not in NO_FIELD:
            target = next((one for one in self.targets if one.key == key), None)
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

    def with_meaning(self, column: int, text: str, meant: str) -> ImportPlan:
        """Read a word of one column as another wherever it stands there; as itself again when both are equal."""
        words = {key: value for key, value in self.meant.get(column, {}).items() if key != text}
        if meant != text:
            words[text] = meant
        others = {key: value for key, value in self.meant.items() if key != column}
        return replace(self, meant={**others, column: words} if words else others)

    def without_rows(self, rows: frozenset[int]) -> ImportPlan:
        """Leave these rows out."""
        return replace(self, left_out=self.left_out | rows)

    def with_all_rows(self) -> ImportPlan:
        """Take back the rows that were left out."""
        return replace(self, left_out=frozenset())


@dataclass(frozen=True)
class ImportCheck:
    """What an import would do, row by row; nothing was written. `new_fields` would become custom fields."""

    rows: tuple[RowCheck, ...]
    problems: tuple[Refusal, ...] = ()
    names: tuple[NameNote, ...] = ()
    new_fields: tuple[str, ...] = ()

    @cached_property
    def counts(self) -> Mapping[Outcome, int]:
        """How many rows have each outcome; every outcome is there."""
        found = Counter(row.outcome for row in self.rows)
        return {outcome: found.get(outcome, 0) for outcome in Outcome}


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did. `refused` rows were not imported; `problems` are oddities in rows that were; `names`
    words that are no name here; `new_fields` the custom fields that it made.

    `change` is empty when the file brought nothing new.
    """

    change: ChangeSet
    created: int
    updated: int
    unchanged: int
    refused: tuple[Refusal, ...]
    problems: tuple[Refusal, ...] = ()
    names: tuple[NameNote, ...] = ()
    new_fields: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the result as the command line answers it."""
        return {
            "entry": self.change.entry,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "refused": [{"row": row, "reason": reason} for row, reason in self.refused],
            "problems": [{"row": row, "reason": reason} for row, reason in self.problems],
            "names": names_json(self.names),
            "custom_fields": list(self.new_fields),
        }


def names_json(names: tuple[NameNote, ...]) -> list[dict[str, Any]]:
    """Return the words that are no name here as the command line answers them."""
    return [{"column": one.header, "text": one.text, "rows": one.rows, "read_as": one.meant or None} for one in names]
