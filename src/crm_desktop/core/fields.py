"""What a field is: declared once, read by tables, filters, import, export and the command line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum


class FieldType(Enum):
    """What a field holds, and how the file holds it.

    TEXT, LONG_TEXT  text; NULL and '' are both empty
    NUMBER           INTEGER, scaled by `Field.scale` decimal places
    MONEY            INTEGER minor units of `Field.currency_sql` (without one: scaled by `Field.scale`)
    DATE             TEXT 'YYYY-MM-DD'
    MOMENT           INTEGER milliseconds UTC
    CHOICE           TEXT key of `Field.choices`; without declared choices the name itself
    YES_NO           INTEGER 0 or 1; NULL is no
    PERSON, RECORD   TEXT id of 32 hex digits, its name by `Field.name_sql`
    TAGS             many texts: see `Field.sql`
    """

    TEXT = "text"
    LONG_TEXT = "long text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    MOMENT = "moment"
    CHOICE = "choice"
    YES_NO = "yes/no"
    PERSON = "person"
    RECORD = "record"
    TAGS = "tags"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a kind of record.

    sql           scalar expression over the aliases of the list's base query (`deal.title`); may name `:today`.
                  For TAGS: a SELECT whose only column is called `value`, correlated with the base query
                  (`SELECT tag.name AS value FROM tagging JOIN tag ON … WHERE tagging.record_id = deal.id`).
                  None: the field cannot be filtered, sorted or listed.
    choices       (key, label) in the order they are shown
    scale         decimal places of the stored INTEGER (NUMBER; MONEY without currency)
    currency_sql  expression of the currency code beside a MONEY field
    name_sql      expression of the display name behind a PERSON or RECORD id
    every         SELECT of (record_id, value), a row for each record that has a value (for TAGS, for each tag):
                  what `sql` finds for one record, for all at once. A filter over a long list is many times
                  faster by it.
    personal      whether it is personal data (privacy export, erasure)
    group         name of the field group that is undone and merged whole
    Never build `sql` from what a person typed: it is part of the program.
    """

    key: str
    label: str
    type: FieldType
    sql: str | None = None
    choices: tuple[tuple[str, str], ...] = ()
    editable: bool = True
    importable: bool = True
    personal: bool = False
    sortable: bool = True
    group: str | None = None
    currency_sql: str | None = None
    scale: int = 0
    name_sql: str | None = None
    every: str | None = None

    def __post_init__(self) -> None:
        if not self.key.isidentifier():
            raise ValueError(f"{self.key!r} cannot be the key of a field")
        keys = [key for key, _ in self.choices]
        if len(set(keys)) != len(keys):
            raise ValueError(f"field {self.key!r} declares a choice twice")

    def choice_key(self, text: str) -> str | None:
        """The key of a choice given by key or label, in any case."""
        wanted = text.casefold()
        for key, label in self.choices:
            if wanted in (key.casefold(), label.casefold()):
                return key
        return None

    def choice_label(self, key: str) -> str:
        """The label of a choice; an unknown key is its own label."""
        return dict(self.choices).get(key, key)


@dataclass(frozen=True, slots=True)
class FieldSet:
    """The fields of one kind of record. Keys and labels are unique in it, in any case of letters."""

    kind: str
    label: str
    plural: str
    fields: tuple[Field, ...]
    _by_name: dict[str, Field] = field(init=False, repr=False, compare=False, hash=False)

    def __post_init__(self) -> None:
        by_name: dict[str, Field] = {}
        for one in self.fields:
            for name in {one.key.casefold(), one.label.casefold()}:
                if name in by_name:
                    raise ValueError(f"{self.kind}: two fields are called {name!r}")
                by_name[name] = one
        object.__setattr__(self, "_by_name", by_name)

    def __iter__(self) -> Iterator[Field]:
        return iter(self.fields)

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._by_name

    def __getitem__(self, key: str) -> Field:
        """The field with this key; KeyError when there is none."""
        found = self._by_name.get(key.casefold())
        if found is None or found.key != key:
            raise KeyError(key)
        return found

    def find(self, name: str) -> Field | None:
        """The field a person means by its key or label, in any case."""
        return self._by_name.get(name.casefold())

    @property
    def keys(self) -> tuple[str, ...]:
        """In the order of the declaration."""
        return tuple(one.key for one in self.fields)

    def with_fields(self, more: tuple[Field, ...]) -> FieldSet:
        """The same set with a person's own fields behind the built-in ones."""
        return FieldSet(self.kind, self.label, self.plural, self.fields + more)
