"""The SQL that orders and groups a list of any kind of record.

What hangs on a record (its company, its next step) is read once for all records and joined, not once per record.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crm_desktop.core.errors import Refused
from crm_desktop.core.fields import Field, FieldSet, FieldType
from crm_desktop.services.lists.views import Sorting

if TYPE_CHECKING:
    from crm_desktop.services.records import RecordAccess

NOT_GROUPED = frozenset((FieldType.LONG_TEXT, FieldType.MONEY))
"""Types that nearly every record has its own value of."""
_TEXTS = frozenset((FieldType.TEXT, FieldType.LONG_TEXT, FieldType.TAGS))
_MONTHS = frozenset((FieldType.DATE,))


@dataclass(slots=True)
class Statement:
    """A statement under construction: its joins, and the expressions that stand on them."""

    access: RecordAccess
    fields: FieldSet
    joins: list[str] = field(default_factory=list)
    has_much: bool = False
    """Whether something is joined that nearly every record has: a company, an address."""

    @property
    def source(self) -> str:
        """What follows FROM."""
        # What most records have lies in the order of their ids: by an index, it would be looked up at random.
        is_read_through = self.has_much and self.access.source.strip('"') == self.access.table
        return f"{self.access.source}{' NOT INDEXED' if is_read_through else ''}{''.join(self.joins)}"

    @property
    def table(self) -> str:
        """The record's own table, quoted."""
        return f'"{self.access.table}"'

    @property
    def _special(self) -> dict[str, str]:
        special: dict[str, str] = getattr(self.access, "sorted_by", {})
        return special

    def one(self, key: str) -> Field:
        """Return a field by its key. Raises `Refused` with the nearest one."""
        found = self.fields.find(key)
        if found is None or found.sql is None:
            near = difflib.get_close_matches(key, self.fields.keys, n=1)
            hint = f" Did you mean “{near[0]}”?" if near else ""
            raise Refused(f"{self.fields.plural} have no field “{key}”.{hint}", "The list was not changed.")
        return found

    def value(self, one: Field) -> str:
        """Return the expression of a field's value for each record, joined where that is faster."""
        if one.every is None:
            if one.type is FieldType.TAGS:
                return f"(SELECT group_concat(value, ', ') FROM ({one.sql}))"
            return f"({one.sql})"
        every = one.every
        if one.type is FieldType.TAGS:
            every = (
                "SELECT record_id, group_concat(value, ', ') AS value FROM "
                f"(SELECT record_id, value FROM ({every}) ORDER BY record_id, lower(value)) GROUP BY record_id"
            )
        self.has_much = self.has_much or one.type is FieldType.TEXT
        return self._joined(every)

    def grouped_value(self, one: Field) -> str:
        """Return the expression that a list is grouped by; a record with two tags is in two groups."""
        if one.type in NOT_GROUPED or (one.type is FieldType.TAGS and one.every is None):
            raise Refused(f"{self.fields.plural} cannot be grouped by “{one.label}”.", "The list was not changed.")
        self.has_much = self.has_much or (one.every is not None and one.type is FieldType.TEXT)
        value = self._joined(one.every) if one.every is not None else f"({one.sql})"
        if one.type is FieldType.YES_NO:
            return f"(coalesce({value}, 0) <> 0)"
        if one.type in _MONTHS:
            return f"nullif(substr({value}, 1, 7), '')"
        if one.type in (FieldType.NUMBER, FieldType.MOMENT):
            return value
        return f"nullif({value}, '')"

    def group_terms(self, one: Field) -> tuple[str, str, str]:
        """Return the group's value, its name, and the terms that keep the records of a group together."""
        value = self.grouped_value(one)
        name = f"({one.name_sql})" if one.name_sql else value
        collate = " COLLATE NOCASE" if one.type in _TEXTS or one.name_sql else ""
        first = ""
        if one.type is FieldType.RECORD and "SELECT" not in (special := self._special.get(one.key, "SELECT")):
            first = f"{special}, "
        elif one.type is FieldType.CHOICE and one.choices:
            first = f"{_by_choice(one, value)}, "
        return value, name, f"{value} IS NULL, {first}{name}{collate}, {value}"

    def order(self, sorting: Sorting) -> str:
        """Return the terms of ORDER BY; records without a value come last in either direction."""
        terms: list[str] = []
        for key, descending in sorting:
            terms += self._terms(self.one(key), descending=descending)
        # Each term once: an index that has the usual order already spares the sorting.
        usual = self.access.order
        if terms and usual.startswith(f"{terms[-1]}, "):
            usual = usual.removeprefix(f"{terms[-1]}, ")
        ends = usual.endswith((f"{self.table}.id", f"{self.access.table}.id"))
        return ", ".join((*terms, usual) if ends else (*terms, usual, f"{self.table}.id"))

    def _terms(self, one: Field, *, descending: bool) -> list[str]:
        down = " DESC" if descending else ""
        if one.key in self._special:
            value = self._special[one.key]
            if "SELECT" not in value:
                return [f"{value}{down}"]
            value = self._joined(value)
            return [f"{value} IS NULL", f"{value}{down}"]
        value = f"({one.name_sql})" if one.name_sql else self.value(one)
        if one.type is FieldType.CHOICE and one.choices:
            value = _by_choice(one, value)
            return [f"{value} IS NULL", f"{value}{down}"]
        if one.type in _TEXTS or one.name_sql:
            return [f"coalesce({value}, '') = ''", f"{value} COLLATE NOCASE{down}"]
        return [f"{value} IS NULL", f"{value}{down}"]

    def _joined(self, every: str) -> str:
        clause = f" LEFT JOIN ({every}) AS list_{{}} ON list_{{}}.record_id = {self.table}.id"
        for number, known in enumerate(self.joins):
            if known == clause.format(number, number):
                return f"list_{number}.value"
        number = len(self.joins)
        self.joins.append(clause.format(number, number))
        return f"list_{number}.value"


def _by_choice(one: Field, value: str) -> str:
    """Return the place of a choice among the others."""
    cases = " ".join(f"WHEN '{key}' THEN {place}" for place, (key, _) in enumerate(one.choices) if "'" not in key)
    return f"(CASE {value} {cases} END)" if cases else value
