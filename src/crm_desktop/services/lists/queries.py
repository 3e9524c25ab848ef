"""Reading lists of any kind of record: all rowids in order, windows of rows, groups with their sums."""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Sequence
from datetime import tzinfo
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from crm_desktop.core.clock import from_millis, today
from crm_desktop.core.expressions import Expression
from crm_desktop.core.fields import Field, FieldSet, FieldType
from crm_desktop.core.money import exponent
from crm_desktop.services.lists.naming import named
from crm_desktop.services.lists.ordering import Statement
from crm_desktop.services.lists.views import Amount, Group, ListFound, ListQuery, ListRow, Sum
from crm_desktop.services.lists.words import words_condition
from crm_desktop.services.number_lists import read_numbers
from crm_desktop.services.records import decimal_text, json_value
from crm_desktop.services.selecting import filter_fields, selection

if TYPE_CHECKING:
    from crm_desktop.services.services import Services

_CHUNK = 500
_QUARTER_HOUR = 900_000
SUMMED = frozenset((FieldType.NUMBER, FieldType.MONEY))


class Lists:
    """Lists of records. Made to be asked off the main thread."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._database = services.database

    def fields(self, kind: str) -> FieldSet:
        """Return the fields that a list shows and sorts by."""
        return self._services.records.fields(kind)

    def filter_fields(self, kind: str) -> FieldSet:
        """Return the fields that a filter of a list can name, segments among them."""
        access = self._services.records.access(kind)
        return filter_fields(self._database, access.fields, access.table)

    def named(self, kind: str, where: Expression) -> Expression:
        """Return a filter with names in place of ids, to be read."""
        access = self._services.records.access(kind)
        return named(self._database, access, self.fields(kind), where)

    # which records

    def row_ids(self, query: ListQuery) -> array[int]:
        """Return the rowids of a list in its order, eight bytes each. Raises `FilterError`, `Refused`."""
        statement = self._statement(query.kind)
        condition, values = self._condition(query)
        ordered = statement.order(query.sorting)
        if query.group_by:
            ordered = f"{statement.group_terms(statement.one(query.group_by))[2]}, {ordered}"
        table = statement.table
        return self._numbers(
            f"SELECT json_group_array(row) FROM (SELECT {table}.rowid AS row FROM {statement.source} "
            f"WHERE {condition} ORDER BY {ordered})",
            values,
        )

    def found(self, query: ListQuery, summed: Sequence[str] = ()) -> ListFound:
        """Return a list: its rowids and, when it is grouped, its groups in the same order."""
        groups: tuple[Group, ...] = ()
        for _ in range(3):
            rowids = self.row_ids(query)
            if not query.group_by:
                return ListFound(rowids)
            groups = tuple(self.grouped(query.kind, query.where, query.group_by, summed, text=query.text))
            if sum(group.count for group in groups) == len(rowids):
                break  # else somebody wrote between the two
        return ListFound(rowids, groups)

    def count(self, query: ListQuery) -> int:
        """Return how many records a list has."""
        statement = self._statement(query.kind)
        condition, values = self._condition(query)
        return int(self._database.value(f"SELECT count(*) FROM {statement.source} WHERE {condition}", values))

    # groups

    def grouped(
        self, kind: str, where: Expression | str | None, by: str, summed: Sequence[str] = (), *, text: str = ""
    ) -> list[Group]:
        """Return the groups of a list by a field: how many records each has, and what its numbers come to.

        Dates are grouped by month. Money is summed for each currency on its own.
        """
        statement = self._statement(kind)
        one = statement.one(by)
        condition, values = self._condition(ListQuery(kind, None, text), where)
        value, name, ordered = statement.group_terms(one)
        sums = [found for key in summed if (found := statement.one(key)).type in SUMMED]
        columns, currencies = [], []
        for field in sums:
            columns.append(f"sum({statement.value(field)})")
            currencies.append(f"({field.currency_sql})" if field.currency_sql else "''")
        own = ", ".join((*columns, *currencies))
        together = ", ".join(dict.fromkeys(one for one in currencies if one != "''"))
        slot = f"{value} / {_QUARTER_HOUR}" if one.type is FieldType.MOMENT else value
        rows = self._database.rows(
            f"SELECT {value if slot == value else f'min({value})'}, {name if slot == value else 'NULL'}, count(*)"
            f"{', ' + own if own else ''} FROM {statement.source} WHERE {condition} "
            f"GROUP BY {slot}{', ' + together if together else ''} ORDER BY {ordered}",
            values,
        )
        return _folded(rows, one, sums, self._services.clock.zone)

    # rows

    def rows(self, kind: str, rowids: Sequence[int], columns: Sequence[str]) -> list[ListRow | None]:
        """Return the rows at these rowids, in the order asked; None for one that is gone since."""
        statement = self._statement(kind)
        fields = [statement.one(key) for key in columns]
        keys = tuple(field.key for field in fields)
        select = "".join(f", {self._services.records.select(field)}" for field in fields)
        found: dict[int, ListRow] = {}
        for start in range(0, len(rowids), _CHUNK):
            chunk = {f"row_{place}": rowid for place, rowid in enumerate(rowids[start : start + _CHUNK])}
            for row in self._database.rows(
                f"SELECT {statement.table}.rowid, {statement.table}.id{select} FROM {statement.source} "
                f"WHERE {statement.table}.rowid IN ({','.join(f':{name}' for name in chunk)})",
                {**chunk, **self._now()},
            ):
                values = tuple(
                    _value(field, row[2 + 2 * place], row[3 + 2 * place]) for place, field in enumerate(fields)
                )
                found[row[0]] = ListRow(str(row[1]), keys, values)
        return [found.get(rowid) for rowid in rowids]

    def ids_of(self, kind: str, rowids: Sequence[int]) -> list[str]:
        """Return the ids of the records at these rowids, in the order asked, each once."""
        table = self._services.records.access(kind).table
        rows = self._database.rows(
            f'SELECT t.rowid, t.id FROM json_each(?) j JOIN "{table}" t ON t.rowid = j.value',
            (json.dumps(list(dict.fromkeys(rowids))),),
        )
        by_row: dict[int, str] = dict(rows)
        return [by_row[rowid] for rowid in dict.fromkeys(rowids) if rowid in by_row]

    def rowid_of(self, kind: str, record_id: str) -> int | None:
        """Return where a record stands in the file."""
        table = self._services.records.access(kind).table
        found = self._database.value(f'SELECT rowid FROM "{table}" WHERE id = ?', (record_id,))
        return None if found is None else int(found)

    def pick(self, kind: str, text: str, limit: int = 8) -> list[tuple[str, str]]:
        """Return (id, name) of records that begin with the words typed, to choose one from.

        Stages and pipelines are known by their names: each deal finds the stage in its own pipeline.
        """
        if kind in ("stage", "pipeline"):
            named = self._database.rows(
                f"SELECT name FROM {kind} WHERE deleted_at IS NULL GROUP BY name ORDER BY min(position), name"
            )
            return [(name, name) for (name,) in named if text.casefold() in name.casefold()]
        access = self._services.records.access(kind)
        ids = self.row_ids(ListQuery(access.kind, None, text))[:limit]
        return [(one, access.label(self._services, one)) for one in self.ids_of(access.kind, ids)]

    def as_text(
        self, kind: str, rowids: Sequence[int], columns: Sequence[str], shown: Callable[[Field, Any], str] | None = None
    ) -> str:
        """Return rows as a spreadsheet takes them: cells parted by tabs, under a line of headings."""
        fields = self.fields(kind)
        shape = shown or plain_text
        lines = ["\t".join(fields[key].label for key in columns)]
        for row in self.rows(kind, list(dict.fromkeys(rowids)), columns):
            if row is not None:
                lines.append(
                    "\t".join(
                        " ".join(shape(fields[key], value).split())
                        for key, value in zip(columns, row.values, strict=True)
                    )
                )
        return "\n".join(lines)

    # statements

    def _statement(self, kind: str) -> Statement:
        access = self._services.records.access(kind)
        return Statement(access, self._services.records.fields(access.kind))

    def _condition(self, query: ListQuery, where: Expression | str | None = None) -> tuple[str, dict[str, Any]]:
        access = self._services.records.access(query.kind)
        parts, values = [access.where], self._now()
        wanted = where if where is not None else query.where
        if wanted is not None and wanted != "":
            sql, values = selection(self._database, self._services.clock, access.fields, access.table, wanted)
            parts.append(f"({sql})")
        if query.text.strip():
            parts.append(words_condition(access.kind, access.table, query.text, values))
        return " AND ".join(parts), values

    def _now(self) -> dict[str, Any]:
        """Return what the SQL of a field may ask for."""
        return {"today": today(self._services.clock).isoformat()}

    def _numbers(self, sql: str, values: dict[str, Any]) -> array[int]:
        """Return the numbers that a statement answers with as one JSON list."""
        return read_numbers(self._database.rows(sql, values)[0][0])


def _value(field: Field, stored: Any, second: Any) -> Any:
    value = json_value(field, stored, second)
    if field.type is FieldType.MONEY and value is not None:
        return Amount(str(value), str(second or ""))
    return tuple(sorted(value, key=str.casefold)) if isinstance(value, list) else value


def plain_text(field: Field, value: Any) -> str:
    """Return a JSON value as plain text: words for choices, tags one after the other."""
    if value is None:
        return ""
    if field.type is FieldType.TAGS:
        return ", ".join(value)
    if field.type is FieldType.CHOICE:
        return field.choice_label(str(value))
    if field.type is FieldType.YES_NO:
        return "yes" if value else "no"
    return value.amount if isinstance(value, Amount) else str(value)


def _folded(rows: list[Any], one: Field, sums: list[Field], zone: tzinfo) -> list[Group]:
    """Put rows of (value, name, count, sums, currencies) together that belong to one group."""
    counts: dict[str, int] = {}
    labels: dict[str, str] = {}
    totals: dict[str, dict[tuple[str, str], Decimal]] = {}
    for value, name, count, *others in rows:
        key, label = _group_name(one, value, name, zone)
        counts[key] = counts.get(key, 0) + count
        labels[key] = label
        own = totals.setdefault(key, {})
        for place, field in enumerate(sums):
            amount, currency = others[place], others[len(sums) + place] or ""
            if amount is not None:
                places = exponent(currency) if currency else field.scale
                own[field.key, currency] = own.get((field.key, currency), Decimal(0)) + Decimal(amount).scaleb(-places)
    return [
        Group(
            key, labels[key], count,
            tuple(Sum(field, amount, currency) for (field, currency), amount in totals[key].items()),
        )
        for key, count in counts.items()
    ]  # fmt: skip


def _group_name(one: Field, value: Any, name: Any, zone: tzinfo) -> tuple[str, str]:
    """Return what tells a group from the others, and its word."""
    if value is None:
        return "", ""
    if one.type is FieldType.MOMENT:
        month = from_millis(value).astimezone(zone).strftime("%Y-%m")
        return month, month
    if one.type is FieldType.YES_NO:
        return ("yes", "Yes") if value else ("no", "No")
    if one.type is FieldType.CHOICE:
        return str(value), one.choice_label(str(value))
    if one.type is FieldType.NUMBER:
        text = decimal_text(Decimal(value).scaleb(-one.scale))
        return text, text
    return str(value), str(name) if name is not None else str(value)
