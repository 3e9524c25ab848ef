"""Which records a filter selects: people's own fields and segments are part of what it can name.

Lists, exports, bulk edits and the command line come through here; `filter_sql` makes the statement.
"""

from __future__ import annotations

from typing import Any

from crm_desktop.core.clock import Clock, today
from crm_desktop.core.expressions import And, Comparison, Expression, FilterError, Not, Operator, Or, Text
from crm_desktop.core.fields import Field, FieldSet, FieldType
from crm_desktop.core.filter_check import as_text, check
from crm_desktop.core.filters import parse
from crm_desktop.services.custom_fields.declared import with_own_fields
from crm_desktop.services.filter_sql import compile_filter
from crm_desktop.storage.database import Database

SEGMENT = "segment"
_DEEPEST = 8
"""Segments that name segments; more is a circle."""
_EVERYTHING = Or((Comparison(SEGMENT, Operator.EMPTY, ()), Comparison(SEGMENT, Operator.NOT_EMPTY, ())))
_ONE = frozenset((Operator.EQUAL, Operator.NOT_EQUAL, Operator.HAS, Operator.IN))


def filter_fields(database: Database, built_in: FieldSet, table: str) -> FieldSet:
    """Return every field that a filter of these records can name: built-in, people's own, and segments."""
    every = with_own_fields(database, built_in, table)
    frozen = (
        "SELECT s.name AS value FROM segment_member m JOIN saved_view s ON s.id = m.view_id "
        f'WHERE m.record_id = "{table}".id AND s.deleted_at IS NULL'
    )
    return every.with_fields((Field(SEGMENT, "Segment", FieldType.TAGS, frozen, editable=False, importable=False),))


def selection(
    database: Database,
    clock: Clock,
    built_in: FieldSet,
    table: str,
    where: Expression | str,
    *,
    with_rhythms: bool = True,
) -> tuple[str, dict[str, Any]]:
    """Return the condition of a filter and the values it binds; fields may name `:today`. Raises `FilterError`."""
    if with_rhythms and table == "contact":
        from crm_desktop.services.contacts import rhythms

        built_in = rhythms.with_rhythms(database, clock, built_in)
    fields = filter_fields(database, built_in, table)
    expression = _expanded(database, fields, parse(where) if isinstance(where, str) else where, _DEEPEST)
    condition, values = compile_filter(expression, fields, today=today(clock), zone=clock.zone, table=table)
    return condition, {**values, "today": today(clock).isoformat(), "me": database.actor or ""}


def check_selection(database: Database, built_in: FieldSet, table: str, where: Expression | str) -> None:
    """Raise `FilterError` for a filter that cannot be used on these records."""
    fields = filter_fields(database, built_in, table)
    check(_expanded(database, fields, parse(where) if isinstance(where, str) else where, _DEEPEST), fields)


def _expanded(database: Database, fields: FieldSet, expression: Expression, depth: int) -> Expression:
    """Put in place of every live segment what it selects; a frozen one stays, and is looked up by its name."""
    match expression:
        case And(parts):
            return And(tuple(_expanded(database, fields, part, depth) for part in parts))
        case Or(parts):
            return Or(tuple(_expanded(database, fields, part, depth) for part in parts))
        case Not(part):
            return Not(_expanded(database, fields, part, depth))
        case Comparison():
            if fields.find(expression.field) is not fields[SEGMENT]:
                return expression
            return _segments(database, fields, expression, depth)


def _segments(database: Database, fields: FieldSet, comparison: Comparison, depth: int) -> Expression:
    if comparison.operator not in _ONE:
        raise FilterError(
            f'Segment cannot be compared with “{comparison.operator.value}”; write segment = "Name"',
            comparison.position,
        )
    if depth == 0:
        raise FilterError("The segments name each other in a circle", comparison.position)
    parts = [_segment(database, fields, comparison, as_text(value), depth) for value in comparison.values]
    joined = parts[0] if len(parts) == 1 else Or(tuple(parts))
    return Not(joined) if comparison.operator is Operator.NOT_EQUAL else joined


def _segment(database: Database, fields: FieldSet, comparison: Comparison, name: str, depth: int) -> Expression:
    # Compared here: SQLite's own `lower` knows the cases of ASCII only.
    rows = database.rows(
        "SELECT name, filter, frozen FROM saved_view "
        "WHERE record_kind = ? AND segment = 1 AND deleted_at IS NULL ORDER BY position, id",
        (fields.kind,),
    )
    found = next((row for row in rows if row[0].casefold() == name.casefold()), None)
    if found is None:
        known = ", ".join(f"“{row[0]}”" for row in rows[:8])
        hint = f"there are {known}" if known else "none was made yet"
        raise FilterError(f"There is no segment “{name}”; {hint}", comparison.position)
    if found[2]:
        return Comparison(SEGMENT, Operator.EQUAL, (Text(found[0]),), comparison.position)
    if not found[1]:
        return _EVERYTHING
    return _expanded(database, fields, parse(found[1]), depth - 1)
